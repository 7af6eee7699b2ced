# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Carries a plan out, and tells the truth about what became of it (contract sections 11, 13 and 15)."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any, Callable, Iterable, Iterator

from . import hours
from .api import Api
from .dialect import PUBLISHED_PREFIX, Ace, Dialect, subjects
from .errors import BlueMindError, shapes
from .model import (
    PROVIDER,
    PROVIDER_PROPERTY,
    RESOURCE_TYPE,
    AclWrite,
    Change,
    Domain,
    Resource,
    Step,
    revealed,
)
from .plan import Plan

DELETE_SECONDS = 300.0
SETTLE_SECONDS = 30.0
FIRST_POLL, LONGEST_POLL = 0.05, 2.0
# Looks at a resource after its deletion has ended, in whatever way: an earlier one may still be at work.
GRACE_POLLS = 4
ROUNDS = 3

# The descriptor that BlueMind itself uses (section 5).
TYPE_DESCRIPTOR = {
    "label": "Video Conferencing",
    "properties": [{"id": PROVIDER_PROPERTY, "label": "Type", "type": "String"}],
    "templates": {},
}


@dataclass(frozen=True)
class Outcome:
    """What a run achieved; `current` is the state read last, None when it could not be read."""

    current: Any
    applied: tuple[Change, ...]
    failed: tuple[Change, ...] = ()
    not_attempted: tuple[Change, ...] = ()
    error: BlueMindError | None = None


def changes_of(plan: Plan) -> tuple[Change, ...]:
    """All changes of a plan, in order."""
    return tuple(change for step in plan for change in step.changes)


def converge(
    first: Plan, execute: Callable[[Step], None], read: Callable[[], Any], replan: Callable[[Any], Plan]
) -> Outcome:
    """Execute, read again, plan again: done when nothing is left.

    After an error the server is read before anything is repeated: what was done in spite of a lost answer counts as
    done, and a half-made state is healed by the new plan, as long as that brings the run forward.
    """
    plan = first
    for _round in range(ROUNDS):
        done, error = _walk(plan, execute)
        try:
            with shapes():
                current = read()
        except BlueMindError as unread:
            return _unread(first, plan, done, error or unread)
        try:
            with shapes():
                rest = replan(current)
        except BlueMindError as unplanned:
            return _unread(first, plan, done, error or unplanned, current)
        step = plan[done] if error else None
        # A torn ACL cannot be judged by a plan: the rights of others may be missing in what it reads.
        torn = step is not None and step.action == "write_acl" and error is not None and error.kind != "conflict"
        if torn or (rest and (error is None or (_keys(rest) == _keys(plan) and not error.passing))):
            return judge(first, rest, current, step, error or _unverified(rest))
        if not rest:
            return Outcome(current, changes_of(first))
        plan = rest
    return judge(first, plan, current, step, error or _unverified(plan))


def judge(first: Plan, rest: Plan, current: Any, step: Step | None, error: BlueMindError) -> Outcome:
    """A failure: of the changes of `first`, those that `rest` no longer holds are true; `step` is what failed."""
    here = _keys((step,)) if step else _keys(rest)
    left = _keys(rest) | (here if step and step.action == "write_acl" else set())
    changes = changes_of(first)
    return Outcome(
        current,
        tuple(change for change in changes if _key(change) not in left),
        tuple(change for change in changes if _key(change) in left & here),
        tuple(change for change in changes if _key(change) in left - here),
        error,
    )


def _walk(plan: Plan, execute: Callable[[Step], None]) -> tuple[int, BlueMindError | None]:
    for index, step in enumerate(plan):
        try:
            with shapes():
                execute(step)
        except BlueMindError as error:
            return index, error
    return len(plan), None


def _unread(first: Plan, plan: Plan, done: int, error: BlueMindError, current: Any = None) -> Outcome:
    """What is left cannot be planned: say what was answered with success."""
    open_keys = _keys(plan[done:])
    step = plan[done].changes if done < len(plan) else ()
    applied = tuple(change for change in changes_of(first) if _key(change) not in open_keys)
    return Outcome(current, applied, step, changes_of(plan[done + 1 :]), error)


