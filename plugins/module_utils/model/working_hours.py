# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Working hours as people write them, and as BlueMind stores them (contract#working-hours)."""

from __future__ import annotations

from typing import Any, Mapping

from .records import Availability

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_MINUTE = 60 * 1000
DURATIONS = (60, 120, 720, 1440)

# BlueMind's own defaults where a domain has none; it stores only complete hours.
DEFAULTS = Availability(DAYS[:5], "09:00", "18:00", 60, "UTC")


def from_server(config: Mapping[str, Any]) -> Availability:
    """From `_config`. A value that was never set is None; an empty list of days is empty only if hours are set."""
    codes = config.get("workingDays") or ()
    days = tuple(day for day, code in zip(DAYS, _CODES) if code in codes)
    return Availability(
        days if days or config.get("dayStart") is not None else None,
        _clock(config.get("dayStart")),
        _clock(config.get("dayEnd")),
        config.get("minDuration"),
        config.get("timezoneId"),
    )


def to_server(hours: Availability) -> dict[str, Any]:
    """For `_config`; every field must be given."""
    days = hours.days or ()
    return {
        "workingDays": [code for day, code in zip(DAYS, _CODES) if day in days],
        "dayStart": _milliseconds(hours.start),
        "dayEnd": _milliseconds(hours.end),
        "minDuration": hours.minimum_duration,
        "timezoneId": hours.timezone,
    }


def _clock(milliseconds: int | None) -> str | None:
    if milliseconds is None:
        return None
    return "{:02d}:{:02d}".format(*divmod(milliseconds // _MINUTE, 60))


def _milliseconds(clock: str | None) -> int | None:
    if clock is None:
        return None
    hour, minute = clock.split(":")
    return (int(hour) * 60 + int(minute)) * _MINUTE
