# SPDX-License-Identifier: GPL-3.0-or-later
"""Which daemons miss a change, by what systemd says about them and what lies on the host."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.playbooks.programs import QUICK, ansible_playbook, write_yaml

DAEMONS = ("bm-core", "bm-webserver")
NOW = 1_700_000_000
# What came after the daemons started: marks of removals, and files of the plugin. What is older counts for nothing.
CASES: dict[str, tuple[list[str], list[str], list[str]]] = {
    "nothing": ([], [], []),
    "only-the-console-was-empty": (["bm-core"], [], ["bm-core"]),
    "both-removed": (["bm-core", "bm-webserver"], [], ["bm-core", "bm-webserver"]),
    "one-installed": ([], ["bm-webserver"], ["bm-webserver"]),
}


def described(folder: Path, came: list[str], began: int) -> dict[str, Any]:
    """One host: its parts, its files, and a systemctl that tells when the daemons started."""
    parts = [{"daemon": one, "folder": f"/x/{one}", "file": "*.jar", "package": f"p-{one}"} for one in DAEMONS]
    files = [{"path": f"/x/{one}/p.jar", "ctime": NOW if one in came else NOW - 200} for one in DAEMONS]
    stamp = time.strftime("%a %Y-%m-%d %H:%M:%S UTC", time.gmtime(began))
    told = "\n\n".join(f"Id={one}.service\nExecMainStartTimestamp={stamp}" for one in DAEMONS)
    (folder / "systemctl").write_text(f"#!/bin/sh\ncat <<'END'\n{told}\nEND\n", encoding="utf-8")
    (folder / "systemctl").chmod(0o755)
    return {"folder": str(folder), "parts": parts, "files": {"files": files}}


def test_only_what_concerns_a_daemon_restarts_it(tmp_path: Path, subtests: pytest.Subtests) -> None:
    hosts = {}
    for name, (marks, came, _late) in CASES.items():
        (tmp_path / name).mkdir()
        for one in marks:
            (tmp_path / name / f"bluemind-starleaf-restart-pending.{one}").touch()
        began = int(time.time()) - 60 if marks else NOW - 100
        hosts[name] = described(tmp_path / name, came, began)
    role = {"name": "bluemind.videoconferencing.starleaf", "tasks_from": "pending", "public": True}
    given = {
        "__starleaf_target": {"host": "{{ inventory_hostname }}"},
        "__starleaf_mine": "{{ parts }}",
        "__starleaf_files": "{{ files }}",
        "__starleaf_mark_folder": "{{ folder }}",
    }
    tasks = [
        {"ansible.builtin.set_fact": {"__starleaf_pending": {}}},
        {"ansible.builtin.include_role": role, "vars": given},
        {"ansible.builtin.copy": {"dest": "{{ folder }}/late", "content": "{{ __starleaf_pending | to_json }}"}},
    ]
    path = {"PATH": "{{ folder }}:{{ lookup('env', 'PATH') }}"}
    play = {"hosts": "all", "gather_facts": False, "environment": path, "tasks": tasks}
    here = ("-e", "ansible_connection=local", "-e", f"ansible_python_interpreter={sys.executable}")
    inventory = write_yaml(tmp_path / "inventory.yml", {"all": {"hosts": hosts}})
    done = ansible_playbook("-i", inventory, *here, *QUICK, write_yaml(tmp_path / "play.yml", [play]))
    for name, (_marks, _came, late) in CASES.items():
        with subtests.test(name):
            expected = f'{{"{name}": {late}}}'.replace("'", '"')
            assert (tmp_path / name / "late").read_text(encoding="utf-8") == expected, done.stdout
