# SPDX-License-Identifier: GPL-3.0-or-later
"""Verbs and rights of each line of releases (contract#verbs, contract#levels-of-the-console)."""

from __future__ import annotations

import itertools

import pytest

from ansible_collections.bluemind.videoconferencing.plugins.module_utils.bluemind import acl as module
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.bluemind.acl import RIGHTS, Dialect

DIALECTS = (module.BLUEMIND_4, module.BLUEMIND_5_0, module.BLUEMIND_5_1)
IDS = [one.name for one in DIALECTS]


@pytest.mark.parametrize("dialect", DIALECTS, ids=IDS)
def test_each_right_is_read_back_as_itself(dialect: Dialect) -> None:
    for right in RIGHTS:
        verbs = dialect.with_right((), right)
        assert dialect.level(verbs) == dialect.effective(verbs) == right
        assert dialect.level(dialect.closure(verbs)) == right  # as 5.x expands it
        assert dialect.level(dialect.compact(verbs)) == right  # as 5.x stores it


@pytest.mark.parametrize("dialect", DIALECTS, ids=IDS)
def test_compacting_loses_nothing(dialect: Dialect) -> None:
    for size in range(4):
        for verbs in itertools.combinations(sorted(dialect.implies), size):
            small = dialect.compact(verbs)
            assert dialect.closure(small) == dialect.closure(verbs)
            assert all(dialect.closure(small - {one}) != dialect.closure(small) for one in small)


@pytest.mark.parametrize(
    ("verbs", "level", "effective"),
    [
        ("Invitation", "book", "book"),
        ("Read", "view", "view"),
        ("Invitation Read", "view", "view"),
        ("Write Manage", "manage", "manage"),  # All is no more than both
        ("Invitation Manage", None, "book"),  # managing rights is more than booking
        ("Manage", None, None),  # implies nothing else
        ("Freebusy", None, None),
        ("SendOnBehalf", None, None),
        ("", None, None),
    ],
)
def test_levels_of_4(verbs: str, level: str | None, effective: str | None) -> None:
    held = verbs.split()
    assert module.BLUEMIND_4.level(held) == level
    assert module.BLUEMIND_4.effective(held) == effective
    assert module.BLUEMIND_4.may_book(held) == (effective is not None)


@pytest.mark.parametrize(
    ("verbs", "level_50", "level_51"),
    [
        ("Freebusy", None, "book"),  # implies Invitation only since 2024-05
        ("Freebusy Invitation", "book", "book"),
        ("Invitation", None, None),  # a 5.x console does not show it: it writes Freebusy
        ("Read Freebusy Invitation SendOnBehalf", None, None),  # which no release implies in Read
        ("Write Read Freebusy Invitation SendOnBehalf", "edit", "edit"),
        ("ReadExtended", None, None),
        ("Freebusy Invitation Visible", "book", "book"),  # a verb of a newer release
    ],
)
def test_levels_of_5(verbs: str, level_50: str | None, level_51: str | None) -> None:
    assert module.BLUEMIND_5_0.level(verbs.split()) == level_50
    assert module.BLUEMIND_5_1.level(verbs.split()) == level_51


def test_verbs_of_a_newer_release_survive_a_change_of_level() -> None:
    changed = module.BLUEMIND_5_1.with_right({"Visible", "All"}, "view")
    assert changed == {"Visible", "Read"}
