# SPDX-License-Identifier: GPL-3.0-or-later
"""What Ansible offers around a task: defaults, environment, masking, diff, and the keys of a failure."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.playbooks.programs import ELSEWHERE, QUICK, SETTINGS, ansible_playbook, module, play, recap, write_yaml
from tests.support import seeds
from tests.support.collection import KEY, task_results
from tests.support.seeds import share, starleaf
from tests.support.simulator import Simulator

MASKED = "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"
PASSWORD = "admin-password-0815"
ROOM = {"domain": "example.org", "resource": "Board room", "shares": [{"user": "alice"}]}
SHARES = [{"group": "Direction"}]


def starleaf_server(simulator: Simulator) -> dict[str, Any]:
    """example.org with StarLeaf and a room; the options to reach it."""
    simulator.reset(seeds.server(starleaf(acl=share("u-bob", "Read")), seeds.ROOM), providers=["starleaf"])
    return {"api_url": simulator.url, "api_key": KEY, "timeout": 20, "retry_timeout": 0}


def test_defaults_of_the_group_reach_every_module(simulator: Simulator) -> None:
    defaults = starleaf_server(simulator)
    tasks = [
        module("server_info"),
        module("starleaf_info"),
        module("starleaf_domain", domain="example.org"),
        module("starleaf_domains", domains=[{"domain": "example.org"}]),
        module("resource_acl", **ROOM),
        module("starleaf_info", api_key="of-the-task"),
        module("starleaf_info", timeout=0),
    ]
    *reached, own_key, own_timeout = task_results(tasks, *QUICK, defaults=defaults)
    assert [one["failed"] for one in reached] == [False] * 5
    assert reached[0]["authenticated"] is True
    assert own_key["error"]["kind"] == "authentication"
    assert "timeout must be from 0.001" in own_timeout["msg"]


def invocations(output: str) -> list[dict[str, Any]]:
    """The arguments of the modules, as `-vvv` shows them."""
    places = [match.end() - 1 for match in re.finditer(r'"invocation": \{', output)]
    return [json.JSONDecoder().raw_decode(output, place)[0]["module_args"] for place in places]


@pytest.mark.parametrize("way", [(), ELSEWHERE], ids=["here", "elsewhere"])
def test_secrets_are_masked_in_the_invocation_and_nothing_else_is(
    simulator: Simulator, tmp_path: Path, way: tuple[str, ...]
) -> None:
    del (reach := starleaf_server(simulator))["api_key"]
    login = {"username": "admin0@global.virt", "password": PASSWORD}
    told = {"domain": "example.org", "token": "secret-4711", "shares": SHARES}
    tasks = [
        module("starleaf_domain", api_key=KEY, update_token="always", **told),
        {**module("starleaf_domain", **login, **{**told, "token": " secret-4711"}), "ignore_errors": True},
        module("starleaf_domains", api_key=KEY, domains=[told]),
    ]
    done = ansible_playbook(write_yaml(tmp_path / "play.yml", play(tasks, reach)), *QUICK, *way, "-vvv")
    assert done.returncode == 0, done.stdout
    by_key, by_password, many = invocations(done.stdout)
    assert (by_key["api_key"], by_key["token"]) == (MASKED, MASKED)
    assert (by_password["password"], by_password["token"]) == (MASKED, MASKED)
    assert by_password["username"] == "admin0@global.virt"
    assert (by_key["domain"], by_key["update_token"], by_key["api_url"]) == ("example.org", "always", simulator.url)
    assert by_key["shares"][0]["group"] == "Direction"
    assert (many["domains"][0]["token"], many["domains"][0]["domain"]) == (MASKED, "example.org")
    assert "secret-4711" not in done.stdout


def test_a_diff_is_returned_in_diff_mode_only(simulator: Simulator) -> None:
    defaults = starleaf_server(simulator)
    label = [module("starleaf_domain", domain="example.org", label=text) for text in ("One", "Two", "Three")]
    plain, asked, same = task_results(
        [label[0], {**label[1], "diff": True}, {**label[1], "diff": True, "check_mode": True}], defaults=defaults
    )
    silent, told = task_results(
        [{**label[2], "diff": False}, module("resource_acl", **ROOM)], "--diff", defaults=defaults
    )
    assert (plain["changed"], "diff" in plain) == (True, False)
    assert asked["diff"]["before"] == "example.org / One / label: One\n"
    assert asked["diff"]["after"] == "example.org / One / label: Two\n"
    assert (same["changed"], same["diff"]) == (False, {"before": "", "after": ""})
    assert (silent["changed"], "diff" in silent) == (True, False)
    assert told["diff"]["after"].endswith("user alice@example.org / shares: book\n")


def test_check_mode_of_the_whole_run(simulator: Simulator, tmp_path: Path) -> None:
    defaults = starleaf_server(simulator)
    tasks = [
        module("starleaf_domain", domain="example.org", state="absent"),
        module("resource_acl", **ROOM),
        module("starleaf_info"),
        module("server_info"),
    ]
    done = ansible_playbook(write_yaml(tmp_path / "play.yml", play(tasks, defaults)), *QUICK, "--check")
    counts = recap(done.stdout)["localhost"]
    assert (counts["ok"], counts["changed"], counts["skipped"]) == (4, 2, 0), done.stdout
    assert (simulator.writes(), simulator.outbox()) == ([], [])


@pytest.mark.parametrize("way", [(), ELSEWHERE], ids=["here", "elsewhere"])
def test_a_failure_says_what_was_done_and_what_was_not(simulator: Simulator, way: tuple[str, ...]) -> None:
    defaults = starleaf_server(simulator)
    simulator.fault(
        "PUT", "calendar:.*/_acl$", "status", status=403, body='{"errorCode": "PERMISSION_DENIED"}', times=-1
    )
    wanted = {"token": "new-token-4711", "shares": SHARES, "availability": {"start": "08:00", "end": "18:00"}}
    task = module("starleaf_domain", domain="example.org", **wanted)
    (result,) = task_results([task], *QUICK, *way, "--diff", defaults=defaults, settings=SETTINGS)
    path = "containers/_manage/calendar%3Ar-starleaf/_acl"
    place = {"method": "PUT", "url": f"{simulator.url}/{path}"}
    assert (result["failed"], result["changed"], result["verified"]) == (True, True, False)
    assert result["error"] == {"kind": "permission", "status": 403, "code": "PERMISSION_DENIED", **place}
    assert [one["field"] for one in result["applied"]] == ["token"]
    assert result["changes"] == result["applied"]
    lost = {"kind": "grant", "domain": "example.org", "target": "group Direction", "field": "shares"}
    assert result["failed_changes"] == [lost]
    assert [one["field"] for one in result["not_attempted"]] == ["availability"]
    assert "1 change(s) applied, 1 failed, 1 not attempted" in result["msg"]
    assert result["notified"] == []
    assert result["domain"]["token"] == {"set": True}
    assert "shares" not in result["diff"]["after"]
    settings = simulator.state()["containers"]["r-starleaf-settings-container"]["settings"]
    assert settings == {"token": "new-token-4711"}


def test_a_failure_before_anything_is_planned(simulator: Simulator) -> None:
    defaults = {**starleaf_server(simulator), "api_key": "nobody-knows-this-key"}
    (result,) = task_results([module("starleaf_domain", domain="example.org")], defaults=defaults)
    assert (result["failed"], result["changed"]) == (True, False)
    assert (result["error"]["kind"], result["error"]["status"]) == ("authentication", 401)
    assert {"applied", "failed_changes", "not_attempted", "changes", "domain"} & set(result) == set()
    assert result["requests"]["sent"] > 0


def with_environment(folder: Path, options: dict[str, Any], **variables: str) -> tuple[bool, str]:
    """Whether bluemind_starleaf_info works with these variables in Ansible's own environment, and what is printed."""
    file = write_yaml(folder / "play.yml", play([module("starleaf_info", **options)], {"retry_timeout": 0}))
    done = ansible_playbook(file, *QUICK, variables={f"BLUEMIND_{name}": value for name, value in variables.items()})
    return done.returncode == 0, done.stdout


