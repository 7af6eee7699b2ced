# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTP as a server sees it: repeated or not, redirected or not, and no secret where it does not belong."""

from __future__ import annotations

import itertools
import json
import re
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, ClassVar

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.bluemind.videoconferencing.plugins.module_utils.bluemind import transport
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.bluemind.transport import Connection, Transport
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.jobs import runner
from tests.support import seeds
from tests.support.collection import KEY, call, job_of
from tests.support.seeds import starleaf
from tests.support.simulator import Simulator

DOMAIN = "bluemind_starleaf_domain"
TOKEN = {"domain": "example.org", "token": "another-token"}


def paths(simulator: Simulator, method: str) -> list[str]:
    return [one["path"] for one in simulator.requests() if one["method"] == method]


def test_reads_are_repeated_within_the_time(simulator: Simulator) -> None:
    simulator.reset(seeds.server(starleaf()), providers=["starleaf"])
    simulator.fault("GET", "byType", "unavailable", times=2)
    result = call(simulator, DOMAIN, domain="example.org")
    assert not result["failed"], result["msg"]
    assert result["requests"]["retried"] == 2
    assert result["requests"]["sent"] == len(simulator.requests())


def test_what_waits_at_the_same_time_spends_the_same_seconds(simulator: Simulator) -> None:
    """A server that is away for a moment is away for all domains of a batch."""
    names = [f"d{number}.example" for number in range(16)]
    simulator.reset(
        {"api_keys": [{"key": KEY, "login": "admin0@global.virt"}], "domains": [{"uid": name} for name in names]}
    )
    simulator.fault("GET", "byType", "unavailable", times=32)
    domains = [{"domain": name, "state": "absent"} for name in names]
    result = call(simulator, "bluemind_starleaf_domains", domains=domains, retry_timeout=5)
    assert not result["failed"], result["msg"]
    assert result["requests"]["retried"] == 32


def test_too_many_requests_wait_and_come_again(simulator: Simulator) -> None:
    """Writes too, because nobody has looked at one."""
    limit = {"status": 429, "body": "<html></html>"}
    simulator.reset(seeds.server(starleaf()), providers=["starleaf"])
    simulator.fault("*", "", "status", **limit, times=3)
    simulator.fault("PUT", "_settings$", "status", **limit, times=2)
    result = call(simulator, DOMAIN, **TOKEN)
    assert not result["failed"], result["msg"]
    assert (result["requests"]["retried"], len(result["changes"])) == (5, 1)
    simulator.fault("GET", "domains", "status", **limit, times=-1)
    told = call(simulator, DOMAIN, **TOKEN, retry_timeout=0)
    assert told["error"]["kind"] == "unavailable"
    assert "HTTP 429: what stands in front of BlueMind lets no more requests through" in told["msg"]


def test_zero_never_repeats(simulator: Simulator) -> None:
    simulator.reset(seeds.server(starleaf()), providers=["starleaf"])
    simulator.fault("GET", "byType", "unavailable", times=2)
    result = call(simulator, DOMAIN, domain="example.org", retry_timeout=0)
    assert result["error"]["kind"] == "unavailable"
    assert result["error"]["status"] == 502
    assert len([path for path in paths(simulator, "GET") if "byType" in path]) == 1


def test_a_request_that_is_repeated_often_counts_once(simulator: Simulator) -> None:
    """One that fails for ever is no sign that the server has too much to do."""
    simulator.reset(seeds.server())
    simulator.fault("GET", "ping", "unavailable", times=2)
    server = Transport(Connection(simulator.url, KEY))
    server.call("GET", "auth", "ping")
    server.close()
    assert (server.repeated, server.retried) == (1, 2)


@pytest.mark.parametrize("kind", ["drop_after", "unavailable"])
def test_a_creation_is_never_repeated_blindly(simulator: Simulator, kind: str) -> None:
    """Between two tries the resource is read; what is there is not made again."""
    simulator.reset(seeds.server(), providers=["starleaf"])
    simulator.fault("PUT", "createResource", kind)
    result = call(simulator, DOMAIN, **TOKEN)
    assert not result["failed"], result["msg"]
    seen = [(one["method"], one["path"]) for one in simulator.requests()]
    tries = [index for index, (_method, path) in enumerate(seen) if "createResource" in path]
    for first, second in itertools.pairwise(tries):
        assert any(method == "GET" and "resources/" in path for method, path in seen[first:second])


