# SPDX-License-Identifier: GPL-3.0-or-later
"""From the names that people write to exactly one principal."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from ansible_collections.bluemind.videoconferencing.plugins.module_utils.bluemind.errors import BlueMindError
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.model.records import (
    Domain,
    Grant,
    Principal,
    Share,
)
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.reconcile.directory import Directory

DOMAIN = Domain("d.internal", "example.org", ("alias.example",))
ALICE = Principal("u-alice", "user", "Alice Martin", "alice@example.org")
BOB = Principal("u-bob", "user", "Bob", "rob@example.org")
ZOE = Principal("u-zoe", "user", "Zoé", None)
GONE = Principal("u-gone", "user", "Gone", "gone@example.org", archived=True)
TWINS = tuple(Principal(uid, "user", "Same Name", None) for uid in ("u-1", "u-2"))
STAFF = Principal("g-staff", "group", "Staff", "staff@example.org")
NAMED = Principal("g-bob", "group", "u-bob", None)  # a group called like Bob's uid
SHARED = Principal("m-info", "mailshare", "info", "info@example.org")

# What only the server can tell: logins and secondary addresses.
ASKED = {"bob": BOB, "info@example.org": SHARED, "second@example.org": ALICE, "alice": ALICE}


class Lookups:
    """Answers look-ups, and counts them."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, share: Share) -> Principal | None:
        self.asked.append(share.name)
        return ASKED.get(share.name)


def grants(
    *shares: Share, held: Mapping[str, str | None] | None = None, leaving: bool = False, purge: bool = False
) -> tuple[tuple[Grant, ...], list[str]]:
    """The grants, and the names that were looked up."""
    lookups = Lookups()
    directory = Directory(DOMAIN, (ALICE, BOB, ZOE, GONE, *TWINS, STAFF, NAMED))
    return directory.grants(shares, lookups, held or {}, leaving, purge), lookups.asked


def user(name: str, right: str = "book") -> Share:
    return Share("user", name, right)


@pytest.mark.parametrize(
    ("share", "found"),
    [
        (user("u-alice"), ALICE),
        (user("alice@example.org"), ALICE),
        (user("ALICE@example.org"), ALICE),
        (user("Alice Martin"), ALICE),
        (user("alice"), ALICE),  # the address before its @
        (user("second@example.org"), ALICE),  # asked for
        (user("bob"), BOB),  # the name is Bob, the login too
        (user("Zoe\u0301"), ZOE),  # the same letters, composed otherwise
        (user("u-bob"), BOB),
        (Share("group", "u-bob", "book"), NAMED),
        (Share("group", "staff@example.org", "book"), STAFF),
    ],
)
def test_a_name_finds_one(share: Share, found: Principal) -> None:
    assert grants(share)[0] == (Grant(found, "book"),)


def test_everyone_is_the_domain() -> None:
    [grant] = grants(Share("everyone", "", "view"))[0]
    assert (grant.principal.uid, grant.principal.kind) == (DOMAIN.uid, "everyone")


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (user("alicia"), ["user alicia does not exist", "near: user alice@example.org"]),
        (user("Zoë"), ["user Zoë does not exist"]),
        (user("Staff"), ["Staff is not a user but a group"]),
        (Share("group", "u-alice", "book"), ["u-alice is not a group but a user"]),
        (Share("group", "alice", "book"), ["alice is not a group but a user"]),
        (user("info@example.org"), ["info@example.org is not a user but a mailshare"]),
        (user("gone"), ["user gone is archived"]),
        (user("Same Name"), ["ambiguous", "u-1", "u-2", "write the uid"]),
        (user("other@other.example"), ["another domain (other.example)"]),
        (user("nobody@alias.example"), ["does not exist"]),
    ],
)
def test_a_name_that_is_refused(share: Share, words: list[str]) -> None:
    with pytest.raises(BlueMindError) as refused:
        grants(share)
    assert refused.value.kind == "input"
    assert [word for word in words if word not in refused.value.message] == [], refused.value.message


def test_all_problems_are_told_at_once() -> None:
    with pytest.raises(BlueMindError) as refused:
        grants(user("nobody1"), Share("group", "nobody2", "book"), user("alice"), user("u-alice", "manage"))
    words = ("example.org: shares:", "nobody1", "nobody2", "listed twice, with book and manage")
    assert [word for word in words if word not in refused.value.message] == []


def test_the_exact_spelling_wins_over_another_case() -> None:
    both = (Principal("u-a", "user", "dupont", None), Principal("u-b", "user", "Dupont", None))
    directory = Directory(DOMAIN, both)
    assert directory.grants((user("Dupont"),), lambda _share: None, {})[0].principal.uid == "u-b"


def test_a_login_is_asked_for_only_where_a_right_is_given() -> None:
    assert grants(user("alice"), held={"u-alice": "book"})[1] == []
    assert grants(user("alice"), held={"u-alice": "view"})[1] == ["alice"]
    assert grants(user("alice"), held={"u-alice": "book", "u-zoe": "book"}, purge=True)[1] == ["alice"]
    assert grants(user("alice"), held={"u-alice": "book", "x-calendar-public-1": "view"}, purge=True)[1] == []
    assert grants(user("u-alice"), user("alice@example.org"))[1] == []


def test_a_login_of_somebody_else_is_ambiguous() -> None:
    """The address of X is bob@…, and bob is the login of another user."""
    directory = Directory(DOMAIN, (BOB, Principal("u-x", "user", "X", "bob@example.org")))
    for shared, purge in (({}, False), ({"u-x": "book", "u-bob": "view"}, True)):
        with pytest.raises(BlueMindError, match="u-bob"):
            directory.grants((user("bob"),), Lookups(), shared, purge=purge)


def test_who_has_left_can_only_lose_rights() -> None:
    held = {"u-left": "book", "u-gone": "view", DOMAIN.uid: "book", "x-calendar-public-1": "view"}
    found = grants(user("u-left"), user("gone"), held=held, leaving=True)[0]
    assert [one.principal.uid for one in found] == ["u-left", "u-gone"]
    for name in (DOMAIN.uid, "x-calendar-public-1", "u-stranger"):
        with pytest.raises(BlueMindError):
            grants(user(name), held=held, leaving=True)
    with pytest.raises(BlueMindError):
        grants(user("u-left"), held=held)


def test_an_address_of_somebody_else_is_ambiguous() -> None:
    """X is called second@…, which is the secondary address of Alice."""
    directory = Directory(DOMAIN, (ALICE, Principal("u-x", "user", "second@example.org", None)))
    with pytest.raises(BlueMindError, match=r"an address and a name.*u-x.*u-alice"):
        directory.grants((user("second@example.org"),), Lookups(), {})
