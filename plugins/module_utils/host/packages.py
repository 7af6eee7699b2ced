# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Decides what may happen to the packages of one host: pure, from what was asked to a command or a refusal."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Iterable, Sequence

from . import complaints, transactions
from .errors import HostError
from .facts import HostFacts, Package
from .managers import DO, DOWNLOAD, SIMULATE, command
from .plugin import Plugin
from .records import NOT_ASKED, Section, Sections

LOCK_HINT = (
    'Lock the repository to the release that runs (`bm-cli setup version current` on the core host, or "BlueMind update" in'
    " the administration console) and run this again, or upgrade BlueMind first, as a job of its own"
)
# The first build of 4.5.3; all releases from 4.0 to 4.8 call themselves 4.1.<build>. Inferred from dates of builds.
FIRST_BUILD = 56815


@dataclass(frozen=True)
class Wanted:
    """What a task asks for; `state` is present, absent or gathered."""

    plugin: Plugin
    state: str


@dataclass(frozen=True)
class Change:
    """A change that the package manager was seen to be able to do. `after` gives the versions that it leads to."""

    packages: tuple[str, ...]
    specifications: tuple[str, ...]
    download: str | None
    act: str
    after: dict[str, str | None]
    warnings: tuple[str, ...] = ()


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
    return tuple(package.name for package in change)


def _require_database(facts: HostFacts) -> None:
    if facts.manager is None:
        raise HostError("unsupported", f"BlueMind runs on Debian, Ubuntu and the RedHat family; this is {facts.system}")
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
                f"{part.daemon} is not installed here, and a plugin must not bring it in. The core half belongs on the core"
                " host, not on mailbox or edge nodes; the half of the administration console on the host that runs it",
            )
        if not daemon.installed:
            raise HostError(
                "refused", f"{part.daemon} is {daemon.state} here. Finish its installation first{_configure(facts)}"
            )
    number = facts.package(plugin.parts[0].daemon).version
    too = outside_window(None, number)
    if too:
        raise HostError("unsupported", too)


def outside_window(release: str | None, package_version: str | None) -> str | None:
    """Why StarLeaf does not exist on this release of BlueMind; None where it does, or where nobody knows.

    `release` is the public number that the API tells, `package_version` the technical one of bm-core.
    """
    text = release or package_version or ""
    numbers = [int(number) for number in re.findall(r"\d+", text.partition(":")[2] or text)[:3]]
    if len(numbers) < 2:
        return None
    technical = release is None and numbers[:2] == [4, 1]
    late = numbers[0] >= 5
    early = (len(numbers) > 2 and numbers[2] < FIRST_BUILD) if technical else numbers < [4, 5, 3]
    if late:
        cure = "Its packages are empty there, or replaced; what is left of StarLeaf can be removed with state=absent"
    elif early:
        cure = "Upgrade BlueMind first"
    else:
        return None
    return f"This is BlueMind {text}, and StarLeaf exists from 4.5.3 up to, not including, 5.0. {cure}"


def _refuse_empty(plugin: Plugin, installed: Iterable[Package]) -> None:
    for package in installed:
        folder = plugin.part_of(package.name).folder
        if not has_plugin_file(package, plugin):
            raise HostError(
                "refused",
                f"{package.name} is installed and brings no file below {folder}. This is what is left of a plugin on a"
                " release of BlueMind that does not have it any more, or somebody deleted its files",
            )


def has_plugin_file(package: Package, plugin: Plugin) -> bool:
    """Whether a file of this very package lies where its daemon looks for plugins."""
    return any(path.startswith(plugin.part_of(package.name).folder) for path in package.files)


def _require_ready(facts: HostFacts, change: Sequence[Package]) -> None:
    held = [package.name for package in change if package.held]
    if held:
        raise HostError(
            "refused",
            f"{' and '.join(held)}: on hold. Release with `apt-mark unhold {' '.join(held)}`, if whoever held them agrees",
        )
    if facts.interrupted:
        raise HostError(
            "package_manager", "An earlier run of dpkg was interrupted. Run `dpkg --configure -a` on the host first"
        )
    twice = [package.name for package in change if package.state == "installed twice"]
    if twice:
        raise HostError(
            "package_manager", f"{' and '.join(twice)}: installed twice. Repair with `dnf remove --duplicates`"
        )
    if "setsid" not in facts.tools:
        raise HostError("unsupported", "The program setsid (package util-linux) is missing")
    if not facts.root:
        raise HostError("unreachable", "Packages can only be changed by root. Set ansible_become: true for this host")


def _configure(facts: HostFacts) -> str:
    return " (`dpkg --configure -a`)" if facts.manager == "apt" else ""


