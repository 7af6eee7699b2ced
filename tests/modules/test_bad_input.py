# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever is wrong: a clear error that says what, where and what to do, and not one write."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support import seeds
from tests.support.collection import call
from tests.support.simulator import Simulator

DOMAIN = "bluemind_starleaf_domain"
RIGHTS = "bluemind_resource_acl"
NEW = {"domain": "example.org", "token": "brand-new-token"}
ROOM = {"domain": "example.org", "resource": "Board room"}
FRIDAY = {"days": ["fri"], "start": "09:00", "end": "17:00", "minimum_duration": 60, "timezone": "UTC"}


def shares(*given: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {**NEW, "shares": list(given), **more}


def hours(**changed: Any) -> dict[str, Any]:
    return {**NEW, "availability": {**FRIDAY, **changed}}


Case = tuple[str, dict[str, Any], list[str]]  # name, options, what the message must say


def cases(table: list[Case]) -> pytest.MarkDecorator:
    """One test for each row."""
    return pytest.mark.parametrize(("options", "words"), [row[1:] for row in table], ids=[row[0] for row in table])


DOMAIN_INPUT: list[Case] = [
    ("no-token", {"domain": "example.org"}, ["example.org", "no token is given and none is stored", "Give token"]),
    ("unknown-domain", {**NEW, "domain": "exmaple.org"}, ["exmaple.org", "does not exist", "near: example.org"]),
    ("global.virt", {**NEW, "domain": "global.virt"}, ["global.virt is not a mail domain"]),
    ("unknown-user", shares({"user": "alicia"}), ["user alicia does not exist", "near: user alice@example.org"]),
    ("group-as-user", shares({"user": "Direction"}), ["Direction is not a user but a group"]),
    ("mailshare", shares({"user": "info@example.org"}), ["info@example.org is not a user but a mailshare"]),
    ("no-address", shares({"user": "al ice@example.org"}), ["user al ice@example.org does not exist"]),
    ("half-hours", {**NEW, "availability": {"start": "19:00"}}, ["example.org", "both start and end"]),
    ("ambiguous", shares({"user": "Same Name"}), ["ambiguous", "u-twin1", "u-twin2", "write the uid"]),
    ("all-at-once", shares({"user": "nobody1"}, {"group": "nobody2"}), ["nobody1", "nobody2"]),
    ("user-and-group", shares({"user": "alice", "group": "Direction"}), ["mutually exclusive", "user|group|everyone"]),
    ("neither", shares({"right": "book"}), ["user, group, everyone"]),
    ("wrong-right", shares({"user": "alice", "right": "write"}), ["right", "book, view, edit, manage"]),
    ("purge-empty", shares(purge_shares=True), ["allow_empty: true"]),
    ("wrong-day", hours(days=["lundi"]), ["lundi", "mon"]),
    ("wrong-duration", hours(minimum_duration=90), ["60, 120, 720, 1440"]),
    ("wrong-policy", {**NEW, "reservation_policy": "auto"}, ["manual, auto_accept, auto_accept_refuse"]),
]

RIGHTS_INPUT: list[Case] = [
    ("unknown-resource", {**ROOM, "resource": "Bored room", "shares": []}, ["no resource Bored room", "Board room"]),
    ("reserved-resource", {**ROOM, "resource": "type", "shares": []}, ["no resource type"]),
    ("empty-resource", {**ROOM, "resource": " ", "shares": []}, ["resource is empty"]),
    ("two-labels", {**ROOM, "resource": "Twin", "shares": []}, ["2 resources are called Twin", "r-a", "r-b"]),
    ("no-shares", ROOM, ["shares"]),
    ("purge-absent", {**ROOM, "shares": [], "state": "absent", "purge_shares": True, "allow_empty": True}, ["absent"]),
    ("unknown-user", {**ROOM, "shares": [{"user": "x"}]}, ["user x does not exist"]),
]

CONNECTION: list[Case] = [
    ("http-remote", {"api_url": "http://mail.example.org"}, ["unencrypted", "https", "allow_http"]),
    ("wrong-key", {"api_key": "not-a-key-4711"}, ["401", "api_key"]),
    ("wrong-password", {"api_key": None, "username": "admin0", "password": "no-4711"}, ["login of admin0"]),
    ("two-credentials", {"username": "admin0", "password": "x"}, ["mutually exclusive"]),
    ("closed-port", {"api_url": "http://127.0.0.1:9", "retry_timeout": 0}, ["127.0.0.1:9", "refused", "bm-core"]),
    ("no-host", {"api_url": "https://bluemind.invalid", "retry_timeout": 0}, ["bluemind.invalid", "api_url"]),
]

SERVERS: list[Case] = [
    ("4.5.2", {"release": "4.5.2"}, ["BlueMind 4.5.2", "4.5.3", "upgrade"]),
    ("5.1", {"profile": "5.1"}, ["BlueMind 5.1", "removed in 5.0", "state: absent"]),
    ("maintenance", {"system_state": "CORE_STATE_MAINTENANCE"}, ["MAINTENANCE", "admin console"]),
    ("upgrade", {"system_state": "CORE_STATE_UPGRADE"}, ["UPGRADE", "bm-cli setup upgrade"]),
    ("starting", {"system_state": "CORE_STATE_STARTING"}, ["STARTING", "wait"]),
]


def refused(simulator: Simulator, module: str, options: dict[str, Any], words: list[str]) -> None:
    """Refused alike in check mode and for real; nothing written, nobody mailed."""
    for check_mode in (True, False):
        result = call(simulator, module, check_mode=check_mode, **options)
        assert result["failed"]
        assert not result["changed"]
        assert [word for word in words if word not in result["msg"]] == [], result["msg"]
        for secret in ("brand-new-token", "not-a-key-4711", "no-4711", "key-1"):
            assert secret not in str(result)
    assert [one for one in simulator.writes() if not one["path"].startswith("auth/")] == []
    assert simulator.outbox() == []


@pytest.fixture
def server(simulator: Simulator) -> Simulator:
    twins = [{"uid": uid, "label": "Twin", "type": "room", "provider": None} for uid in ("r-a", "r-b")]
    simulator.reset(seeds.server(seeds.ROOM, *twins), providers=["starleaf"])
    return simulator


@pytest.mark.parametrize(
    ("options", "words"), [case[1:] for case in DOMAIN_INPUT], ids=[one[0] for one in DOMAIN_INPUT]
)
def test_domain(server: Simulator, options: dict[str, Any], words: list[str]) -> None:
    refused(server, DOMAIN, options, words)


@pytest.mark.parametrize(
    ("options", "words"), [case[1:] for case in RIGHTS_INPUT], ids=[one[0] for one in RIGHTS_INPUT]
)
def test_rights(server: Simulator, options: dict[str, Any], words: list[str]) -> None:
    refused(server, RIGHTS, options, words)


@cases(CONNECTION)
@pytest.mark.parametrize("module", [DOMAIN, RIGHTS, "bluemind_starleaf_info"])
def test_connection(server: Simulator, module: str, options: dict[str, Any], words: list[str]) -> None:
    needed: dict[str, dict[str, Any]] = {DOMAIN: NEW, RIGHTS: {**ROOM, "shares": []}}
    own = needed.get(module, {})
    refused(server, module, {**own, **options}, words)


@cases(SERVERS)
def test_server(simulator: Simulator, options: dict[str, Any], words: list[str]) -> None:
    simulator.reset(seeds.server(), providers=["starleaf"], **options)
    refused(simulator, DOMAIN, NEW, words)


@pytest.mark.parametrize("account", ["deputy", "alice"])
def test_account_without_the_rights(simulator: Simulator, account: str) -> None:
    words = ["example.org", "cannot create", "admin0", "role admin"]
    simulator.reset(seeds.server(), providers=["starleaf"])
    login = {"api_key": None, "username": f"{account}@17c9a.internal", "password": "pw"}
    refused(simulator, DOMAIN, {**NEW, **login}, words)


def test_wrong_authority(tmp_path_factory: pytest.TempPathFactory) -> None:
    """TLS with a certificate that nobody here trusts; and with the authority of another server."""
    one, other = (tmp_path_factory.mktemp(name) for name in ("one", "other"))
    with Simulator.start("--tls", str(one)) as simulator, Simulator.start("--tls", str(other)) as stranger:
        for ca_path in (None, stranger.ca):
            result = call(simulator, DOMAIN, **NEW, ca_path=ca_path)
            assert result["error"]["kind"] == "tls"
            assert "ca_path" in result["msg"]
            assert "certificate verify failed" in result["msg"]
        nothing = tmp_path_factory.mktemp("nothing") / "ca.pem"
        nothing.write_text("no certificate\n", encoding="utf-8")
        for options in ({"ca_path": str(nothing)}, {"ca_path": simulator.ca, "client_cert": str(nothing)}):
            result = call(simulator, DOMAIN, **NEW, **options)
            assert result["error"]["kind"] == "tls"
            assert f"cannot load {nothing}: " in result["msg"]
            assert "for this name" not in result["msg"]
        assert simulator.requests() == []
