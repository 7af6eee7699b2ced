# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A plugin of BlueMind as packages: which halves it has, and which daemon loads each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Iterable

# Option `parts` → the daemon that loads this half.
DAEMONS = {"core": "bm-core", "admin_console": "bm-webserver"}


@dataclass(frozen=True)
class Part:
    """One half: its package, and the daemon that loads it."""

    name: str
    package: str
    daemon: str

    @property
    def folder(self) -> str:
        """Where BlueMind looks for it."""
        return f"/usr/share/{self.daemon}/"


@dataclass(frozen=True)
class Plugin:
    """The halves of one plugin that belong on one host."""

    name: str
    parts: tuple[Part, ...]

    def part_of(self, package: str) -> Part:
        """The half with this package."""
        return next(part for part in self.parts if part.package == package)


def plugin(name: str, parts: Iterable[str]) -> Plugin:
    """The plugin `name`, e.g. videoconferencing-starleaf, with these halves, in the order of their restart."""
    chosen = [part for part in DAEMONS if part in set(parts)]
    return Plugin(
        name, tuple(Part(part, f"bm-plugin-{part.replace('_', '-')}-{name}", DAEMONS[part]) for part in chosen)
    )
