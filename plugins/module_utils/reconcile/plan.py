# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What has to change: pure functions from (desired, current, dialect) to an ordered tuple of steps.

Check mode, the diff, `changed` and the real run all read the same plan. The order is the safe one of contract
section 15: what blocks, the resource, its settings container, the token, then who may book, then the rest.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Iterable

from ..bluemind.acl import Dialect, subjects
from ..bluemind.errors import BlueMindError
from ..bluemind.releases import Release
from ..model.provider import RESOURCE_TYPE
from ..model.records import (
    MODES,
    POLICIES,
    Availability,
    Change,
    Current,
    Desired,
    Resource,
)
from ..model.steps import (
    AclGuard,
    CreateResource,
    CreateResourceType,
    CreateSettings,
    DeleteContainer,
    DeleteResource,
    Plan,
    UpdateResource,
    WriteSettings,
    WriteSettingsAcl,
    WriteWorkingHours,
)
from ..model.working_hours import DEFAULTS
from .plan_acl import describe_acl, plan_acl
from .twins import choose


def plan_domain(desired: Desired, current: Current, release: Release) -> Plan:
    """The steps that make `current` what `desired` says; empty when it is so already.

    Errors: `unsupported` (release), `input` (no token anywhere, hours that cannot be, two published twins),
    `permission` (the caller could not finish a new resource).
    """
    if desired.state == "absent":
        doomed = sorted(current.resources, key=lambda one: one.uid)
        return _delete(current, doomed, "resource", guarded=False) + _clear_orphans(current)
    provider = desired.provider
    if not provider.supports(release):
        raise BlueMindError("unsupported", f"{current.domain.name}: {provider.reason(release)}.")
    wanted = resolve_defaults(desired, current)
    kept, others = choose(current, provider)
    begun = [one for one in others if kept is None and one.uid == wanted.uid]
    before = kept or _create(wanted).made(current.domain.uid)
    return (
        _clear_orphans(current)
        + _delete(current, begun, "broken_resource")
        + _build(wanted, current, kept)
        + _settings(wanted, current, before)
        + _describe(wanted, current, before)
        + _share(wanted, current, before, others, release.dialect)
        + _hours(wanted, current, before, kept is None)
        + _delete(current, [one for one in others if one.calendar], "twin")
        + _delete(current, [one for one in others if not one.calendar and one not in begun], "broken_resource")
    )


def resolve_defaults(desired: Desired, current: Current) -> Desired:
    """`desired` with all that a plan must not forget while it is carried out.

    The token and the settings that will be stored, and for a resource that is to be made its uid, and what a broken one
    had. Intending twice changes nothing.
    """
    if desired.state == "absent" or desired.uid:
        return desired
    provider = desired.provider
    kept, others = choose(current, provider)
    complete = (one.settings for one in (kept, *others) if one and not provider.missing(one.settings))
    stored = provider.own_settings(next(complete, None))
    kept_secrets = {name for name in provider.secrets if name in stored and desired.keep_stored_secrets}
    settings = {**stored, **{name: value for name, value in desired.settings.items() if name not in kept_secrets}}
    missing = " and ".join(provider.missing(settings))
    if missing:
        text = f"{desired.domain}: no {missing} is given and none is stored. Give {missing}: {provider.incomplete}."
        raise BlueMindError("input", text)
    desired = replace(desired, settings=settings, keep_stored_secrets=False)
    taken = {one.uid for one in current.resources}
    if kept:
        return replace(desired, uid=kept.uid, other_settings=kept.settings or {})
    broken = others[0] if others else None
    return replace(
        desired,
        uid=provider.own_uid(current.domain.uid, taken),
        label=desired.label or (broken.label if broken else provider.name),
        reservation_policy=desired.reservation_policy or (POLICIES.get(broken.mode or "") if broken else None),
    )


def _clear_orphans(current: Current) -> Plan:
    name = current.domain.name
    return tuple(
        DeleteContainer((Change("delete", name, uid, "orphan_container", "present"),), uid) for uid in current.orphans
    )


def _delete(current: Current, doomed: Iterable[Resource], what: str, guarded: bool = True) -> Plan:
    """BlueMind removes the token with its resource, except one kept under an alias (17.18): that goes first.

    What else a deletion leaves shows as orphaned when the run reads again. Rights that are `guarded`, because they were
    moved elsewhere, have to be the same still when the resource goes.
    """
    steps: Plan = ()
    for one in doomed:
        guard = AclGuard(one.calendar_uid, one.acl) if guarded else None
        if one.settings is not None and one.settings_domain != current.domain.uid:
            steps += (_drop_settings(current, one, guard),)
        change = Change("delete", current.domain.name, one.uid, what, one.label)
        steps += (DeleteResource((change,), one.uid, guard),)
    return steps


def _drop_settings(current: Current, one: Resource, guard: AclGuard | None = None) -> DeleteContainer:
    change = Change("delete", current.domain.name, one.settings_uid, "settings_container", one.settings_domain)
    return DeleteContainer((change,), one.settings_uid, guard)


