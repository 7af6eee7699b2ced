# SPDX-License-Identifier: GPL-3.0-or-later
"""`make live` against the simulator: confirms what is there, tells nothing of the site, writes nothing, can refute."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from tests.support import seeds
from tests.support.collection import KEY
from tests.support.simulator import CHECKOUT, Simulator


def live(simulator: Simulator, *options: str) -> subprocess.CompletedProcess[str]:
    """One run."""
    environment = {**os.environ, "BLUEMIND_API_URL": simulator.url, "BLUEMIND_API_KEY": KEY}
    command = [sys.executable, "-m", "tools.live", *options]
    return subprocess.run(command, env=environment, check=False, capture_output=True, text=True, cwd=CHECKOUT)


@pytest.mark.parametrize("profile", ["4.5.3", "4.9", "5.1"])
def test_every_statement_is_confirmed(simulator: Simulator, profile: str) -> None:
    acl = seeds.share("u-bob", "Invitation")
    simulator.reset(seeds.server(seeds.starleaf(acl=acl)), profile=profile)
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
        ("other.example", [], 1, "is the Jitsi plugin installed and loaded"),
    ],
    ids=["in-use", "unknown", "no-plugin"],
)
def test_a_check_that_must_not_write(
    simulator: Simulator, domain: str, providers: list[str], code: int, words: str
) -> None:
    simulator.reset(seeds.server(seeds.starleaf()), profile="4.9", providers=providers)
    before = simulator.state()
    done = live(simulator, "--write-domain", domain)
    assert (done.returncode, words in done.stdout + done.stderr) == (code, True), done.stdout + done.stderr
    assert simulator.state()["domains"] == before["domains"]
