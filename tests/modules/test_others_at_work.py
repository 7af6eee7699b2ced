# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody else writes between two requests of a run: nothing of theirs is lost, nothing is claimed that is not so."""

from __future__ import annotations

from typing import Any

import pytest

from tests.modules.test_healing import OWN, resources_of
from tests.modules.test_safety import acl, edit, tokens
from tests.support import seeds
from tests.support.collection import call
from tests.support.seeds import PROVIDER, share, starleaf
from tests.support.simulator import Simulator

DOMAIN, BATCH = "bluemind_starleaf_domain", "bluemind_starleaf_domains"
MANAGE = "containers/_manage"


def put(path: str, body: object) -> dict[str, Any]:
    """A PUT of somebody else."""
    return {"method": "PUT", "path": path, "body": body}


def write_settings(uid: str, settings: dict[str, str]) -> dict[str, Any]:
    return put(f"{MANAGE}/{uid}-settings-container/_settings", settings)


def creation(label: str, entries: list[dict[str, str]], token: str) -> list[dict[str, Any]]:
    """Another run of ours, which makes the same uid."""
    body = {"label": label, "provider": PROVIDER, "acls": entries}
    path = f"videoconferencing/{seeds.UID}/createResource/{OWN}"
    return [put(path, body), write_settings(OWN, {"token": token})]


def record(module: str, wanted: dict[str, Any]) -> dict[str, Any]:
    return wanted if module == DOMAIN else {"domains": [wanted]}


@pytest.mark.parametrize("module", [DOMAIN, BATCH])
def test_what_another_run_has_just_created_is_no_orphan(simulator: Simulator, module: str) -> None:
    """Between our list of resources and our list of containers: containers that only seem to have no resource."""
    simulator.reset(seeds.server(), providers=["starleaf"])
    theirs = creation("Visio", share("u-zoe", "Invitation"), "their-token-1")
    simulator.fault("POST", f"{MANAGE}/_mget", "meanwhile", calls=theirs)
    wanted = {"domain": "example.org", "token": "brand-new-token", "shares": [{"user": "alice@example.org"}]}
    result = call(simulator, module, **record(module, wanted))
    assert not result["failed"], result["msg"]
    assert [(one["uid"], one["name"]) for one in resources_of(simulator.state())] == [(OWN, "Visio")]
    assert acl(simulator, OWN) == {("u-zoe", "Invitation"), ("u-alice", "Invitation")}
    assert tokens(simulator) == ["brand-new-token"]
    assert [one["path"] for one in simulator.writes() if one["method"] == "DELETE"] == []
    assert sorted(one["field"] for one in result["changes"]) == ["shares", "token"]
    assert result["notified"] == ["user alice@example.org"]


def twins(**more: Any) -> dict[str, Any]:
    """r-1 stays, r-2 goes; what r-2 grants moves."""
    kept = starleaf("r-1", acl=share("u-bob", "Read") + share("u-alice", "Read"))
    return seeds.server(kept, starleaf("r-2", acl=share("g-dir", "Invitation"), **more))


@pytest.mark.parametrize("alias", [False, True])
@pytest.mark.parametrize("module", [DOMAIN, BATCH])
def test_a_twin_waits_until_the_kept_one_has_its_rights(simulator: Simulator, module: str, alias: bool) -> None:
    """After our merging write somebody saves the ACL of the kept resource as it was when their page was loaded."""
    simulator.reset(twins(**({"settings_domain": "example.org"} if alias else {})), providers=["starleaf"])
    old = share("u-bob", "Read") + share("u-alice", "Read")
    simulator.fault("PUT", "calendar:r-1/_acl", "meanwhile", when="after", calls=[edit("r-1", old)])
    result = call(simulator, module, **record(module, {"domain": "example.org"}))
    assert not result["failed"], result["msg"]
    assert [one["uid"] for one in resources_of(simulator.state())] == ["r-1"]
    assert acl(simulator, "r-1") == {("u-bob", "Read"), ("u-alice", "Read"), ("g-dir", "Invitation")}


