# SPDX-License-Identifier: GPL-3.0-or-later
"""contract#acl-calls, contract#subjects: access control lists, verbs, subjects."""

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
from tests.contract.wire import World, before_and_after_5, entries, on_5_x, on_each_line, pairs

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


# -- calls and write semantics


@pytest.mark.parametrize("method", [pytest.param("PUT", id="put"), pytest.param("POST", id="post")])
def test_a_write_replaces_everything(world: World, method: str) -> None:
    world.admin.write(method, PATH, entries(("u-bob", "Invitation"), ("u-carl", "Invitation")))
    world.admin.write(method, PATH, entries(("u-carl", "Invitation")))
    assert world.admin.get(PATH) == entries(("u-carl", "Invitation"))


def test_who_reads_and_writes(world: World, subtests: pytest.Subtests) -> None:
    cases: dict[str, tuple[str | None, bool]] = {
        "admin0": (ADMIN0, True),
        "domain-administrator": (ALICE, True),
        "a-user": (BOB, False),
        "a-user-of-another-domain": (TINA, False),
        "an-administrator-of-another-domain": (TOM, True),
        "anonymous": (None, False),
    }
    for case, (key, allowed) in cases.items():
        with subtests.test(case):
            caller = world.api(key)
            assert (caller("GET", PATH).status, caller("PUT", PATH, []).status) == (
                (200, 200) if allowed else (403, 403)
            )


def test_a_grantee_with_manage_may_share(world: World, subtests: pytest.Subtests) -> None:
    for verb in ("Manage", "All"):
        with subtests.test(verb):
            share(world, ("u-bob", verb))
            assert world.bob("GET", PATH).status == 200
            assert world.bob("PUT", PATH, entries(("u-carl", "Invitation"))).is_void
            assert pairs(world.admin.get(PATH)) == {("u-carl", "Invitation")}


def test_a_grantee_without_manage_may_not(world: World, subtests: pytest.Subtests) -> None:
    for verb in ("Invitation", "Read", "Write"):
        with subtests.test(verb):
            share(world, ("u-bob", verb))
            assert world.bob("GET", PATH).status == 403
            assert world.bob("PUT", PATH, []).status == 403


