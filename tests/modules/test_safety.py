# SPDX-License-Identifier: GPL-3.0-or-later
"""What must never happen, under faults that last and with other people at work."""

from __future__ import annotations

from typing import Any

import pytest

from tests.modules.test_healing import resources_of
from tests.support import seeds
from tests.support.collection import KEY, call
from tests.support.seeds import share, starleaf
from tests.support.simulator import Simulator

DOMAIN, RIGHTS = "bluemind_starleaf_domain", "bluemind_resource_acl"
REFUSAL = '{"errorCode": "SQL_ERROR", "errorType": "ServerFault", "message": "disk full"}'
FORBIDDEN = '{"errorCode": "PERMISSION_DENIED", "errorType": "ServerFault", "message": "no"}'
PUBLISHED = share("x-calendar-public-77", "Read")


def edit(uid: str, given: list[dict[str, str]]) -> dict[str, Any]:
    """What somebody does who gives rights by hand while a run is in the middle of its work."""
    return {"method": "PUT", "path": f"containers/_manage/calendar:{uid}/_acl", "body": given}


def acl(simulator: Simulator, uid: str) -> set[tuple[str, str]]:
    return {tuple(pair) for pair in simulator.state()["containers"][f"calendar:{uid}"]["acl"]}


def tokens(simulator: Simulator) -> list[str]:
    containers = simulator.state()["containers"].values()
    return [one["settings"]["token"] for one in containers if one["settings"].get("token")]


@pytest.mark.parametrize("kind", ["torn_acl", "status"])
@pytest.mark.parametrize(
    ("module", "options"),
    [
        (RIGHTS, {"resource": "r-starleaf", "shares": [{"user": "bob"}], "state": "absent"}),
        (DOMAIN, {"shares": [], "purge_shares": True, "allow_empty": True}),
        (DOMAIN, {"shares": [{"user": "zoe@example.org"}]}),
    ],
    ids=["absent", "purge", "grant"],
)
def test_a_torn_list_is_never_a_success(simulator: Simulator, module: str, options: dict[str, Any], kind: str) -> None:
    held = share("u-bob", "Read") + share("u-alice", "All") + PUBLISHED
    simulator.reset(seeds.server(starleaf(acl=held)), providers=["starleaf"])
    simulator.fault("PUT", "calendar:.*_acl", kind, times=99, status=500, body=REFUSAL)
    result = call(simulator, module, domain="example.org", **options)
    assert (result["failed"], result["verified"]) == (True, False)
    assert {one["field"] for one in result["failed_changes"]} == {"shares"}
    assert "u-alice All" in result["msg"]


def test_a_torn_list_counts_as_changed(simulator: Simulator) -> None:
    """Nothing that was planned is true, and yet the server is no longer what it was."""
    simulator.reset(seeds.server(starleaf(acl=share("u-bob", "Read") + PUBLISHED)), providers=["starleaf"])
    simulator.fault("PUT", "calendar:.*_acl", "torn_acl", times=99)
    result = call(simulator, DOMAIN, domain="example.org", shares=[{"user": "alice@example.org"}])
    assert (result["failed"], result["changed"], result["applied"]) == (True, True, [])
    assert "u-bob Read, 1 published address(es)" in result["msg"]
    assert "x-calendar" not in str(result)


@pytest.mark.parametrize("kind", ["drop_before", "unavailable", "status"])
@pytest.mark.parametrize("times", [1, 99])
def test_a_token_under_an_alias_goes_too(simulator: Simulator, times: int, kind: str) -> None:
    """BlueMind's own hook does not find such a container (contract#roles): one request of ours, which may fail."""
    simulator.reset(seeds.server(starleaf(settings_domain="example.org")), providers=["starleaf"])
    simulator.fault("DELETE", "r-starleaf-settings", kind, times=times, status=500, body=REFUSAL)
    result = call(simulator, DOMAIN, domain="example.org", state="absent")
    assert result["failed"] == (times > 1 or kind == "status"), result
    assert bool(tokens(simulator)) == result["failed"]
    simulator.control("DELETE", "faults")
    assert not call(simulator, DOMAIN, domain="example.org", state="absent")["failed"]
    state = str(simulator.state())
    assert seeds.OLD_TOKEN not in state
    assert "r-starleaf" not in state


@pytest.mark.parametrize("stubborn", [False, True])
def test_what_a_deletion_leaves_is_removed(simulator: Simulator, stubborn: bool) -> None:
    """Containers of a uid that is not ours: found by reading again, before the run calls itself verified."""
    simulator.reset(seeds.server(starleaf()), providers=["starleaf"], task_polls=0)
    uid = "r-starleaf-settings-container"
    body = {"uid": uid, "name": uid, "owner": "r-starleaf", "type": "container_settings", "domainUid": seeds.UID}
    left = {"method": "PUT", "path": f"containers/_manage/{uid}", "body": body}
    simulator.fault("GET", "byType", "meanwhile", calls=[left], skip=1)
    if stubborn:
        simulator.fault("DELETE", "r-starleaf-settings", "status", status=500, body=REFUSAL, times=99)
    result = call(simulator, DOMAIN, domain="example.org", state="absent")
    assert (result["failed"], result["changed"], result["verified"]) == (stubborn, True, not stubborn), result
    assert (uid in simulator.state()["containers"]) is stubborn
    assert [one["target"] for one in result["changes"]] == ["r-starleaf"]
    assert [one["target"] for one in result.get("failed_changes", ())] == ([uid] if stubborn else [])


