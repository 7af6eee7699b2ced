# SPDX-License-Identifier: GPL-3.0-or-later
"""Contract 1.2 to 1.4: headers, JSON rules, success shapes."""

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
from tests.contract.wire import Row, World, entries, only, table

ICON = f"resources/{DOMAIN}/{RESOURCE}/icon"
STRING_PATH = "videoconferencing/uids/resource_type_uid"


# -- 1.2 the key


@pytest.mark.parametrize(
    ("headers", "query", "status"),
    [
        pytest.param({"X-BM-ApiKey": ADMIN0}, "", 200, id="1.2-key-in-the-header"),
        pytest.param({}, f"?apikey={ADMIN0}", 200, id="1.2-key-in-the-query"),
        pytest.param({"X-BM-ApiKey": ADMIN0}, "?apikey=junk", 200, id="1.2-the-query-is-only-the-fallback"),
        pytest.param({"X-BM-ApiKey": "junk"}, f"?apikey={ADMIN0}", 401, id="1.2-a-bad-header-wins"),
        pytest.param({}, "", 403, id="1.2-no-key-is-anonymous-not-401"),
    ],
)
def test_where_the_key_is_read(world: World, headers: dict[str, str], query: str, status: int) -> None:
    assert world.anonymous("GET", f"system/installation/version{query}", headers=headers).status == status


@pytest.mark.parametrize(
    ("version", "warned"),
    [
        pytest.param(None, False, id="1.2-client-version-absent"),
        pytest.param("same", False, id="1.2-client-version-equal"),
        pytest.param("0.0.1", True, id="1.2-client-version-different"),
    ],
)
def test_a_different_client_version_only_warns(world: World, version: str | None, warned: bool) -> None:
    software = world.admin.get("system/installation/version")["softwareVersion"]
    sent = software if version == "same" else version
    reply = world.admin("GET", "domains", headers={"X-BM-ClientVersion": sent})
    assert (reply.status, "X-BM-WarnMessage" in reply.headers) == (200, warned)


def test_1_2_the_origin_header_is_free_text(world: World) -> None:
    assert world.core("GET", "domains", headers={"X-BM-Origin": "a test, ü"}).status == 200


# -- 1.2 bodies


@pytest.mark.parametrize(
    "kind",
    [
        pytest.param(None, id="1.2-no-content-type"),
        pytest.param("application/json", id="1.2-json"),
        pytest.param("application/json; charset=utf-8", id="1.2-json-with-charset"),
        pytest.param("application/xml", id="1.2-unknown-type"),
        pytest.param("application/x-www-form-urlencoded", id="1.2-form-type"),
    ],
)
def test_every_unknown_content_type_is_json(world: World, kind: str | None) -> None:
    body = json.dumps({"token": "né"}, ensure_ascii=False).encode()
    reply = world.admin("PUT", f"containers/_manage/{SETTINGS}/_settings", data=body, headers={"Content-Type": kind})
    assert reply.is_void
    assert world.admin.get(f"containers/_manage/{SETTINGS}/_settings") == {"token": "né"}


@pytest.mark.parametrize(
    ("kind", "body", "state"),
    [
        pytest.param("application/json", b'"pw"', "Ok", id="1.2-json-string-password"),
        pytest.param(None, b'"pw"', "Ok", id="1.2-json-string-without-type"),
        pytest.param("text/plain", b"pw", "Ok", id="1.2-raw-password"),
        pytest.param("text/plain", b'"pw"', "Bad", id="1.2-quotes-belong-to-a-raw-password"),
    ],
)
def test_text_plain_is_raw_where_the_body_is_a_string(world: World, kind: str | None, body: bytes, state: str) -> None:
    path = f"auth/login?login=bob@{DOMAIN}&origin=t"
    reply = world.anonymous("POST", path, data=body, headers={"Content-Type": kind})
    assert (reply.status, reply.json["status"]) == (200, state)


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        pytest.param("application/octet-stream", PNG, 200, id="1.2-raw-bytes"),
        pytest.param("application/json", json.dumps(base64.b64encode(PNG).decode()).encode(), 200, id="1.2-base64"),
        pytest.param("image/png", json.dumps(base64.b64encode(PNG).decode()).encode(), 200, id="6-png-is-json"),
        pytest.param("image/png", PNG, 500, id="6-raw-png-is-not-json"),
    ],
)
def test_bodies_of_bytes(world: World, kind: str, body: bytes, status: int) -> None:
    reply = world.admin("POST", ICON, data=body, headers={"Content-Type": kind})
    assert reply.status == status
    if status == 200:
        assert reply.content == b""
        assert base64.b64decode(world.admin("GET", ICON).json) == PNG


