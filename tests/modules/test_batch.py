# SPDX-License-Identifier: GPL-3.0-or-later
"""Many domains at once: each on its own, in the order given, and a purge that is guarded."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.bluemind.videoconferencing.plugins.module_utils.model.providers import STARLEAF
from tests.support.collection import call
from tests.support.seeds import share, starleaf
from tests.support.simulator import Simulator

BATCH = "bluemind_starleaf_domains"
TOKEN = "token-of-many-domains"


def many(count: int, *, connected: bool = False, shares: int = 0) -> dict[str, Any]:
    """A server with `count` domains d0.example, d1.example, …, each with `shares` users u0, u1, … who may book."""
    domains = []
    for number in range(count):
        uid = f"d{number}.example"
        users = [{"uid": f"u{one}", "login": f"u{one}", "email": f"u{one}@{uid}"} for one in range(max(shares, 1))]
        acl = [pair for one in range(shares) for pair in share(f"u{one}", "Invitation")]
        whole = starleaf(f"r-{number}", settings={"token": TOKEN}, acl=acl, settings_acl=share(uid, "Read"))
        domains.append({"uid": uid, "users": users, "resources": [whole] if connected else []})
    return {"api_keys": [{"key": "key-1", "login": "admin0@global.virt"}], "domains": domains}


def records(count: int, users: int = 0, **more: Any) -> list[dict[str, Any]]:
    shares = {"shares": [{"user": f"u{one}"} for one in range(users)]} if users else {}
    wanted = {"token": TOKEN, **shares, **more}
    return [{"domain": f"d{number}.example", **wanted} for number in range(count)]


def test_results_come_in_the_order_given(simulator: Simulator) -> None:
    simulator.reset(many(12), providers=["starleaf"])
    wanted = list(reversed(records(12)))
    result = call(simulator, BATCH, domains=wanted)
    assert not result["failed"], result["msg"]
    names = [one["domain"] for one in wanted]
    assert [one["name"] for one in result["domains"]] == names
    assert list(dict.fromkeys(change["domain"] for change in result["changes"])) == names
    assert list(dict.fromkeys(line.split(" / ")[0] for line in result["diff"]["after"].splitlines())) == names


def test_a_domain_that_fails_does_not_stop_the_others(simulator: Simulator) -> None:
    simulator.reset(many(4), providers=["starleaf"])
    wanted = records(4)
    wanted[1]["domain"] = "d1.exmaple"
    wanted[2]["shares"] = [{"user": "nobody"}]
    result = call(simulator, BATCH, domains=wanted)
    assert result["failed"]
    assert result["changed"]
    assert [one["domain"] for one in result["failed_domains"]] == ["d1.exmaple", "d2.example"]
    assert "2 of 4 domains failed" in result["msg"]
    assert "near: d1.example" in result["msg"]
    assert "user nobody does not exist" in result["msg"]
    assert [one["name"] for one in result["domains"]] == ["d0.example", "d3.example"]
    assert {change["domain"] for change in result["changes"]} == {"d0.example", "d3.example"}


def test_what_a_failed_domain_reached_is_told(simulator: Simulator) -> None:
    simulator.reset(many(2, connected=True), providers=["starleaf"])
    simulator.fault("POST", "resources/d0.example", "status", status=500, body='{"errorCode": "SQL_ERROR"}', times=9)
    result = call(simulator, BATCH, domains=records(2, label="Visio"))
    assert [one["domain"] for one in result["failed_domains"]] == ["d0.example"]
    assert [one["field"] for one in result["failed_changes"]] == ["label"]
    assert {change["domain"] for change in result["changes"]} == {"d1.example"}
    assert result["applied"] == result["changes"]
    assert "d0.example: POST" in result["msg"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (
            {"domains": records(1), "purge": True},
            ["3 domains", "purge_limit is 1", "d1.example, d2.example, d3.example"],
        ),
        ({"domains": records(1), "purge": True, "purge_limit": 2}, ["3 domains", "purge_limit is 2"]),
        ({"domains": [], "purge": True, "purge_limit": 9}, ["empty list", "d0.example", "allow_empty: true"]),
        ({"domains": [{"domain": "d0.exmaple"}, *records(1)], "purge": True, "purge_limit": 9}, ["d0.exmaple"]),
        ({"domains": records(1) + records(1)}, ["d0.example is listed twice; list it once for StarLeaf"]),
        ({"domains": records(1), "concurrency": 0}, ["concurrency"]),
        ({"domains": records(1), "purge": True, "purge_limit": -1}, ["purge_limit must be 0 or more, and is -1"]),
        ({"domains": records(1), "concurrency": 65}, ["concurrency must be from 1 to 64, and is 65"]),
        ({"domains": [{**records(1)[0], "token": " "}]}, ["d0.example", "token is empty"]),
    ],
)
def test_refused_whole(simulator: Simulator, options: dict[str, Any], words: list[str]) -> None:
    simulator.reset(many(4, connected=True), providers=["starleaf"])
    for check_mode in (True, False):
        result = call(simulator, BATCH, check_mode=check_mode, **options)
        assert (result["failed"], result["changed"]) == (True, False)
        assert [word for word in words if word not in result["msg"]] == [], result["msg"]
    assert simulator.writes() == []


def test_purge_within_its_limit(simulator: Simulator) -> None:
    simulator.reset(many(4, connected=True), providers=["starleaf"])
    result = call(simulator, BATCH, domains=records(2), purge=True, purge_limit=2)
    assert not result["failed"], result["msg"]
    assert [(one["name"], one["state"]) for one in result["domains"]] == [
        ("d0.example", "present"),
        ("d1.example", "present"),
        ("d2.example", "absent"),
        ("d3.example", "absent"),
    ]


@pytest.mark.parametrize("left", ["property-lost", "orphan"])
def test_purge_leaves_no_token(simulator: Simulator, left: str) -> None:
    """What a dissociation of that very domain would remove is removed, and counts (contract#orphan-containers)."""
    seed = many(2)
    uid = STARLEAF.own_uid("d1.example")
    if left == "orphan":
        orphan = {"uid": f"{uid}-settings-container", "type": "container_settings", "owner": uid, "acl": []}
        seed["domains"][1]["orphan_containers"] = [{**orphan, "settings": {"token": TOKEN}}]
    else:
        lost = starleaf(settings={"token": TOKEN}, settings_acl=share("d1.example", "Read"), provider=None)
        seed["domains"][1]["resources"] = [lost]
    simulator.reset(seed, providers=["starleaf"])
    wanted = {"domains": [{"domain": "d0.example", "state": "absent"}], "purge": True}
    refused = call(simulator, BATCH, **wanted, purge_limit=0)
    assert "would dissociate 1 domains" in refused["msg"]
    assert not call(simulator, BATCH, **wanted)["failed"]
    assert TOKEN not in str(simulator.state())


def test_purging_asks_for_nothing_twice(simulator: Simulator) -> None:
    """Within a round: after its writes a run reads again."""
    simulator.reset(many(3, connected=True, shares=2), providers=["starleaf"])
    result = call(simulator, BATCH, check_mode=True, domains=records(1), purge=True, purge_limit=2)
    assert not result["failed"], result["msg"]
    seen = [f"{one['method']} {one['path']}" for one in simulator.requests()]
    assert len(seen) == len(set(seen)), seen


# What a run costs: situation, domains, connected before, shares of each, other options, requests in all.
# Per run: state, release, domain list, all containers. Per domain: byType, one get a resource, two ACLs, who is
# in the ACL; for a change of shares one search.
# What goes is looked up in its calendar, and again right before.
COSTS: list[tuple[str, int, bool, int, dict[str, Any], int]] = [
    ("no-change-1", 1, True, 0, {}, 4 + 4),
    ("no-change-10", 10, True, 0, {}, 4 + 10 * 4),
    ("no-change-shares", 10, True, 20, {}, 4 + 10 * 5),
    ("no-change-many-shares", 1, True, 200, {}, 4 + 5),
    ("token", 1, True, 0, {"token": "another-token"}, 4 + 4 + 2 + 5),
    ("share", 1, True, 0, {"shares": [{"user": "u0"}]}, 4 + 5 + 2 + 5 + 1),
    ("create", 1, False, 0, {}, 4 + 1 + 2 + 3 + 5),
    ("create-30", 30, False, 0, {}, 4 + 30 * (1 + 1 + 3 + 5) + 1),
    ("dissociate", 1, True, 0, {"state": "absent"}, 4 + 3 + 2 + 1 + 6 + 2),
]


@pytest.mark.parametrize("case", COSTS, ids=[row[0] for row in COSTS])
def test_requests(simulator: Simulator, case: tuple[str, int, bool, int, dict[str, Any], int]) -> None:
    _name, count, connected, users, more, sent = case
    options = {"providers": ["starleaf"], "task_polls": 2, "latency_ms": 5}
    simulator.reset(many(count, connected=connected, shares=users), **options)
    result = call(simulator, BATCH, domains=records(count, users, **more))
    assert not result["failed"], result["msg"]
    seen = [f"{one['method']} {one['path']}" for one in simulator.requests()]
    assert result["requests"] == {"sent": len(seen), "retried": 0}
    assert len(seen) == sent, "\n".join(seen)
    if not result["changed"]:
        assert len(set(seen)) == len(seen)
        assert not [one for one in seen if one.endswith("/_search")], "the whole directory was asked"
