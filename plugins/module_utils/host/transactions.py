# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a package manager says that it would do: apt-get --simulate, and the tables of dnf 4 and yum 3."""

from __future__ import annotations

import re
from dataclasses import dataclass

_APT = re.compile(r"^(Inst|Remv|Purg|Conf) (\S+)( \[\S+\])?")
_ARCHITECTURES = frozenset(("noarch", "i386", "i486", "i586", "i686", "x86_64", "aarch64", "ppc64le", "s390x"))
# The rows below these headings are new packages; everything below any other heading touches an installed one.
_NEW = frozenset(
    {"Installing", "Installing dependencies", "Installing for dependencies", "Installing weak dependencies"}
)
_HEADING = re.compile(r"^([A-Z][a-z]+(?: [a-z]+)*):$")


@dataclass(frozen=True)
class Transaction:
    """Names of packages: newly installed, removed, changed (upgraded, downgraded, reinstalled), configured."""

    installed: frozenset[str] = frozenset()
    removed: frozenset[str] = frozenset()
    changed: frozenset[str] = frozenset()
    configured: frozenset[str] = frozenset()


def apt(text: str) -> Transaction:
    """From the output of apt-get --simulate."""
    found: dict[str, set[str]] = {"installed": set(), "removed": set(), "changed": set(), "configured": set()}
    for line in text.splitlines():
        match = _APT.match(line)
        if match:
            verb, name, old = match.groups()
            # A line of another architecture names it: libc6:i386.
            kind = {"Remv": "removed", "Purg": "removed", "Conf": "configured"}.get(
                verb, "changed" if old else "installed"
            )
            found[kind].add(name.partition(":")[0])
    found["configured"] -= found["installed"] | found["changed"]
    return Transaction(**{kind: frozenset(names) for kind, names in found.items()})


def rpm(text: str) -> Transaction:
    """From the table that dnf 4 and yum 3 print; narrow terminals wrap its rows at any column."""
    installed: set[str] = set()
    removed: set[str] = set()
    changed: set[str] = set()
    heading = ""
    before = ""
    for line in text.splitlines():
        match = _HEADING.match(line)
        if match or line.startswith("Transaction Summary"):
            heading, before = (match.group(1) if match else ""), ""
            continue
        if not heading:
            continue
        words = line.split()
        if words[:1] == ["replacing"]:
            removed.add(_without_architecture(words[1]))
            continue
        for word in words:
            if word in _ARCHITECTURES and before:
                kind = installed if heading in _NEW else removed if heading.startswith("Removing") else changed
                kind.add(before)
            before = word
    return Transaction(frozenset(installed), frozenset(removed), frozenset(changed))


def _without_architecture(name: str) -> str:
    stem, _dot, end = name.rpartition(".")
    return stem if end in _ARCHITECTURES else name
