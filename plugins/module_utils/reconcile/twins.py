# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which of several resources of one provider is kept, and whose settings it gets (contract#twin-resources)."""

from __future__ import annotations

from typing import Any, Mapping

from ..bluemind.acl import subjects
from ..model.provider import Provider
from ..model.records import Current, Desired, Resource


def choose(current: Current, provider: Provider) -> tuple[Resource | None, tuple[Resource, ...]]:
    """The resource to keep, None if there is none, and the others, best first.

    A resource without a calendar is never kept. The one that this run has chosen before stays chosen, even if its own
    work makes another one better. A published one comes next, because rights and settings can be moved to another
    resource, but the address of a published calendar cannot.
    """

    def rank(resource: Resource) -> tuple[bool, bool, bool, bool, bool, int, str]:
        return (
            not resource.calendar,
            resource.uid != current.chosen,
            not resource.published,
            bool(provider.missing(resource.settings)),
            not resource.freebusy,
            -len(subjects(resource.acl)),
            resource.uid,
        )

    ranked = sorted(current.resources, key=rank)
    if not ranked or not ranked[0].calendar:
        return None, tuple(ranked)
    return ranked[0], tuple(ranked[1:])


def source(provider: Provider, kept: Resource | None, others: tuple[Resource, ...]) -> Resource | None:
    """The resource whose settings are used: the first that has all, else the first. Those of two are never mixed."""
    found = [one for one in (kept, *others) if one]
    complete = (one for one in found if all(lacking.default for lacking in provider.missing(one.settings)))
    return next(complete, found[0] if found else None)


def moved_settings(wanted: Desired, current: Current, holds: Mapping[str, Any]) -> dict[str, Any]:
    """What a resource that `holds` this gets from the one that goes, which somebody may have changed meanwhile.

    What somebody has changed in the kept resource itself stays.
    """
    provider = wanted.provider
    found = next((one.settings for one in current.resources if one.uid == wanted.source), None)
    ours = provider.missing(holds) or provider.own_settings(holds) == provider.own_settings(wanted.stored)
    return provider.own_settings(found) if ours and not provider.missing(found) else {}
