# SPDX-License-Identifier: GPL-3.0-or-later
"""Before a restart BlueMind's scheduler is asked for a running backup; the simulator answers for it."""

from __future__ import annotations

import json
import socket
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.playbooks.programs import QUICK, ansible_playbook, recap, write_yaml
from tests.support import seeds
from tests.support.simulator import Simulator

HOST = "mail.example.org"
TOKEN = seeds.server()["core_token"]
PATH = "scheduledjobs/_job/DataProtect"


def job(*statuses: str) -> str:
    """What BlueMind answers: a job that has run, or runs, in these domains."""
    found = [{"domain": f"{index}.example", "status": status} for index, status in enumerate(statuses)]
    return json.dumps({"id": "DataProtect", "kind": "GLOBAL", "domainStatus": found, "domainPlanification": []})


def ask(folder: Path, api: str) -> tuple[int, str]:
    """(failed, output) of the check alone, asking `api`."""
    (folder / "token").write_text(f"{TOKEN}\n", encoding="utf-8")
    variables: dict[str, Any] = {"__starleaf_core_api": api, "__starleaf_core_token_file": str(folder / "token")}
    role = {"name": "bluemind.videoconferencing.starleaf", "tasks_from": "backup", "public": True}
    tasks = [{"ansible.builtin.include_role": role, "vars": variables}]
    book = write_yaml(folder / "play.yml", [{"hosts": HOST, "gather_facts": False, "tasks": tasks}])
    here = ("-e", "ansible_connection=local", "-e", f"ansible_python_interpreter={sys.executable}")
    done = ansible_playbook("-i", f"{HOST},", *here, *QUICK, "-vvv", book)
    assert TOKEN not in done.stdout
    return recap(done.stdout)[HOST]["failed"], done.stdout


@pytest.mark.parametrize(
    ("status", "body", "says"),
    [
        pytest.param(200, job("SUCCESS"), None, id="ended"),
        pytest.param(200, job(), None, id="never-ran"),
        pytest.param(500, '{"message": "Job with id DataProtect not found."}', None, id="no-such-job"),
        pytest.param(200, job("SUCCESS", "IN_PROGRESS"), "The backup job runs", id="runs"),
        pytest.param(200, "<html>not BlueMind</html>", "was answered by HTTP 200", id="something-else"),
        pytest.param(401, f'{{"message": "{TOKEN} is not valid"}}', "was answered by HTTP 401", id="wrong-token"),
        pytest.param(403, "{}", "was answered by HTTP 403", id="forbidden"),
        pytest.param(500, '{"message": "no service registered"}', "was answered by HTTP 500", id="no-scheduler"),
        pytest.param(502, "<html>502</html>", "was answered by HTTP 502", id="gateway"),
    ],
)
def test_only_an_answer_lets_the_restart_pass(
    simulator: Simulator, tmp_path: Path, status: int, body: str, says: str | None
) -> None:
    simulator.reset(seeds.server())
    simulator.fault("GET", PATH, "status", status=status, body=body)
    failed, output = ask(tmp_path, simulator.url)
    assert [one["path"] for one in simulator.requests()] == [PATH]
    assert failed == (says is not None), output
    assert says is None or " ".join(says.split()) in output
    assert says is None or "starleaf_restart_during_backup=true" in output


def test_a_core_that_is_down_runs_no_backup(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    failed, output = ask(tmp_path, f"http://127.0.0.1:{port}/api")
    assert failed == 0, output


def test_a_core_that_does_not_answer_may_run_one(simulator: Simulator, tmp_path: Path) -> None:
    simulator.reset(seeds.server())
    simulator.fault("GET", PATH, "drop_before", times=-1)
    failed, output = ask(tmp_path, simulator.url)
    assert failed == 1, output
    assert "was answered by nothing that could be understood" in output
