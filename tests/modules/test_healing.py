# SPDX-License-Identifier: GPL-3.0-or-later
"""Incomplete states (contract#partial-states) and lost answers: repaired in one run, reported truthfully."""

from __future__ import annotations

import json
from typing import Any
from urllib.request import Request, urlopen

import pytest

from tests.support import seeds
from tests.support.collection import KEY, call
from tests.support.providers import BY_NAME
from tests.support.seeds import share, starleaf
from tests.support.simulator import Simulator

DOMAIN = "bluemind_starleaf_domain"
WANTED: dict[str, Any] = {
    "domain": "example.org",
    "token": "brand-new-token",
    "shares": [{"user": "alice"}, {"group": "Direction", "right": "view"}],
}
OWN = "a9d8ca2d-b7e1-5b04-8ca1-f05e9971a557"  # UUIDv5 of the domain's uid and the provider


def resources_of(state: dict[str, Any]) -> list[dict[str, Any]]:
    """The resources of the domain, with what only their entry knows."""
    return [one for one in state["domains"][seeds.UID]["entries"].values() if one["kind"] == "RESOURCE"]


def healthy(simulator: Simulator, token: str = "brand-new-token") -> dict[str, Any]:
    """The one resource of the domain as REST shows it, after asserting that it is whole."""
    state = simulator.state()
    found = resources_of(state)
    assert len(found) == 1, found
    uid = found[0]["uid"]
    containers = state["containers"]
    settings = containers[f"{uid}-settings-container"]
    assert settings["settings"]["token"] == token
    assert settings["acl"] == [[seeds.UID, "Read"]]
    assert settings["domain_uid"] == seeds.UID
    assert f"freebusy:{uid}" in containers
    return {"uid": uid, "acl": {tuple(pair) for pair in containers[f"calendar:{uid}"]["acl"]}, "state": state}


STATES: list[tuple[str, list[dict[str, Any]], dict[str, Any]]] = [
    ("calendar-missing", [starleaf(containers=["settings"])], {}),
    ("only-the-row", [starleaf(containers=[], settings=None)], {}),
    ("settings-missing", [starleaf(containers=["calendar", "freebusy"])], {}),
    ("settings-acl-empty", [starleaf(settings_acl=[])], {}),
    ("settings-acl-of-alias", [starleaf(settings_acl=share("example.org", "Read"))], {}),
    ("no-token", [starleaf(settings={})], {}),
    ("no-rights", [starleaf(acl=[])], {}),
    ("twins", [starleaf("r-1"), starleaf("r-2", settings={}), starleaf("r-3", acl=share("u-bob", "All"))], {}),
    ("property-lost", [starleaf(provider=None)], {}),
    ("property-lost-no-container", [starleaf(OWN, provider=None, containers=["calendar", "freebusy"])], {}),
    ("alias-container", [starleaf(settings_domain="example.org")], {}),
    (
        "orphan-settings",
        [],
        {
            "orphan_containers": [
                {
                    "uid": f"{OWN}-settings-container",
                    "type": "container_settings",
                    "owner": OWN,
                    "settings": {"token": "left"},
                    "acl": [],
                },
                {"uid": f"calendar:{OWN}", "type": "calendar", "owner": OWN, "settings": {}, "acl": []},
            ]
        },
    ),
    ("type-missing", [], {"videoconferencing_type": False}),
]


@pytest.mark.parametrize(("resources", "more"), [row[1:] for row in STATES], ids=[row[0] for row in STATES])
@pytest.mark.parametrize("profile", ["4.5.3", "4.9"])
def test_an_incomplete_state_is_repaired(
    simulator: Simulator, resources: list[dict[str, Any]], more: dict[str, Any], profile: str
) -> None:
    simulator.reset(seeds.server(*resources, **more), profile=profile, providers=["starleaf"])
    result = call(simulator, DOMAIN, **WANTED)
    assert not result["failed"], result["msg"]
    assert result["verified"] is True
    found = healthy(simulator)
    assert found["acl"] >= {("u-alice", "Invitation"), ("g-dir", "Read")}
    simulator.clear()
    assert not call(simulator, DOMAIN, **WANTED)["changed"]
    assert simulator.writes() == []


