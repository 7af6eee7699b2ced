# SPDX-License-Identifier: GPL-3.0-or-later
"""contract#providers, contract#external-systems: which build has which provider, and what it registers."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contract.seeds import CORE, DOMAIN, NEW, standard, without_resource
from tests.contract.wire import Row, World, check, on_each_line, only

ALL = ("starleaf", "jitsi", "bluemind", "teams", "webex", "zoom")
# Profile, technical version, the providers that such a build can have.
BUILDS: tuple[tuple[str, str, str, set[str]], ...] = (
    ("4.5.0", "4.5.3", "4.1.56794", {"jitsi"}),
    ("4.5.3", "4.5.3", "4.1.56815", {"jitsi", "starleaf"}),
    ("4.6.0", "4.5.3", "4.1.58998", {"jitsi", "starleaf", "bluemind"}),
    ("4.8.0", "4.9", "4.1.64635", {"jitsi", "starleaf", "bluemind", "teams"}),
    ("4.8-with-webex", "4.9", "4.1.65141", {"jitsi", "starleaf", "bluemind", "teams", "webex"}),
    ("4.9", "4.9", "4.9.3884", set(ALL)),
    ("5.1", "5.1", "5.1.2585", set(ALL) - {"starleaf"}),
)


def made_by(world: World, name: str) -> bool:
    """Whether createResource makes a resource of this provider."""
    uid = f"{NEW}-{name}"
    body = {"label": name, "provider": f"videoconferencing-{name}", "acls": []}
    assert world.admin("PUT", f"videoconferencing/{DOMAIN}/createResource/{uid}", body).is_void
    return bool(world.admin("GET", f"resources/{DOMAIN}/{uid}").status == 200)


@pytest.mark.parametrize(
    ("profile", "software", "there"), [pytest.param(*rest, id=name) for name, *rest in BUILDS], indirect=["profile"]
)
def test_a_build_has_its_providers_and_no_others(world: World, software: str, there: set[str]) -> None:
    world.load(without_resource(), providers=list(ALL), software=software)
    assert {name for name in ALL if made_by(world, name)} == there


@on_each_line
def test_a_provider_that_is_not_loaded_makes_nothing(world: World) -> None:
    world.load(without_resource(), providers=[])
    assert [name for name in ALL if made_by(world, name)] == []


@only("5.1")
def test_each_provider_has_an_icon_and_empty_settings(world: World) -> None:
    world.load(without_resource(), providers=list(ALL))
    for name in ALL[1:]:
        assert made_by(world, name)
        assert world.admin("GET", f"resources/{DOMAIN}/{NEW}-{name}/icon").status == 200
        assert world.admin.get(f"containers/_manage/{NEW}-{name}-settings-container/_settings") == {}


# Technical version, Teams' identifier.
SYSTEMS: tuple[tuple[str, str, str], ...] = (
    ("4.8", "4.1.64635", "Teams"),
    ("4.8-renamed", "4.1.65141", "videoconferencing-teams"),
    ("4.9", "4.9.3884", "videoconferencing-teams"),
)


@pytest.mark.parametrize(("software", "teams"), [pytest.param(*rest, id=name) for name, *rest in SYSTEMS])
def test_teams_is_registered_under_the_id_of_its_build(world: World, software: str, teams: str) -> None:
    world.load(providers=["teams"], software=software)
    assert [one["identifier"] for one in world.bob.get("system/external")] == [teams]


def test_only_loaded_plugins_register(world: World) -> None:
    world.load(providers=["jitsi", "bluemind", "starleaf", "zoom"])
    (found,) = world.bob.get("system/external")
    assert (found["identifier"], found["authKind"]) == ("videoconferencing-zoom", "OPEN_ID_PKCE")


def test_external_systems(world: World, subtests: pytest.Subtests) -> None:
    world.load(providers=list(ALL))
    kinds = "system/external/_by_authkind"

    def identifiers(*wanted: str) -> set[str]:
        return {one["identifier"].removeprefix("videoconferencing-") for one in world.bob.post(kinds, list(wanted))}

    assert identifiers("OPEN_ID_PKCE") == {"webex", "zoom"}
    assert identifiers("NONE", "OPEN_ID_PKCE") == {"teams", "webex", "zoom"}
    assert identifiers() == set()
    check(
        world,
        subtests,
        Row("unknown-kind", "POST", kinds, ["MAGIC"], status=500, code="UNKNOWN"),
        Row("no-list", "POST", kinds, None, status=500),
        Row("unknown-system", "GET", "system/external/videoconferencing-jitsi", status=204, value=None),
        Row("one", "GET", "system/external/videoconferencing-webex"),
    )


@only("4.5.3")
def test_the_oldest_line_lists_and_cannot_filter(world: World) -> None:
    world.load(providers=list(ALL))
    assert world.bob.get("system/external") == []
    assert world.bob("POST", "system/external/_by_authkind", ["NONE"]).status == 500


# -- accounts at external systems

ACCOUNTS = f"users/{DOMAIN}/u-bob/accounts"
TEAMS = f"{ACCOUNTS}/videoconferencing-teams"


def account(login: str = "bob@tenant.example", **more: Any) -> dict[str, Any]:
    """A UserAccount."""
    return {"login": login, "credentials": None, "additionalSettings": {}, **more}


@on_each_line
def test_the_life_of_an_account(world: World) -> None:
    assert world.admin("GET", TEAMS).is_null
    world.admin.write("PUT", TEAMS, account(credentials="secret"))
    assert world.admin.get(TEAMS) == account()
    world.admin.write("POST", TEAMS, account("robert@tenant.example"))
    assert world.admin.get(ACCOUNTS) == [account("robert@tenant.example", externalSystemId="videoconferencing-teams")]
    world.admin.write("PUT", f"{ACCOUNTS}/Teams", account())
    world.admin.write("DELETE", TEAMS, None)
    assert [one["externalSystemId"] for one in world.admin.get(ACCOUNTS)] == ["Teams"]
    world.admin.write("DELETE", ACCOUNTS, None)
    assert world.admin.get(ACCOUNTS) == []


def test_null_keeps_the_credentials(world: World) -> None:
    world.admin.write("PUT", TEAMS, account(credentials="secret"))
    kept = world.simulator.state()["domains"][DOMAIN]["entries"]["u-bob"]["user"]["accounts"]
    world.admin.write("POST", TEAMS, account("other"))
    now = world.simulator.state()["domains"][DOMAIN]["entries"]["u-bob"]["user"]["accounts"]
    assert now == {"videoconferencing-teams": {**kept["videoconferencing-teams"], "login": "other"}}
    assert kept["videoconferencing-teams"]["credentials"] not in (None, "secret")


def test_what_accounts_refuse(world: World, subtests: pytest.Subtests) -> None:
    world.admin.write("PUT", TEAMS, account())
    check(
        world,
        subtests,
        Row("second", "PUT", TEAMS, account(), status=500, code="SQL_ERROR"),
        Row("update-of-none", "POST", f"{ACCOUNTS}/Teams", account(), status=500, code=None),
        Row("delete-of-none", "DELETE", f"{ACCOUNTS}/Teams"),
        Row("nobody", "GET", f"users/{DOMAIN}/nope/accounts", status=500, code=None),
        Row("alias", "GET", "users/example.com/u-bob/accounts", status=500, code="UNKNOWN", match="container"),
        Row("own", "GET", ACCOUNTS, who="key-bob"),
        Row("of-another", "GET", f"users/{DOMAIN}/u-carl/accounts", status=403, who="key-bob"),
        Row("administrator", "GET", ACCOUNTS, who="key-alice"),
    )


# -- properties of a domain

PATH = f"domains/{DOMAIN}"
REGISTRATION = {"videoconferencing-webex_appid": "client", "videoconferencing-webex_secret": "s3cret"}


def loaded(world: World) -> dict[str, Any]:
    """The value of the domain, whose properties hold a secret of somebody else."""
    seed = standard()
    seed["domains"][0]["properties"] = {"ldap_password": "theirs"}
    world.load(seed)
    return dict(world.alice.get(PATH)["value"])


@on_each_line
def test_properties_are_replaced_with_the_whole_value(world: World) -> None:
    value = loaded(world)
    assert value["properties"] == {"ldap_password": "theirs"}
    world.alice.write("POST", PATH, {**value, "properties": {**value["properties"], **REGISTRATION}})
    assert world.alice.get(PATH)["value"]["properties"] == {"ldap_password": "theirs", **REGISTRATION}
    world.alice.write("POST", PATH, {**value, "properties": {"only": "this"}})
    assert world.alice.get(PATH)["value"]["properties"] == {"only": "this"}
    world.alice.write("POST", PATH, {**value, "properties": None})
    assert world.alice.get(PATH)["value"]["properties"] == {}


def test_what_a_domain_refuses(world: World, subtests: pytest.Subtests) -> None:
    value = loaded(world)
    changes: tuple[dict[str, object], ...] = (
        {"name": "other"},
        {"aliases": []},
        {"defaultAlias": "other"},
        {"global": True},
    )
    check(
        world,
        subtests,
        *[
            Row(next(iter(change)), "POST", PATH, value | change, status=500, code="INVALID_PARAMETER")
            for change in changes
        ],
        Row("no-aliases", "POST", PATH, value | {"aliases": None}, status=500, code=None),
        Row("nothing", "POST", PATH, None, status=500, code=None),
        Row("unknown", "POST", "domains/nope.example", value, status=404, code="NOT_FOUND"),
        Row("a-user", "POST", PATH, value, status=403, who="key-bob"),
        Row("another-domain", "POST", PATH, value, status=403, who="key-tom"),
    )
    assert world.alice.get(PATH)["value"] == value


def test_only_administrators_see_properties(world: World) -> None:
    loaded(world)
    for path in (PATH, f"domains/_lookup?name={DOMAIN}"):
        assert world.alice.get(path)["value"]["properties"] == {"ldap_password": "theirs"}
        assert world.bob.get(path)["value"]["properties"] == {}
    assert [one["value"]["properties"] for one in world.bob.get("domains")] == [{}]


# -- account types and the roles of BlueMind.Video

SIMPLE, FULL = "hasSimpleVideoconferencing", "hasFullVideoconferencing"


def roles(world: World, user: str = "u-bob") -> set[str]:
    """Those of BlueMind.Video."""
    return {SIMPLE, FULL} & set(world.alice.get(f"users/{DOMAIN}/{user}/roles_resolved"))


def change(world: World, kind: str | None, user: str = "u-bob") -> None:
    """The account type."""
    world.alice.write("POST", f"users/{DOMAIN}/_updateAccountType/{user}", kind)


def subscribed(world: World, until: str = "2999-01-01", **settings: str) -> None:
    """The standard seed with a subscription."""
    seed = standard() | {"full_visio_until": until}
    seed["domains"][0]["settings"] |= settings
    world.load(seed)


@only("4.9", "5.1")
def test_roles_follow_the_account_type(world: World) -> None:
    subscribed(world)
    assert roles(world) == {SIMPLE}
    for kind, expected in (("FULL_AND_VISIO", {SIMPLE, FULL}), ("SIMPLE", set()), (None, set()), ("FULL", {SIMPLE})):
        change(world, kind)
        assert roles(world) == expected
    assert world.bob("POST", f"users/{DOMAIN}/_updateAccountType/u-carl", "SIMPLE").status == 403
    assert world.alice("POST", f"users/{DOMAIN}/_updateAccountType/u-bob", "HUGE").status == 500
    assert world.alice("POST", f"users/{DOMAIN}/_updateAccountType/nope", "FULL").is_void


@pytest.mark.parametrize("until", ["2001-01-01", None])
def test_no_role_without_a_subscription(world: World, until: str | None) -> None:
    if until:
        subscribed(world, until)
    change(world, "FULL_AND_VISIO")
    assert roles(world) == set()
    assert SIMPLE in world.alice.get(f"users/{DOMAIN}/u-bob/roles")
    assert world.alice.post(f"users/{DOMAIN}/_roleusers", [SIMPLE]) == ["u-bob"]


@only("4.5.3")
def test_the_oldest_line_knows_no_visio_account(world: World) -> None:
    subscribed(world)
    assert roles(world) == set()
    assert world.alice("POST", f"users/{DOMAIN}/_updateAccountType/u-bob", "FULL_AND_VISIO").status == 500


def test_visio_accounts_are_counted(world: World) -> None:
    subscribed(world, domain_max_fullvisio_accounts="1")
    change(world, "FULL_AND_VISIO")
    change(world, "FULL_AND_VISIO")
    refused = world.alice("POST", f"users/{DOMAIN}/_updateAccountType/u-carl", "FULL_AND_VISIO")
    assert (refused.status, refused.code) == (500, "FORBIDDEN")


def test_the_subscription_tells_its_end(world: World) -> None:
    assert world.api(CORE).get("system/installation/subscription")["indicator"] == []
    subscribed(world)
    (found,) = world.api(CORE).get("system/installation/subscription")["indicator"]
    assert found["kind"] == "FullVisioAccount"
    assert found["expiration"] > 32_000_000_000_000
