# SPDX-License-Identifier: GPL-3.0-or-later
"""contract#partial-states: each shown, and healed with the calls that the contract gives."""

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
from tests.contract.wire import World, entries

MANAGE = "containers/_manage"
PATH = f"resources/{DOMAIN}/{RESOURCE}"


def test_the_row_without_its_containers(world: World) -> None:
    world.load(standard(containers=[]))
    assert world.admin.get(PATH)["label"] == "StarLeaf"
    assert world.present(CALENDAR, FREEBUSY, SETTINGS) == set()
    assert world.delete()["state"] == "Success"
    assert world.create_starleaf(RESOURCE).is_void
    assert world.present(CALENDAR, FREEBUSY, SETTINGS) == {CALENDAR, FREEBUSY, SETTINGS}


def test_the_repair_operation(world: World) -> None:
    world.load(standard(containers=["settings"]))
    body = {"opIdentifiers": ["containers"], "dry": False, "logToCoreLog": False, "verbose": False}
    reply = world.admin("POST", f"directory/{DOMAIN}/{RESOURCE}/mgmt/_maintenance/repair", body)
    assert (reply.status, set(reply.json)) == (200, {"id"})
    assert world.wait(reply.json)["state"] == "Success"
    assert world.present(CALENDAR, FREEBUSY, SETTINGS) == {CALENDAR, FREEBUSY, SETTINGS}


def test_without_the_settings_container(world: World) -> None:
    world.load(standard(containers=["calendar", "freebusy"]))
    assert world.present(CALENDAR, FREEBUSY, SETTINGS) == {CALENDAR, FREEBUSY}
    path = f"{MANAGE}/{SETTINGS}"
    assert world.alice("PUT", f"{path}/_settings", {"token": "t"}).status == 404
    assert world.alice("PUT", path, container()).status == 200
    world.alice.write("PUT", f"{path}/_acl", entries((DOMAIN, "Read")))
    world.alice.write("PUT", f"{path}/_settings", {"token": "t"})
    assert world.bob.get(f"{path}/_settings") == {"token": "t"}


def test_without_the_acl_of_the_settings(world: World) -> None:
    world.load(standard(settings_acl=[]))
    path = f"{MANAGE}/{SETTINGS}"
    assert world.alice.get(f"{path}/_acl") == []
    assert world.bob("GET", f"{path}/_settings").status == 403
    world.alice.write("PUT", f"{path}/_acl", entries((DOMAIN, "Read")))
    assert world.bob("GET", f"{path}/_settings").status == 200


def test_without_a_token(world: World) -> None:
    world.load(standard(settings={}))
    assert world.admin.get(f"{MANAGE}/{SETTINGS}/_settings") == {}
    world.admin.write("PUT", f"{MANAGE}/{SETTINGS}/_settings", {"token": "t"})
    assert world.admin.get(f"{MANAGE}/{SETTINGS}")["settings"] == {"token": "t"}


def test_a_torn_acl(world: World) -> None:
    world.load(standard(acl=entries(("u-bob", "Invitation"))))
    path = f"{MANAGE}/{CALENDAR}/_acl"
    world.simulator.fault("PUT", f"{MANAGE}/{CALENDAR}/_acl", "torn_acl")
    with contextlib.suppress(requests.ConnectionError):  # a crash may also drop the connection
        assert world.admin("PUT", path, entries(("u-bob", "Invitation"), ("u-carl", "Read"))).status >= 500
    assert world.admin.get(path) == []
    world.admin.write("PUT", path, entries(("u-bob", "Invitation")))
    assert world.admin.get(path) == entries(("u-bob", "Invitation"))


def test_without_working_hours(world: World) -> None:
    world.load(standard(config=None))
    assert world.admin.get(f"calendars/{CALENDAR}/_config")["timezoneId"] is None
    world.admin.write("POST", f"calendars/{CALENDAR}/_config", CONFIG)
    assert world.admin.get(f"calendars/{CALENDAR}/_config") == CONFIG


