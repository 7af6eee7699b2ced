# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Results for people and playbooks: final state, changes, diff, who is mailed. Secrets never show."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any, Iterable, Mapping

from ..bluemind.acl import Dialect, subjects
from ..bluemind.errors import BlueMindError
from ..bluemind.redaction import Secret
from ..model.fields import FIELDS
from ..model.provider import Provider
from ..model.records import Availability, Change, Current, Desired, Principal, Resource
from ..model.settings import Setting
from ..model.steps import CreateSettings, DeleteResource, Step, WriteAcl
from .outcome import Outcome
from .plan_acl import shared
from .plan_replaced import left_behind
from .twins import choose

KINDS = ("user", "group", "everyone")


def result(
    before: Current, outcome: Outcome, check_mode: bool, dialect: Dialect, name: str, view: dict[str, Any] | None
) -> dict[str, Any]:
    """The keys that all writing modules return, the final state `view` as `name`, and `error` after a failure."""
    error, applied = outcome.error, outcome.applied
    now = outcome.current.names if outcome.current else {}
    names = {**before.names, **now, **{grant.principal.uid: grant.principal for grant in before.grants or ()}}
    found: dict[str, Any] = {
        "changed": bool(applied) or _touched(before, outcome),
        name: view,
        "changes": [change.as_dict() for change in applied],
        "notified": notified(outcome.written, names, dialect, before.actor),
        "verified": None if check_mode else error is None,
        "diff": diff(applied, places(before, outcome)),
        "warnings": _warnings(before, outcome),
    }
    if error:
        found.update(
            msg=_message(error, outcome),
            error=error.as_dict(),
            applied=[change.as_dict() for change in applied],
            failed_changes=[change.as_dict() for change in outcome.failed],
            not_attempted=[change.as_dict() for change in outcome.not_attempted],
        )
    return found


def _touched(before: Current, outcome: Outcome) -> bool:
    """Whether a failure left the server changed although no change is complete."""
    after = outcome.current
    if outcome.error is None or after is None:
        return False
    states = [(one.resources, one.replaced, one.orphans) for one in (before, after)]
    return states[0] != states[1]


def _message(error: BlueMindError, outcome: Outcome) -> str:
    done, failed, open_ = (len(part) for part in (outcome.applied, outcome.failed, outcome.not_attempted))
    counts = f"{done} change(s) applied, {failed} failed, {open_} not attempted."
    unread = [] if outcome.current else ["The server could not be read again: the info module shows what is true now."]
    return " ".join([error.message, *outcome.notes, counts, *unread])


def _warnings(before: Current, outcome: Outcome) -> list[str]:
    """What an administrator should know although it is not an error."""
    name = before.domain.name
    doomed = {step.uid for step in outcome.plan if isinstance(step, DeleteResource)}
    present = {resource.uid: resource for resource in outcome.current.resources} if outcome.current else {}
    ended = (
        f"{name}: the calendar of resource {resource.uid} is published; that address ends with it."
        for resource in before.resources
        if resource.uid in doomed and resource.published
    )
    without_hours = (
        f"{name}: BlueMind made resource {step.uid} without working hours; give availability, or set them in its "
        "admin console."
        for step in outcome.plan
        if isinstance(step, CreateSettings) and step.hours_missing and step.uid in present
    )
    without_freebusy = (
        f"{name}: resource {uid} has no free/busy container, so booking it can fail, and this account may not make "
        "it. Run once as admin0, with the core token, or with the role admin on this very domain."
        for uid, resource in present.items()
        if not resource.freebusy and not outcome.error
    )
    return [*ended, *without_hours, *without_freebusy]


def domain_view(current: Current, provider: Provider, dialect: Dialect) -> dict[str, Any]:
    """The `domain` of a result, with the resource that is kept or, if none is, the best one."""
    kept, others = choose(current, provider)
    one = kept or (others[0] if others else None)
    return {
        "name": current.domain.name,
        "uid": current.domain.uid,
        "state": "present" if one else "absent",
        "resource_uid": one.uid if one else None,
        **{field.option: one.fields.get(field.option) if one else None for field in FIELDS},
        "provider": provider.short,
        "settings": {setting.option: _setting(setting, one) for setting in provider.settings},
        "shares": bookers(one, current.names, dialect) if one else [],
        "availability": one.availability.as_dict() if one and one.availability else None,
    }


