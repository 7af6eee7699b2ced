# SPDX-License-Identifier: GPL-3.0-or-later
"""Bookings from what BlueMind answers, and from what it should not (contract#listing-the-bookings-of-a-resource)."""

from __future__ import annotations

import copy
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.bluemind.videoconferencing.plugins.module_utils.bluemind.releases import Release
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.model.bookings import (
    DETAILS,
    Booking,
    Bookings,
    by_date,
    from_server,
    moment,
)
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.model.records import Current, Domain, Resource
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.reconcile.bookings import Ledger

NOW = datetime(2026, 11, 25, 16, tzinfo=UTC)
# In the shape that the official client of 5.7 reads; the values are made up.
RECORDED = json.loads((Path(__file__).parent / "recorded_event.json").read_text(encoding="utf-8"))


def event(**main: Any) -> dict[str, Any]:
    """The recorded meeting (2026-11-30, 10 to 11 in Paris) with another main event."""
    found = copy.deepcopy(RECORDED)
    found["value"]["main"].update(main)
    return dict(found)


def date(text: str) -> dict[str, Any]:
    return {"iso8601": text, "timezone": "Europe/Paris", "precision": "DateTime"}


def read(item: Any) -> Booking:
    found = from_server(item)
    assert found is not None
    return found


def test_a_meeting() -> None:
    assert read(RECORDED).as_dict() == {
        "organizer": "alice@example.org",
        "title": "Point d'équipe",
        "start": "2026-11-30T10:00:00+01:00",
        "end": "2026-11-30T11:00:00+01:00",
        "recurring": False,
    }


@pytest.mark.parametrize(
    ("rule", "end"),
    [
        ({"frequency": "WEEKLY"}, None),
        ({"frequency": "WEEKLY", "until": date("2027-06-30T00:00:00.000+02:00")}, "2027-06-30T00:00:00+02:00"),
        ({"frequency": "DAILY", "count": 3}, "2026-12-02"),
        ({"frequency": "WEEKLY", "count": 2, "interval": 2, "byDay": [{"day": "MO", "offset": 0}]}, "2026-12-28"),
        ({"frequency": "YEARLY", "count": 2}, "2034-12-06"),  # the 30th of a month: as rare as a leap day
        ({"frequency": "DAILY", "count": 3, "byMonth": [2]}, None),
        ({"frequency": "MONTHLY", "count": 3, "byMonth": [2]}, None),
        ({"frequency": "HOURLY", "count": 3}, None),
        ({"frequency": "DAILY", "count": -3}, None),
        ({"frequency": "DAILY", "count": 10**30}, None),
        ({"frequency": "DAILY", "until": "soon"}, None),
        ("WEEKLY", None),
    ],
)
def test_the_end_of_a_series(rule: Any, end: str | None) -> None:
    found = read(event(rrule=rule))
    assert (found.recurring, found.end and found.end.text) == (True, end)
    assert not found.is_over(NOW)


def test_a_series_whose_count_ran_out_is_over() -> None:
    """The server still finds it."""
    old = {"dtstart": date("2020-03-02T10:00:00+01:00"), "dtend": date("2020-03-02T11:00:00+01:00")}
    assert read(event(**old, rrule={"frequency": "WEEKLY", "count": 10})).is_over(NOW)
    assert not read(event(**old, rrule={"frequency": "WEEKLY"})).is_over(NOW)


def test_dates_that_differ_count() -> None:
    """A date of a series may be moved behind its end; a single date may be all that invites the resource."""
    late = {**RECORDED["value"]["main"], "dtend": date("2028-01-01T11:00:00+01:00")}
    found = event(rrule={"frequency": "DAILY", "count": 2})
    found["value"]["occurrences"] = [late]
    assert read(found).as_dict()["end"] == "2028-01-01T11:00:00+01:00"
    found["value"]["main"] = None
    assert read(found).as_dict() == {**read(RECORDED).as_dict(), "end": "2028-01-01T11:00:00+01:00", "recurring": True}


def test_what_is_cancelled_is_no_booking() -> None:
    assert from_server(event(status="Cancelled")) is None


