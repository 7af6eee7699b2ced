# SPDX-License-Identifier: GPL-3.0-or-later
"""Contract 8.1 to 8.4: access control lists, verbs, subjects."""

from __future__ import annotations

import pytest

from tests.contract.seeds import (
    ADMIN0,
    ALIAS,
    ALICE,
    BOB,
    CALENDAR,
    CARL,
    DOMAIN,
    DORA,
    FREEBUSY,
    NEW,
    SETTINGS,
    TECH,
    TINA,
    TOM,
    descriptor,
    standard,
)
from tests.contract.wire import World, entries, only, pairs

PATH = f"containers/_manage/{CALENDAR}/_acl"
VERBS = ("Invitation", "Freebusy", "SendOnBehalf", "Read", "Write", "Manage", "All")
VERBS_5 = (*VERBS, "SendAs", "ReadExtended")

LATTICE_4 = {
    "Invitation": {"Invitation"},
    "Freebusy": {"Freebusy"},
    "SendOnBehalf": {"SendOnBehalf"},
    "Read": {"Read", "Invitation"},
    "Write": {"Write", "Read", "Invitation", "SendOnBehalf"},
    "Manage": {"Manage"},
    "All": {"All", "Write", "Read", "Invitation", "SendOnBehalf", "Manage"},
}
READ_5 = {"Read", "Freebusy", "Invitation"}
LATTICE_5 = {
    "Invitation": {"Invitation"},
    "Freebusy": {"Freebusy", "Invitation"},
    "SendOnBehalf": {"SendOnBehalf"},
    "SendAs": {"SendAs", "SendOnBehalf"},
    "Read": READ_5,
    "ReadExtended": {"ReadExtended", *READ_5},
    "Write": {"Write", *READ_5},
    "Manage": {"Manage"},
    "All": {"All", "Write", "Manage", "SendOnBehalf", "SendAs", "ReadExtended", *READ_5},
}


def share(world: World, *acl: tuple[str, str]) -> None:
    """Replace the ACL of the calendar."""
    world.admin.write("PUT", PATH, entries(*acl))


def can(world: World, key: str | None, *verbs: str) -> bool:
    """Whether this caller may do it, as the calendar web application asks."""
    answer = world.api(key).post(f"containers/_manage/{CALENDAR}/_canAccess", list(verbs))
    assert isinstance(answer, bool)
    return answer


# -- 8.1, 8.2 calls and write semantics


@pytest.mark.parametrize("method", [pytest.param("PUT", id="8.1-put"), pytest.param("POST", id="8.1-post")])
def test_a_write_replaces_everything(world: World, method: str) -> None:
    world.admin.write(method, PATH, entries(("u-bob", "Invitation"), ("u-carl", "Invitation")))
    world.admin.write(method, PATH, entries(("u-carl", "Invitation")))
    assert world.admin.get(PATH) == entries(("u-carl", "Invitation"))


@pytest.mark.parametrize(
    ("key", "allowed"),
    [
        pytest.param(ADMIN0, True, id="8.1-admin0"),
        pytest.param(ALICE, True, id="8.1-domain-administrator"),
        pytest.param(BOB, False, id="8.1-a-user"),
        pytest.param(TINA, False, id="8.1-a-user-of-another-domain"),
        pytest.param(TOM, True, id="17.19-an-administrator-of-another-domain"),
        pytest.param(None, False, id="8.1-anonymous"),
    ],
)
def test_who_reads_and_writes(world: World, key: str | None, allowed: bool) -> None:
    caller = world.api(key)
    assert (caller("GET", PATH).status, caller("PUT", PATH, []).status) == ((200, 200) if allowed else (403, 403))


@pytest.mark.parametrize("verb", ["Manage", "All"])
def test_8_1_a_grantee_with_manage_may_share(world: World, verb: str) -> None:
    share(world, ("u-bob", verb))
    assert world.bob("GET", PATH).status == 200
    assert world.bob("PUT", PATH, entries(("u-carl", "Invitation"))).is_void
    assert pairs(world.admin.get(PATH)) == {("u-carl", "Invitation")}


@pytest.mark.parametrize("verb", ["Invitation", "Read", "Write"])
def test_8_1_a_grantee_without_manage_may_not(world: World, verb: str) -> None:
    share(world, ("u-bob", verb))
    assert world.bob("GET", PATH).status == 403
    assert world.bob("PUT", PATH, []).status == 403


