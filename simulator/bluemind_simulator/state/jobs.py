# SPDX-License-Identifier: GPL-3.0-or-later
"""The scheduled jobs of a server; in memory only (contract#running-backup)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .store import GLOBAL


@dataclass(slots=True)
class Job:
    """A job of the whole server and how its last run ended, IN_PROGRESS while it runs."""

    id: str
    status: str = "SUCCESS"

    def export(self) -> dict[str, Any]:
        """As JSON; contract silent on the plan: none."""
        return {
            "domainStatus": [{"domain": GLOBAL, "status": self.status}],
            "domainPlanification": [],
            "id": self.id,
            "description": self.id,
            "kind": "GLOBAL",
            "sendReport": False,
            "recipients": None,
        }


def standard_jobs() -> dict[str, Job]:
    """Those that every server has: the backup, which has run."""
    return {job.id: job for job in (Job("DataProtect"),)}
