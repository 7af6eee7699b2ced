# SPDX-License-Identifier: GPL-3.0-or-later
"""Contract 15: the half-made states, each shown and healed with the calls that the table gives."""

from __future__ import annotations

import contextlib

import pytest
import requests

from tests.contract.seeds import (
    CALENDAR,
    CONFIG,
    DOMAIN,
    FREEBUSY,
    NEW,
    RESOURCE,
    SETTINGS,
    STARLEAF,
    TYPE,
    container,
    standard,
    starleaf,
    without_resource,
)
from tests.contract.wire import World, entries, only

MANAGE = "containers/_manage"
PATH = f"resources/{DOMAIN}/{RESOURCE}"
lines = only("4.5.3", "4.9")


def test_15_2_the_row_without_its_containers(world: World) -> None:
    world.load(standard(containers=[]))
    assert world.admin.get(PATH)["label"] == "StarLeaf"
    assert world.present(CALENDAR, FREEBUSY, SETTINGS) == set()
    assert world.delete()["state"] == "Success"
    assert world.create_starleaf(RESOURCE).is_void
    if world.old_line:
        assert world.present(CALENDAR, FREEBUSY, SETTINGS) == {CALENDAR, FREEBUSY, SETTINGS}


@only("4.9", "5.1")
def test_15_2_the_repair_operation(world: World) -> None:
    world.load(standard(containers=["settings"]))
    body = {"opIdentifiers": ["containers"], "dry": False, "logToCoreLog": False, "verbose": False}
    reply = world.admin("POST", f"directory/{DOMAIN}/{RESOURCE}/mgmt/_maintenance/repair", body)
    assert (reply.status, set(reply.json)) == (200, {"id"})
    assert world.wait(reply.json)["state"] == "Success"
    assert world.present(CALENDAR, FREEBUSY, SETTINGS) == {CALENDAR, FREEBUSY, SETTINGS}


def test_15_3_without_the_settings_container(world: World) -> None:
    world.load(standard(containers=["calendar", "freebusy"]))
    assert world.present(CALENDAR, FREEBUSY, SETTINGS) == {CALENDAR, FREEBUSY}
    path = f"{MANAGE}/{SETTINGS}"
    assert world.alice("PUT", f"{path}/_settings", {"token": "t"}).status == 404
    assert world.alice("PUT", path, container()).status == 200
    world.alice.write("PUT", f"{path}/_acl", entries((DOMAIN, "Read")))
    world.alice.write("PUT", f"{path}/_settings", {"token": "t"})
    assert world.bob.get(f"{path}/_settings") == {"token": "t"}


def test_15_4_without_the_acl_of_the_settings(world: World) -> None:
    world.load(standard(settings_acl=[]))
    path = f"{MANAGE}/{SETTINGS}"
    assert world.alice.get(f"{path}/_acl") == []
    assert world.bob("GET", f"{path}/_settings").status == 403
    world.alice.write("PUT", f"{path}/_acl", entries((DOMAIN, "Read")))
    assert world.bob("GET", f"{path}/_settings").status == 200


def test_15_5_without_a_token(world: World) -> None:
    world.load(standard(settings={}))
    assert world.admin.get(f"{MANAGE}/{SETTINGS}/_settings") == {}
    world.admin.write("PUT", f"{MANAGE}/{SETTINGS}/_settings", {"token": "t"})
    assert world.admin.get(f"{MANAGE}/{SETTINGS}")["settings"] == {"token": "t"}


def test_15_7_a_torn_acl(world: World) -> None:
    world.load(standard(acl=entries(("u-bob", "Invitation"))))
    path = f"{MANAGE}/{CALENDAR}/_acl"
    world.simulator.fault("PUT", f"{MANAGE}/{CALENDAR}/_acl", "torn_acl")
    with contextlib.suppress(requests.ConnectionError):  # a crash may also drop the connection
        assert world.admin("PUT", path, entries(("u-bob", "Invitation"), ("u-carl", "Read"))).status >= 500
    assert world.admin.get(path) == []
    world.admin.write("PUT", path, entries(("u-bob", "Invitation")))
    assert world.admin.get(path) == entries(("u-bob", "Invitation"))


def test_15_8_without_working_hours(world: World) -> None:
    world.load(standard(config=None))
    assert world.admin.get(f"calendars/{CALENDAR}/_config")["timezoneId"] is None
    world.admin.write("POST", f"calendars/{CALENDAR}/_config", CONFIG)
    assert world.admin.get(f"calendars/{CALENDAR}/_config") == CONFIG