@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_redirects_are_not_followed(simulator: Simulator, method: str) -> None:
    simulator.reset(seeds.server(starleaf()), providers=["starleaf"])
    simulator.fault(method, "_acl|_settings", "redirect", location="http://127.0.0.1:9/elsewhere", times=9)
    result = call(simulator, DOMAIN, **TOKEN)
    assert result["error"]["kind"] == "redirect"
    assert "http://127.0.0.1:9/elsewhere" in result["msg"]


@pytest.mark.parametrize(
    "fault", [{"kind": "html"}, {"kind": "truncate"}, {"kind": "status", "status": 200, "body": "[1"}]
)
def test_answers_that_make_no_sense(simulator: Simulator, fault: dict[str, Any]) -> None:
    simulator.reset(seeds.server(starleaf()), providers=["starleaf"])
    simulator.fault("GET", "domains", times=99, **fault)
    result = call(simulator, DOMAIN, **TOKEN)
    assert result["failed"]
    assert result["error"]["kind"] in ("protocol", "connection")
    assert simulator.writes() == []


@pytest.mark.parametrize(
    "body", ["{}", '"text"', "[null]", '[{"uid": 1}]', "7", pytest.param("[" * 100_000 + "]" * 100_000, id="deep")]
)
@pytest.mark.parametrize("path", ["domains", "byType", "_mget", "_infos", "_acl"])
def test_answers_of_another_shape(simulator: Simulator, path: str, body: str) -> None:
    """Another program behind the address: a clear refusal, never a traceback, and nothing written."""
    simulator.reset(seeds.server(starleaf()), providers=["starleaf"])
    for method in ("GET", "POST"):
        simulator.fault(method, path, "status", status=200, body=body, times=99)
    result = call(simulator, DOMAIN, domain="example.org")
    assert simulator.writes() == []
    if result["failed"]:
        assert result["error"]["kind"] in ("protocol", "input", "unsupported", "provider", "permission"), result["msg"]


PROXY = "<html><head><title>ERROR:\n The requested \x1b[31mURL</title></head><body>key-1</body></html>"
STRANGERS = [
    (403, PROXY, ["HTTP 403", 'an HTML page "ERROR: The requested [31mURL"', "not BlueMind's API", "no_proxy"]),
    (404, "<!DOCTYPE html><p>nothing</p>", ["HTTP 404", "an HTML page", "api_url"]),
    (401, "<html></html>", ["HTTP 401", "an HTML page"]),
    (500, "", ["HTTP 500", "an empty answer"]),
    (404, "null", ["HTTP 404", "without the JSON"]),
    (403, "[]", ["HTTP 403", "JSON of another kind"]),
    (403, '{"detail": "Forbidden"}', ["HTTP 403", "JSON of another kind"]),
]


@pytest.mark.parametrize("path", ["installation/state", "domains$", "byType", "_acl$"])
@pytest.mark.parametrize(("status", "body", "words"), STRANGERS, ids=[f"{one[0]}-{one[1][:9]}" for one in STRANGERS])
def test_strangers_are_not_taken_for_bluemind(
    simulator: Simulator, path: str, status: int, body: str, words: list[str]
) -> None:
    """Not for its refusal, and not for its word that something does not exist."""
    simulator.reset(seeds.server(starleaf()), providers=["starleaf"])
    for method in ("GET", "POST", "PUT"):
        simulator.fault(method, path, "status", status=status, body=body, times=99)
    result = call(simulator, DOMAIN, **TOKEN, shares=[{"user": "alice"}], retry_timeout=0)
    assert result["error"]["kind"] == "protocol", result["msg"]
    assert [word for word in words if word not in result["msg"]] == [], result["msg"]
    assert "None" not in result["msg"]
    assert "\x1b" not in result["msg"]


def test_the_words_of_a_server_move_no_cursor(simulator: Simulator) -> None:
    """Nor do they turn the rest of the line around."""
    simulator.reset(seeds.server(starleaf()), providers=["starleaf"])
    said = {"errorType": "ServerFault", "message": "no\x1b[2J \r\n\u202egnihton\u0000 at all"}
    simulator.fault("GET", "domains$", "status", status=500, body=json.dumps(said))
    result = call(simulator, DOMAIN, **TOKEN)
    assert "no [2J gnihton at all" in result["msg"]
    assert result["msg"].isprintable()


