# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What becomes of resources that are to go and are booked: refused, kept for a while, or deleted after telling."""

from __future__ import annotations

from typing import Iterable

from ..bluemind.errors import BlueMindError
from ..bluemind.releases import Release
from ..model.bookings import Bookings
from ..model.records import Change, Current, Desired, Resource
from ..model.steps import Plan, WriteSettings
from .plan_acl import shared, unshare

LOCKS = (
    "As BlueMind's source has it (not tried on a server), this release can no longer save a meeting that booked a "
    "resource once the resource is deleted (BM-19283). "
)
READABLE = "Use admin0 or the core token, or give this account the right view of the resource first."
KEEP = "booked: keep takes its shares away and leaves it until its last booking is over. "


def plan_booked(desired: Desired, current: Current, release: Release) -> tuple[Plan, list[Resource]]:
    """The steps for resources that stay until their last booking is over, and those to delete now.

    Errors: `input` if a deletion is refused.
    """
    going = sorted(current.resources, key=lambda one: one.uid)
    booked = {one.uid: one.bookings for one in going if one.bookings and one.bookings.exist}
    # The account may be one that could read them by a share, which went with all others in an earlier run.
    settled = [one for one in going if one.uid in booked and not (booked[one.uid].problem and shared(one))]
    kept = settled if desired.removal.booked == "keep" else []
    rest = [one for one in going if one not in kept]
    require_removable(desired, rest, release, KEEP)
    steps: Plan = ()
    for one in kept:
        steps += _keep(desired, current, one, release)
    return steps, rest


def require_removable(desired: Desired, going: Iterable[Resource], release: Release, hint: str = "") -> None:
    """Errors: `input` if one of the resources that are to be deleted must not go because of its bookings."""
    name, booked = desired.domain, desired.removal.booked
    for one in going:
        found = one.bookings or Bookings()
        if booked == "delete" or not found.exist:
            continue
        if found.problem:
            text = f"{READABLE} booked: delete deletes it all the same, and nobody is told"
            raise BlueMindError(
                "input",
                f"{name}: nobody can tell who has booked {_named(one)}: {found.problem} Nothing was deleted. {text}.",
            )
        if booked or release.may_lock_meetings or not found.complete:
            locks = LOCKS if release.may_lock_meetings else ""
            text = f"{name}: {_named(one)} has {found.sentence}. Nothing was deleted."
            raise BlueMindError("input", f"{text} {locks}{hint}booked: delete deletes it now.")


def _named(one: Resource) -> str:
    return f"resource {one.label} ({one.uid})"


def secrets_may_go(desired: Desired, release: Release) -> bool:
    """Whether the console no longer has the provider's plugin, which would delete a resource without its secret."""
    removed, number = desired.provider.removed, release.number
    return bool(desired.removal.console_gone) or bool(removed and number and number >= removed)


def _keep(desired: Desired, current: Current, one: Resource, release: Release) -> Plan:
    """Nobody can book it any more; its secrets go as soon as they may."""
    plan = unshare(current.domain.name, one, release.dialect, current.names)
    stored = one.settings or {}
    secrets = [setting for setting in desired.provider.secrets if stored.get(setting.key)]
    # Without its property, a secret is what shows to whom the resource belongs.
    if secrets and one.provider == desired.provider.id and secrets_may_go(desired, release):
        changes = tuple(
            Change("delete", current.domain.name, one.uid, secret.option, stored[secret.key]) for secret in secrets
        )
        keys = {secret.key for secret in secrets}
        left = {name: value for name, value in stored.items() if name not in keys}
        plan += (WriteSettings(changes, one.uid, left, stored),)
    return plan
