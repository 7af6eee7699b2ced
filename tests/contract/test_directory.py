# SPDX-License-Identifier: GPL-3.0-or-later
"""contract#directory-search, contract#directory-entries, contract#users-and-groups: resolving users and groups."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contract.seeds import ALIAS, BOB, DOMAIN, RESOURCE, standard
from tests.contract.wire import Row, World, before_and_after_5, check

SEARCH = f"directory/{DOMAIN}/_search"
USERS = {"u-alice", "u-bob", "u-carl", "u-dora", "u-elodie", "u-enoel", "u-plus"}
ENTRY = {
    "displayName",
    "entryUid",
    "accountType",
    "kind",
    "path",
    "email",
    "hidden",
    "system",
    "archived",
    "emails",
    "orgUnitUid",
    "orgUnitPath",
    "dataLocation",
}
ITEM = {"uid", "internalId", "version", "displayName", "externalId", "created", "updated", "flags", "value"}


def search(world: World, **query: Any) -> list[str]:
    """The uids that a search gives, in its order."""
    found = world.admin.post(SEARCH, query)
    assert set(found) == {"values", "total"}
    return [one["uid"] for one in found["values"]]


# -- search


def test_users_found(world: World, subtests: pytest.Subtests) -> None:
    cases: dict[str, tuple[dict[str, Any], set[str]]] = {
        "active": ({"stateFilter": "Active"}, USERS),
        "no-state-filter-shows-the-archived": ({}, USERS | {"u-old"}),
        "all-states": ({"stateFilter": "All"}, USERS | {"u-old"}),
        "archived": ({"stateFilter": "Archived"}, {"u-old"}),
        "hidden-too": ({"hiddenFilter": False}, USERS | {"u-old", "u-hidden"}),
        "system-too": ({"systemFilter": False}, USERS | {"u-old", "u-system"}),
        "names-without-accents-or-case": ({"nameFilter": "NOEL"}, {"u-elodie", "u-enoel"}),
        "accents-in-the-query": ({"nameFilter": "élodie"}, {"u-elodie"}),
        "a-part-of-a-name": ({"nameFilter": "mart"}, {"u-alice"}),
        "name-or-e-mail-by-name": ({"nameOrEmailFilter": "durand"}, {"u-bob"}),
        "name-or-e-mail-by-address": ({"nameOrEmailFilter": "bob@"}, {"u-bob"}),
        "the-primary-address": ({"emailFilter": f"bob@{DOMAIN}"}, {"u-bob"}),
        "ilike-ignores-case": ({"emailFilter": f"BOB@{DOMAIN}"}, {"u-bob"}),
        "not-a-secondary-address": ({"emailFilter": f"a.martin@{DOMAIN}"}, set()),
        "underscore-is-a-wildcard": ({"emailFilter": f"e_noel@{DOMAIN}"}, {"u-elodie", "u-enoel"}),
        "percent-is-a-wildcard": ({"emailFilter": f"%noel@{DOMAIN}"}, {"u-elodie", "u-enoel"}),
        "another-domain-is-empty": ({"emailFilter": "bob@nope.example"}, set()),
        "uids": ({"entryUidFilter": ["u-bob", "nope"]}, {"u-bob"}),
        "entries": ({"entries": ["u-bob", "u-carl"]}, {"u-bob", "u-carl"}),
        "account-type": ({"accountTypeFilter": "SIMPLE"}, set()),
    }
    for case, (query, uids) in cases.items():
        with subtests.test(case):
            assert set(search(world, kindsFilter=["USER"], size=-1, **query)) == uids


def test_kinds(world: World, subtests: pytest.Subtests) -> None:
    cases: dict[str, tuple[list[str], set[str]]] = {
        "default-groups-are-hidden": (["GROUP"], {"g-dir", "g-quiet"}),
        "resources": (["RESOURCE"], {RESOURCE}),
        "mailshares": (["MAILSHARE"], {"m-sales"}),
        "external-users": (["EXTERNALUSER"], {"x-guest"}),
        "two-kinds": (["USER", "GROUP"], {*USERS, "g-dir", "g-quiet"}),
    }
    for case, (kinds, uids) in cases.items():
        with subtests.test(case):
            assert set(search(world, kindsFilter=kinds, stateFilter="Active")) == uids


@pytest.mark.parametrize(("profile", "status"), [("4.5.3", 500), ("4.9", 200)], indirect=["profile"])
def test_an_account_type_since_4_6(world: World, status: int) -> None:
    assert world.admin("POST", SEARCH, {"accountTypeFilter": "FULL_AND_VISIO"}).status == status


def test_kinds_of_5_7_do_not_parse(world: World) -> None:
    reply = world.admin("POST", SEARCH, {"kindsFilter": ["SHARED_MAILBOX"]})
    assert (reply.status, reply.code) == (500, "UNKNOWN")


def test_the_default_groups_show_when_asked(world: World) -> None:
    found = set(search(world, kindsFilter=["GROUP"], hiddenFilter=False, systemFilter=False))
    assert found >= {f"{DOMAIN}_user_group", f"{DOMAIN}_admin_group", "g-dir"}


def test_the_cheapest_search_for_principals(world: World) -> None:
    query = {
        "kindsFilter": ["USER", "GROUP"],
        "hiddenFilter": False,
        "systemFilter": False,
        "stateFilter": "Active",
        "size": -1,
    }
    found = set(search(world, **query))
    assert found >= USERS | {"u-hidden", "u-system", "g-dir", "g-quiet", f"{DOMAIN}_user_group"}
    assert not found & {"u-old", RESOURCE, "m-sales", "x-guest"}


def test_paging(world: World) -> None:
    order = {"by": "displayname", "dir": "asc"}
    query = {"kindsFilter": ["USER"], "stateFilter": "Active", "order": order}
    everything = search(world, **query, size=-1)
    assert set(everything) == USERS
    pages = []
    for start in range(0, len(everything), 3):
        found = world.admin.post(SEARCH, {**query, "from": start, "size": 3})
        assert found["total"] == len(everything)
        pages += [one["uid"] for one in found["values"]]
    assert pages == everything


def test_explicit_uids_are_paged(world: World) -> None:
    query = {"entries": ["u-alice", "u-bob", "u-carl"], "order": {"by": "displayname", "dir": "asc"}}
    assert search(world, **query, **{"from": 1, "size": 1}) == ["u-bob"]


def test_no_cap_on_the_size(world: World) -> None:
    seed = standard()
    seed["domains"][0]["users"] += [
        {"uid": f"n-{number}", "login": f"n{number}", "name": f"N {number}", "email": f"n{number}@{DOMAIN}"}
        for number in range(600)
    ]
    world.load(seed)
    found = world.admin.post(SEARCH, {"kindsFilter": ["USER"], "stateFilter": "Active", "size": -1})
    assert found["total"] == len(found["values"]) == len(USERS) + 600


def test_order(world: World, subtests: pytest.Subtests) -> None:
    cases: dict[str, tuple[str, list[str]]] = {
        "ascending": ("asc", ["Alice Martin", "Bob Durand", "Carl Petit"]),
        "descending": ("desc", ["Carl Petit", "Bob Durand", "Alice Martin"]),
    }
    for case, (direction, names) in cases.items():
        with subtests.test(case):
            query = {
                "entryUidFilter": ["u-carl", "u-alice", "u-bob"],
                "order": {"by": "displayname", "dir": direction},
            }
            found = world.admin.post(SEARCH, query)["values"]
            assert [one["displayName"] for one in found] == names


def test_a_malformed_email_filter_is_500(world: World) -> None:
    assert world.admin("POST", SEARCH, {"emailFilter": "bob"}).status == 500


# -- by uid, by e-mail


def test_an_entry(world: World) -> None:
    read = world.admin.get(f"directory/{DOMAIN}/entry-uid/u-bob")
    assert set(read) >= ENTRY
    assert (read["entryUid"], read["kind"], read["email"]) == ("u-bob", "USER", f"bob@{DOMAIN}")
    assert (read["displayName"], read["archived"], read["hidden"]) == ("Bob Durand", False, False)
    assert read["path"] == f"{DOMAIN}/users/u-bob"  # the uid, no login


def test_paths(world: World, subtests: pytest.Subtests) -> None:
    cases: dict[str, tuple[str, str]] = {
        "a-group": ("g-dir", f"{DOMAIN}/groups/g-dir"),
        "a-resource": (RESOURCE, f"{DOMAIN}/resources/{RESOURCE}"),
    }
    for case, (uid, path) in cases.items():
        with subtests.test(case):
            assert world.admin.get(f"directory/{DOMAIN}/entry-uid/{uid}")["path"] == path


def test_many_uids_in_the_order_of_the_request(world: World) -> None:
    found = world.admin.post(f"directory/{DOMAIN}/_mget", ["u-carl", "nope", "g-dir", "u-alice"])
    assert [one["uid"] for one in found] == ["u-carl", "g-dir", "u-alice"]
    assert all(set(one) >= ITEM and set(one["value"]) >= ENTRY for one in found)


def test_many_uids_show_hidden_and_archived(world: World) -> None:
    uids = ["u-hidden", "u-old", f"{DOMAIN}_user_group"]
    assert [one["uid"] for one in world.admin.post(f"directory/{DOMAIN}/_mget", uids)] == uids


def test_by_email(world: World, subtests: pytest.Subtests) -> None:
    cases: dict[str, tuple[str, str | None, str | None]] = {
        "primary": (f"bob@{DOMAIN}", "u-bob", "USER"),
        "secondary": (f"a.martin@{DOMAIN}", "u-alice", "USER"),
        "all-aliases": (f"alice@{ALIAS}", "u-alice", "USER"),
        "case-does-not-matter": (f"BOB@{DOMAIN}", "u-bob", "USER"),
        "a-group": (f"direction@{DOMAIN}", "g-dir", "GROUP"),
        "a-resource": (f"{RESOURCE}@{DOMAIN}", RESOURCE, "RESOURCE"),
        "a-mailshare": (f"sales@{DOMAIN}", "m-sales", "MAILSHARE"),
        "an-external-user": ("guest@elsewhere.net", "x-guest", "EXTERNALUSER"),
        "unknown": (f"gone@{DOMAIN}", None, None),
        "not-an-all-aliases-address": (f"bob@{ALIAS}", None, None),
    }
    for case, (address, uid, kind) in cases.items():
        with subtests.test(case):
            reply = world.admin("GET", f"directory/{DOMAIN}/_byEmail/{address}")
            if uid is None:
                assert reply.is_null
            else:
                assert (reply.json["entryUid"], reply.json["kind"]) == (uid, kind)


def test_lookups_that_find_nothing(world: World, subtests: pytest.Subtests) -> None:
    check(
        world,
        subtests,
        Row("malformed", "GET", f"directory/{DOMAIN}/_byEmail/bob", status=500, code="INVALID_PARAMETER"),
        Row("login-unknown", "GET", f"users/{DOMAIN}/byLogin/a.martin", status=204, value=None),
        Row("group-exact-name", "GET", f"groups/{DOMAIN}/byName/direction", status=204, value=None),
        Row("group-part-of-a-name", "GET", f"groups/{DOMAIN}/byName/Direct", status=204, value=None),
        Row("user-address-case", "GET", f"users/{DOMAIN}/byEmail/Bob@{DOMAIN}", status=204, value=None),
        Row(
            "group-address-case",
            "GET",
            f"groups/{DOMAIN}/byEmail/Direction@{DOMAIN}",
            status=204,
            value=None,
        ),
        Row("user-address-of-a-group", "GET", f"users/{DOMAIN}/byEmail/direction@{DOMAIN}", status=204),
    )


def test_lookups_that_find(world: World, subtests: pytest.Subtests) -> None:
    cases: dict[str, tuple[str, str]] = {
        "login": ("users/{}/byLogin/bob", "u-bob"),
        "login-is-lower-cased": ("users/{}/byLogin/BOB", "u-bob"),
        "login-is-cut-at-the-at-sign": ("users/{}/byLogin/bob@anything", "u-bob"),
        "login-of-an-archived-user": ("users/{}/byLogin/old", "u-old"),
        "user-by-address": ("users/{}/byEmail/bob@example.org", "u-bob"),
        "group-by-name": ("groups/{}/byName/Direction", "g-dir"),
        "group-by-address": ("groups/{}/byEmail/direction@example.org", "g-dir"),
    }
    for case, (path, uid) in cases.items():
        with subtests.test(case):
            found = world.admin.get(path.format(DOMAIN))
            assert found["uid"] == uid
            assert set(found) >= ITEM


def test_users_need_a_role(world: World, subtests: pytest.Subtests) -> None:
    for path in ("byLogin/bob", f"byEmail/bob@{DOMAIN}"):
        with subtests.test(path):
            assert world.api(BOB)("GET", f"users/{DOMAIN}/{path}").refused
            assert world.alice("GET", f"users/{DOMAIN}/{path}").status == 200


def test_groups_need_a_role(world: World, subtests: pytest.Subtests) -> None:
    for path in ("byName/Direction", f"byEmail/direction@{DOMAIN}"):
        with subtests.test(path):
            assert world.api(BOB)("GET", f"groups/{DOMAIN}/{path}").refused
            assert world.alice("GET", f"groups/{DOMAIN}/{path}").status == 200


@before_and_after_5
def test_calls_of_5_x(world: World) -> None:
    query = {"kindsFilter": ["USER"], "stateFilter": "Active"}
    uids = world.admin("POST", f"directory/{DOMAIN}/_searchUids", query)
    light = world.admin("POST", f"directory/{DOMAIN}/_mgetlight", ["u-bob"])
    if not world.since_5:
        assert (uids.status, light.status) == (500, 500)
        assert (uids.json["code"], light.json["code"]) == ("UNKNOWN", "UNKNOWN")
    else:
        found = uids.json["values"] if isinstance(uids.json, dict) else uids.json
        assert set(found) == USERS
        assert [one["uid"] for one in light.json] == ["u-bob"]