def test_one_wrong_answer_replaces_nothing(simulator: Simulator) -> None:
    """The descriptors come without that of the calendar, once: the calendar is asked for again."""
    simulator.reset(seeds.server(starleaf(acl=share("alice", "Invitation"))), providers=["starleaf"])
    containers = simulator.state()["containers"]
    fields = {"uid": "uid", "owner": "owner", "type": "type", "domainUid": "domain_uid"}
    told = [{name: containers[uid][key] for name, key in fields.items()} for uid in containers if "calendar" not in uid]
    simulator.fault("POST", "containers/_manage/_mget$", "status", status=200, body=json.dumps(told))
    result = call(simulator, DOMAIN, **WANTED)
    assert not result["failed"], result["msg"]
    assert healthy(simulator)["uid"] == "r-starleaf"


def test_a_provider_that_is_not_loaded(simulator: Simulator) -> None:
    """HTTP 200 and nothing created: say that the plugin is missing, and do not go on."""
    simulator.reset(seeds.server(), providers=[])
    result = call(simulator, DOMAIN, **WANTED)
    assert result["error"]["kind"] == "provider"
    assert "bm-plugin-core-videoconferencing-starleaf" in result["msg"]
    assert (result["changed"], result["applied"]) == (False, [])
    assert {one["field"] for one in result["failed_changes"]} == {"resource"}
    assert {one["field"] for one in result["not_attempted"]} == {"token", "shares"}
    assert [one["path"].split("/")[2] for one in simulator.writes()] == ["createResource"]


def test_twins_keep_every_right(simulator: Simulator) -> None:
    """The one with a token and the richest rights stays, the rights of the others move to it."""
    rich = starleaf("r-2", acl=share("u-bob", "Read") + share("g-mail", "Invitation"))
    simulator.reset(
        seeds.server(starleaf("r-1", acl=share("u-alice", "All")), rich, starleaf("r-0", settings={})),
        providers=["starleaf"],
    )
    result = call(simulator, DOMAIN, domain="example.org")
    assert not result["failed"], result["msg"]
    found = healthy(simulator, seeds.OLD_TOKEN)
    assert found["uid"] == "r-2"
    assert found["acl"] == {("u-bob", "Read"), ("g-mail", "Invitation"), ("u-alice", "All")}
    assert result["notified"] == ["user alice@example.org"]


FAULTS: list[tuple[str, str, str, dict[str, Any]]] = [
    ("create-lost-before", "PUT", "createResource", {"kind": "drop_before"}),
    ("create-lost-after", "PUT", "createResource", {"kind": "drop_after"}),
    ("create-502", "PUT", "createResource", {"kind": "unavailable"}),
    *(
        (f"create-half-{step}", "PUT", "createResource", {"kind": "partial_create", "step": step})
        for step in range(1, 8)
    ),
    ("token-lost-before", "PUT", "_settings", {"kind": "drop_before"}),
    ("token-lost-after", "PUT", "_settings", {"kind": "drop_after"}),
    ("acl-lost-before", "PUT", "calendar:.*_acl", {"kind": "drop_before"}),
    ("acl-lost-after", "PUT", "calendar:.*_acl", {"kind": "drop_after"}),
    ("acl-torn", "PUT", "calendar:.*_acl", {"kind": "torn_acl"}),
    ("read-503", "POST", "_mget", {"kind": "status", "status": 503, "times": 2}),
    ("search-lost", "POST", "_search", {"kind": "drop_after"}),
    ("domains-502", "GET", "domains", {"kind": "unavailable", "times": 3}),
]


@pytest.mark.parametrize(("method", "path", "fault"), [row[1:] for row in FAULTS], ids=[row[0] for row in FAULTS])
def test_one_fault_is_overcome(simulator: Simulator, method: str, path: str, fault: dict[str, Any]) -> None:
    """The run ends well, nothing is there twice, and nobody is mailed twice."""
    simulator.reset(seeds.server(), providers=["starleaf"])
    simulator.fault(method, path, **fault)
    result = call(simulator, DOMAIN, **WANTED)
    assert not result["failed"], result["msg"]
    assert healthy(simulator)["acl"] == {("u-alice", "Invitation"), ("g-dir", "Read")}
    mailed = [(mail["subject"], mail["verb"]) for mail in simulator.outbox()]
    assert len(mailed) == len(set(mailed))


