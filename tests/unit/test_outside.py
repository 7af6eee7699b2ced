# SPDX-License-Identifier: GPL-3.0-or-later
"""Decisions about what a provider needs outside its resource, without a server."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.bluemind.videoconferencing.plugins.module_utils.bluemind.errors import BlueMindError
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.bluemind.redaction import Secret
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.bluemind.releases import Release
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.model.providers import TEAMS, ZOOM
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.model.records import (
    Account,
    Current,
    Desired,
    Domain,
    Outside,
    Principal,
    Wanted,
)
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.model.steps import changes_of, predict
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.reconcile.plan_outside import (
    plan_outside,
    registration_to_store,
)
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.reconcile.read_outside import (
    keeps_in_settings,
    systems,
)
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.reconcile.report import diff
from tests.unit.server_model import carry_out

DOMAIN = Domain("17c9a.internal", "example.org")
APP, SECRET, ENDPOINT, TOKENS = (one.key for one in ZOOM.openid)
GIVEN = {APP: "client", SECRET: Secret("openid-secret-1")}
OTHER = Secret("stored-secret")
PROXY = "https://proxy.example"
WHOLE = {**GIVEN, ENDPOINT: ZOOM.openid[2].default, TOKENS: ZOOM.openid[3].default}
ALICE = Principal("u-alice", "user", "Alice", "alice@example.org")


def current(**outside: Any) -> Current:
    """A domain of which only the outside matters."""
    return Current(DOMAIN, outside=Outside(**outside))


# What is stored, what is given, whether stored secrets are kept, what has to be stored in the end.
STORED: tuple[tuple[str, dict[str, Any], dict[str, Any], bool, dict[str, Any]], ...] = (
    ("nothing", {}, GIVEN, False, WHOLE),
    ("everything", WHOLE, GIVEN, False, WHOLE),
    (
        "an-endpoint-of-others",
        {ENDPOINT: PROXY},
        GIVEN,
        False,
        {**WHOLE, ENDPOINT: PROXY},
    ),
    ("another-secret", {**WHOLE, SECRET: OTHER}, GIVEN, False, WHOLE),
    (
        "a-kept-secret",
        {**WHOLE, SECRET: OTHER},
        GIVEN,
        True,
        {**WHOLE, SECRET: OTHER},
    ),
    ("an-empty-one", {**WHOLE, APP: ""}, GIVEN, True, WHOLE),
    ("not-managed", {APP: "theirs"}, {}, False, {APP: "theirs"}),
)


@pytest.mark.parametrize(
    ("stored", "given", "keep", "expected"), [pytest.param(*rest, id=name) for name, *rest in STORED]
)
def test_a_registration(stored: dict[str, Any], given: dict[str, Any], keep: bool, expected: dict[str, Any]) -> None:
    """One plan is enough, predicts what the server does, and never shows the secret."""
    before = current(registration=stored)
    wanted = Desired("example.org", ZOOM, openid=given, keep_registered_secret=keep)
    plan = plan_outside(wanted, before)
    after = carry_out(before, plan, Release.parse("4.9.0", "4.9.3884").dialect)
    assert after.outside.registration == expected
    assert predict(before, plan).outside == after.outside
    assert plan_outside(wanted, after) == ()
    assert bool(plan) == (stored != expected)
    assert "secret-1" not in f"{plan}{diff(changes_of(plan))}"


def test_a_registration_that_can_not_be() -> None:
    desired = Desired("example.org", ZOOM, openid={APP: "client"})
    with pytest.raises(BlueMindError) as lacking:
        registration_to_store(desired, current(registration={}))
    assert (lacking.value.kind, "no secret" in lacking.value.message) == ("input", True)
    with pytest.raises(BlueMindError) as unseen:
        registration_to_store(desired, current())
    assert unseen.value.kind == "permission"


@pytest.mark.parametrize(
    ("held", "kinds"),
    [
        pytest.param({"a": None, "b": "login"}, ["create"], id="one-system"),
        pytest.param({"a": "old", "b": None}, ["update", "create"], id="both"),
        pytest.param({"a": "login", "b": "login"}, [], id="same"),
    ],
)
def test_accounts(held: dict[str, str | None], kinds: list[str]) -> None:
    desired = Desired("example.org", TEAMS, external_accounts=(Account("alice", "login"),))
    before = current(systems=("a", "b"), accounts={"u-alice": held}, wanted=(Wanted(ALICE, "login"),))
    plan = plan_outside(desired, before)
    assert [change.kind for change in changes_of(plan)] == kinds
    after = carry_out(before, plan, Release.parse("4.9.0", "4.9.3884").dialect)
    assert predict(before, plan).outside == after.outside
    assert plan_outside(desired, after) == ()


# Technical version, what is registered, where accounts are needed, whether registrations are in the settings.
BUILDS: tuple[tuple[str, set[str] | None, tuple[str, ...], bool], ...] = (
    ("4.1.64635", {"Teams"}, ("Teams",), False),
    ("4.1.65141", {TEAMS.id}, ("Teams", TEAMS.id), True),
    ("4.1.65201", {TEAMS.id}, ("Teams", TEAMS.id), True),
    ("4.1.65246", {TEAMS.id}, (TEAMS.id,), False),
    ("4.9.2894", {TEAMS.id}, ("Teams", TEAMS.id), False),
    ("4.9.3884", {TEAMS.id, "other"}, (TEAMS.id,), False),
    ("5.1.2585", set(), (TEAMS.id,), False),
    ("no version", None, (TEAMS.id,), False),
)


@pytest.mark.parametrize(("software", "registered", "expected", "in_settings"), BUILDS)
def test_builds(software: str, registered: set[str] | None, expected: tuple[str, ...], in_settings: bool) -> None:
    release = Release.parse(None, software)
    found = None if registered is None else frozenset(registered)
    assert systems(TEAMS, found, release) == expected
    assert keeps_in_settings(release) is in_settings
