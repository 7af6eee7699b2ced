# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Execute a plan, read again, plan again, until nothing is left; and the truth about what became of it (section 15)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Callable

from .errors import BlueMindError, shapes
from .model import Change, Plan, Step

ROUNDS = 3


@dataclass(frozen=True)
class Outcome:
    """What a run achieved; `current` is the state read last, None when it could not be read."""

    current: Any
    applied: tuple[Change, ...]
    failed: tuple[Change, ...] = ()
    not_attempted: tuple[Change, ...] = ()
    error: BlueMindError | None = None


def changes_of(plan: Plan) -> tuple[Change, ...]:
    """All changes of a plan, in order."""
    return tuple(change for step in plan for change in step.changes)


def converge(
    first: Plan, execute: Callable[[Step], None], read: Callable[[], Any], replan: Callable[[Any], Plan]
) -> Outcome:
    """Execute, read again, plan again: done when nothing is left.

    After an error the server is read before anything is repeated: what was done in spite of a lost answer counts as
    done, and what only now shows, such as a half-made state or what a deletion left, is healed by the new plan, as long
    as that brings the run forward.
    """
    plan = first
    for _round in range(ROUNDS):
        done, error = _walk(plan, execute)
        try:
            with shapes():
                current = read()
        except BlueMindError as unread:
            return _unread(first, plan, done, error or unread)
        try:
            with shapes():
                rest = replan(current)
        except BlueMindError as unplanned:
            return _unread(first, plan, done, error or unplanned, current)
        step = plan[done] if error else None
        # A torn ACL cannot be judged by a plan: the rights of others may be missing in what it reads.
        torn = step is not None and step.action == "write_acl" and error is not None and error.kind != "conflict"
        again = _keys(rest) & _keys(plan)
        if torn or (again and (error is None or (_keys(rest) == _keys(plan) and not error.passing))):
            return judge(first, rest, current, step, error or _unverified(rest))
        if not rest:
            return Outcome(current, changes_of(first))
        plan = rest
    return judge(first, plan, current, step, error or _unverified(plan))


def judge(first: Plan, rest: Plan, current: Any, step: Step | None, error: BlueMindError) -> Outcome:
    """A failure: of the changes of `first`, those that `rest` no longer holds are true; `step` is what failed."""
    here = _keys((step,)) if step else _keys(rest)
    left = _keys(rest) | (here if step and step.action == "write_acl" else set())
    changes = changes_of(first)
    return Outcome(
        current,
        tuple(change for change in changes if _key(change) not in left),
        tuple(change for change in changes if _key(change) in left & here),
        tuple(change for change in changes if _key(change) in left - here),
        error,
    )


def _walk(plan: Plan, execute: Callable[[Step], None]) -> tuple[int, BlueMindError | None]:
    for index, step in enumerate(plan):
        try:
            with shapes():
                execute(step)
        except BlueMindError as error:
            return index, error
    return len(plan), None


def _unread(first: Plan, plan: Plan, done: int, error: BlueMindError, current: Any = None) -> Outcome:
    """What is left cannot be planned: say what was answered with success."""
    open_keys = _keys(plan[done:])
    step = plan[done].changes if done < len(plan) else ()
    applied = tuple(change for change in changes_of(first) if _key(change) not in open_keys)
    return Outcome(current, applied, step, changes_of(plan[done + 1 :]), error)


def _key(change: Change) -> tuple[str, str, str]:
    return (change.kind, change.target, change.field)


def _keys(plan: Plan) -> set[tuple[str, str, str]]:
    return {_key(change) for change in changes_of(plan)}


def _unverified(rest: Plan) -> BlueMindError:
    left = ", ".join(f"{change.kind} {change.field} of {change.target}" for change in changes_of(rest))
    return BlueMindError(
        "verification",
        f"BlueMind answered every write with success, yet reading again still shows these differences: {left}. "
        "Look at bm-core's log, and whether somebody changes the same domain at this moment.",
    )
