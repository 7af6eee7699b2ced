# SPDX-License-Identifier: GPL-3.0-or-later
"""Two broken hosts of six do not stop the others, and everybody learns how it went."""

import os
import re
from pathlib import Path

import pytest

# Host → what it said.
BROKEN = {
    "bmt-fleet-debian13": "FAILED after a restart: .* in state CORE_STATE_UPGRADE",
    "bmt-fleet-rocky8": "FAILED after a restart: .* bm-tika ran before, and does not run now",
}
LOADED = "plugin loaded: a resource was created and read back"
ROWS = (
    r"example.org +present +5 changes, 2 mailed \(.*\), verified",
    "old.example.net +absent +1 change, 0 mailed, verified",
)


@pytest.fixture
def name(host):
    return host.check_output("hostname")


def said(name):
    """What a run of converge.yml said."""
    return Path(os.environ["MOLECULE_EPHEMERAL_DIRECTORY"], f"{name}.txt").read_text()


def table(text):
    """The lines of the table, without those of each domain's host: host → its lines."""
    end = text.rpartition("[Installations and domains]")[2].partition("PLAY RECAP")[0]
    parts = re.split(r"^ +- .?(bmt-fleet-\S+) ", end, flags=re.MULTILINE)
    return {name: " ".join(lines.split()) for name, lines in zip(parts[1::2], parts[2::2], strict=True)}


@pytest.fixture(scope="module")
def output():
    return said("rollout")


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
    assert output.count("PLAY [Roll videoconferencing out]") == 2
    assert output.count("PLAY [Tell how it went]") == 1


def test_the_table_has_every_column_of_every_host(name, output):
    rows = table(output)
    assert len(rows) == 6
    if name in BROKEN:
        assert re.match(f"(4.9.0|-) {BROKEN[name]}", rows[name])
    else:
        assert re.match(f"4.9.0 packages changed, restarted, ready after [0-9.]+ s, {LOADED}", rows[name])
        for row in ROWS:
            assert re.search(row, rows[name])


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


def test_a_console_that_is_away_is_one_lost_installation():
    text = said("console_away")
    assert text.count("PLAY [Roll videoconferencing out]") == 3
    rows = table(text)
    assert list(rows) == ["bmt-fleet-debian11", "bmt-fleet-debian12", "bmt-fleet-rocky9"]
    lost = rows.pop("bmt-fleet-debian12")
    assert "FAILED: bmt-fleet-away: " in lost
    assert "onnection refused" in lost
    for row in rows.values():
        assert row.startswith("4.9.0 not restarted")
        assert row.count("verified") == 2


def test_a_hook_of_apt_restarted_nothing(host, name):
    if name == "bmt-fleet-ubuntu":
        now = host.check_output("systemctl show mailfilterd --property=MainPID")
        assert now == host.file("/root/mailfilterd").content_string.strip()