@pytest.mark.parametrize(
    ("profile", "known"),
    [
        pytest.param("4.5.3", False, id="8.1-macl-4.5.3"),
        pytest.param("4.9", False, id="8.1-macl-4.9"),
        pytest.param("5.1", True, id="8.1-macl-5.1"),
    ],
    indirect=["profile"],
)
def test_many_acls_at_once(world: World, known: bool) -> None:
    share(world, ("u-bob", "Invitation"))
    reply = world.admin("POST", "containers/_manage/_macl", [CALENDAR, SETTINGS])
    if known:
        assert set(reply.json) == {CALENDAR, SETTINGS}
        assert pairs(reply.json[CALENDAR]) == {("u-bob", "Invitation")}
    else:
        # not "no service": the clients of 4.x have `POST containers/_manage/{uid}`, whose body is no list
        assert reply.status == 500


@pytest.mark.parametrize(
    ("code", "body"),
    [
        pytest.param("FAILURE", [{"subject": "", "verb": "Read"}], id="8.2-empty-subject"),
        pytest.param("FAILURE", [{"subject": None, "verb": "Read"}], id="8.2-null-subject"),
        pytest.param("FAILURE", [{"verb": "Read"}], id="8.2-no-subject"),
        pytest.param("FAILURE", [{"subject": "u-bob", "verb": None}], id="8.2-null-verb"),
        pytest.param("FAILURE", [{"subject": "u-bob"}], id="8.2-no-verb"),
        pytest.param(None, None, id="8.2-null-body"),
    ],
)
def test_validation(world: World, code: str | None, body: object) -> None:
    share(world, ("u-carl", "Invitation"))
    reply = world.admin("PUT", PATH, body)
    assert (reply.status, reply.code) == (500, code)
    assert world.admin.get(PATH) == entries(("u-carl", "Invitation"))


def test_8_2_no_body_at_all_is_null(world: World) -> None:
    assert world.admin("PUT", PATH).status == 500


@pytest.mark.parametrize(
    "subject",
    [
        pytest.param("nobody", id="8.2-unknown"),
        pytest.param(f"bob@{DOMAIN}", id="8.4-an-e-mail"),
        pytest.param("u-tina", id="8.4-of-another-domain"),
        pytest.param("x-calendar-public-0000", id="8.4-a-published-calendar"),
        pytest.param("x-calendar-private-0000", id="8.4-a-private-address"),
        pytest.param("anonymous", id="8.4-anonymous"),
        pytest.param(DOMAIN, id="8.4-the-domain"),
    ],
)
def test_subjects_are_stored_unchecked(world: World, subject: str) -> None:
    share(world, (subject, "Invitation"))
    assert world.admin.get(PATH) == entries((subject, "Invitation"))


@pytest.mark.parametrize(
    ("subject", "allowed"),
    [
        pytest.param(DOMAIN, False, id="8.2-the-domain"),
        pytest.param("u-bob", True, id="8.2-a-user"),
        pytest.param("g-dir", True, id="8.2-a-group"),
        pytest.param(ALIAS, True, id="8.2-an-alias-is-unknown"),
    ],
)
def test_8_2_a_mailbox_acl_forbids_the_domain(world: World, subject: str, allowed: bool) -> None:
    world.admin.write("PUT", f"resources/{DOMAIN}/{NEW}", descriptor())
    found = world.core.post("containers/_manage/_list", {"type": "mailboxacl"})
    (path,) = [f"containers/_manage/{one['uid']}/_acl" for one in found if one["owner"] == NEW]
    reply = world.admin("PUT", path, entries((subject, "Read")))
    assert (reply.status, reply.is_void) == ((200, True) if allowed else (500, False))
    assert (subject in {one for one, _verb in pairs(world.admin.get(path))}) is allowed


