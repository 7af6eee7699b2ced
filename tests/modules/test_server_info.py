# SPDX-License-Identifier: GPL-3.0-or-later
"""Looking at a server, and waiting for one."""

from __future__ import annotations

import re
from typing import Any

import pytest

from ansible_collections.bluemind.videoconferencing.plugins.module_utils.jobs import runner, server_info
from tests.support import seeds
from tests.support.collection import call
from tests.support.simulator import Simulator

INFO = "bluemind_server_info"
JUST_WAIT: dict[str, Any] = {
    **dict.fromkeys(server_info.JOB.arguments()["argument_spec"]),
    "allow_http": False,
    "validate_certs": True,
    "timeout": 10.0,
    "retry_timeout": 0.0,
    "wait": True,
    "wait_timeout": 20.0,
    "wait_sleep": 0.01,
}


@pytest.mark.parametrize(
    ("profile", "supported"), [("4.5.3", True), ("4.9", True), ("5.1", False)], ids=["4.5.3", "4.9", "5.1"]
)
def test_a_running_server(simulator: Simulator, profile: str, supported: bool) -> None:
    simulator.reset(seeds.server(), profile=profile)
    result = call(simulator, INFO)
    assert (result["reachable"], result["state"]) == (True, "CORE_STATE_RUNNING")
    assert result["version"]["release"].startswith(profile)
    assert result["starleaf"]["supported"] is supported
    assert result["authenticated"] is True


@pytest.mark.parametrize(
    ("credentials", "accepted"),
    [
        ({}, None),
        ({"api_key": "wrong-key-4711"}, False),
        ({"api_key": "core-secret-0815"}, True),
        ({"username": "admin0@global.virt", "password": "admin-password-0815"}, True),
        ({"username": "admin0@global.virt", "password": "wrong"}, False),
        ({"username": "alice@17c9a.internal", "password": "pw"}, True),
    ],
)
def test_credentials(simulator: Simulator, credentials: dict[str, Any], accepted: bool | None) -> None:
    simulator.reset(seeds.server())
    result = call(simulator, INFO, **{"api_key": None, **credentials})
    assert (result["failed"], result["authenticated"]) == (False, accepted)
    assert not [one for one in simulator.state()["sessions"] if "password" in str(one)]


@pytest.mark.parametrize("url", ["http://127.0.0.1:9", "https://bluemind.invalid"])
def test_an_unreachable_server_is_no_failure(simulator: Simulator, url: str) -> None:
    result = call(simulator, INFO, api_url=url)
    assert (result["failed"], result["reachable"], result["state"]) == (False, False, None)
    assert result["version"] == {"release": None, "software": None}
    assert result["starleaf"]["supported"] is False
    assert re.search(r"cannot talk to \S+: Failed to (establish|resolve) ", result["starleaf"]["reason"])
    assert result["authenticated"] is None
    assert result["starting"] is False
    assert call(simulator, INFO, api_url=url, wait=True, wait_timeout=0)["failed"]


def test_a_name_that_nobody_knows_is_not_waited_for(simulator: Simulator) -> None:
    result = call(simulator, INFO, api_url="https://bluemind.invalid", wait=True, wait_timeout=600)
    assert "Waiting will not help" in result["msg"]


@pytest.mark.parametrize(
    ("state", "starting"), [("STARTING", True), ("STOPPING", True), ("RUNNING", False), ("UPGRADE", False)]
)
def test_whether_waiting_may_help(simulator: Simulator, state: str, starting: bool) -> None:
    simulator.reset(seeds.server(), system_state=f"CORE_STATE_{state}")
    assert call(simulator, INFO)["starting"] is starting


def test_a_gateway_that_answers_for_bm_core_means_that_it_starts(simulator: Simulator) -> None:
    simulator.reset(seeds.server())
    simulator.fault("GET", "system/installation/state", "unavailable")
    assert call(simulator, INFO)["starting"] is True