@pytest.mark.parametrize(
    ("accept", "body"),
    [
        pytest.param("application/json", b'"bm-videoconferencing"', id="1.2-accept-json"),
        pytest.param("*/*", b'"bm-videoconferencing"', id="1.2-accept-any"),
        pytest.param("text/html", b'"bm-videoconferencing"', id="1.2-accept-html"),
        pytest.param(None, b"bm-videoconferencing", id="1.2-no-accept-raw"),
    ],
)
def test_strings_according_to_accept(world: World, accept: str | None, body: bytes) -> None:
    reply = world.admin("GET", STRING_PATH, headers={"Accept": accept})
    assert (reply.status, reply.content) == (200, body)
    assert reply.headers["Content-Type"].startswith("application/json")


@pytest.mark.parametrize(
    ("accept", "encoded"),
    [
        pytest.param("application/json", True, id="1.2-accept-json"),
        pytest.param("text/html, application/json;q=0.9", True, id="17.2-accept-lists-json"),
        pytest.param("*/*", False, id="17.2-accept-any-is-raw"),
        pytest.param(None, False, id="1.2-no-accept-raw"),
    ],
)
def test_icons_according_to_accept(world: World, accept: str | None, encoded: bool) -> None:
    assert world.admin("POST", ICON, data=PNG, headers={"Content-Type": "application/octet-stream"}).is_void
    reply = world.admin("GET", ICON, headers={"Accept": accept})
    assert reply.status == 200
    assert (base64.b64decode(reply.json) if encoded else reply.content) == PNG


def test_1_2_no_accept_header_does_not_change_an_enum(world: World) -> None:
    reply = world.anonymous("GET", "system/installation/state", headers={"Accept": None})
    assert reply.json == "CORE_STATE_RUNNING"


def test_1_2_a_chunked_body_is_never_used(world: World) -> None:
    path = f"containers/_manage/{CALENDAR}/_acl"
    chunks = iter([json.dumps(entries(("u-bob", "Read"))).encode()])
    reply = world.admin("PUT", path, data=chunks)
    assert reply.status == 500
    assert world.admin.get(path) == []
    login = world.anonymous("POST", f"auth/login?login=bob@{DOMAIN}&origin=t", data=iter([b'"pw"']))
    assert login.status == 500 or login.json["status"] != "Ok"


# -- 1.2, 17.1, 17.15 paths


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        pytest.param("GET", f"containers/_manage/{CALENDAR}/_acl", 200, id="1.2-raw-colon"),
        pytest.param("GET", f"containers/_manage/calendar%3A{RESOURCE}/_acl", 200, id="1.2-encoded-colon"),
        pytest.param("GET", f"containers/_manage/calendar%3a{RESOURCE}/_acl", 200, id="1.2-lower-case-hex"),
        pytest.param("GET", f"directory/{DOMAIN}/_byEmail/a%2Bb%40{DOMAIN}", 200, id="17.1-encoded-plus"),
        pytest.param("GET", f"directory/{DOMAIN}/_byEmail/a+b@{DOMAIN}", 500, id="17.1-raw-plus-is-a-space"),
        pytest.param("GET", f"groups/{DOMAIN}/byName/%C3%89quipe", 200, id="1.2-utf-8-octets"),
        pytest.param("GET", f"resources/{DOMAIN}/type", 200, id="1.2-a-literal-segment-wins"),
        pytest.param("GET", f"resources/{DOMAIN}/byType", 500, id="1.2-without-backtracking"),
        pytest.param("GET", f"resources/{DOMAIN}/a/b/c", 500, id="1.2-a-parameter-holds-no-slash"),
        pytest.param("GET", "system//installation/state", 200, id="17.15-double-slash-without-parameters"),
        pytest.param("GET", f"resources//{DOMAIN}/byType/{TYPE}", 500, id="17.15-double-slash-with-parameters"),
    ],
)
def test_paths(world: World, method: str, path: str, status: int) -> None:
    assert world.admin(method, path).status == status


def test_1_2_a_group_name_with_a_plus_for_a_space(world: World) -> None:
    seed = standard()
    seed["domains"][0]["groups"].append({"uid": "g-two", "name": "Two words", "email": None, "members": []})
    world.load(seed)
    for name in ("Two+words", "Two%20words"):
        assert world.admin.get(f"groups/{DOMAIN}/byName/{name}")["uid"] == "g-two"


# -- 1.3 JSON


