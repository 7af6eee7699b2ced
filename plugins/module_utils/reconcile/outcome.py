# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What became of a plan: which changes are true, which failed, which were not attempted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Tuple

from ..bluemind.errors import BlueMindError
from ..model.records import Change, Current, container_uids
from ..model.steps import CreateResource, DeleteResource, Plan, Step, WriteAcl, changes_of, deleted

Key = Tuple[str, str, str]  # of a change: kind, target, field


@dataclass(frozen=True)
class Outcome:
    """What a run achieved; `current` is the state read last, None when it could not be read.

    `plan` is the plan that it began with, and what later rounds added to it. `notes` are sentences that belong to
    `error`. `written` are the ACLs that BlueMind has replaced, each with the one that it found: it has mailed for each
    of them, also where the change is not true any more.
    """

    plan: Plan
    current: Current | None
    applied: tuple[Change, ...]
    failed: tuple[Change, ...] = ()
    not_attempted: tuple[Change, ...] = ()
    error: BlueMindError | None = None
    notes: tuple[str, ...] = ()
    written: tuple[WriteAcl, ...] = ()


def keys(plan: Plan) -> set[Key]:
    """What a plan changes."""
    return {_key(change) for change in changes_of(plan)}


def merge(history: Plan, steps: Plan) -> Plan:
    """Both as one plan: a change that is made again counts once, with its last value.

    Deletions of what this run itself created, or left of what it deleted, are not listed.
    """
    latest = {_key(change): change.after for change in changes_of(steps)}
    history = tuple(
        step._replace(
            changes=tuple(replace(change, after=latest.get(_key(change), change.after)) for change in step.changes)
        )
        for step in history
    )
    touched = [step.uid for step in history if isinstance(step, (CreateResource, DeleteResource))]
    own = {uid for resource in touched for uid in (resource, *container_uids(resource))}
    return history + tuple(step for step in _additions(history, steps) if deleted(step) not in own)


def failure(
    history: Plan, rest: Plan, current: Current | None, step: Step | None, error: BlueMindError, done: Plan = ()
) -> Outcome:
    """The outcome of a run that ends with `error` at `step`, while `rest` is still to be done.

    A change is true unless `rest` holds it. An ACL whose write failed is never true: `rest` cannot know which rights
    were lost. What is left although it was `done` has failed, too: BlueMind answered success, and it is not there.
    """
    history += _additions(history, rest)
    here = keys((*done, step)) if step else keys(rest)
    left = keys(rest) | (keys((step,)) if isinstance(step, WriteAcl) else set())
    changes = changes_of(history)
    return Outcome(
        history,
        current,
        applied=tuple(change for change in changes if _key(change) not in left),
        failed=tuple(change for change in changes if _key(change) in left & here),
        not_attempted=tuple(change for change in changes if _key(change) in left - here),
        error=error,
    )


def undetermined(history: Plan, rest: Plan, current: Current | None, error: BlueMindError) -> Outcome:
    """The outcome of a run that cannot read or plan again, `rest` being the steps without an answer of success."""
    left = keys(rest)
    return Outcome(
        history,
        current,
        applied=tuple(change for change in changes_of(history) if _key(change) not in left),
        failed=changes_of(rest[:1]),
        not_attempted=changes_of(rest[1:]),
        error=error,
    )


def _additions(history: Plan, steps: Plan) -> Plan:
    """What `steps` change and `history` does not."""
    known = keys(history)
    new = (
        step._replace(changes=tuple(change for change in step.changes if _key(change) not in known)) for step in steps
    )
    return tuple(step for step in new if step.changes)


def _key(change: Change) -> Key:
    """The same for a deletion whatever is left to delete: a twin that is half gone is a broken resource."""
    if change.kind == "delete":
        return (change.kind, change.target, "")
    return (change.kind, change.target, change.field)
