# SPDX-License-Identifier: GPL-3.0-or-later
"""Working hours of a calendar, kept inside its container's settings (contract#working-hours)."""

from __future__ import annotations

import re
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ..state.errors import Fault, invalid, null_pointer, unknown
from ..state.store import Container
from .decode import choice, items, text, whole

DAYS = ("SU", "MO", "TU", "WE", "TH", "FR", "SA")
DAY_MS = 86_400_000
MINUTE_MS = 60_000
DAYS_KEY, DURATION_KEY = "calendar.workingDays", "calendar.minDuration"
START_KEY, END_KEY, ZONE_KEY = "calendar.dayStart", "calendar.dayEnd", "calendar.timezone"
REGION = re.compile(r"[A-Za-z][A-Za-z0-9~/._+-]+")
OFFSET = re.compile(r"(Z|(UTC|GMT|UT)?[+-]\d{1,2}(:?\d{2})?)")


def _date_time_error(message: str) -> Fault:
    return Fault(None, message, "DateTimeException")


def check_zone(zone: str) -> None:
    """A malformed zone has no errorCode, an unknown one is UNKNOWN (contract#working-hours)."""
    if OFFSET.fullmatch(zone):
        return
    if not REGION.fullmatch(zone):
        raise _date_time_error(f"Invalid ID for region-based ZoneId, invalid format: {zone}")
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise unknown(f"Unknown time-zone ID: {zone}") from None


def clock(millis: int) -> str:
    """Milliseconds of the day as HH:mm; a whole day is out of range (contract#working-hours)."""
    if not 0 <= millis < DAY_MS:
        raise _date_time_error(f"Invalid value for NanoOfDay: {millis * 1_000_000}")
    return f"{millis // 3_600_000:02d}:{millis % 3_600_000 // MINUTE_MS:02d}"


def _millis(value: str | None) -> int | None:
    if not value:
        return None
    hours, _mark, minutes = value.partition(":")
    return (int(hours) * 60 + int(minutes)) * MINUTE_MS


def write_hours(target: Container, days: list[str], start: int, end: int, duration: int, zone: str) -> None:
    """Merge working hours into the settings of a calendar container."""
    check_zone(zone)
    merged = {
        DAYS_KEY: ",".join(days),
        START_KEY: clock(start),
        END_KEY: clock(end),
        DURATION_KEY: str(duration),
        ZONE_KEY: zone,
    }
    target.settings = {**target.settings, **merged}


def read_hours(container: Container) -> dict[str, Any]:
    """A CalendarSettingsData; never set = no days, the rest null (contract#working-hours)."""
    settings = container.settings
    days, duration = settings.get(DAYS_KEY), settings.get(DURATION_KEY)
    return {
        "workingDays": days.split(",") if days else [],
        "dayStart": _millis(settings.get(START_KEY)),
        "dayEnd": _millis(settings.get(END_KEY)),
        "minDuration": int(duration) if duration else None,
        "timezoneId": settings.get(ZONE_KEY),
    }


def apply_config(container: Container, config: dict[str, Any]) -> None:
    """Check and store a CalendarSettingsData (contract#working-hours)."""
    found = items(config.get("workingDays"))
    days = [choice(day, DAYS) for day in found] if found is not None else None
    start, end = whole(config.get("dayStart")), whole(config.get("dayEnd"))
    duration, zone = whole(config.get("minDuration")), text(config.get("timezoneId"))
    if days is None or start is None or end is None or not zone or None in days:
        raise invalid()
    if duration is None:
        raise null_pointer()
    write_hours(container, [day for day in days if day], start, end, duration, zone)