def test_waiting_tells_what_for(simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    simulator.reset(seeds.server())
    simulator.fault("GET", "system/installation/state", "unavailable", times=2)
    monkeypatch.setattr(server_info, "TELL_EVERY", 0.0)
    told: list[str] = []
    params = {**JUST_WAIT, "api_url": simulator.url}
    result, _secrets = runner.run(server_info.JOB, params, False, tell=told.append)
    assert result["state"] == "CORE_STATE_RUNNING"
    assert len(told) == 2
    assert "waiting for BlueMind: " in told[0]
    assert "HTTP 502" in told[0]


def test_waiting_for_a_server_that_boots() -> None:
    """502 pages, then STARTING, then RUNNING (contract#start-up)."""
    with Simulator.start("--boot-seconds", "2", control=False) as booting:
        early = call(booting, INFO, api_key=None)
        assert early["failed"] is False
        assert early["state"] != "CORE_STATE_RUNNING"
        result = call(booting, INFO, api_key=None, wait=True, wait_timeout=60, wait_sleep=0.1)
    assert (result["failed"], result["state"]) == (False, "CORE_STATE_RUNNING")


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ({"kind": "unavailable"}, ["502"]),
        ({"kind": "html"}, ["without the JSON"]),
        ({"kind": "drop_before"}, ["cannot talk to"]),
        ({"kind": "status", "status": 204}, ["unexpected shape"]),
        ({"kind": "status", "status": 200, "body": "[]"}, ["unexpected shape"]),
    ],
)
def test_waiting_ends(simulator: Simulator, fault: dict[str, Any], words: list[str]) -> None:
    """Not yet, not yet, and the last reason when the time is over."""
    simulator.reset(seeds.server())
    path = "_infos" if fault["kind"] == "status" else "system/installation/state"
    simulator.fault("GET", path, times=10_000, **fault)
    result = call(simulator, INFO, wait=True, wait_timeout=0.3, wait_sleep=0.1)
    assert result["error"]["kind"] == "not_ready"
    assert [word for word in ["0.3 s", *words] if word not in result["msg"]] == [], result["msg"]
    simulator.control("DELETE", "faults")
    assert not call(simulator, INFO, wait=True, wait_timeout=0.3)["failed"]


@pytest.mark.parametrize("status", [200, 403, 404])
def test_a_stranger_is_not_waited_for(simulator: Simulator, monkeypatch: pytest.MonkeyPatch, status: int) -> None:
    """Not for all of the time: a web server that has just started may show a page of its own for a moment."""
    simulator.reset(seeds.server())
    page = "<html><title>Welcome</title></html>"
    fault: dict[str, Any] = {"kind": "status", "status": status, "body": page}
    simulator.fault("GET", "system/installation/state", times=5, **fault)
    assert not call(simulator, INFO, wait=True, wait_timeout=600, wait_sleep=0.01)["failed"]
    simulator.fault("GET", "system/installation/state", times=10_000, **fault)
    monkeypatch.setattr(server_info, "STRANGER_SECONDS", 0.2)
    result = call(simulator, INFO, wait=True, wait_timeout=600, wait_sleep=0.01)
    assert result["error"]["kind"] == "not_ready"
    assert "Waiting will not help" in result["msg"]
    assert '"Welcome"' in result["msg"]


def test_waiting_until_the_credentials_are_judged(simulator: Simulator) -> None:
    """The gateway may still answer 503 to one worker when another one says RUNNING."""
    simulator.reset(seeds.server())
    simulator.fault("GET", "auth/ping", "unavailable")
    result = call(simulator, INFO, wait=True, wait_timeout=10, wait_sleep=0.1)
    assert (result["failed"], result["authenticated"]) == (False, True)
    assert not call(simulator, INFO, wait=True, wait_timeout=10, api_key="no-such-key")["authenticated"]


@pytest.mark.parametrize(
    ("state", "cure"),
    [
        ("CORE_STATE_UPGRADE", "bm-cli setup upgrade"),
        ("CORE_STATE_MAINTENANCE", "admin console"),
        ("CORE_STATE_NOT_INSTALLED", "/setup"),
        ("CORE_STATE_DEMOTED", "passive"),
    ],
)
def test_waiting_is_no_use(simulator: Simulator, state: str, cure: str) -> None:
    simulator.reset(seeds.server(), profile="4.9", system_state=state)
    assert call(simulator, INFO)["state"] == state
    result = call(simulator, INFO, wait=True, wait_timeout=600)
    assert result["error"]["kind"] == "not_ready"
    assert cure in result["msg"]
    assert result["requests"]["sent"] <= 2
