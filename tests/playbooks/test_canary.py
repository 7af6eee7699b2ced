# SPDX-License-Identifier: GPL-3.0-or-later
"""No secret shows in what `ansible-playbook -vvvv --diff` prints: on success, and whatever fails."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.playbooks.canaries import (
    API_KEY,
    GIVEN,
    PASSWORD,
    SECRETS,
    STRANGE,
    TOKEN_PATH,
    WRONG_KEY,
    Case,
    domain,
    leaks,
    says,
    server,
    veiled,
)
from tests.playbooks.canary_cases import CASES, ROLE_DOMAINS, STRANGE_PASSWORD
from tests.playbooks.programs import API_HALF, ELSEWHERE, QUICK, ROLLOUT, ansible_playbook, play, write_yaml
from tests.support.simulator import Simulator

LOUD = ("-vvvv", "--diff")


def session_keys(simulator: Simulator) -> dict[str, str]:
    """The keys of the sessions that are still open."""
    return {f"session key {index}": one["key"] for index, one in enumerate(simulator.state()["sessions"])}


def run(
    folder: Path, content: Any, *options: str, variables: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """The playbook, its secrets in a file of their own."""
    vault: dict[str, Any] = {}
    file = write_yaml(folder / "play.yml", veiled(content, vault))
    secrets = write_yaml(folder / "vault.yml", vault)
    tags = API_HALF if "include_role" in str(content) else ()
    return ansible_playbook(file, "-e", f"@{secrets}", *QUICK, *LOUD, *tags, *options, variables=variables)


WAYS = [pytest.param(case, (), id=str(case)) for case in CASES] + [
    pytest.param(case, ELSEWHERE, id=f"{case}-elsewhere") for case in CASES if case.both_ways
]


@pytest.mark.parametrize(("case", "way"), WAYS)
def test_no_secret_shows(simulator: Simulator, tmp_path: Path, case: Case, way: tuple[str, ...]) -> None:
    password = STRANGE if case.login == STRANGE_PASSWORD else PASSWORD
    simulator.reset(server(password), profile="4.5.3", providers=["starleaf"])
    for fault in case.faults:
        simulator.fault(**fault)
    reach = {"api_url": simulator.url, "timeout": 20, "retry_timeout": 0}
    for_role = {f"starleaf_api_{name.removeprefix('api_')}": value for name, value in {**reach, **case.login}.items()}
    content = play(case.tasks, {**reach, **case.login}, vars={**for_role, "ROLE_DOMAINS": ROLE_DOMAINS})
    done = run(tmp_path, content, *way, variables=case.variables)
    assert bool(done.returncode) is case.fails
    for text in case.shows:
        assert text in done.stdout
    assert [one for one in simulator.control("GET", "faults") if one["times"] > 0] == []
    sessions = session_keys(simulator)
    assert sessions or "auth/logout" not in str(case.faults)
    assert leaks(done.stdout, SECRETS | sessions) == []


@pytest.mark.parametrize("way", [(), ELSEWHERE], ids=["here", "elsewhere"])
def test_an_expired_session_key_does_not_show(simulator: Simulator, tmp_path: Path, way: tuple[str, ...]) -> None:
    """The server forgets such a session, so its key is known by its form: uuid4, as no other text here."""
    simulator.reset(server(), profile="4.5.3", providers=["starleaf"], session_idle_seconds=0)
    login = {"api_url": simulator.url, "username": "admin0@global.virt", "password": PASSWORD}
    tasks = [{"bluemind.videoconferencing.bluemind_starleaf_domain": {"domain": "example.org", "token": GIVEN}}]
    done = run(tmp_path, play(tasks, login), *way)
    assert done.returncode
    assert "session id ******** is not valid" in done.stdout
    assert leaks(done.stdout, SECRETS) == []
    assert re.findall(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", done.stdout) == []


@pytest.mark.parametrize(
    ("key", "shows"),
    [
        pytest.param(API_KEY, "(new value)", id="success"),
        pytest.param(API_KEY, "HTTP 500 UNKNOWN: ", id="500"),
        pytest.param(WRONG_KEY, "BlueMind does not accept these credentials", id="wrong-key"),
    ],
)
def test_the_rollout_shows_none(simulator: Simulator, tmp_path: Path, key: str, shows: str) -> None:
    simulator.reset(server(), profile="4.5.3", providers=["starleaf"])
    if "500" in shows:
        simulator.fault(**{**says("PUT", TOKEN_PATH, f"cannot store {GIVEN}"), "times": 99})
    host = {"starleaf_api_url": simulator.url, "starleaf_api_key": key, "starleaf_domains": ROLE_DOMAINS}
    inventory = write_yaml(tmp_path / "inventory.yml", {"bluemind_core": {"hosts": {"mail.example.org": host}}})
    done = ansible_playbook("-i", inventory, *LOUD, *API_HALF, ROLLOUT)
    assert bool(done.returncode) is (shows != "(new value)")
    assert shows in done.stdout
    assert leaks(done.stdout, SECRETS) == []


@pytest.mark.parametrize("way", [(), ELSEWHERE], ids=["here", "elsewhere"])
def test_a_key_file_shows_none(simulator: Simulator, tmp_path: Path, way: tuple[str, ...]) -> None:
    simulator.reset(server(), profile="4.5.3", providers=["starleaf"])
    key, wrong = tmp_path / "key", tmp_path / "wrong"
    key.write_text(f"{API_KEY}\n", encoding="utf-8")
    wrong.write_text(WRONG_KEY, encoding="utf-8")
    name = "bluemind.videoconferencing.bluemind_starleaf_domain"
    tasks = [{name: {"domain": "example.org", "token": GIVEN, "api_key_path": str(one)}} for one in (key, wrong)]
    done = run(tmp_path, play(tasks, {"api_url": simulator.url}), *way)
    assert "(new value)" in done.stdout
    assert "session id ******** is not valid" in done.stdout
    assert leaks(done.stdout, SECRETS) == []


@pytest.mark.parametrize("way", [(), ELSEWHERE], ids=["here", "elsewhere"])
def test_no_report_of_a_callback_shows_any(simulator: Simulator, tmp_path: Path, way: tuple[str, ...]) -> None:
    """Files of junit and tree, beside the shortest output; on success and on a failure that quotes the token."""
    simulator.reset(server(), profile="4.5.3", providers=["starleaf"])
    simulator.fault(**says("PUT", TOKEN_PATH, f"cannot store {GIVEN}"))
    tasks = [{**domain(name, token=GIVEN), "ignore_errors": True} for name in ("example.org", "example.org")]
    reports = tmp_path / "reports"
    settings = {
        "ANSIBLE_STDOUT_CALLBACK": "minimal",
        "ANSIBLE_CALLBACKS_ENABLED": "junit,tree",
        "JUNIT_OUTPUT_DIR": str(reports / "junit"),
        "ANSIBLE_CALLBACK_TREE_DIR": str(reports / "tree"),
    }
    done = run(tmp_path, play(tasks, {"api_url": simulator.url, "api_key": API_KEY}), *way, variables=settings)
    assert "(new value)" in done.stdout
    written = [file.read_text(encoding="utf-8") for file in reports.glob("*/*")]
    assert len(written) == 2
    assert "HTTP 500 UNKNOWN" in "".join(written)
    assert leaks("\n".join([done.stdout, *written]), SECRETS) == []


def test_a_leak_would_be_seen() -> None:
    """Whole, cut, escaped or quoted."""
    for text in (GIVEN, GIVEN[:-4], f"%22{GIVEN}%22", f"x{STRANGE.encode('unicode_escape').decode()}x"):
        assert len(leaks(f"... {text} ...", SECRETS)) == 1
    assert leaks("given- and stored-, nothing of it", SECRETS) == []
