# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One provider in the place of another: whose rights are carried over, and when the old ones are taken away.

Rights are only ever added to the new resource, and taken from the old ones right after the new one was read again and
holds them (contract#migration-order). So a run may be killed anywhere: the next one goes on from what the server holds.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Iterator

from ..bluemind.acl import PUBLISHED_PREFIX, Ace, Dialect, subjects
from ..bluemind.errors import BlueMindError
from ..model.records import Current, Desired, Replacing
from ..model.steps import Holds, Plan
from .plan_acl import unshare

MANAGERS = ("edit", "manage")  # those whom BlueMind mails about each booking


def nothing_to_replace(desired: Desired, current: Current) -> bool:
    """Whether the domain has no resource of the provider that is to be replaced, and this run has not seen one."""
    return desired.replaces is not None and not current.replaced and desired.uid is None


def require_replaceable(desired: Desired, current: Current) -> None:
    """Errors: `provider` if users would lose what they have for nothing, `input` for twins of the new provider."""
    if desired.replaces is None:
        return
    name, provider, old = current.domain.name, desired.provider, desired.replaces.provider
    twins = sorted(one.uid for one in current.resources if one.calendar)
    if len(twins) > 1:
        raise BlueMindError(
            "input",
            f"{name}: there are {len(twins)} {provider.name} resources, {' and '.join(twins)}. A migration deletes no "
            "resource; let bluemind_videoconferences merge them first.",
        )
    if current.loaded is False and _aces(current):
        text = f"{name}: BlueMind has not loaded the {provider.name} plugin, so nobody is taken from {old.name}."
        raise BlueMindError("provider", f"{text} {provider.cure}")


def carried(desired: Desired, current: Current, dialect: Dialect) -> dict[str, frozenset[str]]:
    """Subject → verbs that the new resource needs: of all old ones together, without those who are left behind."""
    if desired.replaces is None:
        return {}
    behind = set(_behind(desired.replaces, current, dialect))
    rights = _rights(desired.replaces, current)
    return {one: dialect.compact(verbs) for one, verbs in rights.items() if one not in behind}


def left_behind(desired: Desired, current: Current, dialect: Dialect) -> list[str]:
    """Whose rights on the old resources are not carried over."""
    if desired.replaces is None:
        return []
    names = current.names
    found = _behind(desired.replaces, current, dialect)
    return sorted(names[subject].label if subject in names else subject for subject in found)


def plan_replaced(wanted: Desired, current: Current, kept: Holds, dialect: Dialect) -> Plan:
    """The steps that take the rights from the old resources, once the new one is `kept`."""
    plan: Plan = ()
    for one in current.replaced if wanted.replaces else ():
        plan += unshare(current.domain.name, one, dialect, current.names, (kept,))
    return plan


def remember(desired: Desired, current: Current) -> Desired:
    """`desired` with the rights on the old resources, which may be gone when the new one has to get them again."""
    if desired.replaces is None:
        return desired
    return replace(desired, replaces=desired.replaces._replace(rights=_aces(current)))


def _aces(current: Current) -> tuple[Ace, ...]:
    """The ACLs of all old resources. The address of a published calendar belongs to that calendar."""
    return tuple(ace for one in current.replaced for ace in one.acl if not ace[0].startswith(PUBLISHED_PREFIX))


def _rights(replacing: Replacing, current: Current) -> dict[str, frozenset[str]]:
    """Subject → verbs on the old resources, now or when the run began."""
    return subjects((*replacing.rights, *_aces(current)))


def _behind(replacing: Replacing, current: Current, dialect: Dialect) -> Iterator[str]:
    """The subjects whose rights are left behind."""
    simple = current.outside.simple or {}
    for subject, verbs in _rights(replacing, current).items():
        known = current.names.get(subject)
        kinds = {
            "managers": dialect.effective(verbs) in MANAGERS,
            "everyone": known is not None and known.kind == "everyone",
            "without_role": subject in simple,
            "unknown": known is None,
        }
        if any(kinds[kind] for kind in replacing.behind):
            yield subject
