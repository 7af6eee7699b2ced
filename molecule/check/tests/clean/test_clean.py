# SPDX-License-Identifier: GPL-3.0-or-later
"""Check mode passed on hosts that have nothing installed, said what would be done, and did nothing."""

import json


def test_hosts_are_as_they_were(unchanged):
    before, now = unchanged
    assert now == before
    assert now["bmctl"] == []


def test_no_write_request_and_no_mail(bluemind):
    assert [one["path"] for one in bluemind.ask("/_control/requests") if one["write"]] == []
    assert bluemind.ask("/_control/outbox") == []


def test_restarts_are_announced(host, is_core):
    if is_core:
        result = json.loads(host.file("/root/result.json").content_string)
        assert result["restart_pending"] == ["bmt-check-debian13", "bmt-check-rocky8"]
        assert not result["restarted"]
        assert [one["changes"] > 0 for one in result["domains"]] == [True, True]
    else:
        assert not host.file("/root/result.json").exists
