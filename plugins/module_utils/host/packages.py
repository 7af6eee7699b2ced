# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Decides about one change of packages: pure, from a simulation to a command or a refusal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Sequence

from . import complaints, offers, transactions
from .errors import HostError
from .facts import HostFacts
from .managers import DO, DOWNLOAD, SIMULATE, command
from .readiness import Wanted
from .records import NOT_ASKED, Section, Sections


@dataclass(frozen=True)
class Change:
    """A change that the package manager was seen to be able to do. `after` gives the versions that it leads to."""

    download: str | None
    act: str
    after: dict[str, str | None]
    warnings: tuple[str, ...] = ()


def plan_variables(facts: HostFacts, wanted: Wanted, change: Sequence[str], lock_timeout: int) -> dict[str, str]:
    """What plan.sh is to ask."""
    pins = [f"{name} {version or ''}" for name, version in _fitting(facts, wanted, change).items()]
    return {
        "manager": str(facts.manager),
        "state": wanted.state,
        "change": " ".join(change),
        "pins": "\n".join(pins),
        "simulate": command(str(facts.manager), wanted.state, SIMULATE, _reinstalls(facts, change)),
        "lock_timeout": str(lock_timeout),
    }


def _fitting(facts: HostFacts, wanted: Wanted, change: Sequence[str]) -> dict[str, str | None]:
    """Package → the version of the daemon that loads it."""
    return {name: facts.package(wanted.plugin.part_of(name).daemon).version for name in change}


def _reinstalls(facts: HostFacts, change: Sequence[str]) -> bool:
    """A package whose unpacking was cut off counts as up to date for apt."""
    return any(word in facts.package(name).state for name in change for word in ("half-installed", "reinst"))


def judge(facts: HostFacts, wanted: Wanted, change: Sequence[str], sections: Sections) -> Change:
    """The change, when the simulation shows nothing else; raises HostError otherwise."""
    manager = str(facts.manager)
    simulation = sections.get("simulation", NOT_ASKED)
    offered = sections.get("offers", NOT_ASKED)
    warnings: tuple[str, ...] = ()
    specifications = tuple(change)
    if wanted.state == "present":
        specifications = tuple(sections.get("specifications", NOT_ASKED).text.split())
        offers.refuse_missing(manager, change, sections)
        offers.refuse_excluded(manager, _fitting(facts, wanted, change), sections)
        warnings = offers.unreadable(sections)
        offers.refuse_transitional(manager, specifications, offered)
    _require_alone(facts, wanted, change, simulation, offered)
    again = _reinstalls(facts, change)
    downloads = wanted.state == "present" or manager == "apt"
    return Change(
        download=_full(command(manager, wanted.state, DOWNLOAD, again), specifications) if downloads else None,
        act=_full(command(manager, wanted.state, DO, again), specifications),
        after=_after(facts, wanted, specifications, offered),
        warnings=warnings,
    )


def _full(base: str, specifications: Sequence[str]) -> str:
    return " ".join([base, *specifications])


def _require_alone(
    facts: HostFacts, wanted: Wanted, change: Sequence[str], simulation: Section, offered: Section
) -> None:
    would = (transactions.apt if facts.manager == "apt" else transactions.rpm)(simulation.text)
    verb = "installed" if wanted.state == "present" else "removed"
    # What cannot be changed alone comes before a failure: it is why, and the cure is another one.
    others = _others(would, wanted.state, change)
    if others:
        raise HostError(
            "refused",
            f"The plugin cannot be {verb} without changing {', '.join(others)}{_versions(facts, wanted, offered)}",
        )
    unfinished = sorted(would.configured - set(change))
    if unfinished:
        raise HostError(
            "refused",
            f"dpkg has not finished {', '.join(unfinished)}, and would do so now. Run `dpkg --configure -a`"
            " on the host first",
        )
    if not _willing(facts, simulation, would):
        kind, message = complaints.sentence(f"The plugin cannot be {verb}", simulation.text)
        raise HostError(kind, message + (_versions(facts, wanted, offered) if kind == "refused" else ""))


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


def _versions(facts: HostFacts, wanted: Wanted, offered: Section) -> str:
    if wanted.state != "present":
        return ""
    here = [f"{part.daemon} is {facts.package(part.daemon).version}" for part in wanted.plugin.parts]
    manager = str(facts.manager)
    found = {one for part in wanted.plugin.parts for one in offers.versions(manager, offered.text, part.package)}
    repository = f"the repository offers {', '.join(sorted(found)) or 'none'}"
    return f". Here {', '.join(here)}, and {repository}. {offers.LOCK_HINT}"


def _after(facts: HostFacts, wanted: Wanted, specifications: Sequence[str], offered: Section) -> dict[str, str | None]:
    """Package → version once the change is done."""
    here = {part.package: facts.package(part.package) for part in wanted.plugin.parts}
    after = {name: package.version if package.installed else None for name, package in here.items()}
    for specification in specifications:
        name = next(one for one in after if specification == one or specification.startswith((f"{one}=", f"{one}-")))
        pinned = specification[len(name) + 1 :]
        # Newest first for apt, last for dnf and yum.
        found = offers.versions(str(facts.manager), offered.text, name)[:: 1 if facts.manager == "apt" else -1]
        after[name] = None if wanted.state == "absent" else pinned or (found[0] if found else None)
    return after
