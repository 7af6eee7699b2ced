# SPDX-License-Identifier: GPL-3.0-or-later
"""contract#release-numbers, contract#domains: versions, domains, their settings."""

from __future__ import annotations

import pytest

from tests.contract.seeds import ALIAS, BOB, DOMAIN, OLD, TECH, TECH_ALIAS, TINA, TYPE
from tests.contract.wire import Row, World, check

ITEM = {
    "uid",
    "internalId",
    "version",
    "displayName",
    "externalId",
    "createdBy",
    "updatedBy",
    "created",
    "updated",
    "flags",
    "value",
}
VALUE = {"label", "name", "description", "properties", "global", "aliases", "defaultAlias"}


@pytest.mark.parametrize(
    ("profile", "software", "release"),
    [
        pytest.param("4.5.3", "4.1.56815", "4.5.3", id="4.5.3-announces-4.1.56815"),
        pytest.param("4.9", "4.9.", "4.9", id="4.9"),
        pytest.param("5.1", "5.1.", "5.1", id="5.1"),
    ],
    indirect=["profile"],
)
def test_versions(world: World, software: str, release: str) -> None:
    version = world.bob.get("system/installation/version")
    assert set(version) == {"softwareVersion", "versionName", "databaseVersion", "needsUpgrade"}
    assert version["softwareVersion"].startswith(software)
    assert version["versionName"].startswith(release)
    public = world.anonymous.get("system/installation/_infos")
    assert set(public) == {"softwareVersion", "releaseName", "defaultDomain"}
    assert public["softwareVersion"] == version["softwareVersion"]
    assert public["releaseName"] == version["versionName"]


def test_other_builds_can_be_announced(world: World, subtests: pytest.Subtests) -> None:
    cases: dict[str, tuple[str, str]] = {
        "4.5.2": ("4.1.56811", "4.5.2"),
        "4.5.19": ("4.1.57012", "4.5.19"),
        "a-development-build": ("4.1.0.qualifier", "4.6.0"),
    }
    for case, (software, release) in cases.items():
        with subtests.test(case):
            world.load(software=software, release=release)
            version = world.admin.get("system/installation/version")
            assert (version["softwareVersion"], version["versionName"]) == (software, release)


def test_the_global_administrator_lists_all_domains(world: World) -> None:
    found = {one["uid"]: one for one in world.admin.get("domains")}
    assert set(found) == {DOMAIN, TECH, OLD, "global.virt"}
    assert {uid for uid, one in found.items() if one["value"]["global"]} == {"global.virt"}
    for uid, one in found.items():
        assert set(one) == ITEM
        assert set(one["value"]) == VALUE
        assert one["value"]["name"] == uid


def test_others_list_only_their_own(world: World, subtests: pytest.Subtests) -> None:
    cases: dict[str, tuple[str, str]] = {
        "bob": (BOB, DOMAIN),
        "tina": (TINA, TECH),
    }
    for case, (key, own) in cases.items():
        with subtests.test(case):
            assert [one["uid"] for one in world.api(key).get("domains")] == [own]


def test_lookup(world: World, subtests: pytest.Subtests) -> None:
    cases: dict[str, tuple[str, str]] = {
        "by-name": (DOMAIN, DOMAIN),
        "by-alias": (ALIAS, DOMAIN),
        "by-technical-name": (TECH, TECH),
        "by-the-human-name": (TECH_ALIAS, TECH),
    }
    for case, (name, uid) in cases.items():
        with subtests.test(case):
            found = world.admin.get(f"domains/_lookup?name={name}")
            assert (found["uid"], set(found), set(found["value"])) == (uid, ITEM, VALUE)


def test_domain_calls(world: World, subtests: pytest.Subtests) -> None:
    check(
        world,
        subtests,
        Row("lookup-needs-a-user", "GET", f"domains/_lookup?name={DOMAIN}", status=403, who=None),
        Row("get-unknown", "GET", "domains/nope.example", status=204, value=None),
        Row("get-takes-no-alias", "GET", f"domains/{ALIAS}", status=204, value=None),
        Row("own-domain", "GET", f"domains/{DOMAIN}", who=BOB),
    )


def test_dates_are_epoch_milliseconds(world: World) -> None:
    read = world.admin.get(f"domains/{DOMAIN}")
    assert isinstance(read["created"], int)
    assert read["created"] > 1_000_000_000_000


def test_another_domain_is_refused(world: World) -> None:
    assert world.bob("GET", f"domains/{TECH}").refused


def test_settings_merge_the_global_defaults(world: World) -> None:
    defaults = world.admin.get("domains/nope.example/_settings")
    merged = world.admin.get(f"domains/{DOMAIN}/_settings")
    assert merged["work_hours_start"] == "9"
    assert set(defaults) <= set(merged)


def test_settings_are_replaced_as_a_whole(world: World) -> None:
    path = f"domains/{DOMAIN}/_settings"
    defaults = world.admin.get("domains/nope.example/_settings")
    world.admin.write("PUT", path, {"mine": "1"})
    assert world.admin.get(path) == {**defaults, "mine": "1"}


def test_settings_need_a_role(world: World) -> None:
    assert world.bob("GET", f"domains/{DOMAIN}/_settings").refused
    assert world.bob("PUT", f"domains/{DOMAIN}/_settings", {}).refused
    assert world.alice("GET", f"domains/{DOMAIN}/_settings").status == 200


@pytest.mark.parametrize(
    ("profile", "known"),
    [pytest.param("4.9", False, id="4.9"), pytest.param("5.1", True, id="5.1")],
    indirect=["profile"],
)
def test_the_external_url_is_of_5_x(world: World, known: bool) -> None:
    reply = world.admin("GET", f"domains/{DOMAIN}/externalurl")
    assert (reply.status in {200, 204}) is known


def test_these_services_take_an_alias(world: World, subtests: pytest.Subtests) -> None:
    cases: dict[str, tuple[str, str, object]] = {
        "resources": ("GET", f"resources/{{}}/byType/{TYPE}", None),
        "directory": ("GET", "directory/{}/entry-uid/u-bob", None),
        "users": ("GET", "users/{}/byLogin/bob", None),
        "groups": ("GET", "groups/{}/byName/Direction", None),
        "mget": ("POST", "directory/{}/_mget", ["u-bob", "g-dir"]),
    }
    for case, (method, path, body) in cases.items():
        with subtests.test(case):
            answers = [
                world.admin(method, path.format(name), *([] if body is None else [body])).json
                for name in (DOMAIN, ALIAS)
            ]
            assert answers[0] == answers[1]
            assert answers[0]
