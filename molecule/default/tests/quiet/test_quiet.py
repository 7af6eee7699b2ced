# SPDX-License-Identifier: GPL-3.0-or-later
"""A run over a host that is right costs no restart, no write request and no e-mail."""


def test_host_is_as_it_was(bluemind, unchanged):
    """Nor was a service restarted by another way than bmctl."""
    assert bluemind.restarts() == "1"
    before, now = unchanged
    assert now == before


def test_no_write_request(bluemind):
    requests = bluemind.ask("/_control/requests")
    assert requests
    assert [one["path"] for one in requests if one["write"]] == []


def test_no_mail(bluemind):
    assert bluemind.ask("/_control/outbox") == []
