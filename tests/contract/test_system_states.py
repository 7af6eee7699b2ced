# SPDX-License-Identifier: GPL-3.0-or-later
"""contract#system-states: start-up, maintenance, readiness."""

from __future__ import annotations

import pytest

from tests.contract.seeds import ADMIN0, CALENDAR, DOMAIN, SETTINGS
from tests.contract.wire import World, on_each_line

STATES_45 = ("STARTING", "RUNNING", "MAINTENANCE", "NOT_INSTALLED", "UPGRADE", "STOPPING", "UNKNOWN")
STATES_47 = ("DEMOTED", "CLONING")
REFUSED = "Authentication denied while system is in maintenance mode"


@on_each_line
def test_states_of_the_line(world: World, subtests: pytest.Subtests) -> None:
    for state in STATES_45 if world.profile == "4.5.3" else (*STATES_45, *STATES_47):
        with subtests.test(state):
            world.load(system_state=f"CORE_STATE_{state}")
            assert world.anonymous.get("system/installation/state") == f"CORE_STATE_{state}"


@pytest.mark.parametrize("state", ["STARTING", "MAINTENANCE", "UPGRADE"])
def test_login_while_not_running(world: World, subtests: pytest.Subtests, state: str) -> None:
    cases: dict[str, tuple[str, str, str | None, str]] = {
        "a-user": (f"bob@{DOMAIN}", "pw", None, "Bad"),
        "a-domain-administrator": (f"alice@{DOMAIN}", "pw", None, "Bad"),
        "plain-admin0-is-refused": ("admin0", "admin", None, "Bad"),
        "the-full-name": ("admin0@global.virt", "admin", None, "Ok"),
        "with-a-wrong-password": ("admin0@global.virt", "wrong", None, "Bad"),
        "a-caller-that-is-admin": (f"bob@{DOMAIN}", "pw", ADMIN0, "Ok"),
    }
    world.load(system_state=f"CORE_STATE_{state}")
    for case, (login, password, key, answer) in cases.items():
        with subtests.test(case):
            reply = world.api(key)("POST", f"auth/login?login={login}&origin=t", password)
            assert (reply.status, reply.json["status"]) == (200, answer)
            if answer == "Bad" and password != "wrong":
                assert reply.json["message"] == REFUSED


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        pytest.param("PUT", f"containers/_manage/{SETTINGS}/_settings", {"token": "x"}, id="settings"),
        pytest.param("PUT", f"containers/_manage/{CALENDAR}/_acl", [], id="acl"),
    ],
)
def test_a_demoted_server_is_not_writable(world: World, method: str, path: str, body: object) -> None:
    world.load(system_state="CORE_STATE_DEMOTED")
    reply = world.core(method, path, body)
    assert (reply.status, reply.code) == (500, "UNKNOWN")
    assert reply.json["message"].startswith("instance is not writable")


def test_every_path_is_502_while_it_boots(world: World) -> None:
    world.load(boot_seconds=600)
    for path in ("domains", "auth/ping", "nothing/here"):
        assert world.admin("GET", path).status == 502
    world.load()
    assert world.admin("GET", "domains").status == 200


def test_entering_maintenance_clears_all_sessions(world: World) -> None:
    session = world.anonymous("POST", f"auth/login?login=bob@{DOMAIN}&origin=t", "pw").json["authKey"]
    assert world.api(session)("GET", "auth/ping").status == 200
    # the clients call it maintenanceMode and runningMode
    assert world.admin("PUT", "system/installation/state/_maintenance").is_void
    assert world.anonymous.get("system/installation/state") == "CORE_STATE_MAINTENANCE"
    assert world.api(session)("GET", "auth/ping").status == 401
    assert world.core("DELETE", "system/installation/state/_maintenance").is_void
    assert world.anonymous.get("system/installation/state") == "CORE_STATE_RUNNING"
    assert world.admin("GET", "domains").status == 200  # an API key is rebuilt on demand
