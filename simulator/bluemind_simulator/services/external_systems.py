# SPDX-License-Identifier: GPL-3.0-or-later
"""What the loaded plugins register as external systems (contract#plugin-loaded)."""

from __future__ import annotations

from typing import Any

from ..engine.routing import Call, Routes

ROUTES = Routes()
LABELS = {"teams": "Teams", "webex": "Webex", "zoom": "Zoom"}


@ROUTES.add("GET", "system/external")
def list_all(call: Call) -> list[dict[str, Any]]:
    """contract#plugin-loaded: teams, webex and zoom, when their core half is loaded."""
    return [
        {"identifier": f"videoconferencing-{name}", "description": label, "authKind": "NONE", "properties": {}}
        for name, label in LABELS.items()
        if f"videoconferencing-{name}" in call.world.providers
    ]
