# SPDX-License-Identifier: GPL-3.0-or-later
"""contract#proving-a-right: asking the server what a user may do."""

from __future__ import annotations

import pytest

from tests.contract.seeds import ALIAS, BOB, CALENDAR, DOMAIN, FREEBUSY, SETTINGS, TINA, standard
from tests.contract.wire import World, entries, on_5_x

MANAGE = "containers/_manage"
CLIENT = ["Invitation", "Read", "Write", "All"]


def ask(user: str, domain: str = DOMAIN, container: str = CALENDAR) -> str:
    """The path of `_forUser`."""
    return f"{MANAGE}/_forUser?domainUid={domain}&userUid={user}&uid={container}"


def shared(world: World, *acl: tuple[str, str]) -> None:
    """The standard world with this calendar ACL."""
    world.load(standard(acl=entries(*acl)))


# -- _forUser


def test_rights_of_a_user_in_4_x(world: World, subtests: pytest.Subtests) -> None:
    cases: dict[str, tuple[list[tuple[str, str]], set[str]]] = {
        "nothing": ([], set()),
        "the-user": ([("u-bob", "Invitation")], {"Invitation"}),
        "raw-verbs": ([("u-bob", "Write")], {"Write"}),
        "a-group": ([("g-dir", "Read")], {"Read"}),
        "the-domain": ([(DOMAIN, "Invitation")], {"Invitation"}),
        "both": ([("u-bob", "Invitation"), ("g-dir", "Read")], {"Invitation", "Read"}),
        "somebody-else": ([("u-carl", "All")], set()),
        "an-unknown-subject": ([("nobody", "All")], set()),
    }
    for case, (acl, verbs) in cases.items():
        with subtests.test(case):
            shared(world, *acl)
            read = world.alice.get(ask("u-bob"))
            assert (read["uid"], set(read["verbs"])) == (CALENDAR, verbs)


@on_5_x
def test_rights_of_a_user_in_5_x_are_expanded(world: World, subtests: pytest.Subtests) -> None:
    cases: dict[str, tuple[str, bool]] = {
        "invitation": ("Invitation", True),
        "freebusy": ("Freebusy", True),
        "read": ("Read", True),
        "all": ("All", True),
        "manage-does-not-grant-it": ("Manage", False),
        "send-on-behalf-does-not": ("SendOnBehalf", False),
    }
    for case, (verb, books) in cases.items():
        with subtests.test(case):
            shared(world, ("g-dir", verb))
            read = world.alice.get(ask("u-bob"))["verbs"]
            assert ("Invitation" in read) is books
            assert verb in read


def test_who_may_ask_what(world: World, subtests: pytest.Subtests) -> None:
    cases: dict[str, tuple[str, str, int, str | None]] = {
        "not-for-users": (BOB, ask("u-bob"), 500, "FORBIDDEN"),
        "unknown-container": ("key-alice", ask("u-bob", container="calendar:nope"), 404, "NOT_FOUND"),
        "unknown-user-is-an-npe": ("key-alice", ask("nobody"), 500, None),
        "admin0": ("key-admin0", ask("u-bob"), 200, None),
        "core-token": ("core-secret", ask("u-bob"), 200, None),
    }
    for case, (key, path, status, code) in cases.items():
        with subtests.test(case):
            reply = world.api(key)("GET", path)
            assert (reply.status, reply.code) == (status, code)


def test_with_an_alias_no_acl_matches(world: World) -> None:
    shared(world, ("u-bob", "Invitation"), (DOMAIN, "Invitation"))
    reply = world.admin("GET", ask("u-bob", domain=ALIAS))
    assert reply.status >= 400 or reply.json["verbs"] == []
    assert world.admin.get(ask("u-bob"))["verbs"] != []


def test_a_change_shows_at_once(world: World) -> None:
    world.admin.write("PUT", f"{MANAGE}/{CALENDAR}/_acl", entries(("g-dir", "Invitation")))
    assert world.alice.get(ask("u-bob"))["verbs"] == ["Invitation"]
    world.admin.write("PUT", f"{MANAGE}/{CALENDAR}/_acl", [])
    assert world.alice.get(ask("u-bob"))["verbs"] == []


