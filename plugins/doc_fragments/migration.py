# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Records of domains that get another provider: those of any provider, without what the task says for all of them."""

from __future__ import annotations

import re

from .videoconferences import ModuleDocFragment as Videoconferences

LEFT_OUT = ("provider", "state", "shares", "purge_shares", "allow_empty", "details")


def without(text: str, names: tuple[str, ...]) -> str:
    """The suboptions of `domains` without some of them."""
    for name in names:
        text, count = re.subn(rf"^ {{6}}{name}:\n(?: {{7,}}.*\n|\n)*", "", text, flags=re.MULTILINE)
        if count != 1:
            raise ValueError(f"{count} times {name}")
    return text


class ModuleDocFragment:
    """Documentation only."""

    # Annotated, because ansible-test expects a literal text in a plain assignment.
    DOCUMENTATION: str = without(Videoconferences.DOCUMENTATION, LEFT_OUT)
