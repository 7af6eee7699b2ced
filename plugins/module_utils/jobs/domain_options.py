# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of one domain: their specification, and what they mean. What needs no server is refused here."""

from __future__ import annotations

import re
from typing import Any, Mapping

from ..model import working_hours
from ..model.fields import FIELDS
from ..model.provider import Provider
from ..model.records import Availability, Desired
from ..model.settings import Place
from .arguments import refuse, shares_spec, text, to_shares

try:
    from zoneinfo import available_timezones
except ImportError:  # Python 3.8: only the server checks

    def available_timezones() -> set[str]:
        """No list."""
        return set()


CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


def domain_spec() -> dict[str, Any]:
    """What every provider has of one domain's record, without its settings."""
    return {
        "domain": {"type": "str", "required": True},
        "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
        **{field.option: field.spec() for field in FIELDS},
        "shares": shares_spec(),
        "purge_shares": {"type": "bool", "default": False},
        "allow_empty": {"type": "bool", "default": False},
        "availability": {
            "type": "dict",
            "options": {
                "days": {"type": "list", "elements": "str", "choices": list(working_hours.DAYS)},
                "start": {"type": "str"},
                "end": {"type": "str"},
                "minimum_duration": {"type": "int", "choices": list(working_hours.DURATIONS)},
                "timezone": {"type": "str"},
            },
        },
    }


def update_spec() -> dict[str, Any]:
    """Whether a given secret replaces a stored one."""
    return {"type": "str", "choices": ["always", "on_create"], "default": "always", "no_log": False}


def to_desired(
    record: Mapping[str, Any],
    provider: Provider,
    settings: Mapping[str, Any],
    update: str,
    api_url: str,
    prefix: str = "",
) -> Desired:
    """From one domain's record; its `settings` by option, the names of which have the `prefix` in messages.

    Errors: `input`.
    """
    name = text("domain", record["domain"])
    return Desired(
        domain=name,
        provider=provider,
        state=record["state"],
        settings={
            one.key: one.kind.store(
                settings[one.option], Place(f"{name}: {prefix}{one.option}", one.option, provider.name, api_url)
            )
            for one in provider.settings
            if settings.get(one.option) is not None
        },
        keep_stored_secrets=update == "on_create",
        fields={
            field.option: text(f"{name}: {field.option}", record[field.option])
            for field in FIELDS
            if record[field.option] is not None
        },
        shares=to_shares(record, name),
        purge_shares=record["purge_shares"],
        availability=to_availability(record["availability"], name),
    )


def to_availability(given: Mapping[str, Any] | None, where: str) -> Availability | None:
    """The working hours; None if they are not managed. Errors: `input`."""
    if given is None or all(value is None for value in given.values()):
        return None
    if given["days"] == []:
        raise refuse(f"{where}: availability.days is empty; BlueMind needs at least one day")
    start, end = (_clock(name, given[name], where) for name in ("start", "end"))
    zones, zone = available_timezones(), given["timezone"]
    if zone is not None and (zone not in zones if zones else not re.fullmatch(r"[A-Za-z0-9_+/-]+", zone)):
        raise refuse(f"{where}: availability.timezone {zone!r} is unknown; write one such as Europe/Paris")
    days = None if given["days"] is None else tuple(day for day in working_hours.DAYS if day in given["days"])
    found = Availability(days, start, end, given["minimum_duration"], zone)
    if found.is_backwards:
        raise refuse(
            f"{where}: availability.start {start} is not before availability.end {end}; write an earlier start"
        )
    return found


def _clock(name: str, value: str | None, where: str) -> str | None:
    if value is None or CLOCK.fullmatch(value):
        return value
    hint = ""
    if value.isdigit():
        hint = '; YAML reads 18:00 as a number unless it is quoted: "18:00"'
    elif value.startswith("24:"):
        hint = "; BlueMind stores no 24:00, the day ends at 23:59"
    raise refuse(f"{where}: availability.{name} {value!r} is not a time HH:MM{hint}")
