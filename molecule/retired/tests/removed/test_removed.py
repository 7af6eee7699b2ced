# SPDX-License-Identifier: GPL-3.0-or-later
"""Empty packages go without a restart, and the domains are dissociated on a release that has no StarLeaf."""


def test_packages_are_gone(versions):
    assert "bm-core" in versions
    assert not [name for name in versions if "starleaf" in name]


def test_resources_are_gone(bluemind):
    assert bluemind.resource("old.example.net") is None


def test_only_the_upgrade_restarted(bluemind):
    assert bluemind.restarts() == "1"


def test_no_mark_is_left(host):
    assert not host.run("ls /run/bluemind-videoconferencing | grep -vx ended").stdout
