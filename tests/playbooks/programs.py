# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs ansible-playbook as users do, and tells task by task what the server saw of it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.support.collection import KEY, environment, task_results
from tests.support.simulator import CHECKOUT, Simulator

GROUP = "group/bluemind.videoconferencing.bluemind"
ROLLOUT = "bluemind.videoconferencing.rollout"
# A simulator has the API alone; the other half would install packages on this very machine.
API_HALF = ("--tags", "configure,verify", "--skip-tags", "packages")
# Modules then start without a file on disk: a third of the time of a run.
QUICK = ("-e", "ansible_pipelining=true")
# As to a remote host: modules run in processes of their own, not in Ansible's.
ELSEWHERE = ("-e", "ansible_connection=elsewhere")
SETTINGS = {"ANSIBLE_CONNECTION_PLUGINS": str(CHECKOUT / "tests" / "support" / "connection_plugins")}
PROGRAM = str(Path(sys.executable).with_name("ansible-playbook"))


def module(name: str, **options: Any) -> dict[str, Any]:
    """A task; `check`, `diff`, `name` and `environment` become keywords of the task."""
    keywords = {"check": "check_mode", "diff": "diff", "name": "name", "environment": "environment"}
    task = {keyword: options.pop(option) for option, keyword in keywords.items() if option in options}
    return {**task, f"bluemind.videoconferencing.bluemind_{name}": options}


def write_yaml(file: Path, content: Any) -> Path:
    """`content` as a file."""
    file.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return file


def play(tasks: list[dict[str, Any]], defaults: Mapping[str, Any], **keywords: Any) -> list[dict[str, Any]]:
    """A playbook of one play on localhost; `defaults` go to the action group."""
    head = {"hosts": "localhost", "gather_facts": False, "module_defaults": {GROUP: dict(defaults)}}
    return [{**head, **keywords, "tasks": tasks}]


def ansible_playbook(
    *arguments: object, variables: Mapping[str, str] | None = None, folder: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """The program with these arguments, in `folder`; `variables` are added to its environment.

    stdout holds all output.
    """
    return subprocess.run(
        [PROGRAM, *map(str, arguments)],
        cwd=folder,
        env={**environment(), **SETTINGS, **(variables or {})},
        check=False,
        text=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def recap(output: str) -> dict[str, dict[str, int]]:
    """Host → counts of the recap, e.g. {"mail.example.org": {"ok": 5, "changed": 1, …}}."""
    table = output.rpartition("PLAY RECAP")[2]
    lines = re.findall(r"^(\S+)\s+: (ok=.*)$", table, re.MULTILINE)
    return {host: {name: int(count) for name, count in re.findall(r"(\w+)=(\d+)", counts)} for host, counts in lines}


def installations(output: str) -> list[str]:
    """The lines of the table in the end, with one blank between the columns."""
    told = output.rpartition("TASK [Installations and domains]")[2]
    assert '"installations": [' in told, output
    texts = json.loads("[" + told.partition('"installations": [')[2].partition("\n    ]")[0] + "]")
    return [" ".join(text.split()) for text in texts]


@dataclass(frozen=True)
class Moment:
    """One task: its result, and what the server saw while it ran."""

    result: dict[str, Any]
    writes: list[dict[str, Any]]
    mails: list[dict[str, Any]]
    containers: dict[str, Any]

    @property
    def quiet(self) -> bool:
        """No write request, no e-mail."""
        return not self.writes and not self.mails

    def rights(self, uid: str) -> set[tuple[str, str]]:
        """(subject, verb) pairs that the server holds for a resource when the task is done."""
        return {(one[0], one[1]) for one in self.containers[f"calendar:{uid}"]["acl"]}


def story(simulator: Simulator, tasks: Mapping[str, dict[str, Any]], *options: str) -> dict[str, Moment]:
    """One run of ansible-playbook with all tasks in order; what became of each, by its name."""
    seen = {name: _seen(simulator, name) for name in ("requests", "outbox", "state")}
    look = {"ansible.builtin.debug": {"msg": seen}}
    defaults = {"api_url": simulator.url, "api_key": KEY, "timeout": 20, "retry_timeout": 0}
    steps = [one for task in tasks.values() for one in (task, look)]
    run = task_results(steps, *QUICK, *options, defaults=defaults, settings=SETTINGS)
    moments, requests, mails = {}, 0, 0
    for index, name in enumerate(tasks):
        result, seen = run[2 * index], run[2 * index + 1]["msg"]
        writes = [one for one in seen["requests"][requests:] if one["write"]]
        moments[name] = Moment(result, writes, seen["outbox"][mails:], seen["state"]["containers"])
        requests, mails = len(seen["requests"]), len(seen["outbox"])
    return moments


def _seen(simulator: Simulator, what: str) -> str:
    address = f"{simulator.url.removesuffix('/api')}/_control/{what}"
    return f"{{{{ lookup('ansible.builtin.url', '{address}', split_lines=False) | from_json }}}}"
