# SPDX-License-Identifier: GPL-3.0-or-later
"""Contract 12: asking the server what a user may do."""

from __future__ import annotations

import pytest

from tests.contract.seeds import ALIAS, BOB, CALENDAR, DOMAIN, FREEBUSY, SETTINGS, TINA, standard
from tests.contract.wire import World, entries, only

MANAGE = "containers/_manage"
CLIENT = ["Invitation", "Read", "Write", "All"]


def ask(user: str, domain: str = DOMAIN, container: str = CALENDAR) -> str:
    """The path of `_forUser`."""
    return f"{MANAGE}/_forUser?domainUid={domain}&userUid={user}&uid={container}"


def shared(world: World, *acl: tuple[str, str]) -> None:
    """The standard world with this calendar ACL."""
    world.load(standard(acl=entries(*acl)))


# -- _forUser


@only("4.5.3", "4.9")
@pytest.mark.parametrize(
    ("acl", "verbs"),
    [
        pytest.param([], set(), id="12-nothing"),
        pytest.param([("u-bob", "Invitation")], {"Invitation"}, id="12-the-user"),
        pytest.param([("u-bob", "Write")], {"Write"}, id="12-raw-verbs"),
        pytest.param([("g-dir", "Read")], {"Read"}, id="12-a-group"),
        pytest.param([(DOMAIN, "Invitation")], {"Invitation"}, id="12-the-domain"),
        pytest.param([("u-bob", "Invitation"), ("g-dir", "Read")], {"Invitation", "Read"}, id="12-both"),
        pytest.param([("u-carl", "All")], set(), id="12-somebody-else"),
        pytest.param([("nobody", "All")], set(), id="12-an-unknown-subject"),
    ],
)
def test_rights_of_a_user_in_4_x(world: World, acl: list[tuple[str, str]], verbs: set[str]) -> None:
    shared(world, *acl)
    read = world.alice.get(ask("u-bob"))
    assert (read["uid"], set(read["verbs"])) == (CALENDAR, verbs)


@only("5.1")
@pytest.mark.parametrize(
    ("verb", "books"),
    [
        pytest.param("Invitation", True, id="12-invitation"),
        pytest.param("Freebusy", True, id="12-freebusy"),
        pytest.param("Read", True, id="12-read"),
        pytest.param("All", True, id="12-all"),
        pytest.param("Manage", False, id="16.9-manage-does-not-grant-it"),
        pytest.param("SendOnBehalf", False, id="16.9-send-on-behalf-does-not"),
    ],
)
def test_rights_of_a_user_in_5_x_are_expanded(world: World, verb: str, books: bool) -> None:
    shared(world, ("g-dir", verb))
    read = world.alice.get(ask("u-bob"))["verbs"]
    assert ("Invitation" in read) is books
    assert verb in read


@pytest.mark.parametrize(
    ("key", "path", "status", "code"),
    [
        pytest.param(BOB, ask("u-bob"), 500, "FORBIDDEN", id="12-not-for-users"),
        pytest.param("key-alice", ask("u-bob", container="calendar:nope"), 404, "NOT_FOUND", id="12-unknown-container"),
        pytest.param("key-alice", ask("nobody"), 500, None, id="12-unknown-user-is-an-npe"),
        pytest.param("key-admin0", ask("u-bob"), 200, None, id="12-admin0"),
        pytest.param("core-secret", ask("u-bob"), 200, None, id="12-core-token"),
    ],
)
def test_who_may_ask_what(world: World, key: str, path: str, status: int, code: str | None) -> None:
    reply = world.api(key)("GET", path)
    assert (reply.status, reply.code) == (status, code)


def test_12_with_an_alias_no_acl_matches(world: World) -> None:
    shared(world, ("u-bob", "Invitation"), (DOMAIN, "Invitation"))
    reply = world.admin("GET", ask("u-bob", domain=ALIAS))
    assert reply.status >= 400 or reply.json["verbs"] == []
    assert world.admin.get(ask("u-bob"))["verbs"] != []


