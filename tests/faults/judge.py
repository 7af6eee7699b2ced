# SPDX-License-Identifier: GPL-3.0-or-later
"""Is what a run reported true, and did the next run end right? The answers are sentences, none when all is well.

Only the server's state and outbox count. `end` is what a run without a fault makes of `start`.

What is forgiven, because BlueMind leaves no choice (contract#partial-states, contract#saves-of-the-console):

- A run that could not read the server again and says so: whether anything has changed (`UNREAD`).
- A creation that stopped before the working hours, if a warning says so: the hours (`NO_HOURS`).
- A torn list of rights that the run could not repair: one right of it may be there (`_torn`). Rights that are lost for
  good are named in the message (`Kind.losing`).
- A domain that could not be read: its changes are not listed, because nothing was planned.
- An answer of success that is not true, or somebody else's write at ours: `notified` may name more people than were
  mailed (`mails`, uncertain).
- Rights that a torn write or a late deletion has taken away: they are mailed again (`Kind.mails_again`).

Where somebody else is at work (`among_others`), words are not compared with the state, only `changed` with what the run
has sent. All may be as if

- either of the two had been first, or they had come last and the next run after them;
- they had not been there at all, if they wrote between our question and the write that it was for, or after we had
  ordered a deletion, in the same domain: BlueMind's writes have no condition. For settings also, if they wrote at the
  last question before a deletion, which is one for rights;
- they had renamed nothing, where the resource is being replaced;
- both had made a resource of the new provider, where the console did so at the creation of a migration, which refuses
  to run again until they are merged;
- the deleted resource had kept its settings, in their spelling, where the run had read them before the deletion;
- the containers that their deletion left were gone, which only a run that saw the resource knows.

The next run may fail only there, and where one of the two orders fails. With several domains at a time, mails are not
compared: whose they are cannot be told.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from tests.faults.scenarios import SECRETS, Scenario
from tests.faults.views import View, shape

Mails = Counter[tuple[str, str]]  # (subject, verb) of those who got a right
KEYS = {"client_id": "clientId", "webex_ics_mail": "webex-ics-mail"}  # of settings that are called otherwise
PARTS = ("applied", "failed_changes", "not_attempted")
UNREAD = "could not be read again"
NO_HOURS = "without working hours"
# Fields of a change → where a resource holds them.
FIELDS = {
    "label": lambda one: one["label"],
    "reservation_policy": lambda one: one["mode"],
    "provider": lambda one: one["link"],
    "availability": lambda one: one["calendar"] and one["calendar"]["hours"],
    "settings_container": lambda one: one["settings"] and one["settings"]["domain"],
    "settings_acl": lambda one: one["settings"] and one["settings"]["acl"],
    "freebusy_container": lambda one: one["freebusy"] is not None,
    "freebusy_acl": lambda one: one["freebusy"] and one["freebusy"]["acl"],
}


@dataclass
class Reference:
    """A run without a fault."""

    scenario: Scenario
    start: View
    end: View
    result: dict[str, Any]
    mails: Mails

    @property
    def replaced(self) -> bool:
        """Whether a resource that was there is not any more."""
        return any(set(one["resources"]) - set(self.end[uid]["resources"]) for uid, one in self.start.items())


@dataclass
class Run:
    """One run: its result, None if it was killed; what the server holds afterwards, and whom it has mailed."""

    result: dict[str, Any] | None
    now: View
    mails: Mails

    @property
    def failed(self) -> bool:
        """Whether it did not end well."""
        return self.result is None or bool(self.result["failed"])


@dataclass
class Ends:
    """How things may end where somebody else was at work: shapes, and whether the next run may fail as well."""

    shapes: list[dict[str, Any]] = field(default_factory=list)
    may_fail: bool = False


def subjects(scenario: Scenario) -> dict[str, str]:
    """Uid → how results name it."""
    found = {}
    for domain in scenario.seed["domains"]:
        found[domain["uid"]] = "everyone"
        found.update({one["uid"]: f"user {one.get('email') or one['name']}" for one in domain.get("users", ())})
        found.update({one["uid"]: f"group {one['name']}" for one in domain.get("groups", ())})
    return found


def words(result: dict[str, Any]) -> list[str]:
    """Nothing secret, and no traceback."""
    text = json.dumps(result, ensure_ascii=False)
    found = [f"the result shows {secret}" for secret in SECRETS if secret in text]
    return found + (["the message has a traceback"] if "Traceback" in result.get("msg", "") else [])


def mails(run: Run, scenario: Scenario, uncertain: bool = False) -> list[str]:
    """`notified` is exactly who was mailed; where a run cannot know, nobody who was is missing."""
    if run.result is None:
        return []
    names = subjects(scenario)
    mailed = {names.get(subject, subject) for subject, _verb in run.mails}
    told = set(run.result.get("notified", ()))
    right = mailed <= told if uncertain else mailed == told
    return [] if right else [f"mailed {sorted(mailed)}, notified {sorted(told)}"]


def report(run: Run, reference: Reference, losing: bool = False) -> list[str]:
    """Every word of a result of a run that was alone with the server."""
    result, start, now = run.result, reference.start, run.now
    if result is None:
        return _losses(run, reference, losing)
    unread = UNREAD in result.get("msg", "")
    problems = []
    if result["changed"] != (start != now) and not unread:
        problems.append(f"changed is {result['changed']}, the server has {'' if start != now else 'not '}changed")
    if not result["failed"]:
        hours = NO_HOURS not in str(result["warnings"])
        if shape(now, hours) != shape(reference.end, hours):
            problems.append("success is reported, and the server is not as it should be")
        if result["verified"] is not True:
            problems.append(f"verified is {result['verified']}")
    rows = [(part, row) for part in PARTS for row in result.get(part, ())]
    if not result["failed"]:
        rows = [("applied", row) for row in result["changes"]]
    for part, row in rows:
        before, after = (done(row, one, reference, result) for one in (start, now))
        if part == "applied" and (before or not after):
            problems.append(f"applied is not true: {row}")
        if part != "applied" and after and not before and not unread and not _torn(row, reference, run):
            problems.append(f"{part} is not true: {row}")
    twice = [key for key, count in Counter(_key(row) for _part, row in rows).items() if count > 1]
    problems += [f"told twice: {key}" for key in twice]
    if result["failed"] and "applied" in result:
        told = {_key(row) for _part, row in rows}
        # Of a domain that could not be read nothing was planned.
        unknown = {one["domain"] for one in result.get("failed_domains", ()) if not any(one[part] for part in PARTS)}
        problems += [
            f"not told at all: {row}"
            for row in reference.result["changes"]
            if _key(row) not in told and row["domain"] not in unknown
        ]
    return problems + _losses(run, reference, losing)


def _losses(run: Run, reference: Reference, losing: bool) -> list[str]:
    """Between the two runs, too, nobody is without a right, and no new resource without its token goes untold."""
    problems = []
    for uid, domain in reference.start.items():
        views = (reference.start, run.now, reference.end)
        before, now, end = (_rights(one[uid]["resources"].values()) for one in views)
        lost = (before & end) - now
        message = str((run.result or {}).get("msg"))
        told = {one for one in lost if (one if one[:2] != "x-" else "published address") in message}
        if lost - told or (lost and not losing):
            problems.append(f"lost for now: {sorted(lost)} of {domain['name']}")
        new = [one for name, one in run.now[uid]["resources"].items() if name not in domain["resources"]]
        bare = [one for one in new if one["link"] and not (one["settings"] and one["settings"]["values"])]
        if run.result and bare and "left" not in message:
            problems.append(f"a new resource without its settings is left in {domain['name']}, untold")
    return problems


def _torn(row: dict[str, str], reference: Reference, run: Run) -> bool:
    """A list of rights is written as a whole: it has failed although one of the rights is there."""
    uid = next(uid for uid, one in run.now.items() if one["name"] == row["domain"])
    return row["field"] == "shares" and _lists(run.now[uid]) != _lists(reference.end[uid])


def _lists(domain: dict[str, Any]) -> list[Any]:
    return [one["calendar"] and one["calendar"]["acl"] for one in domain["resources"].values()]


def _rights(resources: Iterable[dict[str, Any]]) -> set[str]:
    return {subject for one in resources if one["calendar"] for subject, _verb in one["calendar"]["acl"]}


def _key(row: dict[str, str]) -> tuple[str, str, str, str]:
    """The same for a change whatever the uid of a new resource is."""
    named = row["field"] == "shares" or row["kind"] == "delete"
    what = "" if row["kind"] == "delete" else row["field"]
    return (row["domain"], row["kind"], what, row["target"] if named else "")


def done(row: dict[str, str], now: View, reference: Reference, result: dict[str, Any]) -> bool:
    """Whether a change that a result names is true in the state `now`."""
    uid = next(uid for uid, one in now.items() if one["name"] == row["domain"])
    domain, end = now[uid], reference.end[uid]
    target, what = row["target"], row["field"]
    owner = target.removesuffix("-settings-container").rpartition(":")[2]
    if row["kind"] == "delete":
        one = domain["resources"].get(owner)
        if what == "orphan_container":
            return target not in now[""]["orphans"]
        if what == "settings_container":
            return target not in now[""]["orphans"] and not (
                one and one["settings"] and one["settings"]["domain"] != uid
            )
        return one is None
    if what == "resource_type":
        return target in domain["types"]
    if what == "resource":
        return target in domain["resources"]
    if what == "shares" and row["kind"] == "revoke" and target in end["resources"]:
        return _rights([domain["resources"][target]]) == _rights([end["resources"][target]])
    kept = _kept(row["domain"], domain, end, result) if what == "shares" else owner
    one, wanted = domain["resources"].get(kept), _only(end["resources"], kept)
    if one is None or wanted is None:
        return False
    if what == "shares":
        subject = next((uid for uid, name in subjects(reference.scenario).items() if name == target), target)
        return _verbs(one, subject) == _verbs(wanted, subject)
    if what in FIELDS:
        return bool(FIELDS[what](one) == FIELDS[what](wanted))
    values = [(each["settings"] or {"values": {}})["values"] for each in (one, wanted)]
    key = KEYS.get(what, what)
    return bool(values[0].get(key) == values[1].get(key))


def _verbs(one: dict[str, Any], subject: str) -> set[str]:
    acl = one["calendar"]["acl"] if one["calendar"] else ()
    return {verb for who, verb in acl if who == subject}


def _kept(name: str, domain: dict[str, Any], end: dict[str, Any], result: dict[str, Any]) -> str:
    """The resource that a result is about; where it does not say, the one that stays in the end."""
    for one in (result.get("domain"), *result.get("domains", ())):
        if one and one["name"] == name and one["resource_uid"]:
            return str(one["resource_uid"])
    if result.get("resource"):
        return str(result["resource"]["uid"])
    return next(iter({**end["resources"], **domain["resources"]}), "")


def _only(resources: dict[str, dict[str, Any]], uid: str) -> dict[str, Any] | None:
    """The resource of this uid, or the only one."""
    return resources.get(uid) or (next(iter(resources.values())) if len(resources) == 1 else None)


def next_run(first: Run, second: Run, reference: Reference, losing: bool, mails_again: bool) -> list[str]:
    """After a run that was alone with the server, the next one ends like one without any fault.

    `losing` and `mails_again` as in `Kind`.
    """
    problems = []
    if second.result is None or second.failed:
        return [f"the next run fails: {second.result and second.result['msg']}"]
    told = [str(run.result.get("warnings")) for run in (first, second) if run.result]
    hours = not any(NO_HOURS in text for text in told)
    if shape(second.now, hours) != shape(reference.end, hours) and not losing:
        problems.append("the next run does not end as one without a fault does")
    sent = first.mails + second.mails
    if sent != reference.mails and not mails_again:
        problems.append(f"mailed {dict(sent)}, not {dict(reference.mails)}")
    return problems


def among_others(first: Run, second: Run, ends: Ends, after: dict[str, Any], wrote: bool) -> list[str]:
    """Where somebody else was at work: as if one of the two had been first.

    `after`: they came after all was done; `wrote`: the first run has sent a write.
    """
    problems = []
    if first.result and not first.failed and first.result["changed"] != wrote:
        problems.append(f"changed is {first.result['changed']}, and a write was {'' if wrote else 'not '}sent")
    if second.failed and not ends.may_fail:
        problems.append(f"the next run fails: {second.result and second.result['msg']}")
    # A run that has seen a resource removes what its deletion by others has left; one that comes later cannot know.
    clean = [{**one, "": {**one[""], "orphans": {}}} for one in ends.shapes]
    if shape(second.now) not in [*ends.shapes, *clean]:
        problems.append("the next run ends as neither order of the two would")
    if not first.failed and shape(first.now) not in [*ends.shapes, *clean, after]:
        problems.append("success is reported, and the server is as neither order of the two would leave it")
    return problems