def plan_variables(facts: HostFacts, wanted: Wanted, change: Sequence[str], lock_timeout: int) -> dict[str, str]:
    """What plan.sh is to ask."""
    pins = [f"{name} {facts.package(wanted.plugin.part_of(name).daemon).version or ''}" for name in change]
    return {
        "manager": str(facts.manager),
        "state": wanted.state,
        "change": " ".join(change),
        "pins": "\n".join(pins),
        "simulate": command(str(facts.manager), wanted.state, SIMULATE, _reinstalls(facts, change)),
        "lock_timeout": str(lock_timeout),
    }


def _reinstalls(facts: HostFacts, change: Sequence[str]) -> bool:
    """A package whose unpacking was cut off counts as up to date for apt."""
    return any(word in facts.package(name).state for name in change for word in ("half-installed", "reinst"))


def judge(facts: HostFacts, wanted: Wanted, change: Sequence[str], sections: Sections) -> Change:
    """The change, when the simulation shows nothing else; raises HostError otherwise."""
    simulation = sections.get("simulation", NOT_ASKED)
    offers = sections.get("offers", NOT_ASKED)
    warnings: tuple[str, ...] = ()
    specifications = tuple(change)
    if wanted.state == "present":
        specifications = tuple(sections.get("specifications", NOT_ASKED).text.split())
        warnings = _judge_refresh(sections)
        _refuse_not_offered(facts, change, sections)
        _refuse_transitional(facts, specifications, offers)
    would = (transactions.apt if facts.manager == "apt" else transactions.rpm)(simulation.text)
    # Those that cannot be changed alone come before a failure: they are why, and the cure is another one.
    others = _others(would, wanted.state, change)
    verb = "installed" if wanted.state == "present" else "removed"
    if others:
        raise HostError(
            "refused",
            f"The plugin cannot be {verb} without changing {', '.join(others)}.{_versions(facts, wanted, offers)}",
        )
    unfinished = sorted(would.configured - set(change))
    if unfinished:
        raise HostError(
            "refused",
            f"dpkg has work left with {', '.join(unfinished)}, which would be done at the same time. Run `dpkg --configure -a`"
            " on the host first",
        )
    if not _willing(facts, simulation, would):
        kind, message = complaints.sentence(f"The plugin cannot be {verb}", simulation.text)
        raise HostError(kind, message + (_versions(facts, wanted, offers) if kind == "refused" else ""))
    manager, again = str(facts.manager), _reinstalls(facts, change)
    downloads = wanted.state == "present" or manager == "apt"
    return Change(
        packages=tuple(change),
        specifications=specifications,
        download=_full(command(manager, wanted.state, DOWNLOAD, again), specifications) if downloads else None,
        act=_full(command(manager, wanted.state, DO, again), specifications),
        after=_after(facts, wanted, specifications, offers),
        warnings=warnings,
    )


def _full(base: str, specifications: Sequence[str]) -> str:
    return " ".join([base, *specifications])


def _willing(facts: HostFacts, simulation: Section, would: transactions.Transaction) -> bool:
    """Exit status 1 of dnf and yum --assumeno is both "would do it" and "cannot"."""
    if facts.manager == "apt":
        return simulation.status == 0
    aborted = "Operation aborted" in simulation.text or "Exiting on user" in simulation.text
    return aborted and bool(would.installed | would.removed | would.changed)


def _others(would: transactions.Transaction, state: str, change: Sequence[str]) -> list[str]:
    """What would change beside our own: anything on a removal; on an installation all but new packages of others."""
    touched = would.removed | would.changed
    if state == "present":
        touched |= {name for name in would.installed if name.startswith("bm-")}
    else:
        touched |= would.installed
    return sorted(touched - set(change))


def _judge_refresh(sections: Sections) -> tuple[str, ...]:
    """Warnings about repositories that cannot be read, an error where BlueMind's own is among them."""
    refresh = sections.get("refresh", NOT_ASKED)
    if refresh.status in (0, -1) and not re.search(r"^(?:W|E): ", refresh.text, re.MULTILINE):
        return ()
    kind, message = complaints.sentence("The lists of packages could not be refreshed", refresh.text)
    own = set(re.findall(r"^ +\d+ (\S+)", sections.get("policy", NOT_ASKED).text, re.MULTILINE))
    troubled = [line for line in refresh.text.splitlines() if re.match(r"(?:Err|W|E):", line)]
    if kind == "busy" or any(
        address.rstrip("/") in line for address in own for line in troubled if "://" in address or ":/" in address
    ):
        raise HostError(kind, message)
    return (f"{message} It is not the repository of BlueMind, so this went on.",)


