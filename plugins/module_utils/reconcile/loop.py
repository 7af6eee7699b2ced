# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Execute a plan, read again, plan again, until nothing is left to do (contract#partial-states).

This decides what is repeated and what is not, and so whether data can be lost.
"""

from __future__ import annotations

from dataclasses import replace
from typing import AbstractSet, Callable, Iterable, NamedTuple

from ..bluemind.acl import Ace
from ..bluemind.errors import BlueMindError, protocol_errors
from ..model import steps
from ..model.provider import names
from ..model.providers import OPTIONS
from ..model.records import Current, Resource, container_uids
from ..model.steps import Plan, Step, changes_of, predict
from .outcome import Outcome, failure, keys, merge, undetermined

ROUNDS = 3


class Task(NamedTuple):
    """One domain's work. Each function raises BlueMindError.

    `read` gives the state now, `plan` the steps from a state to what is wanted, `execute` carries out one of them and
    gives it back as it was done, `verify` gives an error when the server does not behave as a finished outcome says.
    """

    read: Callable[[], Current]
    plan: Callable[[Current], Plan]
    execute: Callable[[Step], Step]
    verify: Callable[[Outcome], BlueMindError | None]


class Attempt(NamedTuple):
    """One execution of a plan: `done` steps were answered with success, then came the end or an error."""

    plan: Plan
    done: int
    error: BlueMindError | None = None

    @property
    def failed_step(self) -> Step | None:
        """The step that the error is about."""
        return self.plan[self.done] if self.error else None

    @property
    def tried(self) -> int:
        """How many steps may have changed the server: the failed one too, unless a conflict stopped it."""
        return self.done + (self.error is not None and self.error.kind != "conflict")


def reconcile(task: Task, before: Current, check_mode: bool) -> Outcome:
    """Bring the state `before` to what the task wants; in check mode, predict it.

    Raises BlueMindError only while nothing is written yet.
    """
    plan = task.plan(before)
    if check_mode or not plan:
        return Outcome(plan, predict(before, plan), changes_of(plan), written=acl_writes(plan))
    done: list[Step] = []

    def execute(step: Step) -> Step:
        done.append(task.execute(step))
        return done[-1]

    outcome = retry_loop(task._replace(execute=execute), plan)
    outcome = replace(outcome, written=acl_writes(done))
    if outcome.error:
        outcome = rollback_incomplete(task, outcome, replacing=bool(before.replaced))
        return replace(outcome, notes=(*outcome.notes, *lost_settings(before, outcome)))
    return replace(outcome, error=task.verify(outcome))


def acl_writes(plan: Iterable[Step]) -> tuple[steps.WriteAcl, ...]:
    """Those of the steps that replace the ACL of a calendar."""
    return tuple(step for step in plan if isinstance(step, steps.WriteAcl))


def retry_loop(task: Task, plan: Plan) -> Outcome:
    """Execute `plan`, read again, plan again; done when nothing is left.

    After an error the server is read before anything is repeated. What was done although its answer was lost counts
    as done. The new plan also heals what only shows now, such as an incomplete resource or what a deletion left.
    """
    history: Plan = ()
    for _round in range(ROUNDS):
        attempt = attempt_plan(task, plan)
        history = merge(history, plan[: attempt.tried])
        current: Current | None = None
        try:
            with protocol_errors():
                current = task.read()
                rest = task.plan(current)
        except BlueMindError as later:
            everything = merge(history, plan[attempt.tried :])
            return undetermined(everything, plan[attempt.done :], current, error_to_report(attempt, later))
        if not (acl_undetermined(attempt) or rest):
            return Outcome(history, current, changes_of(history))
        # Rights that were taken from a replaced resource are known to this run alone, so it does not give up early.
        if acl_undetermined(attempt) or (no_progress(attempt, rest) and not current.replaced):
            break
        plan = rest
    return failure(
        history, rest, current, attempt.failed_step, attempt.error or _unverified(rest), attempt.plan[: attempt.done]
    )


def attempt_plan(task: Task, plan: Plan) -> Attempt:
    """Execute the steps until one fails."""
    for index, step in enumerate(plan):
        try:
            with protocol_errors():
                task.execute(step)
        except BlueMindError as error:
            return Attempt(plan, index, error)
    return Attempt(plan, len(plan))


def acl_undetermined(attempt: Attempt) -> bool:
    """Whether an ACL may be torn. A new plan cannot tell, because it does not see the rights that were lost."""
    error = attempt.error
    return isinstance(attempt.failed_step, steps.WriteAcl) and error is not None and error.kind != "conflict"


def no_progress(attempt: Attempt, rest: Plan) -> bool:
    """Whether another round would end like this one.

    After success, when nothing but its own changes are still to be made: what is new, such as the container of a
    resource that somebody has deleted meanwhile, nobody would clear later. After an error that is not transient, when
    all of them are.
    """
    if attempt.error is None:
        return keys(rest) <= keys(attempt.plan)
    return keys(rest) == keys(attempt.plan) and not attempt.error.transient


def error_to_report(attempt: Attempt, later: BlueMindError) -> BlueMindError:
    """The error of the attempt; after a conflict the error of planning again, which names the consequence."""
    return attempt.error if attempt.error and attempt.error.kind != "conflict" else later


def rollback_incomplete(task: Task, outcome: Outcome, replacing: bool = False) -> Outcome:
    """Delete a resource that this run created and could not complete.

    Not if somebody would lose a right: one that others gave or, where it is `replacing` other resources, that none of
    these has any more.
    """
    created = {step.uid: step.provider for step in outcome.plan if isinstance(step, steps.CreateResource)}
    error, current = outcome.error, outcome.current
    if not created or error is None:
        return outcome
    if current is None:
        provider = next(iter(created.values()))
        left = f"A resource without {names(provider.missing(None))} may be left: {provider.incomplete}."
        return replace(outcome, notes=(f"{left} Run again soon.",))
    incomplete = [
        resource
        for resource in current.resources
        if resource.uid in created and created[resource.uid].missing(resource.settings)
    ]
    if not incomplete:
        return outcome
    first = incomplete[0].uid
    why = _why_it_stays(incomplete, outcome, current, replacing)
    if why:
        left = f"Resource {first} is left incomplete, because {why}: {created[first].incomplete}. Run again soon."
        return replace(outcome, notes=(left,))
    try:
        with protocol_errors():
            for resource in incomplete:
                task.execute(steps.DeleteResource((), resource.uid, (steps.SameAcl.of(resource),)))
            current = task.read()
            rest = task.plan(current)
    except BlueMindError as second:
        return replace(outcome, notes=(f"Resource {first} is left incomplete: {second.message}",))
    step = next((step for step in outcome.plan if any(change in outcome.failed for change in step.changes)), None)
    shared = (
        "BlueMind had already mailed those in `notified` about their right"
        if outcome.written
        else "nothing had been shared"
    )
    note = f"The incomplete resource was deleted again; {shared}."
    kept = _without_repairs(outcome.plan, frozenset(created))
    return replace(failure(kept, rest, current, step, error), notes=(note,), written=outcome.written)


def _why_it_stays(incomplete: Iterable[Resource], outcome: Outcome, current: Current, replacing: bool) -> str | None:
    """Whose right would be lost with these resources, as the end of a sentence; None if nobody's."""
    holders = _subjects(one.acl for one in incomplete)
    if holders - _subjects(write.after for write in outcome.written):
        return "somebody else has shared it meanwhile"
    if replacing and holders - _subjects(one.acl for one in current.replaced):
        return "nothing else has the rights that it took over"
    return None


