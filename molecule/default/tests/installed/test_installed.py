# SPDX-License-Identifier: GPL-3.0-or-later
"""The plugin is there in the daemon's version, one restart loaded it, and who was given the right can book."""

RUNNING = "4.9.3884"


def test_packages_have_the_version_of_the_daemon(versions):
    assert set(versions.values()) == {RUNNING}
    assert len(versions) == 6  # bm-conf, bm-core, bm-webserver, both plugins, and what autoremove would have taken


def test_plugin_files(host):
    assert host.run("ls /usr/share/bm-core/extensions/net.bluemind.videoconferencing.starleaf_*.jar").rc == 0
    console = "net.bluemind.ui.adminconsole.videoconferencing.starleaf_*.jar"
    assert host.run(f"ls /usr/share/bm-webserver/extensions/{console}").rc == 0


def test_services(host):
    assert host.service("bm-core").is_running
    assert host.service("bm-webserver").is_running


def test_restarted_exactly_once(bluemind):
    assert bluemind.restarts() == "1"


def test_who_was_given_the_right_can_book(bluemind):
    assert bluemind.may_book("example.org", "u-bruno")  # through the group
    assert bluemind.may_book("example.org", "u-alice")


def test_others_cannot(bluemind):
    assert not bluemind.may_book("example.org", "u-carl")


def test_token(bluemind):
    uid = bluemind.resource("example.org")
    settings = bluemind.ask(f"/api/containers/_manage/{uid}-settings-container/_settings")
    assert settings["token"] == "token-of-example-org"


def test_the_other_domain_is_dissociated(bluemind):
    assert bluemind.resource("old.example.net") is None
