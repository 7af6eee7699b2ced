# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a package manager says that it would do: apt-get --simulate, and the tables of dnf 4 and yum 3."""

from __future__ import annotations

import re
from dataclasses import dataclass

_APT = re.compile(r"^(Inst|Remv|Purg|Conf) (\S+)( \[\S+\])?")
# The rows below these headings are new packages; everything below any other heading touches an installed one.
_NEW = frozenset(
    {"Installing", "Installing dependencies", "Installing for dependencies", "Installing weak dependencies"}
)
_HEADING = re.compile(r"^([A-Z].*):$")
_ROW = re.compile(r"^ \S")  # rows begin after one blank, what is wrapped after more


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
    """From the table that dnf 4 and yum 3 print; narrow terminals wrap its rows at any column but the first."""
    found: dict[str, set[str]] = {"installed": set(), "removed": set(), "changed": set()}
    kind = None
    for line in text.splitlines():
        heading = _HEADING.match(line)
        if heading or line.startswith(("Transaction Summary", "===")):
            kind = _kind(heading.group(1)) if heading else None
        elif kind and _ROW.match(line):
            found[kind].add(line.split()[0])
        elif kind and line.split()[:1] == ["replacing"]:
            found["removed"].add(line.split()[1].rpartition(".")[0])
    return Transaction(**{kind: frozenset(names) for kind, names in found.items()})


def _kind(heading: str) -> str | None:
    if heading.startswith("Skipp"):
        return None
    return "installed" if heading in _NEW else "removed" if heading.startswith("Removing") else "changed"
