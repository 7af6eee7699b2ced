# SPDX-License-Identifier: GPL-3.0-or-later
"""The official clients against their server lines: one process each runs every step, the tests read the outcomes.

The generated classes read every key of an answer by name, so a key that is missing is an error of the step.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.contract.client_steps import OPENID, STEPS, STEPS_49, step
from tests.contract.clients import Outcome, Run, Step, run
from tests.contract.seeds import (
    CALENDAR,
    CONFIG,
    DOMAIN,
    FREEBUSY,
    NEW,
    OLD,
    PROPERTY,
    RESOURCE,
    SETTINGS,
    STARLEAF,
    TECH,
    TYPE,
    standard,
)
from tests.contract.wire import PROFILES, World, since_5
from tests.support.simulator import Simulator

VERSIONS = {"4.5.3": "4.1.56815", "4.9": "4.9.3884", "5.1": "5.7.3268"}

FAULTS = {
    "wrong password": (None, "Bad login/pass"),
    "unknown key": ("AUTHENTICATION_FAIL", "no-such-key"),
    "second session is dead": ("AUTHENTICATION_FAIL", ""),
    "no key": ("PERMISSION_DENIED", ""),
    "update of nobody": ("NOT_FOUND", ""),
    "create again": ("ALREADY_EXISTS", ""),
    "unknown settings": ("NOT_FOUND", ""),
    "acl of a user": ("PERMISSION_DENIED", ""),
    "unknown container": ("NOT_FOUND", ""),
    "unknown task": ("NOT_FOUND", "no task nope"),
    "search of an old domain": ("NOT_FOUND", "domain nope.example not found"),
    "e-mail with a plus": ("INVALID_PARAMETER", ""),  # the clients encode nothing: + is a space
    "unknown job": ("UNKNOWN", "Job with id nope not found."),
    "backup for a domain administrator": ("PERMISSION_DENIED", ""),
    "rename a domain": ("INVALID_PARAMETER", ""),
    "make it again": ("SQL_ERROR", ""),
    "after logout": ("AUTHENTICATION_FAIL", ""),
}
VOIDS = (
    "login",
    "ping",
    "second session ends",
    "rename",
    "create",
    "set icon",
    "set settings",
    "share",
    "share otherwise",
    "set hours",
    "make a type",
    "delete container",
    "set properties",
    "make an account",
    "change the account",
    "delete the account",
    "delete all accounts",
    "make it simple",
    "make it full",
    "make it visio",
    "set roles",
    "backup starts",
    "backup is cancelled",
    "logout",
)
NULLS = (
    "unknown domain",
    "unknown system",
    "no account",
    "type of an old domain",
    "unknown user",
    "unknown group",
    "unknown e-mail",
    "unknown resource",
    "if not present",
    "settings after",
)
USERS = {"u-alice", "u-bob", "u-carl", "u-dora", "u-elodie", "u-enoel", "u-plus", "u-old"}


@pytest.fixture(scope="module", params=PROFILES)
def line(request: pytest.FixtureRequest) -> str:
    """The server line, which has its client."""
    return str(request.param)


def steps_of(line: str) -> list[Step]:
    """What the client of this line can be asked."""
    return STEPS if line == "4.5.3" else STEPS_49


@pytest.fixture(scope="module")
def client(simulator: Simulator, line: str) -> Run:
    """Every step, in one process."""
    seed = standard() | {"full_visio_until": "2099-01-01"}
    World(simulator, line).load(seed, software=VERSIONS[line], task_polls=3, providers=["starleaf", "teams", "webex"])
    return run(f"client-{line}", simulator.url, steps_of(line))


def uids(found: Any) -> list[str]:
    """The uids of a list of items, or of a search result."""
    return [one["uid"] for one in (found["values"] if isinstance(found, dict) else found)]


def is_understood(name: str, outcome: Outcome) -> bool:
    """Whether the client took the answer for what it should: a value, nothing, or this fault."""
    if outcome.raised is not None:
        return False
    if name in FAULTS:
        code, text = FAULTS[name]
        return outcome.fault is not None and outcome.fault[0] == code and text in (outcome.fault[2] or "")
    return outcome.fault is None and (outcome.value is None or name not in (*VOIDS, *NULLS))


def test_every_step_is_understood(client: Run, line: str) -> None:
    wrong = {name: outcome for name, outcome in client.outcomes.items() if not is_understood(name, outcome)}
    assert (wrong, len(client.outcomes)) == ({}, len(steps_of(line)))


def test_no_warning_for_the_same_version(client: Run) -> None:
    assert client.warnings == ""


def test_a_warning_for_another_version(simulator: Simulator) -> None:
    World(simulator, "4.5.3").load(software="4.1.60000")
    assert run("client-4.5.3", simulator.url, [step("x", ["domain.api.IDomains"], "all", key="key-bob")]).warnings


def test_over_tls_without_verifying(tmp_path: Path) -> None:
    seed = tmp_path / "seed.json"
    seed.write_text(json.dumps(standard()), encoding="utf-8")
    with Simulator.start("--tls", str(tmp_path), "--seed", str(seed), control=False) as one:
        outcome = run("client-4.5.3", one.url, [step("x", ["domain.api.IDomains"], "all", key="key-bob")])
        assert uids(outcome["x"]) == [DOMAIN]


def test_login(client: Run, line: str) -> None:
    bad = client["wrong answer"]
    assert (bad["status"], bad["authKey"], bad["authUser"]) == ("Bad", None, None)
    for name, uid in (("current user", "u-alice"), ("second session works", "u-bob")):
        assert (client[name]["uid"], client[name]["domainUid"]) == (uid, DOMAIN)
    for name in ("second session", "login with parameters", "su"):
        assert (client[name]["status"], client[name]["authUser"]["uid"]) == ("Ok", "u-bob")
    assert client["validate"] == "PASSWORD"
    assert ("features" in client["current user"]) is since_5(line)


def test_api_keys(client: Run) -> None:
    made = client["api key"]
    assert (made["displayName"], made["subject"]) == ("made by a client", "u-alice")
    assert client["api key works"]["uid"] == "u-alice"
    assert made["sid"] in [one["sid"] for one in client["api keys"]]


def test_version(client: Run, line: str) -> None:
    assert client["state"] == "CORE_STATE_RUNNING"
    assert client["version"]["softwareVersion"] == client["infos"]["softwareVersion"] == VERSIONS[line]
    assert client["version"]["versionName"] == client["infos"]["releaseName"]
    assert client["version"]["versionName"].startswith(line)


def test_domains(client: Run) -> None:
    found = {one["uid"]: one["value"] for one in client["domains"]}
    assert set(found) == {DOMAIN, TECH, OLD, "global.virt"}
    assert [uid for uid, value in found.items() if value["global_"]] == ["global.virt"]
    assert uids(client["own domains"]) == [DOMAIN]
    assert client["domain"]["value"]["name"] == client["lookup"]["uid"] == DOMAIN
    assert client["domain settings"]["timezone"] == "Europe/Paris"


def test_types(client: Run) -> None:
    assert TYPE in [one["identifier"] for one in client["types"]]
    for name in ("type", "made type"):
        assert client[name]["label"] == "Video Conferencing"
        assert client[name]["properties"] == [{"id": PROPERTY, "label": "Type", "type": "String"}]


def test_resources(client: Run) -> None:
    assert client["by type"] == [RESOURCE]
    assert client["resource by e-mail"]["uid"] == RESOURCE
    assert client["resource"]["properties"] == [{"propertyId": PROPERTY, "value": STARLEAF}]
    assert client["renamed"]["label"] == "Visio é"
    assert client["created"]["reservationMode"] == "OWNER_MANAGED"
    assert client["created"]["emails"][0]["address"] == f"client@{DOMAIN}"
    assert client["icon"]["$bytes"]


def test_settings(client: Run) -> None:
    assert client["settings"] == {"token": "old"}
    assert client["settings again"] == {"token": "new", "é": "ü"}
    assert client["container"]["settings"] == client["if present"]["settings"] == {"token": "new", "é": "ü"}
    assert (client["container"]["owner"], client["container"]["domainUid"]) == (RESOURCE, DOMAIN)
    assert uids(client["containers"]) == [CALENDAR, FREEBUSY, SETTINGS]
    assert client["new settings"] == {}


def test_acl(client: Run, line: str) -> None:
    read = {(one["subject"], one["verb"]) for one in client["acl"]}
    wanted = {("g-dir", "Invitation"), ("u-carl", "Read")}
    if since_5(line):
        wanted |= {("u-carl", "Freebusy"), ("u-carl", "Invitation")}
    assert read == wanted
    assert client["acl otherwise"] == [{"subject": "u-bob", "verb": "Invitation"}]
    assert (client["can access"], client["cannot access"]) == (True, False)
    assert client["for user"]["verbs"] == ["Invitation"]


def test_hours(client: Run) -> None:
    assert client["hours"] == CONFIG
    assert client["hours again"] == {**CONFIG, "minDuration": 120}


def test_directory(client: Run) -> None:
    assert (client["entry"]["entryUid"], client["entry"]["kind"]) == ("u-bob", "USER")
    assert client["entry by e-mail"]["entryUid"] == "u-alice"
    assert uids(client["entries"]) == ["u-bob", "g-dir", RESOURCE]
    assert set(uids(client["search"])) == USERS
    # what is not given is sent as null, which includes the hidden and the system entries
    assert set(uids(client["search of nulls"])) == {*USERS, "u-hidden", "u-system"}
    assert f"{DOMAIN}_user_group" in uids(client["search of everything"])
    assert set(uids(client["search of a name"])) == {"u-elodie", "u-enoel"}


def test_users_and_groups(client: Run) -> None:
    assert (client["user"]["uid"], client["user"]["value"]["login"]) == ("u-bob", "bob")
    assert client["user by e-mail"]["uid"] == "u-alice"
    assert [client[name]["uid"] for name in ("group", "group by e-mail")] == ["g-dir", "g-dir"]
    assert client["group"]["value"]["name"] == "Direction"


def test_domain_properties(client: Run) -> None:
    assert client["domain before"]["value"]["properties"] == client["domain of a user"]["value"]["properties"] == {}
    after = client["domain after"]
    assert (after["value"]["properties"], after["version"]) == (OPENID, client["domain before"]["version"] + 1)


def test_external_systems(client: Run, line: str) -> None:
    found = [one["identifier"] for one in client["external systems"]]
    if line == "4.5.3":
        assert found == []
        return
    assert found == ["videoconferencing-teams", "videoconferencing-webex"]
    (webex,) = client["systems by kind"]
    assert webex == client["one system"]
    assert webex["authKind"] == "OPEN_ID_PKCE"


def test_external_accounts(client: Run) -> None:
    (listed,) = client["accounts"]
    assert (client["account"]["login"], client["account"]["credentials"]) == ("robert@tenant.example", None)
    assert (listed["login"], listed["externalSystemId"]) == ("robert@tenant.example", "Teams")
    assert client["no accounts"] == []


def test_account_types(client: Run, line: str) -> None:
    visio = {"hasSimpleVideoconferencing"} if line != "4.5.3" else set()
    assert visio.isdisjoint(client["simple roles"])
    assert visio <= set(client["roles"])
    assert visio <= set(client["own roles"])
    assert client["who has roles"] == ["u-carl", "u-dora"]
    assert len(client["subscription"]["indicator"]) == len(visio)
    if visio:
        assert "hasFullVideoconferencing" in client["visio roles"]


def test_tasks(client: Run) -> None:
    assert (client["task"]["state"], client["task"]["lastLogEntry"]) == ("Success", "Resource deleted")
    assert client["by type after"] == [NEW]
    assert client["failed task"]["state"] == "InError"


def test_the_backup(client: Run) -> None:
    for name, status in (("backup", "SUCCESS"), ("backup runs", "IN_PROGRESS"), ("cancelled backup", "INTERRUPTED")):
        assert (client[name]["id"], client[name]["kind"]) == ("DataProtect", "GLOBAL")
        assert [one["status"] for one in client[name]["domainStatus"]] == [status]
