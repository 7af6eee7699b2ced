# SPDX-License-Identifier: GPL-3.0-or-later
"""Contract 10: resolving users and groups."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contract.seeds import ALIAS, BOB, DOMAIN, RESOURCE, standard
from tests.contract.wire import Row, World, only, table

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


@pytest.mark.parametrize(
    ("query", "uids"),
    [
        pytest.param({"stateFilter": "Active"}, USERS, id="10-active"),
        pytest.param({}, USERS | {"u-old"}, id="10-no-state-filter-shows-the-archived"),
        pytest.param({"stateFilter": "All"}, USERS | {"u-old"}, id="10-all-states"),
        pytest.param({"stateFilter": "Archived"}, {"u-old"}, id="10-archived"),
        pytest.param({"hiddenFilter": False}, USERS | {"u-old", "u-hidden"}, id="10-hidden-too"),
        pytest.param({"systemFilter": False}, USERS | {"u-old", "u-system"}, id="10-system-too"),
        pytest.param({"nameFilter": "NOEL"}, {"u-elodie", "u-enoel"}, id="10-names-without-accents-or-case"),
        pytest.param({"nameFilter": "élodie"}, {"u-elodie"}, id="10-accents-in-the-query"),
        pytest.param({"nameFilter": "mart"}, {"u-alice"}, id="10-a-part-of-a-name"),
        pytest.param({"nameOrEmailFilter": "durand"}, {"u-bob"}, id="10-name-or-e-mail-by-name"),
        pytest.param({"nameOrEmailFilter": "bob@"}, {"u-bob"}, id="10-name-or-e-mail-by-address"),
        pytest.param({"emailFilter": f"bob@{DOMAIN}"}, {"u-bob"}, id="10-the-primary-address"),
        pytest.param({"emailFilter": f"BOB@{DOMAIN}"}, {"u-bob"}, id="10-ilike-ignores-case"),
        pytest.param({"emailFilter": f"a.martin@{DOMAIN}"}, set(), id="10-not-a-secondary-address"),
        pytest.param({"emailFilter": f"e_noel@{DOMAIN}"}, {"u-elodie", "u-enoel"}, id="10-underscore-is-a-wildcard"),
        pytest.param({"emailFilter": f"%noel@{DOMAIN}"}, {"u-elodie", "u-enoel"}, id="10-percent-is-a-wildcard"),
        pytest.param({"emailFilter": "bob@nope.example"}, set(), id="10-another-domain-is-empty"),
        pytest.param({"entryUidFilter": ["u-bob", "nope"]}, {"u-bob"}, id="10-uids"),
        pytest.param({"entries": ["u-bob", "u-carl"]}, {"u-bob", "u-carl"}, id="10-entries"),
        pytest.param({"accountTypeFilter": "SIMPLE"}, set(), id="10-account-type"),
    ],
)
def test_users_found(world: World, query: dict[str, Any], uids: set[str]) -> None:
    assert set(search(world, kindsFilter=["USER"], size=-1, **query)) == uids


@pytest.mark.parametrize(
    ("kinds", "uids"),
    [
        pytest.param(["GROUP"], {"g-dir", "g-quiet"}, id="10-default-groups-are-hidden"),
        pytest.param(["RESOURCE"], {RESOURCE}, id="10-resources"),
        pytest.param(["MAILSHARE"], {"m-sales"}, id="10-mailshares"),
        pytest.param(["EXTERNALUSER"], {"x-guest"}, id="10-external-users"),
        pytest.param(["USER", "GROUP"], {*USERS, "g-dir", "g-quiet"}, id="10-two-kinds"),
    ],
)
def test_kinds(world: World, kinds: list[str], uids: set[str]) -> None:
    assert set(search(world, kindsFilter=kinds, stateFilter="Active")) == uids


def test_10_kinds_of_5_7_do_not_parse(world: World) -> None:
    reply = world.admin("POST", SEARCH, {"kindsFilter": ["SHARED_MAILBOX"]})
    assert (reply.status, reply.code) == (500, "UNKNOWN")


def test_10_the_default_groups_show_when_asked(world: World) -> None:
    found = set(search(world, kindsFilter=["GROUP"], hiddenFilter=False, systemFilter=False))
    assert found >= {f"{DOMAIN}_user_group", f"{DOMAIN}_admin_group", "g-dir"}


def test_10_the_cheapest_search_for_principals(world: World) -> None:
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


def test_10_paging(world: World) -> None:
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


def test_10_explicit_uids_are_paged(world: World) -> None:
    query = {"entries": ["u-alice", "u-bob", "u-carl"], "order": {"by": "displayname", "dir": "asc"}}
    assert search(world, **query, **{"from": 1, "size": 1}) == ["u-bob"]


def test_10_no_cap_on_the_size(world: World) -> None:
    seed = standard()
    seed["domains"][0]["users"] += [
        {"uid": f"n-{number}", "login": f"n{number}", "name": f"N {number}", "email": f"n{number}@{DOMAIN}"}
        for number in range(600)
    ]
    world.load(seed)
    found = world.admin.post(SEARCH, {"kindsFilter": ["USER"], "stateFilter": "Active", "size": -1})
    assert found["total"] == len(found["values"]) == len(USERS) + 600


@pytest.mark.parametrize(
    ("direction", "names"),
    [
        pytest.param("asc", ["Alice Martin", "Bob Durand", "Carl Petit"], id="10-ascending"),
        pytest.param("desc", ["Carl Petit", "Bob Durand", "Alice Martin"], id="10-descending"),
    ],
)
def test_order(world: World, direction: str, names: list[str]) -> None:
    query = {
        "entryUidFilter": ["u-carl", "u-alice", "u-bob"],
        "order": {"by": "displayname", "dir": direction},
    }
    found = world.admin.post(SEARCH, query)["values"]
    assert [one["displayName"] for one in found] == names


def test_10_a_malformed_email_filter_is_500(world: World) -> None:
    assert world.admin("POST", SEARCH, {"emailFilter": "bob"}).status == 500


# -- by uid, by e-mail


def test_10_an_entry(world: World) -> None:
    read = world.admin.get(f"directory/{DOMAIN}/entry-uid/u-bob")
    assert set(read) >= ENTRY
    assert (read["entryUid"], read["kind"], read["email"]) == ("u-bob", "USER", f"bob@{DOMAIN}")
    assert (read["displayName"], read["archived"], read["hidden"]) == ("Bob Durand", False, False)
    assert read["path"] == f"{DOMAIN}/users/u-bob"  # 17.7: the uid, no login


@pytest.mark.parametrize(
    ("uid", "path"),
    [
        pytest.param("g-dir", f"{DOMAIN}/groups/g-dir", id="17.7-a-group"),
        pytest.param(RESOURCE, f"{DOMAIN}/resources/{RESOURCE}", id="17.7-a-resource"),
    ],
)
def test_paths(world: World, uid: str, path: str) -> None:
    assert world.admin.get(f"directory/{DOMAIN}/entry-uid/{uid}")["path"] == path


def test_10_many_uids_in_the_order_of_the_request(world: World) -> None:
    found = world.admin.post(f"directory/{DOMAIN}/_mget", ["u-carl", "nope", "g-dir", "u-alice"])
    assert [one["uid"] for one in found] == ["u-carl", "g-dir", "u-alice"]
    assert all(set(one) >= ITEM and set(one["value"]) >= ENTRY for one in found)


def test_10_many_uids_show_hidden_and_archived(world: World) -> None:
    uids = ["u-hidden", "u-old", f"{DOMAIN}_user_group"]
    assert [one["uid"] for one in world.admin.post(f"directory/{DOMAIN}/_mget", uids)] == uids


@pytest.mark.parametrize(
    ("address", "uid", "kind"),
    [
        pytest.param(f"bob@{DOMAIN}", "u-bob", "USER", id="10-primary"),
        pytest.param(f"a.martin@{DOMAIN}", "u-alice", "USER", id="10-secondary"),
        pytest.param(f"alice@{ALIAS}", "u-alice", "USER", id="10-all-aliases"),
        pytest.param(f"BOB@{DOMAIN}", "u-bob", "USER", id="17.8-case-does-not-matter"),
        pytest.param(f"direction@{DOMAIN}", "g-dir", "GROUP", id="10-a-group"),
        pytest.param(f"{RESOURCE}@{DOMAIN}", RESOURCE, "RESOURCE", id="10-a-resource"),
        pytest.param(f"sales@{DOMAIN}", "m-sales", "MAILSHARE", id="10-a-mailshare"),
        pytest.param("guest@elsewhere.net", "x-guest", "EXTERNALUSER", id="10-an-external-user"),
        pytest.param(f"gone@{DOMAIN}", None, None, id="10-unknown"),
        pytest.param(f"bob@{ALIAS}", None, None, id="10-not-an-all-aliases-address"),
    ],
)
def test_by_email(world: World, address: str, uid: str | None, kind: str | None) -> None:
    reply = world.admin("GET", f"directory/{DOMAIN}/_byEmail/{address}")
    if uid is None:
        assert reply.is_null
    else:
        assert (reply.json["entryUid"], reply.json["kind"]) == (uid, kind)


@pytest.mark.parametrize(
    "row",
    table(
        Row("10-malformed", "GET", f"directory/{DOMAIN}/_byEmail/bob", status=500, code="INVALID_PARAMETER"),
        Row("10-login-unknown", "GET", f"users/{DOMAIN}/byLogin/a.martin", status=204, value=None),
        Row("10-group-exact-name", "GET", f"groups/{DOMAIN}/byName/direction", status=204, value=None),
        Row("10-group-part-of-a-name", "GET", f"groups/{DOMAIN}/byName/Direct", status=204, value=None),
        Row("17.8-user-address-case", "GET", f"users/{DOMAIN}/byEmail/Bob@{DOMAIN}", status=204, value=None),
        Row(
            "17.8-group-address-case",
            "GET",
            f"groups/{DOMAIN}/byEmail/Direction@{DOMAIN}",
            status=204,
            value=None,
        ),
        Row("10-user-address-of-a-group", "GET", f"users/{DOMAIN}/byEmail/direction@{DOMAIN}", status=204),
    ),
)
def test_lookups_that_find_nothing(world: World, row: Row) -> None:
    row.check(world)


@pytest.mark.parametrize(
    ("path", "uid"),
    [
        pytest.param("users/{}/byLogin/bob", "u-bob", id="10-login"),
        pytest.param("users/{}/byLogin/BOB", "u-bob", id="10-login-is-lower-cased"),
        pytest.param("users/{}/byLogin/bob@anything", "u-bob", id="10-login-is-cut-at-the-at-sign"),
        pytest.param("users/{}/byLogin/old", "u-old", id="10-login-of-an-archived-user"),
        pytest.param("users/{}/byEmail/bob@example.org", "u-bob", id="10-user-by-address"),
        pytest.param("groups/{}/byName/Direction", "g-dir", id="10-group-by-name"),
        pytest.param("groups/{}/byEmail/direction@example.org", "g-dir", id="10-group-by-address"),
    ],
)
def test_lookups_that_find(world: World, path: str, uid: str) -> None:
    found = world.admin.get(path.format(DOMAIN))
    assert found["uid"] == uid
    assert set(found) >= ITEM


@pytest.mark.parametrize("path", ["byLogin/bob", f"byEmail/bob@{DOMAIN}"])
def test_10_users_need_a_role(world: World, path: str) -> None:
    assert world.api(BOB)("GET", f"users/{DOMAIN}/{path}").refused
    assert world.alice("GET", f"users/{DOMAIN}/{path}").status == 200


@pytest.mark.parametrize("path", ["byName/Direction", f"byEmail/direction@{DOMAIN}"])
def test_10_groups_need_a_role(world: World, path: str) -> None:
    assert world.api(BOB)("GET", f"groups/{DOMAIN}/{path}").refused
    assert world.alice("GET", f"groups/{DOMAIN}/{path}").status == 200


@only("4.5.3", "5.1")
def test_10_calls_of_5_x(world: World) -> None:
    query = {"kindsFilter": ["USER"], "stateFilter": "Active"}
    uids = world.admin("POST", f"directory/{DOMAIN}/_searchUids", query)
    light = world.admin("POST", f"directory/{DOMAIN}/_mgetlight", ["u-bob"])
    if world.old_line:
        assert (uids.status, light.status) == (500, 500)
        assert (uids.json["code"], light.json["code"]) == ("UNKNOWN", "UNKNOWN")
    else:
        found = uids.json["values"] if isinstance(uids.json, dict) else uids.json
        assert set(found) == USERS
        assert [one["uid"] for one in light.json] == ["u-bob"]
