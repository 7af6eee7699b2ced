# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether BlueMind may be restarted, and whether it came back."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.bluemind.videoconferencing.plugins.module_utils.host import restart
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.host.errors import HostError
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.jobs import host_restart
from tests.unit.host.fake_host import ALIVE, LOST, STARTED, Answer, FakeHost, ended, left
from tests.unit.host.recordings import said


def http(status: str, body: str, more: str = "") -> str:
    return f"HTTP/1.1 {status}\r\ncontent-type: application/json{more}\r\n\r\n{body}"


def job(*states: str) -> str:
    domains = ",".join(f'{{"domain":"d{number}","status":"{state}"}}' for number, state in enumerate(states))
    return f'{{"id":"DataProtect","kind":"GLOBAL","domainStatus":[{domains}],"domainPlanification":[]}}'


def chunked(body: str, size: int) -> str:
    pieces = [body[start : start + size] for start in range(0, len(body), size)]
    told = "".join(f"{len(piece):x}\r\n{piece}\r\n" for piece in pieces)
    return http("200 OK", f"{told}0\r\n\r\n", "\r\nTransfer-Encoding: chunked").rstrip("\r\n")


REFUSED = "bash: connect: Connection refused\nbash: /dev/tcp/localhost/8090: Connection refused"
ALLOWED = {
    "success": (http("200 OK", job("SUCCESS")), 0),
    "in-chunks": (chunked(job("SUCCESS", "SUCCESS"), 16), 0),
    "never-ran": (http("200 OK", job()), 0),
    "failed-before": (http("200 OK", job("ERROR", "SUCCESS")), 0),
    "core-is-down": (REFUSED, 1),
    "no-such-job": (http("500 Internal Server Error", '{"message":"Job with id DataProtect not found."}'), 0),
}
STOPPED = {
    "running": (http("200 OK", job("SUCCESS", "IN_PROGRESS")), 0, "The backup job runs"),
    "cut-off": (http("200 OK", job("IN_PROGRESS"))[:-30], 0, "HTTP 200"),
    "running-in-chunks": (chunked(job("IN_PROGRESS"), 70), 0, "The backup job runs"),
    "unauthorized": (http("401 Unauthorized", '{"errorCode":"AUTHENTICATION_FAIL"}'), 0, "HTTP 401"),
    "forbidden": (http("403 Forbidden", ""), 0, "HTTP 403"),
    "another-release": (http("404 Not Found", "<html>not found</html>"), 0, "HTTP 404"),
    "a-page": (http("200 OK", "<html>BlueMind is being upgraded</html>"), 0, "HTTP 200"),
    "another-answer": (http("200 OK", '{"id":"other"}'), 0, "HTTP 200"),
    "a-refused-connection-behind-it": (http("502 Bad Gateway", "upstream: Connection refused"), 0, "HTTP 502"),
    "garbage": ("SSH-2.0-OpenSSH_9.2", 0, "SSH-2.0-OpenSSH_9.2"),
    "nothing": ("", 0, "nothing (exit status 0)"),
    "too-slow": ("", 124, "nothing (exit status 124)"),
    "no-bash": ("timeout: failed to run command 'bash': No such file or directory", 127, "No such file"),
}


@pytest.mark.parametrize("name", ALLOWED)
def test_no_backup_lets_the_restart_go_on(name: str) -> None:
    text, status = ALLOWED[name]
    restart.require_no_backup(said(("backup", text, status)))


@pytest.mark.parametrize("name", STOPPED)
def test_a_backup_or_no_answer_about_it_stops_the_restart(name: str) -> None:
    text, status, told = STOPPED[name]
    with pytest.raises(HostError) as stopped:
        restart.require_no_backup(said(("backup", text, status)))
    assert stopped.value.kind == "backup"
    assert told in stopped.value.message
    assert "during_backup: true" in stopped.value.message


def status(**words: str) -> str:
    """bmctl status, e.g. bm_core="is running."."""
    return "\n".join(f"{name.replace('_', '-')}.service {word}" for name, word in words.items())


DEAD = "fail - check systemctl status x.service and journalctl -xe -u x.service"
UP = "is running."
OFF = "is disabled on this node"


