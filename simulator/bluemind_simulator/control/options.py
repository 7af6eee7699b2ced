# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of a server, as people write them."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from ..state.options import Options
from ..state.providers import PROVIDERS
from ..state.release_lines import PROFILES
from .checks import Check, amount, each, maybe, one_of, record, text, whole

JAR = "net.bluemind.videoconferencing.{}*.jar"

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


def check(options: Options) -> None:
    """Raises ValueError for what no server of this line can be."""
    values = {one.name: getattr(options, one.name) for one in fields(options)}
    record(_CHECKS)(values | {"providers": list(options.providers)}, "")
    one_of(PROFILES[options.profile].states)(options.system_state, "system_state")


def override(options: Options, given: dict[str, Any]) -> Options:
    """The options with those of a control request, null = not given; raises ValueError as `check` does."""
    chosen = {key: value for key, value in given.items() if value is not None}
    record(_CHECKS)(chosen, "")
    if "providers" in chosen:
        chosen["providers"] = tuple(chosen["providers"])
    changed = replace(options, **chosen)
    check(changed)
    return changed


def installed(folder: Path) -> tuple[str, ...]:
    """The provider bundles that a start finds on disk; later changes need a restart."""
    if not folder.is_dir():
        raise ValueError("there is no such folder")
    return tuple(name for name in PROVIDERS if any(folder.glob(f"**/{JAR.format(name)}")))
