# SPDX-License-Identifier: GPL-3.0-or-later
"""The simulator's `/_control/reset`: all or nothing, and a refusal says where the order is wrong."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contract.seeds import ADMIN0, CALENDAR, CONFIG, DOMAIN, RESOURCE, SETTINGS, TECH, standard, starleaf
from tests.contract.wire import Api, World, entries, only

pytestmark = only("4.5.3")  # states and verbs that it does not have are refused


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


def test_an_option(world: World, subtests: pytest.Subtests) -> None:
    cases: dict[str, tuple[str, object]] = {
        "boot-seconds": ("boot_seconds", "abc"),
        "task-polls": ("task_polls", "abc"),
        "task-polls-that-are-not-whole": ("task_polls", 1.5),
        "latency": ("latency_ms", "abc"),
        "negative-latency": ("latency_ms", -1),
        "a-boolean": ("session_idle_seconds", True),
        "a-list": ("task_retention_seconds", []),
        "profile": ("profile", "4.8"),
        "a-list-of-profiles": ("profile", ["4.9"]),
        "providers-that-are-no-list": ("providers", "starleaf"),
        "unknown-provider": ("providers[0]", ["sunleaf"]),
        "release": ("release", 4.5),
        "core-token": ("core_token", 4711),
        "no-state": ("system_state", "RUNNING"),
        "a-state-of-4.7": ("system_state", "CORE_STATE_DEMOTED"),
    }
    for case, (option, value) in cases.items():
        with subtests.test(case):
            order = {"seed": {}, option.partition("[")[0]: value}
            assert refused(world, order).startswith(f"{option}: ")


def test_an_unknown_option(world: World) -> None:
    assert refused(world, {"seed": {}, "boot_second": 1}).startswith("unknown key 'boot_second'")


def test_no_object(world: World, subtests: pytest.Subtests) -> None:
    orders: tuple[object, ...] = ([], "x", 1)
    for order in orders:
        with subtests.test(repr(order)):
            assert refused(world, order) == "an object is expected"


USER, ALICE, STARLEAF = "domains[0].users[10]", "domains[0].users[0]", "domains[0].resources[0]"
ROOM = "domains[1].resources"


def test_a_seed(world: World, subtests: pytest.Subtests) -> None:
    cases: dict[str, tuple[str, object, str]] = {
        "domains": ("domains", {}, "domains: a list is expected"),
        "a-domain": ("domains/1", "x", "domains[1]: a mapping is expected"),
        "a-domain-without-uid": ("domains/1", {"name": "x"}, "domains[1]: uid is missing"),
        "a-misspelt-key": ("domains/0/user", [], "domains[0]: unknown key 'user'"),
        "a-nameless-user": ("domains/0/users/+", {"name": "x"}, f"{USER}: uid or login is missing"),
        "a-nameless-group": ("domains/0/groups/+", {}, "domains[0].groups[2]: uid or name is missing"),
        "a-nameless-mailshare": ("domains/0/mailshares/0/uid", None, "domains[0].mailshares[0]"),
        "a-login": ("domains/0/users/0/login", 4711, f"{ALICE}.login: a text is expected"),
        "a-password": ("domains/0/users/0/password", None, f"{ALICE}.password: "),
        "a-flag": ("domains/0/users/0/archived", "no", f"{ALICE}.archived: true or false"),
        "an-account-type": ("domains/0/users/0/account_type", "BIG", f"{ALICE}.account_type: "),
        "an-address": ("domains/0/users/0/emails", [{}], f"{ALICE}.emails[0]: address is missing"),
        "a-setting": ("domains/0/settings", {"a": []}, "domains[0].settings.a: "),
        "a-property": ("domains/0/properties", {"a": []}, "domains[0].properties.a: "),
        "an-account": ("domains/0/users/0/accounts", {"Teams": {}}, f"{ALICE}.accounts.Teams: login is missing"),
        "the-end-of-the-subscription": ("full_visio_until", "soon", "full_visio_until: a date such as "),
        "the-core-token": ("core_token", 4711, "core_token: "),
        "a-key": ("api_keys/0/key", 4711, "api_keys[0].key: "),
        "a-key-of-nobody": ("api_keys/0/login", "nobody@example.org", "api_keys[0]: there is no nobody"),
        "a-key-twice": ("api_keys/+", {"key": ADMIN0, "login": "admin0@global.virt"}, "api_keys[7]: "),
        "a-domain-twice": ("domains/+", {"uid": DOMAIN}, f"domains[3]: the name {DOMAIN} "),
        "an-alias-twice": ("domains/1/aliases", ["example.com"], "domains[1]: the name example.com "),
        "global.virt": ("domains/+", {"uid": "global.virt"}, "domains[3]: the name global.virt "),
        "a-uid-twice": ("domains/0/users/+", {"uid": "u-bob"}, f"{USER}: the uid u-bob "),
        "a-uid-of-another-kind": ("domains/0/groups/+", {"uid": "u-bob"}, "domains[0].groups[2]: the uid"),
        "a-login-twice": ("domains/0/users/+", {"uid": "x", "login": "BOB"}, f"{USER}: the login bob "),
        "a-resource": ("domains/1/resources", [starleaf()], f"{ROOM}[0]: the container calendar:r-1 "),
        "an-orphan-that-is-none": (
            "domains/0/orphan_containers",
            [{"uid": SETTINGS, "type": "container_settings", "owner": RESOURCE}],
            f"domains[0].orphan_containers[0]: the container {SETTINGS} ",
        ),
        "mode": ("domains/0/resources/0/reservation_mode", "AUTO", f"{STARLEAF}.reservation_mode: "),
        "container": ("domains/0/resources/0/containers", ["inbox"], f"{STARLEAF}.containers[0]: "),
        "a-verb": ("domains/0/resources/0/acl", entries(("u-bob", "Book")), f"{STARLEAF}.acl[0].verb: "),
        "a-verb-of-5.x": (
            "domains/0/resources/0/freebusy_acl",
            entries(("u-bob", "SendAs")),
            f"{STARLEAF}.freebusy_acl[0].verb: ",
        ),
        "nobody": ("domains/0/resources/0/acl", [{"verb": "Read"}], f"{STARLEAF}.acl[0]: subject"),
        "days": (
            "domains/0/resources/0/config",
            {**CONFIG, "workingDays": ["MON"]},
            f"{STARLEAF}.config.workingDays[0]: one of SU, MO",
        ),
        "incomplete": ("domains/0/resources/0/config", {"workingDays": []}, f"{STARLEAF}.config: dayStart is"),
        "zone": (
            "domains/0/resources/0/config",
            {**CONFIG, "timezoneId": "Europe/Pairs"},
            f"{STARLEAF}.config: Unknown time-zone ID: Europe/Pairs",
        ),
        "whole-day": ("domains/0/resources/0/config", {**CONFIG, "dayEnd": 86_400_000}, f"{STARLEAF}.config: "),
    }
    for case, (place, value, says) in cases.items():
        with subtests.test(case):
            assert refused(world, {"seed": changed(place, value)}).startswith(says)


def test_a_seed_that_is_none(world: World, subtests: pytest.Subtests) -> None:
    seeds: tuple[object, ...] = ([], "x", 1)
    for seed in seeds:
        with subtests.test(repr(seed)):
            assert refused(world, {"seed": seed}).startswith("a mapping is expected")


def test_a_seed_that_is_fine(world: World, subtests: pytest.Subtests) -> None:
    cases: dict[str, tuple[str, object]] = {
        "a-list-without-items": ("domains/0/users", None),
        "a-group-without-uid": ("domains/0/groups/+", {"name": "New"}),
        "a-user-without-uid": ("domains/0/users/+", {"login": "new"}),
        "a-uid-of-another-domain": ("domains/0/users/+", {"uid": "u-tina", "login": "tina"}),
        "an-alias-twice-in-one-domain": ("domains/0/aliases", ["example.com", DOMAIN, "example.com"]),
        "scalars": ("domains/0/settings", {"work_hours_start": 9, "min_duration": 60.5, "x": None}),
        "an-unknown-subject": ("domains/0/resources/0/acl", entries(("nobody", "Read"))),
        "another-domain": ("domains/0/resources/0/settings_domain", TECH),
    }
    for case, (place, value) in cases.items():
        with subtests.test(case):
            seed = changed(place, value)
            if value is None:
                seed["api_keys"] = []
            world.load(seed)
            assert DOMAIN in world.simulator.state()["domains"]
