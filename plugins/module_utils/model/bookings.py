# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who has booked a resource for when (contract#listing-the-bookings-of-a-resource).

Whatever cannot be understood counts as booked for ever: a meeting that is told for nothing hurts nobody.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any, Iterable, Mapping, NamedTuple

DETAILS = ("none", "count", "organizers", "full")
UNKNOWN = "unknown"
LONGEST = 300  # characters of a text that somebody else wrote
NAMES = 5  # how many organizers a sentence names
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d))?(?:\.\d+)?(Z|[+-]\d\d:?\d\d)?)?")
# A day, or a time without its zone, is over everywhere after this.
_WESTMOST = timedelta(hours=12)
_PERIODS = {"DAILY": 1, "WEEKLY": 7, "MONTHLY": 31, "YEARLY": 366}
# A 31st, a 29th of February or a fifth Monday leaves out months or years.
_RARE = 8


class Moment(NamedTuple):
    """A date as BlueMind writes it, with its offset, and the latest instant that it can mean."""

    text: str
    latest: datetime


@dataclass(frozen=True)
class Booking:
    """One meeting, or a whole series. `end` is that of its last date, at the latest; None if it has none."""

    uid: str
    organizer: str = UNKNOWN
    title: str = ""
    start: Moment | None = None
    end: Moment | None = None
    recurring: bool = False

    def is_over(self, now: datetime) -> bool:
        """Whether its last date has ended."""
        return self.end is not None and self.end.latest < now

    def as_dict(self) -> dict[str, Any]:
        """As results list it. The title is personal data."""
        return {
            "organizer": self.organizer,
            "title": self.title,
            "start": self.start.text if self.start else None,
            "end": self.end.text if self.end else None,
            "recurring": self.recurring,
        }


@dataclass(frozen=True)
class Bookings:
    """The future bookings of a resource, by date.

    `complete` is false if there are more than BlueMind lists. `problem` is why they could not be read.
    """

    entries: tuple[Booking, ...] = ()
    complete: bool = True
    problem: str | None = None

    @property
    def exist(self) -> bool:
        """Whether there are any, or there may be."""
        return bool(self.entries) or not self.complete

    @property
    def uids(self) -> frozenset[str]:
        """Of their events."""
        return frozenset(one.uid for one in self.entries)

    @property
    def organizers(self) -> list[str]:
        """Whose meetings they are."""
        return sorted({one.organizer for one in self.entries})

    @property
    def endless(self) -> bool:
        """Whether nobody can say when the last one is over."""
        return not self.complete or any(one.end is None for one in self.entries)

    @property
    def until(self) -> str | None:
        """When the last one is over; None if there is none, or no end."""
        ends = [one.end for one in self.entries if one.end]
        return None if self.endless or not ends else max(ends, key=lambda end: end.latest).text

    @property
    def sentence(self) -> str:
        """`3 future bookings by …, the last until …`."""
        count, more = f"{len(self.entries)}{'' if self.complete else ' or more'}", len(self.organizers) - NAMES
        names = ", ".join(self.organizers[:NAMES]) + (f" and {more} more" if more > 0 else "")
        endless = "one of them without an end" if self.complete else "more than BlueMind lists"
        last = f"the last until {self.until}" if self.until else endless
        return f"{count} future booking{'' if count == '1' else 's'} by {names}, {last}"

    def over(self, other: Bookings) -> Bookings:
        """These, and those of an earlier look that are not there any more."""
        mine = {one.uid: one for one in (*other.entries, *self.entries)}
        return Bookings(by_date(mine.values()), self.complete and other.complete, self.problem or other.problem)

    def as_dict(self, details: str) -> dict[str, Any]:
        """As results show them; `details` is one of `DETAILS`."""
        found: dict[str, Any] = {
            "count": None if self.problem else len(self.entries),
            "complete": self.complete,
            "until": self.until,
            "endless": self.endless,
            "problem": self.problem,
        }
        if details in ("organizers", "full"):
            found["organizers"] = self.organizers
        if details == "full":
            found["entries"] = [one.as_dict() for one in self.entries]
        return found


def by_date(found: Iterable[Booking]) -> tuple[Booking, ...]:
    """In the order of their starts."""
    return tuple(sorted(found, key=lambda one: (one.start.text if one.start else "", one.uid)))