def _refuse_not_offered(facts: HostFacts, change: Sequence[str], sections: Sections) -> None:
    offers = sections.get("offers", NOT_ASKED)
    missing = [name for name in change if not offered_versions(facts, offers.text, name)]
    if not missing:
        return
    names = " and ".join(missing)
    if any(offered_versions(facts, sections.get("excluded", NOT_ASKED).text, name) for name in missing):
        raise HostError(
            "refused",
            f"{names}: the repository offers them, and the configuration of {facts.manager} excludes them. Look at excludepkgs,"
            " includepkgs and versionlock in /etc/dnf or /etc/yum.conf, and at modules",
        )
    trouble = "\n".join(
        section.text
        for section in (sections.get("refresh", NOT_ASKED), sections.get("simulation", NOT_ASKED))
        if re.search(r"^(?:E|W|Err|Error)\b|Errors? during", section.text, re.MULTILINE)
    )
    kind, told = complaints.sentence(f"No repository of this host offers {names}", trouble)
    if kind != "refused" and trouble:
        raise HostError(kind, told)
    own = complaints.words(trouble) if trouble else ""
    raise HostError(
        "refused",
        f"No repository of this host offers {names}. The repository is missing here, or moved to a release that does not have"
        f" them any more. {LOCK_HINT}{'. The package manager says: ' + own if own else ''}",
    )


def _refuse_transitional(facts: HostFacts, specifications: Sequence[str], offers: Section) -> None:
    """Since 5.0 Debian and Ubuntu have the names still, for upgrades, and nothing inside."""
    if facts.manager != "apt":
        return
    for specification in specifications:
        name, _equals, version = specification.partition("=")
        stanzas = [
            one for one in offers.text.split("\n\n") if re.search(rf"^Package: {re.escape(name)}$", one, re.MULTILINE)
        ]
        chosen = [one for one in stanzas if f"\nVersion: {version}\n" in one + "\n"] if version else stanzas[:1]
        for one in chosen:
            if re.search(r"^Section:.*(?:[ /])oldlibs$|^Description.*transitional", one, re.MULTILINE):
                raise HostError(
                    "refused",
                    f"{specification} would install nothing: the repository has only empty transitional packages, because it"
                    f" moved to a release that has no such plugin any more. {LOCK_HINT}",
                )


def offered_versions(facts: HostFacts, text: str, name: str) -> list[str]:
    """The versions of a package in the words of apt-cache show, or of the lists of dnf and yum, newest of apt first."""
    if facts.manager == "apt":
        stanzas = [one for one in text.split("\n\n") if re.search(rf"^Package: {re.escape(name)}$", one, re.MULTILINE)]
        return [version for one in stanzas for version in re.findall(r"^Version: (\S+)$", one, re.MULTILINE)]
    tokens = text.split()
    pairs = zip(tokens, tokens[1:])
    return [after for before, after in pairs if before.startswith(f"{name}.") and after[:1].isdigit()]


def _versions(facts: HostFacts, wanted: Wanted, offers: Section) -> str:
    if wanted.state != "present":
        return ""
    here = [f"{part.daemon} is {facts.package(part.daemon).version}" for part in wanted.plugin.parts]
    offered = {
        version for part in wanted.plugin.parts for version in offered_versions(facts, offers.text, part.package)
    }
    return f" Here {', '.join(here)}, and the repository offers {', '.join(sorted(offered)) or 'none'}. {LOCK_HINT}"


def _after(facts: HostFacts, wanted: Wanted, specifications: Sequence[str], offers: Section) -> dict[str, str | None]:
    after: dict[str, str | None] = {part.package: facts.package(part.package).version for part in wanted.plugin.parts}
    for specification in specifications:
        if wanted.state == "absent":
            after[specification] = None
            continue
        name = next(
            name for name in after if specification == name or specification.startswith((f"{name}=", f"{name}-"))
        )
        pinned = specification[len(name) + 1 :]
        versions = offered_versions(facts, offers.text, name)
        after[name] = pinned or (versions[0] if facts.manager == "apt" else versions[-1] if versions else None)
    return after


def require_done(facts: HostFacts, wanted: Wanted, output: str) -> None:
    """Raise HostError unless the host, asked again after the change, is as wanted."""
    try:
        left = needed(facts, wanted)
    except HostError as error:
        raise HostError("failed", f"The package manager ended without an error, and: {error.message}", True) from error
    if left:
        states = ", ".join(f"{name} is {facts.package(name).state}" for name in left)
        own = complaints.words(output)
        raise HostError("failed", f"The package manager ended without an error, and {states}. It said: {own}", True)
