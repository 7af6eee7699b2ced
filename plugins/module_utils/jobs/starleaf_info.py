# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`bluemind_starleaf_info`: every domain's current state, the provider being fixed."""

from __future__ import annotations

from typing import Any, Mapping

from ..bluemind.api import Api
from ..model.providers import STARLEAF
from ..model.records import Domain
from ..reconcile.read import read_domain
from ..reconcile.server import ServerCache
from .booked_options import BOOKINGS_SPEC
from .known_domains import record, unmanaged
from .runner import Job

SPEC: dict[str, Any] = {"domains": {"type": "list", "elements": "str"}, **BOOKINGS_SPEC}


def starleaf_info(api: Api, params: Mapping[str, Any], check_mode: bool) -> dict[str, Any]:
    """The result of one task."""
    server = ServerCache(api)
    names = params["domains"]
    domains = server.domains if names is None else [server.domain(name) for name in names]
    return {"changed": False, "domains": [_record(server, domain, params["bookings"]) for domain in domains]}


def _record(server: ServerCache, domain: Domain, bookings: str) -> dict[str, Any]:
    """One domain as an entry of `bluemind_starleaf_domains`."""
    current = read_domain(server, domain, unmanaged(domain, STARLEAF, bookings))
    found = record(server, current, STARLEAF, bookings)
    del found["provider"], found["settings"]
    details = found["details"]
    secrets = details.pop("secrets")
    del details["openid_secret"]
    for one in details["left_out"]:
        one["option"] = one["option"].replace("settings.", "")
    return {**found, "details": {**details, **secrets}}


JOB = Job(starleaf_info, SPEC)