@pytest.mark.parametrize("role", ["manageResourceSharings", "manageMailbox"])
def test_who_may_not_delete_destroys_no_token(simulator: Simulator, role: str) -> None:
    """Only the server knows the token: a resource that has to stay keeps it."""
    seed = seeds.server(starleaf(acl=share("u-bob", "Read")))
    seed["api_keys"].append({"key": "deputy-key", "login": "deputy@example.org"})
    next(one for one in seed["domains"][0]["users"] if one["login"] == "deputy")["roles"] = [role]
    simulator.reset(seed, providers=["starleaf"])
    result = call(simulator, DOMAIN, domain="example.org", state="absent", api_key="deputy-key")
    assert (result["failed"], result["changed"]) == (True, False)
    assert tokens(simulator) == [seeds.OLD_TOKEN]


@pytest.mark.parametrize("more", [{}, {"label": "Visio"}, {"token": "another-token"}], ids=["", "label", "token"])
def test_purging_does_not_break_what_it_purges(simulator: Simulator, more: dict[str, Any]) -> None:
    """Without a free/busy list, and by the run's own work without rights: no reason to make it anew."""
    half = starleaf(label="Visio", containers=["calendar", "settings"], acl=share("u-bob", "Read"))
    simulator.reset(seeds.server(half), providers=["starleaf"])
    wanted = {"domain": "example.org", "shares": [], "purge_shares": True, "allow_empty": True, **more}
    result = call(simulator, DOMAIN, **wanted)
    assert not result["failed"], result["msg"]
    assert [one["uid"] for one in resources_of(simulator.state())] == ["r-starleaf"]
    assert not [one for one in simulator.writes() if one["method"] == "DELETE" or "createResource" in one["path"]]
    assert tokens(simulator) == [more.get("token", seeds.OLD_TOKEN)]


def test_a_right_is_taken_from_nobody_else(simulator: Simulator) -> None:
    """bob@… is another user's address; a publication and everyone are no leavers; a stale uid is no living login."""
    held = share("u-x", "Invitation") + share("u-bob", "Invitation") + share(seeds.UID, "Invitation") + PUBLISHED
    seed = seeds.server({**seeds.ROOM, "acl": held})
    seed["domains"][0]["users"].append({"uid": "u-x", "login": "x", "name": "X", "email": "bob@example.org"})
    simulator.reset(seed, providers=["starleaf"])
    for share_ in ({"user": "bob"}, {"user": "x-calendar-public-77"}, {"group": seeds.UID}):
        result = call(simulator, RIGHTS, domain="example.org", resource="r-room", shares=[share_], state="absent")
        assert result["error"]["kind"] == "input", share_
    assert simulator.writes() == []
    simulator.reset(seeds.server({**seeds.ROOM, "acl": share("alice", "Read") + share("u-alice", "All")}))
    wanted = {"domain": "example.org", "resource": "r-room", "shares": [{"user": "alice"}], "state": "absent"}
    assert not call(simulator, RIGHTS, **wanted)["failed"]
    assert acl(simulator, "r-room") == {("alice", "Read")}


def test_of_two_resources_the_chosen_one_stays(simulator: Simulator) -> None:
    """Purging makes it the poorer one; a failure in the middle must not turn the run around, nor mail twice."""
    rich = starleaf("r-1", acl=share("u-zoe", "Read") + share("u-twin1", "Read") + share("u-alice", "Read"))
    poor = starleaf("r-2", acl=share("u-twin1", "Read") + share("u-twin2", "Read"))
    simulator.reset(seeds.server(rich, poor), providers=["starleaf"])
    simulator.fault("DELETE", "resources/.*/r-2", "status", status=500, body=REFUSAL)
    wanted = {"domain": "example.org", "shares": [{"user": "rob@example.org"}], "purge_shares": True}
    result = call(simulator, DOMAIN, **wanted)
    assert not result["failed"], result["msg"]
    assert [one["uid"] for one in resources_of(simulator.state())] == ["r-1"]
    assert [one["subject"] for one in simulator.outbox()] == ["u-bob"]


def test_merging_mails_nobody_who_gains_nothing(simulator: Simulator) -> None:
    held = share("u-bob", "Read") + share("u-alice", "Read")
    simulator.reset(
        seeds.server(starleaf("r-1", acl=held), starleaf("r-2", acl=share("u-bob", "Invitation"))),
        providers=["starleaf"],
    )
    result = call(simulator, DOMAIN, domain="example.org")
    assert (result["failed"], result["notified"]) == (False, [])
    assert {one["field"] for one in result["changes"]} == {"twin"}
    assert simulator.outbox() == []


def test_merging_a_verb_that_books_nothing(simulator: Simulator) -> None:
    twins = [starleaf("r-1", acl=share("u-bob", "Read")), starleaf("r-2", acl=share("u-alice", "Manage"), settings={})]
    simulator.reset(seeds.server(*twins), providers=["starleaf"])
    result = call(simulator, DOMAIN, domain="example.org")
    assert not result["failed"], result["msg"]
    assert acl(simulator, "r-1") == {("u-bob", "Read"), ("u-alice", "Manage")}


def test_a_published_address_that_ends_is_told(simulator: Simulator) -> None:
    simulator.reset(seeds.server(starleaf(acl=PUBLISHED)), providers=["starleaf"])
    for check_mode in (True, False):
        result = call(simulator, DOMAIN, check_mode=check_mode, domain="example.org", state="absent")
        assert "the calendar of resource r-starleaf is published" in str(result["warnings"])


