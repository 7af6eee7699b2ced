# SPDX-License-Identifier: GPL-3.0-or-later
"""Check mode over a host that is right announces no restart, and sends no write request and no e-mail."""


def test_no_restart(bluemind):
    assert bluemind.restarts() == "1"


def test_no_write_request(bluemind):
    requests = bluemind.ask("/_control/requests")
    assert requests
    assert [one["path"] for one in requests if one["write"]] == []


def test_no_mail(bluemind):
    assert bluemind.ask("/_control/outbox") == []
