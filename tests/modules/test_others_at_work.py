# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody else writes between two requests of a run: nothing of theirs is lost, nothing is claimed that is not so."""

from __future__ import annotations

from typing import Any

import pytest

from tests.modules.test_healing import OWN, resources_of
from tests.modules.test_safety import acl, tokens
from tests.support import seeds
from tests.support.collection import call
from tests.support.seeds import PROVIDER, share
from tests.support.simulator import Simulator

DOMAIN, BATCH = "bluemind_starleaf_domain", "bluemind_starleaf_domains"
MANAGE = "containers/_manage"


def put(path: str, body: object) -> dict[str, Any]:
    """A PUT of somebody else."""
    return {"method": "PUT", "path": path, "body": body}


def write_acl(uid: str, entries: list[dict[str, str]]) -> dict[str, Any]:
    return put(f"{MANAGE}/calendar:{uid}/_acl", entries)


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
