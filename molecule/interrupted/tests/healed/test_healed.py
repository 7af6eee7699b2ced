# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever ended a run, its job went on; the next run waited for it and did what was left, with one restart in all."""

import json


def test_the_job_of_the_killed_run_was_found_and_ended(host):
    """It had not begun to unpack when the run was killed."""
    told = host.file("/root/never.txt").content_string
    assert "A job of an earlier run (installing videoconferencing-starleaf) ended with exit status 0" in told
    found = json.loads(host.file("/root/before.json").content_string)
    assert len([one for one in found["packages"] if "starleaf" in one]) == 2
    assert found["bmctl"] == []


def test_without_a_restart_it_fails_clearly(host):
    text = " ".join(host.file("/root/never.txt").content_string.split())
    assert "Restart pending" in text
    assert "example.org needs it" in text


def test_no_restart_during_the_backup(host):
    assert "The backup job runs" in host.file("/root/refusal-backup.txt").content_string
    before = json.loads(host.file("/root/before.json").content_string)
    assert json.loads(host.file("/root/after-backup.json").content_string) == before


def test_restarted_once_though_the_connection_was_lost(bluemind):
    assert bluemind.restarts() == "1"


def test_plugin_is_loaded(bluemind):
    assert bluemind.may_book("example.org", "u-bruno")


def test_nothing_is_left_of_the_jobs(host):
    assert not host.run("ls /run/bluemind-videoconferencing | grep -vx ended").stdout