@pytest.mark.parametrize("times", [1, -1])
@pytest.mark.parametrize("profile", ["4.5.3", "4.9"])
def test_a_write_without_effect_costs_nobody_a_right(simulator: Simulator, profile: str, times: int) -> None:
    """BlueMind answers 200 and stores nothing (section 5.5 of the safety rules)."""
    simulator.reset(twins(), profile=profile, providers=["starleaf"])
    simulator.fault("PUT", "calendar:r-1/_acl", "status", status=200, body="", times=times)
    result = call(simulator, DOMAIN, domain="example.org")
    assert result["failed"] is (times < 0)
    held = {who for one in resources_of(simulator.state()) for who, _verb in acl(simulator, one["uid"])}
    assert held == {"u-bob", "u-alice", "g-dir"}
    assert result["changed"] is (times > 0)
    # Without an effect is like undone by somebody else at once, and then there was a mail.
    assert result["notified"] == ["group Direction"]


@pytest.mark.parametrize("times", [1, -1])
def test_a_twin_waits_until_the_kept_one_has_its_token(simulator: Simulator, times: int) -> None:
    """Only the twin holds a token, and the write that moves it has no effect."""
    kept = starleaf("r-1", settings={}, acl=share("x-calendar-public-77", "Read"))
    simulator.reset(seeds.server(kept, starleaf("r-2")), providers=["starleaf"])
    simulator.fault("PUT", "r-1-settings-container/_settings", "status", status=200, body="", times=times)
    result = call(simulator, DOMAIN, domain="example.org")
    assert result["failed"] is (times < 0)
    assert tokens(simulator) == [seeds.OLD_TOKEN]


def test_what_another_run_is_just_creating_is_not_broken(simulator: Simulator) -> None:
    """We see its rows before its containers; it is whole, and shared, before we have made one of our own."""
    half = starleaf(OWN, label="Visio", containers=[], settings=None)
    simulator.reset(seeds.server(half), providers=["starleaf"])
    kinds = {
        f"calendar:{OWN}": "calendar",
        f"freebusy:{OWN}": "freebusy",
        f"{OWN}-settings-container": "container_settings",
    }
    made = [
        put(f"{MANAGE}/{uid}", {"uid": uid, "name": uid, "owner": OWN, "type": kind, "domainUid": seeds.UID})
        for uid, kind in kinds.items()
    ]
    theirs = [*made, write_settings(OWN, {"token": "their-token-1"}), edit(OWN, share("u-zoe", "Invitation"))]
    simulator.fault("PUT", "createResource", "meanwhile", calls=theirs)
    result = call(simulator, DOMAIN, domain="example.org", token="brand-new-token", shares=[{"group": "Direction"}])
    assert not result["failed"], result["msg"]
    [left] = resources_of(simulator.state())
    assert acl(simulator, left["uid"]) == {("u-zoe", "Invitation"), ("g-dir", "Invitation")}


def granted(simulator: Simulator) -> set[str]:
    return {mail["subject"] for mail in simulator.outbox() if mail["kind"] == "granted"}


def test_who_was_mailed_stays_told(simulator: Simulator) -> None:
    """The console is saved with an empty token after each of our writes, so the new resource has to go again."""
    simulator.reset(seeds.server(), providers=["starleaf"])
    empty = write_settings(OWN, {})
    simulator.fault("PUT", "calendar:.*/_acl", "meanwhile", when="after", calls=[empty])
    simulator.fault("PUT", "_settings$", "status", status=200, body="", times=-1, skip=1)
    wanted = [{"user": "alice@example.org"}, {"user": "zoe@example.org"}]
    result = call(simulator, DOMAIN, domain="example.org", token="brand-new-token", shares=wanted)
    assert result["failed"]
    assert resources_of(simulator.state()) == []
    assert granted(simulator) == {"u-alice", "u-zoe"}
    assert result["notified"] == ["user alice@example.org", "user zoe@example.org"]
    assert "nothing had been shared" not in result["msg"]
    assert "mailed" in result["msg"]
    assert (result["changed"], result["applied"]) == (False, [])


