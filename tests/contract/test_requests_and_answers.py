# SPDX-License-Identifier: GPL-3.0-or-later
"""contract#requests-and-paths, contract#success-answers: headers, JSON rules, success shapes."""

from __future__ import annotations

import base64
import http.client
import json
from urllib.parse import urlsplit

import pytest

from tests.contract.seeds import (
    ADMIN0,
    ALIAS,
    CALENDAR,
    DOMAIN,
    NEW,
    PNG,
    RESOURCE,
    SETTINGS,
    TYPE,
    TYPE_DESCRIPTOR,
    descriptor,
    standard,
)
from tests.contract.wire import Row, World, before_and_after_5, check, entries

ICON = f"resources/{DOMAIN}/{RESOURCE}/icon"
STRING_PATH = "videoconferencing/uids/resource_type_uid"


# -- the key


def test_where_the_key_is_read(world: World, subtests: pytest.Subtests) -> None:
    cases: dict[str, tuple[dict[str, str], str, int]] = {
        "key-in-the-header": ({"X-BM-ApiKey": ADMIN0}, "", 200),
        "key-in-the-query": ({}, f"?apikey={ADMIN0}", 200),
        "the-query-is-only-the-fallback": ({"X-BM-ApiKey": ADMIN0}, "?apikey=junk", 200),
        "a-bad-header-wins": ({"X-BM-ApiKey": "junk"}, f"?apikey={ADMIN0}", 401),
        "no-key-is-anonymous-not-401": ({}, "", 403),
    }
    for case, (headers, query, status) in cases.items():
        with subtests.test(case):
            assert world.anonymous("GET", f"system/installation/version{query}", headers=headers).status == status


def test_a_different_client_version_only_warns(world: World, subtests: pytest.Subtests) -> None:
    cases: dict[str, tuple[str | None, bool]] = {
        "client-version-absent": (None, False),
        "client-version-equal": ("same", False),
        "client-version-different": ("0.0.1", True),
    }
    for case, (version, warned) in cases.items():
        with subtests.test(case):
            software = world.admin.get("system/installation/version")["softwareVersion"]
            sent = software if version == "same" else version
            reply = world.admin("GET", "domains", headers={"X-BM-ClientVersion": sent})
            assert (reply.status, "X-BM-WarnMessage" in reply.headers) == (200, warned)


def test_the_origin_header_is_free_text(world: World) -> None:
    assert world.core("GET", "domains", headers={"X-BM-Origin": "a test, ü"}).status == 200


# -- bodies


def test_every_unknown_content_type_is_json(world: World, subtests: pytest.Subtests) -> None:
    cases: dict[str, str | None] = {
        "no-content-type": None,
        "json": "application/json",
        "json-with-charset": "application/json; charset=utf-8",
        "unknown-type": "application/xml",
        "form-type": "application/x-www-form-urlencoded",
    }
    for case, kind in cases.items():
        with subtests.test(case):
            body = json.dumps({"token": f"né {case}"}, ensure_ascii=False).encode()
            reply = world.admin(
                "PUT", f"containers/_manage/{SETTINGS}/_settings", data=body, headers={"Content-Type": kind}
            )
            assert reply.is_void
            assert world.admin.get(f"containers/_manage/{SETTINGS}/_settings") == {"token": f"né {case}"}


def test_text_plain_is_raw_where_the_body_is_a_string(world: World, subtests: pytest.Subtests) -> None:
    cases: dict[str, tuple[str | None, bytes, str]] = {
        "json-string-password": ("application/json", b'"pw"', "Ok"),
        "json-string-without-type": (None, b'"pw"', "Ok"),
        "raw-password": ("text/plain", b"pw", "Ok"),
        "quotes-belong-to-a-raw-password": ("text/plain", b'"pw"', "Bad"),
    }
    for case, (kind, body, state) in cases.items():
        with subtests.test(case):
            path = f"auth/login?login=bob@{DOMAIN}&origin=t"
            reply = world.anonymous("POST", path, data=body, headers={"Content-Type": kind})
            assert (reply.status, reply.json["status"]) == (200, state)


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        pytest.param("application/octet-stream", PNG, 200, id="raw-bytes"),
        pytest.param("application/json", json.dumps(base64.b64encode(PNG).decode()).encode(), 200, id="base64"),
        pytest.param("image/png", json.dumps(base64.b64encode(PNG).decode()).encode(), 200, id="png-is-json"),
        pytest.param("image/png", PNG, 500, id="raw-png-is-not-json"),
    ],
)
def test_bodies_of_bytes(world: World, kind: str, body: bytes, status: int) -> None:
    reply = world.admin("POST", ICON, data=body, headers={"Content-Type": kind})
    assert reply.status == status
    if status == 200:
        assert reply.content == b""
        assert base64.b64decode(world.admin("GET", ICON).json) == PNG


