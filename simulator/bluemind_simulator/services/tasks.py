# SPDX-License-Identifier: GPL-3.0-or-later
"""The state of tasks (contract#tasks)."""

from __future__ import annotations

from typing import Any

from ..engine.routing import Call, Routes
from ..engine.wire import RawJson, dumps

ROUTES = Routes()


@ROUTES.add("GET", "tasks/{id}")
def task_status(call: Call) -> dict[str, Any]:
    """contract#tasks: no permission check."""
    return call.world.tasks.poll(call.params["id"])


@ROUTES.add("GET", "tasks/{id}/_currentLogs")
def task_logs(call: Call) -> list[str]:
    """contract#tasks: from `offset` on, where the line knows it."""
    task = call.world.tasks.get(call.params["id"])
    offset = call.query.get("offset", "0")
    first = int(offset) if call.world.profile.offsets_task_logs and offset.isdigit() else 0
    return task.logs[first:]


@ROUTES.add("GET", "tasks/{id}/_log")
def task_stream(call: Call) -> RawJson:
    """contract#tasks: streams until the end; contract silent on the format: one JSON string a line."""
    task = call.world.tasks.finish_now(call.params["id"])
    return RawJson(b"\n".join(dumps(line) for line in task.logs))
