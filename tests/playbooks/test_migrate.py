# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook `migrate`: from StarLeaf to Jitsi, in check mode, for real, and again."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from tests.playbooks.programs import ansible_playbook, installations, recap, write_yaml
from tests.playbooks.test_host_shell import program
from tests.playbooks.test_role_videoconference import held, host, play
from tests.support import seeds
from tests.support.seeds import share, starleaf
from tests.support.simulator import Simulator

MIGRATE = "bluemind.videoconferencing.migrate"
FROM = ("-e", "videoconference_source=starleaf")
DOMAINS: list[dict[str, Any]] = [
    {"domain": "example.org", "settings": {"url": "https://meet.example.org"}, "shares": [{"user": "bob"}]},
    {"domain": "other.example", "settings": {"url": "https://meet.example.org"}, "shares": [{"everyone": True}]},
]
# A Debian host on which both halves of StarLeaf are installed.
HALVES = [f"bm-plugin-{half}-videoconferencing-starleaf" for half in ("admin-console", "core")]
INSTALLED = "".join(f"{name}\\t4.9.3884\\tinstall ok installed\\n" for name in ("bm-core", "bm-webserver", *HALVES))
PROGRAMS = {
    "dpkg-query": f"[ $1 != --show ] || printf '{INSTALLED}'",
    "apt-get": "\n".join(f"echo 'Remv {name} [4.9.3884]'" for name in HALVES),
    **dict.fromkeys(("dpkg", "systemctl", "apt-cache"), "exit 0"),
}
MEETING = {
    "uid": "e-1",
    "organizer": "u-bob",
    "title": "Board",
    "start": "2099-03-02T10:00:00+01:00",
    "attendees": ["r-starleaf"],
}


@pytest.fixture
def server(secure: Simulator) -> Simulator:
    """Alice and a group may book StarLeaf in example.org, where Bob has; other.example has nothing."""
    acl = share("u-alice", "All") + share("g-dir", "Invitation")
    secure.reset(seeds.server(starleaf(acl=acl), events=[MEETING]), profile="4.9", providers=["jitsi"])
    return secure


def variables(server: Simulator, **more: Any) -> dict[str, Any]:
    return host(server, **{"videoconference_domains": DOMAINS, **more})


def rights(simulator: Simulator, provider: str) -> set[tuple[str, str]]:
    """Who may do what with the provider's resource in example.org."""
    state = simulator.state()
    entries = state["domains"][seeds.UID]["entries"].values()
    uid = next(one["uid"] for one in entries if provider in str(one["resource"]))
    return {tuple(pair) for pair in state["containers"][f"calendar:{uid}"]["acl"]}


def test_from_starleaf_to_jitsi(server: Simulator, tmp_path: Path) -> None:
    listed = tmp_path / "bookings.csv"
    given = variables(server, videoconference_bookings_path=str(listed))
    status, table, output = play(tmp_path, given, *FROM, "--check", "--diff", book=MIGRATE)
    assert (status, server.writes(), listed.exists()) == (0, [], False), output
    foretold = [line.partition(" change")[0] for line in table if " change" in line]
    assert any("1 booking of StarLeaf" in line and "rob@example.org" in line for line in table), table
    wanted = {*rights(server, "starleaf"), ("u-bob", "Invitation")}
    status, table, output = play(tmp_path, given, *FROM, book=MIGRATE)
    assert status == 0, output
    assert [line.partition(" change")[0] for line in table if " change" in line] == foretold, table
    assert rights(server, "jitsi") == wanted
    assert (held(server), rights(server, "starleaf")) == (
        {seeds.UID: ["jitsi", "starleaf"], "other.example": ["jitsi"]},
        set(),
    )
    assert [row["title"] for row in csv.DictReader(listed.open(encoding="utf-8"))] == ["Board"]
    assert any("1 booking of StarLeaf, kept" in line for line in table), table
    written = len(server.writes())
    status, table, output = play(tmp_path, given, *FROM, book=MIGRATE)
    assert (status, len(server.writes()), recap(output)["mail.example.org"]["changed"]) == (0, written, 0), output


def test_the_old_resource_goes_at_once_if_asked(server: Simulator, tmp_path: Path) -> None:
    status, _table, output = play(tmp_path, variables(server, videoconference_booked="delete"), *FROM, book=MIGRATE)
    assert (status, held(server)) == (0, {seeds.UID: ["jitsi"], "other.example": ["jitsi"]}), output


