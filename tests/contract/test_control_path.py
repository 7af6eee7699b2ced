# SPDX-License-Identifier: GPL-3.0-or-later
"""The simulator's control path: faults, request log, outbox, state, reset."""

from __future__ import annotations

import json

import pytest
import requests

from tests.contract.seeds import BOB, CALENDAR, DOMAIN, RESOURCE, SETTINGS, standard, without_resource
from tests.contract.wire import Api, World, entries

SETTINGS_PATH = f"containers/_manage/{SETTINGS}/_settings"


def written(world: World) -> bool:
    """Whether the write of the test reached the store."""
    return bool(world.admin.get(SETTINGS_PATH) == {"token": "new"})


@pytest.mark.parametrize(
    ("kind", "done"),
    [pytest.param("drop_before", False, id="drop-before"), pytest.param("drop_after", True, id="drop-after")],
)
def test_a_dropped_connection(world: World, kind: str, done: bool) -> None:
    world.simulator.fault("PUT", SETTINGS_PATH, kind)
    with pytest.raises(requests.ConnectionError):
        world.admin("PUT", SETTINGS_PATH, {"token": "new"})
    assert written(world) is done


def test_a_status_with_a_body(world: World) -> None:
    world.simulator.fault(
        "GET", "domains$", "status", status=503, body="<h1>busy</h1>", content_type="text/html; charset=utf-8"
    )
    reply = world.admin("GET", "domains")
    assert (reply.status, reply.content) == (503, b"<h1>busy</h1>")
    assert reply.headers["Content-Type"].startswith("text/html")
    assert world.admin("GET", "domains").status == 200


def test_a_redirect(world: World) -> None:
    world.simulator.fault("PUT", SETTINGS_PATH, "redirect", location="https://mail.example.org/")
    reply = world.admin("PUT", SETTINGS_PATH, {"token": "new"})
    assert reply.status in {301, 302, 307, 308}
    assert reply.headers["Location"] == "https://mail.example.org/"
    assert not written(world)


def test_html_instead_of_json(world: World) -> None:
    world.simulator.fault("GET", "domains$", "html")
    reply = world.admin("GET", "domains")
    assert b"<html" in reply.content.lower()
    with pytest.raises(json.JSONDecodeError):
        _read = reply.json


def test_a_truncated_body(world: World) -> None:
    world.simulator.fault("GET", "domains$", "truncate")
    try:
        reply = world.admin("GET", "domains")
    except requests.RequestException:
        return  # cut below the promised length
    with pytest.raises(json.JSONDecodeError):
        _read = reply.json


def test_a_delay(world: World) -> None:
    world.simulator.fault("GET", "domains$", "delay", seconds=2)
    with pytest.raises(requests.Timeout):
        world.admin("GET", "domains", timeout=0.3)


def test_unavailable(world: World) -> None:
    world.simulator.fault("GET", "", "unavailable", times=2)
    replies = [world.admin("GET", "domains") for _again in range(3)]
    assert [reply.status for reply in replies[:2]] in ([502, 502], [503, 503], [504, 504])
    assert b"<html" in replies[0].content.lower()
    assert replies[2].status == 200


def test_times_and_skip(world: World) -> None:
    world.simulator.fault("GET", "domains$", "status", status=500, body="{}", times=2, skip=1)
    assert [world.admin("GET", "domains").status for _again in range(5)] == [200, 500, 500, 200, 200]


def test_a_fault_is_for_its_method_and_path(world: World) -> None:
    world.simulator.fault("PUT", r"containers/_manage/calendar:.*/_acl", "status", status=500, body="{}")
    assert world.admin("GET", f"containers/_manage/{CALENDAR}/_acl").status == 200
    assert world.admin("PUT", SETTINGS_PATH, {"token": "new"}).status == 200
    # the path is matched after decoding
    assert world.admin("PUT", f"containers/_manage/calendar%3A{RESOURCE}/_acl", []).status == 500


def test_faults_are_listed_and_forgotten(world: World) -> None:
    world.simulator.fault("GET", "domains$", "html")
    assert len(world.simulator.control("GET", "faults")) == 1
    world.simulator.control("DELETE", "faults")
    assert world.simulator.control("GET", "faults") == []
    world.simulator.fault("GET", "domains$", "html")
    world.load()
    assert world.admin("GET", "domains").json


