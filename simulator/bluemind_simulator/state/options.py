# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of a server."""

from __future__ import annotations

from dataclasses import dataclass

from .release_lines import RUNNING


@dataclass(frozen=True, slots=True)
class Options:
    """The options of the command line that a reset may override for a while."""

    profile: str = "4.5.3"
    release: str | None = None
    software: str | None = None
    providers: tuple[str, ...] = ()
    system_state: str = RUNNING
    latency_ms: float = 0
    task_polls: int = 2
    boot_seconds: float = 0
    session_idle_seconds: float = 1200
    task_retention_seconds: float = 600
    core_token: str | None = None
