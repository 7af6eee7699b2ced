# SPDX-License-Identifier: GPL-3.0-or-later
"""A migration without the packages of the new provider, and one in check mode: told, and nothing changed."""

import json


def test_missing_packages_are_named(refusal):
    assert "bm-plugin-core-videoconferencing-jitsi" in refusal


def test_check_mode_tells_who_has_booked(host):
    result = json.loads(host.file("/root/result.json").content_string)
    assert result["restart_pending"] == [host.backend.get_hostname()]
    (booked,) = result["bookings"]
    assert (booked["domain"], booked["organizers"]) == ("example.org", ["bruno@example.org"])


def test_nothing_was_changed(host, unchanged):
    before, now = unchanged
    assert now == before
    assert not host.file("/root/bookings.csv").exists
