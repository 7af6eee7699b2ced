# SPDX-License-Identifier: GPL-3.0-or-later
"""Before a restart BlueMind's scheduler is asked for a running backup; the simulator answers for it."""

from __future__ import annotations

import json
import re
import socket
import sys
from pathlib import Path

import pytest

from tests.playbooks.programs import QUICK, ansible_playbook, recap, write_yaml
from tests.support import seeds
from tests.support.simulator import Simulator

TOKEN = seeds.server()["core_token"]
PATH = "scheduledjobs/_job/DataProtect"


def job(*statuses: str) -> str:
    """What BlueMind answers: a job that has run, or runs, in these domains."""
    found = [{"domain": f"{index}.example", "status": status} for index, status in enumerate(statuses)]
    return json.dumps({"id": "DataProtect", "kind": "GLOBAL", "domainStatus": found, "domainPlanification": []})


ANSWERS: dict[str, tuple[int, str, str | None]] = {
    "ended": (200, job("SUCCESS"), None),
    "never-ran": (200, job(), None),
    "no-such-job": (500, '{"message": "Job with id DataProtect not found."}', None),
    "runs": (200, job("SUCCESS", "IN_PROGRESS"), "The backup job runs"),
    "something-else": (200, "<html>not BlueMind</html>", "was answered by HTTP 200"),
    "wrong-token": (401, f'{{"message": "{TOKEN} is not valid"}}', "was answered by HTTP 401"),
    "forbidden": (403, "{}", "was answered by HTTP 403"),
    "no-scheduler": (500, '{"message": "no service registered"}', "was answered by HTTP 500"),
    "gateway": (502, "<html>502</html>", "was answered by HTTP 502"),
}
# Jobs run inside the core: one that is down runs none, one that does not answer may run one.
DOWN = {"down": None, "silent": "was answered by nothing that could be understood"}


def ask(folder: Path, hosts: dict[str, str]) -> str:
    """The output of the check alone, run for each host in turn with the API at its address."""
    (folder / "token").write_text(f"{TOKEN}\n", encoding="utf-8")
    inventory = {"all": {"hosts": {name: {"api": api} for name, api in hosts.items()}}}
    asked = {"__starleaf_core_api": "{{ api }}", "__starleaf_core_token_file": str(folder / "token")}
    role = {"name": "bluemind.videoconferencing.starleaf", "tasks_from": "backup", "public": True}
    tasks = [{"ansible.builtin.include_role": role, "vars": asked}]
    book = write_yaml(folder / "play.yml", [{"hosts": "all", "gather_facts": False, "tasks": tasks}])
    here = ("-e", "ansible_connection=local", "-e", f"ansible_python_interpreter={sys.executable}")
    file = write_yaml(folder / "inventory.yml", inventory)
    return ansible_playbook("-i", file, "--forks=1", *here, *QUICK, "-vvv", book).stdout


def test_only_an_answer_lets_the_restart_pass(simulator: Simulator, tmp_path: Path, subtests: pytest.Subtests) -> None:
    """One run, one host a case: each takes the next answer."""
    simulator.reset(seeds.server())
    for status, body, _says in ANSWERS.values():
        simulator.fault("GET", PATH, "status", status=status, body=body)
    simulator.fault("GET", PATH, "drop_before", times=-1)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{free.getsockname()[1]}/api"
    expected = {name: answer[2] for name, answer in ANSWERS.items()} | DOWN
    output = ask(tmp_path, {name: nobody if name == "down" else simulator.url for name in expected})
    assert [one["path"] for one in simulator.requests()] == [PATH] * (len(ANSWERS) + 1)
    assert TOKEN not in output
    counts = recap(output)
    for name, says in expected.items():
        with subtests.test(name):
            told = " ".join(re.findall(rf"(?ms)^fatal: \[{name}\].*?^}}", output))
            assert counts[name]["failed"] == bool(says), output
            assert says is None or says in told
            assert says is None or "starleaf_restart_during_backup=true" in told
