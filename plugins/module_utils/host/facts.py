# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What facts.sh found on one host, as records. Nothing here asks and nothing decides."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass, field
from typing import Iterable, Mapping

from .complaints import unwrapped
from .plugin import Part, Plugin
from .records import NOT_ASKED, Section, Sections

# dpkg's words for a package that is unpacked and configured; triggers run when dpkg ends.
DPKG_INSTALLED = frozenset({"installed", "triggers-pending", "triggers-awaited"})
DPKG_ABSENT = frozenset({"not-installed", "config-files"})
# systemd's words for a unit that does its work.
RUNNING = ("active", "reloading")


@dataclass(frozen=True)
class Package:
    """One package in the database of the host.

    `state` is `installed`, `absent` or the package manager's own word for something in between. `version` is what the
    package manager takes in a specification; for rpm with the epoch where there is one.
    """

    name: str
    state: str = "absent"
    version: str | None = None
    held: bool = False
    installed_at: float | None = None  # seconds since 1970; the end of the interval where only seconds are known
    files: tuple[str, ...] = ()

    @property
    def installed(self) -> bool:
        """Unpacked and configured."""
        return self.state == "installed"

    @property
    def absent(self) -> bool:
        """Not there, or nothing but its configuration files."""
        return self.state == "absent"

    def has_file_in(self, folder: str) -> bool:
        """Whether a file of this very package lies there."""
        return any(path.startswith(folder) for path in self.files)


@dataclass(frozen=True)
class Daemon:
    """One systemd unit. `started_at` (seconds since 1970) is that of its main process; None while it does not run."""

    name: str
    load: str = "not-found"  # "unknown" where systemd did not answer
    active: str = "inactive"
    switched_off: bool = False
    started_at: float | None = None

    @property
    def why_off(self) -> str | None:
        """Why nobody expects it to run; None for a daemon that should."""
        if self.load == "masked":
            return "masked"
        if self.load == "not-found":
            return "not installed as a service"
        return f"switched off by /etc/bm/{self.name}.disabled" if self.switched_off else None


@dataclass(frozen=True)
class RunningJob:
    """What the job folder of the host holds: a change that is under way, or that nobody has picked up."""

    uid: str
    what: str
    alive: bool
    status: int | None


@dataclass(frozen=True)
class HostFacts:
    """One host, at one moment."""

    system: str
    manager: str | None
    root: bool
    tools: frozenset[str]
    packages: Mapping[str, Package]
    daemons: Mapping[str, Daemon]
    marks: Mapping[str, float] = field(default_factory=dict)
    database_error: str | None = None
    interrupted: bool = False
    audit: str = ""
    job: RunningJob | None = None
    now: float | None = None  # the host's clock, in seconds since 1970

    def package(self, name: str) -> Package:
        """The package, absent when the database does not know it."""
        return self.packages.get(name, Package(name))


def variables(plugin: Plugin) -> dict[str, str]:
    """What facts.sh is to ask about."""
    return {
        "plugin": plugin.name,
        "plugins": " ".join(part.package for part in plugin.parts),
        "daemons": " ".join(part.daemon for part in plugin.parts),
        "packages": " ".join([part.daemon for part in plugin.parts] + [part.package for part in plugin.parts]),
    }


def read(plugin: Plugin, sections: Sections) -> HostFacts:
    """The records of an answer of facts.sh."""
    tools = frozenset(_get(sections, "tools").lines)
    release = _os_release(_get(sections, "system").text)
    manager = _manager(release, tools)
    packages, error = _packages(manager, plugin.parts, sections)
    return HostFacts(
        system=release.get("PRETTY_NAME") or release.get("ID") or "a system that /etc/os-release does not name",
        manager=manager,
        root=_get(sections, "user").text.strip() == "0",
        tools=tools,
        packages=packages,
        daemons={one.name: one for one in daemons_of([part.daemon for part in plugin.parts], sections)},
        marks=_timed(_get(sections, "marks")),
        database_error=error,
        interrupted=manager == "apt" and bool(_get(sections, "dpkg_journal").lines),
        audit=_get(sections, "dpkg_audit").text.strip() if manager == "apt" else "",
        job=job_of(_get(sections, "job")),
        now=_now(sections),
    )


