# SPDX-License-Identifier: GPL-3.0-or-later
"""contract#working-hours: working hours of the resource's calendar."""

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


def test_what_is_written_is_read(world: World, subtests: pytest.Subtests) -> None:
    cases: dict[str, dict[str, Any]] = {
        "as-read": {},
        "every-day": {"workingDays": ["SU", "MO", "TU", "WE", "TH", "FR", "SA"]},
        "no-day": {"workingDays": []},
        "from-0-to-23.59": {"dayStart": 0, "dayEnd": 86340000},
        "a-whole-day": {"minDuration": 1440},
        "a-zone": {"timezoneId": "Asia/Ho_Chi_Minh"},
        "utc": {"timezoneId": "UTC"},
    }
    for case, change in cases.items():
        with subtests.test(case):
            written: dict[str, Any] = {**CONFIG, **change}
            world.admin.write("POST", PATH, written)
            read = world.admin.get(PATH)
            assert {**read, "workingDays": set(read["workingDays"])} == {
                **written,
                "workingDays": set(written["workingDays"]),
            }


def test_seconds_are_lost(world: World) -> None:
    world.admin.write("POST", PATH, {**CONFIG, "dayStart": 32400000 + 59999})
    assert world.admin.get(PATH)["dayStart"] == 32400000


def test_what_is_refused(world: World, subtests: pytest.Subtests) -> None:
    cases: dict[str, tuple[str | None, dict[str, object]]] = {
        "24-hours": (None, {"dayEnd": 86400000}),
        "null-minimum": (None, {"minDuration": None}),
        "unknown-zone": ("UNKNOWN", {"timezoneId": "Europe/Nowhere"}),
        "malformed-zone": (None, {"timezoneId": "Europe Paris"}),
        "null-days": ("INVALID_PARAMETER", {"workingDays": None}),
        "null-start": ("INVALID_PARAMETER", {"dayStart": None}),
        "null-end": ("INVALID_PARAMETER", {"dayEnd": None}),
        "null-zone": ("INVALID_PARAMETER", {"timezoneId": None}),
    }
    for case, (code, change) in cases.items():
        with subtests.test(case):
            reply = world.admin("POST", PATH, {**CONFIG, **change})
            assert (reply.status, reply.code) == (500, code)
            assert world.admin.get(PATH) == CONFIG


def test_never_set(world: World) -> None:
    world.load(standard(config=None))
    assert world.admin.get(PATH) == {
        "workingDays": [],
        "dayStart": None,
        "dayEnd": None,
        "minDuration": None,
        "timezoneId": None,
    }


def test_rights(world: World, subtests: pytest.Subtests) -> None:
    cases: dict[str, tuple[str, str | None, bool, bool]] = {
        "admin0": (ADMIN0, None, True, True),
        "domain-administrator": (ALICE, None, True, True),
        "a-user": (BOB, None, False, False),
        "invitation": (BOB, "Invitation", False, False),
        "read": (BOB, "Read", True, False),
        "manage": (BOB, "Manage", True, True),
        "another-user": (CARL, None, False, False),
        "another-domain": (TINA, None, False, False),
    }
    for case, (key, verb, reads, writes) in cases.items():
        with subtests.test(case):
            if verb:
                world.load(standard(acl=entries(("u-bob", verb))))
            caller = world.api(key)
            assert (caller("GET", PATH).status == 200) is reads
            assert (caller("POST", PATH, CONFIG).status == 200) is writes


def test_they_live_in_the_settings_of_the_calendar(world: World) -> None:
    settings = world.admin.get(f"containers/_manage/{CALENDAR}")["settings"]
    assert set(settings) >= KEYS
    world.admin.write("PUT", f"containers/_manage/{CALENDAR}/_settings", {"x": "1"})
    assert world.admin.get(PATH)["workingDays"] == []
    world.admin.write("POST", PATH, CONFIG)
    assert world.admin.get(f"containers/_manage/{CALENDAR}")["settings"]["x"] == "1"


def test_a_write_does_not_touch_the_resource(world: World) -> None:
    before = world.admin.get(f"resources/example.org/{RESOURCE}")
    world.admin.write("POST", PATH, CONFIG)
    assert world.admin.get(f"resources/example.org/{RESOURCE}") == before


def test_a_calendar_that_is_missing(world: World) -> None:
    world.load(standard(containers=["freebusy", "settings"]))
    assert world.admin("GET", PATH).status == 404
    assert world.admin("POST", PATH, CONFIG).status == 404