# -- _listforuser


@pytest.mark.parametrize(
    ("profile", "stored", "verbs", "found"),
    [
        pytest.param("4.5.3", "Invitation", CLIENT, True, id="4.5-list-them-all"),
        pytest.param("4.5.3", "Write", CLIENT, True, id="4.5-a-higher-verb"),
        pytest.param("4.5.3", "Read", ["Invitation"], False, id="4.5-exact-match"),
        pytest.param("4.5.3", "All", ["Invitation"], False, id="4.5-exact-match-of-all"),
        pytest.param("4.5.3", "All", ["All"], True, id="4.5-all"),
        pytest.param("4.9", "All", ["Invitation"], True, id="all-implies-the-rest"),
        pytest.param("4.9", "Read", ["Invitation"], True, id="hierarchical-since-2022"),
        pytest.param("5.1", "Read", ["Invitation"], True, id="5.x"),
        pytest.param("5.1", "Manage", ["Invitation"], False, id="manage-implies-nothing"),
    ],
    indirect=["profile"],
)
def test_calendars_of_a_user(world: World, stored: str, verbs: list[str], found: bool) -> None:
    shared(world, ("u-bob", stored))
    query = {"type": "calendar", "verb": verbs}
    read = world.alice.post(f"{MANAGE}/_listforuser?domainUid={DOMAIN}&userUid=u-bob", query)
    assert (CALENDAR in {one["uid"] for one in read}) is found


def test_with_an_owner_the_acl_is_ignored(world: World) -> None:
    query = {"type": "calendar", "verb": CLIENT, "owner": "r-1"}
    read = world.alice.post(f"{MANAGE}/_listforuser?domainUid={DOMAIN}&userUid=u-carl", query)
    assert CALENDAR in {one["uid"] for one in read}


def test_the_owner_needs_no_verb(world: World, subtests: pytest.Subtests) -> None:
    for verbs in (["Invitation"], ["Write"], ["All"]):
        with subtests.test(verbs[0]):
            seed = standard()
            own = {"uid": "calendar:of-bob", "type": "calendar", "owner": "u-bob"}
            seed["domains"][0]["orphan_containers"] = [own]
            world.load(seed)
            query = {"type": "calendar", "verb": verbs}
            read = world.alice.post(f"{MANAGE}/_listforuser?domainUid={DOMAIN}&userUid=u-bob", query)
            assert [one["uid"] for one in read] == ["calendar:of-bob"]


def test_listing_needs_an_administrator(world: World) -> None:
    reply = world.bob("POST", f"{MANAGE}/_listforuser?domainUid={DOMAIN}&userUid=u-bob", {"type": "calendar"})
    assert (reply.status, reply.code) == (500, "FORBIDDEN")


# -- _mget, _canAccess


def test_mget_leaves_out_what_is_missing(world: World) -> None:
    read = world.api(TINA).post(f"{MANAGE}/_mget", [CALENDAR, "calendar:nope", FREEBUSY, SETTINGS])
    assert {one["uid"]: one["type"] for one in read} == {
        CALENDAR: "calendar",
        FREEBUSY: "freebusy",
        SETTINGS: "container_settings",
    }
    assert {one["uid"]: one["settings"] for one in read}[SETTINGS] == {"token": "old"}


def test_the_way_of_the_calendar_application(world: World) -> None:
    shared(world, ("g-dir", "Invitation"))
    session = world.api(world.admin("POST", f"auth/_su?login=bob@{DOMAIN}").json["authKey"])
    (uid,) = session.get(f"resources/{DOMAIN}/byType/bm-videoconferencing")
    assert session.post(f"directory/{DOMAIN}/_mget", [uid])[0]["value"]["kind"] == "RESOURCE"
    assert session.post(f"{MANAGE}/calendar:{uid}/_canAccess", ["Invitation"]) is True
    session("POST", "auth/logout")