def test_nothing_but_the_old_provider_is_taken_away(server: Simulator, tmp_path: Path) -> None:
    """What describes the state afterwards must not take rights before they are carried over, also given with -e."""
    given = write_yaml(
        tmp_path / "given.yml",
        {
            "videoconference_domains": [
                {"domain": "example.org", "provider": "starleaf", "state": "absent"},
                {**DOMAINS[0], "purge_shares": True},
            ],
            "videoconference_provider": "jitsi",
            "videoconference_state": "present",
            "videoconference_purge": True,
            "videoconference_purge_limit": 9,
        },
    )
    wanted = {*rights(server, "starleaf"), ("u-bob", "Invitation")}
    own = host(server, videoconference_domains=None, videoconference_provider=None)
    for _run in range(2):
        status, _table, output = play(tmp_path, own, *FROM, "-e", f"@{given}", book=MIGRATE)
        assert (status, held(server)[seeds.UID], rights(server, "jitsi")) == (0, ["jitsi", "starleaf"], wanted), output
        told = " ".join(output.split())
        assert "videoconference_purge: true is set aside" in told
        assert "purge_shares: true of example.org is set aside" in told


@pytest.mark.parametrize(
    ("more", "options", "words"),
    [
        ({}, (), "videoconference_source, the provider that jitsi replaces, must be one of starleaf, jitsi"),
        ({}, ("-e", "videoconference_source=starlef"), "and is 'starlef' (did you mean starleaf?)"),
        ({}, ("-e", "videoconference_source=jitsi"), "are both jitsi; a migration needs two providers"),
        ({"videoconference_provider": None}, FROM, "provider is required"),
        ({}, (*FROM, "-e", "videoconference_state=absent"), "videoconference_state is absent, and a migration brings"),
        (
            {"videoconference_domains": [DOMAINS[0], {"domain": "example.org", "provider": "starleaf"}]},
            FROM,
            "domains[1] (example.org): jitsi is to replace starleaf there, and this record is to keep it",
        ),
        (
            {"videoconference_booked": "refuse"},
            FROM,
            "example.org: resource StarLeaf (r-starleaf) has 1 future booking",
        ),
        (
            {"videoconference_api_url": None, "starleaf_api_url": "https://mail.example.org"},
            FROM,
            "here are those with starleaf_. Rename them",
        ),
        (
            {"videoconference_leave_behind": ["manager"]},
            FROM,
            "videoconference_leave_behind[0] must be one of managers, everyone",
        ),
        (
            {"videoconference_domains": [{"domain": "typo.example", "settings": {"url": "https://meet.example.org"}}]},
            FROM,
            "typo.example",
        ),
    ],
    ids=["no-source", "source", "same", "no-target", "state", "kept", "booked", "starleaf", "behind", "domain"],
)
def test_mistakes_change_nothing(
    server: Simulator, tmp_path: Path, more: dict[str, Any], options: tuple[str, ...], words: str
) -> None:
    status, table, output = play(tmp_path, variables(server, **more), *options, book=MIGRATE)
    assert (status, server.writes()) == (2, []), output
    assert words in " ".join(table), table
    assert installations(output)


@pytest.mark.parametrize("goes", [True, False], ids=["plugin-goes", "plugin-stays"])
def test_a_secret_that_this_run_takes_away_is_no_warning(server: Simulator, tmp_path: Path, goes: bool) -> None:
    """With the plugin, the run comes back for the token of what stays booked."""
    for name, text in PROGRAMS.items():
        program(tmp_path, name, text)
    own = variables(
        server,
        ansible_connection="local",
        ansible_become=False,
        videoconference_domains=[{"domain": "example.org"}],
        videoconference_provider="bluemind",
    )
    inventory = write_yaml(tmp_path / "inventory.yml", {"bluemind_core": {"hosts": {"mail.example.org": own}}})
    path = {"PATH": f"{tmp_path}:/usr/sbin:/usr/bin:/sbin:/bin"}
    steps = () if goes else ("--skip-tags", "packages,restart")
    done = ansible_playbook("-i", inventory, *FROM, "--check", *steps, MIGRATE, variables=path)
    assert done.returncode == 0, done.stdout
    told = " ".join(done.stdout.split())
    assert "stays and cannot be booked any more" in told
    assert ("so its secret stays" in told) is not goes


def test_a_domain_that_would_keep_the_button_stops_it_before_anything_moves(server: Simulator, tmp_path: Path) -> None:
    for name, text in PROGRAMS.items():
        program(tmp_path, name, text)
    own = variables(
        server,
        ansible_connection="local",
        videoconference_domains=[{"domain": "other.example"}],
        videoconference_provider="bluemind",
    )
    inventory = write_yaml(tmp_path / "inventory.yml", {"bluemind_core": {"hosts": {"mail.example.org": own}}})
    path = {"PATH": f"{tmp_path}:/usr/sbin:/usr/bin:/sbin:/bin"}
    done = ansible_playbook("-i", inventory, *FROM, MIGRATE, variables=path)
    table = " ".join(installations(done.stdout))
    assert "The packages are to go, and example.org (StarLeaf) has a resource" in table, done.stdout
    assert "with provider: bluemind to move it" in table
    assert (done.returncode, server.writes()) == (2, [])