def test_everything_can_come_from_the_environment(secure: Simulator, tmp_path: Path) -> None:
    secure.reset(seeds.server())
    key, ca = tmp_path / "key", str(secure.ca)
    key.write_text(f"{KEY}\n", encoding="utf-8")
    login = {"USERNAME": "admin0@global.virt", "PASSWORD": PASSWORD}
    reach = {"API_URL": secure.url, "CA_PATH": ca}
    for variables in (
        {**reach, "API_KEY": KEY},
        {**reach, **login},
        {"API_URL": secure.url, "VALIDATE_CERTS": "false", "API_KEY_PATH": str(key)},
    ):
        worked, output = with_environment(tmp_path, {}, **variables)
        assert worked, output
    worked, output = with_environment(tmp_path, {}, API_URL=secure.url, API_KEY=KEY)
    assert (worked, "TLS handshake" in output) == (False, True)


def test_the_task_wins_over_the_environment(simulator: Simulator, tmp_path: Path) -> None:
    given = starleaf_server(simulator)
    wrong = {"API_URL": "http://127.0.0.1:9", "API_KEY": "nobody-knows-this-key", "TIMEOUT": "0"}
    worked, output = with_environment(tmp_path, given, **wrong)
    assert worked, output
    worked, output = with_environment(tmp_path, {"api_url": simulator.url, "api_key": KEY}, TIMEOUT="0")
    assert (worked, "timeout must be from 0.001" in output) == (False, True)