@pytest.mark.parametrize(
    ("before", "after", "died"),
    [
        (status(bm_core=UP, bm_eas=UP), status(bm_core=UP, bm_eas=UP), []),
        (status(bm_core=UP, bm_eas=DEAD), status(bm_core=UP, bm_eas=DEAD), []),
        (status(bm_core=UP, bm_eas=UP), status(bm_core=UP, bm_eas=DEAD), ["bm-eas"]),
        (status(bm_core=DEAD, bm_eas=DEAD), status(bm_core=UP, bm_eas=UP), []),
        (status(bm_core=UP, bm_eas=OFF), status(bm_core=UP, bm_eas=OFF), []),
        (status(bm_core=UP), status(bm_core=DEAD, bm_node=DEAD), ["bm-core", "bm-node"]),
        ("", "Failed to connect to bus: No such file", []),
        ("  bm-core is running\n  bm-eas is not running", "  bm-core is running\n  bm-eas is not running", []),
    ],
)
def test_what_died_now_is_told_from_what_was_dead_before(before: str, after: str, died: list[str]) -> None:
    assert restart.died(said(services=before)["services"], said(services=after)["services"]) == died


def units(core: str = "active", console: str = "active", *, off: str = "", load: str = "loaded") -> dict[str, Any]:
    blocks = (("bm-core", core), ("bm-webserver", console))
    told = [f"Id={name}.service\nLoadState={load}\nActiveState={state}\nMainPID=7\n" for name, state in blocks]
    return {"units": "\n".join(told), "switched_off": off}


def before(**given: Any) -> dict[str, Any]:
    tools = given.pop("tools", "bmctl\nsystemctl\nsetsid")
    sections = {"user": "0", "tools": tools, "services": status(bm_core=UP, bm_eas=UP), **units(), **given}
    backup = sections.pop("backup", None)
    return {**said(**sections), **(said(("backup", *backup)) if backup else {})}


def work(host: FakeHost, check: bool = False, **params: Any) -> dict[str, Any]:
    defaults = {name: option["default"] for name, option in host_restart.SPEC.items()}
    return host_restart.work(host, {**defaults, **params}, check)


def test_everything_is_restarted_and_looked_at() -> None:
    host = FakeHost(restart_facts=[before(), before()], start=STARTED, poll=[ALIVE, ended(0)])
    result = work(host)
    assert (result["changed"], result["restarted"], result["warnings"]) == (True, ["bm-core", "bm-webserver"], [])
    [script] = host.jobs
    assert "method=bmctl" in script
    asked = [variables["ask_backup"] for name, variables in host.asked if name == "restart_facts"]
    assert asked == ["yes", "no"]


@pytest.mark.parametrize(
    ("method", "daemons", "during", "asked"),
    [
        ("bmctl", ["bm-webserver"], False, "yes"),
        ("bmctl", ["bm-core"], True, "no"),
        ("services", ["bm-webserver"], False, "no"),
        ("services", ["bm-core"], False, "yes"),
        ("services", ["bm-core"], True, "no"),
    ],
)
def test_the_backup_is_asked_for_where_bm_core_goes_down(
    method: str, daemons: list[str], during: bool, asked: str
) -> None:
    host = FakeHost(restart_facts=before(), start=STARTED, poll=ended(0))
    work(host, check=True, method=method, daemons=daemons, during_backup=during)
    assert host.asked[0][1]["ask_backup"] == asked


def test_a_job_that_begins_meanwhile_is_awaited() -> None:
    busy = {**before(), **left("installing videoconferencing-starleaf", "alive")}
    starts: list[Answer] = [said(("start", "installing videoconferencing-starleaf", 3)), STARTED]
    host = FakeHost(restart_facts=[before(), busy, before(), before()], start=starts, poll=[ALIVE, ended(0), ended(0)])
    assert work(host)["changed"]
    assert host.count("start") == 2
    assert not any("Run this again" in line for line in host.heard)


def test_check_mode_says_what_it_would_do_and_starts_nothing() -> None:
    host = FakeHost(restart_facts=before(backup=(http("200 OK", job("SUCCESS")), 0)))
    result = work(host, check=True)
    assert (result["changed"], result["restarted"]) == (True, ["bm-core", "bm-webserver"])
    assert host.jobs == []


@pytest.mark.parametrize("check", [False, True])
def test_a_backup_stops_it_before_anything_is_started(check: bool) -> None:
    host = FakeHost(restart_facts=before(backup=(http("200 OK", job("IN_PROGRESS")), 0)))
    with pytest.raises(HostError, match="backup job runs"):
        work(host, check=check)
    assert host.jobs == []


@pytest.mark.parametrize(
    ("facts", "params", "told", "kind"),
    [
        ({"tools": "systemctl\nsetsid"}, {}, "bmctl", "unsupported"),
        ({"tools": "systemctl\nbmctl"}, {}, "setsid", "unsupported"),
        ({"user": "1000"}, {"method": "services"}, "ansible_become", "unreachable"),
    ],
)
def test_what_is_missing_is_said_before_anything_is_started(
    facts: dict[str, str], params: dict[str, Any], told: str, kind: str
) -> None:
    host = FakeHost(restart_facts=before(**facts))
    with pytest.raises(HostError, match=told) as refused:
        work(host, **params)
    assert (refused.value.kind, host.jobs) == (kind, [])