def test_a_torn_acl_loses_nobody(simulator: Simulator) -> None:
    """The rights of people who are not listed come back too."""
    held = share("u-bob", "Write") + share("x-calendar-private-9", "Read")
    simulator.reset(seeds.server(starleaf(acl=held)), providers=["starleaf"])
    simulator.fault("PUT", "calendar:.*_acl", "torn_acl")
    result = call(simulator, DOMAIN, domain="example.org", shares=[{"user": "alice"}])
    assert not result["failed"], result["msg"]
    assert healthy(simulator, seeds.OLD_TOKEN)["acl"] == {
        ("u-alice", "Invitation"),
        ("u-bob", "Write"),
        ("x-calendar-private-9", "Read"),
    }


def test_a_failure_in_the_middle_tells_what_is_true(simulator: Simulator) -> None:
    simulator.reset(seeds.server(starleaf()), providers=["starleaf"])
    refusal = '{"errorCode": "SQL_ERROR", "errorType": "ServerFault", "message": "disk full"}'
    simulator.fault("POST", "resources/", "status", status=500, body=refusal, times=9)
    result = call(simulator, DOMAIN, **WANTED, label="Visio")
    assert result["failed"]
    assert "disk full" in result["msg"]
    assert [one["field"] for one in result["applied"]] == ["token"]
    assert [one["field"] for one in result["failed_changes"]] == ["label"]
    assert {one["field"] for one in result["not_attempted"]} == {"shares"}
    assert result["changed"] is True
    assert result["error"]["code"] == "SQL_ERROR"


def test_no_resource_without_a_token_is_left_behind(simulator: Simulator) -> None:
    """The console's next save would delete it, with whatever was shared meanwhile."""
    simulator.reset(seeds.server(), providers=["starleaf"])
    refusal = '{"errorCode": "SQL_ERROR", "errorType": "ServerFault", "message": "disk full"}'
    simulator.fault("PUT", "_settings$", "status", status=500, body=refusal, times=9)
    result = call(simulator, DOMAIN, **WANTED)
    assert result["failed"]
    assert "deleted again" in result["msg"]
    assert (result["changed"], result["applied"]) == (False, [])
    assert resources_of(simulator.state()) == []
    assert simulator.outbox() == []


DELETIONS: list[tuple[str, str, dict[str, Any]]] = [
    ("lost-before", "DELETE", {"kind": "drop_before"}),
    ("lost-after", "DELETE", {"kind": "drop_after"}),
    ("task-error", "DELETE", {"kind": "task_error"}),
    ("task-lost", "DELETE", {"kind": "task_lost"}),
]


@pytest.mark.parametrize(("method", "fault"), [row[1:] for row in DELETIONS], ids=[row[0] for row in DELETIONS])
@pytest.mark.parametrize("profile", ["4.5.3", "5.1"])
def test_deletions_get_done(simulator: Simulator, method: str, fault: dict[str, Any], profile: str) -> None:
    """On servers with and without the plugin: no resource, no container, no token is left."""
    simulator.reset(seeds.server(starleaf(acl=share("u-bob", "Read"))), profile=profile, providers=[])
    simulator.fault(method, "resources/", **fault)
    result = call(simulator, DOMAIN, domain="example.org", state="absent")
    assert not result["failed"], result["msg"]
    assert result["domain"]["state"] == "absent"
    state = simulator.state()
    assert resources_of(state) == []
    assert [uid for uid in state["containers"] if "r-starleaf" in uid] == []
    assert seeds.OLD_TOKEN not in str(state)


def test_absent_clears_an_orphan(simulator: Simulator) -> None:
    orphan = {"uid": f"{OWN}-settings-container", "type": "container_settings", "owner": OWN}
    orphans = [{**orphan, "settings": {"token": "left-over-token"}, "acl": []}]
    simulator.reset(seeds.server(orphan_containers=orphans), providers=[])
    assert call(simulator, DOMAIN, domain="example.org", state="absent")["changed"]
    assert "left-over-token" not in str(simulator.state())


def test_other_providers_are_never_touched(simulator: Simulator) -> None:
    jitsi = starleaf("r-jitsi", label="Jitsi", provider="videoconferencing-jitsi", settings={"url": "https://x"})
    simulator.reset(seeds.server(jitsi, seeds.ROOM), providers=["starleaf"])
    before = simulator.state()
    assert not call(simulator, DOMAIN, **WANTED)["failed"]
    assert not call(simulator, DOMAIN, domain="example.org", state="absent")["failed"]
    after = simulator.state()
    for state in (before, after):
        state.pop("counter")
    assert after == before


