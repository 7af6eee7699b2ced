# SPDX-License-Identifier: GPL-3.0-or-later
"""Whoever has booked a resource is told before it goes, and no list of bookings is ever lost."""

from __future__ import annotations

import csv
import json
import multiprocessing
import os
import stat
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import requests

from ansible_collections.bluemind.videoconferencing.plugins.module_utils.model.bookings import Booking
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.model.records import Resource
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.reconcile.bookings_file import BookingsFile
from tests.support import seeds
from tests.support.collection import KEY, call
from tests.support.seeds import share, starleaf
from tests.support.simulator import Simulator

DOMAIN, BATCH, INFO = "bluemind_starleaf_domain", "bluemind_starleaf_domains", "bluemind_starleaf_info"
ABSENT = {"domain": "example.org", "state": "absent"}
PUBLISHED = share("x-calendar-public-77", "Read")
ACL = share("u-bob", "Invitation") + PUBLISHED
BOBS = "calendars/calendar:Default:u-bob/e-1"
FORBIDDEN = '{"errorCode": "PERMISSION_DENIED", "errorType": "ServerFault", "message": "no"}'
BROKEN = '{"errorCode": "UNKNOWN", "errorType": "ServerFault", "message": "no index"}'


def meeting(uid: str = "e-1", organizer: str = "u-bob", resource: str = "r-starleaf", **more: Any) -> dict[str, Any]:
    start = {"start": "2099-03-02T10:00:00+01:00", "end": "2099-03-02T11:00:00+01:00"}
    return {"uid": uid, "organizer": organizer, "title": f"About {uid}", "attendees": [resource], **start, **more}


EVENTS = [
    meeting(),
    meeting("e-2", "u-alice", title='=HYPERLINK("x"),\n"é"; =1'),
    meeting("e-3", "u-bob", start="2020-03-02T10:00:00+01:00", end="2020-03-02T11:00:00+01:00"),
]
TOLD = ("changes", "bookings", "warnings", "diff")
ORGANIZERS = ["alice@example.org", "rob@example.org"]


def start(simulator: Simulator, *events: dict[str, Any], profile: str = "4.9", **more: Any) -> None:
    """A booked resource whose plugin is not loaded any more, so that meetings can be saved."""
    seed = seeds.server(starleaf(acl=ACL), events=list(events or EVENTS))
    simulator.reset(seed, profile=profile, task_polls=0, **more)


def resources(simulator: Simulator) -> list[str]:
    return [one for one in simulator.state()["domains"][seeds.UID]["entries"] if one.startswith("r-")]


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize("check_mode", [True, False])
@pytest.mark.parametrize(
    ("profile", "booked", "refused"),
    [
        ("4.5.3", None, True),
        ("4.5.3", "delete", False),
        ("4.9", None, False),
        ("4.9", "refuse", True),
        ("5.1", None, False),
    ],
)
def test_who_has_booked_it_is_told_first(
    simulator: Simulator, profile: str, booked: str | None, refused: bool, check_mode: bool
) -> None:
    start(simulator, profile=profile)
    result = call(simulator, DOMAIN, **ABSENT, booked=booked, check_mode=check_mode)
    assert (result["failed"], result["changed"]) == (refused, not refused), result
    (told,) = result["bookings"]
    assert (told["count"], told["organizers"], told["kept"]) == (2, ORGANIZERS, refused)
    assert (told["domain"], told["resource_uid"], told["until"]) == (
        "example.org",
        "r-starleaf",
        "2099-03-02T11:00:00+01:00",
    )
    assert "About" not in str(result)
    assert bool(simulator.writes()) == (not refused and not check_mode)
    if refused:
        assert "2 future bookings by alice@example.org, rob@example.org" in result["msg"]
        assert "booked: keep" in result["msg"]
        assert ("BM-19283" in result["msg"]) == (profile == "4.5.3")
    else:
        assert "renew these meetings" in " ".join(result["warnings"])


