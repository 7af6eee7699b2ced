# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The release of a server (contract#release-numbers)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .acl import DIALECTS, Dialect

# The first build of each line: 4.0 to 4.8 announce themselves as 4.1.<build>.
BUILDS = (
    (64635, (4, 8)),
    (61871, (4, 7)),
    (58998, (4, 6)),
    (56815, (4, 5, 3)),
    (56794, (4, 5)),
    (0, (4, 1)),
)
# The last known one that cannot save a meeting whose resource is gone (contract#existing-events) [I].
LAST_LOCKING_BUILD = 65022


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
    def build(self) -> int | None:
        """The build of 4.0 to 4.8; None for others, and where it is unknown."""
        return _build(self.software)

    @property
    def may_lock_meetings(self) -> bool:
        """Whether a meeting may not be saved any more once its resource is gone; True if nobody knows the release."""
        if self.build is not None:
            return self.build <= LAST_LOCKING_BUILD
        return self.number is None or self.number < (4, 9)

    @property
    def technical(self) -> tuple[int, ...] | None:
        """The technical version, such as 4, 9, 3884; None for an unknown one and for development builds."""
        return _number(self.software)

    @property
    def dialect(self) -> Dialect:
        """The ACL verbs of this release; those of 4.x if the release is unknown."""
        return [one for one in DIALECTS if one.since <= (self.number or ())][-1]


def _number(text: str | None) -> tuple[int, ...] | None:
    found = None if "qualifier" in (text or "") else re.match(r"\s*(\d+(?:\.\d+)+)", text or "")
    return tuple(int(part) for part in found.group(1).split(".")) if found else None


def _number_of_build(software: str | None) -> tuple[int, ...] | None:
    """4.9 and 5.x announce their public number."""
    build = _build(software)
    return _number(software) if build is None else next(number for first, number in BUILDS if build >= first)


def _build(software: str | None) -> int | None:
    number = _number(software)
    if number is None or number[:2] != (4, 1):
        return None
    return number[2] if len(number) > 2 else 0