def from_server(item: Any, fallback_uid: str = UNKNOWN) -> Booking | None:
    """From an ItemValue<VEventSeries> of any shape; None for a meeting that is cancelled."""
    item = _object(item)
    uid, series = _text(item.get("uid")) or fallback_uid, _object(item.get("value"))
    main, dates = _object(series.get("main")), [_object(one) for one in _list(series.get("occurrences"))]
    events = [one for one in (main, *dates) if one]
    held = [one for one in events if one.get("status") != "Cancelled"]
    if events and (main not in held if main else not held):
        return None
    first = main or (held[0] if held else {})
    recurring = bool(main.get("rrule")) or bool(dates)
    starts = [moment(one.get("dtstart")) for one in held]
    ends = [_end(one) for one in held] + [moment(one) for one in _list(main.get("rdate"))]
    return Booking(
        uid,
        _organizer(_object(first.get("organizer"))),
        _text(first.get("summary")),
        min((one for one in starts if one), key=lambda one: one.latest, default=None),
        _last(ends),
        recurring,
    )


def moment(value: Any) -> Moment | None:
    """From a BmDateTime; None for anything else."""
    found = _ISO.fullmatch(_text(_object(value).get("iso8601")))
    if not found:
        return None
    year, month, day, hour, minute, second, zone = found.groups()
    try:
        when = datetime(int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0))
        instant = (when - _offset(zone)) if zone else when + _WESTMOST
        if zone is None and hour is None:
            instant += timedelta(days=1)  # a whole day
        instant.timestamp()
    except (ValueError, OverflowError, OSError):
        return None
    shown = f"{year}-{month}-{day}" + (f"T{hour}:{minute}:{second or '00'}{zone or ''}" if hour else "")
    return Moment(shown, instant.replace(tzinfo=timezone.utc))


def _offset(zone: str) -> timedelta:
    if zone == "Z":
        return timedelta()
    hours, minutes = int(zone[1:3]), int(zone[-2:])
    return timedelta(hours=hours, minutes=minutes) * (-1 if zone[0] == "-" else 1)


def _last(ends: list[Moment | None]) -> Moment | None:
    known = [end for end in ends if end]
    return max(known, key=lambda end: end.latest) if known and len(known) == len(ends) else None


def _end(event: Mapping[str, Any]) -> Moment | None:
    """When an event, or its last repetition, is over at the latest."""
    start, rule = moment(event.get("dtstart")), _object(event.get("rrule"))
    end = moment(event.get("dtend")) or start
    if not event.get("rrule") or end is None or start is None:
        return end if not event.get("rrule") else None
    try:
        lasting = max(end.latest - start.latest, timedelta())
        if rule.get("until") is not None:
            until = moment(rule["until"])
            return until and Moment(until.text, until.latest + lasting)
        days = _days(rule, start)
        return None if days is None else _shifted(end, days)
    except OverflowError:
        return None


def _days(rule: Mapping[str, Any], start: Moment) -> int | None:
    """Days from the first to the last of a counted series, at the latest; None if nobody can say."""
    count, interval = rule.get("count"), rule.get("interval") or 1
    period = _PERIODS.get(str(rule.get("frequency")))
    if not (_is_number(count) and _is_number(interval)) or period is None:
        return None
    parts = {name for name in rule if name.startswith("by") and rule[name]}
    plain = parts <= ({"byDay"} if period == 7 else set())
    if not plain and (period < 31 or (period == 31 and "byMonth" in parts)):
        return None
    rare = 1 if plain and (period < 31 or int(start.text[8:10]) <= 28) else _RARE
    return (int(rule["count"]) - (not parts)) * int(interval) * period * rare


def _shifted(end: Moment, days: int) -> Moment:
    """The end so many days later, as a day: its hour may be another one in summer."""
    last = end.latest + timedelta(days=days)
    return Moment(last.strftime("%Y-%m-%d"), last + timedelta(days=1))


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value < 100_000


def _organizer(person: Mapping[str, Any]) -> str:
    """Its address, else its name."""
    address = _text(person.get("mailto"))
    return re.sub(r"(?i)^mailto:", "", address) or _text(person.get("commonName")) or UNKNOWN


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: Any) -> str:
    """One line that can be printed and stored."""
    if not isinstance(value, str):
        return ""
    clean = value.encode("utf-8", "replace").decode("utf-8")
    return " ".join("".join(one if one.isprintable() else " " for one in clean).split())[:LONGEST]
