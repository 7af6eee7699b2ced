# SPDX-License-Identifier: GPL-3.0-or-later
"""contract#tasks, contract#deleting-a-resource: tasks, and what deleting a resource cleans and leaves."""

from __future__ import annotations

import pytest

from tests.contract.seeds import (
    ALIAS,
    BOB,
    CALENDAR,
    DOMAIN,
    DORA,
    FREEBUSY,
    NEW,
    RESOURCE,
    SETTINGS,
    STARLEAF,
    TYPE,
    container,
    descriptor,
    standard,
)
from tests.contract.wire import World, on_5_x

PATH = f"resources/{DOMAIN}/{RESOURCE}"
ALL = {CALENDAR, FREEBUSY, SETTINGS}


# -- tasks


def test_a_task_over_several_polls(world: World) -> None:
    world.load(task_polls=4)
    reference = world.admin("DELETE", PATH)
    assert (reference.status, set(reference.json)) == (200, {"id"})
    task = f"tasks/{reference.json['id']}"
    states = [world.admin.get(task)["state"]]
    while states[-1] not in {"Success", "InError"}:
        assert world.admin.get(f"resources/{DOMAIN}/byType/{TYPE}") == [RESOURCE]
        states.append(world.admin.get(task)["state"])
    assert states[-1] == "Success"
    assert set(states[:-1]) <= {"NotStarted", "InProgress"}
    assert len(states) >= 4
    assert world.admin.get(f"resources/{DOMAIN}/byType/{TYPE}") == []
    assert world.admin.get(task)["state"] == "Success"


def test_the_status_of_a_finished_task(world: World) -> None:
    status = world.delete()
    assert set(status) == {"steps", "progress", "lastLogEntry", "state", "result"}
    assert (status["state"], status["lastLogEntry"]) == ("Success", "Resource deleted")
    assert (status["steps"], status["progress"]) == (3.0, 7.0)


def test_logs(world: World) -> None:
    reference = world.admin("DELETE", PATH).json
    world.wait(reference)
    logs = world.admin.get(f"tasks/{reference['id']}/_currentLogs")
    assert logs[-1] == "Resource deleted"
    assert world.admin("GET", f"tasks/{reference['id']}/_log").status == 200


@pytest.mark.parametrize(("profile", "first"), [("4.5.3", 0), ("4.9", 1)], indirect=["profile"])
def test_logs_from_an_offset_since_4_8(world: World, first: int) -> None:
    reference = world.admin("DELETE", PATH).json
    world.wait(reference)
    path = f"tasks/{reference['id']}/_currentLogs"
    everything = world.admin.get(path)
    assert world.admin.get(f"{path}?offset=1") == everything[first:]


def test_an_unknown_resource_ends_in_error(world: World) -> None:
    status = world.delete("nope")
    assert (status["state"], status["lastLogEntry"], status["result"]) == (
        "InError",
        "Resource nope doesnt exists",
        "[]",
    )


def test_no_permission_check(world: World) -> None:
    task = world.admin("DELETE", PATH).json["id"]
    for caller in (world.anonymous, world.bob):
        assert caller("GET", f"tasks/{task}").status == 200


# -- what a deletion cleans and leaves


def test_what_a_deletion_cleans(world: World) -> None:
    assert world.present(*ALL) == ALL
    assert world.delete()["state"] == "Success"
    assert world.present(*ALL) == set()
    for path in (
        PATH,
        f"resources/{DOMAIN}/byEmail/{RESOURCE}@{DOMAIN}",
        f"directory/{DOMAIN}/entry-uid/{RESOURCE}",
        f"directory/{DOMAIN}/_byEmail/{RESOURCE}@{DOMAIN}",
        f"containers/_manage/_ifPresent/{SETTINGS}",
    ):
        assert world.admin("GET", path).is_null, path
    assert world.admin("PUT", f"containers/_manage/{SETTINGS}/_settings", {"token": "t"}).status == 404
    assert world.admin("GET", f"resources/{DOMAIN}/type/{TYPE}").status == 200


def test_the_uid_and_the_address_are_free_again(world: World) -> None:
    world.delete()
    emails = [{"address": f"{RESOURCE}@{DOMAIN}", "allAliases": True, "isDefault": True}]
    world.admin.write("PUT", PATH, descriptor(emails=emails))
    assert world.admin.get(f"containers/_manage/{CALENDAR}/_acl") == []


def test_a_half_made_resource_can_be_deleted(world: World, subtests: pytest.Subtests) -> None:
    cases: dict[str, list[str]] = {
        "a-missing-calendar-is-tolerated": ["freebusy", "settings"],
        "a-missing-freebusy": ["calendar", "settings"],
        "missing-settings": ["calendar", "freebusy"],
        "nothing-but-the-row": [],
    }
    for case, containers in cases.items():
        with subtests.test(case):
            world.load(standard(containers=containers))
            assert world.delete()["state"] == "Success"
            assert world.admin("GET", PATH).is_null
            assert world.present(*ALL) == set()


def test_settings_of_another_type_stay_behind(world: World) -> None:
    world.admin.write("PUT", f"resources/{DOMAIN}/type/room", {"label": "Room", "properties": []})
    world.admin.write("PUT", f"resources/{DOMAIN}/{NEW}", descriptor(typeIdentifier="room", properties=[]))
    orphan = f"{NEW}-settings-container"
    world.admin("PUT", f"containers/_manage/{orphan}", container(orphan))
    assert world.delete(NEW)["state"] == "Success"
    assert world.present(orphan, f"calendar:{NEW}") == {orphan}


@pytest.mark.parametrize(
    ("key", "allowed"),
    [pytest.param(DORA, True, id="manageResource"), pytest.param(BOB, False, id="a-plain-user")],
)
def test_who_may_delete(world: World, key: str, allowed: bool) -> None:
    if allowed:
        assert world.delete(who=world.api(key))["state"] == "Success"
        assert world.present(*ALL) == set()
    else:
        assert world.api(key)("DELETE", PATH).refused
        assert world.present(*ALL) == ALL


def test_a_container_made_under_an_alias_stays_behind(world: World) -> None:
    path = f"videoconferencing/{ALIAS}/createResource/{NEW}"
    assert world.admin("PUT", path, {"label": "S", "provider": STARLEAF, "acls": []}).is_void
    assert world.delete(NEW, who=world.alice)["state"] == "Success"
    assert world.present(f"{NEW}-settings-container") == {f"{NEW}-settings-container"}


@on_5_x
def test_deleting_works_without_the_provider(world: World) -> None:
    world.load(providers=[])
    assert world.delete()["state"] == "Success"
    assert world.present(*ALL) == set()


def test_deleting_twice(world: World) -> None:
    first, second = world.admin("DELETE", PATH).json, world.admin("DELETE", PATH).json
    assert first["id"] != second["id"]
    assert {world.wait(first)["state"], world.wait(second)["state"]} <= {"Success", "InError"}
    assert world.admin("GET", PATH).is_null
