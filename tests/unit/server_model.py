# SPDX-License-Identifier: GPL-3.0-or-later
"""What BlueMind does with the steps of a plan, written from the contract and not from the collection's forecast."""

from __future__ import annotations

from dataclasses import replace

from ansible_collections.bluemind.videoconferencing.plugins.module_utils.bluemind.acl import Ace, Dialect
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.model.records import (
    PROVIDER,
    Availability,
    Current,
    Resource,
    Step,
)
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.model.working_hours import DEFAULTS
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.reconcile.plan import Plan


def carry_out(current: Current, plan: Plan, dialect: Dialect) -> Current:
    """The domain afterwards; asserts what BlueMind would refuse."""
    for step in plan:
        current = _one(current, step, dialect)
    return replace(current, type_missing=False)


def _one(current: Current, step: Step, dialect: Dialect) -> Current:
    found = {one.uid: one for one in current.resources}
    action, uid = step.action, step.resource
    if action == "delete_container":
        return _delete_container(current, uid)
    if action == "create_type":
        assert current.type_missing
        return replace(current, type_missing=False)
    if action == "create_resource":
        # sections 7.3, 17.11: existing uids, orphans and a missing type are refused
        assert uid not in found
        assert not current.orphans
        assert not current.type_missing
        readable = ((current.domain.uid, "Read"),)
        hours = Availability(("mon",), "09:00", "18:00", 60, "Europe/Paris")
        made = Resource(uid, step.data, "OWNER_MANAGED", settings={}, settings_domain=current.domain.uid)
        return _put(current, replace(made, settings_acl=readable, availability=hours))
    if action == "delete_resource":
        return replace(current, resources=tuple(one for one in current.resources if one.uid != uid))
    one = found[uid]  # 404 otherwise
    if action == "create_settings":
        assert one.settings is None
        one = replace(one, settings={}, settings_domain=current.domain.uid, settings_acl=())
    elif action == "write_settings_acl":
        assert one.settings is not None
        one = replace(one, settings_acl=((current.domain.uid, "Read"),))
    elif action == "write_settings":
        assert one.settings is not None
        plain = {name: getattr(value, "value", value) for name, value in step.data.items()}
        one = replace(one, settings=plain)
    elif action == "write_acl":
        assert one.calendar
        one = replace(one, acl=_stored(step.data.after, dialect))
    elif action == "update_resource":
        mode = step.data["reservationMode"] or one.mode
        one = replace(one, label=step.data["label"], mode=mode, provider=PROVIDER)
    elif action == "write_hours":
        one = replace(one, availability=step.data.over((one.availability or DEFAULTS).over(DEFAULTS)))
    else:
        raise AssertionError(action)
    return _put(current, one)


def _delete_container(current: Current, uid: str) -> Current:
    resources = tuple(
        replace(one, settings=None, settings_domain=None, settings_acl=()) if one.settings_uid == uid else one
        for one in current.resources
    )
    return replace(current, resources=resources, orphans=tuple(one for one in current.orphans if one != uid))


def _stored(acl: tuple[Ace, ...], dialect: Dialect) -> tuple[Ace, ...]:
    """Section 8.2: verbatim on 4.x; on 5.x what is read is the expansion of what was compacted."""
    if not dialect.batched_mails:
        return tuple(sorted(set(acl)))
    held: dict[str, set[str]] = {}
    for subject, verb in acl:
        held.setdefault(subject, set()).add(verb)
    return tuple(sorted((who, low) for who, verbs in held.items() for low in dialect.closure(dialect.compact(verbs))))


def _put(current: Current, one: Resource) -> Current:
    others = tuple(other for other in current.resources if other.uid != one.uid)
    return replace(current, resources=(*others, one))