@pytest.mark.parametrize("acl", [[], share("u-bob", "Read")], ids=["unshared", "shared"])
def test_a_creation_cut_off_before_free_busy(simulator: Simulator, acl: list[dict[str, str]]) -> None:
    """Replacing a shared resource would mail everybody again, so only what is missing is made."""
    half = starleaf(containers=["calendar", "settings"], acl=acl)
    simulator.reset(seeds.server(half), providers=["starleaf"])
    result = call(simulator, DOMAIN, domain="example.org")
    assert not result["failed"], result["msg"]
    assert [one["field"] for one in result["changes"]] == ["freebusy_container", "freebusy_acl"]
    assert tokens(simulator) == [seeds.OLD_TOKEN]
    assert simulator.outbox() == []


def test_a_slow_server_is_a_timeout(simulator: Simulator) -> None:
    simulator.reset(seeds.server(starleaf()), providers=["starleaf"])
    simulator.fault("GET", "byType", "delay", seconds=2)
    result = call(simulator, DOMAIN, domain="example.org", timeout=0.5, retry_timeout=0)
    assert result["error"]["kind"] == "timeout"
    assert "no answer within 0.5 s" in result["msg"]


def test_who_has_left_can_lose_a_right(simulator: Simulator) -> None:
    """An archived user, and a uid that no directory knows any more."""
    held = share("u-gone", "Read") + share("u-left", "All") + share("u-bob", "Read")
    simulator.reset(seeds.server({**seeds.ROOM, "acl": held}), providers=["starleaf"])
    leavers = [{"user": "gone@example.org"}, {"user": "u-left"}]
    result = call(simulator, RIGHTS, domain="example.org", resource="r-room", shares=leavers, state="absent")
    assert not result["failed"], result["msg"]
    assert acl(simulator, "r-room") == {("u-bob", "Read")}


def acl_of_room(simulator: Simulator) -> set[tuple[str, str]]:
    return acl(simulator, "r-room")


def test_a_group_named_like_a_uid(simulator: Simulator) -> None:
    seed = seeds.server(starleaf(acl=share("g-dir", "Read")))
    seed["domains"][0]["users"].append({"uid": "Direction", "login": "direction", "email": "d@example.org"})
    simulator.reset(seed, providers=["starleaf"])
    seen = call(simulator, "bluemind_starleaf_info", domains=["example.org"])["domains"]
    again = call(simulator, "bluemind_starleaf_domains", domains=seen)
    assert (again["failed"], again["changed"]) == (False, False), again


def test_a_login_costs_a_request_only_where_a_right_is_given(simulator: Simulator) -> None:
    """The directory shows no logins, and a right for the wrong person is worse than a request."""
    seed = seeds.server(starleaf(acl=share("u-1", "Invitation")))
    logins = [f"login{number}" for number in range(4)]
    seed["domains"][0]["users"] = [
        {"uid": f"u-{number}", "login": login, "name": f"N{number}", "email": f"{login}@example.org"}
        for number, login in enumerate(logins)
    ]
    seed["domains"][0]["users"][3]["email"] = "other@example.org"  # nothing but the login finds this one
    simulator.reset(seed, providers=["starleaf"])
    wanted = {"domain": "example.org", "shares": [{"user": one} for one in logins]}
    for expected in (3, 1):
        simulator.clear()
        assert not call(simulator, DOMAIN, **wanted)["failed"]
        asked = [one["path"] for one in simulator.requests() if "byLogin" in one["path"]]
        assert len(asked) == expected


@pytest.mark.parametrize("path", ["createResource", "_settings$"])
@pytest.mark.parametrize("times", [1, 99])
def test_healing_never_loses_the_only_token(simulator: Simulator, path: str, times: int) -> None:
    """A failure is overcome with the stored token, or told truthfully; a lost token is never silent."""
    simulator.reset(seeds.server(starleaf(label="Visio", containers=["settings"])), providers=["starleaf"])
    simulator.fault("PUT", path, "status", status=500, body=REFUSAL, times=times)
    result = call(simulator, DOMAIN, domain="example.org")
    if not result["failed"]:
        assert tokens(simulator) == [seeds.OLD_TOKEN]
        assert [one["name"] for one in resources_of(simulator.state())] == ["Visio"]
        assert not call(simulator, DOMAIN, domain="example.org")["changed"]
    else:
        assert result["changed"] == bool(result["applied"])
        assert tokens(simulator) == [seeds.OLD_TOKEN]
        assert "could not be read again" not in result["msg"]


def test_a_token_under_an_alias_is_not_risked(simulator: Simulator) -> None:
    """Its container has to be deleted before it can be made again, so the task has to know the token."""
    simulator.reset(seeds.server(starleaf(settings_domain="example.org")), providers=["starleaf"])
    for check_mode in (True, False):
        result = call(simulator, DOMAIN, domain="example.org", label="Visio", check_mode=check_mode)
        assert (result["failed"], result["changed"], result["error"]["kind"]) == (True, False, "input")
        assert "Give token" in result["msg"]
    assert simulator.writes() == []
    [seen] = call(simulator, "bluemind_starleaf_info", domains=["example.org"])["domains"]
    assert "Give token" in str(seen["details"]["problems"])


@pytest.mark.parametrize("update", ["always", "on_create"])
@pytest.mark.parametrize("path", ["-settings-container$", "_settings$"])
def test_what_a_failed_move_from_an_alias_loses_is_told(simulator: Simulator, path: str, update: str) -> None:
    stored = {"token": seeds.OLD_TOKEN, "note": "mine"}
    simulator.reset(seeds.server(starleaf(settings=stored, settings_domain="example.org")), providers=["starleaf"])
    simulator.fault("PUT", path, "status", status=500, body=REFUSAL, times=-1)
    wanted = {"domain": "example.org", "token": "brand-new-token", "update_token": update}
    result = call(simulator, DOMAIN, **wanted)
    assert (result["failed"], result["changed"], tokens(simulator)) == (True, True, [])
    assert "missing: note, token. Run again with the values." in result["msg"]
    simulator.control("DELETE", "faults")
    assert not call(simulator, DOMAIN, **wanted)["failed"]
    assert tokens(simulator) == ["brand-new-token"]