@only("4.5.3", "4.9")
@pytest.mark.parametrize(
    "acl",
    [
        pytest.param([("u-bob", verb) for verb in VERBS], id="8.2-implied-verbs-stay"),
        pytest.param([("g-dir", "All"), ("u-bob", "Manage"), (DOMAIN, "Freebusy")], id="8.2-several-subjects"),
        pytest.param([("u-bob", "Write"), ("u-bob", "Read")], id="8.2-two-verbs"),
        pytest.param([("u-bob", "Read"), ("u-bob", "Read")], id="8.2-duplicates"),
    ],
)
def test_4_x_is_verbatim(world: World, acl: list[tuple[str, str]]) -> None:
    share(world, *acl)
    assert pairs(world.admin.get(PATH)) == set(acl)


@only("5.1")
@pytest.mark.parametrize("verb", [pytest.param(verb, id=f"8.3-{verb}") for verb in VERBS_5])
def test_5_x_expands(world: World, verb: str) -> None:
    share(world, ("u-bob", verb))
    read = world.admin.get(PATH)
    assert pairs(read) == {("u-bob", implied) for implied in LATTICE_5[verb]}
    assert len(read) == len(LATTICE_5[verb])


@only("5.1")
@pytest.mark.parametrize(
    ("sent", "same_as"),
    [
        pytest.param(["Read", "Freebusy", "Invitation"], ["Read"], id="8.2-implied-verbs-go"),
        pytest.param(["All", "Write", "Manage"], ["All"], id="8.2-all"),
        pytest.param(["Manage", "Invitation"], ["Invitation", "Manage"], id="8.2-unrelated-verbs-stay"),
        pytest.param(["Freebusy", "Freebusy"], ["Freebusy"], id="8.2-duplicates"),
    ],
)
def test_5_x_compacts(world: World, sent: list[str], same_as: list[str]) -> None:
    share(world, *[("u-bob", verb) for verb in sent])
    first = world.admin.get(PATH)
    share(world, *[("u-bob", verb) for verb in same_as])
    assert pairs(first) == pairs(world.admin.get(PATH))
    world.admin.write("PUT", PATH, first)
    assert pairs(world.admin.get(PATH)) == pairs(first)


@only("5.1")
def test_8_2_5_x_adds_no_owner_entry_for_a_resource(world: World) -> None:
    assert world.admin.get(PATH) == []


@pytest.mark.parametrize(
    ("profile", "verb", "status"),
    [
        *[pytest.param("4.5.3", verb, 500, id=f"8.3-4.5.3-{verb}") for verb in ("SendAs", "ReadExtended")],
        *[pytest.param("4.9", verb, 500, id=f"8.3-4.9-{verb}") for verb in ("SendAs", "ReadExtended")],
        *[pytest.param("4.5.3", verb, 200, id=f"8.3-4.5.3-{verb}") for verb in VERBS],
        *[pytest.param("5.1", verb, 200, id=f"8.3-5.1-{verb}") for verb in (*VERBS_5, "Visible")],
    ],
    indirect=["profile"],
)
def test_verbs_that_each_line_knows(world: World, verb: str, status: int) -> None:
    assert world.admin("PUT", PATH, entries(("u-bob", verb))).status == status


# -- 8.3 what a verb implies


@only("4.5.3")
@pytest.mark.parametrize("verb", [pytest.param(verb, id=f"8.3-{verb}") for verb in VERBS])
def test_the_lattice_of_4_x(world: World, verb: str) -> None:
    share(world, ("u-bob", verb))
    assert {asked for asked in VERBS if can(world, BOB, asked)} == LATTICE_4[verb]


@only("5.1")
@pytest.mark.parametrize("verb", [pytest.param(verb, id=f"8.3-{verb}") for verb in VERBS_5])
def test_the_lattice_of_5_x(world: World, verb: str) -> None:
    share(world, ("u-bob", verb))
    assert {asked for asked in VERBS_5 if can(world, BOB, asked)} == LATTICE_5[verb]


# -- 8.4 subjects


