# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever people or servers write: an answer in words, never a traceback, and never another request than was meant."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support import seeds
from tests.support.collection import call
from tests.support.seeds import share, starleaf
from tests.support.simulator import Simulator

DOMAIN = "bluemind_starleaf_domain"
RIGHTS = "bluemind_resource_acl"
INFO = "bluemind_starleaf_info"
NEW = {"domain": "example.org", "token": "brand-new-token"}
NAMES = [
    "..",
    ".",
    "../../domains",
    "a/b",
    "%2e%2e",
    "100%",
    "%s{0}$(id)`id`",
    "a?b=c#d",
    "tab\there",
    "nul\0byte",
    "line\r\nX-Injected: yes",
    "\x1b[2Jcleared",
    "\u202egro.elpmaxe",
    "\u200b",
    "é" * 300,
    "x" * 5000,
    "org",  # a part of example.org
    "xample.org",
    "@",
    "a@b@c",
    "{{ 7 * 7 }}",
    "';--",
]
# (module, what is written with the hostile text)
PLACES: list[tuple[str, dict[str, Any]]] = [
    (DOMAIN, {"domain": "TEXT", "token": "brand-new-token"}),
    (DOMAIN, {**NEW, "shares": [{"user": "TEXT"}]}),
    (DOMAIN, {**NEW, "shares": [{"group": "TEXT"}]}),
    (DOMAIN, {**NEW, "availability": {"start": "TEXT", "end": "18:00"}}),
    (DOMAIN, {**NEW, "availability": {"timezone": "TEXT"}}),
    (RIGHTS, {"domain": "example.org", "resource": "TEXT", "shares": []}),
    (INFO, {"domains": ["TEXT"]}),
    (INFO, {"api_key": "TEXT-as-a-key"}),
    (INFO, {"api_key": None, "username": "TEXT", "password": "no-password"}),
    (INFO, {"api_url": "TEXT", "retry_timeout": 0, "timeout": 0.2}),
    (INFO, {"api_url": "http://127.0.0.1:9/TEXT", "retry_timeout": 0}),
    (INFO, {"ca_path": "/nonexistent/TEXT"}),
]


def fill(options: Any, text: str) -> Any:
    """The options with this text."""
    if isinstance(options, dict):
        return {name: fill(value, text) for name, value in options.items()}
    if isinstance(options, list):
        return [fill(one, text) for one in options]
    return options.replace("TEXT", text) if isinstance(options, str) else options


def refused(simulator: Simulator, module: str, options: dict[str, Any]) -> dict[str, Any]:
    """In words, without a write."""
    simulator.clear()
    result = call(simulator, module, **options)
    assert result["failed"], result
    assert "exception" not in result, result["exception"]
    assert result.get("error", {}).get("kind") != "protocol", result["msg"]
    assert len(result["msg"]) < 12000
    assert [one for one in simulator.writes() if not one["path"].startswith("auth/")] == []
    # A web server in front would take these as steps to another address.
    assert [one for one in simulator.requests() if one["path"].endswith(("/.", "/.."))] == []
    return result


@pytest.fixture
def server(simulator: Simulator) -> Simulator:
    simulator.reset(seeds.server(seeds.ROOM, starleaf()), providers=["starleaf"])
    return simulator


@pytest.mark.parametrize(("module", "options"), PLACES, ids=[f"{place}-{one[0]}" for place, one in enumerate(PLACES)])
def test_a_hostile_name_is_refused_in_words(server: Simulator, module: str, options: dict[str, Any]) -> None:
    for text in NAMES:
        refused(server, module, fill(options, text))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.sampled_from(PLACES[:3] + PLACES[5:7]), text=st.text(min_size=1).filter(str.strip))
def test_any_name_is_refused_in_words(server: Simulator, place: tuple[str, dict[str, Any]], text: str) -> None:
    refused(server, place[0], fill(place[1], text))


@pytest.mark.parametrize("label", NAMES)
def test_a_label_is_kept_as_it_is_or_refused(server: Simulator, label: str) -> None:
    result = call(server, DOMAIN, **NEW, label=label)
    assert "exception" not in result, result
    if not result["failed"]:
        assert result["domain"]["label"] == label.strip()
        assert not call(server, DOMAIN, **NEW, label=label)["changed"]