@pytest.mark.parametrize("profile", ["4.5.3", "4.9"])
def test_what_nobody_has_booked_goes_as_ever(simulator: Simulator, profile: str) -> None:
    start(simulator, EVENTS[2], profile=profile)
    result = call(simulator, DOMAIN, **ABSENT)
    assert (result["failed"], result["changed"], result["bookings"]) == (False, True, []), result


def keep(simulator: Simulator, **more: Any) -> dict[str, Any]:
    result = call(simulator, DOMAIN, **{**ABSENT, "booked": "keep", **more})
    assert not result["failed"], result["msg"]
    return result


@pytest.mark.parametrize("profile", ["4.5.3", "4.9", "5.1"])
def test_a_booked_resource_is_kept_until_its_last_meeting(simulator: Simulator, profile: str) -> None:
    start(simulator, EVENTS[0], profile=profile)
    first = keep(simulator)
    of_5 = profile == "5.1"  # without the provider, the console has no half of it
    fields = ["shares", "token"] if of_5 else ["shares"]
    assert [(one["field"], one["kind"]) for one in first["changes"]] == [
        (field, "revoke" if field == "shares" else "delete") for field in fields
    ]
    assert (first["bookings"][0]["kept"], "stays and cannot be booked" in str(first["warnings"])) == (True, True)
    assert ("console_plugin_removed: true" in str(first["warnings"])) is not of_5
    assert "so its secret stays" not in str(keep(simulator, console_plugin_removed=False)["warnings"])
    state = simulator.state()["containers"]
    left = {tuple(pair) for pair in state["calendar:r-starleaf"]["acl"]}
    assert {subject for subject, _verb in left} == {"x-calendar-public-77"}
    assert state["r-starleaf-settings-container"]["settings"].get("token") == (None if of_5 else seeds.OLD_TOKEN)
    again = keep(simulator)
    assert (again["changed"], again["bookings"]) == (False, first["bookings"])
    bare = keep(simulator, console_plugin_removed=True)
    assert [one["field"] for one in bare["changes"]] == ([] if of_5 else ["token"])
    assert "console" not in str(bare["warnings"])
    assert not keep(simulator, console_plugin_removed=True)["changed"]
    requests.delete(f"{simulator.url}/{BOBS}?sendNotifications=true", headers={"X-BM-ApiKey": KEY}, timeout=10)
    last = keep(simulator)
    assert ([one["field"] for one in last["changes"]], last["bookings"]) == (["resource"], [])
    assert resources(simulator) == []


@pytest.mark.parametrize("profile", ["4.9", "5.1"])
def test_who_keeps_it_may_lose_the_right_to_look(simulator: Simulator, profile: str) -> None:
    """An administrator of the domain reads the bookings by a share, which goes with all others."""
    seed = seeds.server(starleaf(acl=ACL + share("u-chief", "Read")), events=[meeting(), meeting("e-2", "u-zoe")])
    seed["api_keys"] = [{"key": KEY, "login": f"chief@{seeds.UID}"}]
    simulator.reset(seed, profile=profile)
    foreseen = keep(simulator, check_mode=True)
    result = keep(simulator)
    assert [result[key] for key in TOLD] == [foreseen[key] for key in TOLD]
    assert (result["bookings"][0]["count"], result["bookings"][0]["problem"]) == (2, None)
    again = keep(simulator)
    assert (again["changed"], again["bookings"][0]["count"], resources(simulator)) == (False, None, ["r-starleaf"])
    assert "or give this account the right view" in str(again["warnings"])


def test_what_a_purge_has_kept_is_told_in_each_run(simulator: Simulator) -> None:
    """And counts for no limit, because nothing is taken any more."""
    start(simulator)
    wanted = {"domains": [], "purge": True, "allow_empty": True, "booked": "keep"}
    first = call(simulator, BATCH, **wanted)
    again = call(simulator, BATCH, **wanted, purge_limit=0)
    assert (again["failed"], again["changed"], again["bookings"]) == (False, False, first["bookings"]), again
    assert "stays and cannot be booked" in str(again["warnings"])


