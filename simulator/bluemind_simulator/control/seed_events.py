# SPDX-License-Identifier: GPL-3.0-or-later
"""The meetings of a seed: the organizer's own, and the copies of those whose invitation was sent."""

from __future__ import annotations

from typing import Any

from ..engine.event_shapes import date, series
from ..engine.meetings import calendar_of, dir_of, put, share
from ..state.directory_entries import Domain, Entry
from ..state.store import Store
from .checks import Check, each, filled, flag, maybe, one_of, record, refuse, text, whole

Data = dict[str, Any]
FREQUENCIES = ("SECONDLY", "MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY")
STATUSES = ("NeedsAction", "Confirmed", "Tentative", "Cancelled")
RULE: dict[str, Check] = {
    "frequency": one_of(FREQUENCIES),
    "interval": whole(1),
    "count": maybe(whole(1)),
    "until": maybe(filled),
}
SHAPE: Check = each(
    record(
        {
            "uid": filled,
            "organizer": filled,
            "title": text,
            "start": filled,
            "end": filled,
            "timezone": maybe(filled),
            "attendees": each(filled),
            "rule": record(RULE, "frequency"),
            "status": one_of(STATUSES),
            "conference": maybe(text),
            "invited": flag,
        },
        "uid",
        "organizer",
        "start",
    )
)


def add_events(store: Store, domain: Domain, values: Any, place: str) -> None:
    """The meetings of one domain; raises ValueError for somebody who is not there."""
    for number, value in enumerate(values or ()):
        here = f"{place}[{number}]"
        organizer, *guests = [
            _entry(domain, uid, here) for uid in (value["organizer"], *(value.get("attendees") or ()))
        ]
        home = calendar_of(store, domain, organizer)
        if home is None:
            refuse(here, f"{organizer.uid} has no calendar")
        meeting = _series(domain, organizer, guests, value)
        put(store, home, value["uid"], meeting)
        if value.get("invited", True):
            share(store, domain, home, value["uid"], meeting)


def _entry(domain: Domain, uid: str, place: str) -> Entry:
    found = domain.entries.get(uid)
    if found is None:
        refuse(place, f"there is no {uid}")
    return found


def _person(domain: Domain, entry: Entry) -> Data:
    return {"commonName": entry.name, "mailto": entry.email, "dir": dir_of(domain, entry)}


def _series(domain: Domain, organizer: Entry, guests: list[Entry], value: Data) -> Data:
    zone, rule = value.get("timezone", "Europe/Paris"), value.get("rule")
    main = {
        "dtstart": date(value["start"], zone),
        "dtend": date(value.get("end") or value["start"], zone),
        "summary": value.get("title"),
        "status": value.get("status", "Confirmed"),
        "conference": value.get("conference"),
        "organizer": _person(domain, organizer),
        "attendees": [
            {**_person(domain, one), "cutype": "Resource" if one.kind == "RESOURCE" else "Individual", "internal": True}
            for one in guests
        ],
        "rrule": rule and {**rule, "until": date(rule["until"], zone) if rule.get("until") else None},
    }
    return series({"main": main, "icsUid": value["uid"]}) or {}
