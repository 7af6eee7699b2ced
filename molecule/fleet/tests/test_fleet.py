# SPDX-License-Identifier: GPL-3.0-or-later
"""One broken host of six does not stop the others, and everybody learns how it went."""

import os
from pathlib import Path

import pytest

BROKEN = "bmt-fleet-debian13"


@pytest.fixture
def is_broken(host):
    return host.check_output("hostname") == BROKEN


@pytest.fixture(scope="module")
def output():
    return Path(os.environ["MOLECULE_EPHEMERAL_DIRECTORY"], "rollout.txt").read_text()


def test_installed_and_restarted_once(bluemind, versions):
    assert {name: version for name, version in versions.items() if "starleaf" in name}.keys()
    assert set(versions.values()) == {"4.9.3884"}
    assert bluemind.restarts() == "1"


def test_who_was_given_the_right_can_book(bluemind, is_broken):
    if is_broken:
        assert bluemind.ask("/api/system/installation/state") == "CORE_STATE_UPGRADE"
        assert bluemind.resource("example.org") is None
    else:
        assert bluemind.may_book("example.org", "u-bruno")
        assert not bluemind.may_book("example.org", "u-carl")


def test_the_table_has_a_line_for_every_host(host, is_broken, output):
    name = host.check_output("hostname")
    table = output.rpartition("Hosts and domains")[2].partition("PLAY RECAP")[0]
    if is_broken:
        assert f"{name}: FAILED - " in table
    else:
        line = f"{name}: 4.9.0, restarted, ready after"
        assert line in table


def test_the_failure_says_all(output):
    assert "CORE_STATE_UPGRADE" in output
    assert "bmctl status:" in output
    assert "bm-core is running" in output
    assert "End of the journal:" in output


def test_no_secret(host, output):
    assert "token-of-example-org" not in output
    assert host.check_output("cat /etc/bm/bm-core.tok") not in output