@pytest.mark.parametrize(
    ("profile", "known"),
    [
        pytest.param("4.9", False, id="4.9"),
        pytest.param("5.1", True, id="5.1"),
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


def test_validation(world: World, subtests: pytest.Subtests) -> None:
    cases: dict[str, tuple[str | None, object]] = {
        "empty-subject": ("FAILURE", [{"subject": "", "verb": "Read"}]),
        "null-subject": ("FAILURE", [{"subject": None, "verb": "Read"}]),
        "no-subject": ("FAILURE", [{"verb": "Read"}]),
        "null-verb": ("FAILURE", [{"subject": "u-bob", "verb": None}]),
        "no-verb": ("FAILURE", [{"subject": "u-bob"}]),
        "null-body": (None, None),
    }
    for case, (code, body) in cases.items():
        with subtests.test(case):
            share(world, ("u-carl", "Invitation"))
            reply = world.admin("PUT", PATH, body)
            assert (reply.status, reply.code) == (500, code)
            assert world.admin.get(PATH) == entries(("u-carl", "Invitation"))


def test_no_body_at_all_is_null(world: World) -> None:
    assert world.admin("PUT", PATH).status == 500


def test_subjects_are_stored_unchecked(world: World, subtests: pytest.Subtests) -> None:
    cases: dict[str, str] = {
        "unknown": "nobody",
        "an-e-mail": f"bob@{DOMAIN}",
        "of-another-domain": "u-tina",
        "a-published-calendar": "x-calendar-public-0000",
        "a-private-address": "x-calendar-private-0000",
        "anonymous": "anonymous",
        "the-domain": DOMAIN,
    }
    for case, subject in cases.items():
        with subtests.test(case):
            share(world, (subject, "Invitation"))
            assert world.admin.get(PATH) == entries((subject, "Invitation"))


@pytest.mark.parametrize(
    ("subject", "allowed"),
    [
        pytest.param(DOMAIN, False, id="the-domain"),
        pytest.param("u-bob", True, id="a-user"),
        pytest.param("g-dir", True, id="a-group"),
        pytest.param(ALIAS, True, id="an-alias-is-unknown"),
    ],
)
def test_a_mailbox_acl_forbids_the_domain(world: World, subject: str, allowed: bool) -> None:
    world.admin.write("PUT", f"resources/{DOMAIN}/{NEW}", descriptor())
    found = world.core.post("containers/_manage/_list", {"type": "mailboxacl"})
    (path,) = [f"containers/_manage/{one['uid']}/_acl" for one in found if one["owner"] == NEW]
    reply = world.admin("PUT", path, entries((subject, "Read")))
    assert (reply.status, reply.is_void) == ((200, True) if allowed else (500, False))
    assert (subject in {one for one, _verb in pairs(world.admin.get(path))}) is allowed


def test_4_x_is_verbatim(world: World, subtests: pytest.Subtests) -> None:
    cases: dict[str, list[tuple[str, str]]] = {
        "implied-verbs-stay": [("u-bob", verb) for verb in VERBS],
        "several-subjects": [("g-dir", "All"), ("u-bob", "Manage"), (DOMAIN, "Freebusy")],
        "two-verbs": [("u-bob", "Write"), ("u-bob", "Read")],
        "duplicates": [("u-bob", "Read"), ("u-bob", "Read")],
    }
    for case, acl in cases.items():
        with subtests.test(case):
            share(world, *acl)
            assert pairs(world.admin.get(PATH)) == set(acl)


@on_5_x
def test_5_x_expands(world: World, subtests: pytest.Subtests) -> None:
    for verb, implied in LATTICE_5.items():
        with subtests.test(verb):
            share(world, ("u-bob", verb))
            read = world.admin.get(PATH)
            assert pairs(read) == {("u-bob", one) for one in implied}
            assert len(read) == len(implied)


@on_5_x
def test_5_x_compacts(world: World, subtests: pytest.Subtests) -> None:
    cases: dict[str, tuple[list[str], list[str]]] = {
        "implied-verbs-go": (["Read", "Freebusy", "Invitation"], ["Read"]),
        "all": (["All", "Write", "Manage"], ["All"]),
        "unrelated-verbs-stay": (["Manage", "Invitation"], ["Invitation", "Manage"]),
        "duplicates": (["Freebusy", "Freebusy"], ["Freebusy"]),
    }
    for case, (sent, same_as) in cases.items():
        with subtests.test(case):
            share(world, *[("u-bob", verb) for verb in sent])
            first = world.admin.get(PATH)
            share(world, *[("u-bob", verb) for verb in same_as])
            assert pairs(first) == pairs(world.admin.get(PATH))
            world.admin.write("PUT", PATH, first)
            assert pairs(world.admin.get(PATH)) == pairs(first)


@on_5_x
def test_5_x_adds_no_owner_entry_for_a_resource(world: World) -> None:
    assert world.admin.get(PATH) == []


@on_each_line
def test_verbs_that_the_line_knows(world: World, subtests: pytest.Subtests) -> None:
    for verb in (*VERBS_5, "Visible"):
        with subtests.test(verb):
            known = world.since_5 or verb in VERBS
            assert world.admin("PUT", PATH, entries(("u-bob", verb))).status == (200 if known else 500)


# -- what a verb implies


@before_and_after_5
def test_what_a_verb_implies(world: World, subtests: pytest.Subtests) -> None:
    for verb, implied in (LATTICE_5 if world.since_5 else LATTICE_4).items():
        with subtests.test(verb):
            share(world, ("u-bob", verb))
            assert {asked for asked in (VERBS_5 if world.since_5 else VERBS) if can(world, BOB, asked)} == implied


# -- subjects


def test_what_a_subject_matches(world: World, subtests: pytest.Subtests) -> None:
    cases: dict[str, tuple[str, str | None, bool]] = {
        "a-user": ("u-bob", BOB, True),
        "another-user": ("u-bob", CARL, False),
        "a-member-of-a-group": ("g-dir", BOB, True),
        "not-a-member": ("g-dir", CARL, False),
        "everybody-of-the-domain": (DOMAIN, CARL, True),
        "everybody-by-the-default-group": (f"{DOMAIN}_user_group", CARL, True),
        "nobody-of-another-domain": (DOMAIN, TINA, False),
        "another-domain-as-subject": (TECH, TINA, False),
        "a-user-of-another-domain": ("u-tina", TINA, False),
        "an-e-mail": (f"bob@{DOMAIN}", BOB, False),
        "a-path": (f"{DOMAIN}/users/u-bob", BOB, False),
        "an-alias": (ALIAS, BOB, False),
        "a-mailshare": ("m-sales", BOB, False),
        "anonymous": ("anonymous", None, True),
        "the-domain-is-not-anonymous": (DOMAIN, None, False),
        "public": ("public", BOB, False),
    }
    for case, (subject, key, matches) in cases.items():
        with subtests.test(case):
            share(world, (subject, "Invitation"))
            assert can(world, key, "Invitation") is matches


@pytest.mark.parametrize(
    ("profile", "subject", "matches"),
    [
        pytest.param("4.5.3", "example", True, id="4.5-any-piece-of-the-domain"),
        pytest.param("4.5.3", "e", True, id="4.5-one-letter"),
        pytest.param("4.5.3", "nope", False, id="4.5-not-a-piece"),
        pytest.param("5.1", "example", False, id="5.x-equality"),
    ],
    indirect=["profile"],
)
def test_the_substring_rule(world: World, subject: str, matches: bool) -> None:
    share(world, (subject, "Invitation"))
    assert can(world, CARL, "Invitation") is matches


def test_can_access_of_admin0_is_always_true(world: World) -> None:
    assert can(world, ADMIN0, "Invitation")
    assert can(world, ADMIN0, "All")


def test_can_access_of_nothing_is_true(world: World) -> None:
    assert can(world, BOB) is True


def test_can_access_of_any_listed_verb(world: World) -> None:
    share(world, ("u-bob", "Invitation"))
    assert can(world, BOB, "Write", "Invitation")


# -- the free/busy container


def test_4_x_keeps_the_freebusy_acl(world: World) -> None:
    before = world.admin.get(f"containers/_manage/{FREEBUSY}/_acl")
    assert pairs(before) == {(DOMAIN, "Read")}
    share(world, ("u-bob", "Invitation"))
    assert world.admin.get(f"containers/_manage/{FREEBUSY}/_acl") == before


@on_5_x
def test_5_x_overwrites_the_freebusy_acl(world: World, subtests: pytest.Subtests) -> None:
    cases: dict[str, tuple[list[tuple[str, str]], set[str]]] = {
        "invitation-leaves-it-empty": ([("u-bob", "Invitation")], set()),
        "read": ([("u-bob", "Read"), ("g-dir", "Invitation")], {"u-bob"}),
        "two": ([("u-bob", "Freebusy"), ("u-carl", "Manage")], {"u-bob", "u-carl"}),
        "nobody": ([], set()),
    }
    for case, (acl, subjects) in cases.items():
        with subtests.test(case):
            share(world, *acl)
            assert {
                subject for subject, _verb in pairs(world.admin.get(f"containers/_manage/{FREEBUSY}/_acl"))
            } == subjects


def test_a_seed_of_a_healthy_resource(world: World) -> None:
    world.load(standard(acl=entries(("g-dir", "Invitation"))))
    assert world.admin.get(PATH) == entries(("g-dir", "Invitation"))
    settings = pairs(world.admin.get(f"containers/_manage/{SETTINGS}/_acl"))
    assert (DOMAIN, "Read") in settings
    assert {subject for subject, _verb in settings} == {DOMAIN}


def test_a_group_of_the_session(world: World) -> None:
    share(world, ("g-quiet", "Invitation"))
    assert [can(world, key, "Invitation") for key in (BOB, CARL, DORA)] == [False, True, True]