def source_view(before: Current, current: Current, desired: Desired, dialect: Dialect) -> dict[str, Any]:
    """The `source` of a migrated domain, which was `before` and is `current`."""
    is_shared = any(shared(one) for one in current.replaced)
    return {
        "state": ("shared" if is_shared else "unshared") if current.replaced else "absent",
        "resource_uids": [one.uid for one in current.replaced],
        "left_behind": left_behind(desired, before, dialect),
    }


def _setting(setting: Setting, one: Resource | None) -> Any:
    """As people write it; of a secret, whether it is stored."""
    stored = one.settings if one else None
    return {"set": setting.is_set(stored)} if setting.secret else setting.show(stored)


def bookers(one: Resource, names: Mapping[str, Principal], dialect: Dialect) -> list[dict[str, Any]]:
    """Everybody who may book, each with the highest right held."""
    found = []
    for subject, verbs in sorted(subjects(one.acl).items()):
        right, known = dialect.effective(verbs), names.get(subject)
        if right and known and known.kind in KINDS:
            found.append(share(known, right))
    return sorted(found, key=str)


def share(principal: Principal, right: str) -> dict[str, Any]:
    """A share as people write it."""
    if principal.kind == "everyone":
        return {"everyone": True, "right": right}
    name = principal.name if principal.kind == "group" else principal.email or principal.uid
    return {principal.kind: name, "right": right}


def places(before: Current, outcome: Outcome) -> dict[str, str]:
    """What people call the target of a change: of a resource its label, of who may book that label and the name.

    Of several resources with one label, the uid tells which is meant.
    """
    states = [state for state in (outcome.current, before) if state]
    labels = {one.uid: one.label for state in states for one in (*state.resources, *state.replaced)}
    many = Counter(labels.values())
    found = {uid: f"{label} ({uid})" if many[label] > 1 and label != uid else label for uid, label in labels.items()}
    shared = {
        change.target: f"{found.get(step.uid, step.uid)} / {change.target}"
        for step in outcome.plan
        if isinstance(step, WriteAcl)
        for change in step.changes
        if change.target != step.uid
    }
    return {**found, **shared}


def diff(changes: Iterable[Change], called: Mapping[str, str] | None = None) -> dict[str, str]:
    """Two texts, which differ if and only if there are changes; a line a change. `called` as `places` gives it."""
    before, after = [], []
    for change in sorted(changes, key=lambda one: (one.domain, one.target, one.field)):
        place = f"{change.domain} / {(called or {}).get(change.target, change.target)} / {change.field}"
        old, new = _text(change.before), _text(change.after)
        if isinstance(change.after, Secret):
            new += " (new value)"
        before.append(f"{place}: {old}\n")
        after.append(f"{place}: {new}\n")
    return {"before": "".join(before), "after": "".join(after)}


def _text(value: Any) -> str:
    if isinstance(value, Availability):
        return ", ".join(f"{name} {_text(one)}" for name, one in value.as_dict().items())
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    if isinstance(value, list):
        return " ".join(map(str, value))
    return "-" if value is None else str(value)


def notified(writes: Iterable[Step], names: Mapping[str, Principal], dialect: Dialect, actor: str | None) -> list[str]:
    """Who is mailed by BlueMind about a new right on a calendar (contract#mails-about-new-rights)."""
    mailed: set[str] = set()
    for step in writes:
        if isinstance(step, WriteAcl):
            for subject in _gaining(step, dialect, actor):
                known = names.get(subject)
                if known and _has_mail(known, dialect):
                    mailed.add(known.label)
    return sorted(mailed)


def _gaining(write: WriteAcl, dialect: Dialect, actor: str | None) -> set[str]:
    """Who is mailed about more rights, or other ones; `actor` as in `Current`."""
    if not dialect.batched_mails:
        return {subject for subject, _verb in set(write.after) - set(write.before)}
    old, new = (
        {(subject, verb) for subject, verbs in subjects(acl).items() for verb in dialect.compact(verbs)}
        for acl in (write.before, write.after)
    )
    added = {subject for subject, _verb in new - old} - {actor}
    removed = {subject for subject, _verb in old - new} - {actor}
    if actor is None:
        return set()
    return added & removed if removed else added


def _has_mail(principal: Principal, dialect: Dialect) -> bool:
    """4.x mails the members of a group without an address, 5.x does not. Nobody mails the whole domain."""
    if principal.kind == "group":
        return bool(principal.email) or not dialect.batched_mails
    return principal.kind == "user" and bool(principal.email)
