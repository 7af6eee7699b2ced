# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which of several resources of one provider stays."""

from __future__ import annotations

from ..bluemind.acl import subjects
from ..model.provider import Provider
from ..model.records import Current, Resource


def choose(current: Current, provider: Provider) -> tuple[Resource | None, tuple[Resource, ...]]:
    """Of several resources of the provider, the one to keep (section 15 row 9), and the others.

    Rights and tokens can be moved, the address of a published calendar cannot. A resource whose calendar never came
    to be (row 2) is never kept. What a run has chosen stays chosen, though its own work may make another one richer.
    """
    ranked = sorted(
        current.resources,
        key=lambda one: (
            not one.calendar,
            one.uid != current.chosen,
            not one.published,
            bool(provider.missing(one.settings)),
            -len(subjects(one.acl)),
            one.uid,
        ),
    )
    if not ranked or not ranked[0].calendar:
        return None, tuple(ranked)
    return ranked[0], tuple(ranked[1:])