def test_strings_according_to_accept(world: World, subtests: pytest.Subtests) -> None:
    cases: dict[str, tuple[str | None, bytes]] = {
        "accept-json": ("application/json", b'"bm-videoconferencing"'),
        "accept-any": ("*/*", b'"bm-videoconferencing"'),
        "accept-html": ("text/html", b'"bm-videoconferencing"'),
        "no-accept-raw": (None, b"bm-videoconferencing"),
    }
    for case, (accept, body) in cases.items():
        with subtests.test(case):
            reply = world.admin("GET", STRING_PATH, headers={"Accept": accept})
            assert (reply.status, reply.content) == (200, body)
            assert reply.headers["Content-Type"].startswith("application/json")


def test_icons_according_to_accept(world: World, subtests: pytest.Subtests) -> None:
    cases: dict[str, tuple[str | None, bool]] = {
        "accept-json": ("application/json", True),
        "accept-lists-json": ("text/html, application/json;q=0.9", True),
        "accept-any-is-raw": ("*/*", False),
        "no-accept-raw": (None, False),
    }
    for case, (accept, encoded) in cases.items():
        with subtests.test(case):
            assert world.admin("POST", ICON, data=PNG, headers={"Content-Type": "application/octet-stream"}).is_void
            reply = world.admin("GET", ICON, headers={"Accept": accept})
            assert reply.status == 200
            assert (base64.b64decode(reply.json) if encoded else reply.content) == PNG


def test_no_accept_header_does_not_change_an_enum(world: World) -> None:
    reply = world.anonymous("GET", "system/installation/state", headers={"Accept": None})
    assert reply.json == "CORE_STATE_RUNNING"


@before_and_after_5
def test_a_chunked_body_is_never_used(world: World) -> None:
    path = f"containers/_manage/{CALENDAR}/_acl"
    chunks = iter([json.dumps(entries(("u-bob", "Read"))).encode()])
    reply = world.admin("PUT", path, data=chunks)
    assert reply.status == 500
    assert world.admin.get(path) == []
    login = world.anonymous("POST", f"auth/login?login=bob@{DOMAIN}&origin=t", data=iter([b'"pw"']))
    assert login.status == 500 or login.json["status"] != "Ok"


# -- paths


def test_paths(world: World, subtests: pytest.Subtests) -> None:
    cases: dict[str, tuple[str, str, int]] = {
        "raw-colon": ("GET", f"containers/_manage/{CALENDAR}/_acl", 200),
        "encoded-colon": ("GET", f"containers/_manage/calendar%3A{RESOURCE}/_acl", 200),
        "lower-case-hex": ("GET", f"containers/_manage/calendar%3a{RESOURCE}/_acl", 200),
        "encoded-plus": ("GET", f"directory/{DOMAIN}/_byEmail/a%2Bb%40{DOMAIN}", 200),
        "raw-plus-is-a-space": ("GET", f"directory/{DOMAIN}/_byEmail/a+b@{DOMAIN}", 500),
        "utf-8-octets": ("GET", f"groups/{DOMAIN}/byName/%C3%89quipe", 200),
        "a-literal-segment-wins": ("GET", f"resources/{DOMAIN}/type", 200),
        "without-backtracking": ("GET", f"resources/{DOMAIN}/byType", 500),
        "a-parameter-holds-no-slash": ("GET", f"resources/{DOMAIN}/a/b/c", 500),
        "double-slash-without-parameters": ("GET", "system//installation/state", 200),
        "double-slash-with-parameters": ("GET", f"resources//{DOMAIN}/byType/{TYPE}", 500),
    }
    for case, (method, path, status) in cases.items():
        with subtests.test(case):
            assert world.admin(method, path).status == status


def test_a_group_name_with_a_plus_for_a_space(world: World) -> None:
    seed = standard()
    seed["domains"][0]["groups"].append({"uid": "g-two", "name": "Two words", "email": None, "members": []})
    world.load(seed)
    for name in ("Two+words", "Two%20words"):
        assert world.admin.get(f"groups/{DOMAIN}/byName/{name}")["uid"] == "g-two"


# -- JSON


def test_json_rules(world: World, subtests: pytest.Subtests) -> None:
    check(
        world,
        subtests,
        Row(
            "unknown-property-in-a-query",
            "POST",
            f"directory/{DOMAIN}/_search",
            {"size": -1, "x": {"y": 1}},
        ),
        Row("unknown-property-in-a-write", "POST", f"resources/{DOMAIN}/{RESOURCE}", descriptor(nope=1)),
        Row(
            "an-unknown-enum-name",
            "PUT",
            f"containers/_manage/{CALENDAR}/_acl",
            entries(("u-bob", "Book")),
            500,
            match='Error during parsing parameter "body"',
        ),
        Row(
            "enum-names-are-case-sensitive",
            "PUT",
            f"containers/_manage/{CALENDAR}/_acl",
            entries(("u-bob", "read")),
            500,
            match='Error during parsing parameter "body"',
        ),
        Row(
            "an-unknown-kind",
            "POST",
            f"directory/{DOMAIN}/_search",
            {"kindsFilter": ["PERSON"]},
            500,
        ),
        Row(
            "an-unknown-day",
            "POST",
            f"calendars/{CALENDAR}/_config",
            {
                "workingDays": ["mon"],
                "dayStart": 0,
                "dayEnd": 0,
                "minDuration": 60,
                "timezoneId": "UTC",
            },
            500,
        ),
        Row(
            "nested-objects-do-not-fit-a-map",
            "PUT",
            f"containers/_manage/{SETTINGS}/_settings",
            {"token": {"a": 1}},
            500,
        ),
    )


