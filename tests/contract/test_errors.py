# SPDX-License-Identifier: GPL-3.0-or-later
"""contract#errors: errors, and what an unknown name gives in each service."""

from __future__ import annotations

import pytest

from tests.contract.seeds import ALIAS, BOB, CALENDAR, CONFIG, DOMAIN, NEW, SETTINGS, TYPE, descriptor
from tests.contract.wire import Row, World, before_and_after_5, check, entries, on_5_x

UNKNOWN_KEY = "0badf00d-0000-0000-0000-000000000000"


def test_the_shape_of_a_fault(world: World, subtests: pytest.Subtests) -> None:
    rows = (
        Row("anonymous-user", "GET", "auth", status=403, code="PERMISSION_DENIED", who=None),
        Row(
            "anonymous-version",
            "GET",
            "system/installation/version",
            status=403,
            code="PERMISSION_DENIED",
            who=None,
        ),
        Row(
            "acl-without-manage",
            "GET",
            f"containers/_manage/{CALENDAR}/_acl",
            status=403,
            code="PERMISSION_DENIED",
            who=BOB,
        ),
        Row("not-found", "GET", "containers/_manage/nope", status=404, code="NOT_FOUND"),
        Row(
            "forbidden-is-500",
            "GET",
            f"containers/_manage/_forUser?domainUid={DOMAIN}&userUid=u-bob&uid={CALENDAR}",
            status=500,
            code="FORBIDDEN",
            who=BOB,
        ),
        Row(
            "already-exists-is-500",
            "PUT",
            f"resources/{DOMAIN}/r-1",
            descriptor(),
            500,
            "ALREADY_EXISTS",
        ),
        Row(
            "invalid-parameter-is-500",
            "PUT",
            f"resources/{DOMAIN}/{NEW}",
            descriptor(label=""),
            500,
            "INVALID_PARAMETER",
        ),
    )
    for row in rows:
        with subtests.test(row.name):
            reply = row.check(world)
            assert set(reply.json) == {"errorCode", "errorType", "message"}
            assert reply.json["errorType"]


def test_a_fault_that_is_not_a_server_fault_has_no_code(world: World) -> None:
    reply = world.admin("PUT", f"containers/_manage/{CALENDAR}/_acl", None)
    assert (reply.status, set(reply.json)) == (500, {"errorType", "message"})
    assert reply.json["errorType"] == "NullPointerException"


def test_a_fault_usually_has_no_content_type(world: World) -> None:
    assert "Content-Type" not in world.admin("GET", "containers/_manage/nope").headers


def test_a_dead_key_is_401_and_echoed(world: World, subtests: pytest.Subtests) -> None:
    cases: dict[str, tuple[str, str]] = {
        "ping": ("GET", "auth/ping"),
        "domains": ("GET", "domains"),
        "a-write": ("PUT", f"containers/_manage/{SETTINGS}/_settings"),
        "even-the-readiness-probe": ("GET", "system/installation/state"),
        "even-the-public-information": ("GET", "system/installation/_infos"),
    }
    for case, (method, path) in cases.items():
        with subtests.test(case):
            reply = world.api(UNKNOWN_KEY)(method, path)
            assert (reply.status, reply.code) == (401, "AUTHENTICATION_FAIL")
            assert UNKNOWN_KEY in reply.json["message"]


def test_the_401_of_4_x_is_bare(world: World) -> None:
    reply = world.api(UNKNOWN_KEY)("GET", "auth/ping")
    assert ("WWW-authenticate" in reply.headers, reply.cookies) == (False, ())


@on_5_x
def test_the_401_of_5_x_clears_four_cookies(world: World) -> None:
    reply = world.api(UNKNOWN_KEY)("GET", "auth/ping")
    assert reply.headers["WWW-authenticate"] == "Bearer"
    assert len(reply.cookies) == 4
    assert reply.json["message"] == f"invalid accesstoken: session id {UNKNOWN_KEY} is not valid"


@before_and_after_5
def test_an_unknown_path_is_500_of_another_shape(world: World, subtests: pytest.Subtests) -> None:
    cases: dict[str, tuple[str, str]] = {
        "unknown-path": ("GET", "nothing/here"),
        "unknown-verb-of-a-known-path": ("GET", "auth/login"),
        "unknown-verb": ("DELETE", "domains"),
        "too-long": ("GET", f"resources/{DOMAIN}/byType/{TYPE}/more"),
        "too-short": ("PUT", "videoconferencing"),
    }
    for case, (method, path) in cases.items():
        with subtests.test(case):
            reply = world.admin(method, path)
            assert reply.status == 500
            body = reply.json
            assert set(body) == {"code", "message", "localizedMessage", "cause", "stackTrace", "suppressed"}
            assert body["code"] == "UNKNOWN"
            assert isinstance(body["stackTrace"], list)
            wanted = f"no service registered on {method if world.since_5 else 'path'} "
            assert body["message"].startswith(wanted)


