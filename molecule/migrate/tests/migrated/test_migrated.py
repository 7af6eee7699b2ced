# SPDX-License-Identifier: GPL-3.0-or-later
"""Nothing of StarLeaf is left, and what autoremove would have taken is still there."""


def test_resources_are_gone(bluemind):
    assert bluemind.resource("example.org") is None
    assert bluemind.resource("old.example.net") is None


def test_packages_are_gone_and_nothing_else(versions):
    assert set(versions) == {"bm-conf", "bm-core", "bm-webserver", "bm-setup-wizard"}


def test_restarted_once_for_each_change(bluemind):
    assert bluemind.restarts() == "2"


def test_token_is_nowhere(host):
    """The same search found it before, as prepare.yml required."""
    assert host.run("sh /opt/find_token.sh").stdout == ""


def test_services(host):
    assert host.service("bm-core").is_running
    assert host.service("bm-webserver").is_running
