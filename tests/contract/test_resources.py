# SPDX-License-Identifier: GPL-3.0-or-later
"""contract#resource-calls: resources - read, create, update, checks."""

from __future__ import annotations

import pytest

from tests.contract.seeds import (
    BOB,
    DOMAIN,
    DORA,
    NEW,
    PROPERTY,
    RESOURCE,
    SETTINGS,
    STARLEAF,
    TYPE,
    descriptor,
    standard,
    starleaf,
)
from tests.contract.wire import Row, World, before_and_after_5, check, pairs

KEYS = {
    "label",
    "typeIdentifier",
    "description",
    "reservationMode",
    "properties",
    "emails",
    "dataLocation",
    "orgUnitUid",
    "hidden",
    "archived",
    "system",
}
PATH = f"resources/{DOMAIN}/{RESOURCE}"


def without(name: str) -> dict[str, object]:
    """A descriptor that lacks one key."""
    return {key: value for key, value in descriptor().items() if key != name}


def email(address: str, *, everywhere: bool = False, default: bool = True) -> dict[str, object]:
    """One e-mail of a descriptor."""
    return {"address": address, "allAliases": everywhere, "isDefault": default}


# -- read


def test_a_descriptor(world: World) -> None:
    read = world.admin.get(PATH)
    assert set(read) == KEYS
    assert (read["label"], read["typeIdentifier"], read["reservationMode"]) == (
        "StarLeaf",
        TYPE,
        "AUTO_ACCEPT",
    )
    assert read["properties"] == [{"propertyId": PROPERTY, "value": STARLEAF}]
    assert [one["address"] for one in read["emails"]] == [f"{RESOURCE}@{DOMAIN}"]
    assert set(read["emails"][0]) == {"address", "allAliases", "isDefault"}
    assert read["dataLocation"]


def test_reads(world: World, subtests: pytest.Subtests) -> None:
    check(
        world,
        subtests,
        Row("by-type", "GET", f"resources/{DOMAIN}/byType/{TYPE}", value=[RESOURCE]),
        Row("by-email-unknown", "GET", f"resources/{DOMAIN}/byEmail/bob@{DOMAIN}", status=204, value=None),
        Row("read-with-manageResource", "GET", PATH, who=DORA),
    )


def test_by_email_is_an_item(world: World) -> None:
    found = world.admin.get(f"resources/{DOMAIN}/byEmail/{RESOURCE}@{DOMAIN}")
    assert (found["uid"], set(found["value"])) == (RESOURCE, KEYS)


def test_labels_are_not_unique(world: World) -> None:
    world.admin.write("PUT", f"resources/{DOMAIN}/{NEW}", descriptor(label="StarLeaf"))
    assert set(world.admin.get(f"resources/{DOMAIN}/byType/{TYPE}")) == {RESOURCE, NEW}


# -- update


def test_an_update_replaces_everything(world: World, subtests: pytest.Subtests) -> None:
    cases: dict[str, tuple[str, object]] = {
        "properties-are-lost": ("properties", []),
        "the-mode-takes-the-class-default": ("reservationMode", "AUTO_ACCEPT_REFUSE"),
        "the-description-is-lost": ("description", None),
    }
    for case, (name, default) in cases.items():
        with subtests.test(case):
            world.admin.write("POST", PATH, descriptor(description="before", reservationMode="OWNER_MANAGED"))
            world.admin.write("POST", PATH, without(name))
            assert world.admin.get(PATH)[name] == default


def test_get_change_post_back(world: World) -> None:
    read = world.admin.get(PATH)
    world.admin.write("POST", PATH, {**read, "label": "Visio é", "reservationMode": "OWNER_MANAGED"})
    assert world.admin.get(PATH) == {**read, "label": "Visio é", "reservationMode": "OWNER_MANAGED"}


def test_an_update_renames_the_calendar(world: World) -> None:
    world.admin.write("POST", PATH, {**world.admin.get(PATH), "label": "Renamed"})
    assert world.admin.get(f"containers/_manage/calendar:{RESOURCE}")["name"] == "Renamed"
    assert world.admin.get(f"directory/{DOMAIN}/entry-uid/{RESOURCE}")["displayName"] == "Renamed"


def test_hidden_is_not_readable_and_a_round_trip_resets_it(world: World) -> None:
    world.load(standard(hidden=True))
    entry = f"directory/{DOMAIN}/entry-uid/{RESOURCE}"
    assert world.admin.get(entry)["hidden"] is True
    read = world.admin.get(PATH)
    assert (read["hidden"], read["archived"], read["system"]) == (False, False, False)
    world.admin.write("POST", PATH, {**read, "hidden": True})
    assert world.admin.get(entry)["hidden"] is True
    world.admin.write("POST", PATH, read)
    assert world.admin.get(entry)["hidden"] is False


