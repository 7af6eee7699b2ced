# SPDX-License-Identifier: GPL-3.0-or-later
"""contract#listing-the-bookings-of-a-resource, contract#saving-an-event: judged by the official clients where told."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contract.client_steps import step
from tests.contract.clients import run
from tests.contract.seeds import ADMIN0, ALICE, BOB, CALENDAR, DOMAIN, RESOURCE, standard
from tests.contract.wire import PROFILES, World, entries
from tests.support.simulator import Simulator

MINE = "calendar:Default:u-bob"
FROM = {"iso8601": "2030-01-01T00:00:00.000Z", "timezone": "UTC", "precision": "DateTime"}
CLOUD = ("UNKNOWN", "connect timed out: api.starleaf.com")


def meeting(uid: str, start: str = "2031-03-03T10:00:00+01:00", **more: Any) -> dict[str, Any]:
    """One of Bob's that books the resource."""
    return {"uid": uid, "organizer": "u-bob", "title": f"About {uid}", "start": start, "attendees": [RESOURCE], **more}


EVENTS = [
    meeting("past", "2020-03-03T10:00:00+01:00"),
    meeting("once", end="2031-03-03T11:00:00+01:00"),
    meeting("day", "2031-03-04"),
    meeting("for-ever", "2020-03-03T10:00:00+01:00", rule={"frequency": "WEEKLY"}),
    meeting("counted", "2020-03-03T10:00:00+01:00", rule={"frequency": "DAILY", "count": 2}),
    meeting(
        "ended",
        "2020-03-03T10:00:00+01:00",
        rule={"frequency": "DAILY", "until": "2021-01-01T00:00:00Z", "interval": 2},
    ),
    meeting("not-sent", invited=False),
]
FOUND = {"once", "day", "for-ever", "counted"}


def seed(*events: dict[str, Any]) -> dict[str, Any]:
    found = standard()
    found["domains"][0]["events"] = list(events)
    return found


def search(world: World, **query: Any) -> dict[str, Any]:
    found = world.admin.post(f"calendars/{CALENDAR}/_search", query)
    return {"uids": [one["uid"] for one in found["values"]], "total": found["total"]}


@pytest.mark.parametrize("line", PROFILES)
def test_the_official_client_lists_the_bookings(simulator: Simulator, line: str) -> None:
    software = {"4.5.3": "4.1.56815", "4.9": "4.9.3884", "5.1": "5.7.3268"}[line]
    World(simulator, line).load(seed(*EVENTS), software=software)
    date: dict[str, Any] = {"$new": "core.api.date.BmDateTime", **FROM}
    date["precision"] = {"$enum": "core.api.date.BmDateTimePrecision", "name": "DateTime"}
    query = {"$new": "calendar.api.VEventQuery", "dateMin": date, "from_": 0, "size": 100, "escapeQuery": False}
    calendar = ["calendar.api.ICalendar", CALENDAR]
    found = run(
        f"client-{line}",
        simulator.url,
        [
            step("search", calendar, "search", query),
            step("refused", calendar, "search", query, key=BOB),
            step("own", ["calendar.api.ICalendar", MINE], "getComplete", "not-sent", key=BOB),
        ],
        ADMIN0,
    )
    values = {one["uid"]: one["value"] for one in found["search"]["values"]}
    assert (set(values), found["search"]["total"]) == (FOUND, len(FOUND))
    once, series = values["once"]["main"], values["counted"]["main"]
    assert (once["summary"], once["organizer"]["mailto"]) == ("About once", f"bob@{DOMAIN}")
    assert (once["dtend"]["iso8601"], once["dtend"]["precision"]) == ("2031-03-03T11:00:00+01:00", "DateTime")
    assert values["day"]["main"]["dtstart"]["precision"] == "Date"
    assert (series["rrule"]["frequency"], series["rrule"]["count"]) == ("DAILY", 2)
    fault = found.outcomes["refused"].fault
    assert fault is not None
    assert fault[0] == "PERMISSION_DENIED"
    assert found["own"]["value"]["main"]["attendees"][0]["cutype"] == "Resource"


def test_pages_and_defaults(world: World) -> None:
    world.load(seed(*EVENTS))
    assert set(search(world)["uids"]) == {*FOUND, "past", "ended"}
    pages = [search(world, dateMin=FROM, **{"from": start, "size": 3}) for start in (0, 3)]
    assert [len(page["uids"]) for page in pages] == [3, 1]
    assert {uid for page in pages for uid in page["uids"]} == FOUND
    assert search(world, dateMin=FROM, size=None) == {"uids": [], "total": 4}
    assert search(world, dateMin=FROM, dateMax=FROM)["uids"] == ["for-ever", "counted"]
    assert world.admin("POST", f"calendars/{CALENDAR}/_search", {"from": 9999, "size": 2}).status == 500
    assert world.admin("POST", "calendars/calendar:nope/_search", {}).status == 404


