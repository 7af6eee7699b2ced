# SPDX-License-Identifier: GPL-3.0-or-later
"""The shape of events, and which of them a search finds (contract#listing-the-bookings-of-a-resource)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from ..state.errors import unparsable
from .decode import Bean, bean, get, items, text, whole

WINDOW = 10_000
Json = dict[str, Any]

# Every key is always written, also those that only later lines know: the official clients read them by name.
_EVENT: Json = {
    **dict.fromkeys(("dtstart", "summary", "location", "description", "priority", "alarm", "status", "organizer")),
    **dict.fromkeys(("exdate", "rdate", "rrule", "url", "conference", "conferenceId", "sequence", "dtend")),
    "classification": "Public",
    "attendees": [],
    "categories": [],
    "attachments": [],
    "conferenceConfiguration": {},
    "properties": {},
    "draft": False,
    "transparency": "Opaque",
}
_PERSON: Json = dict.fromkeys(("uri", "commonName", "mailto", "dir"))
_ATTENDEE: Json = {
    **_PERSON,
    **dict.fromkeys(("member", "role", "delTo", "delFrom", "sentBy", "lang", "responseComment", "counter")),
    "cutype": "Individual",
    "partStatus": "NeedsAction",
    "rsvp": True,
    "internal": False,
}
_BY = ("bySecond", "byMinute", "byHour", "byDay", "byMonthDay", "byYearDay", "byWeekNo", "byMonth", "bySetPos")
_RULE: Json = dict.fromkeys(("frequency", "count", "until", "interval", *_BY))
_SERIES: Json = {
    "main": None,
    "occurrences": [],
    "counters": [],
    "properties": {},
    "xProperties": {},
    "icsUid": None,
    "acceptCounters": True,
}


def _filled(shape: Json, value: Any) -> Json | None:
    """An object with these keys alone; what is not given is as its class has it."""
    given = bean(value)
    return None if given is None else {key: get(given, key, default) for key, default in shape.items()}


def date(iso8601: str, timezone: str | None = None) -> Json:
    """A BmDateTime; a day alone has no time zone."""
    precision = "DateTime" if "T" in iso8601 else "Date"
    return {"iso8601": iso8601, "timezone": timezone if precision == "DateTime" else None, "precision": precision}


def event(value: Any, **more: Any) -> Json | None:
    """A VEvent, complete; without an end it ends when it starts."""
    found = _filled(_EVENT | more, value)
    if found is not None:
        found["dtend"] = found["dtend"] or found["dtstart"]
        found["attendees"] = [_filled(_ATTENDEE, one) for one in items(found["attendees"]) or ()]
        found["organizer"], found["rrule"] = _filled(_PERSON, found["organizer"]), _filled(_RULE, found["rrule"])
    return found


def series(value: Any) -> Json | None:
    """A VEventSeries, complete."""
    found = _filled(_SERIES, value)
    if found is not None:
        found["main"] = event(found["main"])
        found["occurrences"] = [event(one, recurid=None) for one in items(found["occurrences"]) or ()]
    return found


def events_of(found: Json) -> list[Json]:
    """The main event and the dates that differ from it."""
    return [one for one in (found["main"], *found["occurrences"]) if one]


def _instant(value: Any) -> datetime | None:
    """A BmDateTime; local time is taken for UTC."""
    given = bean(value)
    if given is None or text(given.get("iso8601")) is None:
        return None
    try:
        found = datetime.fromisoformat(str(given["iso8601"]))
    except ValueError:
        raise unparsable() from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _in_range(one: Json, first: datetime | None, last: datetime | None) -> bool:
    """contract#listing-the-bookings-of-a-resource: a series counts by its `until` alone."""
    edge, rule = first or last, one["rrule"]
    if rule and edge:
        until = _instant(rule["until"])
        if until is None or until > edge:
            return True
    start, end = _instant(one["dtstart"]), _instant(one["dtend"])
    return (first is None or (end is not None and end >= first)) and (
        last is None or (start is not None and start < last)
    )


def page_of(query: Bean) -> tuple[int, int]:
    """`from` and `size`: null is 0, nothing is the default of the class (contract#json-bodies)."""
    return whole(get(query, "from", 0)) or 0, whole(get(query, "size", WINDOW)) or 0


def matching(found: Iterator[Json], query: Bean) -> list[Json]:
    """The items that the dates of a VEventQuery select."""
    first, last = _instant(query.get("dateMin")), _instant(query.get("dateMax"))
    return [one for one in found if any(_in_range(each, first, last) for each in events_of(one["value"]))]