def test_a_broken_resource_stays_until_another_one_is_whole(simulator: Simulator) -> None:
    """The provider is not loaded: nothing can be made, so nothing is deleted."""
    simulator.reset(seeds.server(starleaf(containers=["settings"])), providers=[])
    before = simulator.state()
    result = call(simulator, DOMAIN, domain="example.org", token="brand-new-token")
    assert result["error"]["kind"] == "provider"
    assert result["changed"] is False
    assert simulator.state()["containers"] == before["containers"]


def test_a_rebuilt_resource_is_not_left_without_a_token(simulator: Simulator) -> None:
    simulator.reset(seeds.server(starleaf(containers=["settings"])), providers=["starleaf"])
    simulator.fault("PUT", "_settings$", "status", status=500, body=REFUSAL, times=99)
    result = call(simulator, DOMAIN, domain="example.org", token="brand-new-token")
    assert result["failed"]
    assert [one["uid"] for one in resources_of(simulator.state())] == ["r-starleaf"]
    assert tokens(simulator) == [seeds.OLD_TOKEN]


def test_what_a_failed_creation_leaves_is_told(simulator: Simulator) -> None:
    simulator.reset(seeds.server(videoconferencing_type=False), providers=["starleaf"])
    simulator.fault("PUT", "_settings$", "status", status=500, body=REFUSAL, times=99)
    result = call(simulator, DOMAIN, domain="example.org", token="brand-new-token")
    assert result["failed"]
    assert result["changed"] is True
    assert [one["field"] for one in result["applied"]] == ["resource_type"]


@pytest.mark.parametrize(
    "other",
    [
        {"uid": "u-x", "login": "x", "name": "Somebody", "email": "bob@example.org"},
        {"uid": "u-x", "login": "x", "name": "Bob", "email": "x@example.org"},
    ],
    ids=["address", "name"],
)
def test_a_login_is_not_mistaken(simulator: Simulator, other: dict[str, Any]) -> None:
    """Bob's address is rob@…; what looks like his login is somebody else's address or name."""
    seed = seeds.server(starleaf())
    seed["domains"][0]["users"].append(other)
    simulator.reset(seed, providers=["starleaf"])
    result = call(simulator, DOMAIN, domain="example.org", shares=[{"user": "bob", "right": "manage"}])
    assert result["error"]["kind"] == "input"
    assert "u-x" in result["msg"]
    assert "u-bob" in result["msg"]
    assert simulator.writes() == []


@pytest.mark.parametrize("profile", ["4.5.3", "4.9"])
def test_a_purge_keeps_the_person_who_was_meant(simulator: Simulator, profile: str) -> None:
    """The wrong Bob holds what the right one shall have, and the right one would lose it."""
    seed = seeds.server(starleaf(acl=share("u-x", "Invitation") + share("u-bob", "Read")))
    seed["domains"][0]["users"].append({"uid": "u-x", "login": "x", "name": "X", "email": "bob@example.org"})
    simulator.reset(seed, profile=profile, providers=["starleaf"])
    wanted = {"domain": "example.org", "shares": [{"user": "bob"}]}
    result = call(simulator, DOMAIN, **wanted, purge_shares=True)
    assert result["error"]["kind"] == "input"
    assert "u-bob" in result["msg"]
    assert simulator.writes() == []
    assert not call(simulator, DOMAIN, **wanted)["changed"]


def test_a_twin_does_not_say_who_was_meant(simulator: Simulator) -> None:
    """The wrong Bob holds the right on the resource that goes: it would be written to the one that stays."""
    seed = seeds.server(starleaf("r-1"), starleaf("r-2", settings={}, acl=share("u-x", "Invitation")))
    seed["domains"][0]["users"].append({"uid": "u-x", "login": "x", "name": "X", "email": "bob@example.org"})
    simulator.reset(seed, providers=["starleaf"])
    result = call(simulator, DOMAIN, domain="example.org", shares=[{"user": "bob"}])
    assert result["error"]["kind"] == "input"
    assert simulator.writes() == []


def test_rights_that_others_give_meanwhile_stay(simulator: Simulator) -> None:
    """While the token is being written, somebody publishes the calendar and gives a right by hand."""
    simulator.reset(seeds.server(starleaf()), providers=["starleaf"])
    simulator.fault(
        "PUT",
        "_settings$",
        "meanwhile",
        calls=[edit("r-starleaf", share("x-calendar-private-9", "Read") + share("u-zoe", "All"))],
    )
    wanted = {"domain": "example.org", "token": "another-token", "shares": [{"user": "alice@example.org"}]}
    result = call(simulator, DOMAIN, **wanted)
    assert not result["failed"], result["msg"]
    assert acl(simulator, "r-starleaf") == {
        ("x-calendar-private-9", "Read"),
        ("u-zoe", "All"),
        ("u-alice", "Invitation"),
    }