@only("4.5.3", "4.9")
def test_12_a_change_shows_at_once(world: World) -> None:
    world.admin.write("PUT", f"{MANAGE}/{CALENDAR}/_acl", entries(("g-dir", "Invitation")))
    assert world.alice.get(ask("u-bob"))["verbs"] == ["Invitation"]
    world.admin.write("PUT", f"{MANAGE}/{CALENDAR}/_acl", [])
    assert world.alice.get(ask("u-bob"))["verbs"] == []


# -- _listforuser


@pytest.mark.parametrize(
    ("profile", "stored", "verbs", "found"),
    [
        pytest.param("4.5.3", "Invitation", CLIENT, True, id="12-4.5-list-them-all"),
        pytest.param("4.5.3", "Write", CLIENT, True, id="12-4.5-a-higher-verb"),
        pytest.param("4.5.3", "Read", ["Invitation"], False, id="12-4.5-exact-match"),
        pytest.param("4.5.3", "All", ["Invitation"], False, id="12-4.5-exact-match-of-all"),
        pytest.param("4.5.3", "All", ["All"], True, id="12-4.5-all"),
        pytest.param("4.9", "All", ["Invitation"], True, id="12-all-implies-the-rest"),
        pytest.param("4.9", "Read", ["Invitation"], True, id="12-hierarchical-since-2022"),
        pytest.param("5.1", "Read", ["Invitation"], True, id="12-5.x"),
        pytest.param("5.1", "Manage", ["Invitation"], False, id="12-manage-implies-nothing"),
    ],
    indirect=["profile"],
)
def test_calendars_of_a_user(world: World, stored: str, verbs: list[str], found: bool) -> None:
    shared(world, ("u-bob", stored))
    query = {"type": "calendar", "verb": verbs}
    read = world.alice.post(f"{MANAGE}/_listforuser?domainUid={DOMAIN}&userUid=u-bob", query)
    assert (CALENDAR in {one["uid"] for one in read}) is found


def test_12_with_an_owner_the_acl_is_ignored(world: World) -> None:
    query = {"type": "calendar", "verb": CLIENT, "owner": "r-1"}
    read = world.alice.post(f"{MANAGE}/_listforuser?domainUid={DOMAIN}&userUid=u-carl", query)
    assert CALENDAR in {one["uid"] for one in read}


@pytest.mark.parametrize("verbs", [["Invitation"], ["Write"], ["All"]])
def test_8_4_the_owner_needs_no_verb(world: World, verbs: list[str]) -> None:
    seed = standard()
    own = {"uid": "calendar:of-bob", "type": "calendar", "owner": "u-bob"}
    seed["domains"][0]["orphan_containers"] = [own]
    world.load(seed)
    query = {"type": "calendar", "verb": verbs}
    read = world.alice.post(f"{MANAGE}/_listforuser?domainUid={DOMAIN}&userUid=u-bob", query)
    assert [one["uid"] for one in read] == ["calendar:of-bob"]


def test_12_listing_needs_an_administrator(world: World) -> None:
    reply = world.bob("POST", f"{MANAGE}/_listforuser?domainUid={DOMAIN}&userUid=u-bob", {"type": "calendar"})
    assert (reply.status, reply.code) == (500, "FORBIDDEN")


# -- _mget, _canAccess


def test_12_mget_leaves_out_what_is_missing(world: World) -> None:
    read = world.api(TINA).post(f"{MANAGE}/_mget", [CALENDAR, "calendar:nope", FREEBUSY, SETTINGS])
    assert {one["uid"]: one["type"] for one in read} == {
        CALENDAR: "calendar",
        FREEBUSY: "freebusy",
        SETTINGS: "container_settings",
    }
    assert {one["uid"]: one["settings"] for one in read}[SETTINGS] == {"token": "old"}


def test_12_the_way_of_the_calendar_application(world: World) -> None:
    shared(world, ("g-dir", "Invitation"))
    session = world.api(world.admin("POST", f"auth/_su?login=bob@{DOMAIN}").json["authKey"])
    (uid,) = session.get(f"resources/{DOMAIN}/byType/bm-videoconferencing")
    assert session.post(f"directory/{DOMAIN}/_mget", [uid])[0]["value"]["kind"] == "RESOURCE"
    assert session.post(f"{MANAGE}/calendar:{uid}/_canAccess", ["Invitation"]) is True
    session("POST", "auth/logout")
