# SPDX-License-Identifier: GPL-3.0-or-later
"""Installation, version, maintenance and tasks (contract 1.6, 3, 11)."""

from __future__ import annotations

from typing import Any

from .profiles import RUNNING
from .rights import demand
from .routing import Call, Routes
from .tasks import logs_from
from .wire import RawJson, Returns, dumps

ROUTES = Routes()


@ROUTES.add("GET", "system/installation/state")
def state(call: Call) -> str:
    """contract 1.6: no key needed, yet a stale one is refused before (17.4)."""
    return call.world.state


@ROUTES.add("GET", "system/installation/version")
def version(call: Call) -> dict[str, Any]:
    """contract 3: 403 for anonymous callers."""
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
    """contract 3: no key needed."""
    return {
        "softwareVersion": call.world.software,
        "releaseName": call.world.release,
        "defaultDomain": None,
    }


@ROUTES.add("PUT", "system/installation/state/_maintenance", Returns.VOID)
def enter_maintenance(call: Call) -> None:
    """contract 1.6: clears all sessions."""
    demand(call.caller.is_global, "systemManager")
    call.world.fixed_state = "CORE_STATE_MAINTENANCE"
    call.world.store.sessions.clear()
    call.world.callers.clear()
    call.world.store.dirty = True


@ROUTES.add("DELETE", "system/installation/state/_maintenance", Returns.VOID)
def leave_maintenance(call: Call) -> None:
    """contract 1.6."""
    demand(call.caller.is_global, "systemManager")
    call.world.fixed_state = RUNNING


@ROUTES.add("GET", "tasks/{id}")
def task_status(call: Call) -> dict[str, Any]:
    """contract 11: no permission check."""
    return call.world.tasks.poll(call.params["id"])


@ROUTES.add("GET", "tasks/{id}/_currentLogs")
def task_logs(call: Call) -> list[str]:
    """contract 11."""
    return logs_from(call)


@ROUTES.add("GET", "tasks/{id}/_log")
def task_stream(call: Call) -> RawJson:
    """contract 11: streams until the end; contract silent on the format: one JSON string a line."""
    task = call.world.tasks.finish_now(call.params["id"])
    return RawJson(b"\n".join(dumps(line) for line in task.logs))
