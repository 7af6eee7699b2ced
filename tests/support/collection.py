# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the collection's modules: directly for breadth, or through ansible-playbook as users do."""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import yaml
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.bluemind.videoconferencing.plugins.module_utils.jobs import runner
from tests.support.simulator import CHECKOUT, Simulator

PACKAGE = "ansible_collections.bluemind.videoconferencing.plugins.modules"
# Those that talk to the API; they import their job, which the others leave to an action plugin.
MODULES = sorted(
    path.stem for path in (CHECKOUT / "plugins" / "modules").glob("*.py") if "import JOB" in path.read_text()
)
KEY = "key-1"


def job_of(module: str) -> runner.Job:
    """What the module runs."""
    job: runner.Job = importlib.import_module(f"{PACKAGE}.{module}").JOB
    return job


def call(simulator: Simulator, module: str, **options: Any) -> dict[str, Any]:
    """One task, its arguments checked as Ansible checks them; `failed` is in the result as in a playbook's.

    Of the options, `check_mode` is the keyword of a task.
    """
    check_mode = options.pop("check_mode", False)
    job = job_of(module)
    given: dict[str, Any] = {"api_url": simulator.url, "api_key": KEY, "retry_timeout": 2, "timeout": 10, **options}
    try:
        params = validated(job, given)
    except ValueError as error:
        return {"failed": True, "changed": False, "msg": str(error)}
    result, _secrets = runner.run(job, params, check_mode)
    return {**result, "failed": "error" in result}


def validated(job: runner.Job, given: dict[str, Any]) -> dict[str, Any]:
    """Options, None left out, checked as Ansible checks them; ValueError for those that it refuses."""
    rules = job.arguments()
    checked = ArgumentSpecValidator(
        rules["argument_spec"],
        mutually_exclusive=rules.get("mutually_exclusive"),
        required_together=rules.get("required_together"),
        required_one_of=rules.get("required_one_of"),
    ).validate(json.loads(json.dumps({name: value for name, value in given.items() if value is not None})))
    if checked.error_messages:
        raise ValueError("; ".join(checked.error_messages))
    return dict(checked.validated_parameters)


def environment(home: Path | None = None) -> dict[str, str]:
    """For the ansible programs: this checkout's collection, nothing of the user's."""
    cache = CHECKOUT / ".cache" / "ansible"
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith(("ANSIBLE_", "BLUEMIND_"))},
        "ANSIBLE_HOME": str(home or cache),
        "ANSIBLE_COLLECTIONS_PATH": str(cache / "collections"),
        "ANSIBLE_LOCALHOST_WARNING": "false",
        "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
        "LC_ALL": "C.UTF-8",
    }


def playbook(
    tasks: list[dict[str, Any]],
    *options: str,
    defaults: dict[str, Any] | None = None,
    settings: dict[str, str] | None = None,
) -> subprocess.CompletedProcess[str]:
    """A play on localhost with these tasks; `defaults` go to the action group."""
    play = {"hosts": "localhost", "gather_facts": False, "tasks": tasks}
    if defaults:
        play["module_defaults"] = {"group/bluemind.videoconferencing.bluemind": defaults}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "play.yml")
        file.write_text(yaml.safe_dump([play], allow_unicode=True), encoding="utf-8")
        return subprocess.run(
            ["ansible-playbook", str(file), *options],
            env={**environment(), **(settings or {})},
            check=False,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )


def task_results(
    tasks: list[dict[str, Any]], *options: str, defaults: dict[str, Any], settings: dict[str, str] | None = None
) -> list[dict[str, Any]]:
    """The results of the tasks, in order, as playbooks see them; the play goes on after failures."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "results.json")
        names = [f"result_{index}" for index in range(len(tasks))]
        registered = [
            {**task, "register": name, "ignore_errors": True} for task, name in zip(tasks, names, strict=True)
        ]
        content = "{{ [" + ", ".join(names) + "] | to_json }}"
        dump = {"ansible.builtin.copy": {"content": content, "dest": str(file), "mode": "0600"}, "check_mode": False}
        done = playbook([*registered, dump], *options, defaults=defaults, settings=settings)
        assert file.exists(), done.stdout
        return list(json.loads(file.read_text(encoding="utf-8")))
