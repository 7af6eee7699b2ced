# SPDX-License-Identifier: GPL-3.0-or-later
"""A sample of the fault matrix: each fault once in each scenario, always at the same request; the judge can fail."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ansible_collections.bluemind.videoconferencing.plugins.module_utils.model.steps import changes_of, predict
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.reconcile import loop, report
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.reconcile.execute import Executor
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.reconcile.outcome import Outcome
from tests.faults.kinds import KINDS, Request, every, shares
from tests.faults.matrix import Matrix
from tests.faults.scenarios import SCENARIOS, Scenario
from tests.support.simulator import Simulator


def named(rows: list[Any], name: str) -> Any:
    """The row of this name."""
    return next(one for one in rows if one.name == name)


@pytest.fixture(scope="module")
def matrix(simulator: Simulator) -> Matrix:
    return Matrix(simulator)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=str)
def test_after_a_fault_the_report_is_true_and_the_next_run_ends_right(matrix: Matrix, scenario: Scenario) -> None:
    wrong = {str(cell): found for cell in matrix.sample(scenario) if (found := matrix.problems(cell))}
    assert wrong == {}


def test_every_fault_is_in_the_sample(matrix: Matrix) -> None:
    assert {cell.kind.name for one in SCENARIOS for cell in matrix.sample(one)} == {kind.name for kind in KINDS}


# Cells that were wrong once, each for another reason: (scenario, fault, part of the address, how many came before).
WRONG_ONCE = [
    ("starleaf-4.5.3-share", "torn-twice", "/_acl", 0),
    ("starleaf-4.5.3-share", "their-console", "_search", 0),
    ("starleaf-4.5.3-heal-freebusy", "refused-always", "freebusy:r-1/_acl", 0),
    ("starleaf-4.5.3-heal-freebusy", "killed-before", "freebusy:r-1/_acl", 0),
    ("starleaf-4.5.3-heal-orphans", "never-an-effect", "/_settings", 0),
    ("starleaf-4.5.3-twin-alias", "never-an-effect", "r-2-settings-container", 0),
    ("starleaf-4.5.3-twin-alias", "their-right-last", "calendar:r-1/_acl", 2),
    ("starleaf-4.5.3-policy-hours", "their-label", "entry-uid", 0),
    ("starleaf-4.5.3-heal-row", "same-run", "a9d8ca2d", 0),
    ("starleaf-4.5.3-heal-alias", "their-note", "directory", 0),
    ("starleaf-4.5.3-twin-secret", "their-console", "directory", 0),
    ("starleaf-4.5.3-heal-alias", "their-deletion", "auth", 0),
    ("jitsi-4.9-create", "their-console", "byType", 1),
    ("starleaf-4.9-settings", "their-deletion", "containers/_manage/_mget", 0),
    ("jitsi-4.9-settings", "their-deletion", "directory", 0),
    ("jitsi-4.9-settings", "their-console", "directory", 0),
    ("migrate", "their-console", "_search", 0),
    ("migrate", "their-console", "createResource", 0),
    ("starleaf-4.5.3-batch-at-once", "their-right", "calendar:r-d1/_acl", 0),
]


@pytest.mark.parametrize(
    ("name", "fault", "path", "before"), WRONG_ONCE, ids=[f"{row[0]}-{row[1]}" for row in WRONG_ONCE]
)
def test_what_was_wrong_once(matrix: Matrix, name: str, fault: str, path: str, before: int) -> None:
    scenario, kind = named(SCENARIOS, name), named(KINDS, fault)
    cells = [one for one in matrix.cells(scenario, kind) if path in one.at.path and one.at.before == before]
    assert matrix.problems(cells[0]) == []


def blind(task: loop.Task, plan: Any) -> Outcome:
    """Whatever BlueMind answers with success is true."""
    before = task.read()
    for step in plan:
        task.execute(step)
    return Outcome(plan, predict(before, plan), changes_of(plan))


def search(request: Request) -> bool:
    """The last look before somebody else's right would be lost."""
    return request.path.endswith("_search")


def nothing(*_args: Any, **_options: Any) -> None:
    """A guard that never says no."""


def untold(_plan: Any) -> tuple[()]:
    """No change is named."""
    return ()


# What is broken in the client: (scenario, fault, at which request, where, by what, what the judge says)
BROKEN: list[tuple[str, str, Callable[[Request], bool], Any, str, Any, str]] = [
    ("share", "without-effect", shares, loop, "retry_loop", blind, "applied is not true"),
    ("share", "late", every, report, "notified", lambda *_args: [], "notified []"),
    ("share", "their-right", search, Executor, "_require", nothing, "neither order"),
    ("share", "their-hours", every, loop, "changes_of", untold, "changed is False, and a write was sent"),
    ("share", "torn-twice", shares, Executor, "_holds", lambda *_args: True, "does not end as one without"),
]


@pytest.mark.parametrize("broken", BROKEN, ids=[row[5].__name__ + "-" + row[4] for row in BROKEN])
def test_the_judge_finds_what_is_broken(matrix: Matrix, monkeypatch: pytest.MonkeyPatch, broken: Any) -> None:
    name, fault, strikes, place, attribute, instead, said = broken
    scenario, kind = named(SCENARIOS, f"starleaf-4.5.3-{name}"), named(KINDS, fault)
    cell = next(one for one in matrix.cells(scenario, kind) if strikes(one.at))
    assert matrix.problems(cell) == []
    monkeypatch.setattr(place, attribute, instead)
    assert said in str(matrix.problems(cell))