def test_15_9_twins(world: World) -> None:
    seed = standard()
    seed["domains"][0]["resources"].append(starleaf("r-2", settings={}))
    world.load(seed)
    assert set(world.admin.get(f"resources/{DOMAIN}/byType/{TYPE}")) == {RESOURCE, "r-2"}
    assert world.delete("r-2")["state"] == "Success"
    assert world.admin.get(f"resources/{DOMAIN}/byType/{TYPE}") == [RESOURCE]
    assert world.admin.get(f"{MANAGE}/{SETTINGS}/_settings") == {"token": "old"}


def test_15_10_without_the_provider_property(world: World) -> None:
    read = world.admin.get(PATH)
    world.admin.write("POST", PATH, {key: value for key, value in read.items() if key != "properties"})
    lost = world.admin.get(PATH)
    assert (lost["typeIdentifier"], lost["properties"]) == (TYPE, [])
    world.admin.write("POST", PATH, {**lost, "properties": read["properties"]})
    assert world.admin.get(PATH) == read


def test_15_11_a_deletion_that_fails(world: World) -> None:
    world.simulator.fault("DELETE", PATH, "task_error")
    assert world.delete()["state"] == "InError"
    assert world.admin.get(f"resources/{DOMAIN}/byType/{TYPE}") == [RESOURCE]
    assert world.delete()["state"] == "Success"
    assert world.admin("GET", PATH).is_null
    assert world.admin("GET", f"{MANAGE}/_ifPresent/{SETTINGS}").is_null


def test_15_11_a_task_that_is_lost_proves_nothing(world: World) -> None:
    world.simulator.fault("DELETE", PATH, "task_lost")
    reference = world.admin("DELETE", PATH).json
    assert world.admin("GET", f"tasks/{reference['id']}").status == 404
    assert world.admin("GET", PATH).status in {200, 204}


@lines
def test_15_12_an_orphan_is_cleared_before_a_new_creation(world: World) -> None:
    seed = without_resource()
    orphan = f"{NEW}-settings-container"
    seed["domains"][0]["orphan_containers"] = [
        {"uid": orphan, "type": "container_settings", "owner": NEW, "settings": {"token": "left"}, "acl": []}
    ]
    world.load(seed)
    assert world.admin("GET", f"{MANAGE}/_ifPresent/{orphan}").status == 200
    assert world.admin("DELETE", f"{MANAGE}/{orphan}").is_void
    assert world.create_starleaf().is_void
    assert world.admin.get(f"{MANAGE}/{orphan}/_settings") == {}


@lines
def test_15_15_an_answer_that_is_lost(world: World) -> None:
    world.simulator.fault("PUT", "videoconferencing/", "drop_after")
    with pytest.raises(requests.ConnectionError):
        world.create_starleaf()
    assert world.admin("GET", f"resources/{DOMAIN}/{NEW}").status == 200
    assert world.create_starleaf().code == "ALREADY_EXISTS"


@lines
@pytest.mark.parametrize(
    ("step", "containers", "acl"),
    [
        pytest.param(1, {"calendar", "freebusy"}, None, id="15.3-after-the-resource"),
        pytest.param(2, {"calendar", "freebusy"}, None, id="15.3-after-the-icon"),
        pytest.param(4, {"calendar", "freebusy"}, None, id="15.3-after-the-working-hours"),
        pytest.param(5, {"calendar", "freebusy"}, None, id="15.3-after-the-calendar-acl"),
        pytest.param(6, {"calendar", "freebusy", "settings"}, [], id="15.4-after-the-container"),
        pytest.param(7, {"calendar", "freebusy", "settings"}, entries((DOMAIN, "Read")), id="15.5-after-all-steps"),
    ],
)
def test_a_creation_that_stops(world: World, step: int, containers: set[str], acl: list[dict[str, str]] | None) -> None:
    names = {
        "calendar": f"calendar:{NEW}",
        "freebusy": f"freebusy:{NEW}",
        "settings": f"{NEW}-settings-container",
    }
    world.simulator.fault("PUT", "videoconferencing/", "partial_create", step=step)
    assert world.create_starleaf(acls=entries(("u-bob", "Invitation"))).status == 500
    properties = world.admin.get(f"resources/{DOMAIN}/{NEW}")["properties"]
    assert [one["value"] for one in properties] == [STARLEAF]
    assert world.present(*names.values()) == {names[one] for one in containers}
    hours = world.admin.get(f"calendars/{names['calendar']}/_config")["workingDays"]
    assert bool(hours) is (step >= 4)
    assert (world.admin("GET", f"resources/{DOMAIN}/{NEW}/icon").status == 200) is (step >= 2)
    shared = world.admin.get(f"{MANAGE}/{names['calendar']}/_acl")
    assert shared == (entries(("u-bob", "Invitation")) if step >= 5 else [])
    if acl is not None:
        assert world.admin.get(f"{MANAGE}/{names['settings']}/_acl") == acl
        assert world.admin.get(f"{MANAGE}/{names['settings']}/_settings") == {}