def test_an_unknown_uid_that_is_not_an_error(world: World, subtests: pytest.Subtests) -> None:
    check(
        world,
        subtests,
        Row("resources-get", "GET", f"resources/{DOMAIN}/nope", status=204, value=None),
        Row("resources-email", "GET", f"resources/{DOMAIN}/byEmail/nope@{DOMAIN}", status=204, value=None),
        Row("types-get", "GET", f"resources/{DOMAIN}/type/nope", status=204, value=None),
        Row("entry-uid", "GET", f"directory/{DOMAIN}/entry-uid/nope", status=204, value=None),
        Row("dir-email", "GET", f"directory/{DOMAIN}/_byEmail/nope@{DOMAIN}", status=204, value=None),
        Row("user-login", "GET", f"users/{DOMAIN}/byLogin/nope", status=204, value=None),
        Row("user-email", "GET", f"users/{DOMAIN}/byEmail/nope@{DOMAIN}", status=204, value=None),
        Row("group-name", "GET", f"groups/{DOMAIN}/byName/nope", status=204, value=None),
        Row("group-email", "GET", f"groups/{DOMAIN}/byEmail/nope@{DOMAIN}", status=204, value=None),
        Row("domains-get", "GET", "domains/nope.example", status=204, value=None),
        Row("domains-lookup", "GET", "domains/_lookup?name=nope.example", status=204, value=None),
        Row("if-present", "GET", "containers/_manage/_ifPresent/nope", status=204, value=None),
        Row("by-type", "GET", f"resources/{DOMAIN}/byType/nope", value=[]),
        Row("container-delete", "DELETE", "containers/_manage/nope", value=None),
        Row("mget", "POST", "containers/_manage/_mget", ["nope"], value=[]),
    )


def test_an_unknown_uid_that_is_an_error(world: World, subtests: pytest.Subtests) -> None:
    check(
        world,
        subtests,
        Row("containers-get", "GET", "containers/_manage/nope", status=404, code="NOT_FOUND"),
        Row("settings-read", "GET", "containers/_manage/nope/_settings", status=404, code="NOT_FOUND"),
        Row("settings-write", "PUT", "containers/_manage/nope/_settings", {}, 404, "NOT_FOUND"),
        Row("acl-read", "GET", "containers/_manage/nope/_acl", status=404, code="NOT_FOUND"),
        Row("acl-write", "PUT", "containers/_manage/nope/_acl", [], 404, "NOT_FOUND"),
        Row("can-access", "POST", "containers/_manage/nope/_canAccess", ["Read"], 404, "NOT_FOUND"),
        Row("config-read", "GET", "calendars/calendar:nope/_config", status=404, code="NOT_FOUND"),
        Row("config-write", "POST", "calendars/calendar:nope/_config", CONFIG, 404, "NOT_FOUND"),
        Row("task", "GET", "tasks/nope", status=404, code="NOT_FOUND", match="no task nope"),
        Row("task-logs", "GET", "tasks/nope/_currentLogs", status=404, code="NOT_FOUND"),
        Row("update", "POST", f"resources/{DOMAIN}/nope", descriptor(), 404, "NOT_FOUND"),
        Row("icon", "POST", f"resources/{DOMAIN}/nope/icon", "AAAA", 404, "NOT_FOUND"),
        Row(
            "domain-of-resources",
            "GET",
            f"resources/nope.example/byType/{TYPE}",
            status=404,
            code="NOT_FOUND",
        ),
        Row(
            "domain-of-directory",
            "POST",
            "directory/nope.example/_search",
            {},
            404,
            "NOT_FOUND",
            match="domain nope.example not found",
        ),
        Row("domain-of-groups", "GET", "groups/nope.example/byName/x", status=404, code="NOT_FOUND"),
        Row("domain-of-users", "GET", "users/nope.example/byLogin/x", status=404, code="NOT_FOUND"),
        Row(
            "domain-of-types",
            "GET",
            f"resources/nope.example/type/{TYPE}",
            status=500,
            code="UNKNOWN",
            match="container .*nope.example.* not found",
        ),
        Row(
            "types-take-no-alias",
            "GET",
            f"resources/{ALIAS}/type/{TYPE}",
            status=500,
            code="UNKNOWN",
            match=f"container .*{ALIAS}.* not found",
        ),
        Row("type-update", "POST", f"resources/{DOMAIN}/type/nope", {"label": "x"}, 500, None),
    )


def test_settings_of_an_unknown_domain_are_the_defaults(world: World) -> None:
    defaults = world.admin.get("domains/nope.example/_settings")
    assert set(defaults) <= set(world.admin.get(f"domains/{DOMAIN}/_settings"))
    assert isinstance(defaults, dict)


def test_deleting_an_unknown_resource_ends_in_error(world: World) -> None:
    status = world.delete("nope")
    assert status["state"] == "InError"


def test_a_refusal_writes_nothing(world: World) -> None:
    reply = world.bob("PUT", f"containers/_manage/{CALENDAR}/_acl", entries(("u-bob", "All")))
    assert reply.refused
    assert world.admin.get(f"containers/_manage/{CALENDAR}/_acl") == []