def _get(sections: Sections, name: str) -> Section:
    return sections.get(name, NOT_ASKED)


def _os_release(text: str) -> dict[str, str]:
    found = {}
    for line in text.splitlines():
        name, equals, value = line.partition("=")
        if equals:
            found[name.strip()] = _unquoted(value)
    return found


def _unquoted(value: str) -> str:
    try:
        return " ".join(shlex.split(value, comments=True))
    except ValueError:  # a quote without its other half
        return value


def _manager(release: Mapping[str, str], tools: frozenset[str]) -> str | None:
    """By the kind of system: a RedHat host may have dpkg too, and a Debian host rpm."""
    kinds = {release.get("ID", ""), *release.get("ID_LIKE", "").split()}
    if kinds & {"debian", "ubuntu"}:
        return "apt" if {"apt-get", "dpkg-query"} <= tools else None
    if kinds & {"rhel", "centos", "fedora"} and "rpm" in tools:
        return "dnf" if "dnf" in tools else "yum" if "yum" in tools else None
    return None


def _packages(manager: str | None, parts: Iterable[Part], sections: Sections) -> tuple[dict[str, Package], str | None]:
    if manager == "apt":
        return _dpkg(sections)
    names = {name for part in parts for name in (part.daemon, part.package)}
    return _rpm(names, sections) if manager else ({}, None)


def plugins(manager: str | None, sections: Sections) -> list[Package]:
    """The plugins of every provider that others.sh has found, in whatever state but absent."""
    if manager == "apt":
        found, _error = _dpkg({"dpkg_packages": _get(sections, "dpkg_plugins")})
    else:
        found, _error = _rpm(set(), {"rpm_packages": _get(sections, "rpm_plugins")})
    return [found[name] for name in sorted(found) if not found[name].absent]


def _dpkg(sections: Sections) -> tuple[dict[str, Package], str | None]:
    asked = _get(sections, "dpkg_packages")
    if asked.status not in (0, 1):  # 1 is "some of them are unknown", 2 is "the database cannot be read"
        return {}, _words(asked, "dpkg-query")
    times, files = _timed(_get(sections, "dpkg_times")), _files(_get(sections, "dpkg_files"))
    lost = dict.fromkeys(times)
    found = {}
    for line in asked.lines:
        columns = line.split("\t")
        if len(columns) != 3 or len(columns[2].split()) != 3:
            continue
        name, version, words = columns
        want, flag, state = words.split()
        if state != "not-installed":
            lost.pop(name, None)
        if flag != "ok":
            state = f"{state} ({flag})"
        simple = "installed" if state in DPKG_INSTALLED else "absent" if state in DPKG_ABSENT else state
        if name in found and simple == "absent":  # another architecture's leftover
            continue
        found[name] = Package(name, simple, version or None, want == "hold", times.get(name), files.get(name, ()))
    if lost:  # dpkg-query calls packages that a truncated file has lost "not installed"
        return {}, (
            f"/var/lib/dpkg/info has the files of {' and '.join(lost)}, and /var/lib/dpkg/status has lost them (copies"
            " of it are /var/lib/dpkg/status-old and in /var/backups)"
        )
    return found, None


