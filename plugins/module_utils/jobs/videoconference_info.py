# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`bluemind_videoconference_info`: the current state of every provider, as valid input for the writing modules."""

from __future__ import annotations

import functools
from dataclasses import replace
from typing import Any, Iterator, Mapping

from ..bluemind.api import Api
from ..model.provider import Provider
from ..model.providers import BY_NAME, PROVIDERS
from ..model.records import Current, Domain
from ..reconcile.read import complete, find
from ..reconcile.server import ServerCache
from .booked_options import BOOKINGS_SPEC
from .known_domains import record, unmanaged
from .runner import Job
from .stored_options import stored_secrets
from .workers import Workers

SPEC: dict[str, Any] = {
    "domains": {"type": "list", "elements": "str"},
    "providers": {"type": "list", "elements": "str", "choices": list(BY_NAME)},
    "unambiguous_names": {"type": "bool", "default": False},
    **BOOKINGS_SPEC,
}


def videoconference_info(api: Api, params: Mapping[str, Any], check_mode: bool) -> dict[str, Any]:
    """The result of one task."""
    return {"changed": False, "domains": [found for found, _secrets in records(api, params)]}


def records(api: Api, params: Mapping[str, Any]) -> list[tuple[dict[str, Any], dict[str, str]]]:
    """One record for each provider that has a resource in a domain, and its secrets in clear by option."""
    server = ServerCache(api)
    names = params["domains"]
    domains = server.domains if names is None else [server.domain(name) for name in names]
    wanted = [one for one in PROVIDERS if params["providers"] is None or one.short in params["providers"]]
    with Workers(api) as workers:
        found = workers.map(functools.partial(_records, server, wanted, params), domains if wanted else ())
        return [one for each in found for one in each]


def _records(
    server: ServerCache, providers: list[Provider], params: Mapping[str, Any], domain: Domain
) -> list[tuple[dict[str, Any], dict[str, str]]]:
    """Those of one domain."""
    found = []
    # All are read before names are looked for: who has rights is asked by uid, and of every kind.
    for current, provider in list(_currents(server, domain, providers, params["bookings"])):
        one = record(server, current, provider, params["bookings"], params["unambiguous_names"])
        found.append((one, stored_secrets(current, provider, one)))
    server.forget(domain)
    return found


def _currents(
    server: ServerCache, domain: Domain, providers: list[Provider], bookings: str
) -> Iterator[tuple[Current, Provider]]:
    """The state of each provider that has a resource in the domain."""
    resources = find(server, domain, providers[0])
    each = [replace(resources, provider=provider) for provider in providers]
    containers = server.api.containers(dict.fromkeys(uid for found in each for uid in found.containers))
    for found in each:
        current = complete(server, found, containers, unmanaged(domain, found.provider, bookings))
        if current.resources:
            yield current, found.provider


JOB = Job(videoconference_info, SPEC)
