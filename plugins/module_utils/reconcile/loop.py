# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Execute a plan, read again, plan again, until nothing is left; and the truth about what became of it (section 15)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Callable

from ..bluemind.errors import BlueMindError, protocol_errors
from ..model.records import Change, container_uids
from ..model.steps import CreateResource, DeleteResource, Plan, Step, WriteAcl, changes_of, deleted

ROUNDS = 3


@dataclass(frozen=True)
class Outcome:
    """What a run achieved; `current` is the state read last, None when it could not be read.

    `plan` is the plan that it began with, and what later rounds added to it.
    """

    plan: Plan
    current: Any
    applied: tuple[Change, ...]
    failed: tuple[Change, ...] = ()
    not_attempted: tuple[Change, ...] = ()
    error: BlueMindError | None = None


def converge(
    first: Plan, execute: Callable[[Step], None], read: Callable[[], Any], replan: Callable[[Any], Plan]
) -> Outcome:
    """Execute, read again, plan again: done when nothing is left.

    After an error the server is read before anything is repeated: what was done in spite of a lost answer counts as
    done, and what only now shows, such as a half-made state or what a deletion left, is healed by the new plan, as long
    as that brings the run forward.
    """
    plan = first
    made: Plan = ()
    for _round in range(ROUNDS):
        done, error = _walk(plan, execute)
        # An answer may be lost without its step; a conflict shows before anything is written.
        tried = done + (1 if error and error.kind != "conflict" else 0)
        made = _with(made, plan[:tried])
        story = _with(made, plan[tried:])
        try:
            with protocol_errors():
                current = read()
        except BlueMindError as unread:
            return _unread(story, plan, done, _telling(error, unread))
        try:
            with protocol_errors():
                rest = replan(current)
        except BlueMindError as unplanned:
            return _unread(story, plan, done, _telling(error, unplanned), current)
        step = plan[done] if error else None
        # A torn ACL cannot be judged by a plan: the rights of others may be missing in what it reads.
        torn = step is not None and isinstance(step, WriteAcl) and error is not None and error.kind != "conflict"
        again = _keys(rest) & _keys(plan)
        if torn or (again and (error is None or (_keys(rest) == _keys(plan) and not error.transient))):
            return judge(made, rest, current, step, error or _unverified(rest))
        if not rest:
            return Outcome(made, current, changes_of(made))
        plan = rest
    return judge(made, plan, current, step, error or _unverified(plan))


def _telling(error: BlueMindError | None, later: BlueMindError) -> BlueMindError:
    """After somebody else's change, what that change has made impossible says more than that there was one."""
    return later if error is None or error.kind == "conflict" else error


def _with(story: Plan, steps: Plan) -> Plan:
    """`story` and `steps`; a change made again is told once, with what it led to; what clears own work is no change."""
    latest = {_key(one): one.after for one in changes_of(steps)}
    story = tuple(
        replace(step, changes=tuple(replace(one, after=latest.get(_key(one), one.after)) for one in step.changes))
        for step in story
    )
    return story + _new(story, steps, own=False)


def _new(story: Plan, rest: Plan, own: bool) -> Plan:
    """What `rest` has and `story` has not, with or without what this run has left of its `own` work."""
    told, made = _keys(story), set() if own else _uids(story)
    steps = (replace(step, changes=tuple(one for one in step.changes if _key(one) not in told)) for step in rest)
    return tuple(step for step in steps if step.changes and deleted(step) not in made)


def _uids(story: Plan) -> set[str]:
    """The resources that are made or deleted, and their containers."""
    resources = [step.uid for step in story if isinstance(step, (CreateResource, DeleteResource))]
    return {uid for one in resources for uid in (one, *container_uids(one))}


def judge(story: Plan, rest: Plan, current: Any, step: Step | None, error: BlueMindError) -> Outcome:
    """A failure: of the changes of `story` and `rest`, those that `rest` does not hold are true; `step` failed."""
    story += _new(story, rest, own=True)
    here = _keys((step,)) if step else _keys(rest)
    left = _keys(rest) | (here if step and isinstance(step, WriteAcl) else set())
    changes = changes_of(story)
    return Outcome(
        story,
        current,
        tuple(change for change in changes if _key(change) not in left),
        tuple(change for change in changes if _key(change) in left & here),
        tuple(change for change in changes if _key(change) in left - here),
        error,
    )


def _walk(plan: Plan, execute: Callable[[Step], None]) -> tuple[int, BlueMindError | None]:
    for index, step in enumerate(plan):
        try:
            with protocol_errors():
                execute(step)
        except BlueMindError as error:
            return index, error
    return len(plan), None


def _unread(story: Plan, plan: Plan, done: int, error: BlueMindError, current: Any = None) -> Outcome:
    """What is left cannot be planned: say what was answered with success."""
    open_keys = _keys(plan[done:])
    step = plan[done].changes if done < len(plan) else ()
    applied = tuple(change for change in changes_of(story) if _key(change) not in open_keys)
    return Outcome(story, current, applied, step, changes_of(plan[done + 1 :]), error)


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