def test_twins(world: World) -> None:
    seed = standard()
    seed["domains"][0]["resources"].append(starleaf("r-2", settings={}))
    world.load(seed)
    assert set(world.admin.get(f"resources/{DOMAIN}/byType/{TYPE}")) == {RESOURCE, "r-2"}
    assert world.delete("r-2")["state"] == "Success"
    assert world.admin.get(f"resources/{DOMAIN}/byType/{TYPE}") == [RESOURCE]
    assert world.admin.get(f"{MANAGE}/{SETTINGS}/_settings") == {"token": "old"}


def test_without_the_provider_property(world: World) -> None:
    read = world.admin.get(PATH)
    world.admin.write("POST", PATH, {key: value for key, value in read.items() if key != "properties"})
    lost = world.admin.get(PATH)
    assert (lost["typeIdentifier"], lost["properties"]) == (TYPE, [])
    world.admin.write("POST", PATH, {**lost, "properties": read["properties"]})
    assert world.admin.get(PATH) == read


@pytest.mark.parametrize("step", range(5))
def test_a_deletion_that_fails(world: World, step: int) -> None:
    world.simulator.fault("DELETE", PATH, "task_error", step=step)
    assert world.delete()["state"] == "InError"
    assert world.admin.get(f"resources/{DOMAIN}/byType/{TYPE}") == [RESOURCE]
    parts = [f"calendar:{RESOURCE}", f"freebusy:{RESOURCE}", SETTINGS]
    assert [world.admin("GET", f"{MANAGE}/_ifPresent/{one}").is_null for one in parts] == [
        number < step for number in range(3)
    ]
    assert world.delete()["state"] == "Success"
    assert world.admin("GET", PATH).is_null
    assert world.admin("GET", f"{MANAGE}/_ifPresent/{SETTINGS}").is_null


def test_a_task_that_is_lost_proves_nothing(world: World) -> None:
    world.simulator.fault("DELETE", PATH, "task_lost")
    reference = world.admin("DELETE", PATH).json
    assert world.admin("GET", f"tasks/{reference['id']}").status == 404
    assert world.admin("GET", PATH).status in {200, 204}


def test_an_orphan_is_cleared_before_a_new_creation(world: World) -> None:
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


def test_an_answer_that_is_lost(world: World) -> None:
    world.simulator.fault("PUT", "videoconferencing/", "drop_after")
    with pytest.raises(requests.ConnectionError):
        world.create_starleaf()
    assert world.admin("GET", f"resources/{DOMAIN}/{NEW}").status == 200
    assert world.create_starleaf().code == "ALREADY_EXISTS"


@pytest.mark.parametrize("step", range(8))
def test_a_creation_that_stops(world: World, step: int) -> None:
    """After each step of createResource: what is there, and what is not yet."""
    calendar, freebusy, settings = f"calendar:{NEW}", f"freebusy:{NEW}", f"{NEW}-settings-container"
    shares = entries(("u-bob", "Invitation"))
    world.simulator.fault("PUT", "videoconferencing/", "partial_create", step=step)
    reply = world.create_starleaf(acls=shares)
    assert (reply.status, reply.json["message"]) == (500, f"stopped after step {step}")
    expected = {calendar, freebusy} if step >= 1 else set()
    assert world.present(calendar, freebusy, settings) == expected | ({settings} if step >= 6 else set())
    if step == 0:
        assert world.admin("GET", f"resources/{DOMAIN}/{NEW}").is_null
        return
    properties = world.admin.get(f"resources/{DOMAIN}/{NEW}")["properties"]
    assert [one["value"] for one in properties] == [STARLEAF]
    assert (world.admin("GET", f"resources/{DOMAIN}/{NEW}/icon").status == 200) is (step >= 2)
    assert bool(world.admin.get(f"calendars/{calendar}/_config")["workingDays"]) is (step >= 4)
    assert world.admin.get(f"{MANAGE}/{calendar}/_acl") == (shares if step >= 5 else [])
    if step >= 6:
        assert world.admin.get(f"{MANAGE}/{settings}/_acl") == (entries((DOMAIN, "Read")) if step == 7 else [])
        assert world.admin.get(f"{MANAGE}/{settings}/_settings") == {}
