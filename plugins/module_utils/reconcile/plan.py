# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What has to change: pure functions from (desired, current, release) to an ordered tuple of steps.

Check mode, the diff, `changed` and the real run all read the same plan. The order is safe wherever
a run stops (contract#partial-states): orphans, the resource, its settings, who may book, the rest, what is replaced.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Iterable, Mapping

from ..bluemind.acl import Dialect, subjects
from ..bluemind.errors import BlueMindError
from ..bluemind.releases import Release
from ..model import steps
from ..model.fields import FIELDS
from ..model.provider import RESOURCE_TYPE, names
from ..model.records import Availability, Change, Current, Desired, Resource, freebusy_uid, owner_uid
from ..model.settings import Setting
from ..model.steps import Plan
from ..model.working_hours import DEFAULTS
from .plan_acl import describe_acl, plan_acl
from .plan_booked import plan_booked, require_removable
from .plan_outside import plan_outside
from .plan_replaced import carried, nothing_to_replace, plan_replaced, remember, require_replaceable
from .twins import choose, moved_settings, source


def plan_domain(desired: Desired, current: Current, release: Release) -> Plan:
    """The steps from `current` to `desired`; none if there is no difference.

    Errors: `unsupported` (release), `input` (a required setting is missing, impossible hours, two published twins,
    a resource that is booked, twins where another provider is replaced),
    `permission` (the account could not finish a new resource).
    """
    if desired.state == "absent":
        kept_for_now, doomed = plan_booked(desired, current, release)
        return kept_for_now + _delete(current, doomed, "resource", guarded=False) + _clear_orphans(current)
    provider = desired.provider
    if not provider.supports(release):
        raise BlueMindError("unsupported", f"{current.domain.name}: {provider.reason(release)}.")
    if nothing_to_replace(desired, current):
        return ()
    require_replaceable(desired, current)
    wanted = resolve_defaults(desired, current)
    kept, others = choose(current, provider)
    require_removable(desired, others, release)
    begun = [resource for resource in others if kept is None and resource.uid == wanted.uid]
    twins = [resource for resource in others if resource.calendar]
    broken = [resource for resource in others if not resource.calendar and resource not in begun]
    before = kept or _creation(wanted).made(current.domain.uid)
    share = _share(wanted, current, before, others, release.dialect)
    acl = next((step.after for step in share if isinstance(step, steps.WriteAcl)), before.acl)
    kept_whole = steps.Holds(before.uid, acl, provider.own_settings(_settled(wanted, current, before)))
    return (
        _clear_orphans(current)
        + _delete(current, begun, "broken_resource")
        + ((*_resource_type(current), _creation(wanted, current, others)) if kept is None else ())
        + _free_busy(current, before, release.dialect)
        + _settings(wanted, current, before, kept is None, release.dialect)
        + _fields(wanted, current, before)
        + plan_outside(wanted, current)
        + share
        + _working_hours(wanted, current, before, kept is None)
        + _delete(current, twins, "twin", kept_whole, wanted.source)
        + _delete(current, broken, "broken_resource", kept_whole, wanted.source)
        + plan_replaced(wanted, current, kept_whole, release.dialect)
    )


def resolve_defaults(desired: Desired, current: Current) -> Desired:
    """`desired` with everything that a plan must still know after the first step has changed `current`.

    The settings that are stored now and, for a new resource, its uid and what it takes over from a broken one.
    Resolving twice changes nothing.
    """
    if desired.state == "absent" or desired.uid or nothing_to_replace(desired, current):
        return desired
    provider = desired.provider
    kept, others = choose(current, provider)
    holder = source(provider, kept, others)
    settings = _settings_to_store(desired, holder)
    missing = names(provider.missing(settings))
    if missing:
        text = f"{desired.domain}: no {missing} is given and none is stored. Give {missing}: {provider.incomplete}."
        raise BlueMindError("input", text)
    if kept:
        _require_safe_settings(desired, current, kept)
    given = _given(desired, settings)
    stored = {**((kept and kept.settings) or {}), **settings}
    moved = holder.uid if holder and holder is not kept else None
    desired = remember(desired, current)
    desired = replace(desired, settings=given, keep_stored_secrets=False, stored=stored, source=moved)
    if kept:
        return replace(desired, uid=kept.uid)
    broken = {name: value for name, value in others[0].fields.items() if value} if others else {}
    return replace(
        desired,
        uid=provider.own_uid(current.domain.uid, taken={resource.uid for resource in current.resources}),
        fields={**broken, **desired.fields},
    )


def _settings_to_store(desired: Desired, holder: Resource | None) -> dict[str, Any]:
    """What is given, what the `holder` has stored, and defaults.

    A value that means the same as the stored one keeps its spelling.
    """
    provider = desired.provider
    stored = provider.own_settings(holder.settings if holder else None)
    settings = dict(stored)
    for setting in provider.settings:
        given = desired.settings.get(setting.key, setting.default)
        if setting.key in stored and (setting.key not in desired.settings or _is_locked(setting, desired)):
            continue
        if given is not None:
            same = setting.same(stored, given)
            settings[setting.key] = stored[setting.key] if same else given
    return settings


def _given(desired: Desired, settings: Mapping[str, Any]) -> dict[str, Any]:
    """Of the `settings` to store those that are given, without secrets that stay. Others may change the rest."""
    found = {}
    for setting in desired.provider.settings:
        given = desired.settings.get(setting.key)
        stays = _is_locked(setting, desired) and settings.get(setting.key) != given
        if given is not None and not stays:
            found[setting.key] = settings[setting.key]
    return found


def _is_locked(setting: Setting, desired: Desired) -> bool:
    return setting.secret and desired.keep_stored_secrets


def _require_safe_settings(desired: Desired, current: Current, kept: Resource) -> None:
    """BlueMind cannot move a settings container to another domain, and two cannot have one uid.

    So one under an alias is deleted before the new one is made. What the new one needs must not exist there alone.
    """
    if kept.settings is None or kept.settings_domain == current.domain.uid:
        return
    alone = names(one for one in desired.provider.missing(desired.settings) if one.is_set(kept.settings))
    if alone:
        raise BlueMindError(
            "input",
            f"{desired.domain}: only a settings container of {kept.settings_domain} holds {alone}. The users of the "
            f"domain cannot read it, so it has to be deleted and made again; should that fail half-way, the only copy "
            f"of {alone} would be lost. Give {alone}. Nothing was written.",
        )


def _clear_orphans(current: Current) -> Plan:
    changes = (Change("delete", current.domain.name, uid, "orphan_container", "present") for uid in current.orphans)
    return tuple(
        steps.DeleteContainer((change,), change.target, (steps.NoResource(owner_uid(change.target)),))
        for change in changes
    )


def _delete(
    current: Current,
    doomed: Iterable[Resource],
    what: str,
    kept: steps.Holds | None = None,
    moved: str | None = None,
    guarded: bool = True,
) -> Plan:
    """BlueMind deletes the settings with their resource, except under an alias (contract#roles): those go first.

    Anything else that a deletion leaves behind is an orphan when the run reads again. Where the rights were moved to
    the resource `kept`, guards make sure that they have not changed, and that they are there, before this one goes;
    likewise for the settings of the one whose uid is `moved`.
    """
    plan: Plan = ()
    for resource in doomed:
        # What the deletion would destroy is looked at last.
        guards: tuple[steps.Guard, ...] = (kept,) if kept else ()
        if resource.bookings and resource.bookings.complete:
            guards += (steps.NoNewBookings(resource.calendar_uid, resource.bookings.uids),)
        if resource.uid == moved and resource.settings is not None:
            guards += (steps.SameSettings(resource.settings_uid, resource.settings),)
        guards += (steps.SameAcl.of(resource),) if guarded else ()
        if resource.settings is not None and resource.settings_domain != current.domain.uid:
            plan += (_delete_settings(current, resource, guards),)
        change = Change("delete", current.domain.name, resource.uid, what, resource.label)
        plan += (steps.DeleteResource((change,), resource.uid, guards),)
    return plan


def _delete_settings(current: Current, one: Resource, guards: tuple[steps.Guard, ...] = ()) -> steps.DeleteContainer:
    change = Change("delete", current.domain.name, one.settings_uid, "settings_container", one.settings_domain)
    return steps.DeleteContainer((change,), one.settings_uid, guards)


def _resource_type(current: Current) -> Plan:
    change = Change("create", current.domain.name, RESOURCE_TYPE, "resource_type", None, RESOURCE_TYPE)
    return (steps.CreateResourceType((change,)),) if current.type_missing else ()


def _creation(wanted: Desired, current: Current | None = None, broken: Iterable[Resource] = ()) -> steps.CreateResource:
    """The creation of the resource; without `current` only to know what it makes.

    It would make a twin of a resource that is not `broken` after all, for which one wrong answer is enough.
    """
    uid, label = wanted.uid or "", wanted.fields.get("label", wanted.provider.name)
    changes: tuple[Change, ...] = ()
    guards: tuple[steps.Guard, ...] = ()
    if current:
        _require_creator(wanted, current)
        _require_loaded(wanted, current)
        changes = (Change("create", current.domain.name, uid, "resource", None, label),)
        guards = tuple(steps.SameAcl.of(one) for one in broken if not one.calendar)
        if wanted.replaces:
            known = frozenset(one.uid for one in (*current.resources, *current.replaced))
            guards += (steps.NoOther(wanted.provider.id, known),)
    return steps.CreateResource(changes, uid, wanted.provider, label, guards)


def _require_creator(wanted: Desired, current: Current) -> None:
    """BlueMind refuses a settings container to lesser accounts after it has created the rest (contract#roles)."""
    if not current.may_create:
        raise BlueMindError(
            "permission",
            f"{current.domain.name}: this account cannot create the {wanted.provider.name} resource: BlueMind would "
            "stop half-way. Use admin0, the core token, or an account with the role admin on this very domain.",
        )


def _require_loaded(wanted: Desired, current: Current) -> None:
    """Without the plugin BlueMind answers with success and creates nothing (contract#provider-absent)."""
    if current.loaded is False:
        provider = wanted.provider
        text = f"{current.domain.name}: BlueMind has not loaded the {provider.name} plugin, so it can create nothing."
        raise BlueMindError("provider", f"{text} {provider.cure}")


def _free_busy(current: Current, before: Resource, dialect: Dialect) -> Plan:
    """What a creation that stopped early left out (contract#creating-a-resource), under the same uid.

    An account that may not create containers leaves it as it is.
    """
    domain, target = current.domain, freebusy_uid(before.uid)
    plan: Plan = ()
    acl = before.freebusy_acl
    if not before.freebusy:
        if not current.may_create:
            return ()
        change = Change("create", domain.name, target, "freebusy_container", None, domain.uid)
        plan, acl = (steps.CreateFreebusy((change,), before.uid),), ()
    if acl == () and not dialect.freebusy_follows:
        change = Change("update", domain.name, target, "freebusy_acl", "nobody", f"{domain.uid} Read")
        plan += (steps.WriteFreebusyAcl((change,), before.uid),)
    return plan


def _settings(wanted: Desired, current: Current, before: Resource, new: bool, dialect: Dialect) -> Plan:
    """The settings container, its ACL, the provider's settings in it; keys of others are kept."""
    domain, target = current.domain, before.settings_uid
    plan: Plan = ()
    holds, acl = before.settings or {}, before.settings_acl
    if before.settings is None or before.settings_domain != domain.uid:
        _require_creator(wanted, current)
        if before.settings is not None:
            same = steps.SameSettings(target, before.settings)
            plan += (_delete_settings(current, before, (same,)),)
        change = Change("create", domain.name, target, "settings_container", None, domain.uid)
        no_hours = before.hours_missing and wanted.availability is None
        plan += (steps.CreateSettings((change,), before.uid, no_hours),)
        holds, acl = {}, ()
    held = subjects(acl)
    if set(held) != {domain.uid} or not dialect.same(held[domain.uid], {"Read"}):
        texts = (describe_acl(acl) or "nobody", f"{domain.uid} Read")
        change = Change("update", domain.name, target, "settings_acl", *texts)
        plan += (steps.WriteSettingsAcl((change,), before.uid),)
    settled = _settled(wanted, current, before)
    changed = [one for one in wanted.provider.settings if settled.get(one.key) != holds.get(one.key)]
    changes = tuple(
        Change("update", domain.name, before.uid, one.option, one.show(holds), one.show(settled)) for one in changed
    )
    if changes:
        proof = bool((wanted.shares or current.replaced) and wanted.provider.missing(holds))
        plan += (steps.WriteSettings(changes, before.uid, settled, holds, new, proof),)
    return plan


def _settled(wanted: Desired, current: Current, before: Resource) -> dict[str, Any]:
    """All settings as they have to be: those given, the others as they are now, whoever has changed them.

    A container that lacks a required one gets back what was stored when the run began: an earlier round may have
    created it and could not fill it.
    """
    holds, provider = before.settings or {}, wanted.provider
    lacking = {one.key for one in provider.settings if one.default is not None and not one.is_set(holds)}
    restored = {key: value for key, value in wanted.stored.items() if key in lacking or provider.missing(holds)}
    return {**holds, **restored, **moved_settings(wanted, current, holds), **wanted.settings}


def _fields(wanted: Desired, current: Current, before: Resource) -> Plan:
    """The descriptor and the link to the provider, by one write of the resource."""
    rows = [(field.option, before.fields.get(field.option), wanted.fields.get(field.option)) for field in FIELDS]
    rows.insert(0, ("provider", before.provider, wanted.provider.id))
    changed = {name: (old, new) for name, old, new in rows if new not in (None, old)}
    changes = tuple(Change("update", current.domain.name, before.uid, name, *pair) for name, pair in changed.items())
    fields = {name: new for name, (_old, new) in changed.items() if name != "provider"}
    return (steps.UpdateResource(changes, before.uid, wanted.provider, fields),) if changes else ()


def _share(wanted: Desired, current: Current, before: Resource, others: tuple[Resource, ...], dialect: Dialect) -> Plan:
    """Who may book, with the rights that the others hold, and those that are carried over from another provider.

    Nobody loses a right when the others are deleted.
    """
    # One alone is refused too if it was published after this run had chosen another resource.
    if any(resource.published for resource in others):
        published = ", ".join(one.uid for one in (before, *others) if one.published)
        raise BlueMindError(
            "input",
            f"{wanted.domain}: of {1 + len(others)} {wanted.provider.name} resources only {before.uid} would stay, but "
            f"published are the calendars of {published}. End the publication of all but one in BlueMind, then run "
            "again.",
        )
    held = subjects(before.acl)
    for taken in (*(subjects(resource.acl) for resource in others), carried(wanted, current, dialect)):
        for subject, verbs in taken.items():
            mine = held.get(subject, frozenset())
            held[subject] = mine | (verbs - dialect.closure(mine))  # BlueMind would mail about an implied one again
    grants = current.grants if wanted.shares is not None else None
    return plan_acl(current.domain.name, before, held, grants, wanted.purge_shares, dialect, current.names)


def _working_hours(wanted: Desired, current: Current, before: Resource, new: bool) -> Plan:
    """Hours that are not given keep what is stored or, for a new resource, what BlueMind chooses."""
    given = wanted.availability
    old = before.availability or Availability()
    if given is None or given.over(old) == old:
        return ()
    after = given if new else given.over(old.over(DEFAULTS))
    if (after.start is None) != (after.end is None):
        raise BlueMindError("input", f"{wanted.domain}: availability of a new resource needs both start and end.")
    if after.is_backwards:
        text = f"availability would start at {after.start} and end at {after.end}, one of which is stored; give both."
        raise BlueMindError("input", f"{wanted.domain}: {text}")
    change = Change("update", current.domain.name, before.uid, "availability", old, after)
    return (steps.WriteWorkingHours((change,), before.uid, after),)
