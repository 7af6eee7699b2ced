# SPDX-License-Identifier: GPL-3.0-or-later
"""What BlueMind does with the steps of a plan, written from the contract and not from the collection's predictions."""

from __future__ import annotations

from dataclasses import replace

from ansible_collections.bluemind.videoconferencing.plugins.module_utils.bluemind.acl import Ace, Dialect
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.model import steps
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.model.records import (
    Availability,
    Current,
    Resource,
)
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.model.working_hours import DEFAULTS


def carry_out(current: Current, plan: steps.Plan, dialect: Dialect) -> Current:
    """The domain afterwards; asserts what BlueMind would refuse."""
    for step in plan:
        current = _one(current, step, dialect)
    return replace(current, type_missing=False)


def _one(current: Current, step: steps.Step, dialect: Dialect) -> Current:
    found = {one.uid: one for one in (*current.resources, *current.replaced)}
    match step:
        case steps.DeleteContainer(container=uid):
            return _delete_container(current, uid)
        case steps.CreateResourceType():
            assert current.type_missing
            return replace(current, type_missing=False)
        case steps.CreateResource(uid=uid, label=label, provider=provider):
            # BlueMind refuses existing uids, orphans and a missing type (contract#quirks-of-createresource)
            assert uid not in found
            assert not current.orphans
            assert not current.type_missing
            readable = stored(((current.domain.uid, "Read"),), dialect)
            hours = Availability(("mon",), "09:00", "18:00", 60, "Europe/Paris")
            made = Resource(
                uid,
                {"label": label, "reservation_policy": "manual"},
                provider.id,
                settings={},
                settings_domain=current.domain.uid,
            )
            return _put(current, replace(made, settings_acl=readable, availability=hours))
        case steps.RegisterOpenId(values=values, before=before):
            held = current.outside.registration or {}
            assert {key: held.get(key) for key in before} == before
            return replace(current, outside=replace(current.outside, registration={**held, **values}))
        case steps.WriteAccount(user=user, system=system, login=login):
            accounts = current.outside.accounts or {}
            changed = {**accounts, user: {**accounts.get(user, {}), system: login}}
            return replace(current, outside=replace(current.outside, accounts=changed))
        case steps.DeleteResource(uid=uid):
            return replace(current, resources=tuple(one for one in current.resources if one.uid != uid))
        case _:
            return _put(current, _edited(found[step.uid], current, step, dialect))  # 404 otherwise


def _edited(one: Resource, current: Current, step: steps.Step, dialect: Dialect) -> Resource:
    match step:
        case steps.CreateFreebusy():
            assert not one.freebusy
            return replace(one, freebusy=True, freebusy_acl=())
        case steps.WriteFreebusyAcl():
            assert one.freebusy
            return replace(one, freebusy_acl=((current.domain.uid, "Read"),))
        case steps.CreateSettings():
            assert one.settings is None
            return replace(one, settings={}, settings_domain=current.domain.uid, settings_acl=())
        case steps.WriteSettingsAcl():
            assert one.settings is not None
            return replace(one, settings_acl=stored(((current.domain.uid, "Read"),), dialect))
        case steps.WriteSettings(settings=settings):
            assert one.settings is not None
            return replace(one, settings=settings)
        case steps.WriteAcl(after=after):
            assert one.calendar
            return replace(one, acl=stored(after, dialect))
        case steps.UpdateResource(fields=fields, provider=provider):
            return replace(one, fields={**one.fields, **fields}, provider=provider.id)
        case steps.WriteWorkingHours(hours=hours):
            return replace(one, availability=hours.over((one.availability or DEFAULTS).over(DEFAULTS)))
    raise AssertionError(step)


def _delete_container(current: Current, uid: str) -> Current:
    resources = tuple(
        replace(one, settings=None, settings_domain=None, settings_acl=()) if one.settings_uid == uid else one
        for one in current.resources
    )
    return replace(current, resources=resources, orphans=tuple(one for one in current.orphans if one != uid))


def stored(acl: tuple[Ace, ...], dialect: Dialect) -> tuple[Ace, ...]:
    """Verbatim on 4.x; on 5.x the expansion of what was compacted (contract#writing-an-acl)."""
    if not dialect.batched_mails:
        return tuple(sorted(set(acl)))
    held: dict[str, set[str]] = {}
    for subject, verb in acl:
        held.setdefault(subject, set()).add(verb)
    return tuple(sorted((who, low) for who, verbs in held.items() for low in dialect.closure(dialect.compact(verbs))))


def _put(current: Current, one: Resource) -> Current:
    if one.uid in {other.uid for other in current.replaced}:
        return replace(current, replaced=tuple(one if other.uid == one.uid else other for other in current.replaced))
    others = tuple(other for other in current.resources if other.uid != one.uid)
    return replace(current, resources=(*others, one))
