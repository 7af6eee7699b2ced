# SPDX-License-Identifier: GPL-3.0-or-later
"""contract#login, contract#sessions: login, keys, sessions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.contract.seeds import ALIAS, BOB, CALENDAR, CORE, DOMAIN, TECH, TECH_ALIAS, standard
from tests.contract.wire import Api, Reply, Row, World, check, on_5_x, only
from tests.support.simulator import Simulator

ANSWER = {"status", "message", "authKey", "latd", "authUser"}
USER = {"uid", "domainUid", "displayName", "value", "roles", "rolesByOU", "settings"}


def log_in(world: World, login: str, password: str, path: str = "auth/login") -> Reply:
    """One login without a key."""
    separator = "&" if "?" in path else "?"
    return world.anonymous("POST", f"{path}{separator}login={login}&origin=test", password)


def test_a_login_that_succeeds(world: World, subtests: pytest.Subtests) -> None:
    cases: dict[str, tuple[str, str, str]] = {
        "a-user": (f"bob@{DOMAIN}", "pw", "u-bob"),
        "the-global-administrator": ("admin0@global.virt", "admin", "admin0"),
        "no-at-sign-means-global.virt": ("admin0", "admin", "admin0"),
        "login-at-the-domain-uid": (f"tina@{TECH}", "pw", "u-tina"),
        "an-address-at-an-alias": (f"t.leroy@{TECH_ALIAS}", "pw", "u-tina"),
        "an-api-key-is-a-password": (f"bob@{DOMAIN}", BOB, "u-bob"),
    }
    for case, (login, password, uid) in cases.items():
        with subtests.test(case):
            reply = log_in(world, login, password)
            assert (reply.status, reply.json["status"]) == (200, "Ok")
            assert set(reply.json) == ANSWER
            assert set(reply.json["authUser"]) == USER
            if uid != "admin0":
                assert reply.json["authUser"]["uid"] == uid
            session = world.api(reply.json["authKey"])
            assert session("GET", "auth/ping").status == 200
            assert session.get("auth")["uid"] == reply.json["authUser"]["uid"]


def test_a_wrong_password_is_200_bad(world: World, subtests: pytest.Subtests) -> None:
    cases: dict[str, tuple[str, str]] = {
        "a-wrong-password": (f"bob@{DOMAIN}", "wrong"),
        "an-unknown-user": (f"nobody@{DOMAIN}", "pw"),
        "looked-up-in-global.virt": ("bob", "pw"),
        "an-unknown-domain": ("bob@nope.example", "pw"),
        "a-login-name-at-an-alias": (f"tina@{TECH_ALIAS}", "pw"),
        "an-empty-password": (f"bob@{DOMAIN}", ""),
    }
    for case, (login, password) in cases.items():
        with subtests.test(case):
            reply = log_in(world, login, password)
            assert (reply.status, set(reply.json)) == (200, ANSWER)
            assert (reply.json["status"], reply.json["authKey"]) == ("Bad", None)


def test_login_with_params_is_the_same(world: World) -> None:
    reply = log_in(world, f"bob@{DOMAIN}", "pw", "auth/loginWithParams?interactive=false")
    assert reply.json["status"] == "Ok"


def test_validate(world: World, subtests: pytest.Subtests) -> None:
    cases: dict[str, tuple[str, str]] = {
        "password": ("pw", "PASSWORD"),
        "none": ("no", "NONE"),
        "token": (BOB, "TOKEN"),
    }
    for case, (password, kind) in cases.items():
        with subtests.test(case):
            reply = log_in(world, f"bob@{DOMAIN}", password, "auth/validate")
            assert (reply.status, reply.json) == (200, kind)


def test_who_is_calling(world: World, subtests: pytest.Subtests) -> None:
    check(
        world,
        subtests,
        Row("ping-without-a-key", "GET", "auth/ping", value=None, who=None),
        Row("ping-with-a-key", "GET", "auth/ping", value=None, who=BOB),
        Row("ping-with-a-bad-key", "GET", "auth/ping", status=401, who="no-such-key"),
        Row("user-of-the-core-token", "GET", "auth", status=204, value=None, who=CORE),
        Row("user-of-nobody", "GET", "auth", status=403, who=None),
    )


def test_logout_ends_the_session(world: World) -> None:
    session = world.api(log_in(world, f"bob@{DOMAIN}", "pw").json["authKey"])
    assert session("POST", "auth/logout").is_void
    assert session("GET", "auth/ping").status == 401


def test_two_logins_are_two_sessions(world: World) -> None:
    first, second = (world.api(log_in(world, f"bob@{DOMAIN}", "pw").json["authKey"]) for _again in "ab")
    assert first.key != second.key
    first("POST", "auth/logout")
    assert second("GET", "auth/ping").status == 200


def test_logout_of_the_core_token_does_nothing(world: World) -> None:
    assert world.core("POST", "auth/logout").is_void
    assert world.core("GET", "domains").status == 200


def test_su_gives_a_session_of_the_other_user(world: World) -> None:
    reply = world.admin("POST", f"auth/_su?login=bob@{DOMAIN}")
    assert (reply.status, reply.json["status"]) == (200, "Ok")
    session = world.api(reply.json["authKey"])
    assert session.get("auth")["uid"] == "u-bob"
    assert session("POST", "auth/logout").is_void


def test_su_needs_a_role(world: World) -> None:
    assert world.bob("POST", f"auth/_su?login=alice@{DOMAIN}").refused


def test_the_roles_of_a_session_are_those_of_the_user(world: World) -> None:
    assert "manageResource" in log_in(world, f"dora@{DOMAIN}", "pw").json["authUser"]["roles"]
    assert "manageResource" not in log_in(world, f"bob@{DOMAIN}", "pw").json["authUser"]["roles"]


# -- API keys


def test_api_keys_belong_to_the_caller(world: World) -> None:
    made = world.alice("PUT", "auth/keys?displayName=my%20key")
    assert made.status == 200
    assert (made.json["displayName"], made.json["subject"]) == ("my key", "u-alice")
    key = Api(world.simulator.url, made.json["sid"])
    assert key.get("auth")["uid"] == "u-alice"
    assert made.json["sid"] in {one["sid"] for one in world.alice.get("auth/keys")}
    assert made.json["sid"] not in {one["sid"] for one in world.bob.get("auth/keys")}


def test_reading_a_key_has_no_check_and_deleting_ends_it(world: World) -> None:
    sid = world.alice("PUT", "auth/keys?displayName=k").json["sid"]
    assert world.bob.get(f"auth/keys/{sid}")["subject"] == "u-alice"
    assert world.alice("DELETE", f"auth/keys/{sid}").status == 200
    assert world.api(sid)("GET", "auth/ping").status == 401


@only("4.5.3", "4.9")
def test_a_key_of_a_chosen_value(world: World) -> None:
    reply = world.alice("PUT", "auth/keys/chosen-value?displayName=k")
    if world.profile == "4.5.3":
        assert (reply.status, reply.json["code"]) == (500, "UNKNOWN")
    else:
        assert reply.status == 200
        assert world.api("chosen-value").get("auth")["uid"] == "u-alice"


@on_5_x
def test_nothing_of_5_5_is_in_5_1(world: World) -> None:
    # 5.5 has `PUT auth/keys/_put`; before, that is a key of this value
    assert world.alice("PUT", "auth/keys/_put?displayName=k", "another-value").json["sid"] == "_put"
    assert world.api("another-value")("GET", "auth/ping").status == 401


def test_an_expired_password_leaves_one_role(world: World) -> None:
    seed = standard()
    seed["domains"][0]["users"][0] |= {"password_expired": True}
    world.load(seed)
    reply = log_in(world, f"alice@{DOMAIN}", "pw")
    assert reply.json["status"] == "Expired"
    assert reply.json["authUser"]["roles"] == ["selfChangePassword"]
    assert world.api(reply.json["authKey"])("GET", f"domains/{DOMAIN}/_settings").refused


def test_an_expired_password_of_the_global_administrator(simulator: Simulator, tmp_path: Path) -> None:
    """No seed says so: the kept state does."""
    state = tmp_path / "state.json"
    simulator.reset()
    kept = simulator.state()
    (admin0,) = kept["domains"]["global.virt"]["entries"].values()
    admin0["user"]["expired"] = True
    state.write_text(json.dumps(kept), encoding="utf-8")
    with Simulator.start("--state", str(state)) as other:
        world = World(other, "4.5.3")
        reply = log_in(world, "admin0", "admin")
        assert (reply.json["status"], reply.json["authUser"]["roles"]) == ("Expired", ["selfChangePassword"])
        assert world.api(reply.json["authKey"])("GET", "domains/example.org").refused


def test_an_alias_of_a_plain_domain_reaches_addresses_only(world: World) -> None:
    # bob has no all-aliases address: bob@<alias> is neither an address nor a login
    assert log_in(world, f"bob@{ALIAS}", "pw").json["status"] == "Bad"
    assert log_in(world, f"alice@{ALIAS}", "pw").json["status"] == "Ok"


def test_groups_are_frozen_in_the_session(world: World) -> None:
    world.load(standard(acl=[{"subject": "g-quiet", "verb": "Invitation"}]))
    ask, members = f"containers/_manage/{CALENDAR}/_canAccess", [{"type": "user", "uid": "u-bob"}]

    def session() -> Api:
        return world.api(log_in(world, f"bob@{DOMAIN}", "pw").json["authKey"])

    outside = session()
    world.admin.write("PUT", f"groups/{DOMAIN}/g-quiet/members", members)
    inside = session()
    assert (outside.post(ask, ["Invitation"]), inside.post(ask, ["Invitation"])) == (False, True)
    world.admin.write("DELETE", f"groups/{DOMAIN}/g-quiet/members", members)
    assert (inside.post(ask, ["Invitation"]), session().post(ask, ["Invitation"])) == (True, False)