def test_hidden_resources_stay_hidden(simulator: Simulator) -> None:
    """A resource reads as visible; writing that back would show it (contract#updating-a-resource)."""
    simulator.reset(seeds.server(starleaf(hidden=True, description="keep me")), providers=["starleaf"])
    assert call(simulator, DOMAIN, domain="example.org", label="Visio")["changed"]
    [found] = resources_of(simulator.state())
    assert (found["name"], found["hidden"], found["resource"]["description"]) == ("Visio", True, "keep me")


@pytest.mark.parametrize(("provider", "hidden"), [("zoom", True), ("jitsi", False)])
def test_a_property_before_the_provider_is_told(simulator: Simulator, provider: str, hidden: bool) -> None:
    """No write changes the order (contract#resourcedescriptor), so no run may try for ever."""
    row = BY_NAME[provider]
    simulator.reset(seeds.server(), profile=row.profile, providers=[provider])
    one, many = "bluemind_videoconference", "bluemind_audit_info"
    uid = call(simulator, one, **row.task())["domain"]["resource_uid"]
    link = "bm-videoconferencing-type"
    kind = {"label": "Video", "properties": [{"id": one, "label": one, "type": "String"} for one in ("Room", link)]}
    rest(simulator, "POST", "type/bm-videoconferencing", {**kind, "templates": {}})
    found = rest(simulator, "GET", uid)
    rest(simulator, "POST", uid, {**found, "properties": [*found["properties"], {"propertyId": "Room", "value": "4"}]})
    again = call(simulator, one, **row.task())
    assert (again["failed"], again["changed"]) == (False, False)
    assert ("lists the property Room" in str(again["ready"]["missing"])) == hidden
    [seen] = [row for row in call(simulator, many)["domains"] if row["providers"]]
    assert seen["providers"][0]["resources"][0]["listed_first"] == ("Room" if hidden else None)
    assert call(simulator, one, **row.task(label="Visio"))["changed"]
    assert {one["propertyId"] for one in rest(simulator, "GET", uid)["properties"]} == {link, "Room"}


def rest(simulator: Simulator, method: str, path: str, body: object = None) -> Any:
    """A request of somebody else about resources of the domain."""
    data = None if body is None else json.dumps(body).encode()
    headers = {"X-BM-ApiKey": KEY, "Content-Type": "application/json"}
    request = Request(f"{simulator.url}/resources/{seeds.UID}/{path}", data, headers, method=method)
    with urlopen(request) as answer:
        return json.loads(answer.read() or b"null")


def test_other_settings_survive_a_new_token(simulator: Simulator) -> None:
    simulator.reset(seeds.server(starleaf(settings={"token": "old-token-1", "note": "mine"})), providers=["starleaf"])
    assert call(simulator, DOMAIN, domain="example.org", token="new-token-1")["changed"]
    settings = simulator.state()["containers"]["r-starleaf-settings-container"]["settings"]
    assert settings == {"token": "new-token-1", "note": "mine"}


CALENDAR_ONLY: dict[str, Any] = {"kind": "partial_create", "step": 1}
GONE: list[dict[str, Any]] = [
    {"method": "DELETE", "path": f"containers/_manage/freebusy:{OWN}"},
    {"method": "PUT", "path": f"containers/_manage/freebusy:{OWN}/_acl", "body": []},
]