def _build(wanted: Desired, current: Current, kept: Resource | None) -> Plan:
    """The resource itself."""
    if kept:
        return ()
    _require_creator(wanted, current)
    name, uid = current.domain.name, wanted.uid or ""
    steps: Plan = ()
    if current.type_missing:
        change = Change("create", name, RESOURCE_TYPE, "resource_type", None, RESOURCE_TYPE)
        steps += (CreateResourceType((change,)),)
    return (*steps, _create(wanted, Change("create", name, uid, "resource", None, wanted.label)))


def _create(wanted: Desired, *changes: Change) -> CreateResource:
    return CreateResource(changes, wanted.uid or "", wanted.provider, wanted.label or wanted.provider.name)


def _require_creator(wanted: Desired, current: Current) -> None:
    """BlueMind refuses a settings container to lesser accounts, after it has made the rest (section 7.3)."""
    if not current.may_create:
        raise BlueMindError(
            "permission",
            f"{current.domain.name}: this account cannot create the {wanted.provider.name} resource: BlueMind would "
            "stop half-way. Use admin0, the core token, or an account with the role admin on this very domain.",
        )


def _settings(wanted: Desired, current: Current, before: Resource) -> Plan:
    """The settings container, its ACL, its token (rows 3 to 5); keys of others are kept."""
    domain, target = current.domain, before.settings_uid
    steps: Plan = ()
    stored, acl = dict(before.settings or {}), before.settings_acl
    if before.settings is None or before.settings_domain != domain.uid:
        _require_creator(wanted, current)
        if before.settings is not None:
            steps += (_drop_settings(current, before),)
        change = Change("create", domain.name, target, "settings_container", None, domain.uid)
        steps += (CreateSettings((change,), before.uid),)
        stored, acl = {**stored, **dict.fromkeys(wanted.settings)}, ()
    if frozenset(acl) != {(domain.uid, "Read")}:
        told = (describe_acl(acl) or "nobody", f"{domain.uid} Read")
        change = Change("update", domain.name, target, "settings_acl", *told)
        steps += (WriteSettingsAcl((change,), before.uid),)
    # A container that an earlier round created, and could not fill, gets back what others stored in the one before.
    restored = wanted.other_settings if wanted.provider.missing(stored) else {}
    changes = tuple(
        Change("update", domain.name, before.uid, name, stored.get(name) or None, value)
        for name, value in wanted.settings.items()
        if value != stored.get(name)
    )
    if changes:
        steps += (WriteSettings(changes, before.uid, {**restored, **stored, **wanted.settings}),)
    return steps


def _describe(wanted: Desired, current: Current, before: Resource) -> Plan:
    """Label, policy and the link to the provider: one write of the resource (rows 10)."""
    values = {
        "provider": (before.provider, wanted.provider.id),
        "label": (before.label, wanted.label or before.label),
        "reservation_policy": (
            POLICIES.get(before.mode or ""),
            wanted.reservation_policy or POLICIES.get(before.mode or ""),
        ),
    }
    changes = tuple(
        Change("update", current.domain.name, before.uid, name, old, new)
        for name, (old, new) in values.items()
        if old != new
    )
    mode = MODES.get(wanted.reservation_policy or "", before.mode)
    return (
        (UpdateResource(changes, before.uid, wanted.provider, values["label"][1] or before.label, mode),)
        if changes
        else ()
    )


def _share(wanted: Desired, current: Current, before: Resource, others: tuple[Resource, ...], dialect: Dialect) -> Plan:
    """Who may book, with the rights that the others hold: nobody loses a right when they go."""
    # Also one alone, when it was published after the run had settled on another resource.
    if any(one.published for one in others):
        published = [one.uid for one in (before, *others) if one.published]
        raise BlueMindError(
            "input",
            f"{wanted.domain}: of {1 + len(others)} {wanted.provider.name} resources only {before.uid} would stay, but "
            f"published are the calendars of {', '.join(published)}. End the publication of all but one in BlueMind, "
            "then run again.",
        )
    held = subjects(before.acl)
    for one in others:
        for subject, verbs in subjects(one.acl).items():
            mine = held.get(subject, frozenset())
            held[subject] = mine | (verbs - dialect.closure(mine))  # what is implied already would be mailed again
    grants = current.grants if wanted.shares is not None else None
    return plan_acl(current.domain.name, before, held, grants, wanted.purge_shares, dialect, current.names)


def _hours(wanted: Desired, current: Current, before: Resource, new: bool) -> Plan:
    """Working hours; fields that are not given keep what is stored, or for a new resource what BlueMind chooses."""
    given = wanted.availability
    old = before.availability or Availability()
    if given is None or given.over(old) == old:
        return ()
    after = given if new else given.over(old.over(DEFAULTS))
    if (after.start is None) != (after.end is None):
        raise BlueMindError("input", f"{wanted.domain}: availability of a new resource needs both start and end.")
    if after.is_backwards:
        raise BlueMindError(
            "input", f"{wanted.domain}: availability would start at {after.start} and end at {after.end}."
        )
    change = Change("update", current.domain.name, before.uid, "availability", old, after)
    return (WriteWorkingHours((change,), before.uid, after),)