def test_manage_is_not_read(world: World) -> None:
    """An administrator of the domain may delete the resource, and not look into its calendar (contract#roles)."""
    world.load(seed(*EVENTS))
    assert world.api(ALICE)("POST", f"calendars/{CALENDAR}/_search", {}).refused
    world.admin.write("PUT", f"containers/_manage/{CALENDAR}/_acl", entries(("u-alice", "Read")))
    assert world.api(ALICE)("POST", f"calendars/{CALENDAR}/_search", {}).status == 200


def test_what_is_private_has_no_title(world: World) -> None:
    world.load(seed(meeting("e-1")))
    series = world.api(BOB).get(f"calendars/{MINE}/e-1/complete")["value"]
    series["main"]["classification"] = "Private"
    world.load(seed(meeting("e-1")), providers=[])
    world.api(BOB).write("POST", f"calendars/{MINE}/e-1?sendNotifications=true", series)
    world.admin.write("PUT", f"containers/_manage/{CALENDAR}/_acl", entries(("u-carl", "Read")))
    shown = world.api("key-carl").post(f"calendars/{CALENDAR}/_search", {})["values"][0]
    assert (shown["displayName"], shown["value"]["main"]["summary"]) == (None, None)
    assert world.admin.post(f"calendars/{CALENDAR}/_search", {})["values"][0]["displayName"] == "About e-1"


def test_deletion_wipes_the_calendar(world: World) -> None:
    world.load(seed(meeting("e-1")), task_polls=0)
    task = world.admin("DELETE", f"resources/{DOMAIN}/{RESOURCE}").json["id"]
    assert world.admin.get(f"tasks/{task}")["state"] == "Success"
    assert world.admin("POST", f"calendars/{CALENDAR}/_search", {}).status == 404
    assert world.api(BOB).get(f"calendars/{MINE}/e-1/complete")["displayName"] == "About e-1"


def saved(world: World, uid: str = "e-1", **changes: Any) -> tuple[str | None, str | None] | None:
    """Bob changes his meeting: None, or the code and the text of the error."""
    series = world.api(BOB).get(f"calendars/{MINE}/{uid}/complete")["value"]
    series["main"].update(changes)
    reply = world.api(BOB)("POST", f"calendars/{MINE}/{uid}?sendNotifications=true", series)
    return None if reply.is_void else (reply.code, reply.json["message"])


def test_copies_come_and_go_with_the_invitation(world: World) -> None:
    world.load(seed(meeting("e-1", attendees=["u-carl"])))
    guests = world.api(BOB).get(f"calendars/{MINE}/e-1/complete")["value"]["main"]["attendees"]
    room = {"cutype": "Resource", "dir": f"bm://{DOMAIN}/resources/{RESOURCE}", "commonName": "StarLeaf"}
    world.load(seed(meeting("e-1", attendees=["u-carl"])), providers=[])
    assert saved(world, attendees=[*guests, room]) is None
    assert search(world)["uids"] == ["e-1"]
    assert saved(world, attendees=guests) is None
    assert search(world)["uids"] == []
    assert saved(world, attendees=[room]) is None
    reply = world.api(BOB)("DELETE", f"calendars/{MINE}/e-1?sendNotifications=true")
    assert reply.is_void
    assert search(world)["uids"] == []
    assert world.api(BOB)("POST", f"calendars/{MINE}/e-1", {"main": None}).status == 404


@pytest.mark.parametrize(
    ("profile", "changes", "fails"),
    [
        ("4.5.3", {"summary": "New"}, True),
        ("4.9", {"summary": "New"}, False),
        ("4.9", {"description": "New"}, True),
        ("4.9", {"attendees": []}, False),
    ],
)
def test_a_dead_cloud_fails_the_save(simulator: Simulator, profile: str, changes: dict[str, Any], fails: bool) -> None:
    """contract#existing-events: with the plugin loaded; without it, the old link stays."""
    world = World(simulator, profile).load(seed(meeting("e-1", conference="https://old.example/1")))
    assert saved(world, **changes) == (CLOUD if fails else None)
    world.load(seed(meeting("e-1", conference="https://old.example/1")), providers=[])
    assert saved(world, **changes) is None
    link = None if "attendees" in changes else "https://old.example/1"
    assert world.api(BOB).get(f"calendars/{MINE}/e-1/complete")["value"]["main"]["conference"] == link


@pytest.mark.parametrize(
    ("profile", "software", "conference", "failing"),
    [
        ("4.5.3", "4.1.56815", "https://old.example/1", [False, True]),
        ("4.5.3", "4.1.56815", None, [True, True]),
        ("4.9", "4.1.65000", "https://old.example/1", [True, True]),
        ("4.9", "4.1.65141", "https://old.example/1", [False, False]),
        ("4.9", "4.9.3884", None, [False, False]),
        ("5.1", "5.1.2585", None, [False, False]),
    ],
)
def test_a_meeting_whose_resource_is_gone(
    simulator: Simulator, profile: str, software: str, conference: str | None, failing: list[bool]
) -> None:
    """contract#existing-events: BM-19283 by build."""
    world = World(simulator, profile)
    world.load(seed(meeting("e-1", conference=conference)), software=software, providers=[], task_polls=0)
    world.admin("DELETE", f"resources/{DOMAIN}/{RESOURCE}")
    assert [saved(world, summary=title) is not None for title in ("One", "Two")] == failing
