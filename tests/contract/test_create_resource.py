# SPDX-License-Identifier: GPL-3.0-or-later
"""contract#createresource, contract#quirks-of-createresource: what it makes and how it fails half-way."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.contract.seeds import (
    ALIAS,
    ALICE,
    BOB,
    CONFIG,
    DOMAIN,
    DORA,
    NEW,
    PROPERTY,
    RESOURCE,
    STARLEAF,
    TYPE,
    container,
    standard,
    without_resource,
)
from tests.contract.wire import NOTHING, Api, World, entries, on_5_x, only, pairs

PATH = f"resources/{DOMAIN}/{NEW}"
CALENDAR, FREEBUSY, SETTINGS = f"calendar:{NEW}", f"freebusy:{NEW}", f"{NEW}-settings-container"
ALL = {CALENDAR, FREEBUSY, SETTINGS}
HALF = {CALENDAR, FREEBUSY}


def working_hours(world: World, **settings: str) -> dict[str, Any]:
    """The working hours that createResource derives from these domain settings."""
    seed = without_resource()
    seed["domains"][0]["settings"].update(settings)
    world.load(seed)
    assert world.create_starleaf().is_void
    return dict(world.admin.get(f"calendars/{CALENDAR}/_config"))


# -- the effects


@only("4.5.3", "4.9")
def test_everything_that_it_makes(world: World) -> None:
    assert world.create_starleaf().is_void
    made = world.admin.get(PATH)
    assert (made["label"], made["typeIdentifier"]) == ("StarLeaf", TYPE)
    assert made["properties"] == [{"propertyId": PROPERTY, "value": STARLEAF}]
    assert made["reservationMode"] == ("AUTO_ACCEPT" if world.profile == "4.5.3" else "OWNER_MANAGED")
    (email,) = made["emails"]
    assert re.fullmatch(rf"[0-9a-f-]{{36}}@{re.escape(DOMAIN)}", email["address"])
    assert (email["allAliases"], email["isDefault"]) == (True, True)
    assert world.present(*ALL) == ALL
    assert world.admin("GET", f"{PATH}/icon").status == 200
    assert world.admin.get(f"calendars/{CALENDAR}/_config") == CONFIG
    assert world.admin.get(f"containers/_manage/{CALENDAR}/_acl") == []
    assert pairs(world.admin.get(f"containers/_manage/{FREEBUSY}/_acl")) == {(DOMAIN, "Read")}


def test_the_settings_container(world: World) -> None:
    world.create_starleaf()
    made = world.admin.get(f"containers/_manage/{SETTINGS}")
    assert (made["type"], made["owner"], made["name"]) == ("container_settings", NEW, SETTINGS)
    assert (made["domainUid"], made["settings"]) == (DOMAIN, {})
    assert (made["defaultContainer"], made["deleted"]) == (False, False)
    assert world.admin.get(f"containers/_manage/{SETTINGS}/_settings") == {}
    assert world.admin.get(f"containers/_manage/{SETTINGS}/_acl") == entries((DOMAIN, "Read"))


@pytest.mark.parametrize("who", [pytest.param(ALICE, id="admin"), pytest.param("core-secret", id="core-token")])
def test_who_may_create(world: World, who: str) -> None:
    assert world.create_starleaf(who=world.api(who)).is_void
    assert world.present(*ALL) == ALL


def test_acls_replace_the_calendar_acl(world: World) -> None:
    acl = entries(("u-bob", "Invitation"), ("g-dir", "Read"))
    assert world.create_starleaf(acls=acl).is_void
    assert pairs(world.admin.get(f"containers/_manage/{CALENDAR}/_acl")) == pairs(acl)


def test_working_hours_of_the_domain(world: World, subtests: pytest.Subtests) -> None:
    cases: dict[str, tuple[dict[str, str], dict[str, object]]] = {
        "decimal-hours": ({"work_hours_start": "8.5"}, {"dayStart": 30600000}),
        "minimum": ({"min_duration": "120"}, {"minDuration": 120}),
        "zone": ({"timezone": "America/Lima"}, {"timezoneId": "America/Lima"}),
        "days": ({"working_days": "mon,sun"}, {"workingDays": ["MO", "SU"]}),
    }
    for case, (settings, expected) in cases.items():
        with subtests.test(case):
            config = working_hours(world, **settings)
            read = {name: config[name] for name in expected}
            assert {
                name: sorted(value) if isinstance(value, list) else value for name, value in read.items()
            } == expected


@pytest.mark.parametrize(
    ("profile", "token", "kept"),
    [
        pytest.param("4.5.3", "sat", False, id="4.5-drops-sat"),
        pytest.param("4.5.3", "sam", True, id="4.5-wants-sam"),
        pytest.param("4.9", "sat", True, id="fixed-in-2022"),
    ],
    indirect=["profile"],
)
def test_saturday(world: World, token: str, kept: bool) -> None:
    days = working_hours(world, working_days=f"mon,{token}")["workingDays"]
    assert set(days) == ({"MO", "SA"} if kept else {"MO"})


# -- no provider


@pytest.mark.parametrize(
    "provider",
    [
        pytest.param(STARLEAF, id="the-plugin-is-not-loaded"),
        pytest.param("videoconferencing-nope", id="an-unknown-provider"),
    ],
)
def test_without_the_provider_it_is_200_and_nothing(world: World, provider: str) -> None:
    world.load(providers=[])
    assert world.create_starleaf(provider=provider).is_void
    assert world.admin("GET", PATH).is_null
    assert world.present(*ALL) == set()
    assert world.admin("PUT", f"containers/_manage/{SETTINGS}/_settings", {"token": "t"}).status == 404


@on_5_x
def test_on_5_x_starleaf_is_never_loaded(world: World) -> None:
    assert world.create_starleaf().is_void
    assert world.admin("GET", PATH).is_null


@on_5_x
def test_on_5_x_an_existing_resource_is_kept(world: World) -> None:
    assert world.admin.get(f"resources/{DOMAIN}/{RESOURCE}")["properties"][0]["value"] == STARLEAF
    assert world.delete()["state"] == "Success"


# -- half-way failures


@pytest.mark.parametrize("acls", [pytest.param(NOTHING, id="acls-missing"), pytest.param(None, id="acls-null")])
def test_without_acls_it_breaks_at_step_5(world: World, acls: object) -> None:
    body: dict[str, object] = {"label": "StarLeaf", "provider": STARLEAF}
    if acls is not NOTHING:
        body["acls"] = acls
    reply = world.admin("PUT", f"videoconferencing/{DOMAIN}/createResource/{NEW}", body)
    assert (reply.status, reply.code, reply.json["errorType"]) == (500, None, "NullPointerException")
    assert world.admin("GET", PATH).status == 200
    assert world.present(*ALL) == HALF
    assert world.admin.get(f"calendars/{CALENDAR}/_config") == CONFIG


def test_an_existing_uid_is_refused_and_never_completed(world: World) -> None:
    world.create_starleaf()
    assert world.admin("DELETE", f"containers/_manage/{SETTINGS}").is_void
    reply = world.create_starleaf()
    assert (reply.status, reply.code) == (500, "ALREADY_EXISTS")
    assert world.present(*ALL) == HALF


@pytest.mark.parametrize(
    ("key", "left"),
    [
        pytest.param(DORA, HALF, id="manageResource-breaks-at-step-6"),
        pytest.param(BOB, set(), id="a-plain-user-makes-nothing"),
    ],
)
def test_missing_rights(world: World, key: str, left: set[str]) -> None:
    reply = world.create_starleaf(who=world.api(key))
    assert reply.refused
    if left:
        assert (reply.status, reply.code) == (500, "FORBIDDEN")
    assert world.present(*ALL) == left
    assert world.admin("GET", PATH).status == (200 if left else 204)


def test_an_alias_makes_a_container_that_nobody_reads(world: World) -> None:
    path = f"videoconferencing/{ALIAS}/createResource/{NEW}"
    assert world.admin("PUT", path, {"label": "StarLeaf", "provider": STARLEAF, "acls": []}).is_void
    assert world.admin("GET", PATH).status == 200
    assert world.admin.get(f"containers/_manage/{SETTINGS}")["domainUid"] == ALIAS
    assert world.admin.get(f"containers/_manage/{SETTINGS}/_acl") == entries((ALIAS, "Read"))
    assert world.bob("GET", f"containers/_manage/{SETTINGS}/_settings").status == 403


def test_an_alias_fails_for_a_domain_administrator(world: World) -> None:
    path = f"videoconferencing/{ALIAS}/createResource/{NEW}"
    reply = world.alice("PUT", path, {"label": "StarLeaf", "provider": STARLEAF, "acls": []})
    assert (reply.status, reply.code) == (500, "FORBIDDEN")
    assert world.present(*ALL) == HALF


@pytest.mark.parametrize(
    "settings",
    [
        pytest.param({"work_hours_start": "nine"}, id="hours-are-not-a-number"),
        pytest.param({"min_duration": "long"}, id="minimum-is-not-a-number"),
    ],
)
def test_bad_domain_settings_break_it_after_step_2(world: World, settings: dict[str, str]) -> None:
    seed = standard()
    seed["domains"][0]["settings"].update(settings)
    world.load(seed)
    assert world.create_starleaf().status == 500
    assert world.admin("GET", PATH).status == 200
    assert world.admin("GET", f"{PATH}/icon").status == 200
    assert world.present(*ALL) == HALF
    assert world.admin.get(f"calendars/{CALENDAR}/_config")["workingDays"] == []


@pytest.mark.parametrize(
    ("orphan", "kind"),
    [
        pytest.param(SETTINGS, "container_settings", id="orphan-settings"),
        pytest.param(CALENDAR, "calendar", id="orphan-calendar"),
    ],
)
def test_an_orphan_container_breaks_it_after_the_resource_exists(world: World, orphan: str, kind: str) -> None:
    world.admin.write("PUT", f"containers/_manage/{orphan}", container(orphan, owner=NEW, type=kind))
    reply = world.create_starleaf()
    assert (reply.status, reply.code) == (500, "SQL_ERROR")
    assert world.admin("GET", PATH).status == 200


def test_a_deterministic_uid_collides_instead_of_a_twin(world: World) -> None:
    first, second = world.create_starleaf(), world.create_starleaf()
    assert (first.status, second.code) == (200, "ALREADY_EXISTS")
    assert sorted(world.admin.get(f"resources/{DOMAIN}/byType/{TYPE}")) == sorted([NEW, RESOURCE])


def test_concurrent_runs_make_one_resource(world: World) -> None:
    apis = [Api(world.simulator.url, ALICE) for _again in range(6)]
    with ThreadPoolExecutor(len(apis)) as pool:
        replies = list(pool.map(lambda api: world.create_starleaf(who=api), apis))
    assert sorted(reply.status for reply in replies) == [200] + [500] * 5
    assert {reply.code for reply in replies if reply.status == 500} == {"ALREADY_EXISTS"}
    assert world.present(*ALL) == ALL


# -- other providers, which 5.x still has


@pytest.mark.parametrize(
    ("profile", "mode"),
    [
        pytest.param("4.5.3", "AUTO_ACCEPT", id="4.5.3"),
        pytest.param("4.9", "OWNER_MANAGED", id="4.9"),
        pytest.param("5.1", "OWNER_MANAGED", id="5.1"),
    ],
    indirect=["profile"],
)
def test_another_provider(world: World, mode: str) -> None:
    world.load(providers=["jitsi"])
    assert world.create_starleaf(provider="videoconferencing-jitsi", label="Jitsi").is_void
    made = world.admin.get(PATH)
    assert made["properties"] == [{"propertyId": PROPERTY, "value": "videoconferencing-jitsi"}]
    assert made["reservationMode"] == mode
    assert world.present(*ALL) == ALL
    assert (DOMAIN, "Read") in pairs(world.admin.get(f"containers/_manage/{SETTINGS}/_acl"))
    assert world.admin.get(f"calendars/{CALENDAR}/_config") == CONFIG
