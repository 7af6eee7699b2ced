# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which of several resources of one provider is kept (contract#twin-resources)."""

from __future__ import annotations

from ..bluemind.acl import subjects
from ..model.provider import Provider
from ..model.records import Current, Resource


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
