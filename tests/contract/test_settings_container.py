# SPDX-License-Identifier: GPL-3.0-or-later
"""contract#settings-container: the settings container, who reads and writes it, how it is made and removed."""

from __future__ import annotations

import pytest

from tests.contract.seeds import (
    ADMIN0,
    ALICE,
    BOB,
    CORE,
    DOMAIN,
    DORA,
    RESOURCE,
    SETTINGS,
    TINA,
    container,
    standard,
)
from tests.contract.wire import World, before_and_after_5, entries, only, pairs

MANAGE = f"containers/_manage/{SETTINGS}"
PATH = f"{MANAGE}/_settings"
DESCRIPTOR = {
    "uid",
    "name",
    "owner",
    "type",
    "defaultContainer",
    "readOnly",
    "domainUid",
    "ownerDisplayname",
    "ownerDirEntryPath",
    "settings",
    "deleted",
    "writable",
    "verbs",
    "offlineSync",
    "internalId",
}


def test_a_put_replaces_the_whole_map(world: World) -> None:
    world.admin.write("PUT", PATH, {"token": "new", "other": "1"})
    assert world.admin.get(PATH) == {"token": "new", "other": "1"}
    world.admin.write("PUT", PATH, {"third": "2"})
    assert world.admin.get(PATH) == {"third": "2"}
    world.admin.write("PUT", PATH, {})
    assert world.admin.get(PATH) == {}


def test_a_token_is_never_validated(world: World, subtests: pytest.Subtests) -> None:
    for token in ("", " ", "ü€", 'a"b\\c', "x" * 4000):
        with subtests.test(token):
            world.admin.write("PUT", PATH, {"token": token})
            assert world.admin.get(PATH) == {"token": token}


def test_rights(world: World, subtests: pytest.Subtests) -> None:
    cases: dict[str, tuple[str | None, bool, bool]] = {
        "admin0": (ADMIN0, True, True),
        "core-token": (CORE, True, True),
        "domain-administrator": (ALICE, True, True),
        "every-user-of-the-domain-reads-the-token": (BOB, True, False),
        "a-user-of-another-domain": (TINA, False, False),
        "anonymous": (None, False, False),
    }
    for case, (key, reads, writes) in cases.items():
        with subtests.test(case):
            caller = world.api(key)
            assert (caller("GET", PATH).status == 200) is reads
            reply = caller("PUT", PATH, {"token": "mine"})
            assert reply.status == 200 if writes else reply.refused


def test_manage_does_not_imply_read(world: World) -> None:
    world.admin.write("PUT", f"{MANAGE}/_acl", [])
    reply = world.alice("GET", PATH)
    assert (reply.status, reply.code) == (403, "PERMISSION_DENIED")
    assert world.alice("PUT", PATH, {"token": "t"}).is_void
    world.alice.write("PUT", f"{MANAGE}/_acl", entries((DOMAIN, "Read")))
    assert world.alice.get(PATH) == {"token": "t"}


def test_manage_resource_of_another_domain_gives_nothing(world: World) -> None:
    seed = standard()
    seed["domains"][1]["users"][0]["roles"] = ["manageResource"]
    world.load(seed)
    reply = world.api(TINA)("PUT", PATH, {"token": "t"})
    assert reply.refused


def test_manage_resource_gives_manage_on_the_settings_container(world: World) -> None:
    assert world.api(DORA)("PUT", PATH, {"token": "t"}).is_void


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        pytest.param("GET", MANAGE, None, id="get"),
        pytest.param("GET", f"containers/_manage/_ifPresent/{SETTINGS}", None, id="if-present"),
        pytest.param("POST", "containers/_manage/_mget", [SETTINGS], id="mget"),
    ],
)
@pytest.mark.parametrize("key", [pytest.param(BOB, id="bob"), pytest.param(TINA, id="another-domain")])
def test_descriptors_show_the_settings_to_everybody(
    world: World, key: str, method: str, path: str, body: object
) -> None:
    reply = world.api(key)(method, path, *([] if body is None else [body]))
    assert reply.status == 200
    read = reply.json[0] if isinstance(reply.json, list) else reply.json
    assert set(read) >= DESCRIPTOR
    assert (read["uid"], read["settings"], read["type"]) == (SETTINGS, {"token": "old"}, "container_settings")
    assert (read["owner"], read["domainUid"]) == (RESOURCE, DOMAIN)