@pytest.mark.parametrize(
    ("status", "code", "change"),
    [
        pytest.param(500, "INVALID_PARAMETER", {"typeIdentifier": "other"}, id="the-type-cannot-change"),
        pytest.param(500, None, {"reservationMode": None}, id="a-null-mode-is-an-npe"),
        pytest.param(500, "INVALID_PARAMETER", {"emails": []}, id="no-emails"),
        pytest.param(500, "INVALID_PARAMETER", {"properties": None}, id="null-properties"),
    ],
)
def test_an_update_that_is_refused(world: World, status: int, code: str | None, change: dict[str, object]) -> None:
    world.admin.write("PUT", f"resources/{DOMAIN}/type/other", {"label": "Other", "properties": []})
    before = world.admin.get(PATH)
    reply = world.admin("POST", PATH, {**before, **change})
    assert (reply.status, reply.code) == (status, code)
    assert world.admin.get(PATH) == before


# -- create


def test_a_creation_that_is_refused(world: World, subtests: pytest.Subtests) -> None:
    cases: dict[str, tuple[str | None, dict[str, object]]] = {
        "empty-label": ("INVALID_PARAMETER", descriptor(label="")),
        "null-label": ("INVALID_PARAMETER", descriptor(label=None)),
        "empty-type": ("INVALID_PARAMETER", descriptor(typeIdentifier="")),
        "no-emails": ("INVALID_PARAMETER", descriptor(emails=[])),
        "emails-absent": ("INVALID_PARAMETER", without("emails")),
        "null-properties": ("INVALID_PARAMETER", descriptor(properties=None)),
        "empty-property-id": ("INVALID_PARAMETER", descriptor(properties=[{"propertyId": "", "value": "x"}])),
        "upper-case-address": ("INVALID_PARAMETER", descriptor(emails=[email(f"Room@{DOMAIN}")])),
        "short-domain": ("INVALID_PARAMETER", descriptor(emails=[email("room@example.o")])),
        "no-address": ("INVALID_PARAMETER", descriptor(emails=[email("room")])),
        "unknown-server": ("INVALID_PARAMETER", descriptor(dataLocation="no-such-server")),
        "address-of-a-user": ("ALREADY_EXISTS", descriptor(emails=[email(f"bob@{DOMAIN}")])),
        "two-default-addresses": (
            "ALREADY_EXISTS",
            descriptor(emails=[email(f"a.room@{DOMAIN}"), email(f"b.room@{DOMAIN}")]),
        ),
        "duplicate-address": (
            "ALREADY_EXISTS",
            descriptor(emails=[email(f"room@{DOMAIN}"), email(f"room@{DOMAIN}", default=False)]),
        ),
        "same-local-part-with-all-aliases": (
            "ALREADY_EXISTS",
            descriptor(
                emails=[
                    email(f"room@{DOMAIN}", everywhere=True),
                    email("room@example.com", default=False),
                ]
            ),
        ),
        "null-mode": (None, descriptor(reservationMode=None)),
    }
    for case, (code, body) in cases.items():
        with subtests.test(case):
            reply = world.admin("PUT", f"resources/{DOMAIN}/{NEW}", body)
            assert (reply.status, reply.code) == (500, code)
            assert world.admin("GET", f"resources/{DOMAIN}/{NEW}").is_null


def test_a_uid_that_is_taken(world: World, subtests: pytest.Subtests) -> None:
    cases: dict[str, str] = {
        "an-existing-resource": RESOURCE,
        "the-login-of-a-user": "bob",
        "the-mailbox-name-is-lower-case": "BOB",
        "the-uid-of-a-user": "u-bob",
        "the-uid-of-a-group": "g-dir",
    }
    for case, uid in cases.items():
        with subtests.test(case):
            reply = world.admin("PUT", f"resources/{DOMAIN}/{uid}", descriptor())
            assert (reply.status, reply.code) == (500, "ALREADY_EXISTS")


