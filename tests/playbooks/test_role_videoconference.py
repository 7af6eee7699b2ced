# SPDX-License-Identifier: GPL-3.0-or-later
"""The role for every provider: the role `starleaf` under other names, with several providers at a time."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.playbooks.programs import API_HALF, QUICK, ROLLOUT, ansible_playbook, installations, recap, write_yaml
from tests.playbooks.test_host_shell import program
from tests.support import providers, seeds
from tests.support.collection import KEY
from tests.support.simulator import Simulator

HOST = "mail.example.org"
TEAMS = providers.BY_NAME["teams"]
DOMAINS: list[dict[str, Any]] = [
    {
        "domain": "example.org",
        "settings": {"url": "https://meet.example.org", "templates": {"fr": ""}},
        "shares": [{"group": "Direction"}],
    },
    {"domain": "other.example", "provider": "teams", "settings": TEAMS.given, "shares": [{"everyone": True}]},
]


def host(simulator: Simulator, **variables: Any) -> dict[str, Any]:
    """The variables of one installation; None takes one away."""
    own = {
        "videoconference_api_url": simulator.url.removesuffix("/api"),
        "videoconference_api_ca_path": simulator.ca,
        "videoconference_api_key": KEY,
        "videoconference_provider": "jitsi",
        "videoconference_domains": DOMAINS,
        **variables,
    }
    return {name: value for name, value in own.items() if value is not None}


def play(folder: Path, variables: dict[str, Any], *options: str, book: str = ROLLOUT) -> tuple[int, list[str], str]:
    """The exit status, the table and all that a playbook says."""
    inventory = write_yaml(folder / "inventory.yml", {"bluemind_core": {"hosts": {HOST: variables}}})
    tags = () if "--tags" in options else API_HALF
    done: subprocess.CompletedProcess[str] = ansible_playbook("-i", inventory, *QUICK, *tags, *options, book)
    return done.returncode, installations(done.stdout), done.stdout


@pytest.fixture
def server(secure: Simulator) -> Simulator:
    secure.reset(seeds.server(), profile="4.9", providers=["jitsi", "teams"])
    return secure


def held(simulator: Simulator) -> dict[str, list[str]]:
    """Domain → the providers of its resources."""
    found = {
        uid: sorted(
            value.removeprefix("videoconferencing-")
            for entry in domain["entries"].values()
            if entry["resource"]
            for value in entry["resource"]["properties"].values()
            if value.startswith("videoconferencing-")
        )
        for uid, domain in simulator.state()["domains"].items()
    }
    return {uid: names for uid, names in found.items() if names}


def test_two_providers_from_nothing_to_gone(server: Simulator, tmp_path: Path) -> None:
    status, table, output = play(tmp_path, host(server))
    assert status == 0, output
    assert table == [
        f"{HOST} 4.9.0 not restarted, plugin loaded: a resource was created and read back",
        "└ example.org (jitsi) present 4 changes, 1 mailed (group Direction), verified",
        "└ other.example (teams) present 5 changes, 0 mailed, verified",
    ]
    assert held(server) == {seeds.UID: ["jitsi"], "other.example": ["teams"]}
    assert TEAMS.given["secret"] not in output
    written = len(server.writes())
    status, table, output = play(tmp_path, host(server))
    assert (status, len(server.writes()), recap(output)[HOST]["changed"]) == (0, written, 0), output
    drifted = [{**DOMAINS[0], "settings": {"url": "https://meet.example.net"}}, DOMAINS[1]]
    status, table, output = play(tmp_path, host(server, videoconference_domains=drifted), "--tags", "verify")
    assert (status, len(server.writes())) == (2, written)
    assert "https://meet.example.org/ → https://meet.example.net/" in "".join(table)
    alone = host(server, videoconference_domains=DOMAINS[:1])
    present = ("-e", "videoconference_state=present")  # overrules every variable, and not what a playbook is for
    status, table, output = play(tmp_path, alone, *present, book="bluemind.videoconferencing.dissociate")
    assert (status, held(server)) == (0, {"other.example": ["teams"]}), output


def test_purge_takes_the_providers_of_the_run_alone(server: Simulator, tmp_path: Path) -> None:
    play(tmp_path, host(server))
    only = {"videoconference_domains": [{"domain": "other.example", "state": "absent"}], "videoconference_purge": True}
    status, _table, output = play(tmp_path, host(server, **only))
    assert (status, held(server)) == (0, {"other.example": ["teams"]}), output


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"videoconference_provider": None}, "videoconference_domains[0] (example.org): provider is required"),
        ({"videoconference_provider": "jitsy"}, "videoconference_provider must be one of starleaf, jitsi, bluemind"),
        ({"videoconference_purge_limt": 1}, "(did you mean videoconference_purge_limit?)"),
        ({"starleaf_domains": []}, "starleaf_domains is set beside variables of the role videoconference"),
        (
            {"videoconference_domains": [{"domain": "example.org", "settings": {"token": "token-of-starleaf"}}]},
            "Jitsi has no token; it has url, templates",
        ),
        (
            {"videoconference_domains": [{"domain": "example.org", "settings": {"utl": "x"}}]},
            "unsupported option videoconference_domains[0] (example.org).settings.utl (did you mean url?)",
        ),
        (
            {"videoconference_purge": True, "videoconference_domains": []},
            "videoconference_purge: true with an empty videoconference_domains",
        ),
        ({"videoconference_api_key": "x"}, "Check which of videoconference_api_key, videoconference_api_key_path"),
        ({"videoconference_serial": "x"}, "videoconference_serial must be a number of installations"),
    ],
    ids=["no-provider", "provider", "variable", "both", "foreign", "setting", "empty", "key", "serial"],
)
def test_mistakes_are_told_in_the_words_of_this_role(
    server: Simulator, tmp_path: Path, variables: dict[str, Any], words: str
) -> None:
    status, table, output = play(tmp_path, host(server, **variables))
    assert status == 2, output
    assert words in " ".join(table), table
    assert server.writes() == []


def test_a_list_that_cannot_be_written_costs_no_restart(server: Simulator, tmp_path: Path) -> None:
    """On a Debian host whose repository has the packages, before they come."""
    comes = [f"bm-plugin-{half}-videoconferencing-jitsi" for half in ("core", "admin-console")]
    there = "".join(f"{name}\\t4.9.3884\\tinstall ok installed\\n" for name in ("bm-core", "bm-webserver"))
    offered = "".join(f"Package: {name}\\nVersion: 4.9.3884\\n\\n" for name in comes)
    planned = "".join(f"Inst {name} (4.9.3884 BlueMind:4 [all])\\n" for name in comes)
    programs = {
        "dpkg-query": f"[ $1 != --show ] || printf '{there}'",
        "apt-cache": f"[ $1 != show ] || printf '{offered}'",
        "apt-get": f"echo $* >> {tmp_path}/calls; printf '{planned}'",
        **dict.fromkeys(("dpkg", "systemctl"), "exit 0"),
    }
    for name, text in programs.items():
        program(tmp_path, name, text)
    listed = {"videoconference_domains": DOMAINS[:1], "videoconference_bookings_path": str(tmp_path / "none" / "b.csv")}
    own = host(server, ansible_connection="local", **listed)
    inventory = write_yaml(tmp_path / "inventory.yml", {"bluemind_core": {"hosts": {HOST: own}}})
    path = {"PATH": f"{tmp_path}:/usr/sbin:/usr/bin:/sbin:/bin"}
    done = ansible_playbook("-i", inventory, *QUICK, ROLLOUT, variables=path)
    assert "bookings_path" in " ".join(installations(done.stdout)), done.stdout
    assert (done.returncode, server.writes()) == (2, [])
    calls = (tmp_path / "calls").read_text(encoding="utf-8").splitlines()
    assert [
        call for call in calls if "install" in call and not ("--simulate" in call or "--download-only" in call)
    ] == []
