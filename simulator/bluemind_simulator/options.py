# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of a server, checked."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from .checks import Check, amount, each, maybe, one_of, record, text, whole
from .profiles import PROFILES, PROVIDERS, RUNNING

STARLEAF_JAR = "net.bluemind.videoconferencing.starleaf*.jar"

_CHECKS: dict[str, Check] = {
    "profile": one_of(PROFILES),
    "release": maybe(text),
    "software": maybe(text),
    "providers": each(one_of(PROVIDERS)),
    "system_state": text,
    "latency_ms": amount,
    "task_polls": whole(),
    "boot_seconds": amount,
    "session_idle_seconds": amount,
    "task_retention_seconds": amount,
    "core_token": maybe(text),
}


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

    def override(self, given: dict[str, Any]) -> Options:
        """These options with those of a control request, null = not given; raises ValueError as `check` does."""
        chosen = {key: value for key, value in given.items() if value is not None}
        record(_CHECKS)(chosen, "")
        if "providers" in chosen:
            chosen["providers"] = tuple(chosen["providers"])
        options = replace(self, **chosen)
        options.check()
        return options

    def check(self) -> None:
        """Raises ValueError for what no server of this line can be."""
        values = {one.name: getattr(self, one.name) for one in fields(self)}
        record(_CHECKS)(values | {"providers": list(self.providers)}, "")
        one_of(PROFILES[self.profile].states)(self.system_state, "system_state")


def installed(folder: Path) -> tuple[str, ...]:
    """The provider bundles that a start finds on disk; later changes need a restart."""
    if not folder.is_dir():
        raise ValueError("there is no such folder")
    return ("starleaf",) if any(folder.glob(f"**/{STARLEAF_JAR}")) else ()
