# SPDX-License-Identifier: GPL-3.0-or-later
"""`make live` against the simulator: confirms what is there, tells nothing of the site, writes nothing, can refute."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.support import seeds
from tests.support.collection import KEY
from tests.support.simulator import CHECKOUT, Simulator


def live(simulator: Simulator, *options: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """One run; `variables` are added to its environment."""
    environment = {**os.environ, "BLUEMIND_API_URL": simulator.url, "BLUEMIND_API_KEY": KEY, **variables}
    command = [sys.executable, "-m", "tools.live", *options]
    return subprocess.run(command, env=environment, check=False, capture_output=True, text=True, cwd=CHECKOUT)


@pytest.mark.parametrize("profile", ["4.5.3", "4.9", "5.1"])
def test_every_statement_is_confirmed(simulator: Simulator, profile: str) -> None:
    acl = seeds.share("u-bob", "Invitation")
    half = seeds.starleaf("r-half", containers=["settings"])  # the contract knows such resources, too
    simulator.reset(seeds.server(seeds.starleaf(acl=acl), half), profile=profile)
    done = live(simulator)
    lines = done.stdout.splitlines()
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(lines) > 10
    assert all(line.startswith("confirmed") for line in lines), done.stdout
    assert simulator.writes() == []
    contract = (CHECKOUT / "docs" / "contract.md").read_text(encoding="utf-8")
    headings = set(re.findall(r"^#{2,3} (.*)$", contract, re.MULTILINE))
    assert {line[12:].partition(":")[0] for line in lines} <= headings
    for secret in (KEY, seeds.UID, seeds.NAME, seeds.OLD_TOKEN, "u-bob", "r-starleaf", "other.example"):
        assert secret not in done.stdout + done.stderr


def test_a_server_of_another_kind_is_refuted(simulator: Simulator) -> None:
    simulator.reset(seeds.server(seeds.starleaf()))
    simulator.control("POST", "faults", {"method": "GET", "path": ".*", "kind": "html", "times": -1})
    done = live(simulator)
    assert done.returncode == 1
    assert "REFUTED (JSONDecodeError)  System states" in done.stdout


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"BLUEMIND_API_URL": "http://127.0.0.1:9"}, "No answer (ConnectionError)"),
        ({"BLUEMIND_API_URL": "mail.example.org"}, "No answer (MissingSchema)"),
        ({"BLUEMIND_API_URL": "http://mail.invalid"}, "everybody on the way could read the key"),
        ({"BLUEMIND_API_URL": "https://mail.invalid", "BLUEMIND_CA_PATH": "/no/file"}, "No answer (OSError)"),
        ({"BLUEMIND_API_KEY": "wrong-key"}, "the server refuses BLUEMIND_API_KEY"),
    ],
)
def test_a_server_that_cannot_be_asked_refutes_nothing(
    simulator: Simulator, variables: dict[str, str], words: str
) -> None:
    simulator.reset(seeds.server())
    done = live(simulator, **variables)
    assert (done.returncode, done.stdout) == (2, ""), done.stdout + done.stderr
    assert words in done.stderr
    assert not [value for value in variables.values() if value in done.stderr]


def test_an_empty_path_of_the_authority_is_none(tmp_path: Path) -> None:
    """To requests it would be a wish to check no certificate."""
    with Simulator.start("--tls", str(tmp_path)) as unknown:
        done = live(unknown, BLUEMIND_CA_PATH="")
        assert (done.returncode, "No answer (SSLError)" in done.stderr) == (2, True), done.stdout + done.stderr
        assert unknown.requests() == []


def test_an_answer_that_is_nested_too_deep_is_refuted(simulator: Simulator) -> None:
    simulator.reset(seeds.server())
    deep = {"method": "GET", "path": "state$", "kind": "status", "status": 200, "body": "[" * 100_000}
    simulator.control("POST", "faults", deep)
    done = live(simulator)
    assert (done.returncode, done.stderr) == (1, "")
    assert "REFUTED (RecursionError)  System states" in done.stdout


@pytest.mark.parametrize(
    "fault", [*({"kind": "partial_create", "step": one} for one in range(1, 5)), {"kind": "drop_after"}]
)
def test_what_was_made_in_part_is_deleted(simulator: Simulator, fault: dict[str, Any]) -> None:
    simulator.reset(seeds.server(), profile="4.9", providers=["jitsi"])
    before = simulator.state()
    simulator.fault("PUT", "createResource", **fault)
    done = live(simulator, "--write-domain", "other.example")
    assert done.returncode == 1, done.stdout + done.stderr
    after = simulator.state()
    assert (after["domains"], after["containers"]) == (before["domains"], before["containers"])


@pytest.mark.parametrize("profile", ["4.5.3", "4.9", "5.1"])
def test_the_check_that_writes_leaves_nothing(simulator: Simulator, profile: str) -> None:
    simulator.reset(seeds.server(), profile=profile, providers=["jitsi"])
    before = simulator.state()
    done = live(simulator, "--write-domain", "other.example")
    lines = done.stdout.splitlines()
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert len([line for line in lines if line.startswith("confirmed")]) > 12, done.stdout
    assert simulator.outbox() == []
    after = simulator.state()
    assert (after["domains"], after["containers"]) == (before["domains"], before["containers"])
    contract = (CHECKOUT / "docs" / "contract.md").read_text(encoding="utf-8")
    headings = set(re.findall(r"^#{2,3} (.*)$", contract, re.MULTILINE))
    assert {line[12:].partition(":")[0] for line in lines} <= headings


@pytest.mark.parametrize(
    ("domain", "providers", "code", "words"),
    [
        (seeds.NAME, ["jitsi"], 2, "so it is in use"),
        ("typo.example", ["jitsi"], 2, "names no domain"),
        ("", ["jitsi"], 2, "names no domain"),
        ("global.virt", ["jitsi"], 2, "names no domain"),
        ("other.example", [], 1, "is the Jitsi plugin installed and loaded"),
    ],
    ids=["in-use", "unknown", "empty", "global", "no-plugin"],
)
def test_a_check_that_must_not_write(
    simulator: Simulator, domain: str, providers: list[str], code: int, words: str
) -> None:
    simulator.reset(seeds.server(seeds.starleaf()), profile="4.9", providers=providers)
    before = simulator.state()
    done = live(simulator, "--write-domain", domain)
    assert (done.returncode, words in done.stdout + done.stderr) == (code, True), done.stdout + done.stderr
    assert simulator.state()["domains"] == before["domains"]
