# SPDX-License-Identifier: GPL-3.0-or-later
"""What the loaded plugins register as external systems (contract#external-systems)."""

from __future__ import annotations

from typing import Any

from ..engine.decode import choice, items
from ..engine.routing import Call, Routes
from ..engine.wire import Body
from ..engine.world import World
from ..state.errors import null_pointer
from ..state.providers import BY_ID, OPENID, system_id

ROUTES = Routes()
AUTH_KINDS = ("NONE", "SIMPLE_CREDENTIALS", "API_KEY", OPENID)
Json = dict[str, Any]


def _systems(world: World) -> list[Json]:
    """Teams, Webex and Zoom, when their core half is loaded; nobody is asked for a role."""
    loaded = [provider for uid, provider in BY_ID.items() if uid in world.providers and provider.auth_kind]
    return [
        {
            "identifier": system_id(provider, world.build),
            "description": provider.label,
            "authKind": provider.auth_kind,
            "properties": {},
        }
        for provider in loaded
    ]


@ROUTES.add("GET", "system/external")
def list_all(call: Call) -> list[Json]:
    """contract#external-systems."""
    return _systems(call.world)


@ROUTES.add("POST", "system/external/_by_authkind", body=Body.JSON, since=490)
def by_auth_kind(call: Call) -> list[Json]:
    """contract#external-systems: not in the client of 4.5.3."""
    kinds = items(call.body)
    if kinds is None:
        raise null_pointer()
    wanted = {choice(kind, AUTH_KINDS) for kind in kinds}
    return [one for one in _systems(call.world) if one["authKind"] in wanted]


@ROUTES.add("GET", "system/external/{system}")
def get(call: Call) -> Json | None:
    """contract#external-systems: 204 for one that nobody registered."""
    return next((one for one in _systems(call.world) if one["identifier"] == call.params["system"]), None)