def test_a_list_of_all_domains_in_one_file(simulator: Simulator, tmp_path: Path) -> None:
    file = tmp_path / "bookings.csv"
    seed = seeds.server(starleaf(acl=ACL), events=EVENTS)
    seed["domains"][1].update(
        resources=[starleaf("r-other", settings_acl=[])],
        events=[meeting("e-9", "u-other", "r-other", start="2099-01-01")],
    )
    simulator.reset(seed, profile="4.9", task_polls=0)
    wanted = {"domains": [ABSENT], "purge": True, "bookings_path": str(file)}
    assert not call(simulator, BATCH, **wanted, check_mode=True)["failed"]
    assert not file.exists()
    result = call(simulator, BATCH, **wanted)
    assert not result["failed"], result["msg"]
    assert [one["count"] for one in result["bookings"]] == [2, 1]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [file]
    found = rows(file)
    assert [(one["domain"], one["event"], one["organizer"]) for one in found] == [
        ("example.org", "e-1", "rob@example.org"),
        ("example.org", "e-2", "alice@example.org"),
        ("other.example", "e-9", "other@other.example"),
    ]
    assert found[0] == {
        "domain": "example.org",
        "resource_uid": "r-starleaf",
        "resource": "StarLeaf",
        "organizer": "rob@example.org",
        "title": "About e-1",
        "start": "2099-03-02T10:00:00+01:00",
        "end": "2099-03-02T11:00:00+01:00",
        "recurring": "no",
        "event": "e-1",
    }
    assert found[1]["title"] == '\'=HYPERLINK("x"), "é"; \'=1'  # one line, and no formula after a semicolon
    assert not call(simulator, BATCH, **wanted)["changed"]
    assert rows(file) == found


def test_a_refused_domain_is_told_and_does_not_stop_the_others(simulator: Simulator, tmp_path: Path) -> None:
    seed = seeds.server(starleaf(acl=ACL), events=EVENTS)
    seed["domains"][1].update(resources=[starleaf("r-other", settings_acl=[])])
    simulator.reset(seed, profile="4.5.3", task_polls=0)
    file = tmp_path / "bookings.csv"
    result = call(simulator, BATCH, domains=[], purge=True, allow_empty=True, purge_limit=2, bookings_path=str(file))
    assert [one["domain"] for one in result["failed_domains"]] == ["example.org"]
    assert ([one["target"] for one in result["changes"]], len(rows(file))) == (["r-other"], 2)
    assert result["bookings"][0]["organizers"] == ORGANIZERS


@pytest.mark.parametrize("check_mode", [True, False])
@pytest.mark.parametrize("what", ["no-folder", "folder", "another-file", "binary", "device"])
def test_a_file_that_cannot_be_written_is_refused_first(
    simulator: Simulator, tmp_path: Path, what: str, check_mode: bool
) -> None:
    start(simulator)
    paths = {"no-folder": tmp_path / "none" / "bookings.csv", "folder": tmp_path}
    file = paths.get(what, tmp_path / "other.csv")
    if what == "device":
        os.mkfifo(file)
    if what in ("another-file", "binary"):
        file.write_bytes(b"name,salary\nme,1\n" if what == "another-file" else b"\xff\x00\xfe")
        before = file.read_bytes()
    result = call(simulator, DOMAIN, **ABSENT, bookings_path=str(file), check_mode=check_mode)
    assert (result["failed"], result["error"]["kind"], simulator.writes()) == (True, "input", [])
    assert f"bookings_path {file}" in result["msg"]
    if file.is_file():
        assert file.read_bytes() == before
    assert file.is_fifo() == (what == "device")  # as root, a run would have replaced /dev/null


@pytest.mark.parametrize("path", ["", " "])
def test_a_file_without_a_name_is_refused(simulator: Simulator, path: str) -> None:
    """A variable that is empty must not cost the list."""
    start(simulator)
    result = call(simulator, DOMAIN, **ABSENT, bookings_path=path)
    assert (result["failed"], "bookings_path is empty" in result["msg"], simulator.writes()) == (True, True, [])


