# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The work of `bluemind_plugin`: ask, decide, try, change, ask again."""

from __future__ import annotations

import re
from typing import Any, Mapping, Sequence

from ..host import complaints, facts, job, packages, readiness, restart_due
from ..host.errors import HostError
from ..host.facts import HostFacts, Package
from ..host.host import Host
from ..host.plugin import DAEMONS, Plugin, plugin
from ..host.readiness import Wanted
from ..host.records import Sections
from ..host.restart_due import Due

SPEC: dict[str, Any] = {
    "name": {"type": "str", "default": "videoconferencing-starleaf"},
    "parts": {"type": "list", "elements": "str", "choices": list(DAEMONS), "default": list(DAEMONS)},
    "state": {"type": "str", "choices": ["present", "absent", "gathered"], "default": "present"},
    "download_only": {"type": "bool", "default": False},
    "lock_timeout": {"type": "int", "default": 120},
    "timeout": {"type": "int", "default": 1800},
}
RANGES = {"lock_timeout": (0.0, 86400.0), "timeout": (1.0, 86400.0)}  # seconds


def work(host: Host, params: Mapping[str, Any], check_mode: bool) -> dict[str, Any]:
    """The result of one task; raises HostError."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9+.-]*", params["name"]):
        raise HostError("input", f"name: {params['name']!r} cannot be the name of a plugin; write videoconferencing-…")
    if not params["parts"]:
        raise HostError("input", "parts: give core, admin_console, or both")
    wanted = Wanted(plugin(params["name"], params["parts"]), params["state"])
    return job.patiently(host, lambda: _bring(host, wanted, params, check_mode))


def _bring(host: Host, wanted: Wanted, params: Mapping[str, Any], check_mode: bool) -> dict[str, Any]:
    sections, earlier = job.settle(host, lambda: _ask(host, wanted.plugin), params["timeout"], check_mode)
    result = _from(sections, host, wanted, params, check_mode)
    warnings = [*(one.told for one in earlier), *result["warnings"]]
    return {**result, "awaited": [one.what for one in earlier if one.awaited], "warnings": warnings}


def _from(
    sections: Sections, host: Host, wanted: Wanted, params: Mapping[str, Any], check_mode: bool
) -> dict[str, Any]:
    before = facts.read(wanted.plugin, sections)
    change = readiness.needed(before, wanted)
    if not change:
        return _result(wanted.plugin, before, before, restart_due.due(before, wanted.plugin), [])
    asked = host.ask("patience", "plan", **packages.plan_variables(before, wanted, change, params["lock_timeout"]))
    decided = packages.judge(before, wanted, change, asked)
    warnings = decided.warnings
    foreseen = restart_due.foreseen(before, wanted.plugin, change, wanted.state)
    if params["download_only"] and not check_mode:
        _download(host, wanted, decided.download, params)
    if check_mode or params["download_only"]:
        result = _result(wanted.plugin, before, before, foreseen, warnings, decided.after)
        return {**result, "changed": check_mode and not params["download_only"], "planned": decided.act}
    marks = [due.daemon for due in foreseen] if wanted.state == "absent" else []
    said = _run(host, wanted, [decided.download, decided.act], marks, params, before)
    after = facts.read(wanted.plugin, _ask(host, wanted.plugin))
    readiness.require_done(after, wanted, complaints.words(said))
    return _result(wanted.plugin, before, after, restart_due.due(after, wanted.plugin), warnings)


def _download(host: Host, wanted: Wanted, step: str | None, params: Mapping[str, Any]) -> None:
    """Go as far as downloading. However that ends, no package of the host is another one."""
    try:
        _run(host, wanted, [step], [], params)
    except HostError as error:
        error.changed = False
        raise


def _ask(host: Host, wanted: Plugin) -> Sections:
    return host.ask("units", "facts", "poll", id="", wait="0", **facts.variables(wanted))


def _run(
    host: Host,
    wanted: Wanted,
    steps: Sequence[str | None],
    marks: Sequence[str],
    params: Mapping[str, Any],
    before: HostFacts | None = None,
) -> str:
    """Run these commands as one job; what they said. Raises HostError where one of them fails."""
    commands = [step for step in steps if step]
    if not commands:
        return ""
    doing = {"present": "installing", "absent": "removing"}[wanted.state] if before else "trying the change of"
    body = host.script(
        "patience",
        "change",
        steps="\n".join(commands),
        marks=" ".join(marks),
        plugin=wanted.plugin.name,
        lock_timeout=str(params["lock_timeout"]),
    )
    outcome = job.run(host, f"{doing} {wanted.plugin.name}", body, params["timeout"])
    if outcome.status:
        kind, message = complaints.sentence(f"{doing.capitalize()} {wanted.plugin.name} failed", outcome.said)
        raise HostError(kind, message, before is not None and _differs(host, wanted.plugin, before))
    return outcome.said


def _differs(host: Host, wanted: Plugin, before: HostFacts) -> bool:
    """Whether the packages are others than before; also where nobody can tell."""
    try:
        return facts.read(wanted, _ask(host, wanted)).packages != before.packages
    except HostError:
        return True


def _result(
    wanted: Plugin,
    before: HostFacts,
    after: HostFacts,
    due: Sequence[Due],
    warnings: Sequence[str],
    foreseen: Mapping[str, str | None] | None = None,
) -> dict[str, Any]:
    names = [part.package for part in wanted.parts]
    old = {name: shown_version(before.package(name)) for name in names}
    new = dict(foreseen) if foreseen else {name: shown_version(after.package(name)) for name in names}
    remarks = restart_due.remarks(after, wanted)
    return {
        "changed": old != new,
        "system": after.system,
        "manager": after.manager,
        "versions": {part.daemon: after.package(part.daemon).version for part in wanted.parts},
        "services": {name: daemon.active for name, daemon in after.daemons.items()},
        "packages": {name: {"before": old[name], "after": new[name]} for name in names},
        "restart": [one.as_dict() for one in due],
        "planned": None,
        "remarks": remarks,
        "warnings": [*warnings, *remarks],
        "diff": {"before": _lines(old), "after": _lines(new)},
    }


def shown_version(package: Package) -> str | None:
    """As results show it: None where it is not installed, with its state where it is half installed."""
    if package.absent:
        return None
    return package.version if package.installed else f"{package.version} ({package.state})"


def _lines(versions: Mapping[str, str | None]) -> str:
    return "".join(f"{name}: {version or 'not installed'}\n" for name, version in versions.items())