@pytest.mark.parametrize(
    "content",
    [
        b"key-1\r\nX-Injected: yes",
        b"key-1\nsecond-line",
        b"\xff\xfe\x00k",
        b"key\0",
        "ключ".encode(),
        b"key-1\x1b[2J",
        b"",
    ],
)
def test_a_key_file_injects_no_header(server: Simulator, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "bm-core.tok"
    file.write_bytes(content)
    result = refused(server, INFO, {"api_key": None, "api_key_path": str(file)})
    assert result["error"]["kind"] == "input"
    assert server.requests() == []


ODD: list[Any] = [
    None,
    True,
    7,
    "text",
    [],
    {},
    [None],
    [[]],
    {"uid": None},
    {"value": None},
    [{"uid": [], "value": {}}],
]
READS = ["domains$", "_infos$", "byType", "_mget$", "_acl$", "_search$", "_settings$", "auth$", "type/", "_config$"]


@pytest.mark.parametrize("path", READS)
@pytest.mark.parametrize(
    ("module", "options"),
    [
        (DOMAIN, {**NEW, "availability": {"start": "08:00", "end": "18:00"}}),
        (RIGHTS, {"domain": "example.org", "resource": "Board room", "shares": [{"user": "alice"}]}),
        (INFO, {}),
    ],
    ids=["domain", "acl", "info"],
)
def test_any_answer_ends_in_words(server: Simulator, path: str, module: str, options: dict[str, Any]) -> None:
    for content in ODD:
        server.reset(seeds.server(seeds.ROOM, starleaf()), providers=["starleaf"])
        for method in ("GET", "POST"):
            server.fault(method, path, "status", status=200, body=json.dumps(content), times=99)
        result = call(server, module, **options, retry_timeout=0)
        if result["failed"]:
            assert set(result["error"]) == {"kind", "status", "code", "method", "url"}, content
            assert "Traceback" not in result["msg"]


def test_unknown_verbs_and_values_are_kept_and_told(server: Simulator) -> None:
    """A newer BlueMind may know more: nothing of it is lost, and nobody stumbles over it."""
    strange = [["u-bob", "Levitate"], ["x-new:kind", "Read"], ["u-alice", "Invitation"]]
    acl = json.dumps([{"subject": subject, "verb": verb, "since": 7} for subject, verb in strange])
    server.reset(seeds.server(starleaf()), providers=["starleaf"])
    server.fault("GET", "calendar:.*_acl$", "status", status=200, body=acl, times=99)
    for module, options in (
        (INFO, {"domains": ["example.org"]}),
        (DOMAIN, {"domain": "example.org", "label": "Visio"}),
    ):
        result = call(server, module, **options)
        assert not result["failed"], result["msg"]
    assert [one for one in server.writes() if one["path"].endswith("_acl")] == []


@pytest.mark.parametrize("hidden", [{"domainUid": None}, {"settings": None}, {"settings": None, "domainUid": None}])
@pytest.mark.parametrize("options", [NEW, {"domain": "example.org", "label": "Visio"}], ids=["token", "label"])
def test_a_container_that_hides_something_is_kept(
    server: Simulator, hidden: dict[str, None], options: dict[str, str]
) -> None:
    """What is not said is no reason to delete a container that holds a token, and make it again."""
    answer = [{"uid": f"{kind}:r-starleaf", "settings": {}} for kind in ("calendar", "freebusy")]
    stored = {"uid": "r-starleaf-settings-container", "settings": {"token": seeds.OLD_TOKEN}, "domainUid": seeds.UID}
    body = json.dumps([*answer, {**stored, **hidden}])
    server.fault("POST", "containers/_manage/_mget$", "status", status=200, body=body, times=-1)
    call(server, DOMAIN, **options)
    assert [one for one in server.writes() if one["method"] == "DELETE" or one["path"].endswith("-container")] == []
    assert server.state()["containers"]["r-starleaf-settings-container"]["settings"]["token"]


def test_a_hundred_thousand_entries_and_ten_thousand_rights(simulator: Simulator) -> None:
    """Nothing is lost on the way, and the names that are asked for are found."""
    held = {f"u-{number}" for number in range(10_000)}
    seed = seeds.server({**seeds.ROOM, "acl": [entry for uid in held for entry in share(uid, "Invitation")]})
    seed["domains"][0]["users"] += [{"uid": "u-99999", "login": "last"}]
    simulator.reset(seed)
    uids = [*(f"u-{number}" for number in range(100_000)), "u-alice"]
    values = [{"uid": uid, "value": {"entryUid": uid, "kind": "USER", "displayName": uid}} for uid in uids]
    body = json.dumps({"values": values, "total": len(values)})
    simulator.fault("POST", "_search$", "status", status=200, body=body, times=-1)
    wanted = {"domain": "example.org", "resource": "r-room", "shares": [{"user": "u-99999"}, {"user": "u-alice"}]}
    result = call(simulator, RIGHTS, **wanted, timeout=60)
    assert not result["failed"], result["msg"]
    acl = {subject for subject, _verb in simulator.state()["containers"]["calendar:r-room"]["acl"]}
    assert acl == {*held, "u-99999", "u-alice"}
    assert [change["target"] for change in result["changes"]] == ["user u-99999", "user u-alice"]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 418, 429, 500])
def test_any_failure_ends_in_words(server: Simulator, status: int) -> None:
    bodies = [*ODD, {"errorCode": {"a": 1}, "message": ["x"]}, {"errorCode": 7}, {"code": [], "errorType": True}]
    for content in bodies:
        server.fault("GET", "domains$", "status", status=status, body=json.dumps(content))
        result = call(server, INFO, retry_timeout=0)
        assert result["failed"]
        assert "exception" not in result, result
        assert f"HTTP {status}" in result["msg"]
