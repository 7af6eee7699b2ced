# SPDX-License-Identifier: GPL-3.0-or-later
"""Two broken hosts of six do not stop the others, and everybody learns how it went."""

import os
import re
from pathlib import Path

import pytest

# Host → where it failed, and what it said.
BROKEN = {
    "bmt-fleet-debian13": "Wait until BlueMind is usable: Waiting is no use: BlueMind is in state CORE_STATE_UPGRADE",
    "bmt-fleet-rocky8": "Require that every service came back: bm-tika.service fail - check systemctl status bm-tika",
}
READY = "4.9.0, restarted, ready after [0-9.]+ s"
ROWS = ("example.org: present, 5 changes, 2 mailed, verified", "old.example.net: absent, 1 changes, 0 mailed, verified")


@pytest.fixture
def name(host):
    return host.check_output("hostname")


@pytest.fixture(scope="module")
def output():
    return Path(os.environ["MOLECULE_EPHEMERAL_DIRECTORY"], "rollout.txt").read_text()


@pytest.fixture(scope="module")
def table(output):
    return " ".join(output.rpartition("[Hosts and domains]")[2].partition("TASK [")[0].split())


def test_installed_and_restarted_once(bluemind, versions):
    assert len([name for name in versions if "starleaf" in name]) == 2
    assert set(versions.values()) == {"4.9.3884"}
    assert bluemind.restarts() == "1"


def test_who_was_given_the_right_can_book(bluemind, name):
    if name in BROKEN:
        assert bluemind.resource("example.org") is None
    else:
        assert bluemind.may_book("example.org", "u-bruno")
        assert not bluemind.may_book("example.org", "u-carl")


def test_three_at_a_time(output):
    assert output.count("PLAY [Roll StarLeaf out]") == 2
    assert output.count("PLAY [Tell how it went]") == 1


def test_the_table_has_every_column_of_every_host(name, table):
    if name in BROKEN:
        assert f"{name}: FAILED - {BROKEN[name]}" in table
        assert f"{name}: 4.9.0, restarted, NOT ready" in table
    else:
        for row in ROWS:
            assert re.search(f"{name}: {READY} - {re.escape(row)}", table)


def test_the_recap_tells_the_truth(name, output):
    line = next(line for line in output.rpartition("PLAY RECAP")[2].splitlines() if line.startswith(name))
    assert ("failed=1" in line) is (name in BROKEN)
    assert "unreachable=0" in line


def test_the_failure_says_all(output):
    assert "CORE_STATE_UPGRADE" in output
    assert "bmctl status:" in output
    assert "bm-core.service is running" in output
    assert "End of the journal:" in output


def test_no_secret(host, output):
    assert "token-of-example-org" not in output
    assert host.check_output("cat /etc/bm/bm-core.tok") not in output
