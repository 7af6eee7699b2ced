# SPDX-License-Identifier: GPL-3.0-or-later
"""Check mode passed on a host that has nothing installed, and did nothing."""


def test_host_is_as_it_was(unchanged):
    before, now = unchanged
    assert now == before
    assert "bmctl" in now
    assert now["bmctl"] == []


def test_no_write_request_and_no_mail(bluemind):
    assert [one["path"] for one in bluemind.ask("/_control/requests") if one["write"]] == []
    assert bluemind.ask("/_control/outbox") == []
