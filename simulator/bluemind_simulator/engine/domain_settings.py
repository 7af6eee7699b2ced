# SPDX-License-Identifier: GPL-3.0-or-later
"""The settings of a domain (contract#domains)."""

from __future__ import annotations

from .world import World

DEFAULTS: dict[str, str | None] = {
    "lang": "fr",
    "timezone": "Europe/Paris",
    "date": "yyyy-MM-dd",
    "timeformat": "HH:mm",
    "working_days": "mon,tue,wed,thu,fri",
    "work_hours_start": "8",
    "work_hours_end": "18",
    "min_duration": "60",
}


def settings_of(world: World, uid: str) -> dict[str, str | None]:
    """The domain's settings over the defaults; an alias or unknown name has none (contract#unknown-names)."""
    domain = world.store.domains.get(uid)
    return DEFAULTS | (domain.settings if domain else {})