def _key(change: Change) -> tuple[str, str, str]:
    return (change.kind, change.target, change.field)


def _keys(plan: Plan) -> set[tuple[str, str, str]]:
    return {_key(change) for change in changes_of(plan)}


def _unverified(rest: Plan) -> BlueMindError:
    left = ", ".join(f"{change.kind} {change.field} of {change.target}" for change in changes_of(rest))
    return BlueMindError(
        "verification",
        f"BlueMind answered every write with success, yet reading again still shows these differences: {left}. "
        "Look at bm-core's log, and whether somebody changes the same domain at this moment.",
    )


class Actions:
    """The steps of a plan as requests."""

    def __init__(self, api: Api, domain: Domain, dialect: Dialect) -> None:
        self._api = api
        self._domain = domain
        self._dialect = dialect

    def execute(self, step: Step) -> None:
        """Carry one step out; raises BlueMindError."""
        getattr(self, f"_{step.action}")(step)

    def _delete_container(self, step: Step) -> None:
        self._api.delete_container(step.resource)

    def _create_type(self, step: Step) -> None:
        self._api.create_type(self._domain.uid, RESOURCE_TYPE, TYPE_DESCRIPTOR)

    def _create_resource(self, step: Step) -> None:
        try:
            self._api.create_videoconference(self._domain.uid, step.resource, step.data)
        except BlueMindError as error:
            # Another run may be making it at this moment: the uid is the same for every run.
            if not (error.ambiguous or error.code == "ALREADY_EXISTS") or not self._settled(step.resource):
                raise
        if self._api.resource(self._domain.uid, step.resource) is None:
            raise BlueMindError(
                "provider",
                f"{self._domain.name}: BlueMind answered 200 and created nothing: the StarLeaf provider is not loaded. "
                "Install bm-plugin-core-videoconferencing-starleaf on the core host and restart bm-core.",
            )

    def _settled(self, uid: str) -> bool:
        """Whether a creation whose answer was lost gets to its end (row 15)."""
        container = Resource(uid, "").settings_uid
        for count, _wait in enumerate(self._polls(SETTLE_SECONDS)):
            if container in self._api.containers([container]):
                return True
            if count >= 3 and self._api.resource(self._domain.uid, uid) is None:
                return False
        return False

    def _create_settings(self, step: Step) -> None:
        uid = Resource(step.resource, "").settings_uid
        self._api.create_container(
            uid,
            {
                "uid": uid,
                "name": uid,
                "owner": step.resource,
                "type": "container_settings",
                "domainUid": self._domain.uid,
                "defaultContainer": False,
            },
        )

    def _write_settings_acl(self, step: Step) -> None:
        self._api.write_acl(Resource(step.resource, "").settings_uid, [(self._domain.uid, "Read")])

    def _write_settings(self, step: Step) -> None:
        self._api.write_settings(Resource(step.resource, "").settings_uid, revealed(step.data))

    def _write_acl(self, step: Step) -> None:
        """Replace the whole list, if it is still the one that was planned for; make a torn one whole (row 7)."""
        container, write = Resource(step.resource, "").calendar_uid, step.data
        if set(self._api.acl(container)) != set(write.before):
            text = f"the rights of {container} have just been changed by somebody else."
            raise BlueMindError("conflict", f"{self._domain.name}: {text}")
        try:
            self._api.write_acl(container, write.after)
        except BlueMindError as error:
            if error.kind in ("permission", "authentication", "not_found", "tls", "redirect"):
                raise
            self._repair_acl(container, write, error)

    def _repair_acl(self, container: str, write: AclWrite, error: BlueMindError) -> None:
        """After an answer that says nothing good: done, not done, or torn? Reading tells."""
        try:
            if self._holds(self._api.acl(container), write):
                return
            self._api.write_acl(container, write.after)
        except BlueMindError as second:
            error = second
        else:
            return
        kept = [one for one in write.before if not one[0].startswith(PUBLISHED_PREFIX)]
        before = ", ".join(f"{subject} {verb}" for subject, verb in kept) or "nobody"
        error.message += f" The rights of {container} may be torn; before they were: {before}."
        raise error

    def _holds(self, now: Iterable[Ace], write: AclWrite) -> bool:
        """Whether every subject of the write has what it should have; what others have added since is theirs."""
        held, after = subjects(now), subjects(write.after)
        concerned = {*after, *subjects(write.before)}
        return all(self._dialect.same(held.get(one, ()), after.get(one, ())) for one in concerned)

    def _update_resource(self, step: Step) -> None:
        """Read, change, write back, with the flags that a resource does not show (section 6)."""
        found = self._api.resource(self._domain.uid, step.resource)
        entry = self._api.entry(self._domain.uid, step.resource)
        if found is None or entry is None:
            raise BlueMindError("conflict", f"{self._domain.name}: resource {step.resource} has just been deleted.")
        flags = {name: bool(entry.get(name)) for name in ("hidden", "archived", "system")}
        others = [one for one in found.get("properties") or () if one["propertyId"] != PROVIDER_PROPERTY]
        link = {"propertyId": PROVIDER_PROPERTY, "value": PROVIDER}
        wanted = {name: value for name, value in step.data.items() if value is not None}
        body = {**found, **flags, **wanted, "properties": [*others, link]}
        self._api.update_resource(self._domain.uid, step.resource, body)

    def _write_hours(self, step: Step) -> None:
        calendar = Resource(step.resource, "").calendar_uid
        stored = hours.from_server(self._api.hours(calendar))
        wanted = step.data.over(stored.over(hours.DEFAULTS))
        if wanted.start >= wanted.end:
            raise BlueMindError(
                "input",
                f"{self._domain.name}: availability would start at {wanted.start} and end at {wanted.end}; give both.",
            )
        self._api.write_hours(calendar, hours.to_server(wanted))

    def _delete_resource(self, step: Step) -> None:
        """Delete, wait, and once more when the task failed half-way (rows 11 and 12)."""
        uid = step.resource
        if not (self._deleted(uid) or self._deleted(uid)):
            raise BlueMindError(
                "task",
                f"{self._domain.name}: BlueMind did not delete resource {uid}, asked twice. Look at bm-core's log; "
                "the deletion can be repeated safely.",
            )
        one = Resource(uid, "")
        for left in self._api.containers([one.settings_uid, one.calendar_uid, f"freebusy:{uid}"]):
            self._api.delete_container(left)

    def _deleted(self, uid: str) -> bool:
        """One deletion; the resource itself is the judge, for tasks get lost (section 11)."""
        try:
            task: str | None = self._api.delete_resource(self._domain.uid, uid)
        except BlueMindError as error:
            if not error.ambiguous:
                raise
            task = None
        ended = 0
        for _wait in self._polls(DELETE_SECONDS):
            ended += not self._running(task)
            if self._api.resource(self._domain.uid, uid) is None:
                return True
            if ended > GRACE_POLLS:
                return False
        return False

    def _running(self, task: str | None) -> bool:
        """False as well for a task that BlueMind has forgotten, or whose id was lost with the answer."""
        try:
            return task is not None and self._api.task(task)["state"] in ("NotStarted", "InProgress")
        except BlueMindError as error:
            if error.kind != "not_found":
                raise
            return False

    def _polls(self, seconds: float) -> Iterator[float]:
        """Ever longer pauses, until `seconds` have passed."""
        end, wait = time.monotonic() + seconds, FIRST_POLL
        while True:
            yield wait
            if time.monotonic() + wait > end:
                return
            time.sleep(wait)
            wait = min(wait * 2, LONGEST_POLL)
