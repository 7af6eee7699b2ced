# SPDX-License-Identifier: GPL-3.0-or-later
"""contract#mails-about-new-rights: which e-mails a write of the calendar's ACL sends."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contract.seeds import ALICE, CALENDAR, CORE, DOMAIN, FREEBUSY, NEW, SETTINGS, TINA, TOM, standard
from tests.contract.wire import World, entries, on_5_x

Acl = list[tuple[str, str]]
PATH = f"containers/_manage/{CALENDAR}/_acl"
BOB_BOOKS, BOB_READS = ("u-bob", "Invitation"), ("u-bob", "Read")


def mails(world: World, kind: str | None = None) -> list[tuple[str, str]]:
    """(subject, verb) of every e-mail in the outbox."""
    found = [one for one in world.simulator.outbox() if kind in {None, one["kind"]}]
    return sorted((one["subject"], one["verb"]) for one in found)


def after(world: World, before: Acl, acl: Acl, key: str = ALICE) -> list[tuple[str, str]]:
    """What replacing one ACL by another sends."""
    world.load(standard(acl=entries(*before)))
    assert world.simulator.outbox() == []
    world.api(key).write("PUT", PATH, entries(*acl))
    return mails(world)


def test_mails_of_4_x(world: World, subtests: pytest.Subtests) -> None:
    cases: dict[str, tuple[Acl, Acl, Acl]] = {
        "an-added-subject": ([], [BOB_BOOKS], [BOB_BOOKS]),
        "an-unchanged-list": ([BOB_BOOKS], [BOB_BOOKS], []),
        "a-changed-verb-counts-as-added": ([BOB_BOOKS], [BOB_READS], [BOB_READS]),
        "a-lower-verb-counts-as-added-too": ([BOB_READS], [BOB_BOOKS], [BOB_BOOKS]),
        "a-duplicate-of-an-old-one": ([BOB_BOOKS], [BOB_BOOKS, BOB_BOOKS], []),
        "a-second-verb": ([BOB_BOOKS], [BOB_BOOKS, BOB_READS], [BOB_READS]),
        "removals-are-silent": ([BOB_BOOKS], [], []),
        "replaced-by-another": ([BOB_BOOKS], [("u-carl", "Read")], [("u-carl", "Read")]),
        "the-domain-is-skipped": ([], [(DOMAIN, "Invitation")], []),
        "an-unknown-subject-is-skipped": ([], [("nobody", "Invitation")], []),
        "a-published-calendar-is-skipped": ([], [("x-calendar-public-1", "Read")], []),
        "a-group": ([], [("g-dir", "Read")], [("g-dir", "Read")]),
        "duplicates-mail-twice": ([], [BOB_BOOKS, BOB_BOOKS], [BOB_BOOKS, BOB_BOOKS]),
        "only-the-new-one": ([("u-carl", "Read")], [("u-carl", "Read"), BOB_BOOKS], [BOB_BOOKS]),
    }
    for case, (before, acl, sent) in cases.items():
        with subtests.test(case):
            assert after(world, before, acl) == sorted(sent)


@pytest.mark.parametrize("key", [pytest.param(CORE, id="core-token"), pytest.param("key-admin0", id="admin0")])
def test_4_x_mails_whoever_asked(world: World, key: str) -> None:
    assert after(world, [], [BOB_BOOKS], key) == [BOB_BOOKS]


@pytest.mark.parametrize(
    ("subject", "recipients"),
    [
        pytest.param("u-bob", [f"bob@{DOMAIN}"], id="a-user"),
        pytest.param("g-dir", [f"direction@{DOMAIN}"], id="a-group-with-an-address"),
        pytest.param("g-quiet", [f"carl@{DOMAIN}", f"dora@{DOMAIN}"], id="without-one-its-members"),
    ],
)
def test_recipients_of_4_x(world: World, subject: str, recipients: list[str]) -> None:
    world.admin.write("PUT", PATH, entries((subject, "Invitation")))
    outbox: list[dict[str, Any]] = world.simulator.outbox()
    assert [one["container"] for one in outbox] == [CALENDAR] * len(outbox)
    assert sorted(address for one in outbox for address in one["recipients"]) == recipients
    assert {one["kind"] for one in outbox} == {"granted"}


def test_clearing_and_setting_mails_everybody_again(world: World) -> None:
    world.load(standard(acl=entries(BOB_BOOKS)))
    world.admin.write("PUT", PATH, [])
    world.admin.write("PUT", PATH, entries(BOB_BOOKS))
    assert mails(world) == [BOB_BOOKS]


def test_the_acls_of_a_creation_are_mailed_too(world: World) -> None:
    assert world.create_starleaf(acls=entries(BOB_BOOKS)).is_void
    assert mails(world) == [BOB_BOOKS]
    assert world.simulator.outbox()[0]["container"] == f"calendar:{NEW}"


@pytest.mark.parametrize("container", [pytest.param(SETTINGS, id="settings"), pytest.param(FREEBUSY, id="freebusy")])
def test_other_containers_mail_nobody(world: World, container: str) -> None:
    world.admin.write("PUT", f"containers/_manage/{container}/_acl", entries((DOMAIN, "Read"), BOB_READS))
    assert mails(world) == []


def test_a_write_that_fails_mails_nobody(world: World) -> None:
    assert world.admin("PUT", PATH, entries(BOB_BOOKS, ("", "Read"))).status == 500
    assert world.api(TINA)("PUT", PATH, entries(BOB_BOOKS)).status == 403
    assert mails(world) == []


def test_reading_mails_nobody(world: World) -> None:
    world.admin.get(PATH)
    world.admin.post(f"containers/_manage/{CALENDAR}/_canAccess", ["Invitation"])
    assert mails(world) == []


# -- 5.x


@on_5_x
def test_mails_of_5_x(world: World, subtests: pytest.Subtests) -> None:
    cases: dict[str, tuple[Acl, Acl, set[str], set[str]]] = {
        "an-added-subject": ([], [BOB_BOOKS], {"u-bob"}, set()),
        "an-unchanged-list": ([BOB_BOOKS], [BOB_BOOKS], set(), set()),
        "removals-are-mailed-too": ([BOB_BOOKS], [], set(), {"u-bob"}),
        "add-and-remove-mails-nobody": ([BOB_BOOKS], [("u-carl", "Read")], set(), set()),
        "an-update-is-mailed": ([BOB_BOOKS], [BOB_READS], {"u-bob"}, set()),
        "an-update-and-no-addition": ([BOB_BOOKS], [BOB_READS, ("u-carl", "Read")], {"u-bob"}, set()),
        "an-update-and-no-removal": ([BOB_BOOKS, ("u-carl", "Read")], [BOB_READS], {"u-bob"}, set()),
        "the-writer-is-skipped": ([], [("u-alice", "Read")], set(), set()),
        "the-writer-hinders-nobody": ([("u-alice", "Read")], [BOB_READS], {"u-bob"}, set()),
        "a-group-without-address": ([], [("g-quiet", "Read")], set(), set()),
        "a-group-with-address": ([], [("g-dir", "Read")], {"g-dir"}, set()),
        "the-domain-is-skipped": ([], [(DOMAIN, "Invitation")], set(), set()),
        "an-unknown-subject-is-skipped": ([], [("nobody", "Invitation")], set(), set()),
    }
    for case, (before, acl, granted, revoked) in cases.items():
        with subtests.test(case):
            after(world, before, acl)
            assert {subject for subject, _verb in mails(world, "granted")} == granted
            assert {subject for subject, _verb in mails(world, "revoked")} == revoked


@on_5_x
def test_5_x_sends_nothing_for_the_core_token(world: World) -> None:
    assert after(world, [], [BOB_BOOKS], CORE) == []


@on_5_x
def test_5_x_writing_back_what_was_read_mails_nobody(world: World) -> None:
    world.load(standard(acl=entries(BOB_READS)))
    world.alice.write("PUT", PATH, world.alice.get(PATH))
    assert mails(world) == []


def test_an_administrator_of_another_domain_mails_as_well(world: World) -> None:
    assert [subject for subject, _verb in after(world, [], [BOB_BOOKS], TOM)] == ["u-bob"]
