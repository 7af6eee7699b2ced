# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The release of a server (contract#release-numbers)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .acl import DIALECTS, Dialect

# 4.5.3 announces itself as 4.1.56815, and every earlier 4.x with a smaller build.
BUILD_OF_4_5_3 = 56815


@dataclass(frozen=True)
class Release:
    """Both names that a server announces, and the public number, None if unknown."""

    release: str | None
    software: str | None
    number: tuple[int, ...] | None

    @classmethod
    def parse(cls, release: str | None, software: str | None) -> Release:
        """From `releaseName` and `softwareVersion` of `system/installation/_infos`."""
        return cls(release, software, _number(release) or _number_of_build(software))

    @property
    def name(self) -> str:
        """What people call it."""
        return self.release or self.software or "an unknown release"

    @property
    def dialect(self) -> Dialect:
        """The ACL verbs of this release; those of 4.x if the release is unknown."""
        return [one for one in DIALECTS if one.since <= (self.number or ())][-1]


def _number(text: str | None) -> tuple[int, ...] | None:
    found = None if "qualifier" in (text or "") else re.match(r"\s*(\d+(?:\.\d+)+)", text or "")
    return tuple(int(part) for part in found.group(1).split(".")) if found else None


def _number_of_build(software: str | None) -> tuple[int, ...] | None:
    """All of 4.0 to 4.8 are 4.1.<build>; 4.9 and 5.x announce their public number."""
    number = _number(software)
    if number and number[:2] == (4, 1):
        return (4, 5, 3) if len(number) > 2 and number[2] >= BUILD_OF_4_5_3 else (4, 1)
    return number
