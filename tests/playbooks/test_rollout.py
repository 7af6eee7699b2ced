# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook `rollout`, called by its name on an inventory, against servers with TLS."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.playbooks.programs import (
    API_HALF,
    ELSEWHERE,
    QUICK,
    ROLLOUT,
    ansible_playbook,
    installations,
    recap,
    write_yaml,
)
from tests.support import seeds
from tests.support.collection import KEY
from tests.support.seeds import share, starleaf
from tests.support.simulator import Simulator

HOST, OTHER_HOST = "mail.example.org", "mail.other.example"
TOKEN = "token-of-the-rollout"
DOMAINS: list[dict[str, Any]] = [
    {
        "domain": "example.org",
        "token": TOKEN,
        "reservation_policy": "auto_accept",
        "availability": {"days": ["mon", "tue"], "start": "08:30", "end": "19:00", "timezone": "Europe/Paris"},
        "shares": [{"group": "Direction"}, {"user": "alice", "right": "manage"}],
        "purge_shares": True,
    },
    {"domain": "other.example", "token": TOKEN, "shares": [{"everyone": True}]},
    {"domain": "old.example", "state": "absent"},
]


def server() -> dict[str, Any]:
    """example.org has drifted, other.example is new, old.example is to leave."""
    found = seeds.server(starleaf(acl=share("u-bob", "Read") + share("u-alice", "Invitation")))
    old = {"uid": "old.example", "resources": [starleaf("r-old", settings_acl=share("old.example", "Read"))]}
    return {**found, "domains": [*found["domains"], old]}


def host(simulator: Simulator, **variables: Any) -> dict[str, Any]:
    """The variables of one installation; None takes one away."""
    reach = {"starleaf_api_url": simulator.url.removesuffix("/api"), "starleaf_api_ca_path": simulator.ca}
    own = {**reach, "starleaf_api_key": KEY, "starleaf_domains": DOMAINS, "starleaf_wait_timeout": 20, **variables}
    return {name: value for name, value in own.items() if value is not None}


def rollout(folder: Path, hosts: dict[str, Any], *options: str) -> subprocess.CompletedProcess[str]:
    inventory = write_yaml(folder / "inventory.yml", {"bluemind_core": {"hosts": hosts}})
    tags = () if "--tags" in options else API_HALF
    return ansible_playbook("-i", inventory, *QUICK, *tags, *options, ROLLOUT)


def counts(done: subprocess.CompletedProcess[str], name: str = HOST) -> tuple[int, int]:
    """(changed, failed) of a host."""
    found = recap(done.stdout)[name]
    return found["changed"], found["failed"]


def starleafs(simulator: Simulator) -> dict[str, dict[str, Any]]:
    """Domain → its StarLeaf resources with the settings and rights that the server holds."""
    state = simulator.state()
    found: dict[str, dict[str, Any]] = {}
    for uid, domain in state["domains"].items():
        for entry in domain["entries"].values():
            if entry["resource"] and seeds.PROVIDER in entry["resource"]["properties"].values():
                one = entry["uid"]
                rights = {tuple(pair) for pair in state["containers"][f"calendar:{one}"]["acl"]}
                settings = state["containers"][f"{one}-settings-container"]["settings"]
                found.setdefault(uid, {})[one] = (settings, rights)
    return found


