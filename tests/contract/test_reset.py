# SPDX-License-Identifier: GPL-3.0-or-later
"""The simulator's `/_control/reset`: all or nothing, and a refusal says where the order is wrong."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contract.seeds import ADMIN0, CALENDAR, CONFIG, DOMAIN, RESOURCE, SETTINGS, TECH, standard, starleaf
from tests.contract.wire import Api, World, entries, only

pytestmark = only("4.5.3")


def refused(world: World, order: object) -> str:
    """The reason of a 400, after which the server is as it was before."""
    world.admin.write("PUT", f"containers/_manage/{CALENDAR}/_acl", entries(("u-bob", "Read")))
    before = world.simulator.state(), world.simulator.outbox(), world.simulator.requests()
    reply = Api(world.simulator.url.removesuffix("/api"))("POST", "_control/reset", order)
    assert reply.status == 400, reply.content
    assert (world.simulator.state(), world.simulator.outbox(), world.simulator.requests()) == before
    task = world.delete("nope")
    assert task["state"] == "InError"
    return str(reply.json["error"])


def changed(place: str, value: object) -> dict[str, Any]:
    """The standard seed with another value at `domains/0/users`; `…/+` appends."""
    seed = standard()
    *path, last = place.split("/")
    target: Any = seed
    for part in path:
        target = target[int(part) if part.isdigit() else part]
    if last == "+":
        target.append(value)
    else:
        target[int(last) if last.isdigit() else last] = value
    return seed


@pytest.mark.parametrize(
    ("option", "value"),
    [
        pytest.param("boot_seconds", "abc", id="boot-seconds"),
        pytest.param("task_polls", "abc", id="task-polls"),
        pytest.param("task_polls", 1.5, id="task-polls-that-are-not-whole"),
        pytest.param("latency_ms", "abc", id="latency"),
        pytest.param("latency_ms", -1, id="negative-latency"),
        pytest.param("session_idle_seconds", True, id="a-boolean"),
        pytest.param("task_retention_seconds", [], id="a-list"),
        pytest.param("profile", "4.8", id="profile"),
        pytest.param("profile", ["4.9"], id="a-list-of-profiles"),
        pytest.param("providers", "starleaf", id="providers-that-are-no-list"),
        pytest.param("providers[0]", ["sunleaf"], id="unknown-provider"),
        pytest.param("release", 4.5, id="release"),
        pytest.param("core_token", 4711, id="core-token"),
        pytest.param("system_state", "RUNNING", id="1.6-no-state"),
        pytest.param("system_state", "CORE_STATE_DEMOTED", id="1.6-a-state-of-4.7"),
    ],
)
def test_an_option(world: World, option: str, value: object) -> None:
    order = {"seed": {}, option.partition("[")[0]: value}
    assert refused(world, order).startswith(f"{option}: ")


def test_an_unknown_option(world: World) -> None:
    assert refused(world, {"seed": {}, "boot_second": 1}).startswith("unknown key 'boot_second'")


@pytest.mark.parametrize("order", [[], "x", 1])
def test_no_object(world: World, order: object) -> None:
    assert refused(world, order) == "an object is expected"


USER, ALICE, STARLEAF = "domains[0].users[10]", "domains[0].users[0]", "domains[0].resources[0]"
ROOM = "domains[1].resources"


@pytest.mark.parametrize(
    ("place", "value", "says"),
    [
        pytest.param("domains", {}, "domains: a list is expected", id="domains"),
        pytest.param("domains/1", "x", "domains[1]: a mapping is expected", id="a-domain"),
        pytest.param("domains/1", {"name": "x"}, "domains[1]: uid is missing", id="a-domain-without-uid"),
        pytest.param("domains/0/user", [], "domains[0]: unknown key 'user'", id="a-misspelt-key"),
        pytest.param("domains/0/users/+", {"name": "x"}, f"{USER}: uid or login is missing", id="a-nameless-user"),
        pytest.param("domains/0/groups/+", {}, "domains[0].groups[2]: uid or name is missing", id="a-nameless-group"),
        pytest.param("domains/0/mailshares/0/uid", None, "domains[0].mailshares[0]", id="a-nameless-mailshare"),
        pytest.param("domains/0/users/0/login", 4711, f"{ALICE}.login: a text is expected", id="a-login"),
        pytest.param("domains/0/users/0/password", None, f"{ALICE}.password: ", id="a-password"),
        pytest.param("domains/0/users/0/archived", "no", f"{ALICE}.archived: true or false", id="a-flag"),
        pytest.param("domains/0/users/0/account_type", "BIG", f"{ALICE}.account_type: ", id="an-account-type"),
        pytest.param("domains/0/users/0/emails", [{}], f"{ALICE}.emails[0]: address is missing", id="an-address"),
        pytest.param("domains/0/settings", {"a": []}, "domains[0].settings.a: ", id="a-setting"),
        pytest.param("core_token", 4711, "core_token: ", id="the-core-token"),
        pytest.param("api_keys/0/key", 4711, "api_keys[0].key: ", id="a-key"),
        pytest.param("api_keys/0/login", "nobody@example.org", "api_keys[0]: there is no nobody", id="a-key-of-nobody"),
        # what may be there once
        pytest.param("api_keys/+", {"key": ADMIN0, "login": "admin0@global.virt"}, "api_keys[7]: ", id="a-key-twice"),
        pytest.param("domains/+", {"uid": DOMAIN}, f"domains[3]: the name {DOMAIN} ", id="a-domain-twice"),
        pytest.param("domains/1/aliases", ["example.com"], "domains[1]: the name example.com ", id="an-alias-twice"),
        pytest.param("domains/+", {"uid": "global.virt"}, "domains[3]: the name global.virt ", id="global.virt"),
        pytest.param("domains/0/users/+", {"uid": "u-bob"}, f"{USER}: the uid u-bob ", id="a-uid-twice"),
        pytest.param(
            "domains/0/groups/+", {"uid": "u-bob"}, "domains[0].groups[2]: the uid", id="a-uid-of-another-kind"
        ),
        pytest.param("domains/0/users/+", {"uid": "x", "login": "BOB"}, f"{USER}: the login bob ", id="a-login-twice"),
        pytest.param("domains/1/resources", [starleaf()], f"{ROOM}[0]: the container calendar:r-1 ", id="a-resource"),
        pytest.param(
            "domains/0/orphan_containers",
            [{"uid": SETTINGS, "type": "container_settings", "owner": RESOURCE}],
            f"domains[0].orphan_containers[0]: the container {SETTINGS} ",
            id="an-orphan-that-is-none",
        ),
        # resources
        pytest.param("domains/0/resources/0/reservation_mode", "AUTO", f"{STARLEAF}.reservation_mode: ", id="6-mode"),
        pytest.param("domains/0/resources/0/containers", ["inbox"], f"{STARLEAF}.containers[0]: ", id="6-container"),
        pytest.param(
            "domains/0/resources/0/acl", entries(("u-bob", "Book")), f"{STARLEAF}.acl[0].verb: ", id="8.3-a-verb"
        ),
        pytest.param(
            "domains/0/resources/0/freebusy_acl",
            entries(("u-bob", "SendAs")),
            f"{STARLEAF}.freebusy_acl[0].verb: ",
            id="8.3-a-verb-of-5.x",
        ),
        pytest.param("domains/0/resources/0/acl", [{"verb": "Read"}], f"{STARLEAF}.acl[0]: subject", id="8.2-nobody"),
        pytest.param(
            "domains/0/resources/0/config",
            {**CONFIG, "workingDays": ["MON"]},
            f"{STARLEAF}.config.workingDays[0]: one of SU, MO",
            id="9-days",
        ),
        pytest.param(
            "domains/0/resources/0/config", {"workingDays": []}, f"{STARLEAF}.config: dayStart is", id="9-incomplete"
        ),
        pytest.param(
            "domains/0/resources/0/config",
            {**CONFIG, "timezoneId": "Europe/Pairs"},
            f"{STARLEAF}.config: Unknown time-zone ID: Europe/Pairs",
            id="9-zone",
        ),
        pytest.param(
            "domains/0/resources/0/config", {**CONFIG, "dayEnd": 86_400_000}, f"{STARLEAF}.config: ", id="9-whole-day"
        ),
    ],
)
def test_a_seed(world: World, place: str, value: object, says: str) -> None:
    assert refused(world, {"seed": changed(place, value)}).startswith(says)


@pytest.mark.parametrize("seed", [[], "x", 1])
def test_a_seed_that_is_none(world: World, seed: object) -> None:
    assert refused(world, {"seed": seed}).startswith("a mapping is expected")


@pytest.mark.parametrize(
    ("place", "value"),
    [
        pytest.param("domains/0/users", None, id="a-list-without-items"),
        pytest.param("domains/0/groups/+", {"name": "New"}, id="a-group-without-uid"),
        pytest.param("domains/0/users/+", {"login": "new"}, id="a-user-without-uid"),
        pytest.param("domains/0/users/+", {"uid": "u-tina", "login": "tina"}, id="a-uid-of-another-domain"),
        pytest.param("domains/0/aliases", ["example.com", DOMAIN, "example.com"], id="an-alias-twice-in-one-domain"),
        pytest.param("domains/0/settings", {"work_hours_start": 9, "min_duration": 60.5, "x": None}, id="scalars"),
        pytest.param("domains/0/resources/0/acl", entries(("nobody", "Read")), id="8.2-an-unknown-subject"),
        pytest.param("domains/0/resources/0/settings_domain", TECH, id="7.3-another-domain"),
    ],
)
def test_a_seed_that_is_fine(world: World, place: str, value: object) -> None:
    seed = changed(place, value)
    if value is None:
        seed["api_keys"] = []
    world.load(seed)
    assert DOMAIN in world.simulator.state()["domains"]