def _rpm(names: set[str], sections: Sections) -> tuple[dict[str, Package], str | None]:
    asked = _get(sections, "rpm_packages")
    # With a database that it cannot open, rpm says that nothing is installed.
    if any(line.startswith("error:") for line in asked.lines):
        return {}, _words(asked, "rpm --query")
    if "rpm_any" in sections and not _get(sections, "rpm_any").lines:
        return {}, "rpm knows no package at all, not even its own"
    files = _files(_get(sections, "rpm_files"))
    found: dict[str, Package] = {}
    answered = set()
    for line in asked.lines:
        columns = line.split("\t")
        if len(columns) == 3 and columns[2].isdigit():
            name, version, installed_at = columns
            # Two versions of one package are what an rpm that was cut off leaves behind.
            state = "installed twice" if name in found else "installed"
            # rpm tells whole seconds, so the installation was over by the next one.
            found[name] = Package(
                name, state, _without_zero_epoch(version), False, int(installed_at) + 1.0, files.get(name, ())
            )
            answered.add(name)
        elif line.startswith("package ") and line.endswith(" is not installed"):
            answered.add(line.split()[1])
    return found, None if names <= answered else _words(asked, "rpm --query")


def _without_zero_epoch(version: str) -> str:
    return version[2:] if version.startswith("0:") else version


def _words(section: Section, program: str) -> str:
    lines = unwrapped(section.text).splitlines()
    errors = [line for line in lines if "error" in line.lower()] or section.lines
    return "; ".join(errors[-3:]) or f"{program} ended with exit status {section.status}"


def _timed(section: Section) -> dict[str, float]:
    """Lines of a time and a name."""
    found: dict[str, float] = {}
    for line in section.lines:
        match = re.match(r"(\d+(?:[.,]\d+)?) (\S+)$", line)
        if match:  # not what stat says about a file that went meanwhile
            found[match.group(2)] = float(match.group(1).replace(",", "."))
    return found


def _files(section: Section) -> dict[str, tuple[str, ...]]:
    """Lines of a package and a path."""
    found: dict[str, tuple[str, ...]] = {}
    for line in section.lines:
        name, _blank, path = line.partition(" ")
        found[name] = (*found.get(name, ()), path)
    return found


def daemons_of(names: Iterable[str], sections: Sections) -> list[Daemon]:
    """The units that a script described in its sections units, starts, clock and switched_off."""
    asked = _get(sections, "units")
    units = {}
    for block in asked.text.split("\n\n"):
        properties = dict(line.partition("=")[::2] for line in block.splitlines() if "=" in line)
        units[properties.get("Id", "").replace(".service", "")] = properties
    off = set(_get(sections, "switched_off").lines)
    starts = _starts(sections)
    found = []
    for name in names:
        unit = units.get(name, {})
        found.append(
            Daemon(
                name,
                unit.get("LoadState", "not-found" if asked.status == 0 else "unknown"),
                unit.get("ActiveState", "inactive"),
                name in off,
                starts.get(unit.get("MainPID", "0")),
            )
        )
    return found


def _now(sections: Sections) -> float | None:
    try:
        return float(_get(sections, "clock").lines[0].replace(",", "."))
    except (ValueError, IndexError):
        return None


def _starts(sections: Sections) -> dict[str, float]:
    """Process number → start, in seconds since 1970.

    The kernel counts the starts of all processes in one clock. A process that was started for the question tells what
    that clock says now; a date that was set meanwhile, a time zone and the clock of a container do not matter. Nothing
    where the host tells no time or no process.
    """
    lines = _get(sections, "clock").lines
    try:
        now, ticks = float(lines[0].replace(",", ".")), float(lines[1])
        here = _start_ticks(lines[2])
        return {
            line.split()[0]: now - (here - _start_ticks(line)) / ticks
            for line in _get(sections, "starts").lines
            if line.split()[0].isdigit()
        }
    except (ValueError, IndexError, ZeroDivisionError):
        return {}


def _start_ticks(stat: str) -> float:
    """Field 22 of /proc/PID/stat; the name of the program, in parentheses, may hold blanks."""
    return float(stat.rpartition(")")[2].split()[19])


def job_of(section: Section) -> RunningJob | None:
    """The job that facts.sh or poll.sh found."""
    if not section.lines:
        return None
    told = dict(line.partition(" ")[::2] for line in section.lines)
    status = told.get("status", "")
    return RunningJob(
        told.get("id", ""), told.get("what", ""), "alive" in told, int(status) if status.lstrip("-").isdigit() else None
    )
