# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every writing job shares: read, plan, apply or predict, prove, and say what became of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Callable, Iterable, Mapping

from ..bluemind.acl import Ace, Dialect, subjects
from ..bluemind.errors import BlueMindError, protocol_errors
from ..model.records import Current, Domain, Principal, calendar_uid
from ..model.steps import (
    AclGuard,
    CreateResource,
    CreateSettings,
    DeleteResource,
    Plan,
    Step,
    WriteAcl,
    WriteSettingsAcl,
    changes_of,
    predict,
)
from . import report
from .execute import Executor
from .loop import Outcome, converge, judge
from .server import ServerCache

# How many of the users who got a right are asked for, one request each.
PROBES = 3


@dataclass(frozen=True)
class Settled:
    """One domain's work: the state before, and what became of it."""

    before: Current
    outcome: Outcome
    check_mode: bool
    dialect: Dialect

    def result(self, view: Callable[[Current], dict[str, Any]], name: str) -> dict[str, Any]:
        """The keys that all writing modules return, the final state as `name`, and `error` after a failure."""
        outcome, error = self.outcome, self.outcome.error
        applied = outcome.applied
        done = tuple(step for step in outcome.plan if set(step.changes) <= set(applied))
        told = (self.before.names, self.dialect, self.before.actor_is_listed)
        names = {
            **self.before.names,
            **{one.principal.uid: one.principal for one in self.before.grants or ()},
        }
        result: dict[str, Any] = {
            "changed": bool(applied) or self._touched,
            name: view(outcome.current) if outcome.current else None,
            "changes": [change.as_dict() for change in applied],
            "notified": report.notified(done, names, *told[1:]),
            "verified": None if self.check_mode else error is None,
            "diff": report.diff(applied),
            "warnings": _warnings(self.before, outcome.plan),
        }
        if error:
            result.update(
                msg=_story(error, outcome),
                error=error.as_dict(),
                applied=[change.as_dict() for change in applied],
                failed_changes=[change.as_dict() for change in outcome.failed],
                not_attempted=[change.as_dict() for change in outcome.not_attempted],
            )
        return result

    @property
    def _touched(self) -> bool:
        """Whether a failure left something else than it found, although no change is complete."""
        after = self.outcome.current
        if self.outcome.error is None or after is None:
            return False
        return (self.before.resources, self.before.orphans) != (after.resources, after.orphans)


def settle(
    server: ServerCache,
    before: Current,
    read: Callable[[], Current],
    replan: Callable[[Current], Plan],
    check_mode: bool,
) -> Settled:
    """Do one domain's work, from the state `before`; raises BlueMindError only while nothing is written yet."""
    domain = before.domain
    plan = replan(before)
    dialect = server.release.dialect
    if check_mode or not plan:
        return Settled(before, Outcome(plan, predict(before, plan), changes_of(plan)), check_mode, dialect)
    outcome = converge(plan, Executor(server.api, domain, dialect).execute, read, replan)
    if outcome.error:
        outcome = _tidy(server, outcome, read, replan)
    else:
        outcome = replace(outcome, error=_doubt(server, domain, outcome.plan, outcome.current.names))
    return Settled(before, outcome, check_mode, dialect)


def _doubt(server: ServerCache, domain: Domain, plan: Plan, names: Mapping[str, Principal]) -> BlueMindError | None:
    """Ask BlueMind itself, as its mail path does, whether users with a new right may book (section 12)."""
    try:
        with protocol_errors():
            for calendar, subject in _new_users(plan, names, server.release.dialect)[:PROBES]:
                if not server.release.dialect.may_book(server.api.rights_of(domain.uid, subject, calendar)):
                    text = f"{names[subject].label} was given a right, but BlueMind says that they may not book."
                    return BlueMindError("verification", f"{domain.name}: {text}")
    except BlueMindError as error:
        # An account may be allowed to write rights and not to ask for those of others: reading back has to do.
        return None if error.kind == "permission" else error
    return None


def _new_users(plan: Plan, names: Mapping[str, Principal], dialect: Dialect) -> list[tuple[str, str]]:
    """(calendar, uid) of the users who may book now and might not before."""
    found = []
    for step in plan:
        if isinstance(step, WriteAcl):
            new = _bookers(step.after, dialect) - _bookers(step.before, dialect)
            users = (one for one in sorted(new) if one in names and names[one].kind == "user")
            found += [(calendar_uid(step.uid), one) for one in users]
    return list(dict.fromkeys(found))  # a later round may have written the same again


def _bookers(acl: Iterable[Ace], dialect: Dialect) -> set[str]:
    return {subject for subject, verbs in subjects(acl).items() if dialect.may_book(verbs)}


def _tidy(
    server: ServerCache, outcome: Outcome, read: Callable[[], Current], replan: Callable[[Current], Plan]
) -> Outcome:
    """Take a resource away again that this run began and could not finish: without a token the console deletes it."""
    begun = {step.uid: step.provider for step in outcome.plan if isinstance(step, CreateResource)}
    # Healing a resource that goes again is no change.
    whole = tuple(
        one for one in outcome.plan if not (isinstance(one, (CreateSettings, WriteSettingsAcl)) and one.uid in begun)
    )
    error, current = outcome.error, outcome.current
    if not begun or error is None:
        return outcome
    if current is None:
        error.message += " A resource without a token may be left, which BlueMind's console deletes; run again soon."
        return outcome
    half = [one for one in current.resources if one.uid in begun and begun[one.uid].missing(one.settings)]
    if not half:
        return outcome
    try:
        with protocol_errors():
            for one in half:
                doomed = DeleteResource((), one.uid, AclGuard(one.calendar_uid, one.acl))
                Executor(server.api, current.domain, server.release.dialect).execute(doomed)
            current = read()
            error.message += " The half-made resource was deleted again; nothing had been shared."
            return judge(whole, replan(current), current, _failed_step(outcome), error)
    except BlueMindError as second:
        error.message += f" Resource {half[0].uid} is left without a token: {second.message}"
        return outcome


def _failed_step(outcome: Outcome) -> Step | None:
    return next((step for step in outcome.plan if set(step.changes) & set(outcome.failed)), None)


def _story(error: BlueMindError, outcome: Outcome) -> str:
    done, failed, open_ = (len(part) for part in (outcome.applied, outcome.failed, outcome.not_attempted))
    counts = f"{done} change(s) applied, {failed} failed, {open_} not attempted"
    unread = "" if outcome.current else " The server could not be read again: the info module shows what is true now."
    return f"{error.message} {counts}.{unread}"


def _warnings(before: Current, plan: Plan) -> list[str]:
    """What an administrator should know though nothing is wrong."""
    doomed = {step.uid for step in plan if isinstance(step, DeleteResource)}
    return [
        f"{before.domain.name}: the calendar of resource {one.uid} is published; that address ends with the resource."
        for one in before.resources
        if one.uid in doomed and one.published
    ]