def test_personal_settings_are_merged_over_them_for_one_caller(world: World) -> None:
    world.bob.write("PUT", f"{MANAGE}/_personalSettings", {"token": "mine"})
    assert world.bob.get(MANAGE)["settings"] == {"token": "mine"}
    assert world.admin.get(MANAGE)["settings"] == {"token": "old"}
    assert world.admin.get(PATH) == {"token": "old"}


@only("4.5.3")
def test_one_key_cannot_be_set_in_4_5(world: World) -> None:
    reply = world.admin("PUT", f"{PATH}/token", "new")
    assert (reply.status, reply.json["code"]) == (500, "UNKNOWN")
    assert world.admin.get(PATH) == {"token": "old"}


def test_one_key_is_merged_later(world: World) -> None:
    world.admin.write("PUT", f"{PATH}/other", "1")
    assert world.admin.get(PATH) == {"token": "old", "other": "1"}


# -- IContainers


@before_and_after_5
def test_a_settings_container_can_be_made_by_hand(world: World) -> None:
    world.admin("DELETE", MANAGE)
    reply = world.admin("PUT", MANAGE, {**container(), "settings": {"token": "ignored"}})
    if not world.since_5:
        assert reply.is_void
    else:
        assert (reply.status, reply.json["uid"]) == (200, SETTINGS)
    made = world.admin.get(MANAGE)
    assert {name: made[name] for name in container()} == container()
    assert world.admin.get(PATH) == {}
    assert world.admin.get(f"{MANAGE}/_acl") == []


@pytest.mark.parametrize(
    ("key", "allowed"),
    [
        pytest.param(ALICE, True, id="admin"),
        pytest.param(DORA, False, id="manageResource"),
        pytest.param(BOB, False, id="a-plain-user"),
    ],
)
def test_making_a_container_needs_admin(world: World, key: str, allowed: bool) -> None:
    world.admin("DELETE", MANAGE)
    reply = world.api(key)("PUT", MANAGE, container())
    if allowed:
        assert reply.status == 200
    else:
        assert (reply.status, reply.code) == (500, "FORBIDDEN")


def test_deleting_a_container_removes_settings_and_acl(world: World) -> None:
    assert world.admin("DELETE", MANAGE).is_void
    assert world.admin("GET", f"containers/_manage/_ifPresent/{SETTINGS}").is_null
    assert world.admin("GET", PATH).status == 404
    world.admin("PUT", MANAGE, container())
    assert (world.admin.get(PATH), world.admin.get(f"{MANAGE}/_acl")) == ({}, [])


def test_an_orphan_shows_and_can_be_removed(world: World) -> None:
    seed = standard()
    seed["domains"][0]["orphan_containers"] = [
        {
            "uid": "gone-settings-container",
            "type": "container_settings",
            "owner": "gone",
            "settings": {"token": "left"},
            "acl": entries((DOMAIN, "Read")),
        }
    ]
    world.load(seed)
    path = "containers/_manage/gone-settings-container"
    assert world.bob.get(f"{path}/_settings") == {"token": "left"}
    assert world.admin("GET", "containers/_manage/_ifPresent/gone-settings-container").status == 200
    assert world.admin("DELETE", path).is_void
    assert world.admin("GET", "containers/_manage/_ifPresent/gone-settings-container").is_null


@before_and_after_5
def test_the_owner_has_every_right(world: World) -> None:
    path = "containers/_manage/owned-by-bob"
    assert world.admin("PUT", path, container("owned-by-bob", owner="u-bob")).status == 200
    assert world.bob.get(f"{path}/_settings") == {}
    world.bob.write("PUT", f"{path}/_settings", {"a": "b"})
    world.bob.write("PUT", f"{path}/_acl", entries(("u-carl", "Invitation")))
    read = pairs(world.bob.get(f"{path}/_acl"))
    assert ("u-carl", "Invitation") in read
    assert (("u-bob", "All") in read) is world.since_5  # 5.x adds the owner, when it is a user
    assert world.api(DORA)("GET", f"{path}/_settings").refused