def test_check_run_and_run_again(secure: Simulator, tmp_path: Path) -> None:
    secure.reset(server())
    hosts = {HOST: host(secure)}
    foreseen = rollout(tmp_path, hosts, "--check", "--diff")
    assert (foreseen.returncode, counts(foreseen)) == (0, (1, 0)), foreseen.stdout
    assert (secure.writes(), secure.outbox()) == ([], [])
    assert installations(foreseen.stdout) == [
        f"{HOST} 4.5.3 would not be restarted",
        "└ example.org present 5 changes would be made, 2 would be mailed (group Direction, user alice@example.org)",
        "└ other.example present 3 changes would be made, 0 would be mailed",
        "└ old.example absent 1 change would be made, 0 would be mailed",
    ]
    for text in (
        "Direction / shares: book",
        "token: ******** (new value)",
        "old.example / StarLeaf / resource",
    ):
        assert text in foreseen.stdout
    done = rollout(tmp_path, hosts)
    assert (done.returncode, counts(done)) == (0, (1, 0)), done.stdout
    held = starleafs(secure)
    assert set(held) == {seeds.UID, "other.example"}
    rights = {("g-dir", "Invitation"), ("u-alice", "All")}
    assert held[seeds.UID] == {"r-starleaf": ({"token": TOKEN}, rights)}
    assert list(held["other.example"].values()) == [({"token": TOKEN}, {("other.example", "Invitation")})]
    assert {one["subject"] for one in secure.outbox()} == {"g-dir", "u-alice"}
    told = installations(done.stdout)
    assert told[0] == f"{HOST} 4.5.3 not restarted, plugin loaded: a resource was created and read back"
    assert "2 mailed (group Direction, user alice@example.org), verified" in told[1]
    secure.clear()
    again = rollout(tmp_path, hosts)
    assert (again.returncode, counts(again)) == (0, (0, 0)), again.stdout
    assert (secure.writes(), secure.outbox()) == ([], [])
    verified = rollout(tmp_path, hosts, "--tags", "verify")
    assert (verified.returncode, counts(verified)) == (0, (0, 0)), verified.stdout
    states = {"example.org": "present", "other.example": "present", "old.example": "absent"}
    rows = [f"└ {name} {state} 0 changes, 0 mailed, verified" for name, state in states.items()]
    assert installations(verified.stdout) == [f"{HOST} 4.5.3 not restarted", *rows]
    assert secure.writes() == []


@pytest.mark.parametrize("way", [(), ELSEWHERE], ids=["here", "elsewhere"])
def test_a_token_that_is_a_common_word_changes_no_report(
    secure: Simulator, tmp_path: Path, way: tuple[str, ...]
) -> None:
    """One is the name of its domain, the other a word that results are made of."""
    secure.reset(server())
    words = [{**DOMAINS[0], "token": "reservation_policy"}, {**DOMAINS[1], "token": "other.example"}]
    done = rollout(tmp_path, {HOST: host(secure, starleaf_domains=words)}, *way)
    assert done.returncode == 0, done.stdout
    host_line, *lines = installations(done.stdout)
    assert host_line == f"{HOST} 4.5.3 not restarted, plugin loaded: a resource was created and read back"
    assert [line.split(",")[0] for line in lines] == [
        "└ example.org present 5 changes",
        "└ other.example present 3 changes",
    ]


def test_verify_alone_finds_what_is_not_so(secure: Simulator, tmp_path: Path) -> None:
    """Every field is compared, not only whether the domain is there; nothing is written, and check mode is the same."""
    secure.reset(server())
    wanted = [{**DOMAINS[0], "label": "Visio", "reservation_policy": "manual"}, *DOMAINS[1:]]
    done = rollout(tmp_path, {HOST: host(secure, starleaf_domains=wanted)}, "--tags", "verify", "--check")
    assert (done.returncode, counts(done)) == (2, (0, 1)), done.stdout
    said = done.stdout.rpartition("differs from the requested state: ")[2].partition('"')[0].split("; ")
    for difference in (
        "example.org / StarLeaf / token: ******** → ******** (new value)",
        "example.org / StarLeaf / group Direction / shares: - → book",
        "example.org / StarLeaf / label: StarLeaf → Visio",
        "old.example / StarLeaf / resource: StarLeaf → -",
        "other.example / StarLeaf / resource: - → StarLeaf",
    ):
        assert difference in said
    for start in ("user alice@example.org / shares: ", "user rob@example.org / shares: ", "reservation_policy: "):
        assert [one for one in said if one.startswith(f"example.org / StarLeaf / {start}")]
    rows = installations(done.stdout)
    assert rows[0].startswith(f"{HOST} 4.5.3 FAILED: {HOST} differs from the requested state: ")
    assert "└ old.example present 1 difference, 0 would be mailed" in [row.replace("absent", "present") for row in rows]
    assert secure.requests()
    assert (secure.writes(), secure.outbox()) == ([], [])


