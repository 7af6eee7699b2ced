# SPDX-License-Identifier: GPL-3.0-or-later
"""In the controller's process or as a module of its own: the same results."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from tests.laws.scenarios import SCENARIOS, Scenario
from tests.support.collection import KEY, task_results
from tests.support.simulator import CHECKOUT, Simulator

NAMES = ("new", "twins", "same", "absent", "grant", "both", "purge", "all", "running")
# The record of Teams has a secret among its settings.
OTHERS = ("teams-new", "several", "found")
TRIED = [one for one in SCENARIOS if (one.profile == "4.5.3" and one.name in NAMES) or one.name in OTHERS]
REFUSED = [
    {"domain": "example.org", "token": " "},
    {"domain": "nowhere.example"},
    {"domain": "example.org", "shares": [{"user": "alice", "group": "Direction"}]},
    {"domain": "example.org", "unknown_option": True},
    {"domain": "example.org", "token": 4711471147114711},
    {"domain": "example.org", "label": datetime.date(2026, 11, 25)},
    {"domain": "example.org", "shares": [{"group": True}, {"user": None}]},
]
# None of the last three may reach the server: Ansible would have made texts of them.
MISREAD = REFUSED[-3:]


def tasks(simulator: Simulator) -> list[dict[str, Any]]:
    """Reset the server, run the task; for each scenario, then for each refusal."""
    found: list[dict[str, Any]] = []
    for one in TRIED:
        found += [reset(simulator, one), {f"bluemind.videoconferencing.{one.module}": one.options}]
    for options in REFUSED:
        found.append({"bluemind.videoconferencing.bluemind_starleaf_domain": options})
    return found


def reset(simulator: Simulator, scenario: Scenario) -> dict[str, Any]:
    body = {"seed": scenario.seed, "profile": scenario.profile, "providers": list(scenario.providers)}
    url = simulator.url.removesuffix("/api") + "/_control/reset"
    return {"ansible.builtin.uri": {"url": url, "method": "POST", "body_format": "json", "body": body}}


@pytest.fixture
def results(simulator: Simulator) -> dict[str, list[dict[str, Any]]]:
    """Way → results of all tasks."""
    defaults = {"api_url": simulator.url, "api_key": KEY, "retry_timeout": 2}
    plugins = str(CHECKOUT / "tests" / "support" / "connection_plugins")
    ways = {"in-process": "local", "module": "elsewhere"}
    return {
        way: task_results(
            tasks(simulator),
            "--diff",
            "--extra-vars=ansible_pipelining=true",
            f"--extra-vars=ansible_connection={name} ansible_python_interpreter='{{{{ ansible_playbook_python }}}}'",
            defaults=defaults,
            settings={"ANSIBLE_CONNECTION_PLUGINS": plugins},
        )
        for way, name in ways.items()
    }


def test_both_ways(results: dict[str, list[dict[str, Any]]], subtests: pytest.Subtests) -> None:
    """One test, so that the two runs of Ansible are made by one of pytest's workers only."""
    for index, one in enumerate(TRIED):
        with subtests.test(scenario=str(one)):
            inside, outside = (comparable(results[way][2 * index + 1]) for way in ("in-process", "module"))
            assert inside == outside
            assert not inside["failed"]
    for index, options in enumerate(REFUSED):
        with subtests.test(refused=options):
            inside, outside = (results[way][2 * len(TRIED) + index] for way in ("in-process", "module"))
            assert (inside["failed"], inside["changed"]) == (outside["failed"], outside["changed"]) == (True, False)
            assert inside["msg"].removeprefix(PREFIX) == outside["msg"].removeprefix(PREFIX)
            assert inside.get("error") == outside.get("error")
    for options in MISREAD:
        with subtests.test(misread=options):
            for way in ("in-process", "module"):
                result = results[way][2 * len(TRIED) + REFUSED.index(options)]
                assert "Put it in quotes" in result["msg"]
                assert "4711" not in result["msg"]
                assert result["requests"]["sent"] == 0
    with subtests.test("a blank token blackens no message"):
        for way in ("in-process", "module"):
            assert "token is empty. Give the token of StarLeaf" in results[way][2 * len(TRIED)]["msg"]


PREFIX = "Unsupported parameters for (bluemind.videoconferencing.bluemind_starleaf_domain) module: "


def comparable(result: dict[str, Any]) -> dict[str, Any]:
    """Without what Ansible adds for itself."""
    return {name: value for name, value in result.items() if name not in ("invocation", "warnings", "ansible_facts")}