def test_what_is_read_can_be_written_where_two_have_one_name(simulator: Simulator) -> None:
    acl = share("g-dir", "Invitation") + share("g-two", "Read") + share("u-bob", "Invitation")
    seed = seeds.server(starleaf(acl=acl))
    seed["domains"][0]["groups"].append({"uid": "g-two", "name": "Direction"})
    simulator.reset(seed, profile="4.9", providers=["starleaf"])
    found = call(simulator, "bluemind_starleaf_info", domains=["example.org"])["domains"]
    assert [one for one in found[0]["shares"] if "group" in one] == [
        {"group": "g-dir", "right": "book"},
        {"group": "g-two", "right": "view"},
    ]
    again = call(simulator, "bluemind_starleaf_domains", domains=found)
    assert (again["failed"], again["changed"]) == (False, False), again.get("msg")


def test_what_is_read_can_be_written_where_a_name_is_the_token(simulator: Simulator) -> None:
    """Somebody has typed the label, or a group's name, into the token's field of the console."""
    for word in ("StarLeaf", "Direction"):
        seed = seeds.server(starleaf(label=word, settings={"token": word}, acl=share("g-dir", "Invitation")))
        simulator.reset(seed, providers=["starleaf"])
        found = call(simulator, "bluemind_starleaf_info", domains=["example.org"])["domains"]
        again = call(simulator, "bluemind_starleaf_domains", domains=found)
        assert (again["failed"], again["changed"]) == (False, False), again.get("msg")


def test_what_is_taken_away_in_a_later_round_is_told(simulator: Simulator) -> None:
    """A purge meets a right that was given after it had been planned: revoked, and in `changes`."""
    simulator.reset(seeds.server(starleaf()), providers=["starleaf"])
    simulator.fault("PUT", "_settings$", "meanwhile", calls=[edit("r-starleaf", share("u-zoe", "Read"))])
    shares = {"shares": [{"user": "alice@example.org"}], "purge_shares": True}
    result = call(simulator, DOMAIN, domain="example.org", token="another-token", **shares)
    assert not result["failed"], result["msg"]
    assert acl(simulator, "r-starleaf") == {("u-alice", "Invitation")}
    told = [(one["kind"], one["field"]) for one in result["changes"]]
    assert sorted(told) == [("grant", "shares"), ("revoke", "shares"), ("update", "token")]
    assert result["notified"] == ["user alice@example.org"]


def test_rights_given_meanwhile_on_a_twin_are_moved(simulator: Simulator) -> None:
    """While the label is being written, somebody gives a right on the resource that is about to go."""
    twins = [starleaf("r-1", acl=share("u-bob", "Read")), starleaf("r-2", settings={})]
    simulator.reset(seeds.server(*twins), providers=["starleaf"])
    simulator.fault("POST", "resources/.*/r-1", "meanwhile", calls=[edit("r-2", share("u-zoe", "Read"))])
    result = call(simulator, DOMAIN, domain="example.org", label="Visio")
    assert not result["failed"], result["msg"]
    assert [one["uid"] for one in resources_of(simulator.state())] == ["r-1"]
    assert acl(simulator, "r-1") == {("u-bob", "Read"), ("u-zoe", "Read")}
    assert result["notified"] == ["user zoe@example.org"]


@pytest.mark.parametrize("more", [{"settings": {}}, {"settings_domain": "example.com"}], ids=["", "alias"])
def test_a_publication_made_meanwhile_on_a_twin_is_for_people(simulator: Simulator, more: dict[str, Any]) -> None:
    """Its address cannot be moved, and is a secret (contract#published-calendars): nothing goes, nothing shows.

    Nor does the settings container of an alias, which would go by itself before its resource.
    """
    twins = [starleaf("r-1", acl=share("u-bob", "Read")), starleaf("r-2", **more)]
    simulator.reset(seeds.server(*twins), providers=["starleaf"])
    stored = simulator.state()["containers"]["r-2-settings-container"]
    simulator.fault("POST", "resources/.*/r-1", "meanwhile", calls=[edit("r-2", PUBLISHED)])
    result = call(simulator, DOMAIN, domain="example.org", label="Visio")
    assert result["failed"]
    assert "published are the calendars of r-2." in result["msg"]
    assert [one["field"] for one in result["applied"]] == ["label"]
    assert "x-calendar" not in str(result)
    assert acl(simulator, "r-2") == {("x-calendar-public-77", "Read")}
    assert acl(simulator, "r-1") == {("u-bob", "Read")}
    assert simulator.state()["containers"]["r-2-settings-container"] == stored


def test_a_purge_makes_sure_again_when_others_have_got_rights(simulator: Simulator) -> None:
    """The right Bob gets a right by hand, after the run had settled on the wrong one."""
    held = share("u-x", "Invitation")
    seed = seeds.server(starleaf(acl=held))
    seed["domains"][0]["users"].append({"uid": "u-x", "login": "x", "name": "X", "email": "bob@example.org"})
    simulator.reset(seed, providers=["starleaf"])
    simulator.fault("PUT", "_settings$", "meanwhile", calls=[edit("r-starleaf", held + share("u-bob", "Read"))])
    wanted = {"domain": "example.org", "shares": [{"user": "bob"}], "purge_shares": True}
    result = call(simulator, DOMAIN, **wanted, token="another-token")
    assert result["failed"]
    assert "u-bob" in result["msg"]
    assert [one["field"] for one in result["applied"]] == ["token"]
    assert ("u-bob", "Read") in acl(simulator, "r-starleaf")