def test_a_host_without_systemd_is_refused() -> None:
    sections = before()
    sections.pop("units")
    with pytest.raises(HostError, match="systemd does not answer"):
        work(FakeHost(restart_facts=sections))


def test_a_daemon_that_is_switched_off_is_left_alone() -> None:
    host = FakeHost(restart_facts=before(switched_off="bm-webserver"), start=STARTED, poll=ended(0))
    result = work(host, method="services")
    assert result["restarted"] == ["bm-core"]
    assert result["warnings"] == [
        "bm-webserver is switched off by /etc/bm/bm-webserver.disabled, so it is not restarted"
    ]
    assert "daemons=bm-core\n" in host.jobs[0]


@pytest.mark.parametrize(("after", "remarks"), [("failed", ["bm-webserver does not run (failed)"]), ("active", [])])
def test_a_daemon_beside_those_named_that_does_not_run_afterwards_is_remarked(after: str, remarks: list[str]) -> None:
    """bmctl may have brought it back."""
    facts: list[Answer] = [before(**units(console="failed")), before(**units(console=after))]
    result = work(FakeHost(restart_facts=facts, start=STARTED, poll=ended(0)), daemons=["bm-core"])
    assert [text.partition(",")[0] for text in result["remarks"]] == remarks
    assert result["warnings"] == result["remarks"]


def test_a_daemon_of_another_host_is_not_remarked() -> None:
    here = "Id=bm-core.service\nLoadState=loaded\nActiveState=active\nMainPID=7\n"
    facts = before(units=f"{here}\nId=bm-webserver.service\nLoadState=not-found\nActiveState=inactive\nMainPID=0\n")
    assert work(FakeHost(restart_facts=facts), check=True, daemons=["bm-core"])["remarks"] == []
    assert len(work(FakeHost(restart_facts=facts), check=True)["remarks"]) == 1


def test_nothing_is_restarted_where_all_is_switched_off_even_during_a_backup() -> None:
    facts = before(switched_off="bm-core\nbm-webserver", backup=(http("200 OK", job("IN_PROGRESS")), 0))
    result = work(FakeHost(restart_facts=facts))
    assert (result["changed"], result["restarted"]) == (False, [])
    assert len(result["warnings"]) == 2


def test_a_service_that_was_dead_before_fails_nobody() -> None:
    dead = before(services=status(bm_core=UP, bm_eas=DEAD))
    assert work(FakeHost(restart_facts=dead, start=STARTED, poll=ended(0)))["changed"]


DIAGNOSIS = said(services=status(bm_core=UP, bm_eas=DEAD), target="bluemind.target", journal="the end of the journal")


def test_a_service_that_died_now_fails_the_task_with_all_that_helps() -> None:
    after = before(services=status(bm_core=UP, bm_eas=DEAD))
    host = FakeHost(restart_facts=[before(), after], start=STARTED, poll=ended(0), diagnose=DIAGNOSIS)
    with pytest.raises(HostError, match="bm-eas ran before, and does not run now") as failed:
        work(host)
    assert (failed.value.kind, failed.value.changed) == ("failed", True)
    assert "the end of the journal" in failed.value.message


def test_a_daemon_that_does_not_come_back_fails_the_task() -> None:
    after = before(**units(core="failed"))
    host = FakeHost(restart_facts=[before(), after], start=STARTED, poll=ended(0), diagnose=DIAGNOSIS)
    with pytest.raises(HostError, match="bm-core is failed"):
        work(host, method="services")


@pytest.mark.parametrize("diagnosis", [DIAGNOSIS, LOST])
def test_a_failing_command_is_told_even_where_nothing_else_can_be_asked(diagnosis: Any) -> None:
    poll = ended(1, "Job for bm-core.service failed")
    host = FakeHost(restart_facts=before(), start=STARTED, poll=poll, diagnose=diagnosis)
    with pytest.raises(HostError, match=r"bmctl restart ended with exit status 1\n") as failed:
        work(host)
    assert "Job for bm-core.service failed" in failed.value.message
    assert failed.value.changed


@pytest.mark.parametrize(
    ("what", "names", "covered"),
    [
        ("bmctl restart", ["bm-core", "bm-webserver"], True),
        ("systemctl restart bm-core bm-webserver", ["bm-core"], True),
        ("systemctl restart bm-core", ["bm-core", "bm-webserver"], False),
        ("installing videoconferencing-starleaf", ["bm-core"], False),
    ],
)
def test_the_restart_of_another_run_is_not_done_again(what: str, names: list[str], covered: bool) -> None:
    assert restart.covers(what, names) is covered
