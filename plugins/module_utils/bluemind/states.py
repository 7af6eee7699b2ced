# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The states of a BlueMind server."""

from __future__ import annotations

from .api import Api
from .errors import BlueMindError
from .releases import Release

RUNNING = "CORE_STATE_RUNNING"

# State → what to do. Waiting changes none of these (contract#system-states).
CURES = {
    "CORE_STATE_MAINTENANCE": "leave the maintenance mode in the admin console",
    "CORE_STATE_UPGRADE": "finish the upgrade: /setup in a browser, or bm-cli setup upgrade",
    "CORE_STATE_NOT_INSTALLED": "install BlueMind first: /setup in a browser",
    "CORE_STATE_DEMOTED": "this node is passive: use the active one",
    "CORE_STATE_CLONING": "the server is being cloned: use the original",
}


def require_running(api: Api) -> Release:
    """The server's release. Errors: `not_ready` unless its state is RUNNING."""
    state = api.state()
    if state != RUNNING:
        cure = CURES.get(state, "wait until it is running")
        raise BlueMindError("not_ready", f"BlueMind is in state {state}: {cure}. Nothing was written.")
    infos = api.infos()
    return Release.parse(infos.get("releaseName"), infos.get("softwareVersion"))
