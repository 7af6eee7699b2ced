# SPDX-License-Identifier: GPL-3.0-or-later
"""The second run found nothing to install and restarted all the same, once; a run during a backup did not."""

import json


def test_the_first_run_was_killed_between_packages_and_restart(host):
    found = json.loads(host.file("/root/before.json").content_string)
    assert len([one for one in found["packages"] if "starleaf" in one]) == 2
    assert found["bmctl"] == []


def test_without_a_restart_it_fails_clearly(host):
    text = host.file("/root/refusal-never.txt").content_string
    assert "restart pending" in text
    assert "example.org needs it" in text


def test_no_restart_during_the_backup(host):
    assert "The backup job runs" in host.file("/root/refusal-backup.txt").content_string
    before = json.loads(host.file("/root/before.json").content_string)
    assert json.loads(host.file("/root/after-backup.json").content_string) == before


def test_restarted_once(bluemind):
    assert bluemind.restarts() == "1"


def test_plugin_is_loaded(bluemind):
    assert bluemind.may_book("example.org", "u-bruno")