def _subjects(acls: Iterable[Iterable[Ace]]) -> set[str]:
    return {subject for acl in acls for subject, _verb in acl}


def _without_repairs(plan: Plan, created: AbstractSet[str]) -> Plan:
    """The plan without what repaired or replaced resources that are deleted again: that is no change."""
    own = {name for uid in created for name in (uid, *container_uids(uid))}
    repairs = (steps.CreateFreebusy, steps.WriteFreebusyAcl, steps.CreateSettings, steps.WriteSettingsAcl)
    return tuple(
        one
        for one in plan
        if not (isinstance(one, repairs) and one.uid in created)
        and (steps.deleted(one) not in own or any(change.field == "orphan_container" for change in one.changes))
    )


def lost_settings(before: Current, outcome: Outcome) -> tuple[str, ...]:
    """One sentence for each settings container that was deleted, and that does not hold what it held before."""
    deleted = {step.container for step in outcome.plan if isinstance(step, steps.DeleteContainer)}
    now = {one.settings_uid: one for one in outcome.current.resources} if outcome.current else {}
    notes = []
    for one in before.resources:
        gone = outcome.current is not None and one.settings_uid not in now  # with its resource
        stored = (now[one.settings_uid].settings if one.settings_uid in now else None) or {}
        lost = sorted(
            OPTIONS.get(key, key) for key, value in (one.settings or {}).items() if value and not stored.get(key)
        )
        if one.settings_uid in deleted and lost and not gone:
            doubt = "is" if outcome.current else "may be"
            notes.append(
                f"Of the settings of resource {one.uid}, which had to be made again, {doubt} missing: "
                f"{', '.join(lost)}. Run again with the values."
            )
    return tuple(notes)


def _unverified(rest: Plan) -> BlueMindError:
    left = ", ".join(f"{change.kind} {change.field} of {change.target}" for change in changes_of(rest))
    return BlueMindError(
        "verification",
        f"BlueMind answered every write with success, but still shows these differences: {left}. "
        "Look at bm-core's log, and whether somebody changes the same domain at the same time.",
    )
