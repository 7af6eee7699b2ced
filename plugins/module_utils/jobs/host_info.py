# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The work of `bluemind_host_info`."""

from __future__ import annotations

from typing import Any, Mapping

from ..host.host import Host
from ..host.plugin import DAEMONS
from ..host.records import NOT_ASKED

SPEC: dict[str, Any] = {}


def work(host: Host, params: Mapping[str, Any], check_mode: bool) -> dict[str, Any]:
    """The result of one task; raises HostError."""
    told = host.ask("diagnose", daemons=" ".join(DAEMONS.values()))
    return {"changed": False, **{name: told.get(name, NOT_ASKED).text for name in ("services", "target", "journal")}}
