# SPDX-License-Identifier: GPL-3.0-or-later
"""contract#resource-types: resource types."""

from __future__ import annotations

import pytest

from tests.contract.seeds import (
    BOB,
    DOMAIN,
    NEW,
    OLD,
    PROPERTY,
    STARLEAF,
    TYPE,
    TYPE_DESCRIPTOR,
    descriptor,
    without_resource,
)
from tests.contract.wire import Row, World, check


def test_reads(world: World, subtests: pytest.Subtests) -> None:
    check(
        world,
        subtests,
        Row("a-type-that-is-missing", "GET", f"resources/{OLD}/type/{TYPE}", status=204, value=None),
        Row("an-old-domain-has-no-types", "GET", f"resources/{OLD}/type", value=[]),
        Row("uid-of-the-type", "GET", "videoconferencing/uids/resource_type_uid", value=TYPE),
        Row("name-of-the-property", "GET", "videoconferencing/uids/provider_type", value=PROPERTY),
        Row("unknown-constant", "GET", "videoconferencing/uids/nope", status=500),
    )


def test_the_type_of_a_new_domain(world: World) -> None:
    assert {"identifier": TYPE, "label": "Video Conferencing"} in world.admin.get(f"resources/{DOMAIN}/type")
    read = world.admin.get(f"resources/{DOMAIN}/type/{TYPE}")
    assert {"label", "properties", "templates"} == set(read)
    assert read["label"] == "Video Conferencing"
    assert read["properties"] == [{"id": PROPERTY, "label": "Type", "type": "String"}]


def test_the_type_can_be_made_by_hand(world: World) -> None:
    world.admin.write("PUT", f"resources/{OLD}/type/{TYPE}", TYPE_DESCRIPTOR)
    assert world.admin.get(f"resources/{OLD}/type/{TYPE}")["properties"] == TYPE_DESCRIPTOR["properties"]
    reply = world.admin(
        "PUT",
        f"videoconferencing/{OLD}/createResource/{NEW}",
        {"label": "StarLeaf", "provider": STARLEAF, "acls": []},
    )
    assert reply.is_void
    assert world.admin("GET", f"resources/{OLD}/{NEW}").status == 200


def test_a_write_needs_a_role(world: World) -> None:
    assert world.api(BOB)("PUT", f"resources/{DOMAIN}/type/room", TYPE_DESCRIPTOR | {"label": "Room"}).refused
    assert world.admin.get(f"resources/{DOMAIN}/type") != []
    assert world.admin("GET", f"resources/{DOMAIN}/type/room").is_null


def test_labels_are_unique_in_a_domain(world: World) -> None:
    reply = world.admin("PUT", f"resources/{DOMAIN}/type/second", TYPE_DESCRIPTOR)
    assert (reply.status, reply.code) == (500, "ALREADY_EXISTS")


def test_a_used_type_cannot_be_deleted(world: World) -> None:
    assert world.admin("DELETE", f"resources/{DOMAIN}/type/{TYPE}").status == 500
    assert world.admin("GET", f"resources/{DOMAIN}/type/{TYPE}").status == 200
    world.delete()
    assert world.admin("DELETE", f"resources/{DOMAIN}/type/{TYPE}").is_void
    assert world.admin("GET", f"resources/{DOMAIN}/type/{TYPE}").is_null


def test_the_property_comes_back_when_an_update_drops_it(world: World) -> None:
    world.admin.write("POST", f"resources/{DOMAIN}/type/{TYPE}", {**TYPE_DESCRIPTOR, "properties": []})
    read = world.admin.get(f"resources/{DOMAIN}/type/{TYPE}")
    assert [one["id"] for one in read["properties"]] == [PROPERTY]


def test_without_the_type_nothing_is_created(world: World) -> None:
    body = {"label": "StarLeaf", "provider": STARLEAF, "acls": []}
    reply = world.admin("PUT", f"videoconferencing/{OLD}/createResource/{NEW}", body)
    assert (reply.status, reply.code) == (500, "UNKNOWN")
    assert reply.json["message"] == f"type descriptor {TYPE} not found"
    assert world.admin("GET", f"resources/{OLD}/{NEW}").is_null
    assert world.present(f"calendar:{NEW}", f"{NEW}-settings-container") == set()


def test_a_resource_of_an_unknown_type(world: World) -> None:
    reply = world.admin("PUT", f"resources/{DOMAIN}/{NEW}", descriptor(typeIdentifier="nope"))
    assert (reply.status, reply.code) == (500, "UNKNOWN")
    assert reply.json["message"] == "type descriptor nope not found"


@pytest.mark.parametrize(
    "role", [pytest.param("manageResourceType", id="the-role"), pytest.param("admin", id="a-domain-administrator")]
)
def test_who_may_make_the_missing_type(world: World, role: str) -> None:
    seed = without_resource()
    seed["domains"][0]["videoconferencing_type"] = False
    seed["domains"][0]["users"][1]["roles"] = [role]
    world.load(seed)
    assert world.bob("GET", f"resources/{DOMAIN}/type/{TYPE}").is_null
    world.bob.write("PUT", f"resources/{DOMAIN}/type/{TYPE}", TYPE_DESCRIPTOR)
    assert world.bob.get(f"resources/{DOMAIN}/type/{TYPE}")["label"] == "Video Conferencing"
