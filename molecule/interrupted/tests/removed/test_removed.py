# SPDX-License-Identifier: GPL-3.0-or-later
"""The packages went in one run, the restart came in the next, which was killed, and was not done again."""

import re
from pathlib import Path


def test_the_restart_of_the_killed_run_was_found_and_ended(host):
    told = " ".join(host.file("/root/next.txt").content_string.split())
    assert re.search(r"A job of an earlier run \(systemctl restart [a-z -]+\) ended with exit status 0", told)
    assert re.search(r"bmt-interrupted-debian11 +4.9.0 +not restarted", told)


def test_packages_are_gone(versions):
    assert not [name for name in versions if "starleaf" in name]


def test_no_further_restart_of_everything(bluemind):
    assert bluemind.restarts() == "1"


def test_no_mark_is_left(host):
    """That of bm-webserver is older than its start: the removal restarted it."""
    left = host.run("ls /run/bluemind-videoconferencing | grep -vx ended").stdout.split()
    assert [Path(one).suffix for one in left] in ([], [".bm-webserver"])


def test_services_started_after_the_removal(unchanged):
    """On Debian the removal itself has restarted bm-webserver, which is not done again."""
    before, now = ({unit: set(told) for unit, told in one["services"].items()} for one in unchanged)
    assert len(now) == len(before) == 2
    for unit, told in now.items():
        assert told & before[unit] == {"ActiveState=active", "exit status 0"}
