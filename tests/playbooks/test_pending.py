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
BOTH = list(DAEMONS)
# Marks of removals and files of the plugin that came after the daemons started, files that were there before, and who
# is late.
CASES: dict[str, tuple[list[str], list[str], list[str], list[str]]] = {
    "nothing-new": ([], [], BOTH, []),
    "nothing-at-all": ([], [], [], []),
    "only-the-console-was-empty": (["bm-core"], [], [], ["bm-core"]),
    "both-removed": (BOTH, [], [], BOTH),
    "one-installed": ([], ["bm-webserver"], ["bm-core"], ["bm-webserver"]),
    "the-removal-failed": (BOTH, [], BOTH, []),
}


def described(folder: Path, came: list[str], old: list[str], began: int) -> dict[str, Any]:
    """One host: its parts, its files, and a systemctl that tells when the daemons started."""
    parts = [{"daemon": one, "folder": f"/x/{one}", "file": "*.jar", "package": f"p-{one}"} for one in DAEMONS]
    times = dict.fromkeys(old, began - 100) | dict.fromkeys(came, began + 100)
    files = [{"path": f"/x/{one}/p.jar", "ctime": changed} for one, changed in times.items()]
    stamp = time.strftime("%a %Y-%m-%d %H:%M:%S UTC", time.gmtime(began))
    told = "\n\n".join(f"Id={one}.service\nExecMainStartTimestamp={stamp}" for one in DAEMONS)
    (folder / "systemctl").write_text(f"#!/bin/sh\ncat <<'END'\n{told}\nEND\n", encoding="utf-8")
    (folder / "systemctl").chmod(0o755)
    return {"folder": str(folder), "parts": parts, "files": {"files": files}}


def test_only_what_concerns_a_daemon_restarts_it(tmp_path: Path, subtests: pytest.Subtests) -> None:
    hosts = {}
    for name, (marks, came, old, _late) in CASES.items():
        (tmp_path / name).mkdir()
        for one in marks:
            (tmp_path / name / f"bluemind-starleaf-restart-pending.{one}").touch()
        hosts[name] = described(tmp_path / name, came, old, int(time.time()) - 60)
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
    for name, (*_given, late) in CASES.items():
        with subtests.test(name):
            expected = f'{{"{name}": {late}}}'.replace("'", '"')
            assert (tmp_path / name / "late").read_text(encoding="utf-8") == expected, done.stdout
