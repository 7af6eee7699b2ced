# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a provider is ready for users: pure, from facts to sentences about what is missing."""

from __future__ import annotations

from typing import NamedTuple

from ..model.provider import Provider, names
from ..model.records import Resource


class Facts(NamedTuple):
    """What is known about one provider of a domain, `domain` being its name.

    `resource` is the one that is kept, None if none is; `loaded` whether BlueMind has loaded the provider's plugin,
    None where it does not tell.
    """

    domain: str
    provider: Provider
    resource: Resource | None
    loaded: bool | None


def missing(facts: Facts) -> list[str]:
    """One sentence for each thing without which users cannot book, or their bookings get no link."""
    return [f"{facts.domain}: {sentence}" for sentence in (*_of_the_resource(facts), *_of_the_server(facts))]


def _of_the_resource(facts: Facts) -> list[str]:
    one, provider = facts.resource, facts.provider
    if one is None:
        return [f"there is no usable {provider.name} resource."]
    found = []
    lacking = names(provider.missing(one.settings))
    if lacking:
        found.append(f"the {provider.name} resource has no {lacking}: {provider.incomplete}.")
    if not one.freebusy:
        found.append(f"the {provider.name} resource has no free/busy container, so booking it can fail.")
    return found


def _of_the_server(facts: Facts) -> list[str]:
    if facts.loaded is not False:
        return []
    return [f"BlueMind has not loaded the {facts.provider.name} plugin. {facts.provider.cure}"]
