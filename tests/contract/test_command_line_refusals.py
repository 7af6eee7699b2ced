# SPDX-License-Identifier: GPL-3.0-or-later
"""The simulator's command line, given what it can not use: one line that says what, and exit status 2.

Without a process of its own: what would serve answers at once.
"""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

import bluemind_simulator.__main__ as program
from tests.contract.seeds import standard

Refusal = Callable[..., str]


@pytest.fixture(autouse=True)
def _no_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program, "serve", lambda *_arguments: True)


@pytest.fixture
def refusal(capsys: pytest.CaptureFixture[str]) -> Refusal:
    """What a start with these arguments says before it gives up."""

    def start(*arguments: str) -> str:
        with pytest.raises(SystemExit) as end:
            program.main(list(arguments))
        mark, last = "bluemind_simulator: error: ", capsys.readouterr().err.splitlines()[-1]
        assert (end.value.code, last.startswith(mark)) == (2, True)
        return last.removeprefix(mark)

    return start


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        pytest.param("seed.yml", "domains: [", "while parsing", id="broken-yaml"),
        pytest.param("seed.json", "{", "line 1", id="broken-json"),
        pytest.param("seed.yml", b"\xff\xfe\xff", "decode", id="not-utf-8"),
        pytest.param("seed.yml", "[]", "a mapping is expected, not list", id="a-list"),
        pytest.param("seed.yml", "core-token: x", "unknown key 'core-token'", id="a-misspelt-key"),
        pytest.param("seed.yml", "domains: [{name: a}]", "domains[0]: uid is missing", id="a-domain-without-uid"),
        pytest.param("seed.yml", "core_token: 4711", "core_token: a text is expected, not 4711", id="a-number"),
    ],
)
def test_a_seed(refusal: Refusal, tmp_path: Path, name: str, content: str | bytes, says: str) -> None:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    message = refusal("--seed", str(path))
    assert message.startswith(f"--seed {path}: ")
    assert says in message


def test_a_seed_that_is_missing(refusal: Refusal, tmp_path: Path) -> None:
    path = tmp_path / "seed.yml"
    assert refusal("--seed", str(path)) == f"--seed {path}: No such file or directory"


def test_a_seed_is_checked_for_its_line(refusal: Refusal, tmp_path: Path) -> None:
    path = tmp_path / "seed.json"
    path.write_text(json.dumps(standard(acl=[{"subject": "u-bob", "verb": "SendAs"}])), encoding="utf-8")
    assert "domains[0].resources[0].acl[0].verb: " in refusal("--seed", str(path), "--profile", "4.9")
    assert program.main(["--seed", str(path), "--profile", "5.1"]) == 0


@pytest.mark.parametrize("content", ["", "{", "[]", '{"core_token": "x"}', '{"core_token": "x", "domains": {"a": 1}}'])
def test_a_state_that_is_broken(refusal: Refusal, tmp_path: Path, content: str) -> None:
    path = tmp_path / "state.json"
    path.write_text(content, encoding="utf-8")
    assert refusal("--state", str(path)).startswith(f"--state {path}: this is no state of a simulator")
    assert path.read_text(encoding="utf-8") == content


def test_a_state_of_another_line(refusal: Refusal, tmp_path: Path) -> None:
    state, seed = tmp_path / "state.json", tmp_path / "seed.json"
    seed.write_text(json.dumps(standard(acl=[{"subject": "u-bob", "verb": "SendAs"}])), encoding="utf-8")
    assert program.main(["--seed", str(seed), "--profile", "5.1", "--state", str(state)]) == 0
    assert refusal("--state", str(state)) == f"--state {state}: 4.5.3 does not know the verb SendAs"


def test_a_folder_in_the_place_of_a_file(refusal: Refusal, tmp_path: Path) -> None:
    assert refusal("--state", str(tmp_path)) == f"--state {tmp_path}: Is a directory"
    assert refusal("--seed", str(tmp_path)) == f"--seed {tmp_path}: Is a directory"


@pytest.mark.parametrize("option", ["--state", "--tls"])
def test_a_place_that_can_not_be_written(refusal: Refusal, tmp_path: Path, option: str) -> None:
    (tmp_path / "file").touch()
    path = tmp_path / "file" / "below"
    assert refusal(option, str(path)).startswith(f"{option} {path}: ")


def test_tls_files_that_are_none(refusal: Refusal, tmp_path: Path) -> None:
    for name in ("ca.pem", "server.pem", "server.key"):
        (tmp_path / name).write_text("none", encoding="utf-8")
    assert refusal("--tls", str(tmp_path)).startswith(f"--tls {tmp_path}: ")


def test_a_port_that_is_taken(refusal: Refusal) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        assert refusal("--port", port) == f"--host 127.0.0.1 --port {port}: Address already in use"


@pytest.mark.parametrize(
    ("host", "port"),
    [
        pytest.param("127.0.0.1", "70000", id="no-such-port"),
        pytest.param("203.0.113.1", "0", id="the-address-of-another-machine"),
        pytest.param("no such host", "0", id="no-address"),
        pytest.param("a" * 80, "0", id="a-label-that-is-too-long"),
    ],
)
def test_where_nobody_can_listen(refusal: Refusal, host: str, port: str) -> None:
    assert refusal("--host", host, "--port", port).startswith(f"--host {host} --port {port}: ")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        pytest.param("--system-state RUNNING", "system_state: one of CORE_STATE_STARTING, ", id="no-state"),
        pytest.param("--system-state CORE_STATE_DEMOTED", "not 'CORE_STATE_DEMOTED'", id="since-4.7"),
        pytest.param("--boot-seconds -1", "boot_seconds: a number >= 0", id="boot"),
        pytest.param("--latency-ms nan", "latency_ms: a number >= 0", id="latency"),
        pytest.param("--task-polls -1", "task_polls: a whole number >= 0", id="polls"),
        pytest.param("--session-idle-seconds -0.1", "session_idle_seconds: ", id="idle"),
        pytest.param("--task-retention-seconds inf", "task_retention_seconds: ", id="retention"),
        pytest.param("--extensions /no/such/folder", "--extensions /no/such/folder: ", id="no-extensions"),
    ],
)
def test_an_option(refusal: Refusal, arguments: str, says: str) -> None:
    assert says in refusal(*arguments.split())


def test_a_state_of_the_line_is_fine() -> None:
    assert program.main(["--system-state", "CORE_STATE_DEMOTED", "--profile", "4.9"]) == 0
