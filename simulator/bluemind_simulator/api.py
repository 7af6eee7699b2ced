# SPDX-License-Identifier: GPL-3.0-or-later
"""All methods of the API, and how one request becomes one answer (contract 1)."""

from __future__ import annotations

import logging

from . import (
    api_keys,
    auth,
    calendars,
    container_management,
    containers,
    directory,
    domains,
    groups,
    resource_types,
    resources,
    system,
    users,
    videoconferencing,
)
from .errors import Fault
from .faults import Planned
from .journal import Record
from .profiles import PROFILES
from .rights import Caller
from .routing import Call, Route, Table
from .wire import Answer, Headers, failure, read_body, success, unknown_path
from .world import World

_SERVICES = (
    api_keys,
    auth,
    calendars,
    container_management,
    containers,
    directory,
    domains,
    groups,
    resource_types,
    resources,
    system,
    users,
    videoconferencing,
)
_LOG = logging.getLogger(__name__)


def all_routes() -> list[Route]:
    """Every method of every service."""
    return [route for service in _SERVICES for route in service.ROUTES.items]


TABLES = {name: Table(all_routes(), profile.line) for name, profile in PROFILES.items()}


class Api:
    """The REST API of a world."""

    def __init__(self, world: World) -> None:
        self._world = world

    def answer(
        self,
        method: str,
        path: str,
        query: dict[str, str],
        headers: Headers,
        body: bytes,
        planned: Planned | None,
        record: Record | None,
    ) -> Answer:
        """Run the method at `path`, which is raw and below /api/."""
        world = self._world
        world.tasks.settle()
        found = TABLES[world.profile.name].find(method, path)
        if found is None:
            return unknown_path(method, f"/api/{path}", world.profile.is_5)
        route, params = found
        try:
            caller = self._caller(headers, query)
            if record is not None:
                record.subject = None if caller.is_anonymous else caller.subject
            value = read_body(route.body, body, headers, refuse_chunked=world.profile.is_5)
            result = route.handler(Call(world, caller, params, query, value, planned))
            answer = success(result, route.returns, headers.get(b"accept"))
        except Fault as fault:
            answer = failure(fault)
            if fault.status == 401 and world.profile.is_5:
                answer.headers += _CLEARED
        except Exception as error:
            _LOG.exception("%s %s", method, path)
            answer = failure(Fault(None, str(error), "RuntimeException"))
        client = headers.get(b"x-bm-clientversion")
        if client is not None and client.decode("latin-1") != world.software:
            warning = f"client version {client.decode('latin-1')} differs from {world.software}"
            answer.headers.append((b"x-bm-warnmessage", warning.encode("latin-1", "replace")))
        return answer

    def _caller(self, headers: Headers, query: dict[str, str]) -> Caller:
        key = headers.get(b"x-bm-apikey")
        return auth.identify(self._world, key.decode("latin-1") if key else query.get("apikey"))


# Contract 1.5: four cookie-clearing headers on 5.x; contract silent on the names.
_CLEARED = [
    (b"www-authenticate", b"Bearer"),
    *[
        (b"set-cookie", name + b"=delete; Path=/; Max-Age=0; Secure; HttpOnly")
        for name in (b"BMSID", b"BMPRIVACY", b"OpenIdSession", b"AccessToken")
    ],
]
