# SPDX-License-Identifier: GPL-3.0-or-later
"""Contract 9: working hours of the resource's calendar."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contract.seeds import ADMIN0, ALICE, BOB, CALENDAR, CARL, CONFIG, RESOURCE, TINA, standard
from tests.contract.wire import World, entries

PATH = f"calendars/{CALENDAR}/_config"
KEYS = {
    "calendar.workingDays",
    "calendar.minDuration",
    "calendar.dayStart",
    "calendar.dayEnd",
    "calendar.timezone",
}


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({}, id="9-as-read"),
        pytest.param({"workingDays": ["SU", "MO", "TU", "WE", "TH", "FR", "SA"]}, id="9-every-day"),
        pytest.param({"workingDays": []}, id="9-no-day"),
        pytest.param({"dayStart": 0, "dayEnd": 86340000}, id="9-from-0-to-23.59"),
        pytest.param({"minDuration": 1440}, id="9-a-whole-day"),
        pytest.param({"timezoneId": "Asia/Ho_Chi_Minh"}, id="9-a-zone"),
        pytest.param({"timezoneId": "UTC"}, id="9-utc"),
    ],
)
def test_what_is_written_is_read(world: World, change: dict[str, Any]) -> None:
    written: dict[str, Any] = {**CONFIG, **change}
    world.admin.write("POST", PATH, written)
    read = world.admin.get(PATH)
    assert {**read, "workingDays": set(read["workingDays"])} == {**written, "workingDays": set(written["workingDays"])}


def test_9_seconds_are_lost(world: World) -> None:
    world.admin.write("POST", PATH, {**CONFIG, "dayStart": 32400000 + 59999})
    assert world.admin.get(PATH)["dayStart"] == 32400000


@pytest.mark.parametrize(
    ("code", "change"),
    [
        pytest.param(None, {"dayEnd": 86400000}, id="17.10-24-hours"),
        pytest.param(None, {"minDuration": None}, id="17.10-null-minimum"),
        pytest.param("UNKNOWN", {"timezoneId": "Europe/Nowhere"}, id="17.10-unknown-zone"),
        pytest.param(None, {"timezoneId": "Europe Paris"}, id="17.10-malformed-zone"),
        pytest.param("INVALID_PARAMETER", {"workingDays": None}, id="9-null-days"),
        pytest.param("INVALID_PARAMETER", {"dayStart": None}, id="9-null-start"),
        pytest.param("INVALID_PARAMETER", {"dayEnd": None}, id="9-null-end"),
        pytest.param("INVALID_PARAMETER", {"timezoneId": None}, id="9-null-zone"),
    ],
)
def test_what_is_refused(world: World, code: str | None, change: dict[str, object]) -> None:
    reply = world.admin("POST", PATH, {**CONFIG, **change})
    assert (reply.status, reply.code) == (500, code)
    assert world.admin.get(PATH) == CONFIG


def test_9_never_set(world: World) -> None:
    world.load(standard(config=None))
    assert world.admin.get(PATH) == {
        "workingDays": [],
        "dayStart": None,
        "dayEnd": None,
        "minDuration": None,
        "timezoneId": None,
    }


@pytest.mark.parametrize(
    ("key", "verb", "reads", "writes"),
    [
        pytest.param(ADMIN0, None, True, True, id="9-admin0"),
        pytest.param(ALICE, None, True, True, id="9-domain-administrator"),
        pytest.param(BOB, None, False, False, id="9-a-user"),
        pytest.param(BOB, "Invitation", False, False, id="9-invitation"),
        pytest.param(BOB, "Read", True, False, id="9-read"),
        pytest.param(BOB, "Manage", True, True, id="9-manage"),
        pytest.param(CARL, None, False, False, id="9-another-user"),
        pytest.param(TINA, None, False, False, id="9-another-domain"),
    ],
)
def test_rights(world: World, key: str, verb: str | None, reads: bool, writes: bool) -> None:
    if verb:
        world.load(standard(acl=entries(("u-bob", verb))))
    caller = world.api(key)
    assert (caller("GET", PATH).status == 200) is reads
    assert (caller("POST", PATH, CONFIG).status == 200) is writes


def test_9_they_live_in_the_settings_of_the_calendar(world: World) -> None:
    settings = world.admin.get(f"containers/_manage/{CALENDAR}")["settings"]
    assert set(settings) >= KEYS
    world.admin.write("PUT", f"containers/_manage/{CALENDAR}/_settings", {"x": "1"})
    assert world.admin.get(PATH)["workingDays"] == []
    world.admin.write("POST", PATH, CONFIG)
    assert world.admin.get(f"containers/_manage/{CALENDAR}")["settings"]["x"] == "1"


def test_9_a_write_does_not_touch_the_resource(world: World) -> None:
    before = world.admin.get(f"resources/example.org/{RESOURCE}")
    world.admin.write("POST", PATH, CONFIG)
    assert world.admin.get(f"resources/example.org/{RESOURCE}") == before


def test_9_a_calendar_that_is_missing(world: World) -> None:
    world.load(standard(containers=["freebusy", "settings"]))
    assert world.admin("GET", PATH).status == 404
    assert world.admin("POST", PATH, CONFIG).status == 404
