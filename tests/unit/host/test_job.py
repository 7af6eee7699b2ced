# SPDX-License-Identifier: GPL-3.0-or-later
"""A job is started once, followed through lost connections, and never taken for another."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from ansible_collections.bluemind.videoconferencing.plugins.module_utils.host import job
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.host.errors import HostError
from tests.unit.host.fake_host import ALIVE, LOST, NO_JOB, STARTED, Answer, FakeHost, ended, left
from tests.unit.host.recordings import said


def run(host: FakeHost, timeout: float = 600) -> job.Outcome:
    return job.run(host, "installing x", "true", timeout)


def test_a_job_is_followed_to_its_end() -> None:
    host = FakeHost(start=STARTED, poll=[ALIVE, ALIVE, ended(3, "what it said")])
    assert run(host) == job.Outcome(3, "what it said")
    assert host.count("start") == 1
    ids = {variables["id"] for _name, variables in host.asked}
    assert len(ids) == 1
    assert host.asked[-1][0] == "clear"


def test_each_job_has_an_id_of_its_own() -> None:
    host = FakeHost(start=STARTED, poll=ended(0))
    run(host)
    run(host)
    assert len({variables["id"] for _name, variables in host.asked}) == 2


def test_the_user_is_told_how_far_it_is_now_and_then() -> None:
    host = FakeHost(start=STARTED, poll=[*[ALIVE] * 20, ended(0)])
    run(host)
    assert 2 <= len(host.heard) <= 4
    assert all("Unpacking bm-plugin-core" in line and line.startswith("mail: installing x, ") for line in host.heard)


def test_a_lost_connection_is_awaited() -> None:
    host = FakeHost(start=STARTED, poll=[ALIVE, *[LOST] * 10, ALIVE, ended(0, "done")])
    assert run(host).said == "done"
    assert any("no connection" in line for line in host.heard)


def test_a_connection_that_is_lost_at_the_start_leads_to_the_job() -> None:
    host = FakeHost(start=LOST, poll=[LOST, ALIVE, ended(0)])
    assert run(host).status == 0
    assert host.count("start") == 1


def test_a_job_that_never_began_is_reported_as_unknown() -> None:
    host = FakeHost(start=LOST, poll=[LOST, NO_JOB])
    with pytest.raises(HostError, match="Nothing is left of the job") as gone:
        run(host)
    assert (gone.value.kind, gone.value.changed) == ("unknown", True)


def test_a_deadline_ends_the_wait_and_not_the_job() -> None:
    host = FakeHost(start=STARTED, poll=ALIVE)
    with pytest.raises(HostError, match="After 60 s the job still runs") as unknown:
        run(host, 60)
    assert (unknown.value.kind, unknown.value.changed) == ("unknown", True)
    assert "the next run waits for it" in unknown.value.message
    assert host.count("clear") == 0


def test_a_deadline_without_connection_says_so() -> None:
    host = FakeHost(start=STARTED, poll=LOST)
    with pytest.raises(HostError, match="The connection was lost") as unknown:
        run(host, 60)
    assert "Connection timed out" in unknown.value.message
    assert "still runs" not in unknown.value.message


def test_a_moment_without_process_and_status_is_no_end() -> None:
    nothing_yet = said(job="id own\nwhat x\n")
    host = FakeHost(start=STARTED, poll=[nothing_yet, nothing_yet, ALIVE, nothing_yet, ended(0)])
    assert run(host).status == 0


def test_a_killed_job_is_told_with_its_last_words_and_forgotten() -> None:
    host = FakeHost(start=STARTED, poll=[ALIVE, said(job="id own\nwhat x\n", said="a\nb\nc\nd\nUnpacking")])
    with pytest.raises(HostError, match="Somebody killed the job") as killed:
        run(host)
    assert "b / c / d / Unpacking" in killed.value.message
    assert (killed.value.kind, killed.value.changed) == ("unknown", True)
    assert host.count("clear") == 1


def test_another_job_makes_it_busy() -> None:
    host = FakeHost(start=said(("start", "bmctl restart", 3)))
    with pytest.raises(job.Busy, match="Another run is at work on this host: bmctl restart") as busy:
        run(host)
    assert (busy.value.kind, busy.value.changed) == ("busy", False)
    assert host.count("poll") == 0


def test_a_job_that_cannot_be_started_is_no_lock() -> None:
    host = FakeHost(start=said(("start", "mkdir: cannot create directory '/run/x': No space left on device", 1)))
    with pytest.raises(HostError, match="No space left on device") as failed:
        run(host)
    assert (failed.value.kind, failed.value.changed) == ("failed", False)


def test_a_refusal_of_our_own_is_not_taken_for_a_lost_connection() -> None:
    host = FakeHost(start=HostError("unsupported", "environment: x"))
    with pytest.raises(HostError, match="environment: x"):
        run(host)
    assert host.asked == [host.asked[0]]


def test_a_success_stays_one_when_the_connection_goes_at_the_very_end() -> None:
    host = FakeHost(start=STARTED, poll=ended(0, "done"), clear=LOST)
    assert run(host) == job.Outcome(0, "done")


def settle(host: FakeHost, keep: bool = False) -> list[str]:
    _sections, earlier = job.settle(host, lambda: host.ask("facts"), 600, keep)
    return [one.told for one in earlier]


def test_a_host_without_a_job_is_asked_once() -> None:
    host = FakeHost(facts=NO_JOB)
    assert settle(host) == []
    assert host.asked == [("facts", {})]


@pytest.mark.parametrize("keep", [False, True])
def test_the_job_of_an_earlier_run_is_awaited(keep: bool) -> None:
    host = FakeHost(facts=[left("installing y", "alive"), NO_JOB], poll=[left("installing y", "alive"), ended(0)])
    assert settle(host, keep) == ["A job of an earlier run (installing y) ended with exit status 0"]
    assert "waiting for the job of an earlier run: installing y" in host.heard[0]
    assert host.asked[-1][0] == "facts"
    assert host.count("clear") == (0 if keep else 1)


@pytest.mark.parametrize("keep", [False, True])
def test_what_an_earlier_run_left_is_told(keep: bool) -> None:
    host = FakeHost(facts=[left("installing y", "status 100"), NO_JOB])
    assert settle(host, keep) == ["A job of an earlier run (installing y) ended with exit status 100"]
    assert [variables["id"] for name, variables in host.asked if name == "clear"] == ([] if keep else ["other"])


def test_a_job_that_is_just_being_started_by_another_run_is_not_removed() -> None:
    """Its folder is there, and its process not yet."""
    host = FakeHost(facts=[left("installing y"), left("installing y", "alive"), NO_JOB], poll=ended(0))
    assert settle(host) == ["A job of an earlier run (installing y) ended with exit status 0"]


def test_a_killed_job_of_an_earlier_run_is_told_and_removed() -> None:
    host = FakeHost(facts=left("installing y"))
    assert settle(host) == ["A job of an earlier run (installing y) was killed"]
    assert host.count("clear") == 1


def test_a_folder_without_anything_is_removed() -> None:
    host = FakeHost(facts=[said(job="id \nwhat \n")])
    assert settle(host) == ["A job of an earlier run () was killed"]
    assert host.asked[-2] == ("clear", {"id": ""})


def test_the_job_of_somebody_else_is_not_ours() -> None:
    """poll.sh answers nothing for another id."""

    def answer(host: FakeHost, variables: Mapping[str, str]) -> Answer:
        return NO_JOB if variables["id"] != "other" else ended(0)

    with pytest.raises(HostError, match="Nothing is left"):
        run(FakeHost(start=STARTED, poll=answer))


def test_the_end_of_another_job_is_not_that_of_ours() -> None:
    """Somebody forgot our job, and started another in its place."""
    host = FakeHost(start=STARTED, poll=[ALIVE, left("bmctl restart", "status 0")])
    with pytest.raises(HostError, match="Nothing is left of the job"):
        run(host)


def test_the_job_of_another_run_that_is_gone_has_ended() -> None:
    """A third run has seen its end and cleared it away."""
    host = FakeHost(facts=[left("installing y", "alive"), NO_JOB], poll=NO_JOB)
    assert settle(host) == ["A job of an earlier run (installing y) has ended, and nobody knows how"]


def test_the_job_of_another_run_that_is_killed_while_awaited_is_told() -> None:
    host = FakeHost(facts=[left("installing y", "alive"), NO_JOB], poll=left("installing y"))
    assert settle(host) == ["A job of an earlier run (installing y) was killed"]
    assert host.count("clear") == 1
