# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Decides which daemons have not loaded their half of a plugin, or still hold it.

By the time at which the package manager installed the package, and by marks that a removal leaves until the restart,
against the start of the daemon's process. Never by a file's times: backups and `chown` move them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .facts import RUNNING, Daemon, HostFacts, Package
from .plugin import Part, Plugin

ROUNDING = 2.0  # seconds: rpm tells whole ones


@dataclass(frozen=True)
class Due:
    """A daemon to restart, and why."""

    daemon: str
    why: str

    def as_dict(self) -> dict[str, str]:
        """As an entry of a result."""
        return {"daemon": self.daemon, "why": self.why}


def due(facts: HostFacts, plugin: Plugin) -> list[Due]:
    """The daemons that run and are older than the change of their half."""
    found = []
    for part in plugin.parts:
        daemon = facts.daemons.get(part.daemon)
        if daemon and not daemon.why_off and daemon.started_at is not None:
            why = _why(facts, part, daemon.started_at)
            if why:
                found.append(Due(part.daemon, why))
    return found


def _why(facts: HostFacts, part: Part, started_at: float) -> str | None:
    package = facts.package(part.package)
    if package.installed and package.has_file_in(part.folder):
        if package.installed_at is not None and package.installed_at > started_at and not _not_yet(facts, package):
            return f"{package.name} was installed after {part.daemon} started"
    elif package.absent and facts.marks.get(part.daemon, 0.0) > started_at:
        return f"{package.name} was removed after {part.daemon} started"
    return None


def _not_yet(facts: HostFacts, package: Package) -> bool:
    """Whether it was installed in the future: the clock was set back since, so this time tells nothing."""
    return facts.now is not None and (package.installed_at or 0.0) > facts.now + ROUNDING


def foreseen(facts: HostFacts, plugin: Plugin, change: tuple[str, ...], state: str) -> list[Due]:
    """The daemons that a change of these packages will make due, in addition to those that are; for check mode.

    An empty package comes and goes without anybody noticing. One that is only to be configured counts from when it was
    unpacked.
    """
    found = {one.daemon: one for one in due(facts, plugin)}
    for name in change:
        part = plugin.part_of(name)
        daemon = facts.daemons.get(part.daemon)
        package = facts.package(name)
        matters = state == "present" or package.has_file_in(part.folder)
        if state == "present" and _is_unpacked(facts, part) and daemon:
            matters = (package.installed_at or 0.0) > (daemon.started_at or 0.0)
        if matters and daemon and not daemon.why_off and daemon.started_at is not None:
            verb = "installed" if state == "present" else "removed"
            found[part.daemon] = Due(part.daemon, f"{name} is to be {verb}")
    return [found[part.daemon] for part in plugin.parts if part.daemon in found]


def _is_unpacked(facts: HostFacts, part: Part) -> bool:
    """Whether dpkg only has to configure the package, in the release that is wanted."""
    package = facts.package(part.package)
    return package.state in ("unpacked", "half-configured") and package.version == facts.package(part.daemon).version


def remarks(facts: HostFacts, plugin: Plugin) -> list[str]:
    """What an administrator should know: daemons that do not run, deliberately or not; work that dpkg has left."""
    found = []
    for part in plugin.parts:
        daemon = facts.daemons.get(part.daemon)
        if facts.package(part.daemon).absent:
            found.append(f"{part.daemon} is not installed here")
        elif daemon:
            found += _remark(daemon)
            package = facts.package(part.package)
            if package.installed and not daemon.why_off and _not_yet(facts, package):
                found.append(
                    f"{package.name} was installed before the clock of this host was set back, so nobody knows whether"
                    f" {daemon.name} has to be restarted. Restart it if nobody has done so since the installation"
                )
    unfinished = re.findall(r"^ (\S+)", facts.audit, re.MULTILINE)
    if unfinished:
        found.append(f"dpkg has not finished {', '.join(unfinished)}: see `dpkg --audit`")
    return found


def _remark(daemon: Daemon) -> list[str]:
    name = daemon.name
    if daemon.load == "unknown":
        return [f"systemd does not answer, so nobody knows whether {name} has to be restarted"]
    if daemon.started_at is None and daemon.active in RUNNING and not daemon.why_off:
        return [f"{name} is {daemon.active} without a main process, so nobody knows whether it has to be restarted"]
    return idle(daemon) if daemon.why_off or daemon.started_at is None else []


def idle(daemon: Daemon) -> list[str]:
    """A remark on a daemon that does not run, deliberately or not."""
    name = daemon.name
    if daemon.why_off:
        return [f"{name} is {daemon.why_off}, so it is not restarted"]
    if daemon.active in (*RUNNING, "activating"):
        return []
    return [f"{name} does not run ({daemon.active}), although it is not switched off. See `systemctl status {name}`"]