@pytest.mark.parametrize("path", ["-settings-container$", "-settings-container/_acl", "_settings$"])
def test_other_settings_survive_a_failure_in_healing(simulator: Simulator, path: str) -> None:
    """The container of an alias is gone, and a step to the new one is refused once."""
    whole = starleaf(settings={"token": seeds.OLD_TOKEN, "note": "mine"}, settings_domain="example.org")
    simulator.reset(seeds.server(whole), providers=["starleaf"])
    simulator.fault("PUT", path, "status", status=500, body=REFUSAL)
    result = call(simulator, DOMAIN, domain="example.org", token=seeds.OLD_TOKEN)
    assert not result["failed"], result["msg"]
    settings = simulator.state()["containers"]["r-starleaf-settings-container"]["settings"]
    assert settings == {"token": seeds.OLD_TOKEN, "note": "mine"}


def test_a_lost_answer_is_not_written_over(simulator: Simulator) -> None:
    """An ACL write is done and its answer lost: it is read, not sent again."""
    simulator.reset(seeds.server(starleaf()), providers=["starleaf"])
    simulator.fault("PUT", "calendar:.*_acl", "drop_after")
    result = call(simulator, DOMAIN, domain="example.org", shares=[{"user": "alice@example.org"}])
    assert not result["failed"], result["msg"]
    assert len([one for one in simulator.writes() if "calendar:" in one["path"]]) == 1


def test_of_two_resources_the_published_one_stays(simulator: Simulator) -> None:
    simulator.reset(
        seeds.server(
            starleaf("r-1", acl=PUBLISHED), starleaf("r-2", acl=share("u-bob", "Read") + share("g-dir", "All"))
        ),
        providers=["starleaf"],
    )
    assert not call(simulator, DOMAIN, domain="example.org")["failed"]
    assert acl(simulator, "r-1") == {("x-calendar-public-77", "Read"), ("u-bob", "Read"), ("g-dir", "All")}


def test_two_published_resources_are_for_people(simulator: Simulator) -> None:
    simulator.reset(
        seeds.server(starleaf("r-1", acl=PUBLISHED), starleaf("r-2", acl=PUBLISHED)), providers=["starleaf"]
    )
    result = call(simulator, DOMAIN, domain="example.org")
    assert "of 2 StarLeaf resources only r-1 would stay" in result["msg"]
    assert "published are the calendars of r-1, r-2." in result["msg"]
    assert simulator.writes() == []


@pytest.mark.parametrize("path", ["_forUser", "byType"])
def test_an_odd_answer_after_the_writes_is_told_with_them(simulator: Simulator, path: str) -> None:
    simulator.reset(seeds.server(starleaf()), providers=["starleaf"])
    simulator.fault("GET", path, "status", status=204, times=99, skip=1 if path == "byType" else 0)
    wanted = {"domain": "example.org", "token": "another-token", "shares": [{"user": "alice@example.org"}]}
    result = call(simulator, DOMAIN, **wanted)
    assert result["failed"]
    assert result["changed"] is True
    assert {one["field"] for one in result["applied"]} == {"token", "shares"}


def test_hours_that_nobody_gave_are_not_invented(simulator: Simulator) -> None:
    none = {"workingDays": [], "dayStart": 32400000, "dayEnd": 64800000, "minDuration": 60, "timezoneId": "UTC"}
    simulator.reset(seeds.server(starleaf(config=none)), providers=["starleaf"])
    wanted = {"domain": "example.org", "availability": {"start": "08:00"}}
    assert call(simulator, DOMAIN, **wanted)["changed"]
    assert not call(simulator, DOMAIN, **wanted)["changed"]
    settings = simulator.state()["containers"]["calendar:r-starleaf"]
    assert "MO" not in str(settings)


def test_info_shows_the_resource_that_stays(simulator: Simulator) -> None:
    twins = [starleaf("r-1", label="Half", settings={}), starleaf("r-2", acl=share("u-bob", "Read"))]
    simulator.reset(seeds.server(*twins), providers=["starleaf"])
    record = call(simulator, "bluemind_starleaf_info", domains=["example.org"])["domains"][0]
    assert (record["label"], record["details"]["resource_uid"]) == ("StarLeaf", "r-2")
    assert record["shares"] == [{"user": "rob@example.org", "right": "view"}]
    assert "twin" in str(record["details"]["problems"])


def test_info_tells_a_resource_of_no_use(simulator: Simulator) -> None:
    """It is present, with or without a token, and would have to be made anew."""
    found = {"whole": [starleaf()], "none": [], "broken": [starleaf(containers=["settings"])]}
    found["tokenless"] = [starleaf(containers=["settings"], settings={})]
    seen = {}
    for name, resources in found.items():
        simulator.reset(seeds.server(*resources), providers=["starleaf"])
        record = call(simulator, "bluemind_starleaf_info", domains=["example.org"])["domains"][0]
        seen[name] = (record["state"], record["details"]["usable"])
    broken = ("present", False)
    assert seen == {"whole": ("present", True), "none": ("absent", False), "broken": broken, "tokenless": broken}


