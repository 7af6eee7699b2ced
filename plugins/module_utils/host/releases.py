# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which releases of BlueMind have StarLeaf."""

from __future__ import annotations

import re

# The first build of 4.5.3; all releases from 4.0 to 4.8 call themselves 4.1.<build>. Inferred from dates of builds.
FIRST_BUILD = 56815


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
