# SPDX-License-Identifier: GPL-3.0-or-later
"""The working hours of a calendar (contract#working-hours)."""

from __future__ import annotations

from typing import Any

from ..engine.decode import bean
from ..engine.rights import demand_verb
from ..engine.routing import Call, Routes
from ..engine.wire import Body, Returns
from ..engine.working_hours import apply_config, read_hours
from ..state.errors import null_pointer

ROUTES = Routes()


@ROUTES.add("GET", "calendars/{uid}/_config")
def get_config(call: Call) -> dict[str, Any]:
    """contract#working-hours: Read or Manage."""
    world = call.world
    container = world.store.container(call.params["uid"])
    demand_verb(world, call.caller, container, "Read", "Manage")
    return read_hours(container)


@ROUTES.add("POST", "calendars/{uid}/_config", Returns.VOID, Body.JSON)
def set_config(call: Call) -> None:
    """contract#working-hours: Manage."""
    world, config = call.world, bean(call.body)
    container = world.store.container(call.params["uid"])
    demand_verb(world, call.caller, container, "Manage")
    world.demand_writable()
    if config is None:
        raise null_pointer()
    apply_config(container, config)
    world.store.dirty = True
