# SPDX-License-Identifier: GPL-3.0-or-later
"""What a provider needs outside its resource: OpenID registrations, accounts of users, roles of BlueMind.Video."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from tests.modules.test_bad_input import refused
from tests.support import seeds
from tests.support.collection import call
from tests.support.providers import BY_NAME, Row
from tests.support.seeds import share
from tests.support.simulator import Simulator

ONE = "bluemind_videoconference"
WEBEX, ZOOM, TEAMS, VIDEO = (BY_NAME[name] for name in ("webex", "zoom", "teams", "bluemind"))
CLIENT, SECRET, THEIRS = "client-4711", "openid-secret-1", "ldap-secret-of-others"  # as in Row.registration
OPENID = {"client_id": CLIENT, "secret": SECRET}
both = pytest.mark.parametrize("row", [WEBEX, ZOOM], ids=str)


def start(simulator: Simulator, row: Row, *resources: dict[str, Any], server: Any = None, **more: Any) -> None:
    """A server whose domain holds a secret of somebody else; `server` are keys of the whole seed."""
    seed = seeds.server(*resources, **{"properties": {"ldap": THEIRS}, **more.pop("domain", {})})
    simulator.reset({**seed, **(server or {})}, **{"profile": row.profile, "providers": [row.name], **more})


def properties(simulator: Simulator, key: str = "properties") -> dict[str, str]:
    """Of the domain."""
    return dict(simulator.state()["domains"][seeds.UID][key])


def domain_writes(simulator: Simulator) -> list[str]:
    """The writes of whole domains or of their settings."""
    return [one["path"] for one in simulator.writes() if one["path"].startswith("domains/")]


# -- OpenID


@both
def test_a_registration_is_made_beside_what_others_keep(simulator: Simulator, row: Row) -> None:
    start(simulator, row)
    foreseen = call(simulator, ONE, **row.task(openid=OPENID), check_mode=True)
    assert properties(simulator) == {"ldap": THEIRS}
    result = call(simulator, ONE, **row.task(openid=OPENID))
    assert (result["failed"], result["ready"]) == (False, {"ok": True, "missing": []}), result
    assert foreseen["changes"] == result["changes"]
    assert foreseen["ready"] == result["ready"]
    assert properties(simulator) == {"ldap": THEIRS, **row.registration()}
    fields = [change["field"] for change in result["changes"] if change["target"] == row.id]
    assert fields == [f"openid.{option}" for option in ("client_id", "secret", "endpoint", "token_endpoint")]
    for text in (str(foreseen), str(result)):
        assert SECRET not in text
        assert THEIRS not in text
    simulator.clear()
    assert not call(simulator, ONE, **row.task(openid=OPENID))["changed"]
    assert simulator.writes() == []


@both
def test_only_what_differs_is_written(simulator: Simulator, row: Row) -> None:
    own = row.registration(endpoint="https://proxy.example.org/authorize")
    start(simulator, row, row.resource(), domain={"properties": {"ldap": THEIRS, **own}})
    result = call(simulator, ONE, **row.task(openid={"client_id": "another"}))
    assert [change["field"] for change in result["changes"]] == ["openid.client_id"]
    assert properties(simulator) == {"ldap": THEIRS, **own, f"{row.id}_appid": "another"}
    kept = call(simulator, ONE, **row.task(openid={"secret": "another-secret"}, update_secrets="on_create"))
    assert not kept["changed"]
    assert call(simulator, ONE, **row.task(openid={"secret": "another-secret"}))["changed"]
    assert properties(simulator)[f"{row.id}_secret"] == "another-secret"


def test_old_builds_keep_it_in_the_settings(simulator: Simulator) -> None:
    settings = {"mail_secret": THEIRS}
    start(simulator, ZOOM, profile="4.9", release="4.8.9", software="4.1.65201", domain={"settings": settings})
    result = call(simulator, ONE, **ZOOM.task(openid=OPENID))
    assert (result["failed"], result["ready"]["ok"]) == (False, True), result
    assert properties(simulator) == {"ldap": THEIRS}
    assert {**settings, **ZOOM.registration()}.items() <= properties(simulator, "settings").items()
    assert not call(simulator, ONE, **ZOOM.task(openid=OPENID))["changed"]


def change_by_others(simulator: Simulator, row: Row, **changed: str) -> dict[str, Any]:
    """The call of somebody who saves the domain with these properties."""
    aliases = {"aliases": [seeds.NAME, "example.com"], "defaultAlias": seeds.NAME}
    found = {"ldap": THEIRS, **changed}
    value = {"name": seeds.UID, "label": seeds.UID, "global": False, "properties": found, **aliases}
    return {"method": "POST", "path": f"domains/{seeds.UID}", "body": value}


@both
def test_what_others_change_meanwhile_is_not_undone(simulator: Simulator, row: Row) -> None:
    """Their property, saved after this run has read the domain, goes back as it is now."""
    start(simulator, row, row.resource())
    theirs = change_by_others(simulator, row, ldap="changed-by-others")
    simulator.fault("GET", f"domains/{seeds.UID}$", "meanwhile", when="after", calls=[theirs])
    result = call(simulator, ONE, **row.task(openid=OPENID))
    assert not result["failed"], result
    assert properties(simulator) == {"ldap": "changed-by-others", **row.registration()}


def test_a_registration_that_others_change_meanwhile(simulator: Simulator) -> None:
    """The run sees it right before it writes, reads all again and goes on from there."""
    own = ZOOM.registration(appid="old")
    start(simulator, ZOOM, ZOOM.resource(), domain={"properties": own})
    theirs = change_by_others(simulator, ZOOM, **{**own, f"{ZOOM.id}_appid": "of-others"})
    simulator.fault("GET", f"domains/{seeds.UID}$", "meanwhile", when="after", calls=[theirs])
    result = call(simulator, ONE, **ZOOM.task(openid=OPENID))
    assert not result["failed"], result
    assert len(domain_writes(simulator)) == 1
    assert properties(simulator) == {"ldap": THEIRS, **ZOOM.registration()}


def test_a_secret_and_an_address_that_others_register_meanwhile(simulator: Simulator) -> None:
    """The task keeps a stored secret and gives no address, so theirs stay although nothing was stored at first."""
    start(simulator, ZOOM, ZOOM.resource())
    own = {f"{ZOOM.id}_secret": "secret-of-others", f"{ZOOM.id}_endpoint": "https://proxy.example.org/"}
    theirs = change_by_others(simulator, ZOOM, **own)
    simulator.fault("GET", f"domains/{seeds.UID}$", "meanwhile", when="after", calls=[theirs])
    result = call(simulator, ONE, **ZOOM.task(openid=OPENID, update_secrets="on_create"))
    assert not result["failed"], result
    assert properties(simulator) == {"ldap": THEIRS, **ZOOM.registration(), **own}
    assert "secret-of-others" not in str(result)


@pytest.mark.parametrize("kind", ["drop_before", "drop_after"])
def test_a_lost_answer(simulator: Simulator, kind: str) -> None:
    start(simulator, ZOOM, ZOOM.resource())
    simulator.fault("POST", f"domains/{seeds.UID}$", kind)
    result = call(simulator, ONE, **ZOOM.task(openid=OPENID))
    assert (result["failed"], result["changed"]) == (False, True), result
    assert properties(simulator) == {"ldap": THEIRS, **ZOOM.registration()}


def test_a_refusal_shows_nothing_of_the_domain(simulator: Simulator) -> None:
    start(simulator, ZOOM, ZOOM.resource())
    body = {"errorCode": "UNKNOWN", "errorType": "ServerFault", "message": f"cannot store {THEIRS} {SECRET}"}
    simulator.fault("POST", f"domains/{seeds.UID}$", "status", status=500, body=body, times=-1)
    result = call(simulator, ONE, **ZOOM.task(openid=OPENID))
    assert result["failed"]
    assert [one for one in (THEIRS, SECRET) if one in str(result)] == []
    assert result["failed_changes"][0]["field"] == "openid.client_id"


def test_an_account_that_sees_no_properties(simulator: Simulator) -> None:
    """It would write an empty map over all that others keep there."""
    keys = {"server": {"api_keys": [{"key": "key-1", "login": f"deputy@{seeds.UID}"}]}}
    start(simulator, ZOOM, ZOOM.resource(), **keys)
    assert "role admin" in call(simulator, ONE, **ZOOM.task(openid=OPENID))["msg"]
    assert simulator.writes() == []
    assert call(simulator, ONE, **ZOOM.task())["ready"] == {"ok": True, "missing": []}


# -- accounts of users

ALICE = {"user": "alice", "login": "alice@tenant.example"}
ACCOUNTS = [ALICE, {"user": "rob@example.org", "login": "b@tenant.example"}]


def accounts(simulator: Simulator, user: str) -> dict[str, str]:
    """External system → login."""
    entry = simulator.state()["domains"][seeds.UID]["entries"][user]["user"]
    return {system: one["login"] for system, one in entry["accounts"].items()}


def with_account(login: str, **more: Any) -> dict[str, Any]:
    """The domain, with an account of alice."""
    users = copy.deepcopy(seeds.server()["domains"][0]["users"])
    users[0]["accounts"] = {TEAMS.id: {"login": login, **more}}
    return {"users": users}


def test_accounts_are_made_and_changed(simulator: Simulator) -> None:
    start(simulator, TEAMS, domain=with_account("old@tenant.example", additionalSettings={"kept": "1"}))
    options = TEAMS.task(external_accounts=ACCOUNTS, shares=[{"user": "alice"}, {"user": "bob"}])
    foreseen = call(simulator, ONE, **options, check_mode=True)
    result = call(simulator, ONE, **options)
    assert (result["failed"], result["ready"]) == (False, {"ok": True, "missing": []}), result
    assert (foreseen["changes"], foreseen["ready"]) == (result["changes"], result["ready"])
    made = [(one["kind"], one["target"]) for one in result["changes"] if one["field"].startswith("external_account")]
    assert made == [("update", "user alice@example.org"), ("create", "user rob@example.org")]
    assert accounts(simulator, "u-alice") == {TEAMS.id: "alice@tenant.example"}
    assert accounts(simulator, "u-bob") == {TEAMS.id: "b@tenant.example"}
    state = simulator.state()["domains"][seeds.UID]["entries"]["u-alice"]["user"]["accounts"]
    assert state[TEAMS.id]["additionalSettings"] == {"kept": "1"}
    simulator.clear()
    assert not call(simulator, ONE, **options)["changed"]
    assert f"directory/{seeds.UID}/_search" not in [one["path"] for one in simulator.requests()]


def test_an_account_goes_to_nobody_by_the_name_of_two(simulator: Simulator) -> None:
    """Who has it already keeps it."""
    start(simulator, TEAMS, TEAMS.resource(acl=share("u-twin1", "Invitation", "Freebusy")))
    mine = {"login": "twin@tenant.example"}
    assert call(simulator, ONE, **TEAMS.task(external_accounts=[{"user": "u-twin1", **mine}]))["changed"]
    same = call(simulator, ONE, **TEAMS.task(external_accounts=[{"user": "Same Name", **mine}]))
    assert (same["failed"], same["changed"]) == (False, False)
    other = call(simulator, ONE, **TEAMS.task(external_accounts=[{"user": "Same Name", "login": "x@tenant.example"}]))
    assert "external_accounts: user Same Name is ambiguous" in other["msg"]
    assert accounts(simulator, "u-twin1") == {TEAMS.id: "twin@tenant.example"}


# Technical version, the systems at which BlueMind may look for an account.
BUILDS: tuple[tuple[str, str, set[str]], ...] = (
    ("4.1.64635", "4.8.0", {"Teams"}),
    ("4.1.65141", "4.8.9", {"Teams", TEAMS.id}),
    ("4.9.2894", "4.9.0", {"Teams", TEAMS.id}),
    ("4.9.3884", "4.9.9", {TEAMS.id}),
)


@pytest.mark.parametrize(("software", "release", "systems"), BUILDS)
def test_the_id_of_the_build(simulator: Simulator, software: str, release: str, systems: set[str]) -> None:
    start(simulator, TEAMS, profile="4.9", software=software, release=release)
    options = TEAMS.task(external_accounts=[ALICE])
    assert not call(simulator, ONE, **options)["failed"]
    assert set(accounts(simulator, "u-alice")) == systems
    assert not call(simulator, ONE, **options)["changed"]


def test_those_who_may_book_without_an_account(simulator: Simulator) -> None:
    start(simulator, TEAMS, TEAMS.resource(acl=share("u-bob", "Invitation") + share("g-dir", "Invitation")))
    options = TEAMS.task(shares=[{"user": "zoé"}], external_accounts=[ALICE])
    for check_mode in (True, False):
        result = call(simulator, ONE, **options, check_mode=check_mode)
        (missing,) = result["ready"]["missing"]
        assert "these users have no external account for Teams: user rob@example.org, user zoe@example.org." in missing
    strict = call(simulator, ONE, **options, strict=True)
    assert (strict["failed"], strict["error"]["kind"]) == (True, "provider")


def test_an_account_that_others_change_meanwhile(simulator: Simulator) -> None:
    start(simulator, TEAMS, TEAMS.resource(), domain=with_account("old@tenant.example"))
    path = f"users/{seeds.UID}/u-alice/accounts/{TEAMS.id}"
    theirs = {"method": "POST", "path": path, "body": {"login": "of-others", "additionalSettings": {"theirs": "1"}}}
    simulator.fault("GET", f"{path}$", "meanwhile", when="after", calls=[theirs])
    result = call(simulator, ONE, **TEAMS.task(external_accounts=[ALICE]))
    assert not result["failed"], result
    assert accounts(simulator, "u-alice") == {TEAMS.id: "alice@tenant.example"}
    stored = simulator.state()["domains"][seeds.UID]["entries"]["u-alice"]["user"]["accounts"][TEAMS.id]
    assert stored["additionalSettings"] == {"theirs": "1"}
    assert len([one for one in simulator.writes() if one["path"] == path]) == 1


# -- BlueMind.Video

UNTIL = {"full_visio_until": "2999-01-01"}


def with_simple(*uids: str) -> dict[str, Any]:
    """The domain, these users with simple accounts."""
    users = copy.deepcopy(seeds.server()["domains"][0]["users"])
    for user in users:
        if user["uid"] in uids:
            user["account_type"] = "SIMPLE"
    return {"users": users}


# Who may book, who has a simple account, who is told.
BOOKERS: tuple[tuple[str, list[dict[str, Any]], tuple[str, ...], list[str]], ...] = (
    ("nobody-simple", [{"everyone": True}], (), []),
    ("user", [{"user": "bob"}, {"user": "alice"}], ("u-bob", "u-zoe"), ["user rob@example.org"]),
    ("group", [{"group": "Direction"}], ("u-bob", "u-zoe"), ["user rob@example.org"]),
    ("everyone", [{"everyone": True}], ("u-bob", "u-zoe"), ["user rob@example.org", "user zoe@example.org"]),
    ("not-a-booker", [{"user": "alice"}], ("u-bob",), []),
)


@pytest.mark.parametrize(
    ("shares", "simple", "told"), [rest for _name, *rest in BOOKERS], ids=[one[0] for one in BOOKERS]
)
def test_who_lacks_the_role(
    simulator: Simulator, shares: list[dict[str, Any]], simple: tuple[str, ...], told: list[str]
) -> None:
    start(simulator, VIDEO, domain=with_simple(*simple), server=UNTIL)
    for check_mode in (True, False):
        ready = call(simulator, ONE, **VIDEO.task(shares=shares), check_mode=check_mode)["ready"]
        assert ready["ok"] is not bool(told)
        assert [text for text in ready["missing"] if f": {', '.join(told)}. Make them full" not in text] == []
        assert len(ready["missing"]) == bool(told)


def test_a_subscription_that_has_ended(simulator: Simulator) -> None:
    start(simulator, VIDEO, VIDEO.resource(), server={"full_visio_until": "2001-01-01"})
    result = call(simulator, ONE, **VIDEO.task(), strict=True)
    assert "Renew the subscription" in result["msg"]


# -- bad input

BAD: tuple[tuple[str, Row, dict[str, Any], list[str]], ...] = (
    ("openid-of-jitsi", BY_NAME["jitsi"], {"openid": OPENID}, ["Jitsi has no openid", "Webex and Zoom"]),
    ("accounts-of-zoom", ZOOM, {"external_accounts": ACCOUNTS}, ["Zoom has no external_accounts", "Teams"]),
    ("empty-openid", ZOOM, {"openid": {}}, ["openid is empty", "client_id and secret"]),
    ("no-secret", ZOOM, {"openid": {"client_id": CLIENT}}, ["openid has no secret", "Give secret"]),
    ("short-secret", ZOOM, {"openid": {**OPENID, "secret": "s"}}, ["openid.secret has fewer than 8"]),
    ("http", ZOOM, {"openid": {**OPENID, "endpoint": "http://zoom.us"}}, ["openid.endpoint", "https://"]),
    ("no-url", ZOOM, {"openid": {**OPENID, "endpoint": "https://[::1"}}, ["openid.endpoint", "https://"]),
    ("stranger", TEAMS, {"external_accounts": [{"user": "nobody", "login": "x"}]}, ["external_accounts: user nobody"]),
    (
        "no-login",
        TEAMS,
        {"external_accounts": [{"user": "alice", "login": " "}]},
        ["external_accounts: login is empty"],
    ),
    ("twice", TEAMS, {"external_accounts": [ALICE] * 2}, ["external_accounts: alice is listed twice"]),
    (
        "same-user",
        TEAMS,
        {"external_accounts": [{"user": name, "login": "x"} for name in ("alice", "u-alice")]},
        ["external_accounts: two entries are the same user"],
    ),
)


@pytest.mark.parametrize(("row", "options", "words"), [pytest.param(*rest, id=name) for name, *rest in BAD])
def test_bad_options(simulator: Simulator, row: Row, options: dict[str, Any], words: list[str]) -> None:
    start(simulator, row)
    refused(simulator, ONE, row.task(**options), [seeds.NAME, *words])
