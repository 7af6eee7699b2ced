# SPDX-License-Identifier: GPL-3.0-or-later
"""What the retry loop repeats, what it gives up, and what it says became of the plan; with a scripted executor."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from ansible_collections.bluemind.videoconferencing.plugins.module_utils.bluemind.errors import BlueMindError, Kind
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.bluemind.redaction import Secret
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.model.providers import STARLEAF
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.model.records import (
    Change,
    Current,
    Domain,
    Resource,
)
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.model.steps import (
    CreateResource,
    CreateSettings,
    DeleteContainer,
    DeleteResource,
    Plan,
    Step,
    UpdateResource,
    WriteAcl,
    WriteSettings,
)
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.reconcile.loop import (
    ROUNDS,
    Task,
    reconcile,
    retry_loop,
)
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.reconcile.outcome import Outcome


def change(kind: str, field: str, after: object = None) -> Change:
    return Change(kind, "example.org", "r-1", field, None, after)


CREATE = CreateResource((change("create", "resource"),), "r-1", STARLEAF, "StarLeaf")
CONTAINER = CreateSettings((change("create", "settings_container"),), "r-1")
TOKEN = WriteSettings((change("update", "token"),), "r-1", {"token": Secret("t")}, {})
LABEL = UpdateResource((change("update", "label"),), "r-1", STARLEAF, {"label": "Visio"})
SHARE = WriteAcl((change("grant", "shares"),), "r-1", (), (("u-1", "Invitation"),))
TWIN = DeleteResource((Change("delete", "example.org", "r-2", "twin"),), "r-2")
LEFT = DeleteContainer((Change("delete", "example.org", "freebusy:r-2", "orphan_container"),), "freebusy:r-2")

EMPTY = Current(Domain("d", "example.org"))
WHOLE = Current(EMPTY.domain, (Resource("r-1", settings={"token": Secret("t")}),))
HALF = Current(EMPTY.domain, (Resource("r-1", settings={}),))


def error(kind: Kind) -> BlueMindError:
    return BlueMindError(kind, f"{kind}.")


@dataclass
class Script:
    """Plays a server: what each step answers, by the field that it changes, and what each later planning finds.

    `states` are read one after the other, the last one again and again. An error in `plans` or `states` is raised.
    """

    answers: dict[str, list[BlueMindError | None]] = field(default_factory=dict)
    plans: list[Plan | BlueMindError] = field(default_factory=list)
    states: list[Current | BlueMindError] = field(default_factory=lambda: [WHOLE])
    executed: list[Step] = field(default_factory=list)
    doubt: BlueMindError | None = None

    @property
    def task(self) -> Task:
        return Task(self.read, self.plan, self.execute, lambda _outcome: self.doubt)

    def execute(self, step: Step) -> Step:
        self.executed.append(step)
        answers = self.answers.get(step.changes[0].field if step.changes else "", [])
        answer = answers.pop(0) if answers else None
        if answer:
            raise answer
        return step

    def read(self) -> Current:
        state = self.states.pop(0) if len(self.states) > 1 else self.states[0]
        if isinstance(state, BlueMindError):
            raise state
        return state

    def plan(self, _current: Current) -> Plan:
        if not self.plans:
            return ()
        plan = self.plans.pop(0)
        if isinstance(plan, BlueMindError):
            raise plan
        return plan

    def run(self, *plan: Step) -> Outcome:
        return retry_loop(self.task, plan)


def fields(changes: tuple[Change, ...]) -> list[str]:
    return [one.field for one in changes]


def told(outcome: Outcome) -> tuple[list[str], list[str], list[str], str | None]:
    """Fields applied, failed and not attempted, and the kind of the error."""
    parts = (outcome.applied, outcome.failed, outcome.not_attempted)
    applied, failed, open_ = (fields(part) for part in parts)
    return applied, failed, open_, outcome.error.kind if outcome.error else None


def test_done_when_nothing_is_left() -> None:
    script = Script()
    assert told(script.run(TOKEN, SHARE)) == (["token", "shares"], [], [], None)
    assert script.executed == [TOKEN, SHARE]


def test_success_that_changes_nothing_is_an_error_at_once() -> None:
    script = Script(plans=[(SHARE,)])
    assert told(script.run(TOKEN, SHARE)) == (["token"], ["shares"], [], "verification")
    assert script.executed == [TOKEN, SHARE]


def test_a_lost_answer_counts_as_done_when_the_server_says_so() -> None:
    script = Script({"token": [error("connection")]}, plans=[(SHARE,)])
    assert told(script.run(TOKEN, SHARE)) == (["token", "shares"], [], [], None)
    assert script.executed == [TOKEN, SHARE]


def test_a_lost_request_is_sent_again() -> None:
    script = Script({"token": [error("timeout")]}, plans=[(TOKEN, SHARE)])
    assert told(script.run(TOKEN, SHARE)) == (["token", "shares"], [], [], None)
    assert script.executed == [TOKEN, TOKEN, SHARE]


def test_a_server_that_never_answers_is_given_up() -> None:
    script = Script({"token": [error("unavailable")] * 9}, plans=[(TOKEN, SHARE)] * 9)
    assert told(script.run(TOKEN, SHARE)) == ([], ["token"], ["shares"], "unavailable")
    assert script.executed == [TOKEN] * ROUNDS


def test_a_refusal_is_not_repeated() -> None:
    script = Script({"label": [error("server")]}, plans=[(LABEL, SHARE)])
    assert told(script.run(LABEL, SHARE)) == ([], ["label"], ["shares"], "server")
    assert script.executed == [LABEL]


def test_a_refusal_after_progress_is_tried_again() -> None:
    """What was done before it may have been what it needed."""
    script = Script({"label": [error("server")]}, plans=[(LABEL, SHARE)])
    assert told(script.run(TOKEN, LABEL, SHARE)) == (["token", "label", "shares"], [], [], None)
    assert script.executed == [TOKEN, LABEL, LABEL, SHARE]


@pytest.mark.parametrize("kind", ["server", "timeout"])
def test_an_acl_whose_write_failed_is_never_true(kind: Kind) -> None:
    """Even when reading again shows no difference: rights of others may have been lost."""
    assert told(Script({"shares": [error(kind)]}).run(TOKEN, SHARE)) == (["token"], ["shares"], [], kind)
    script = Script({"shares": [error(kind)]}, plans=[(LABEL,)])
    assert told(script.run(TOKEN, SHARE, LABEL)) == (["token"], ["shares"], ["label"], kind)
    assert script.executed == [TOKEN, SHARE]


def test_an_acl_that_somebody_else_changed_is_planned_anew() -> None:
    script = Script({"shares": [error("conflict")]}, plans=[(SHARE,)])
    assert told(script.run(SHARE)) == (["shares"], [], [], None)
    assert script.executed == [SHARE, SHARE]


def test_a_conflict_that_makes_the_task_impossible_says_so() -> None:
    script = Script({"twin": [error("conflict")]}, plans=[error("input")])
    assert told(script.run(LABEL, TWIN)) == (["label"], ["twin"], [], "input")


def test_any_other_error_says_more_than_the_planning_after_it() -> None:
    script = Script({"label": [error("server")]}, plans=[error("input")])
    outcome = script.run(TOKEN, LABEL, SHARE)
    assert told(outcome) == (["token"], ["label"], ["shares"], "server")
    assert outcome.current is WHOLE


def test_an_unreadable_server_leaves_what_was_answered() -> None:
    script = Script({"shares": [error("permission")]}, states=[error("connection")])
    outcome = script.run(TOKEN, SHARE, LABEL)
    assert told(outcome) == (["token"], ["shares"], ["label"], "permission")
    assert outcome.current is None
    assert told(Script(states=[error("connection")]).run(TOKEN))[3] == "connection"


def test_an_answer_of_an_unexpected_shape_is_an_error() -> None:
    def broken() -> Current:
        raise KeyError("uid")

    script = Script()
    outcome = retry_loop(Task(broken, script.plan, script.execute, lambda _outcome: None), (TOKEN,))
    assert told(outcome) == (["token"], [], [], "protocol")


def test_what_later_rounds_do_is_told_once_with_its_last_value() -> None:
    first = WriteAcl((change("grant", "shares", "view"),), "r-1", (), (("u-1", "Read"),))
    second = WriteAcl((change("grant", "shares", "edit"),), "r-1", (("u-1", "Read"),), (("u-1", "Write"),))
    script = Script({"twin": [error("conflict")]}, plans=[(second, LABEL, TWIN)])
    outcome = script.run(first, TWIN)
    assert told(outcome) == (["shares", "label", "twin"], [], [], None)
    assert [one.after for one in outcome.applied] == ["edit", None, None]


def test_clearing_up_after_its_own_deletion_is_no_change() -> None:
    script = Script(plans=[(LEFT,)])
    assert told(script.run(TWIN)) == (["twin"], [], [], None)
    assert script.executed == [TWIN, LEFT]


def test_what_cannot_be_cleared_up_failed() -> None:
    script = Script({"orphan_container": [error("server")] * 9}, plans=[(LEFT,)] * 9)
    assert told(script.run(TWIN)) == (["twin"], ["orphan_container"], [], "server")


def run(script: Script, *plan: Step, check_mode: bool = False) -> Outcome:
    script.plans.insert(0, plan)
    return reconcile(script.task, EMPTY, check_mode)


def test_check_mode_executes_nothing() -> None:
    script = Script()
    outcome = run(script, CREATE, TOKEN, check_mode=True)
    assert (told(outcome), script.executed) == ((["resource", "token"], [], [], None), [])
    assert outcome.current
    assert outcome.current.resources[0].settings == TOKEN.settings


def test_nothing_to_do_asks_nothing() -> None:
    script = Script(states=[error("connection")], doubt=error("verification"))
    assert told(run(script)) == ([], [], [], None)


def test_a_server_that_behaves_otherwise_is_an_error() -> None:
    assert told(run(Script(doubt=error("verification")), SHARE)) == (["shares"], [], [], "verification")


def test_an_incomplete_resource_is_deleted_again() -> None:
    plan = (CREATE, TOKEN, SHARE)
    script = Script({"token": [error("server")] * 9}, [plan[1:], plan[1:], plan], [HALF, HALF, EMPTY])
    outcome = run(script, *plan)
    assert told(outcome) == ([], ["token"], ["resource", "shares"], "server")
    assert [type(step) for step in script.executed] == [CreateResource, WriteSettings, WriteSettings, DeleteResource]
    assert "deleted again" in outcome.notes[0]


def test_healing_what_is_deleted_again_is_no_change() -> None:
    script = Script({"token": [error("server")] * 9}, states=[HALF, HALF, HALF, EMPTY])
    script.plans = [(CONTAINER, TOKEN), (TOKEN,), (TOKEN,), (CREATE, TOKEN)]
    assert told(run(script, CREATE, TOKEN)) == ([], ["token"], ["resource"], "server")


def test_an_incomplete_resource_that_stays_is_told() -> None:
    script = Script(
        {"token": [error("server")] * 9}, plans=[(TOKEN,), (TOKEN,)], states=[HALF, HALF, error("connection")]
    )
    outcome = run(script, CREATE, TOKEN)
    assert "Resource r-1 is left incomplete: connection." in outcome.notes[0]
    unread = run(Script({"token": [error("server")]}, states=[error("connection")]), CREATE, TOKEN)
    assert "A resource without token may be left" in unread.notes[0]
    assert run(Script({"token": [error("server")]}, states=[error("connection")]), TOKEN).notes == ()


def test_a_complete_or_older_resource_stays() -> None:
    for plan, state in (((CREATE, TOKEN, LABEL), WHOLE), ((TOKEN, LABEL), HALF)):
        script = Script({"label": [error("server")] * 9}, plans=[(LABEL,)] * 9, states=[state])
        assert told(run(script, *plan))[1] == ["label"]
        assert not any(isinstance(step, DeleteResource) for step in script.executed)