def test_a_logout_that_fails_is_no_failure(simulator: Simulator) -> None:
    """BlueMind ends an idle session by itself; what was done, or read, counts."""
    del (reach := starleaf_server(simulator))["api_key"]
    body = '{"errorCode": "UNKNOWN", "errorType": "ServerFault", "message": "later"}'
    simulator.fault("POST", "auth/logout", "status", status=500, body=body, times=5)
    tasks = [
        module("starleaf_domain", domain="example.org", label="Visio"),
        module("starleaf_domains", domains=[{"domain": "example.org"}]),
        module("resource_acl", **ROOM),
        module("starleaf_info"),
        module("server_info"),
    ]
    results = task_results(tasks, *QUICK, defaults={**reach, "username": "admin0@global.virt", "password": PASSWORD})
    assert simulator.control("GET", "faults") == []
    failures = {name: one["msg"] for task, one in zip(tasks, results, strict=True) for name in task if one["failed"]}
    assert failures == {}


def test_the_items_of_a_loop_share_what_does_not_change(simulator: Simulator) -> None:
    """What all of them ask is asked once a task; state and domains again after a failure or for an unknown domain."""
    reach = starleaf_server(simulator)
    names = ["example.org"] * 3
    loop = {**module("starleaf_info", domains=["{{ item }}"]), "loop": names}
    results = task_results([loop, loop], *QUICK, defaults=reach)
    assert [item["failed"] for one in results for item in one["results"]] == [False] * 6
    assert [one["path"] for one in simulator.requests()].count("system/installation/state") == 2
    assert [one["path"] for one in simulator.requests()].count("domains") == 2
    simulator.reset(seeds.server(seeds.ROOM), profile="5.1")
    task_results([{**module("resource_acl", **ROOM), "loop": names}], *QUICK, defaults=reach)
    seen = [(one["method"], one["path"]) for one in simulator.requests()]
    assert [seen.count(("GET", path)) for path in ("domains", "auth", "resources/17c9a.internal/r-room")] == [1, 1, 4]
    reach = starleaf_server(simulator)
    failing = {**loop, "loop": ["example.org", "nowhere.example", *names], "ignore_errors": True}
    task_results([failing], *QUICK, defaults=reach)
    assert [one["path"] for one in simulator.requests()].count("system/installation/state") == 2
    assert [one["path"] for one in simulator.requests()].count("domains") == 3