@before_and_after_5
def test_what_a_creation_makes(world: World) -> None:
    world.admin.write("PUT", f"resources/{DOMAIN}/{NEW}", without("dataLocation"))
    assert world.admin.get(f"resources/{DOMAIN}/{NEW}")["dataLocation"]
    ids = (f"calendar:{NEW}", f"freebusy:{NEW}", f"{NEW}-settings-container")
    found = {one["uid"]: one for one in world.admin.post("containers/_manage/_mget", list(ids))}
    assert {uid: one["type"] for uid, one in found.items()} == {ids[0]: "calendar", ids[1]: "freebusy"}
    assert (found[ids[0]]["owner"], found[ids[0]]["defaultContainer"]) == (NEW, True)
    assert found[ids[0]]["domainUid"] == DOMAIN
    assert world.admin.get(f"containers/_manage/{ids[0]}/_acl") == []
    assert (DOMAIN, "Read") in pairs(world.admin.get(f"containers/_manage/{ids[1]}/_acl"))
    entry = world.admin.get(f"directory/{DOMAIN}/entry-uid/{NEW}")
    assert (entry["kind"], entry["path"]) == ("RESOURCE", f"{DOMAIN}/resources/{NEW}")
    config = world.admin.get(f"calendars/{ids[0]}/_config")
    if not world.since_5:
        assert config["workingDays"] == []
    else:  # createResource does it on 4.x
        assert config["workingDays"] == ["MO", "TU", "WE", "TH", "FR"]


def test_the_mode_that_is_absent_is_auto_accept_refuse(world: World) -> None:
    world.admin.write("PUT", f"resources/{DOMAIN}/{NEW}", without("reservationMode"))
    assert world.admin.get(f"resources/{DOMAIN}/{NEW}")["reservationMode"] == "AUTO_ACCEPT_REFUSE"


@pytest.mark.parametrize(
    ("key", "allowed"),
    [pytest.param(BOB, False, id="a-plain-user"), pytest.param(DORA, True, id="manageResource")],
)
def test_writes_need_manage_resource(world: World, key: str, allowed: bool) -> None:
    caller = world.api(key)
    for reply in (
        caller("PUT", f"resources/{DOMAIN}/{NEW}", descriptor()),
        caller("POST", PATH, {**world.admin.get(PATH), "label": "x"}),
        caller("DELETE", PATH),
    ):
        assert (reply.status == 200) if allowed else reply.refused


def test_a_settings_container_is_not_touched_by_an_update(world: World) -> None:
    world.admin.write("POST", PATH, {**world.admin.get(PATH), "label": "x"})
    assert world.admin.get(f"containers/_manage/{SETTINGS}/_settings") == {"token": "old"}


def test_by_type_lists_every_one(world: World) -> None:
    seed = standard()
    seed["domains"][0]["resources"] += [starleaf(f"r-{number}") for number in range(2, 6)]
    world.load(seed)
    found = world.admin.get(f"resources/{DOMAIN}/byType/{TYPE}")
    assert sorted(found) == [f"r-{number}" for number in range(1, 6)]


@pytest.mark.parametrize(
    ("kind", "value", "status"),
    [
        pytest.param("Number", "many", 500, id="not-a-number"),
        pytest.param("Boolean", "maybe", 500, id="not-a-boolean"),
        pytest.param("Number", "12", 200, id="a-number"),
        pytest.param("Boolean", "true", 200, id="a-boolean"),
        pytest.param("String", "", 200, id="any-string"),
    ],
)
def test_values_of_properties(world: World, kind: str, value: str, status: int) -> None:
    described = {"label": "Room", "properties": [{"id": "p", "label": "P", "type": kind}]}
    world.admin.write("PUT", f"resources/{DOMAIN}/type/room", described)
    body = descriptor(typeIdentifier="room", properties=[{"propertyId": "p", "value": value}])
    reply = world.admin("PUT", f"resources/{DOMAIN}/{NEW}", body)
    assert reply.status == status
    if status == 500:
        assert reply.code == "UNKNOWN"


def test_the_order_of_properties_is_lost(world: World) -> None:
    """BlueMind stores them as a map, and nobody who writes chooses in which order they are read."""
    names = [{"id": name, "label": name, "type": "String"} for name in "ab"]
    world.admin.write("PUT", f"resources/{DOMAIN}/type/room", {"label": "Room", "properties": names})
    read = []
    for method, written in (("PUT", "ab"), ("POST", "ba")):
        values = [{"propertyId": name, "value": "1"} for name in written]
        world.admin.write(method, f"resources/{DOMAIN}/{NEW}", descriptor(typeIdentifier="room", properties=values))
        read.append(world.admin.get(f"resources/{DOMAIN}/{NEW}")["properties"])
    assert read[0] == read[1]


def test_an_icon_needs_manage_resource(world: World) -> None:
    assert world.api(BOB)("POST", f"{PATH}/icon", "AAAA").refused