@pytest.mark.parametrize(("when", "left"), [("before", "mine"), ("after", "theirs")])
def test_somebody_else_writes_meanwhile(world: World, when: str, left: str) -> None:
    """At exactly the request that is named, before or after it, and not in the log of the requests."""
    theirs = {"method": "PUT", "path": SETTINGS_PATH, "body": {"token": "theirs"}}
    world.simulator.fault("PUT", SETTINGS_PATH, "meanwhile", when=when, calls=[theirs], skip=1)
    world.simulator.clear()
    for token in ("first", "mine"):
        assert world.admin.get(SETTINGS_PATH)["token"] != "theirs"
        world.admin.write("PUT", SETTINGS_PATH, {"token": token})
    assert world.admin.get(SETTINGS_PATH) == {"token": left}
    assert len(world.simulator.writes()) == 2


def test_the_work_of_others_has_their_rights(world: World) -> None:
    """With a key of their own they are somebody else; what BlueMind refuses them is seen."""
    theirs = {"method": "PUT", "path": SETTINGS_PATH, "body": {}, "key": BOB}
    world.simulator.fault("GET", "domains$", "meanwhile", calls=[theirs])
    assert world.admin("GET", "domains").status == 500
    assert world.admin.get(SETTINGS_PATH) == {"token": "old"}


def test_the_work_of_others_goes_with_another_fault(world: World) -> None:
    theirs = {"method": "PUT", "path": SETTINGS_PATH, "body": {"token": "theirs"}}
    world.simulator.fault("GET", "domains$", "meanwhile", calls=[theirs], when="after")
    world.simulator.fault("GET", "domains$", "drop_after")
    with pytest.raises(requests.ConnectionError):
        world.admin("GET", "domains")
    assert world.admin.get(SETTINGS_PATH) == {"token": "theirs"}


# -- request log, outbox, state


def test_the_request_log(world: World, subtests: pytest.Subtests) -> None:
    cases: dict[str, tuple[str, str, object, bool]] = {
        "a-read": ("GET", "domains", None, False),
        "a-search-is-a-read": ("POST", f"directory/{DOMAIN}/_search", {}, False),
        "mget-is-a-read": ("POST", f"directory/{DOMAIN}/_mget", [], False),
        "mget-of-containers-is-a-read": ("POST", "containers/_manage/_mget", [], False),
        "can-access-is-a-read": ("POST", f"containers/_manage/{CALENDAR}/_canAccess", ["Read"], False),
        "settings-are-a-write": ("PUT", SETTINGS_PATH, {"token": "new"}, True),
        "an-acl-is-a-write": ("PUT", f"containers/_manage/{CALENDAR}/_acl", [], True),
        "a-deletion-is-a-write": ("DELETE", f"resources/{DOMAIN}/{RESOURCE}", None, True),
        "a-failed-write-is-a-write": ("POST", f"resources/{DOMAIN}/nope", {}, True),
    }
    for case, (method, path, body, write) in cases.items():
        with subtests.test(case):
            world.simulator.clear()
            reply = world.alice(method, path, *([] if body is None else [body]))
            (seen,) = world.simulator.requests()
            assert set(seen) >= {"method", "path", "query", "status", "subject", "write", "body"}
            assert (seen["method"], seen["status"], seen["write"]) == (method, reply.status, write)
            assert (seen["path"].removeprefix("/api/"), seen["subject"]) == (path, "u-alice")
            assert [one["path"] for one in world.simulator.writes()] == ([seen["path"]] if write else [])


def test_a_login_is_not_a_write(world: World) -> None:
    world.simulator.clear()
    assert world.anonymous("POST", f"auth/login?login=bob@{DOMAIN}&origin=t", "pw").status == 200
    assert world.simulator.writes() == []


def test_the_outbox_is_emptied(world: World) -> None:
    world.admin.write("PUT", f"containers/_manage/{CALENDAR}/_acl", entries(("u-bob", "Read")))
    (mail,) = world.simulator.outbox()
    assert set(mail) >= {"container", "subject", "verb", "recipients", "kind"}
    world.simulator.clear()
    assert (world.simulator.outbox(), world.simulator.requests()) == ([], [])


