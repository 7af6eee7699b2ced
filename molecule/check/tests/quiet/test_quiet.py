# SPDX-License-Identifier: GPL-3.0-or-later
"""Check mode over hosts that are right announces nothing, and sends no write request and no e-mail."""

import json


def test_nothing_is_announced(host, is_core):
    if is_core:
        result = json.loads(host.file("/root/result.json").content_string)
        assert result["restart_pending"] == []
        assert [one["changes"] for one in result["domains"]] == [0, 0]
    else:
        assert not host.file("/root/result.json").exists


def test_each_host_has_its_half(host, is_core, versions):
    half = "bm-plugin-core" if is_core else "bm-plugin-admin-console"
    assert [name for name in versions if "starleaf" in name] == [f"{half}-videoconferencing-starleaf"]
    folder = "bm-core" if is_core else "bm-webserver"
    found = host.check_output("find /usr/share/bm-core /usr/share/bm-webserver -name '*starleaf*.jar'").split()
    assert [path.split("/")[3] for path in found] == [folder]


def test_one_restart_before_and_none_now(bluemind):
    assert bluemind.restarts() == "1"


def test_no_write_request(bluemind, is_core):
    requests = bluemind.ask("/_control/requests")
    assert bool(requests) is is_core
    assert [one["path"] for one in requests if one["write"]] == []


def test_no_mail(bluemind):
    assert bluemind.ask("/_control/outbox") == []