def test_the_task_wins_over_the_environment(simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    simulator.reset(seeds.server(starleaf()), providers=["starleaf"])
    monkeypatch.setenv("BLUEMIND_API_KEY", "key-of-another-server")
    login = {"api_key": None, "username": "admin0@global.virt", "password": "admin-password-0815"}
    assert not call(simulator, DOMAIN, domain="example.org", **login)["failed"]
    monkeypatch.setenv("BLUEMIND_API_KEY", KEY)
    assert not call(simulator, DOMAIN, domain="example.org", api_key=None)["failed"]
    monkeypatch.setenv("BLUEMIND_USERNAME", "admin0@global.virt")
    result = call(simulator, DOMAIN, domain="example.org", api_key=None)
    assert "BLUEMIND_API_KEY, BLUEMIND_USERNAME" in result["msg"]


def test_a_certificate_bundle_of_the_environment_does_not_win(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server's own authority is in the bundle; the task trusts another one, and only that one."""
    folder, other = (tmp_path_factory.mktemp(name) for name in ("one", "other"))
    with (
        Simulator.start("--tls", str(folder), "--host", "127.0.0.2") as one,
        Simulator.start("--tls", str(other)) as two,
    ):
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(one.ca))
        assert call(one, "bluemind_server_info", api_key=None)["reachable"]
        result = call(one, DOMAIN, domain="example.org", token="t-12345678", ca_path=two.ca)
    assert result["error"]["kind"] == "tls"


THEIRS = {"shares": [{"user": "zoe", "right": "view"}]}


def untold(result: dict[str, Any]) -> bool:
    """Whether nothing is said of Zoé, who got her right from somebody else."""
    return "zoe" not in str({key: result[key] for key in ("changes", "notified", "diff")})


@pytest.mark.parametrize("more", [[], [{"user": "alice@example.org"}]], ids=["all", "some"])
def test_a_right_that_somebody_else_gives_meanwhile_is_theirs(simulator: Simulator, more: list[dict[str, str]]) -> None:
    """Planned here, given by hand before it was written: no change of this run, and no mail of it."""
    simulator.reset(seeds.server(starleaf()), providers=["starleaf"])
    simulator.fault("PUT", "_settings$", "meanwhile", calls=[edit("r-starleaf", share("u-zoe", "Read"))])
    shares = {"shares": THEIRS["shares"] + more}
    result = call(simulator, DOMAIN, domain="example.org", token="another-token", **shares)
    assert not result["failed"], result["msg"]
    assert ("u-zoe", "Read") in acl(simulator, "r-starleaf")
    assert [one["field"] for one in result["changes"]].count("shares") == len(more)
    assert untold(result)


def test_nothing_is_told_when_somebody_else_did_it_all(simulator: Simulator) -> None:
    simulator.reset(seeds.server(starleaf()), providers=["starleaf"])
    theirs = [edit("r-starleaf", share("u-zoe", "Read"))]
    simulator.fault("GET", "calendar:r-starleaf/_acl", "meanwhile", calls=theirs, skip=1)
    result = call(simulator, RIGHTS, domain="example.org", resource="r-starleaf", **THEIRS)
    assert (result["failed"], result["changed"]) == (False, False)
    assert untold(result)


def test_a_failure_tells_nothing_that_somebody_else_did(simulator: Simulator) -> None:
    """The label is refused, so the rights are never reached; by then somebody has given them."""
    simulator.reset(seeds.server(starleaf()), providers=["starleaf"])
    simulator.fault("PUT", "_settings$", "meanwhile", calls=[edit("r-starleaf", share("u-zoe", "Read"))])
    simulator.fault("POST", "resources/.*/r-starleaf", "status", status=403, body=FORBIDDEN, times=-1)
    result = call(simulator, DOMAIN, domain="example.org", token="another-token", label="Visio", **THEIRS)
    assert result["failed"]
    assert [one["field"] for one in result["applied"]] == ["token"]
    assert [one["field"] for one in result["failed_changes"]] == ["label"]
    assert untold(result)


def test_a_right_raised_after_it_was_moved_is_told_as_it_ends(simulator: Simulator) -> None:
    """Zoé's right comes from the twin, and is raised there before the twin goes: moved a second time."""
    twins = [
        starleaf("r-1", acl=share("u-bob", "Read") + share("u-alice", "Read")),
        starleaf("r-2", acl=share("u-zoe", "Read")),
    ]
    simulator.reset(seeds.server(*twins), providers=["starleaf"])
    simulator.fault("PUT", "calendar:r-1/_acl", "meanwhile", calls=[edit("r-2", share("u-zoe", "Write"))])
    result = call(simulator, DOMAIN, domain="example.org")
    assert not result["failed"], result["msg"]
    assert ("u-zoe", "Write") in acl(simulator, "r-1")
    lines = [line for line in result["diff"]["after"].splitlines() if "user zoe" in line]
    assert len(lines) == 1
    assert lines[0].endswith(": edit")


def test_a_broken_resource_goes_only_with_the_rights_that_were_moved(simulator: Simulator) -> None:
    """It has no free/busy and no rights; while the label is written somebody shares and publishes it."""
    broken = starleaf("r-2", containers=["settings", "calendar"])
    simulator.reset(seeds.server(starleaf("r-1"), broken), providers=["starleaf"])
    simulator.fault("POST", "resources/.*/r-1", "meanwhile", calls=[edit("r-2", share("u-zoe", "Write") + PUBLISHED)])
    result = call(simulator, DOMAIN, domain="example.org", label="Visio")
    assert result["failed"]
    assert "published are the calendars of r-2." in result["msg"]
    assert acl(simulator, "r-2") == {("u-zoe", "Write"), ("x-calendar-public-77", "Read")}


def test_a_change_tells_what_it_wrote_over(simulator: Simulator) -> None:
    """The right of Zoé was another one when the run began; the one that was replaced is told."""
    simulator.reset(seeds.server(starleaf(acl=share("u-zoe", "Read"))), providers=["starleaf"])
    simulator.fault("PUT", "_settings$", "meanwhile", calls=[edit("r-starleaf", share("u-zoe", "Write"))])
    wanted = {"shares": [{"user": "zoe", "right": "manage"}]}
    result = call(simulator, DOMAIN, domain="example.org", token="another-token", **wanted)
    assert not result["failed"], result["msg"]
    assert [one["field"] for one in result["changes"]].count("shares") == 1
    lines = [line for line in result["diff"]["before"].splitlines() if "user zoe" in line]
    assert len(lines) == 1
    assert lines[0].endswith(": edit")


def chief(*held: dict[str, str]) -> dict[str, Any]:
    """A room of 5.x, and the administrator of its domain, who has an address."""
    seed = seeds.server({**seeds.ROOM, "acl": list(held)})
    seed["api_keys"].append({"key": "chief-key", "login": "chief@example.org"})
    next(one for one in seed["domains"][0]["users"] if one["login"] == "chief")["email"] = "chief@example.org"
    return seed


@pytest.mark.parametrize(
    ("held", "given", "mailed"),
    [
        (share("u-alice", "Read"), [("alice", "manage"), ("zoe", "book")], {"u-alice"}),
        (share("u-alice", "Read"), [("alice", "manage"), ("rob", "book")], {"u-alice"}),
        (share("u-chief", "Read"), [("chief", "manage"), ("zoe", "book")], {"u-zoe"}),
        ([], [("chief", "manage")], set()),
        ([], [("alice", "view"), ("zoe", "book")], {"u-alice", "u-zoe"}),
    ],
    ids=["update-and-new", "update-and-another", "own-update", "own-right", "two-new"],
)
def test_whom_5_x_mails(
    simulator: Simulator, held: list[dict[str, str]], given: list[tuple[str, str]], mailed: set[str]
) -> None:
    """contract#mails-about-new-rights: updates always, additions only without removals, the writer never."""
    simulator.reset(chief(*held), profile="5.1", providers=[])
    wanted = [{"user": f"{name}@example.org", "right": right} for name, right in given]
    options = {"domain": "example.org", "resource": "r-room", "shares": wanted, "api_key": "chief-key"}
    foreseen = call(simulator, RIGHTS, **options, check_mode=True)
    result = call(simulator, RIGHTS, **options)
    assert not result["failed"], result["msg"]
    assert {one["subject"] for one in simulator.outbox() if one["kind"] == "granted"} == mailed
    labels = {"u-alice": "user alice@example.org", "u-zoe": "user zoe@example.org"}
    assert foreseen["notified"] == result["notified"] == sorted(labels[one] for one in mailed)


def test_who_has_left_loses_a_right_only_once(simulator: Simulator) -> None:
    """No directory knows the uid any more, and after the first run the resource does not either."""
    simulator.reset(seeds.server({**seeds.ROOM, "acl": share("u-left", "All")}), providers=[])
    wanted = {"domain": "example.org", "resource": "r-room", "shares": [{"user": "u-left"}], "state": "absent"}
    assert call(simulator, RIGHTS, **wanted)["changed"]
    for check_mode in (True, False):
        again = call(simulator, RIGHTS, **wanted, check_mode=check_mode)
        assert (again["failed"], again["changed"]) == (False, False), again.get("msg")
        assert "nobody in example.org is called so, and nobody so called has a right" in str(again["warnings"])


def test_an_unknown_name_hinders_nobody_else_from_losing_a_right(simulator: Simulator) -> None:
    """A misspelt name is told, with those that are near; another kind is still an error."""
    simulator.reset(seeds.server({**seeds.ROOM, "acl": share("u-bob", "All")}), providers=[])
    wanted = {"domain": "example.org", "resource": "r-room", "state": "absent"}
    result = call(simulator, RIGHTS, **wanted, shares=[{"user": "Alise Martin"}, {"user": "bob"}])
    assert (result["failed"], result["changed"]) == (False, True), result.get("msg")
    assert "near: user alice@example.org" in str(result["warnings"])
    assert acl_of_room(simulator) == set()
    assert call(simulator, RIGHTS, **wanted, shares=[{"user": "Direction"}])["error"]["kind"] == "input"


def test_a_session_that_ends_in_the_middle_is_told_as_such(simulator: Simulator) -> None:
    """Whoever logs in by name has no api_key to check."""
    simulator.reset(seeds.server(starleaf()), providers=["starleaf"])
    fault = '{"errorCode": "AUTHENTICATION_FAIL", "errorType": "ServerFault", "message": "session id s is not valid"}'
    simulator.fault("PUT", "_settings$", "status", status=401, body=fault, times=-1)
    options = {"domain": "example.org", "token": "another-token"}
    named = {"api_key": None, "username": "admin0@global.virt", "password": "admin-password-0815"}
    result = call(simulator, DOMAIN, **options, **named)
    assert result["error"]["kind"] == "authentication"
    assert "the session of admin0@global.virt has ended" in result["msg"]
    assert "Check api_key" not in result["msg"]
    assert "Check api_key" in call(simulator, DOMAIN, **options)["msg"]


@pytest.mark.parametrize("right", ["book", "view"])
@pytest.mark.parametrize("profile", ["4.9", "5.1"])
def test_a_subject_ends_with_exactly_its_right(simulator: Simulator, profile: str, right: str) -> None:
    """A verb beside the right goes, also one that a release may list with another right."""
    verb = {"view": "Read", "book": "Freebusy" if profile == "5.1" else "Invitation"}[right]
    simulator.reset(seeds.server({**seeds.ROOM, "acl": share("u-bob", verb, "SendOnBehalf")}), profile=profile)
    wanted = {"domain": "example.org", "resource": "r-room", "shares": [{"user": "bob", "right": right}]}
    result = call(simulator, RIGHTS, **wanted)
    assert (result["failed"], result["changed"]) == (False, True)
    assert acl_of_room(simulator) == {("u-bob", verb)}
    assert not call(simulator, RIGHTS, **wanted)["changed"]