def test_a_reset_empties_everything(world: World) -> None:
    before = world.simulator.state()
    world.admin.write("PUT", f"containers/_manage/{CALENDAR}/_acl", entries(("u-bob", "Read")))
    session = world.anonymous("POST", f"auth/login?login=bob@{DOMAIN}&origin=t", "pw").json["authKey"]
    assert world.simulator.state() != before
    world.load(without_resource())
    assert (world.simulator.outbox(), world.simulator.requests()) == ([], [])
    assert world.admin("GET", f"resources/{DOMAIN}/{RESOURCE}").is_null
    assert world.api(session)("GET", "auth/ping").status == 401


def test_a_profile_is_chosen_at_the_reset(world: World) -> None:
    for profile in ("4.9", "5.1", "4.5.3"):
        world.load(profile=profile)
        assert world.anonymous.get("system/installation/_infos")["releaseName"].startswith(profile)


def test_a_seed_without_the_resource_type(world: World) -> None:
    seed = standard()
    seed["domains"][0]["videoconferencing_type"] = False
    seed["domains"][0]["resources"] = []
    world.load(seed)
    assert world.admin("GET", f"resources/{DOMAIN}/type/bm-videoconferencing").is_null


def test_the_subject_of_the_log_is_the_caller(world: World) -> None:
    world.simulator.clear()
    for key in (None, BOB, "core-secret"):
        world.api(key)("GET", "auth/ping")
    subjects = [one["subject"] for one in world.simulator.requests()]
    assert subjects[1:] == ["u-bob", "system"]
    assert subjects[0] in {None, "anonymous"}


def test_latency(world: World) -> None:
    world.load(latency_ms=2000)
    with pytest.raises(requests.Timeout):
        world.admin("GET", "domains", timeout=0.3)
    world.load()
    assert world.admin("GET", "domains").status == 200


# -- orders that can never work


def test_a_fault_that_is_refused(world: World, subtests: pytest.Subtests) -> None:
    cases: dict[str, tuple[object, str]] = {
        "step-as-text": ({"kind": "partial_create", "step": "3"}, "step: a whole number from 0 to 7"),
        "no-such-step": ({"kind": "partial_create", "step": 9}, "step: "),
        "step-as-boolean": ({"kind": "partial_create", "step": True}, "step: "),
        "step-missing": ({"kind": "partial_create"}, "step: the last one that is done is missing"),
        "step-of-a-read": ({"kind": "partial_create", "step": 3, "method": "GET"}, "method: "),
        "acl-of-a-deletion": ({"kind": "torn_acl", "method": "DELETE"}, "method: "),
        "task-of-a-put": ({"kind": "task_lost", "method": "PUT"}, "method: "),
        "status-text": ({"kind": "status", "status": "abc"}, "status: a whole number from 200 to 599"),
        "status-too-low": ({"kind": "status", "status": 99}, "status: "),
        "content-type": ({"kind": "status", "content_type": "é"}, "content_type: "),
        "location": ({"kind": "redirect", "location": "https://a/\r\nX: y"}, "location: "),
        "seconds": ({"kind": "delay", "seconds": "long"}, "seconds: a number >= 0"),
        "no-times": ({"kind": "html", "times": 0}, "times: it would never strike"),
        "negative-times": ({"kind": "html", "times": -2}, "times: "),
        "times-as-text": ({"kind": "html", "times": "2"}, "times: "),
        "negative-skip": ({"kind": "html", "skip": -1}, "skip: "),
        "no-such-method": ({"kind": "html", "method": "GTE"}, "method: "),
        "no-regular-expression": ({"kind": "html", "path": "("}, "path: "),
        "path": ({"kind": "html", "path": 1}, "path: "),
        "no-such-kind": ({"kind": "htm"}, "kind: one of drop_before, "),
        "no-kind": ({}, "kind is missing"),
        "unknown-key": ({"kind": "html", "time": 1}, "unknown key 'time'"),
        "nobody-else": ({"kind": "meanwhile"}, "calls: what somebody else does is missing"),
        "half-a-call": ({"kind": "meanwhile", "calls": [{"method": "PUT"}]}, "calls[0]: path is missing"),
        "any-time": ({"kind": "meanwhile", "when": "later"}, "when: one of before, after"),
        "no-object": ([], "an object is expected"),
    }
    for case, (order, says) in cases.items():
        with subtests.test(case):
            reply = Api(world.simulator.url.removesuffix("/api"))("POST", "_control/faults", order)
            assert reply.status == 400, reply.content
            assert reply.json["error"].startswith(says)
            assert world.simulator.control("GET", "faults") == []