@pytest.mark.parametrize("shares", [None, WANTED["shares"]], ids=["unshared", "shared"])
@pytest.mark.parametrize("profile", ["4.5.3", "4.9"])
@pytest.mark.parametrize("left", GONE, ids=["no-container", "no-acl"])
def test_a_creation_that_stops_at_free_busy(
    simulator: Simulator, left: dict[str, Any], profile: str, shares: list[dict[str, Any]] | None
) -> None:
    """contract#creating-a-resource: what is missing is made, in the same run and under the same uid."""
    simulator.reset(seeds.server(), profile=profile, providers=["starleaf"])
    simulator.fault("PUT", "createResource", "meanwhile", when="after", calls=[left])
    simulator.fault("PUT", "createResource", **CALENDAR_ONLY)
    wanted = {**WANTED, "shares": shares}
    result = call(simulator, DOMAIN, **wanted)
    assert not result["failed"], result["msg"]
    found = healthy(simulator)
    assert found["uid"] == OWN
    assert found["state"]["containers"][f"freebusy:{OWN}"]["acl"] == [[seeds.UID, "Read"]]
    assert "working hours" in str(result["warnings"])
    [seen] = call(simulator, "bluemind_starleaf_info", domains=["example.org"])["domains"]
    assert (seen["details"]["usable"], seen["details"]["problems"]) == (True, [])
    simulator.clear()
    again = call(simulator, DOMAIN, **wanted)
    assert (again["changed"], again["warnings"], simulator.writes()) == (False, [], [])


@pytest.mark.parametrize("times", [1, -1])
@pytest.mark.parametrize("path", ["freebusy:[^/]*$", "freebusy:.*/_acl$"])
def test_free_busy_that_cannot_be_made_is_told(simulator: Simulator, path: str, times: int) -> None:
    seed = seeds.server(starleaf(containers=["calendar"]))
    simulator.reset(seed, providers=["starleaf"])
    simulator.fault("PUT", path, "unavailable", times=times)
    result = call(simulator, DOMAIN, **WANTED, retry_timeout=0)
    assert result["failed"] is (times < 0)
    simulator.control("DELETE", "faults")
    assert not call(simulator, DOMAIN, **WANTED)["failed"]
    assert healthy(simulator)["state"]["containers"]["freebusy:r-starleaf"]["acl"] == [[seeds.UID, "Read"]]


def test_info_does_not_call_a_resource_usable_without_free_busy(simulator: Simulator) -> None:
    half = starleaf(containers=["calendar", "settings"], acl=share("u-bob", "Read"))
    simulator.reset(seeds.server(half), providers=["starleaf"])
    [seen] = call(simulator, "bluemind_starleaf_info", domains=["example.org"])["domains"]
    assert seen["details"]["usable"] is False
    assert "freebusy_container" in str(seen["details"]["problems"])
    seed = seeds.server(half)
    seed["api_keys"].append({"key": "deputy-key", "login": "deputy@example.org"})
    simulator.reset(seed, providers=["starleaf"])
    result = call(simulator, DOMAIN, domain="example.org", label="Visio", api_key="deputy-key")
    assert not result["failed"], result["msg"]
    assert "free/busy" in str(result["warnings"])


ONLY_THE_ROW = [
    {"method": "DELETE", "path": f"containers/_manage/{uid}"} for uid in (f"calendar:{OWN}", f"freebusy:{OWN}")
]


def test_a_creation_that_always_stops_changes_nothing(simulator: Simulator) -> None:
    """The rows are there after each attempt, and deleted again: in the end all is as it was."""
    simulator.reset(seeds.server(), providers=["starleaf"])
    simulator.fault("PUT", "createResource", "meanwhile", when="after", calls=ONLY_THE_ROW, times=-1)
    simulator.fault("PUT", "createResource", "partial_create", step=1, times=-1)
    result = call(simulator, DOMAIN, **WANTED)
    assert result["failed"]
    assert resources_of(simulator.state()) == []
    assert (result["changed"], result["applied"], result["changes"]) == (False, [], [])
    assert {one["field"] for one in result["failed_changes"]} == {"resource"}
    assert {one["field"] for one in result["not_attempted"]} == {"token", "shares"}


@pytest.mark.parametrize("times", [1, -1])
def test_a_twin_that_is_deleted_by_half(simulator: Simulator, times: int) -> None:
    """Its calendar is gone and the rest stays, so it is another kind of leftover, but the same resource."""
    twins = [starleaf("r-1", acl=share("u-bob", "Read")), starleaf("r-2", settings={})]
    simulator.reset(seeds.server(*twins), providers=["starleaf"])
    simulator.fault("DELETE", "resources/.*/r-2", "task_error", times=times)
    result = call(simulator, DOMAIN, domain="example.org")
    assert result["failed"] is (times < 0)
    if times < 0:
        assert (result["changed"], result["applied"], result["not_attempted"]) == (True, [], [])
        assert [one["target"] for one in result["failed_changes"]] == ["r-2"]