def test_verify_alone_finds_a_domain_that_a_purge_would_take(secure: Simulator, tmp_path: Path) -> None:
    secure.reset(server())
    hosts = {HOST: host(secure, starleaf_domains=[{"domain": "example.org"}], starleaf_purge=True)}
    done = rollout(tmp_path, hosts, "--tags", "verify")
    assert (done.returncode, counts(done)) == (2, (0, 1)), done.stdout
    said = done.stdout.rpartition("differs from the requested state: ")[2].partition('"')[0]
    assert "old.example / StarLeaf / resource: StarLeaf → -" in said
    assert "└ example.org present 0 changes, 0 mailed, verified" in installations(done.stdout)
    assert "example.org" not in said
    assert secure.writes() == []


def test_verify_alone_finds_what_is_left_of_what_should_be_gone(secure: Simulator, tmp_path: Path) -> None:
    secure.reset(server())
    done = rollout(tmp_path, {HOST: host(secure, starleaf_state="absent")}, "--tags", "verify", "--check")
    assert (done.returncode, counts(done)) == (2, (0, 1)), done.stdout
    assert "example.org / StarLeaf / resource: StarLeaf → -" in done.stdout
    assert "other.example:" not in done.stdout.rpartition("differs from the requested state: ")[2].partition('"')[0]
    assert secure.writes() == []


def test_everything_is_dissociated(secure: Simulator, tmp_path: Path) -> None:
    secure.reset(server())
    hosts = {HOST: host(secure, starleaf_state="absent")}
    done = rollout(tmp_path, hosts)
    assert (done.returncode, counts(done)) == (0, (1, 0)), done.stdout
    assert starleafs(secure) == {}
    assert not [uid for uid in secure.state()["containers"] if uid.endswith("-settings-container")]
    secure.clear()
    again = rollout(tmp_path, hosts)
    assert (again.returncode, counts(again)) == (0, (0, 0)), again.stdout
    assert secure.writes() == []


def test_a_booked_resource_is_told_and_goes_as_the_role_says(secure: Simulator, tmp_path: Path) -> None:
    seed, file = server(), tmp_path / "bookings.csv"
    seed["domains"][0]["events"] = [
        {"uid": "e-1", "organizer": "u-bob", "start": "2099-03-02T10:00:00Z", "attendees": ["r-starleaf"]}
    ]
    secure.reset(seed)
    variables = {"starleaf_state": "absent", "starleaf_bookings_path": str(file)}
    booked = "1 booking of StarLeaf, kept, until 2099-03-02T10:00:00Z: rob@example.org"
    refused = rollout(tmp_path, {HOST: host(secure, **variables)})
    assert (refused.returncode, list(starleafs(secure))) == (2, [seeds.UID])
    assert "starleaf_booked: delete deletes it now" in refused.stdout
    assert f"└ example.org booked {booked}" in installations(refused.stdout)
    assert "e-1" in file.read_text(encoding="utf-8")
    kept = rollout(tmp_path, {HOST: host(secure, **variables, starleaf_booked="keep")})
    assert (kept.returncode, counts(kept)) == (0, (1, 0)), kept.stdout
    assert starleafs(secure) == {seeds.UID: {"r-starleaf": ({"token": seeds.OLD_TOKEN}, set())}}
    assert f"└ example.org booked {booked}" in installations(kept.stdout)


