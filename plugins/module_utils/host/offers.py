# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Decides by what the repositories of a host offer: pure, from the sections of plan.sh."""

from __future__ import annotations

import re
from typing import Iterable, Mapping, Sequence

from . import complaints
from .errors import HostError
from .records import NOT_ASKED, Section, Sections

LOCK_HINT = (
    'Lock the repository to the release that runs (`bm-cli setup version current` on the core host, or "BlueMind'
    ' update" in the administration console) and run this again, or upgrade BlueMind first, as a job of its own'
)
PINNED = (
    "the preferences of apt on this host forbid it. Look at Pin-Priority in /etc/apt/preferences and"
    " /etc/apt/preferences.d, and ask whoever wrote that"
)
# apt warns of much that does no harm: keys in an old place, weak digests, a repository that is configured twice. apt 3
# writes Err: for files that a repository need not have; what is wrong is told by W: or E: as well.
_TROUBLE = re.compile(
    r"^E: |^W: .*(?:Failed to fetch|GPG error|signature verification|not signed|not updated"
    r"|is expired|not valid yet|index files failed|no longer has a Release|changed its)"
)
_IGNORED = re.compile(r"^Ignoring repositories: (.+)$", re.MULTILINE)


def versions(manager: str, text: str, package: str) -> list[str]:
    """The versions of a package in the words of apt-cache show, or of the lists of dnf and yum, in their order."""
    if manager == "apt":
        return [version for one in _stanzas(text, package) for version in re.findall(r"^Version: (\S+)$", one, re.M)]
    words = text.split()
    return [
        after
        for before, after in zip(words, words[1:])
        if before.startswith(f"{package}.") and "." not in before[len(package) + 1 :] and re.search(r"\d", after)
    ]


def _stanzas(text: str, package: str) -> list[str]:
    return [one for one in text.split("\n\n") if re.search(rf"^Package: {re.escape(package)}$", one, re.MULTILINE)]


def unreadable(sections: Sections) -> tuple[str, ...]:
    """Warnings about repositories that cannot be read; raises HostError where BlueMind's own is among them."""
    ignored = _IGNORED.search(sections.get("simulation", NOT_ASKED).text)
    if ignored:
        return (f"These repositories cannot be read, and dnf went on without them: {ignored.group(1)}",)
    refresh = sections.get("refresh", NOT_ASKED)
    troubled = [line for line in refresh.text.splitlines() if _TROUBLE.search(line)]
    if refresh is NOT_ASKED or (refresh.status == 0 and not troubled):
        return ()
    kind, message = complaints.sentence("The lists of packages cannot be refreshed", refresh.text)
    own = set(re.findall(r"^ +-?\d+ (\S*:/\S*)", sections.get("policy", NOT_ASKED).text, re.MULTILINE))
    if kind == "busy" or any(_mentions(line, address) for line in troubled for address in own):
        raise HostError(kind, message)
    return (f"{message}. It is not BlueMind's repository, so this went on",)


def _mentions(line: str, address: str) -> bool:
    """Whether this repository is meant, not one whose address begins in the same way."""
    return re.search(rf"{re.escape(address.rstrip('/'))}(?=[/\s'\"]|$)", line) is not None


def refuse_missing(manager: str, change: Iterable[str], sections: Sections) -> None:
    """Raise HostError where a package is not offered at all, with the reason."""
    offers = sections.get("offers", NOT_ASKED)
    missing = [name for name in change if not versions(manager, offers.text, name)]
    if not missing:
        return
    if offers.status not in (0, 1, 100) or "Traceback (most recent call last)" in offers.text:
        raise HostError(
            "package_manager",
            f"{manager} itself does not run on this host: {complaints.words(offers.text, 2) or offers.status}."
            " Repair it first",
        )
    names = " and ".join(missing)
    if any(versions(manager, sections.get("excluded", NOT_ASKED).text, name) for name in missing):
        raise HostError(
            "refused",
            f"The repository offers {names}, and the configuration of {manager} on this host excludes them."
            f" {complaints.EXCLUDED_CURE}",
        )
    asked = (sections.get("refresh", NOT_ASKED), sections.get("simulation", NOT_ASKED))
    trouble = "\n".join(one.text for one in asked if re.search(r"^(?:E:|W:|Err|Error)|Errors? during", one.text, re.M))
    kind, told = complaints.sentence(f"No repository that this host can read offers {names}", trouble)
    if trouble and kind != "refused":
        raise HostError(kind, told)
    own = complaints.words(trouble) if trouble else ""
    raise HostError(
        "refused",
        f"No repository of this host offers {names}. The repository is missing here, or moved to a release that does"
        f" not have them any more. {LOCK_HINT}{'. The package manager says: ' + own if own else ''}",
    )


def refuse_excluded(manager: str, fitting: Mapping[str, str | None], sections: Sections) -> None:
    """Raise HostError where the version that fits the daemon is offered, and the administrator forbids it.

    `fitting` is package → this version. dnf and yum leave it out of their lists; apt gives it a negative priority, and
    installs it all the same where a command names the version.
    """
    offered, excluded, policy = (sections.get(name, NOT_ASKED).text for name in ("offers", "excluded", "policy"))
    for name, version in fitting.items():
        told = ""
        if manager == "apt":
            told = PINNED if version in _forbidden(policy, name) else ""
        elif version in versions(manager, excluded, name) and version not in versions(manager, offered, name):
            told = f"the configuration of {manager} on this host excludes it. {complaints.EXCLUDED_CURE}"
        if told:
            raise HostError("refused", f"The repository offers {name} {version}, and {told}")


def _forbidden(policy: str, package: str) -> set[str]:
    """The versions of a package that apt is never to install by itself.

    What dpkg remembers of a removed package is one more row of its version, with a negative priority always.
    """
    block = re.search(rf"^{re.escape(package)}:\n((?: .*\n?)*)", policy, re.MULTILINE)
    rows = re.findall(r"^ (?:\*\*\*|   ) (\S+) (-?)\d+$", block.group(1), re.MULTILINE) if block else []
    return {version for version, minus in rows if minus} - {version for version, minus in rows if not minus}


def refuse_transitional(manager: str, specifications: Sequence[str], offers: Section) -> None:
    """Raise HostError for empty packages: since 5.0 Debian and Ubuntu have the names still, for upgrades only."""
    if manager != "apt":
        return
    for specification in specifications:
        name, _equals, version = specification.partition("=")
        stanzas = _stanzas(offers.text, name)
        chosen = [one for one in stanzas if f"\nVersion: {version}\n" in one + "\n"] if version else stanzas[:1]
        if any(re.search(r"^Section:.*[ /]oldlibs$|^Description.*transitional", one, re.MULTILINE) for one in chosen):
            raise HostError(
                "refused",
                f"{specification} would install nothing: the repository has only empty transitional packages, because"
                f" it moved to a release that has no such plugin any more. {LOCK_HINT}",
            )
