# SPDX-License-Identifier: GPL-3.0-or-later
"""From one provider to another: nobody loses a right, no list of bookings is lost, whatever happens on the way."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.faults.kinds import Request, writes
from tests.faults.wire import Killed, Wire, kill
from tests.support import seeds
from tests.support.collection import KEY, call
from tests.support.providers import BY_NAME, PAIRS, Row
from tests.support.seeds import share
from tests.support.simulator import Simulator

MODULE, PLAIN = "bluemind_videoconference_migration", "bluemind_videoconferences"
PUBLISHED = share("x-calendar-public-77", "Read")
# Every level, a group, the whole domain, somebody who is gone, and somebody without an account that may have the role.
HELD = [
    *share("u-alice", "Invitation"),
    *share("u-bob", "Read"),
    *share("u-zoe", "Write"),
    *share("g-dir", "All"),
    *share(seeds.UID, "Invitation"),
    *share("u-left", "Read"),
]
LEVELS = {"Invitation": 1, "Read": 2, "Write": 3, "All": 4}
MEETING: dict[str, Any] = {
    "uid": "e-1",
    "organizer": "u-bob",
    "title": "About e-1",
    "start": "2099-03-02T10:00:00+01:00",
    "attendees": ["r-old"],
}


def old(row: Row, uid: str = "r-old", acl: list[dict[str, str]] | None = None, **more: Any) -> dict[str, Any]:
    return row.resource(uid, acl=HELD + PUBLISHED if acl is None else acl, **more)


def start(
    simulator: Simulator, source: str, target: str, profile: str = "4.9", *resources: dict[str, Any], **more: Any
) -> None:
    """A booked resource of the source, whose plugin is gone; that of the target is there."""
    seed = seeds.server(*(resources or [old(BY_NAME[source])]), events=[MEETING])
    simulator.reset(seed, **{"profile": profile, "providers": [target], "task_polls": 0, **more})


def task(source: str, target: str, **more: Any) -> dict[str, Any]:
    domains = [{"domain": "example.org", "settings": BY_NAME[target].given}]
    return {"source": source, "target": target, "domains": domains, **more}


def rights(simulator: Simulator, uid: str) -> dict[str, int]:
    """Subject → the highest level on the calendar."""
    acl = simulator.state()["containers"][f"calendar:{uid}"]["acl"]
    found: dict[str, int] = {}
    for subject, verb in acl:
        found[subject] = max(found.get(subject, 0), LEVELS.get(verb, 0))
    return found


def resources(simulator: Simulator) -> dict[str, str]:
    """Provider → uid of each video resource of the domain, in the order of uids."""
    entries = simulator.state()["domains"][seeds.UID]["entries"]
    found = ((uid, one["resource"]) for uid, one in sorted(entries.items()) if one["resource"])
    return {str(one["properties"]["bm-videoconferencing-type"]).rpartition("-")[2]: uid for uid, one in found}


def held(acl: list[dict[str, str]]) -> dict[str, int]:
    return {one["subject"]: LEVELS[one["verb"]] for one in acl}


def migrated(simulator: Simulator, source: str, target: str) -> None:
    """Everybody has on the new resource what they had on the old one, and nobody has anything there."""
    found = resources(simulator)
    assert set(found) == {source, target}
    assert rights(simulator, found[target]) == held(HELD)
    assert set(rights(simulator, found[source])) == {"x-calendar-public-77"}
    settings = simulator.state()["containers"][f"{found[target]}-settings-container"]["settings"]
    assert settings == BY_NAME[target].written


@pytest.mark.parametrize(("source", "target", "profile"), PAIRS, ids=["-".join(pair) for pair in PAIRS])
def test_every_pair_migrates_once(simulator: Simulator, source: str, target: str, profile: str) -> None:
    start(simulator, source, target, profile)
    foreseen = call(simulator, MODULE, **task(source, target), check_mode=True)
    assert (foreseen["failed"], foreseen["changed"], simulator.writes()) == (False, True, []), foreseen
    result = call(simulator, MODULE, **task(source, target))
    assert not result["failed"], result["msg"]
    migrated(simulator, source, target)
    for key in ("changes", "notified", "diff", "bookings"):
        assert foreseen[key] == result[key]
    [view] = result["domains"]
    assert view["source"] == {"state": "unshared", "resource_uids": ["r-old"], "left_behind": []}
    assert [(one["organizers"], one["kept"]) for one in result["bookings"]] == [(["rob@example.org"], True)]
    assert [secret for secret in BY_NAME[source].secrets + BY_NAME[target].secrets if secret in str(result)] == []
    mails = simulator.outbox()
    again = call(simulator, MODULE, **task(source, target))
    assert (again["failed"], again["changed"], again["notified"], simulator.outbox()) == (False, False, [], mails)


def test_every_provider_is_a_source_and_a_target() -> None:
    """A new provider is in the list by its row."""
    pairs = {pair[:2] for pair in PAIRS}
    assert pairs == {(one, other) for one in BY_NAME for other in BY_NAME if one != other}
    assert {pair[0] for pair in PAIRS if pair[2] == "5.1"} == set(BY_NAME)
    assert {pair[1] for pair in PAIRS if pair[2] == "5.1"} == set(BY_NAME) - {"starleaf"}


def test_the_end_of_the_source_is_the_module_for_many(simulator: Simulator, tmp_path: Path) -> None:
    """Both write to one file; afterwards the list of domains can be run again."""
    file = tmp_path / "bookings.csv"
    start(simulator, "starleaf", "jitsi")
    options = task("starleaf", "jitsi", bookings_path=str(file))
    assert not call(simulator, MODULE, **options, check_mode=True)["failed"]
    assert not file.exists()
    assert not call(simulator, MODULE, **options)["failed"]
    assert rows(file) == ["e-1"]
    end = {"domains": [{"domain": "example.org", "provider": "starleaf", "state": "absent"}]}
    kept = call(simulator, PLAIN, **end, booked="keep", bookings_path=str(file))
    assert (kept["failed"], kept["changed"]) == (False, False), kept
    gone = call(simulator, PLAIN, **end, booked="delete", bookings_path=str(file))
    assert [one["field"] for one in gone["changes"]] == ["resource"]
    assert rows(file) == ["e-1"]
    simulator.clear()
    again = call(simulator, MODULE, **options)
    assert (again["failed"], again["changed"], simulator.writes(), again["bookings"]) == (False, False, [], [])
    assert again["domains"][0]["source"]["state"] == "absent"
    assert (again["domains"][0]["state"], again["warnings"]) == ("present", [])
    assert rights(simulator, resources(simulator)["jitsi"]) == held(HELD)


def rows(file: Path) -> list[str]:
    with file.open(encoding="utf-8", newline="") as lines:
        return [one["event"] for one in csv.DictReader(lines)]


@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_at_every_write(simulator: Simulator, tmp_path: Path, when: str) -> None:
    """And at the reads that the end of the old rights depends on; `make test-faults` kills at every request."""
    options, file = task("starleaf", "jitsi"), tmp_path / "bookings.csv"
    start(simulator, "starleaf", "jitsi")
    with Wire() as whole:
        call(simulator, MODULE, **options)
    mails = len(simulator.outbox())
    for at in killings(whole.requests):
        start(simulator, "starleaf", "jitsi")
        file.unlink(missing_ok=True)
        with Wire(at, kill if when == "before" else None, kill if when == "after" else None), pytest.raises(Killed):
            call(simulator, MODULE, **options, bookings_path=str(file))
        assert rows(file) == ["e-1"]
        found = [rights(simulator, uid) for uid in resources(simulator).values()]
        assert {who for one in found for who in one} >= set(held(HELD)), at
        done = call(simulator, MODULE, **options, bookings_path=str(file))
        assert not done["failed"], (at, done["msg"])
        migrated(simulator, "starleaf", "jitsi")
        assert (rows(file), len(simulator.outbox())) == (["e-1"], mails), at
        assert not call(simulator, MODULE, **options)["changed"]


def killings(run: list[Request]) -> Iterator[Request]:
    first = next(one.place for one in run if writes(one))
    return (one for one in run[first:] if writes(one) or one.path.endswith("_acl"))


def test_a_right_that_the_new_one_lacks_stays_where_it_is(simulator: Simulator) -> None:
    """BlueMind says yes and stores nothing: the old rights stay."""
    start(simulator, "starleaf", "jitsi")
    simulator.fault("PUT", "calendar:[^r].*/_acl", "status", status=200, body="", times=99)
    result = call(simulator, MODULE, **task("starleaf", "jitsi"))
    assert (result["failed"], result["domains"][0]["source"]["state"]) == (True, "shared"), result
    assert {one["kind"] for one in result["applied"]} == {"create", "update"}
    left = [(one["kind"], one["target"]) for part in ("failed_changes", "not_attempted") for one in result[part]]
    assert ("revoke", "r-old") in left
    assert ("grant", "user alice@example.org") in left
    assert set(rights(simulator, "r-old")) == {*held(HELD), "x-calendar-public-77"}


def test_who_gets_a_right_meanwhile_keeps_it(simulator: Simulator) -> None:
    """On the old resource, right before the others lose theirs."""
    start(simulator, "starleaf", "jitsi")
    late = {
        "method": "PUT",
        "path": "containers/_manage/calendar:r-old/_acl",
        "body": HELD + PUBLISHED + share("u-twin1", "Read"),
    }
    simulator.fault("PUT", "calendar:[^r].*/_acl", "meanwhile", calls=[late], times=1)
    result = call(simulator, MODULE, **task("starleaf", "jitsi"))
    assert not result["failed"], result["msg"]
    assert rights(simulator, resources(simulator)["jitsi"]) == {**held(HELD), "u-twin1": 2}
    assert set(rights(simulator, "r-old")) == {"x-calendar-public-77"}


def test_nothing_takes_the_new_one_away_once_it_alone_has_the_rights(simulator: Simulator) -> None:
    """Somebody empties its settings meanwhile, and no later write of them has an effect."""
    start(simulator, "starleaf", "jitsi")
    new = "750ebe19-a6b2-5b57-a6d1-3a8195d3d198"  # the uid that every run chooses
    place = f"{new}-settings-container/_settings"
    emptied = {"method": "PUT", "path": f"containers/_manage/{place}", "body": {}}
    simulator.fault("PUT", "calendar:r-old/_acl", "meanwhile", calls=[emptied], times=1)
    simulator.fault("PUT", place, "status", status=200, body="", times=99, skip=1)
    result = call(simulator, MODULE, **task("starleaf", "jitsi"))
    assert (result["failed"], resources(simulator)["jitsi"]) == (True, new), result
    assert "is left incomplete, because nothing else has the rights" in result["msg"]
    assert rights(simulator, new) == held(HELD)
    simulator.control("DELETE", "faults")
    assert not call(simulator, MODULE, **task("starleaf", "jitsi"))["failed"]
    migrated(simulator, "starleaf", "jitsi")


def test_rights_that_somebody_undoes_at_the_last_moment_come_back(simulator: Simulator) -> None:
    """An old page is saved between the last look at the new resource and the end of the old rights."""
    start(simulator, "starleaf", "jitsi", "4.9", old(BY_NAME["starleaf"]), old(BY_NAME["jitsi"], "r-new", []))
    undone = {"method": "PUT", "path": "containers/_manage/calendar:r-new/_acl", "body": []}
    simulator.fault("PUT", "calendar:r-old/_acl", "meanwhile", calls=[undone], times=1)
    result = call(simulator, MODULE, **task("starleaf", "jitsi"))
    assert not result["failed"], result["msg"]
    assert rights(simulator, "r-new") == held(HELD)
    assert set(rights(simulator, "r-old")) == {"x-calendar-public-77"}


BEHIND = [
    (["managers"], {"u-zoe", "g-dir"}, ["group Direction", "user zoe@example.org"]),
    (["everyone", "unknown"], {seeds.UID, "u-left"}, ["everyone", "u-left"]),
    (["without_role"], {"u-alice"}, ["user alice@example.org"]),
]


@pytest.mark.parametrize(("behind", "lost", "told"), BEHIND, ids=["-".join(row[0]) for row in BEHIND])
def test_who_is_left_behind(simulator: Simulator, behind: list[str], lost: set[str], told: list[str]) -> None:
    seed = seeds.server(old(BY_NAME["starleaf"]))
    seed["domains"][0]["users"][0]["account_type"] = "SIMPLE"
    simulator.reset({**seed, "full_visio_until": "2999-01-01"}, profile="4.9", providers=["bluemind"])
    options = task("starleaf", "bluemind", leave_behind=behind)
    foreseen = call(simulator, MODULE, **options, check_mode=True)
    result = call(simulator, MODULE, **options)
    for one in (foreseen, result):
        assert (one["failed"], one["domains"][0]["source"]["left_behind"]) == (False, told), one
    assert set(rights(simulator, resources(simulator)["bluemind"])) == set(held(HELD)) - lost
    assert set(rights(simulator, "r-old")) == {"x-calendar-public-77"}
    assert not call(simulator, MODULE, **options)["changed"]


def test_several_old_ones_and_a_new_one_that_is_there(simulator: Simulator) -> None:
    """The rights of all, the higher one of each; what the new one has already, it keeps."""
    jitsi, starleaf = BY_NAME["jitsi"], BY_NAME["starleaf"]
    mine = share("u-bob", "Invitation") + share("u-zoe", "All")
    found = [
        old(starleaf, "r-old", share("u-bob", "Read") + PUBLISHED),
        old(starleaf, "r-2", share("u-bob", "Invitation") + share("u-alice", "Write")),
        old(starleaf, "r-3", [], containers=["settings"]),
        old(jitsi, "r-new", mine),
    ]
    start(simulator, "starleaf", "jitsi", "4.9", *found)
    result = call(simulator, MODULE, **task("starleaf", "jitsi"))
    assert not result["failed"], result["msg"]
    assert "there is a Jitsi resource already, Jitsi (r-new). It is kept" in str(result["warnings"])
    assert rights(simulator, "r-new") == {"u-bob": 2, "u-alice": 3, "u-zoe": 4}
    assert (rights(simulator, "r-old"), rights(simulator, "r-2")) == ({"x-calendar-public-77": 2}, {})
    assert result["notified"] == ["user alice@example.org", "user rob@example.org"]
    assert [one["target"] for one in result["changes"] if one["kind"] == "revoke"] == ["r-2", "r-old"]
    again = call(simulator, MODULE, **task("starleaf", "jitsi"))
    assert (again["changed"], "already" in str(again["warnings"])) == (False, False)


def test_a_domain_without_either_is_told(simulator: Simulator) -> None:
    simulator.reset(seeds.server(), profile="4.9", providers=["jitsi"])
    result = call(simulator, MODULE, **task("starleaf", "jitsi", strict=True))
    assert (result["failed"], result["changed"], result["domains"][0]["state"]) == (False, False, "absent"), result
    assert "this task migrates nothing and creates no Jitsi" in result["warnings"][0]
    # Not even a setting is asked for.
    bare = {**task("starleaf", "jitsi"), "domains": [{"domain": "example.org"}]}
    assert not call(simulator, MODULE, **bare)["failed"]


def records(target: str, *given: dict[str, Any]) -> dict[str, Any]:
    """A task with these records of domains."""
    return {**task("starleaf", target), "domains": [{"domain": "example.org", **one} for one in given]}


BAD: list[tuple[str, dict[str, Any], list[str]]] = [
    ("same", task("jitsi", "jitsi"), ["source and target are both jitsi"]),
    ("no-role", task("starleaf", "jitsi", leave_behind=["without_role"]), ["without_role is for target bluemind"]),
    ("no-url", records("jitsi", {}), ["no url is given and none is stored"]),
    ("twice", records("jitsi", {}, {"domain": "example.com"}), ["list it once"]),
    ("unknown-domain", records("zoom", {"domain": "exmaple.org"}), ["near: example.org"]),
    ("concurrency", task("starleaf", "zoom", concurrency=0), ["concurrency must be from 1 to 64"]),
    ("no-folder", task("starleaf", "zoom", bookings_path="/nowhere/bookings.csv"), ["bookings_path /nowhere"]),
    ("no-file", task("starleaf", "zoom", bookings_path=""), ["bookings_path is empty"]),
    ("state", records("zoom", {"state": "absent"}), ["state"]),
    ("foreign-openid", records("jitsi", {"openid": {"client_id": "c"}}), ["Jitsi has no openid"]),
]


@pytest.mark.parametrize(("options", "words"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
@pytest.mark.parametrize("check_mode", [True, False])
def test_what_is_refused(simulator: Simulator, options: dict[str, Any], words: list[str], check_mode: bool) -> None:
    start(simulator, "starleaf", "jitsi")
    result = call(simulator, MODULE, **options, check_mode=check_mode)
    assert (result["failed"], result["changed"], simulator.writes()) == (True, False, []), result
    assert [word for word in words if word not in result["msg"]] == []


def test_bad_settings_are_those_of_the_provider(simulator: Simulator) -> None:
    """The same door as that of the other modules: one row of each provider is enough."""
    for row in BY_NAME.values():
        source = "zoom" if row.name == "starleaf" else "starleaf"
        start(simulator, source, row.name)
        name, settings, words = row.bad[0]
        domains = [{"domain": "example.org", "settings": settings}]
        result = call(simulator, MODULE, source=source, target=row.name, domains=domains)
        assert (result["failed"], simulator.writes()) == (True, []), (row, name)
        assert [word for word in words if word not in result["msg"]] == []


@pytest.mark.parametrize(
    ("source", "target", "profile", "words"),
    [
        ("starleaf", "webex", "4.5.3", ["no Webex plugin", "upgrade BlueMind first"]),
        ("jitsi", "starleaf", "5.1", ["no longer has the StarLeaf provider"]),
    ],
)
def test_a_target_that_the_release_has_not(
    simulator: Simulator, source: str, target: str, profile: str, words: list[str]
) -> None:
    start(simulator, source, target, profile, providers=[])
    result = call(simulator, MODULE, **task(source, target))
    assert (result["failed"], result["error"]["kind"], simulator.writes()) == (True, "unsupported", []), result
    assert [word for word in words if word not in result["msg"]] == []
    assert result["bookings"][0]["organizers"] == ["rob@example.org"]


@pytest.mark.parametrize("there", [True, False])
def test_a_target_whose_plugin_is_not_loaded(simulator: Simulator, there: bool) -> None:
    """A resource that is there already does not help."""
    found = [old(BY_NAME["starleaf"]), *([old(BY_NAME["teams"], "r-new", [])] if there else [])]
    start(simulator, "starleaf", "teams", "4.9", *found, providers=[])
    result = call(simulator, MODULE, **task("starleaf", "teams"))
    assert (result["failed"], result["error"]["kind"], simulator.writes()) == (True, "provider", []), result
    assert "Install bm-plugin-core-videoconferencing-teams" in result["msg"]


def test_twins_of_the_target_are_refused(simulator: Simulator) -> None:
    jitsi = BY_NAME["jitsi"]
    twins = [old(jitsi, uid, []) for uid in ("r-1", "r-2")]
    start(simulator, "starleaf", "jitsi", "4.9", old(BY_NAME["starleaf"]), *twins)
    result = call(simulator, MODULE, **task("starleaf", "jitsi"))
    assert (result["failed"], simulator.writes()) == (True, []), result
    assert "2 Jitsi resources, r-1 and r-2" in result["msg"]
    assert not call(simulator, PLAIN, domains=[jitsi.task()])["failed"]
    assert not call(simulator, MODULE, **task("starleaf", "jitsi"))["failed"]


def test_strict_fails_before_anything_is_written(simulator: Simulator) -> None:
    """Without an OpenID registration, nobody could use Zoom."""
    start(simulator, "starleaf", "zoom")
    strict = call(simulator, MODULE, **task("starleaf", "zoom", strict=True))
    assert (strict["failed"], strict["error"]["kind"], simulator.writes()) == (True, "provider", []), strict
    assert "there is no OpenID registration of Zoom" in strict["msg"]
    record = {**task("starleaf", "zoom")["domains"][0], "openid": {"client_id": "c-1", "secret": "openid-secret-1"}}
    given = call(simulator, MODULE, source="starleaf", target="zoom", domains=[record], strict=True)
    assert (given["failed"], given["ready"]) == (False, {"ok": True, "missing": []}), given


def test_bookings_that_nobody_may_read_stop_nothing(simulator: Simulator) -> None:
    """Nothing is deleted, so no list is lost; the reader is told."""
    start(simulator, "starleaf", "jitsi")
    forbidden = '{"errorCode": "PERMISSION_DENIED", "errorType": "ServerFault", "message": "no"}'
    simulator.fault("POST", "_search", "status", times=99, status=403, body=forbidden)
    result = call(simulator, MODULE, **task("starleaf", "jitsi"))
    assert (result["failed"], result["bookings"][0]["count"]) == (False, None), result
    assert "not allowed" in str(result["warnings"])


@pytest.mark.parametrize("at_once", [True, False])
def test_how_an_organizer_moves_a_meeting(simulator: Simulator, at_once: bool) -> None:
    """As the documentation says of other clients: the old one out, saved, the new one in, saved. At once is nothing."""
    link = "https://old.example/1"
    seed = seeds.server(old(BY_NAME["starleaf"]), events=[{**MEETING, "conference": link}])
    simulator.reset(seed, profile="4.9", providers=["jitsi"])
    assert not call(simulator, MODULE, **task("starleaf", "jitsi"))["failed"]
    url = f"{simulator.url}/calendars/calendar:Default:u-bob/e-1"
    new = {"cutype": "Resource", "dir": f"bm://{seeds.UID}/resources/{resources(simulator)['jitsi']}"}
    with requests.Session() as client:
        client.headers["X-BM-ApiKey"] = KEY
        meeting = client.get(f"{url}/complete", timeout=10).json()["value"]
        assert meeting["main"]["conference"] == link
        for attendees in [[new]] if at_once else [[], [new]]:
            meeting["main"]["attendees"] = attendees
            client.post(f"{url}?sendNotifications=true", json=meeting, timeout=10).raise_for_status()
            meeting = client.get(f"{url}/complete", timeout=10).json()["value"]
    assert (meeting["main"]["conference"] == link) is at_once
    assert meeting["main"]["conference"]


def test_the_core_token_mails_nobody_on_5(simulator: Simulator) -> None:
    start(simulator, "jitsi", "zoom", "5.1")
    result = call(simulator, MODULE, **task("jitsi", "zoom"), api_key="core-secret-0815")
    assert (result["failed"], result["notified"], simulator.outbox()) == (False, [], []), result
