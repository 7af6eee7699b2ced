# SPDX-License-Identifier: GPL-3.0-or-later
"""Every trouble is told with its cure, or gone on with; and every refusal left the host as it was."""

import json
import os
from pathlib import Path

import pytest


@pytest.fixture
def told(host):
    """Every trouble of this host: what was expected, what was said, the host before and after."""
    found = json.loads(host.file("/root/troubles.json").content_string)
    assert len(found) == {"bmt-troubles-debian12": 17, "bmt-troubles-rocky9": 10}[host.check_output("hostname")]
    return found


def test_refused_with_the_cure_or_gone_on_with(told):
    wrong = {
        one["expected"]["name"]: one["reason"]
        for one in told
        if ("refused" in one["expected"]) != bool(one["reason"])
        or one["expected"].get("refused", "") not in one["reason"]
    }
    assert wrong == {}


def test_what_was_gone_on_with_is_named(host, told):
    output = Path(os.environ["MOLECULE_EPHEMERAL_DIRECTORY"], "troubles.txt").read_text()
    start = f"[WARNING]: {host.check_output('hostname')}: "
    warnings = [line for line in output.splitlines() if line.startswith(start)]
    missing = [one["expected"]["warns"] for one in told if "warns" in one["expected"]]
    assert missing
    for warning in warnings:
        missing = [text for text in missing if text not in warning]
    assert missing == []


def test_only_what_had_to_be_was_restarted(told, bluemind):
    restarts = [one["expected"]["name"] for one in told if one["expected"].get("restarts")]
    assert [one["expected"]["name"] for one in told if one["restarted"]] == restarts
    assert bluemind.restarts() == str(len(restarts))


def test_every_refusal_left_the_host_as_it_was(told):
    changed = {one["expected"]["name"]: one["difference"] for one in told if one["difference"]}
    assert list(changed) == [one["expected"]["name"] for one in told if one["expected"].get("changes")], changed


def test_in_the_end_all_is_right(host, versions, bluemind):
    assert set(versions.values()) == {"4.9.3884"}
    assert len([name for name in versions if "starleaf" in name]) == 2
    assert bluemind.may_book("example.org", "u-bruno")
    assert not host.run("ls /run/bluemind-videoconferencing | grep -vx ended").stdout
