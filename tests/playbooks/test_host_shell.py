# SPDX-License-Identifier: GPL-3.0-or-later
"""How scripts reach a host: through connections and become programs that are in the way, in real runs of Ansible."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.playbooks.programs import SETTINGS
from tests.support.collection import playbook

MODULE = "bluemind.videoconferencing.bluemind_plugin"
GATHERED = {MODULE: {"state": "gathered"}}
# Programs of a Debian host with both daemons, without the plugin, whose apt can do nothing.
DPKG_QUERY = """case $1 in --show)
  printf 'bm-core\\t4.9.3884\\tinstall ok installed\\nbm-webserver\\t4.9.3884\\tinstall ok installed\\n'
  echo 'dpkg-query: no packages found matching x' >&2; exit 1 ;;
esac"""
# Else root does not become root, and the tests of the become programs would test nothing.
SAME_USER = {"ANSIBLE_BECOME_ALLOW_SAME_USER": "true"}
# A become program as sudo is: it takes options, then the command; here with something in the way.
BECOME = {
    "eats-input": 'exec "$@" </dev/null',
    "lectures": 'echo "We trust you have received the usual lecture"; echo "bm-0123456789abcdef done"; exec "$@"',
    "refuses": 'echo "user is not in the sudoers file" >&2; exit 1',
}


@pytest.fixture
def host(tmp_path: Path) -> Path:
    """A folder with the programs of a host; the tests put it in front of PATH by a task's environment."""
    program(tmp_path, "dpkg-query", DPKG_QUERY)
    program(tmp_path, "apt-get", 'echo "E: the apt of a test"; exit 100')
    for name in ("dpkg", "systemctl", "apt-cache"):
        program(tmp_path, name, "exit 0")
    return tmp_path


def program(folder: Path, name: str, text: str) -> Path:
    (folder / name).write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    (folder / name).chmod(0o755)
    return folder / name


def run(
    folder: Path, task: dict[str, Any], *options: str, settings: Mapping[str, str] | None = None
) -> tuple[dict[str, Any], str]:
    """The result of one task on this machine, with the programs of `folder` first, and all output of the run."""
    environment = {"PATH": f"{folder}:/usr/sbin:/usr/bin:/sbin:/bin", **task.get("environment", {})}
    file = folder / "result.json"
    copy = {"content": "{{ one | to_json }}", "dest": str(file), "mode": "0600"}
    keep = {"ansible.builtin.copy": copy, "check_mode": False, "become": False}
    tasks = [{**task, "environment": environment, "register": "one", "ignore_errors": True}, keep]
    done = playbook(tasks, *options, settings={**SETTINGS, **(settings or {})})
    assert file.exists(), done.stdout
    return dict(json.loads(file.read_text(encoding="utf-8"))), done.stdout


def become(folder: Path, kind: str) -> tuple[dict[str, Any], dict[str, str]]:
    """Keywords of a task, and settings, for a sudo of this kind."""
    skip = "while [ $# -gt 0 ]; do case $1 in -u) shift 2 ;; -*) shift ;; *) break ;; esac; done"
    exe = program(folder, "become", f"{skip}\n{BECOME[kind]}")
    return {"become": True}, {**SAME_USER, "ANSIBLE_BECOME_EXE": str(exe)}


def reached(result: dict[str, Any]) -> bool:
    return not result.get("failed") and result["versions"]["bm-core"] == "4.9.3884"


@pytest.mark.parametrize("pipelining", ["true", "false"])
@pytest.mark.parametrize("connection", ["local", "elsewhere"])
def test_scripts_reach_a_host(host: Path, connection: str, pipelining: str) -> None:
    options = ("-e", f"ansible_connection={connection}", "-e", f"ansible_pipelining={pipelining}")
    result, output = run(host, GATHERED, *options)
    assert reached(result), output


@pytest.mark.parametrize("kind", ["eats-input", "lectures"])
def test_what_is_in_the_way_is_passed(host: Path, kind: str) -> None:
    keywords, settings = become(host, kind)
    result, output = run(host, {**GATHERED, **keywords}, settings=settings)
    assert reached(result), output


def test_a_become_that_refuses_is_told_in_its_own_words(host: Path) -> None:
    keywords, settings = become(host, "refuses")
    result, _output = run(host, {**GATHERED, **keywords}, settings=settings)
    assert result["error"] == {"kind": "unreachable"}
    assert not result["changed"]
    assert "user is not in the sudoers file" in result["msg"]


def test_a_become_that_asks_for_a_password_does_not_hang(host: Path) -> None:
    """A local connection types the password, and has no input left for a script."""
    skip = (
        "while [ $# -gt 0 ]; do case $1 in -p) prompt=$2; shift 2 ;; -u) shift 2 ;; -*) shift ;; *) break ;; esac; done"
    )
    ask = 'printf %s "$prompt" >&2; read -r word; [ "$word" = opensesame ] || exit 1; exec "$@"'
    exe = program(host, "become", f"{skip}\n{ask}")
    options = ("-e", "ansible_become_password=opensesame", "-e", "ansible_pipelining=false")
    settings = {**SAME_USER, "ANSIBLE_BECOME_EXE": str(exe), "ANSIBLE_TIMEOUT": "20"}
    result, output = run(host, {**GATHERED, "become": True}, *options, settings=settings)
    assert reached(result), output


