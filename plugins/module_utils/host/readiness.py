# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Decides which packages of a host have to change, and whether that host is fit for it: pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Iterable, Sequence

from ..bluemind.releases import Release
from ..model.providers import PROVIDERS
from .errors import HostError
from .facts import HostFacts, Package
from .plugin import Plugin


@dataclass(frozen=True)
class Wanted:
    """What a task asks for; `state` is present, absent or gathered."""

    plugin: Plugin
    state: str


def needed(facts: HostFacts, wanted: Wanted) -> tuple[str, ...]:
    """The packages to install or remove; raises HostError where that cannot be said or must not be done."""
    _require_database(facts)
    mine = [facts.package(part.package) for part in wanted.plugin.parts]
    if wanted.state == "absent":
        change = [package for package in mine if not package.absent]
    elif wanted.state == "present":
        _require_daemons(facts, wanted.plugin)
        change = [package for package in mine if not package.installed]
        _refuse_empty(wanted.plugin, [package for package in mine if package.installed])
    else:
        change = []
    if change:
        _require_ready(facts, change)
        if wanted.state == "absent":
            _require_removable(change)
    return tuple(package.name for package in change)


def _require_database(facts: HostFacts) -> None:
    if facts.manager is None:
        raise HostError(
            "unsupported",
            f"This is {facts.system}, without apt, dnf or yum. BlueMind runs on Debian and Ubuntu, with apt-get and"
            " dpkg-query, and on the RedHat family, with rpm, and dnf or yum",
        )
    if facts.database_error:
        raise HostError(
            "package_manager",
            f"The database of installed packages cannot be read: {facts.database_error}. Repair it first",
        )


def _require_daemons(facts: HostFacts, plugin: Plugin) -> None:
    for part in plugin.parts:
        daemon = facts.package(part.daemon)
        if daemon.absent:
            raise HostError(
                "refused",
                f"{part.daemon} is not installed here, and a plugin must not bring it in. The core half belongs on the"
                " core host, not on mailbox or edge nodes; the half of the administration console on the host that"
                " runs it",
            )
        if not daemon.installed:
            how = " with `dpkg --configure -a`" if facts.manager == "apt" else ""
            raise HostError("refused", f"{part.daemon} is {daemon.state} here. Finish its installation first{how}")
    provider = next((one for one in PROVIDERS if one.id == plugin.name), None)
    release = Release.parse(None, _without_epoch(facts.package(plugin.parts[0].daemon).version or ""))
    if provider and not provider.supports(release):
        raise HostError("unsupported", provider.reason(release))


def _without_epoch(version: str) -> str:
    return version.partition(":")[2] or version


def _refuse_empty(plugin: Plugin, installed: Iterable[Package]) -> None:
    for package in installed:
        folder = plugin.part_of(package.name).folder
        if not package.has_file_in(folder):
            raise HostError(
                "refused",
                f"{package.name} is installed and has no file in {folder}. Either somebody deleted its files (install"
                " it again by hand), or it is the empty package of a release of BlueMind that does not have the plugin",
            )


def _require_ready(facts: HostFacts, change: Sequence[Package]) -> None:
    held = [package.name for package in change if package.held]
    if held:
        raise HostError(
            "refused",
            f"On hold: {' and '.join(held)}. Release with `apt-mark unhold {' '.join(held)}`, if whoever did it agrees",
        )
    if facts.interrupted:
        raise HostError(
            "package_manager", "An earlier run of dpkg was interrupted. Run `dpkg --configure -a` on the host first"
        )
    twice = [package.name for package in change if package.state == "installed twice"]
    if twice:
        raise HostError(
            "package_manager",
            f"Installed twice: {' and '.join(twice)}. Repair that with"
            f" `{'dnf remove --duplicates' if facts.manager == 'dnf' else 'package-cleanup --cleandupes'}`",
        )
    if "setsid" not in facts.tools:
        raise HostError("unsupported", "The program setsid (package util-linux) is missing")
    if not facts.root:
        raise HostError("unreachable", "Only root can change packages. Set ansible_become: true for this host")


def _require_removable(change: Sequence[Package]) -> None:
    """dpkg refuses what apt simulates: to remove a package that has to be installed again first."""
    broken = [package for package in change if "reinstreq" in package.state]
    if broken:
        raise HostError(
            "package_manager",
            f"{' and '.join(f'{one.name} is {one.state}' for one in broken)}, and dpkg does not remove it like that."
            " Install it again first, by this module with state=present or by `apt-get install --reinstall`",
        )


def require_done(facts: HostFacts, wanted: Wanted, said: str) -> None:
    """Raise HostError unless the host, asked again after the change, is as wanted.

    `said` are the telling words of the package manager.
    """
    try:
        left = needed(facts, wanted)
    except HostError as error:
        raise HostError("failed", f"The package manager ended without an error, and: {error.message}", True) from error
    if left:
        states = ", ".join(f"{name} is {facts.package(name).state}" for name in left)
        raise HostError("failed", f"The package manager ended without an error, and {states}. It said: {said}", True)
