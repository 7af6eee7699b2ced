# SPDX-License-Identifier: GPL-3.0-or-later
"""Scheduled jobs, of which a server here has one: the backup (contract#running-backup)."""

from __future__ import annotations

from typing import Any

from ..engine.rights import demand
from ..engine.routing import Call, Routes
from ..engine.wire import Returns
from ..state.errors import unknown
from ..state.jobs import Job

ROUTES = Routes()


def _job(call: Call) -> Job:
    """Contract silent on the code of an unknown one, and on who may see it: a global administrator."""
    demand(call.caller.is_global, "systemManager")
    found = call.world.jobs.get(call.params["id"])
    if found is None:
        raise unknown(f"Job with id {call.params['id']} not found.")
    return found


@ROUTES.add("GET", "scheduledjobs/_job/{id}")
def get_job(call: Call) -> dict[str, Any]:
    """contract#running-backup: IN_PROGRESS while it runs."""
    return _job(call).export()


@ROUTES.add("POST", "scheduledjobs/_start/{id}", Returns.VOID)
def start(call: Call) -> None:
    """Run it; here it runs until it is cancelled, or until the server ends."""
    _job(call).status = "IN_PROGRESS"


@ROUTES.add("DELETE", "scheduledjobs/_cancel/{id}", Returns.VOID)
def cancel(call: Call) -> None:
    """Stop it; one that does not run stays as it is."""
    job = _job(call)
    if job.status == "IN_PROGRESS":
        job.status = "INTERRUPTED"
