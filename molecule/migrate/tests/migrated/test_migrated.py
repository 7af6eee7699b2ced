# SPDX-License-Identifier: GPL-3.0-or-later
"""Jitsi is there with the rights of StarLeaf; of that, only a resource is left that nobody may book any more."""

import csv
import json

PACKAGES = {"bm-plugin-core-videoconferencing-jitsi", "bm-plugin-admin-console-videoconferencing-jitsi"}


def test_who_could_book_starleaf_can_book_jitsi(bluemind):
    assert bluemind.rights("example.org", "jitsi") == {("u-alice", "All"), ("g-direction", "Invitation")}
    assert bluemind.may_book("example.org", "u-bruno", "jitsi")
    assert not bluemind.may_book("example.org", "u-carl", "jitsi")
    assert bluemind.may_book("old.example.net", "u-gina", "jitsi")


def test_booked_resource_stays_for_nobody_to_book(bluemind):
    assert bluemind.rights("example.org", "starleaf") == set()


def test_resource_that_nobody_booked_is_gone(bluemind):
    assert bluemind.resource("old.example.net", "starleaf") is None


def test_bookings_are_listed(host):
    rows = list(csv.DictReader(host.file("/root/bookings.csv").content_string.splitlines()))
    assert [(row["domain"], row["title"]) for row in rows] == [("example.org", "Board of directors")]


def test_packages_are_exchanged_and_no_other_is_gone(versions):
    assert set(versions) == PACKAGES | {"bm-conf", "bm-core", "bm-webserver", "bm-setup-wizard"}


def test_two_restarts_and_none_of_the_second_run(host, bluemind):
    assert bluemind.restarts() == "2"
    result = json.loads(host.file("/root/result.json").content_string)
    assert not result["restarted"]
    assert result["restart_pending"] == []


def test_tokens_are_nowhere(host):
    """The same search found them before, as prepare.yml required."""
    assert host.run("sh /opt/find_token.sh").stdout == ""


def test_services(host):
    assert host.service("bm-core").is_running
    assert host.service("bm-webserver").is_running