@pytest.mark.parametrize("reason", [None, "null", ""])
@pytest.mark.parametrize(("status", "kind"), [(403, "permission"), (404, "not_found"), (500, "server")])
def test_no_reason_is_said_so(simulator: Simulator, status: int, kind: str, reason: str | None) -> None:
    simulator.reset(seeds.server(starleaf()), providers=["starleaf"])
    body = {"errorType": "ServerFault", "message": reason}
    simulator.fault("GET", "domains$", "status", status=status, body=json.dumps(body))
    result = call(simulator, DOMAIN, **TOKEN)
    assert result["error"]["kind"] == kind
    assert "ServerFault" in result["msg"]
    assert not re.search(r"None|null|no reason", result["msg"]), result["msg"]


def test_a_password_opens_one_session_and_closes_it(simulator: Simulator) -> None:
    simulator.reset(seeds.server(starleaf()), providers=["starleaf"])
    login = {"api_key": None, "username": "admin0@global.virt", "password": "admin-password-0815"}
    result = call(simulator, DOMAIN, **TOKEN, **login)
    assert not result["failed"], result["msg"]
    assert [path for path in paths(simulator, "POST") if path.startswith("auth/")] == ["auth/login", "auth/logout"]
    assert simulator.state()["sessions"] == []


def test_a_domain_administrator_does_the_whole_job(simulator: Simulator) -> None:
    """Role admin on the very domain is enough, for the new resource too (contract#roles)."""
    simulator.reset(seeds.server(), providers=["starleaf"])
    login = {"api_key": None, "username": "chief@17c9a.internal", "password": "pw"}
    shares = [{"user": "alice"}, {"user": "chief", "right": "view"}]  # to see who has booked what is to go
    for wanted in (TOKEN, {**TOKEN, "shares": shares}, {"domain": "example.org", "state": "absent"}):
        result = call(simulator, DOMAIN, **wanted, **login)
        assert not result["failed"], result["msg"]
        assert result["changed"]


def test_readiness_is_asked_without_a_key(simulator: Simulator) -> None:
    """A stale key would be refused even there (contract#system-states)."""
    simulator.reset(seeds.server(), system_state="CORE_STATE_UPGRADE")
    result = call(simulator, DOMAIN, **TOKEN, api_key="stale-key-4711")
    assert result["error"]["kind"] == "not_ready"


class Proxy(BaseHTTPRequestHandler):
    """Refuses everything, and notes what it was asked for."""

    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_error(403)

    def log_message(self, *_args: Any) -> None:
        """Silent."""


def test_kept_connections_heed_a_new_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """A loop keeps its connections, and each item may have an `environment` of its own."""
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    job = job_of("bluemind_server_info")
    given = {"api_url": "http://mail.invalid", "allow_http": True, "timeout": 5, "retry_timeout": 0}
    params = ArgumentSpecValidator(job.arguments()["argument_spec"]).validate(given).validated_parameters
    links: runner.Transports = {}
    with HTTPServer(("127.0.0.1", 0), Proxy) as proxy:
        Proxy.asked.clear()
        threading.Thread(target=proxy.serve_forever, daemon=True).start()
        runner.run(job, params, False, links)
        assert Proxy.asked == []
        monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{proxy.server_port}")
        runner.run(job, params, False, links)
        assert Proxy.asked[0].startswith("http://mail.invalid/api/")
        proxy.shutdown()
    assert len(links) == 1


def test_another_way_to_a_server_has_answers_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """The items of a loop share answers; behind another proxy there may be another server of that name."""
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    server = Transport(Connection("http://mail.invalid/api", KEY))
    assert server.recall("release", lambda: "4.9") == "4.9"
    server.renew()
    assert server.recall("release", lambda: "5.1") == "4.9"
    monkeypatch.setenv("http_proxy", "http://proxy.invalid:3128")
    server.renew()
    assert server.recall("release", lambda: "5.1") == "5.1"
    server.close()


def test_the_answers_of_a_loop_grow_old(monkeypatch: pytest.MonkeyPatch) -> None:
    """However long an item takes."""
    now = [1000.0]
    monkeypatch.setattr(transport.time, "monotonic", lambda: now[0])
    server = Transport(Connection("https://mail.invalid/api", KEY))
    answers = iter(("4.9", "5.1"))
    found = []
    for seconds in (0.0, 9.0, 2.0):
        now[0] += seconds
        found.append(server.recall("release", lambda: next(answers)))
    server.close()
    assert found == ["4.9", "4.9", "5.1"]
