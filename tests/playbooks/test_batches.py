# SPDX-License-Identifier: GPL-3.0-or-later
"""Many installations in one run: one that fails stops nobody, and everybody is told how it went."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from tests.playbooks.programs import API_HALF, QUICK, ansible_playbook, installations, recap, write_yaml
from tests.playbooks.test_rollout import DOMAINS, HOST, OTHER_HOST, counts, host, rollout, server, starleafs
from tests.support import seeds
from tests.support.simulator import Simulator

ONE_AT_A_TIME = ("-e", "starleaf_serial=1")
BANNER = "PLAY [Roll videoconferencing out]"
DISSOCIATE = "bluemind.videoconferencing.dissociate"


def table(output: str) -> str:
    """What the last play says, one blank between the columns."""
    return "\n".join(installations(output))


@pytest.fixture
def one_broken(secure: Simulator, simulator: Simulator) -> dict[str, Any]:
    """Two installations; the first one waits for an upgrade."""
    simulator.reset(server(), system_state="CORE_STATE_UPGRADE")
    secure.reset(server())
    return {HOST: host(simulator), OTHER_HOST: host(secure)}


@pytest.mark.parametrize("batches", [ONE_AT_A_TIME, ()], ids=["alone-in-its-batch", "all-at-once"])
def test_an_installation_that_fails_does_not_stop_the_others(
    one_broken: dict[str, Any], secure: Simulator, simulator: Simulator, tmp_path: Path, batches: tuple[str, ...]
) -> None:
    done = rollout(tmp_path, one_broken, *batches)
    assert done.returncode == 2, done.stdout
    assert done.stdout.count(BANNER) == (2 if batches else 1)
    assert (counts(done), counts(done, OTHER_HOST)) == ((0, 1), (1, 0)), done.stdout
    assert set(starleafs(secure)) == {seeds.UID, "other.example"}
    assert simulator.writes() == []
    told = table(done.stdout)
    assert f"{HOST} 4.5.3 FAILED: {simulator.url.removesuffix('/api')}: BlueMind is in state CORE_STATE_UPGRADE" in told
    assert "finish the upgrade" in told
    assert f"{OTHER_HOST} 4.5.3 not restarted, plugin loaded" in told
    assert "other.example present 3 changes, 0 mailed, verified" in told


def test_a_single_installation_that_fails_is_in_the_table(one_broken: dict[str, Any], tmp_path: Path) -> None:
    done = rollout(tmp_path, {HOST: one_broken[HOST]})
    assert (done.returncode, counts(done)) == (2, (0, 1)), done.stdout
    assert f"{HOST} 4.5.3 FAILED: " in table(done.stdout)


def test_too_many_failures_stop_the_batches(one_broken: dict[str, Any], secure: Simulator, tmp_path: Path) -> None:
    """The share may be in the inventory: tasks read it."""
    hosts = {name: {**one, "starleaf_max_fail_percentage": 50} for name, one in one_broken.items()}
    done = rollout(tmp_path, hosts, *ONE_AT_A_TIME)
    assert (counts(done), counts(done, OTHER_HOST)) == ((0, 1), (0, 1)), done.stdout
    assert secure.requests() == []
    why = "not begun, because 100 % of a batch before failed and starleaf_max_fail_percentage is 50"
    assert f"{OTHER_HOST} - FAILED: {why}" in table(done.stdout)


def test_the_lost_count_as_failed(secure: Simulator, tmp_path: Path) -> None:
    """Two of three send their requests from a host that nobody can reach: a failure like any other."""
    secure.reset(server())
    lost = ("mail1.example", "mail2.example")
    hosts = {name: host(secure, starleaf_api_delegate_to="gone.invalid") for name in lost}
    hosts |= {HOST: host(secure), OTHER_HOST: host(secure)}
    options = ("-e", "starleaf_serial=3", "-e", "starleaf_max_fail_percentage=66.6")
    done = rollout(tmp_path, hosts, *options)
    assert done.returncode == 2, done.stdout
    assert (counts(done)[1], counts(done, OTHER_HOST)[1]) == (0, 1), done.stdout
    told = table(done.stdout)
    assert f"{OTHER_HOST} - FAILED: not begun, because 66.7 % of a batch before failed" in told
    for name in lost:
        assert f"{name} - FAILED: cannot reach gone.invalid, from which the requests are to be sent" in told


def test_as_many_failures_as_allowed_stop_nobody(one_broken: dict[str, Any], secure: Simulator, tmp_path: Path) -> None:
    last = "mail.third.example"
    done = rollout(
        tmp_path, {**one_broken, last: host(secure)}, "-e", "starleaf_serial=2", "-e", "starleaf_max_fail_percentage=50"
    )
    assert (counts(done)[1], counts(done, OTHER_HOST)[1], counts(done, last)[1]) == (1, 0, 0), done.stdout


@pytest.mark.parametrize("serial", [1, "30%", [1, 2]], ids=str)
def test_a_number_at_a_time_that_the_play_did_not_see_is_refused(
    secure: Simulator, simulator: Simulator, tmp_path: Path, serial: Any
) -> None:
    secure.reset(server())
    simulator.reset(server())
    names = (HOST, OTHER_HOST, "mail.third.example")
    hosts = {name: host(secure, starleaf_serial=serial) for name in names}
    done = rollout(tmp_path, hosts)
    assert [recap(done.stdout)[name]["failed"] for name in names] == [1, 1, 1], done.stdout
    assert "3 installations would be changed at the same time" in done.stdout
    assert "-e starleaf_serial=" in done.stdout
    assert secure.requests() == []


@pytest.mark.parametrize("serial", ["abc", "0", "-1", "0%", "150%", "33.3%", "[]"])
def test_a_number_at_a_time_that_is_none_is_refused(secure: Simulator, tmp_path: Path, serial: str) -> None:
    """Ansible ends in a traceback of its own, or takes all installations at the same time."""
    secure.reset(server())
    hosts = {HOST: host(secure), OTHER_HOST: host(secure)}
    done = rollout(tmp_path, hosts, "-e", f'{{"starleaf_serial": {serial if serial == "[]" else repr(serial)}}}')
    told = table(done.stdout)
    assert (done.returncode, secure.requests()) == (2, []), done.stdout
    for name in hosts:
        why = "starleaf_serial must be a number of installations from 1, a share from 1% to 100%, or a list"
        assert f"{name} - FAILED: {why}, and is {serial}" in told, done.stdout


def test_a_number_at_a_time_in_the_inventory_is_fine_where_it_is_kept(secure: Simulator, tmp_path: Path) -> None:
    """On the command line as well, or because there are not more hosts than that; and nobody failed."""
    secure.reset(server())
    hosts = {name: host(secure, starleaf_serial=1, starleaf_max_fail_percentage=0) for name in (HOST, OTHER_HOST)}
    done = rollout(tmp_path, hosts, *ONE_AT_A_TIME)
    assert (done.returncode, done.stdout.count(BANNER)) == (0, 2), done.stdout
    alone = rollout(tmp_path, hosts, "--limit", HOST)
    assert (alone.returncode, counts(alone)) == (0, (0, 0)), alone.stdout


def test_the_table_has_the_hosts_of_this_run_only(secure: Simulator, tmp_path: Path) -> None:
    secure.reset(server())
    hosts = {HOST: host(secure), OTHER_HOST: host(secure)}
    done = rollout(tmp_path, hosts, "--limit", OTHER_HOST)
    assert done.returncode == 0, done.stdout
    told = table(done.stdout)
    assert f"{OTHER_HOST} 4.5.3 not restarted" in told
    assert "example.org present 5 changes, 2 mailed (group Direction, user alice@example.org), verified" in told
    assert HOST not in told.replace(OTHER_HOST, "")


def test_a_host_that_cannot_be_reached_does_not_stop_the_others(
    secure: Simulator, simulator: Simulator, tmp_path: Path
) -> None:
    """The second host fails at its very first look, before anything of this machine could be touched."""
    secure.reset(server())
    simulator.reset(server(), system_state="CORE_STATE_UPGRADE")
    gone = {"ansible_connection": "ssh", "ansible_host": "127.0.0.1", "ansible_port": 1}
    here = {"ansible_connection": "local", "ansible_python_interpreter": sys.executable}
    hosts = {HOST: host(secure, **gone), OTHER_HOST: host(simulator, **here)}
    done = rollout(tmp_path, hosts, *ONE_AT_A_TIME, "--tags", "packages,restart,configure,verify")
    assert (counts(done), counts(done, OTHER_HOST)) == ((0, 1), (0, 1)), done.stdout
    told = table(done.stdout)
    assert f"{HOST} 4.5.3 FAILED: Cannot run anything there: " in told
    assert f"{OTHER_HOST} 4.5.3 FAILED: bm-core is not installed here" in told
    assert secure.writes() == []
    # Without the tags that need the host, it is not asked for.
    there = rollout(tmp_path, hosts, "--limit", HOST)
    assert (there.returncode, counts(there)) == (0, (1, 0)), there.stdout


def test_a_server_that_starts_says_nothing_of_credentials(simulator: Simulator, tmp_path: Path) -> None:
    """It knows few accounts then. This machine is refused for what it is, before anything of it could be touched."""
    simulator.reset(server(), system_state="CORE_STATE_STARTING")
    here = {"ansible_connection": "local", "ansible_python_interpreter": sys.executable}
    login = {"starleaf_api_username": "x@example.org", "starleaf_api_password": "x", "starleaf_api_key": None}
    done = rollout(tmp_path, {HOST: host(simulator, **here, **login)}, "--tags", "packages")
    assert "is not installed here" in table(done.stdout)


def test_a_failed_installation_tells_what_was_done(secure: Simulator, tmp_path: Path) -> None:
    """Domains that succeeded have their lines, and the one that failed is not called verified."""
    secure.reset(server())
    secure.fault("PUT", "-settings-container/_settings$", "status", status=500, times=-1)
    domains = [
        {"domain": "other.example", "token": "token-of-the-other", "shares": [{"everyone": True}]},
        DOMAINS[2],
        DOMAINS[0],
    ]
    done = rollout(tmp_path, {HOST: host(secure, starleaf_domains=domains)})
    assert done.returncode == 2, done.stdout
    told = table(done.stdout)
    assert f"{HOST} 4.5.3 FAILED: 2 of 3 domains failed.\n" in told
    assert "old.example absent 1 change, 0 mailed, verified" in told
    assert "└ example.org present FAILED: " in told
    assert "└ other.example absent FAILED: PUT " in told


def test_dissociate_goes_on_and_tells_too(one_broken: dict[str, Any], secure: Simulator, tmp_path: Path) -> None:
    inventory = write_yaml(tmp_path / "inventory.yml", {"bluemind_core": {"hosts": one_broken}})
    done = ansible_playbook("-i", inventory, *QUICK, *API_HALF, *ONE_AT_A_TIME, DISSOCIATE)
    assert done.returncode == 2, done.stdout
    assert (counts(done), counts(done, OTHER_HOST)) == ((0, 1), (1, 0)), done.stdout
    assert starleafs(secure) == {}
    told = table(done.stdout)
    assert f"{HOST} 4.5.3 FAILED: " in told
    assert f"{OTHER_HOST} 4.5.3 not restarted" in told
    assert "└ example.org absent 1 change, 0 mailed, verified" in told
