# SPDX-License-Identifier: GPL-3.0-or-later
"""Contract 1.6: start-up, maintenance, readiness."""

from __future__ import annotations

import time

import pytest

from tests.contract.seeds import ADMIN0, CALENDAR, DOMAIN, SETTINGS
from tests.contract.wire import World, only

STATES_45 = ("STARTING", "RUNNING", "MAINTENANCE", "NOT_INSTALLED", "UPGRADE", "STOPPING", "UNKNOWN")
STATES_47 = ("DEMOTED", "CLONING")
REFUSED = "Authentication denied while system is in maintenance mode"


@pytest.mark.parametrize("state", STATES_45)
@only("4.5.3")
def test_1_6_states_of_4_5(world: World, state: str) -> None:
    world.load(system_state=f"CORE_STATE_{state}")
    assert world.anonymous.get("system/installation/state") == f"CORE_STATE_{state}"


@pytest.mark.parametrize("state", [*STATES_45, *STATES_47])
@only("4.9", "5.1")
def test_1_6_states_since_4_7(world: World, state: str) -> None:
    world.load(system_state=f"CORE_STATE_{state}")
    assert world.anonymous.get("system/installation/state") == f"CORE_STATE_{state}"


@pytest.mark.parametrize("state", ["STARTING", "MAINTENANCE", "UPGRADE"])
@pytest.mark.parametrize(
    ("login", "password", "key", "answer"),
    [
        pytest.param(f"bob@{DOMAIN}", "pw", None, "Bad", id="1.6-a-user"),
        pytest.param(f"alice@{DOMAIN}", "pw", None, "Bad", id="1.6-a-domain-administrator"),
        pytest.param("admin0", "admin", None, "Bad", id="1.6-plain-admin0-is-refused"),
        pytest.param("admin0@global.virt", "admin", None, "Ok", id="1.6-the-full-name"),
        pytest.param("admin0@global.virt", "wrong", None, "Bad", id="1.6-with-a-wrong-password"),
        pytest.param(f"bob@{DOMAIN}", "pw", ADMIN0, "Ok", id="1.6-a-caller-that-is-admin"),
    ],
)
@only("4.5.3")
def test_login_while_not_running(
    world: World, state: str, login: str, password: str, key: str | None, answer: str
) -> None:
    world.load(system_state=f"CORE_STATE_{state}")
    reply = world.api(key)("POST", f"auth/login?login={login}&origin=t", password)
    assert (reply.status, reply.json["status"]) == (200, answer)
    if answer == "Bad" and password != "wrong":
        assert reply.json["message"] == REFUSED


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        pytest.param("PUT", f"containers/_manage/{SETTINGS}/_settings", {"token": "x"}, id="1.6-settings"),
        pytest.param("PUT", f"containers/_manage/{CALENDAR}/_acl", [], id="1.6-acl"),
    ],
)
@only("4.9", "5.1")
def test_a_demoted_server_is_not_writable(world: World, method: str, path: str, body: object) -> None:
    world.load(system_state="CORE_STATE_DEMOTED")
    reply = world.core(method, path, body)
    assert (reply.status, reply.code) == (500, "UNKNOWN")
    assert reply.json["message"].startswith("instance is not writable")


@only("4.5.3")
def test_1_6_booting_is_502_html_then_starting_then_running(world: World) -> None:
    world.load(boot_seconds=3)
    first = world.anonymous("GET", "system/installation/state")
    assert first.status == 502
    assert first.headers["Content-Type"].startswith("text/html")
    assert b"<html" in first.content.lower()
    seen = ["502"]
    while seen[-1] != "CORE_STATE_RUNNING":
        reply = world.anonymous("GET", "system/installation/state")
        now = reply.json if reply.status == 200 else str(reply.status)
        if now != seen[-1]:
            seen.append(now)
        time.sleep(0.02)
    assert seen == ["502", "CORE_STATE_STARTING", "CORE_STATE_RUNNING"]


def test_1_6_every_path_is_502_while_it_boots(world: World) -> None:
    world.load(boot_seconds=600)
    for path in ("domains", "auth/ping", "nothing/here"):
        assert world.admin("GET", path).status == 502
    world.load()
    assert world.admin("GET", "domains").status == 200


def test_1_6_entering_maintenance_clears_all_sessions(world: World) -> None:
    session = world.anonymous("POST", f"auth/login?login=bob@{DOMAIN}&origin=t", "pw").json["authKey"]
    assert world.api(session)("GET", "auth/ping").status == 200
    # the clients call it maintenanceMode and runningMode
    assert world.admin("PUT", "system/installation/state/_maintenance").is_void
    assert world.anonymous.get("system/installation/state") == "CORE_STATE_MAINTENANCE"
    assert world.api(session)("GET", "auth/ping").status == 401
    assert world.core("DELETE", "system/installation/state/_maintenance").is_void
    assert world.anonymous.get("system/installation/state") == "CORE_STATE_RUNNING"
    assert world.admin("GET", "domains").status == 200  # an API key is rebuilt on demand
