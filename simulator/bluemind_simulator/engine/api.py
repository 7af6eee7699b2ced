# SPDX-License-Identifier: GPL-3.0-or-later
"""How one request becomes one answer (contract#transport)."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from ..state.callers import Caller
from ..state.errors import Fault
from ..state.release_lines import PROFILES
from .faults import Planned
from .journal import Record
from .routing import Call, Route, Table
from .sessions import identify
from .wire import Answer, Headers, failure, read_body, success, unknown_path
from .world import World

_LOG = logging.getLogger(__name__)


class Api:
    """The REST API of a world."""

    def __init__(self, world: World, routes: Sequence[Route]) -> None:
        self._world = world
        self._tables = {name: Table(routes, profile.line) for name, profile in PROFILES.items()}

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
        found = self._tables[world.profile.name].find(method, path)
        if found is None:
            return unknown_path(method, f"/api/{path}", world.profile.strict_front)
        route, params = found
        try:
            caller = self._caller(headers, query)
            if record is not None:
                record.subject = None if caller.is_anonymous else caller.subject
            value = read_body(route.body, body, headers, refuse_chunked=world.profile.strict_front)
            result = route.handler(Call(world, caller, params, query, value, planned))
            answer = success(result, route.returns, headers.get(b"accept"))
        except Fault as fault:
            answer = failure(fault)
            if fault.status == 401 and world.profile.access_tokens:
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
        return identify(self._world, key.decode("latin-1") if key else query.get("apikey"))


# contract#errors: four cookie-clearing headers on 5.x; contract silent on the names.
_CLEARED = [
    (b"www-authenticate", b"Bearer"),
    *[
        (b"set-cookie", name + b"=delete; Path=/; Max-Age=0; Secure; HttpOnly")
        for name in (b"BMSID", b"BMPRIVACY", b"OpenIdSession", b"AccessToken")
    ],
]