@pytest.mark.parametrize("module", ["bluemind_resource_acl", DOMAIN])
def test_all_who_are_mailed_by_a_repair_are_told(simulator: Simulator, module: str) -> None:
    """4.x: the rights of a torn list are new to BlueMind, so it mails those who had them before as well."""
    held = share("u-bob", "Read") + share("g-mail", "Write")
    simulator.reset(seeds.server(starleaf(acl=held)), providers=["starleaf"])
    simulator.fault("PUT", "calendar:.*_acl", "torn_acl")
    more = {"resource": "r-starleaf"} if module != DOMAIN else {}
    result = call(simulator, module, domain="example.org", shares=[{"user": "alice@example.org"}], **more)
    assert not result["failed"], result["msg"]
    assert granted(simulator) == {"u-alice", "u-bob", "g-mail"}
    assert result["notified"] == ["group Équipe réseau", "user alice@example.org", "user rob@example.org"]


def test_who_was_mailed_is_told_when_the_rest_fails(simulator: Simulator) -> None:
    """Somebody takes the right away at once: no change is left, and the mail is sent all the same."""
    simulator.reset(seeds.server(starleaf()), providers=["starleaf"])
    theirs = [edit("r-starleaf", [])]
    simulator.fault("PUT", "calendar:.*_acl", "meanwhile", when="after", calls=theirs, times=-1)
    result = call(simulator, DOMAIN, domain="example.org", shares=[{"user": "alice@example.org"}])
    assert (result["failed"], result["changed"], result["applied"]) == (True, False, [])
    assert result["notified"] == ["user alice@example.org"]


def test_what_others_have_shared_is_not_taken_back(simulator: Simulator) -> None:
    """The token cannot be written to the new resource, which somebody has shared by then."""
    simulator.reset(seeds.server(), providers=["starleaf"])
    theirs = [edit(OWN, share("u-zoe", "Invitation"))]
    simulator.fault("PUT", "_settings$", "meanwhile", calls=theirs)
    simulator.fault("PUT", "_settings$", "status", status=500, body="{}", times=-1)
    result = call(simulator, DOMAIN, domain="example.org", token="brand-new-token")
    assert (result["failed"], result["changed"]) == (True, True)
    assert acl(simulator, OWN) == {("u-zoe", "Invitation")}
    assert "somebody else has shared it meanwhile" in result["msg"]


@pytest.mark.parametrize("module", [DOMAIN, BATCH])
def test_what_others_have_deleted_is_not_our_change(simulator: Simulator, module: str) -> None:
    """Right before our deletion; all that is left to do is nothing."""
    simulator.reset(seeds.server(starleaf()), providers=["starleaf"], task_polls=0)
    theirs = [{"method": "DELETE", "path": f"resources/{seeds.UID}/r-starleaf"}]
    simulator.fault("POST", "calendars/.*/_search", "meanwhile", calls=theirs, skip=1)
    result = call(simulator, module, **record(module, {"domain": "example.org", "state": "absent"}))
    assert not result["failed"], result["msg"]
    assert resources_of(simulator.state()) == []
    assert (result["changed"], result["changes"], simulator.writes()) == (False, [], [])


def test_settings_that_others_store_meanwhile_stay(simulator: Simulator) -> None:
    """The whole map is replaced (contract#settings-container), so it has to be the one that was read."""
    simulator.reset(seeds.server(starleaf()), providers=["starleaf"])
    theirs = [write_settings("r-starleaf", {"token": seeds.OLD_TOKEN, "note": "theirs"})]
    simulator.fault("POST", f"{MANAGE}/_mget", "meanwhile", when="after", calls=theirs)
    result = call(simulator, DOMAIN, domain="example.org", token="brand-new-token")
    assert not result["failed"], result["msg"]
    stored = simulator.state()["containers"]["r-starleaf-settings-container"]["settings"]
    assert stored == {"token": "brand-new-token", "note": "theirs"}
    assert [one["field"] for one in result["changes"]] == ["token"]
