# SPDX-License-Identifier: GPL-3.0-or-later
"""A run over a host that is right costs no restart, no write request and no e-mail."""


def test_no_restart(bluemind, host):
    assert bluemind.restarts() == "1"
    now = host.check_output("systemctl show --property=MainPID bm-core bm-webserver").split()
    assert now == host.file("/root/processes.txt").content_string.split()


def test_no_write_request(bluemind):
    requests = bluemind.ask("/_control/requests")
    assert requests
    assert [one["path"] for one in requests if one["write"]] == []


def test_no_mail(bluemind):
    assert bluemind.ask("/_control/outbox") == []
