# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The release of a server, and what it can do (contract section 3)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .acl import BLUEMIND_4, BLUEMIND_5_0, BLUEMIND_5_1, Dialect

FIRST = (4, 5, 3)
AFTER = (5, 0)
FIRST_BUILD = 56815  # 4.5.3 announces itself as 4.1.56815 (section 3)


@dataclass(frozen=True)
class Release:
    """A server's release: both names that it announces, and the public number when it is known."""

    release: str | None
    software: str | None
    number: tuple[int, ...] | None

    @classmethod
    def parse(cls, release: str | None, software: str | None) -> Release:
        """From `releaseName` and `softwareVersion` of `system/installation/_infos` (section 3)."""
        return cls(release, software, _number(release) or _number_of_build(software))

    @property
    def dialect(self) -> Dialect:
        """The ACL language that this release speaks; 4.x when the release is unknown."""
        if self.number is None or self.number < AFTER:
            return BLUEMIND_4
        return BLUEMIND_5_0 if self.number < (5, 1) else BLUEMIND_5_1

    @property
    def supported(self) -> bool:
        """Whether StarLeaf can be configured: 4.5.3 <= release < 5.0."""
        return self.number is None or FIRST <= self.number < AFTER

    @property
    def reason(self) -> str:
        """One sentence for people about `supported`."""
        name = self.release or self.software or "an unknown release"
        if self.number is None:
            return f"BlueMind does not say which release it is ({name}); only a created resource proves StarLeaf"
        if self.number < FIRST:
            return f"BlueMind {name} has no StarLeaf plugin: it came with 4.5.3; upgrade BlueMind first"
        if self.number >= AFTER:
            return (
                f"BlueMind {name} no longer has the StarLeaf provider: it was removed in 5.0 and its packages are "
                "empty; use state absent to remove what is left, or another video provider"
            )
        return f"BlueMind {name} supports StarLeaf"


def _number(text: str | None) -> tuple[int, ...] | None:
    found = None if "qualifier" in (text or "") else re.match(r"\s*(\d+(?:\.\d+)+)", text or "")
    return tuple(int(part) for part in found.group(1).split(".")) if found else None


def _number_of_build(software: str | None) -> tuple[int, ...] | None:
    """All of 4.0 to 4.8 are 4.1.<build>; 4.9 and 5.x carry their public number (section 3)."""
    number = _number(software)
    if number and number[:2] == (4, 1):
        return FIRST if len(number) > 2 and number[2] >= FIRST_BUILD else (4, 1)
    return number
