# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Findings about an installation and its hosts: pure, from what was seen there."""

from __future__ import annotations

from typing import Iterable, Iterator

from .of_domain import Told
from .seen import HostSeen, InstallationSeen


def of_installation(seen: InstallationSeen) -> Iterator[Told]:
    """What concerns the installation and its hosts."""
    if seen["error"]:
        yield Told("installation_unread", "", seen["error"])
    for host in seen["hosts"]:
        yield from _host(host, seen["wanted"])
    yield from _undeclared(seen["hosts"])


def _host(host: HostSeen, wanted: bool) -> Iterator[Told]:
    name = host["host"]
    if host["error"]:
        yield Told("host_unread", name, host["error"])
        return
    missing = [package for package, version in host["packages"].items() if version is None]
    if missing and wanted:
        verb = "is" if len(missing) == 1 else "are"
        text = f"{name}: {' and '.join(missing)} {verb} not installed."
        yield Told("packages_missing", name, text, "not installed", "installed")
    for due in host["restart"]:
        yield Told("restart_due", f"{name} {due['daemon']}", f"{name}: {due['why']}.")
    for ahead in host["ahead"]:
        text = f"{name}: the repository offers {ahead['package']} {ahead['offered']}; {ahead['running']} is installed."
        yield Told("repository_ahead", f"{name} {ahead['package']}", text, ahead["running"], ahead["offered"])
    for remark in host["remarks"]:
        yield Told("host_remark", name, f"{name}: {remark}.")


def _undeclared(hosts: Iterable[HostSeen]) -> Iterator[Told]:
    """Every look at a host, one for each declared provider, has found the same plugins."""
    declared = tuple(f"-{host['provider']}" for host in hosts)
    for name, plugins in {host["host"]: host["plugins"] for host in hosts}.items():
        extra = sorted(package for package in plugins if not package.endswith(declared))
        if extra:
            verb, them = ("is", "it") if len(extra) == 1 else ("are", "them")
            text = f"{name}: {' and '.join(extra)} {verb} installed, and no declared provider needs {them}."
            yield Told("packages_undeclared", name, text, "installed", "not installed")


def core_missing(seen: InstallationSeen, provider: str) -> bool:
    """Whether the half of the plugin that bm-core loads is known to be missing everywhere."""
    versions = [
        version
        for host in seen["hosts"]
        if host["provider"] == provider and not host["error"]
        for package, version in host["packages"].items()
        if package.startswith("bm-plugin-core-")
    ]
    return bool(versions) and all(version is None for version in versions)
