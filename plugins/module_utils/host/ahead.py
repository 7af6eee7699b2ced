# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Decides whether a host's repositories are ahead of what runs there: pure, from the sections of ahead.sh."""

from __future__ import annotations

import re
from typing import Iterable

from .facts import HostFacts
from .offers import versions
from .records import NOT_ASKED, Sections

_POLICY = re.compile(r"^(\S+):\n +Installed: (\S+)\n +Candidate: (\S+)$", re.MULTILINE)


def ahead(facts: HostFacts, running: Iterable[str], sections: Sections) -> list[dict[str, str]]:
    """Each installed package of `running` that an upgrade would change, with both versions.

    A host whose lists cannot be read without refreshing them gives none.
    """
    told = sections.get("ahead", NOT_ASKED)
    if told.status:
        return []
    if facts.manager == "apt":
        found = {name: candidate for name, here, candidate in _POLICY.findall(told.text) if candidate != here}
    else:
        found = {name: offered[-1] for name in running if (offered := versions(str(facts.manager), told.text, name))}
    return [
        {"package": name, "running": str(facts.package(name).version), "offered": found[name]}
        for name in running
        if name in found and found[name] != "(none)" and facts.package(name).installed
    ]