@pytest.mark.parametrize(
    ("text", "over_at"),
    [
        ("2026-11-25", datetime(2026, 11, 26, 12, tzinfo=UTC)),  # the day is over in the last time zone
        ("2026-11-25T10:00:00", datetime(2026, 11, 25, 22, tzinfo=UTC)),
        ("2026-11-25T10:00:00.000-0500", datetime(2026, 11, 25, 15, tzinfo=UTC)),
        ("2026-11-25T10:00Z", datetime(2026, 11, 25, 10, tzinfo=UTC)),
    ],
)
def test_the_latest_that_a_date_can_mean(text: str, over_at: datetime) -> None:
    found = moment({"iso8601": text})
    assert found
    assert found.latest == over_at


@pytest.mark.parametrize(
    "text", ["", "tomorrow", "2026-13-45", "0000-01-01", "9999-12-31", "2026-11-25T99:00Z", 7, None]
)
def test_no_date(text: Any) -> None:
    assert moment({"iso8601": text}) is None
    assert read(event(dtend={"iso8601": text}, dtstart=None)).end is None


KEYS = ["uid", "value", "main", "occurrences", "rrule", "count", "until", "frequency", "dtstart", "dtend", "organizer"]
KEYS += ["mailto", "summary", "status", "rdate", "iso8601", "interval", "byDay"]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just(date("2026-11-30T10:00:00+01:00")),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(KEYS),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)


@given(JSON)
def test_nothing_that_a_server_answers_is_a_traceback(item: Any) -> None:
    found = from_server(item, "number 1")
    if found:
        told = Bookings(by_date([found]))
        assert all(json.dumps(told.as_dict(details)) for details in DETAILS)
        assert "\n" not in told.sentence
        assert found.uid


def test_what_others_write_is_one_short_line() -> None:
    found = read(event(summary="a\nb\x1b[31m\ud800" + "x" * 5000, organizer={"mailto": "MAILTO:bob@example.org"}))
    assert found.title.startswith("a b [31m?xxx")
    assert len(found.title) == 300
    assert found.organizer == "bob@example.org"


def test_details_show_no_more_than_asked() -> None:
    found = Bookings(by_date([read(RECORDED), read(event(organizer=None, rrule={"frequency": "DAILY"}))]))
    assert set(found.as_dict("count")) == {"count", "complete", "until", "endless", "problem"}
    assert found.as_dict("organizers")["organizers"] == ["alice@example.org"] or "unknown" in found.organizers
    assert "Point" not in str(found.as_dict("organizers"))
    assert "Point" in str(found.as_dict("full"))


def test_the_sentence() -> None:
    many = [
        Booking(str(number), f"u{number}@example.org", end=moment({"iso8601": "2027-01-01"})) for number in range(8)
    ]
    assert Bookings((many[0],)).sentence == "1 future booking by u0@example.org, the last until 2027-01-01"
    assert "8 or more future bookings" in Bookings(tuple(many), complete=False).sentence
    assert "u4@example.org and 3 more, the last until" in Bookings(tuple(many)).sentence
    assert "one of them without an end" in Bookings((Booking("1"),)).sentence
    assert Bookings((Booking("1"),), complete=False).sentence.endswith("more than BlueMind lists")


@pytest.mark.parametrize(
    ("release", "software", "locks"),
    [
        ("4.5.3", "4.1.56815", True),
        ("4.8.1", "4.1.65022", True),
        ("4.8.9", "4.1.65141", False),
        (None, "4.1.65246", False),
        ("4.8", None, True),
        ("4.9.0", "4.9.3884", False),
        ("5.1.0", "5.1.2585", False),
        (None, None, True),
        ("qualifier", "qualifier", True),
    ],
)
def test_releases_that_may_lock_meetings(release: str | None, software: str | None, locks: bool) -> None:
    assert Release.parse(release, software).may_lock_meetings is locks


def test_a_ledger_forgets_nothing() -> None:
    """Between two looks a meeting may go, and another one come."""
    ledger, domain = Ledger(None), Domain("example.org", "example.org")
    for uid in ("e-1", "e-2"):
        booked = Resource("r-1", bookings=Bookings((Booking(uid, f"{uid}@example.org"),)))
        ledger.see(Current(domain, (booked,)))
    ledger.see(Current(domain, (Resource("r-1", calendar=False),)))
    assert ledger.view("example.org", Current(domain))[0]["organizers"] == ["e-1@example.org", "e-2@example.org"]
