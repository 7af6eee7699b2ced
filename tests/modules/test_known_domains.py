# SPDX-License-Identifier: GPL-3.0-or-later
"""What bluemind_videoconference_info reads is valid input and no change, whatever is hard to write."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support import odd
from tests.support.collection import call
from tests.support.simulator import Simulator

INFO, MANY = "bluemind_videoconference_info", "bluemind_videoconferences"
LINES = ("4.5.3", "4.9", "5.1")


def read(simulator: Simulator, line: str, **options: Any) -> list[dict[str, Any]]:
    simulator.reset(odd.server(line), profile=line, providers=list(odd.ALL))
    result = call(simulator, INFO, domains=["example.org"], **options)
    assert not result["failed"], result["msg"]
    return list(result["domains"])


@pytest.mark.parametrize("unambiguous", [False, True])
@pytest.mark.parametrize("line", LINES)
def test_what_is_odd_is_no_change(simulator: Simulator, line: str, unambiguous: bool) -> None:
    """On a release without the provider, the record says so instead."""
    records = read(simulator, line, unambiguous_names=unambiguous)
    assert {one["provider"] for one in records} == set(odd.ALL)
    supported = [one for one in records if one["details"]["supported"]]
    assert len(supported) == {"4.5.3": 2, "4.9": 6}.get(line, 5)
    assert [one["provider"] for one in records if one["details"]["problems"]] == [
        one["provider"] for one in records if one not in supported
    ]
    again = call(simulator, MANY, domains=supported)
    assert (again["failed"], again["changed"]) == (False, False), again
    assert simulator.writes() == []


def test_names_that_could_mean_somebody_else_are_uids(simulator: Simulator) -> None:
    """Also of somebody without a right, and a name that is the uid or the address of another."""
    [jitsi] = [one for one in read(simulator, "4.9", unambiguous_names=True) if one["provider"] == "jitsi"]
    named = {str(one.get("user") or one.get("group") or "everyone") for one in jitsi["shares"]}
    uids = {"u-plain", "u-bob2", "g-one", "g-mean", "g-blank"}
    plain = {"rob@example.org", "t1@example.org", "yes", "1.10", "Direction", "everyone"}
    assert named == uids | plain | {odd.JINJA, odd.LINES}


def test_what_cannot_be_written_is_told(simulator: Simulator) -> None:
    records = {one["provider"]: one for one in read(simulator, "4.9", unambiguous_names=True)}
    details = records["bluemind"]["details"]
    assert [one["option"] for one in details["left_out"]] == [
        "settings.templates",
        "label",
        "availability.end",
        "availability.minimum_duration",
        "availability.timezone",
    ]
    assert records["bluemind"]["availability"] == {"days": ["sun"], "start": "18:00"}
    assert details["published"] == 1
    assert [(one["uid"], one["kind"], one["archived"], one["right"]) for one in details["other_rights"]] == [
        ("m-info", "mailshare", False, "view"),
        ("u-gone", "user", True, "view"),
        ("u-left", None, False, "book"),
        ("u-zoe", "user", False, None),
    ]
    assert odd.PUBLISHED not in str(records)


def test_what_is_outside_the_resource_is_read(simulator: Simulator) -> None:
    """The registration without its secret; the accounts of those who have a right of their own."""
    records = {one["provider"]: one for one in read(simulator, "4.9")}
    assert records["zoom"]["openid"]["client_id"] == "client-4711"
    assert set(records["zoom"]["openid"]) == {"client_id", "endpoint", "token_endpoint"}
    assert records["zoom"]["details"]["openid_secret"] == {"set": True}
    assert records["teams"]["external_accounts"] == [
        {"user": "rob@example.org", "login": "bob@tenant.example"},
        {"user": "t1@example.org", "login": "twin1@tenant.example"},
    ]
    assert not any(secret in str(records) for secret in odd.SECRETS.values())


@pytest.mark.parametrize("software", ["4.1.65150", "4.1.65202"])
def test_a_registration_of_4_8_is_read(simulator: Simulator, software: str) -> None:
    """Older builds keep it in the settings of the domain, from where it is no change, either."""
    seed = odd.server("4.9", "zoom")
    [kept] = [seed["domains"][0].pop("properties")]
    seed["domains"][0]["settings" if software == "4.1.65150" else "properties"] = kept
    simulator.reset(seed, profile="4.9", release="4.8", software=software, providers=["zoom"])
    [found] = call(simulator, INFO, domains=["example.org"])["domains"]
    assert found["openid"]["client_id"] == "client-4711"
    assert not call(simulator, MANY, domains=[found])["changed"]


@pytest.mark.parametrize("lacking", ["appid", "secret", "endpoint"])
def test_a_registration_that_is_incomplete_is_left_out(simulator: Simulator, lacking: str) -> None:
    """As input it would be refused, or completed."""
    seed = odd.server("4.9", "zoom")
    del seed["domains"][0]["properties"][f"videoconferencing-zoom_{lacking}"]
    simulator.reset(seed, profile="4.9", providers=["zoom"])
    [found] = call(simulator, INFO, domains=["example.org"])["domains"]
    assert "openid" not in found
    assert "openid: no" in str(found["details"]["left_out"])
    assert not call(simulator, MANY, domains=[found])["changed"]


def test_what_the_account_may_not_read_is_left_out(simulator: Simulator) -> None:
    seed = odd.server("4.9", "zoom", "teams")
    seed["api_keys"].append({"key": "deputy-key", "login": "deputy@example.org"})
    simulator.reset(seed, profile="4.9", providers=["zoom", "teams"])
    result = call(simulator, INFO, domains=["example.org"], api_key="deputy-key")
    assert not result["failed"], result["msg"]
    left_out = {one["provider"]: [row["option"] for row in one["details"]["left_out"]] for one in result["domains"]}
    assert "openid" in left_out["zoom"]
    assert "external_accounts" in left_out["teams"]