@pytest.mark.parametrize(
    "row",
    table(
        Row(
            "1.3-unknown-property-in-a-query",
            "POST",
            f"directory/{DOMAIN}/_search",
            {"size": -1, "x": {"y": 1}},
        ),
        Row("1.3-unknown-property-in-a-write", "POST", f"resources/{DOMAIN}/{RESOURCE}", descriptor(nope=1)),
        Row(
            "1.3-an-unknown-enum-name",
            "PUT",
            f"containers/_manage/{CALENDAR}/_acl",
            entries(("u-bob", "Book")),
            500,
            match='Error during parsing parameter "body"',
        ),
        Row(
            "1.3-enum-names-are-case-sensitive",
            "PUT",
            f"containers/_manage/{CALENDAR}/_acl",
            entries(("u-bob", "read")),
            500,
            match='Error during parsing parameter "body"',
        ),
        Row(
            "1.3-an-unknown-kind",
            "POST",
            f"directory/{DOMAIN}/_search",
            {"kindsFilter": ["PERSON"]},
            500,
        ),
        Row(
            "1.3-an-unknown-day",
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
            "1.3-nested-objects-do-not-fit-a-map",
            "PUT",
            f"containers/_manage/{SETTINGS}/_settings",
            {"token": {"a": 1}},
            500,
        ),
    ),
)
def test_json_rules(world: World, row: Row) -> None:
    row.check(world)


def test_1_5_broken_json_is_500(world: World) -> None:
    reply = world.admin("PUT", f"containers/_manage/{SETTINGS}/_settings", data=b'{"token": ')
    assert reply.status == 500
    assert world.admin.get(f"containers/_manage/{SETTINGS}/_settings") == {"token": "old"}


def test_1_3_scalars_of_a_string_map_become_strings(world: World) -> None:
    path = f"containers/_manage/{SETTINGS}/_settings"
    world.admin.write("PUT", path, {"i": 5, "f": 1.5, "b": True, "c": False, "n": None})
    assert world.admin.get(path) == {"i": "5", "f": "1.5", "b": "true", "c": "false", "n": None}


@pytest.mark.parametrize(
    ("path", "nulls"),
    [
        pytest.param(f"directory/{DOMAIN}/entry-uid/g-quiet", {"email", "orgUnitUid"}, id="1.3-a-dir-entry"),
        pytest.param(f"resources/{DOMAIN}/{RESOURCE}", {"description", "orgUnitUid"}, id="1.3-a-resource"),
        pytest.param(f"domains/{DOMAIN}", {"externalId"}, id="1.3-a-domain"),
    ],
)
def test_null_properties_are_written(world: World, path: str, nulls: set[str]) -> None:
    read = world.admin.get(path)
    assert {key for key in nulls if read.get(key, "missing") is None} == nulls


@pytest.mark.parametrize(
    ("sent", "hidden"),
    [
        pytest.param({}, False, id="1.3-absent-keeps-the-default"),
        pytest.param({"hiddenFilter": True}, False, id="10-true-excludes"),
        pytest.param({"hiddenFilter": False}, True, id="10-false-includes"),
        pytest.param({"hiddenFilter": None}, True, id="17.3-null-means-false"),
    ],
)
def test_absent_and_null_differ(world: World, sent: dict[str, object], hidden: bool) -> None:
    found = world.admin.post(f"directory/{DOMAIN}/_search", {"kindsFilter": ["USER"], **sent})["values"]
    assert ("u-hidden" in {one["uid"] for one in found}) is hidden


# -- 1.4 shapes


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        pytest.param("GET", "auth/ping", None, id="1.4-ping"),
        pytest.param("PUT", f"containers/_manage/{SETTINGS}/_settings", {"token": "t"}, id="1.4-settings"),
        pytest.param("PUT", f"containers/_manage/{CALENDAR}/_acl", [], id="1.4-acl"),
        pytest.param("POST", f"resources/{DOMAIN}/{RESOURCE}", descriptor(), id="1.4-update"),
        pytest.param("PUT", f"resources/{DOMAIN}/{NEW}", descriptor(), id="1.4-create"),
        pytest.param("POST", f"resources/{DOMAIN}/type/{TYPE}", TYPE_DESCRIPTOR, id="1.4-type"),
        pytest.param("DELETE", f"containers/_manage/{SETTINGS}", None, id="1.4-container-delete"),
        pytest.param("POST", "auth/logout", None, id="1.4-logout"),
    ],
)
def test_void_is_200_empty_and_labelled_json(world: World, method: str, path: str, body: object) -> None:
    reply = world.admin(method, path) if body is None else world.admin(method, path, body)
    assert reply.is_void
    assert reply.headers["Content-Type"].startswith("application/json")


@pytest.mark.parametrize(
    "row",
    table(
        Row("1.4-boolean", "POST", f"containers/_manage/{CALENDAR}/_canAccess", ["Invitation"], value=True),
        Row("1.4-enum", "GET", "system/installation/state", value="CORE_STATE_RUNNING", who=None),
        Row("1.4-empty-list", "GET", f"containers/_manage/{CALENDAR}/_acl", value=[]),
        Row("1.4-null-object", "GET", f"resources/{DOMAIN}/nope", status=204, value=None),
        Row("1.4-map", "GET", f"containers/_manage/{SETTINGS}/_settings", value={"token": "old"}),
    ),
)
def test_values(world: World, row: Row) -> None:
    row.check(world)


@only("4.5.3")
def test_1_4_204_carries_no_body_and_keeps_the_connection(world: World) -> None:
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
