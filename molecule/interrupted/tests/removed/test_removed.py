# SPDX-License-Identifier: GPL-3.0-or-later
"""The packages went in one run and the restart came in the next, of the two services only."""


def test_packages_are_gone(versions):
    assert not [name for name in versions if "starleaf" in name]


def test_no_further_restart_of_everything(bluemind):
    assert bluemind.restarts() == "1"


def test_no_mark_is_left(host):
    assert not host.run("ls /run/bluemind-starleaf-*").stdout


def test_services_started_after_the_removal(unchanged):
    """By the second run; on Debian the removal itself restarts bm-webserver, which is not done again."""
    before, now = ({unit: set(told) for unit, told in one["services"].items()} for one in unchanged)
    assert len(now) == len(before) == 2
    for unit, told in now.items():
        assert told & before[unit] == {"ActiveState=active"}