PROXY = {"https_proxy": "http://bob:s3cret@proxy.example.org:3128"}


def test_the_password_of_a_proxy_is_in_no_process_list_and_no_output(host: Path) -> None:
    program(
        host,
        "dpkg-query",
        f'cat /proc/[0-9]*/cmdline >{host}/processes 2>/dev/null; echo "$https_proxy" >{host}/proxy\n{DPKG_QUERY}',
    )
    result, output = run(host, {**GATHERED, "environment": PROXY}, "-vvvvv")
    assert reached(result), output
    assert (host / "proxy").read_text(encoding="utf-8").strip() == PROXY["https_proxy"]
    processes = (host / "processes").read_bytes().replace(b"\0", b" ")
    assert b"/bin/sh" in processes
    assert b"s3cret" not in processes


@pytest.mark.parametrize("environment", [PROXY, {"REPO_PASSWORD": "s3cret"}, {"api_token": "s3cret"}])
def test_where_it_would_show_it_is_refused(host: Path, environment: dict[str, str]) -> None:
    keywords, settings = become(host, "eats-input")
    result, _output = run(host, {**GATHERED, **keywords, "environment": environment}, settings=settings)
    assert next(iter(environment)) in result["msg"]
    assert "s3cret" not in result["msg"]
    assert "ansible_pipelining" in result["msg"]


def test_async_is_refused(host: Path) -> None:
    result, _output = run(host, {**GATHERED, "async": 60, "poll": 5})
    assert result["failed"]
    assert "async" in result["msg"]


@pytest.mark.parametrize("word", [r"\377\376", r"\303", r"\000a"])
def test_bytes_that_are_no_text_stop_nothing(host: Path, word: str) -> None:
    program(host, "dpkg", f"printf ' {word}\\n'")
    result, output = run(host, GATHERED, "-v")
    assert reached(result), output
    assert "Traceback" not in output
    assert "surrogates" not in output


def test_defaults_of_the_action_group_are_no_options_here(host: Path) -> None:
    group = {"group/bluemind.videoconferencing.bluemind": {"api_url": "https://x.example.org", "api_key": "k"}}
    result, output = run(host, {**GATHERED, "module_defaults": group})
    assert reached(result), output


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"stat": "present"}, "unsupported option stat (did you mean state?)"),
        ({"state": "presnt"}, "must be one of present, absent, gathered, and is 'presnt' (did you mean present?)"),
        ({"parts": ["kore"]}, "parts[0] must be one of core, admin_console, and is 'kore' (did you mean core?)"),
        ({"lock_timeout": "soon"}, "lock_timeout must be a whole number, and is 'soon'"),
        ({"lock_timeout": -1}, "lock_timeout must be from 0 to 86400, and is '-1'"),
        ({"timeout": "inf"}, "timeout must be a whole number, and is 'inf'"),
        ({"timeout": 0}, "timeout must be from 1 to 86400, and is '0'"),
    ],
)
def test_a_mistake_in_an_option_is_named(host: Path, options: dict[str, Any], told: str) -> None:
    result, _output = run(host, {MODULE: options})
    assert (result["failed"], result["changed"], result["error"]["kind"]) == (True, False, "input")
    assert told in result["msg"]


def test_diff_mode_shows_packages_and_others_do_not(host: Path) -> None:
    assert "diff" not in run(host, GATHERED)[0]
    assert (
        "bm-plugin-core-videoconferencing-starleaf: not installed" in run(host, GATHERED, "--diff")[0]["diff"]["after"]
    )


def test_a_task_that_fails_says_that_nothing_was_changed(host: Path) -> None:
    result, _output = run(host, {MODULE: {"name": "no such plugin"}})
    assert result["msg"].startswith("localhost: name: ")
    assert result["msg"].endswith("Nothing was changed on this host")
    assert not result["changed"]


def test_a_host_that_runs_no_module_is_told_in_its_own_words(host: Path) -> None:
    python = program(host, "python", "echo 'This account is currently not available.'; exit 1")
    variables = {"ansible_connection": "elsewhere", "ansible_python_interpreter": str(python)}
    task = {"bluemind.videoconferencing.bluemind_server_info": {"api_url": "http://127.0.0.1:1"}, "vars": variables}
    message = run(host, task)[0]["msg"]
    assert "cannot run the module: This account is currently not available. Look at the login shell" in message


def test_rescue_handles_a_host_that_cannot_be_reached() -> None:
    nowhere = {"ansible_connection": "ssh", "ansible_host": "127.0.0.1", "ansible_port": 9}
    block = {
        "block": [{**GATHERED, "vars": nowhere}],
        "rescue": [{"ansible.builtin.debug": {"msg": "rescued {{ ansible_failed_result.error.kind }}"}}],
    }
    done = playbook([block], settings={"ANSIBLE_SSH_RETRIES": "0"})
    assert "rescued unreachable" in done.stdout
    assert done.returncode == 0, done.stdout