def test_broken_json_is_500(world: World) -> None:
    reply = world.admin("PUT", f"containers/_manage/{SETTINGS}/_settings", data=b'{"token": ')
    assert reply.status == 500
    assert world.admin.get(f"containers/_manage/{SETTINGS}/_settings") == {"token": "old"}


def test_scalars_of_a_string_map_become_strings(world: World) -> None:
    path = f"containers/_manage/{SETTINGS}/_settings"
    world.admin.write("PUT", path, {"i": 5, "f": 1.5, "b": True, "c": False, "n": None})
    assert world.admin.get(path) == {"i": "5", "f": "1.5", "b": "true", "c": "false", "n": None}


def test_null_properties_are_written(world: World, subtests: pytest.Subtests) -> None:
    cases: dict[str, tuple[str, set[str]]] = {
        "a-dir-entry": (f"directory/{DOMAIN}/entry-uid/g-quiet", {"email", "orgUnitUid"}),
        "a-resource": (f"resources/{DOMAIN}/{RESOURCE}", {"description", "orgUnitUid"}),
        "a-domain": (f"domains/{DOMAIN}", {"externalId"}),
    }
    for case, (path, nulls) in cases.items():
        with subtests.test(case):
            read = world.admin.get(path)
            assert {key for key in nulls if read.get(key, "missing") is None} == nulls


def test_absent_and_null_differ(world: World, subtests: pytest.Subtests) -> None:
    cases: dict[str, tuple[dict[str, object], bool]] = {
        "absent-keeps-the-default": ({}, False),
        "true-excludes": ({"hiddenFilter": True}, False),
        "false-includes": ({"hiddenFilter": False}, True),
        "null-means-false": ({"hiddenFilter": None}, True),
    }
    for case, (sent, hidden) in cases.items():
        with subtests.test(case):
            found = world.admin.post(f"directory/{DOMAIN}/_search", {"kindsFilter": ["USER"], **sent})["values"]
            assert ("u-hidden" in {one["uid"] for one in found}) is hidden


# -- shapes


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        pytest.param("GET", "auth/ping", None, id="ping"),
        pytest.param("PUT", f"containers/_manage/{SETTINGS}/_settings", {"token": "t"}, id="settings"),
        pytest.param("PUT", f"containers/_manage/{CALENDAR}/_acl", [], id="acl"),
        pytest.param("POST", f"resources/{DOMAIN}/{RESOURCE}", descriptor(), id="update"),
        pytest.param("PUT", f"resources/{DOMAIN}/{NEW}", descriptor(), id="create"),
        pytest.param("POST", f"resources/{DOMAIN}/type/{TYPE}", TYPE_DESCRIPTOR, id="type"),
        pytest.param("DELETE", f"containers/_manage/{SETTINGS}", None, id="container-delete"),
        pytest.param("POST", "auth/logout", None, id="logout"),
    ],
)
def test_void_is_200_empty_and_labelled_json(world: World, method: str, path: str, body: object) -> None:
    reply = world.admin(method, path) if body is None else world.admin(method, path, body)
    assert reply.is_void
    assert reply.headers["Content-Type"].startswith("application/json")


def test_values(world: World, subtests: pytest.Subtests) -> None:
    check(
        world,
        subtests,
        Row("boolean", "POST", f"containers/_manage/{CALENDAR}/_canAccess", ["Invitation"], value=True),
        Row("enum", "GET", "system/installation/state", value="CORE_STATE_RUNNING", who=None),
        Row("empty-list", "GET", f"containers/_manage/{CALENDAR}/_acl", value=[]),
        Row("null-object", "GET", f"resources/{DOMAIN}/nope", status=204, value=None),
        Row("map", "GET", f"containers/_manage/{SETTINGS}/_settings", value={"token": "old"}),
    )


def test_a_204_carries_no_body_and_keeps_the_connection(world: World) -> None:
    parts = urlsplit(world.simulator.url)
    connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=30)
    try:
        for uid, status in (("nope", 204), (RESOURCE, 200), ("nope", 204)):
            connection.request(
                "GET",
                f"/api/resources/{ALIAS}/{uid}",
                headers={"X-BM-ApiKey": ADMIN0, "Accept": "application/json"},
            )
            answer = connection.getresponse()
            assert (answer.status, bool(answer.read())) == (status, status == 200)
    finally:
        connection.close()