@pytest.mark.parametrize(
    ("subject", "key", "matches"),
    [
        pytest.param("u-bob", BOB, True, id="8.4-a-user"),
        pytest.param("u-bob", CARL, False, id="8.4-another-user"),
        pytest.param("g-dir", BOB, True, id="8.4-a-member-of-a-group"),
        pytest.param("g-dir", CARL, False, id="8.4-not-a-member"),
        pytest.param(DOMAIN, CARL, True, id="8.4-everybody-of-the-domain"),
        pytest.param(f"{DOMAIN}_user_group", CARL, True, id="10-everybody-by-the-default-group"),
        pytest.param(DOMAIN, TINA, False, id="8.4-nobody-of-another-domain"),
        pytest.param(TECH, TINA, False, id="8.4-another-domain-as-subject"),
        pytest.param("u-tina", TINA, False, id="8.4-a-user-of-another-domain"),
        pytest.param(f"bob@{DOMAIN}", BOB, False, id="8.4-an-e-mail"),
        pytest.param(f"{DOMAIN}/users/u-bob", BOB, False, id="8.4-a-path"),
        pytest.param(ALIAS, BOB, False, id="8.4-an-alias"),
        pytest.param("m-sales", BOB, False, id="8.4-a-mailshare"),
        pytest.param("anonymous", None, True, id="8.4-anonymous"),
        pytest.param(DOMAIN, None, False, id="8.4-the-domain-is-not-anonymous"),
        pytest.param("public", BOB, False, id="8.4-public"),
    ],
)
def test_what_a_subject_matches(world: World, subject: str, key: str | None, matches: bool) -> None:
    share(world, (subject, "Invitation"))
    assert can(world, key, "Invitation") is matches


@pytest.mark.parametrize(
    ("profile", "subject", "matches"),
    [
        pytest.param("4.5.3", "example", True, id="8.4-4.5-any-piece-of-the-domain"),
        pytest.param("4.5.3", "e", True, id="8.4-4.5-one-letter"),
        pytest.param("4.5.3", "nope", False, id="8.4-4.5-not-a-piece"),
        pytest.param("5.1", "example", False, id="8.4-5.x-equality"),
    ],
    indirect=["profile"],
)
def test_the_substring_rule(world: World, subject: str, matches: bool) -> None:
    share(world, (subject, "Invitation"))
    assert can(world, CARL, "Invitation") is matches


def test_12_can_access_of_admin0_is_always_true(world: World) -> None:
    assert can(world, ADMIN0, "Invitation")
    assert can(world, ADMIN0, "All")


def test_17_15_can_access_of_nothing_is_true(world: World) -> None:
    assert can(world, BOB) is True


def test_12_can_access_of_any_listed_verb(world: World) -> None:
    share(world, ("u-bob", "Invitation"))
    assert can(world, BOB, "Write", "Invitation")


# -- 8.7, 8.6 the free/busy container


@only("4.5.3", "4.9")
def test_8_6_4_x_keeps_the_freebusy_acl(world: World) -> None:
    before = world.admin.get(f"containers/_manage/{FREEBUSY}/_acl")
    assert pairs(before) == {(DOMAIN, "Read")}
    share(world, ("u-bob", "Invitation"))
    assert world.admin.get(f"containers/_manage/{FREEBUSY}/_acl") == before


@only("5.1")
@pytest.mark.parametrize(
    ("acl", "subjects"),
    [
        pytest.param([("u-bob", "Invitation")], set(), id="8.6-invitation-leaves-it-empty"),
        pytest.param([("u-bob", "Read"), ("g-dir", "Invitation")], {"u-bob"}, id="8.6-read"),
        pytest.param([("u-bob", "Freebusy"), ("u-carl", "Manage")], {"u-bob", "u-carl"}, id="8.6-two"),
        pytest.param([], set(), id="8.6-nobody"),
    ],
)
def test_5_x_overwrites_the_freebusy_acl(world: World, acl: list[tuple[str, str]], subjects: set[str]) -> None:
    share(world, *acl)
    assert {subject for subject, _verb in pairs(world.admin.get(f"containers/_manage/{FREEBUSY}/_acl"))} == subjects


def test_8_7_a_seed_of_a_healthy_resource(world: World) -> None:
    world.load(standard(acl=entries(("g-dir", "Invitation"))))
    assert world.admin.get(PATH) == entries(("g-dir", "Invitation"))
    settings = pairs(world.admin.get(f"containers/_manage/{SETTINGS}/_acl"))
    assert (DOMAIN, "Read") in settings
    assert {subject for subject, _verb in settings} == {DOMAIN}


def test_8_4_a_group_of_the_session(world: World) -> None:
    share(world, ("g-quiet", "Invitation"))
    assert [can(world, key, "Invitation") for key in (BOB, CARL, DORA)] == [False, True, True]