def test_a_full_disk_deletes_nothing(simulator: Simulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    start(simulator)

    def full(_file: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    result = call(simulator, DOMAIN, **ABSENT, bookings_path=str(tmp_path / "bookings.csv"))
    assert (result["failed"], "No space left" in result["msg"], simulator.writes()) == (True, True, [])
    assert list(tmp_path.iterdir()) == []


def test_killed_in_the_middle_loses_no_list(simulator: Simulator, tmp_path: Path) -> None:
    """Right when the deletion has begun; another run then finds nothing booked any more."""
    file = tmp_path / "bookings.csv"
    start(simulator)
    simulator.fault("DELETE", "resources/", "delay", seconds=30, when="after", times=1)
    options = {**ABSENT, "bookings_path": str(file)}
    run = multiprocessing.get_context("fork").Process(target=call, args=(simulator, DOMAIN), kwargs=options)
    run.start()
    deadline = time.monotonic() + 20
    while not file.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    run.kill()
    run.join()
    found = rows(file)
    assert [one["event"] for one in found] == ["e-1", "e-2"]
    simulator.control("DELETE", "faults")
    assert not call(simulator, DOMAIN, **options)["failed"]
    assert (resources(simulator), rows(file)) == ([], found)


def test_a_deletion_that_fails_half_way_keeps_the_list(simulator: Simulator, tmp_path: Path) -> None:
    """The first attempt empties the calendar and fails; what was booked is still told."""
    start(simulator)
    simulator.fault("DELETE", "resources/", "task_error", times=99)
    result = call(simulator, DOMAIN, **ABSENT)
    assert result["failed"]
    assert [(one["count"], one["kept"]) for one in result["bookings"]] == [(2, True)]


def test_whoever_books_at_the_last_moment_is_told(simulator: Simulator, tmp_path: Path) -> None:
    file = tmp_path / "bookings.csv"
    start(simulator)
    value = simulator.state()["containers"]["calendar:r-starleaf"]["events"]["e-1"]["value"]
    late = {"method": "PUT", "path": "calendars/calendar:r-starleaf/e-7", "body": value}
    simulator.fault("POST", "_search", "meanwhile", calls=[late], skip=1)
    result = call(simulator, DOMAIN, **ABSENT, bookings_path=str(file))
    assert not result["failed"], result["msg"]
    assert (result["bookings"][0]["count"], resources(simulator)) == (3, [])
    assert {one["event"] for one in rows(file)} == {"e-1", "e-2", "e-7"}


@pytest.mark.parametrize("booked", [None, "keep", "delete"])
@pytest.mark.parametrize(("status", "body"), [(403, FORBIDDEN), (500, BROKEN)])
def test_what_nobody_can_read_is_only_deleted_on_demand(
    simulator: Simulator, booked: str | None, status: int, body: str
) -> None:
    start(simulator)
    simulator.fault("POST", "_search", "status", times=99, status=status, body=body)
    result = call(simulator, DOMAIN, **ABSENT, booked=booked)
    assert result["failed"] == (booked != "delete"), result
    assert resources(simulator) == ([] if booked == "delete" else ["r-starleaf"])
    assert (result["bookings"][0]["count"], bool(result["bookings"][0]["problem"])) == (None, True)
    if result["failed"]:
        assert "nobody can tell who has booked resource StarLeaf" in result["msg"]


@pytest.mark.parametrize(
    ("answer", "count", "complete"),
    [
        ({"values": [], "total": 20_000}, 0, False),
        ({"values": [7, None, {"uid": "x"}, {"uid": "y", "value": {"main": {"dtstart": 3}}}], "total": 4}, 4, True),
        ({"values": [{"uid": "x", "value": {}}] * 500, "total": 10**9}, 1, False),
    ],
)
def test_odd_answers_are_told_as_they_are(
    simulator: Simulator, answer: dict[str, Any], count: int, complete: bool
) -> None:
    start(simulator)
    body, kind = json.dumps(answer), "application/json"
    simulator.fault("POST", "_search", "status", times=99, status=200, body=body, content_type=kind)
    result = call(simulator, DOMAIN, **ABSENT, check_mode=True)
    assert [(one["count"], one["complete"]) for one in result["bookings"]] == [(count, complete)]
    assert (result["failed"], result["bookings"][0]["endless"]) == (not complete, True)
    assert len([one for one in simulator.requests() if one["path"].endswith("_search")]) <= 20


@pytest.mark.parametrize("answer", ["[]", '{"values": "no", "total": 1}', '{"values": [], "total": "many"}', "7"])
def test_an_answer_of_another_shape_is_no_booking_list(simulator: Simulator, answer: str) -> None:
    start(simulator)
    simulator.fault("POST", "_search", "status", times=99, status=200, body=answer, content_type="application/json")
    result = call(simulator, DOMAIN, **ABSENT)
    assert (result["failed"], result["error"]["kind"], resources(simulator)) == (True, "protocol", ["r-starleaf"])


@pytest.mark.parametrize(
    ("profile", "booked", "fails"), [("4.5.3", None, True), ("4.9", None, False), ("4.9", "keep", True)]
)
def test_a_twin_that_goes_is_told_too(simulator: Simulator, profile: str, booked: str | None, fails: bool) -> None:
    """And only that one: nobody has to renew what the other one is booked for."""
    events = [meeting(resource="r-2"), meeting("e-2", resource="r-1")]
    seed = seeds.server(starleaf("r-1", acl=ACL), starleaf("r-2"), events=events)
    simulator.reset(seed, profile=profile, providers=["starleaf"], task_polls=0)
    result = call(simulator, DOMAIN, domain="example.org", booked=booked)
    assert (result["failed"], resources(simulator)) == (fails, ["r-1", "r-2"] if fails else ["r-1"]), result
    assert [(one["resource_uid"], one["count"], one["kept"]) for one in result["bookings"]] == [("r-2", 1, fails)]


@pytest.mark.parametrize("details", ["none", "count", "organizers", "full", None])
def test_info_tells_no_more_than_asked(simulator: Simulator, details: str | None) -> None:
    start(simulator, *EVENTS, meeting("e-4", rule={"frequency": "WEEKLY", "until": "2099-12-31T00:00:00Z"}))
    found = call(simulator, INFO, domains=["example.org"], bookings=details)["domains"][0]["details"]["bookings"]
    searches = [one for one in simulator.requests() if one["path"].endswith("_search") and "calendars" in one["path"]]
    if details == "none":
        assert (found, searches) == (None, [])
        return
    assert len(searches) == 1
    assert (found["count"], found["until"], found["endless"]) == (3, "2099-12-31T00:00:00Z", False)
    assert found.get("organizers") == (ORGANIZERS if details in ("organizers", "full") else None)
    assert ("About" in str(found)) == (details == "full")
    if details == "full":
        assert [one["recurring"] for one in found["entries"]] == [False, False, True]


def test_info_says_what_it_may_not_read(simulator: Simulator) -> None:
    start(simulator)
    simulator.fault("POST", "_search", "status", status=403, body=FORBIDDEN)
    found = call(simulator, INFO, domains=["example.org"])["domains"][0]["details"]["bookings"]
    assert (found["count"], "not allowed" in found["problem"]) == (None, True)


def test_many_writers_of_one_file(tmp_path: Path) -> None:
    """Several servers of a fleet at the same time."""
    path, one = tmp_path / "bookings.csv", Resource("r-1", {"label": "StarLeaf"})

    def write(number: int) -> None:
        BookingsFile(str(path), check_mode=False).add(f"d{number}.example", [(one, Booking(f"e-{number}"))])

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(40)))
    assert len(rows(path)) == 40
