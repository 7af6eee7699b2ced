# SPDX-License-Identifier: GPL-3.0-or-later
"""The resource type of videoconferencing (contract#resource-types)."""

from __future__ import annotations

from .directory_entries import ResourceType

TYPE = "bm-videoconferencing"
PROPERTY = "bm-videoconferencing-type"


def standard_type() -> ResourceType:
    """The type that domain creation makes (contract#resource-types)."""
    return ResourceType("Video Conferencing", [{"id": PROPERTY, "label": "Type", "type": "String"}])
