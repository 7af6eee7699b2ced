# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The work of `audit_host`: what is there, and nothing is waited for, refreshed or changed."""

from __future__ import annotations

from typing import Any, Mapping

from ..host import facts, readiness, restart_due
from ..host.ahead import ahead
from ..host.host import Host
from ..host.plugin import DAEMONS, plugin
from ..host.readiness import Wanted
from ..model.providers import PROVIDERS
from .host_plugin import shown_version

SPEC: dict[str, Any] = {
    "name": {"type": "str", "required": True},
    "parts": {"type": "list", "elements": "str", "choices": list(DAEMONS), "required": True},
}


# Those of BlueMind.Video are part of every installation (contract#bluemindvideo).
OURS = {package for provider in PROVIDERS for package in provider.packages}


def work(host: Host, params: Mapping[str, Any], check_mode: bool) -> dict[str, Any]:
    """The result of one task; raises HostError."""
    wanted = plugin(params["name"], params["parts"])
    running = [part.daemon for part in wanted.parts]
    sections = host.ask("units", "facts", "ahead", "others", running=" ".join(running), **facts.variables(wanted))
    found = facts.read(wanted, sections)
    readiness.needed(found, Wanted(wanted, "gathered"))
    return {
        "changed": False,
        "provider": params["name"],
        "packages": {part.package: shown_version(found.package(part.package)) for part in wanted.parts},
        "plugins": {one.name: shown_version(one) for one in facts.plugins(found.manager, sections) if one.name in OURS},
        "restart": [one.as_dict() for one in restart_due.due(found, wanted)],
        # Not `warnings`: Ansible takes those out of what it registers.
        "remarks": restart_due.remarks(found, wanted),
        "ahead": ahead(found, running, sections),
    }
