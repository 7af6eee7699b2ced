# SPDX-License-Identifier: GPL-3.0-or-later
"""Installation, version, maintenance (contract#system-states, contract#release-numbers)."""

from __future__ import annotations

from typing import Any

from ..engine.rights import demand
from ..engine.routing import Call, Routes
from ..engine.wire import Returns
from ..state.release_lines import RUNNING

ROUTES = Routes()


@ROUTES.add("GET", "system/installation/state")
def state(call: Call) -> str:
    """contract#system-states: no key needed, yet a stale one is refused before."""
    return call.world.state


@ROUTES.add("GET", "system/installation/version")
def version(call: Call) -> dict[str, Any]:
    """contract#release-numbers: 403 for anonymous callers."""
    demand(not call.caller.is_anonymous, "anonymous")
    world = call.world
    return {
        "softwareVersion": world.software,
        "versionName": world.release,
        "databaseVersion": world.software,
        "needsUpgrade": world.state == "CORE_STATE_UPGRADE",
    }


@ROUTES.add("GET", "system/installation/_infos")
def infos(call: Call) -> dict[str, Any]:
    """contract#release-numbers: no key needed."""
    return {
        "softwareVersion": call.world.software,
        "releaseName": call.world.release,
        "defaultDomain": None,
    }


@ROUTES.add("GET", "system/installation/subscription")
def subscription(call: Call) -> dict[str, Any]:
    """contract#roles-of-bluemindvideo: when BlueMind.Video ends; contract silent on the caller: not anonymous."""
    demand(not call.caller.is_anonymous, "anonymous")
    until = call.world.store.full_visio_until
    empty: dict[str, Any] = dict.fromkeys(
        ("version", "installationVersion", "customer", "customerCode", "dealer", "distributor", "starts", "ends")
    )
    visio = {"kind": "FullVisioAccount", "maxValue": None, "currentValue": None, "expiration": until}
    return empty | {
        "kind": "PROD" if until else "NONE",
        "valid": until is not None,
        "validProvider": until is not None,
        "indicator": [visio] if until and call.world.profile.full_and_visio else [],
        "contacts": [],
        "messages": [],
        "pubKeyFingerprint": None,
        "fromTechVersion": None,
    }


@ROUTES.add("PUT", "system/installation/state/_maintenance", Returns.VOID)
def enter_maintenance(call: Call) -> None:
    """contract#system-states: clears all sessions."""
    demand(call.caller.is_global, "systemManager")
    call.world.fixed_state = "CORE_STATE_MAINTENANCE"
    call.world.store.sessions.clear()
    call.world.callers.clear()
    call.world.store.dirty = True


@ROUTES.add("DELETE", "system/installation/state/_maintenance", Returns.VOID)
def leave_maintenance(call: Call) -> None:
    """contract#system-states."""
    demand(call.caller.is_global, "systemManager")
    call.world.fixed_state = RUNNING