def test_a_domain_that_fails_fails_the_play(secure: Simulator, tmp_path: Path) -> None:
    """The others are done all the same, and the message says which domain, and why."""
    secure.reset(server())
    wrong = {"domain": "exampel.org", "token": TOKEN}
    nobody = {"domain": "example.org", "shares": [{"user": "alicia"}]}
    done = rollout(tmp_path, {HOST: host(secure, starleaf_domains=[wrong, nobody, *DOMAINS[1:]])})
    assert done.returncode != 0
    assert counts(done)[1] == 1
    assert "domain exampel.org does not exist on this server" in done.stdout
    assert "near: example.org" in done.stdout
    assert "user alicia does not exist in this domain; near: user alice@example.org" in done.stdout
    assert set(starleafs(secure)) == {seeds.UID, "other.example"}


@pytest.mark.parametrize(
    "credentials",
    [
        pytest.param({"starleaf_api_key": "nobody-knows-this-key"}, id="wrong-key"),
        pytest.param({"starleaf_api_key": None}, id="none"),
        pytest.param(
            {
                "starleaf_api_key": None,
                "starleaf_api_username": "admin0@global.virt",
                "starleaf_api_password": "not-the-password",
            },
            id="wrong-password",
        ),
    ],
)
def test_the_gate_says_that_the_credentials_are_wrong(
    secure: Simulator, tmp_path: Path, credentials: dict[str, Any]
) -> None:
    secure.reset(server())
    done = rollout(tmp_path, {HOST: host(secure, **credentials)})
    assert done.returncode != 0
    told = "BlueMind does not accept these" if any(credentials.values()) else "no"
    assert f"{secure.url.removesuffix('/api')}: {told} credentials" in done.stdout
    assert "starleaf_api_username with starleaf_api_password" in done.stdout
    assert "Configure StarLeaf" not in done.stdout
    assert secure.writes() == []


def test_the_authority_must_be_known(secure: Simulator, tmp_path: Path) -> None:
    """Waiting does not cure a certificate."""
    secure.reset(server())
    done = rollout(tmp_path, {HOST: host(secure, starleaf_api_ca_path=None, starleaf_wait_timeout=0)})
    assert done.returncode != 0
    assert "TLS handshake" in done.stdout
    assert secure.requests() == []


def test_each_host_gets_its_own(secure: Simulator, simulator: Simulator, tmp_path: Path) -> None:
    secure.reset(server())
    simulator.reset(server(), profile="4.9", providers=["starleaf"])
    own = [{"domain": "example.com", "token": "token-of-the-other", "label": "Visio", "shares": [{"user": "zoé"}]}]
    hosts = {HOST: host(secure), OTHER_HOST: host(simulator, starleaf_domains=own)}
    done = rollout(tmp_path, hosts)
    assert (counts(done), counts(done, OTHER_HOST)) == ((1, 0), (1, 0)), done.stdout
    assert set(starleafs(secure)) == {seeds.UID, "other.example"}
    other = starleafs(simulator)
    assert set(other) == {seeds.UID, "old.example"}
    rights = {("u-bob", "Read"), ("u-alice", "Invitation"), ("u-zoe", "Invitation")}
    assert other[seeds.UID] == {"r-starleaf": ({"token": "token-of-the-other"}, rights)}
    assert starleafs(secure)[seeds.UID]["r-starleaf"][0] == {"token": TOKEN}


def test_without_domains_it_says_so(secure: Simulator, tmp_path: Path) -> None:
    secure.reset(server())
    done = rollout(tmp_path, {HOST: host(secure, starleaf_domains=[])})
    assert (done.returncode, counts(done)) == (0, (0, 0)), done.stdout
    assert "starleaf_domains is empty: no domain is configured" in done.stdout


def test_root_on_the_hosts_is_not_root_on_the_controller(secure: Simulator, tmp_path: Path) -> None:
    """As a variable of the hosts, which the documentation recommends, become does not reach what is delegated."""
    secure.reset(server())
    root = {"ansible_become": True, "ansible_become_exe": "/nowhere/sudo"}
    done = rollout(tmp_path, {HOST: host(secure, **root)})
    assert (done.returncode, counts(done)) == (0, (1, 0)), done.stdout
