# SPDX-License-Identifier: GPL-3.0-or-later
"""The story of every module, told by ansible-playbook to a server of every line; judged from outside."""

from __future__ import annotations

from typing import Any

import pytest

from tests.playbooks.programs import ELSEWHERE, Moment, module, story
from tests.support import seeds
from tests.support.seeds import share, starleaf
from tests.support.simulator import Simulator

Story = dict[str, Moment]

FIRST_TOKEN, SECOND_TOKEN = "first-token-4711", "second-token-4712"
PUBLISHED = ("x-calendar-public-77", "Read")
NEW: dict[str, Any] = {
    "domain": "example.org",
    "token": FIRST_TOKEN,
    "shares": [{"group": "Direction"}, {"user": "alice", "right": "manage"}],
    "reservation_policy": "auto_accept_refuse",
}
CHANGED: dict[str, Any] = {
    "domain": "example.com",
    "token": SECOND_TOKEN,
    "label": "Visioconférence",
    "shares": [{"group": "Direction"}, {"user": "bob", "right": "view"}],
    "purge_shares": True,
    "reservation_policy": "manual",
    "availability": {"days": ["fri", "mon"], "start": "08:30", "end": "19:00", "minimum_duration": 60},
}
BOARD: dict[str, Any] = {
    "domain": seeds.UID,
    "resource": "Board room",
    "shares": [{"group": "Équipe réseau"}, {"user": "zoe@example.org", "right": "edit"}],
}
ONLY_BOB = {**BOARD, "resource": "r-room", "shares": [{"user": "bob"}], "state": "absent"}
BATCH = [
    {"domain": "example.org", "token": FIRST_TOKEN, "update_token": "on_create", "label": "Both"},
    {"domain": "other.example", "token": FIRST_TOKEN, "shares": [{"everyone": True}]},
]
GONE = {"domain": "example.org", "state": "absent"}

READING = {
    "server": module("server_info"),
    "stranger": module("server_info", api_key="nobody-knows-this-key"),
    "down": module("server_info", api_url="http://127.0.0.1:9"),
    "before": module("starleaf_info"),
}
BOOKING = {
    "acl foreseen": module("resource_acl", **BOARD, check=True),
    "acl": module("resource_acl", **BOARD),
    "acl again": module("resource_acl", **BOARD),
    "acl absent": module("resource_acl", **ONLY_BOB),
}
CONNECTING = {
    "new foreseen": module("starleaf_domain", **NEW, check=True),
    "new": module("starleaf_domain", **NEW),
    "new again": module("starleaf_domain", **NEW),
    "change foreseen": module("starleaf_domain", **CHANGED, check=True),
    "change": module("starleaf_domain", **CHANGED),
    "during": module("starleaf_info", domains=["example.org"]),
}
MANY = {
    "batch foreseen": module("starleaf_domains", domains=BATCH, check=True),
    "batch": module("starleaf_domains", domains=BATCH),
    "batch again": module("starleaf_domains", domains=BATCH),
    "only": module("starleaf_domains", domains=BATCH[:1], purge=True),
}
LEAVING = {
    "absent foreseen": module("starleaf_domain", **GONE, check=True),
    "absent": module("starleaf_domain", **GONE),
    "absent again": module("starleaf_domain", **GONE),
    "after": module("starleaf_info", domains=["example.org"]),
}
REFUSED = {
    "refused foreseen": module("starleaf_domain", **NEW, check=True),
    "refused": module("starleaf_domain", **NEW),
}


def server(profile: str) -> dict[str, Any]:
    """4.x without StarLeaf; 5.1 with what an older release left."""
    room = {**seeds.ROOM, "acl": share("u-bob", "Invitation") + share(*PUBLISHED)}
    left = starleaf("r-left", acl=share("u-bob", "Read"))
    return seeds.server(room, left) if profile == "5.1" else seeds.server(room)


@pytest.mark.parametrize("profile", ["4.5.3", "4.9", "5.1"])
def test_the_story(simulator: Simulator, subtests: pytest.Subtests, profile: str) -> None:
    """One run of ansible-playbook for each line, looked at from every side; 4.9 as a remote host."""
    simulator.reset(server(profile), profile=profile, providers=["starleaf"])
    own = REFUSED if profile == "5.1" else CONNECTING | MANY
    told = story(simulator, READING | BOOKING | own | LEAVING, "--diff", *(ELSEWHERE if profile == "4.9" else ()))
    of_line = (
        [refused_where_the_provider_is_gone] if profile == "5.1" else [connected, changed, read_back, many_at_once]
    )
    for check in [server_info, every_domain_listed, *of_line, rights_given, rights_taken_away, dissociated]:
        with subtests.test(check.__name__):
            check(told, profile)


def ok(moment: Moment, changed: bool) -> dict[str, Any]:
    """The result of a task that went well."""
    assert not moment.result["failed"], moment.result.get("msg")
    assert moment.result["changed"] is changed
    assert bool(moment.result["changes"]) is changed
    return moment.result


def settled(told: Story, name: str) -> None:
    """Check mode foresaw the run without a write, and running again, where the story does, changes nothing."""
    foreseen, done, again = told[f"{name} foreseen"], told[name], told.get(f"{name} again")
    promise, result = ok(foreseen, True), ok(done, True)
    assert foreseen.quiet
    assert done.writes
    assert (promise["verified"], result["verified"]) == (None, True)
    for key in ("changes", "notified", "diff"):
        assert promise[key] == result[key]
    assert result["diff"]["before"] != result["diff"]["after"]
    if again:
        assert again.quiet
        second = ok(again, False)
        assert (second["diff"], second["notified"]) == ({"before": "", "after": ""}, [])


def mailed(moment: Moment) -> set[tuple[str, str]]:
    """(subject, address) of each e-mail about a new right."""
    return {(one["subject"], to) for one in moment.mails if one["kind"] == "granted" for to in one["recipients"]}


def server_info(told: Story, profile: str) -> None:
    """State, release, support and credentials; a server that is down is no failure."""
    seen, stranger, down = (told[name].result for name in ("server", "stranger", "down"))
    software = {"4.5.3": "4.1.56815", "4.9": "4.9.3884", "5.1": "5.1.2585"}[profile]
    assert (seen["reachable"], seen["state"], seen["authenticated"]) == (True, "CORE_STATE_RUNNING", True)
    assert seen["version"]["release"].startswith(profile)
    assert seen["version"]["software"] == software
    assert seen["starleaf"]["supported"] is (profile != "5.1")
    assert (stranger["failed"], stranger["reachable"], stranger["authenticated"]) == (False, True, False)
    assert (down["failed"], down["reachable"], down["state"], down["authenticated"]) == (False, False, None, None)
    assert down["starleaf"]["supported"] is False


def connected(told: Story, profile: str) -> None:
    """From nothing to a resource with token and rights."""
    settled(told, "new")
    made = told["new"]
    domain = made.result["domain"]
    uid = domain["resource_uid"]
    assert (domain["name"], domain["uid"], domain["state"]) == ("example.org", seeds.UID, "present")
    assert (domain["label"], domain["token"]) == ("StarLeaf", {"set": True})
    assert domain["reservation_policy"] == "auto_accept_refuse"
    alice = {"right": "manage", "user": "alice@example.org"}
    assert domain["shares"] == [{"group": "Direction", "right": "book"}, alice]
    assert made.containers[f"{uid}-settings-container"]["settings"] == {"token": FIRST_TOKEN}
    assert made.rights(uid) == {("g-dir", "Invitation"), ("u-alice", "All")}
    assert made.result["notified"] == ["group Direction", "user alice@example.org"]
    people = {("g-dir", "alice@example.org"), ("g-dir", "rob@example.org"), ("u-alice", "alice@example.org")}
    assert mailed(made) == people
    created = [one["path"] for one in made.writes if "createResource" in one["path"]]
    assert created == [f"videoconferencing/{seeds.UID}/createResource/{uid}"]


def changed(told: Story, profile: str) -> None:
    """Every field at once, on the same resource."""
    settled(told, "change")
    done, before = told["change"], told["new"].result["domain"]
    domain = done.result["domain"]
    assert domain["resource_uid"] == before["resource_uid"]
    assert (domain["label"], domain["reservation_policy"]) == ("Visioconférence", "manual")
    hours = {key: domain["availability"][key] for key in CHANGED["availability"]}
    assert hours == {**CHANGED["availability"], "days": ["mon", "fri"]}
    fields = {(one["kind"], one["field"]) for one in done.result["changes"]}
    assert {("update", "token"), ("update", "label"), ("update", "reservation_policy")} < fields
    assert {("grant", "shares"), ("revoke", "shares"), ("update", "availability")} < fields
    uid = domain["resource_uid"]
    assert done.containers[f"{uid}-settings-container"]["settings"] == {"token": SECOND_TOKEN}
    assert done.rights(uid) == {("g-dir", "Invitation"), ("u-bob", "Read")}
    assert mailed(done) == {("u-bob", "rob@example.org")}
    assert done.result["notified"] == ["user rob@example.org"]


def read_back(told: Story, profile: str) -> None:
    """What bluemind_starleaf_info says of it."""
    (record,) = told["during"].result["domains"]
    assert told["during"].quiet
    assert (record["domain"], record["state"], record["label"]) == ("example.org", "present", "Visioconférence")
    assert record["shares"] == [{"group": "Direction", "right": "book"}, {"right": "view", "user": "rob@example.org"}]
    assert (record["details"]["token"], record["details"]["problems"]) == ({"set": True}, [])


def many_at_once(told: Story, profile: str) -> None:
    """Two domains in one task, then only one of them."""
    settled(told, "batch")
    done, uid = told["batch"], told["change"].result["domain"]["resource_uid"]
    first, second = done.result["domains"]
    assert (first["name"], first["label"], second["name"]) == ("example.org", "Both", "other.example")
    assert second["shares"] == [{"everyone": True, "right": "book"}]
    assert done.result["failed_domains"] == []
    assert done.containers[f"{uid}-settings-container"]["settings"] == {"token": SECOND_TOKEN}
    assert done.rights(second["resource_uid"]) == {("other.example", "Invitation")}
    ok(told["only"], True)
    kept = {one for one in told["only"].containers if one.endswith("-settings-container")}
    assert kept == {f"{uid}-settings-container"}


def every_domain_listed(told: Story, profile: str) -> None:
    """All mail domains, without global.virt."""
    found = {one["domain"]: one["state"] for one in told["before"].result["domains"]}
    assert found == {"example.org": "present" if profile == "5.1" else "absent", "other.example": "absent"}


def rights_given(told: Story, profile: str) -> None:
    """On a room, in the verbs of the line, beside what others hold."""
    five = profile == "5.1"
    settled(told, "acl")
    done = told["acl"]
    book = {("g-mail", "Freebusy")} if five else {("g-mail", "Invitation")}
    assert done.rights("r-room") == {("u-bob", "Invitation"), PUBLISHED, ("u-zoe", "Write"), *book}
    assert done.result["resource"]["uid"] == "r-room"
    assert {"group": "Équipe réseau", "right": "book"} in done.result["resource"]["shares"]
    assert done.result["notified"] == ["group Équipe réseau", "user zoe@example.org"]
    assert mailed(done) == {("g-mail", "reseau@example.org"), ("u-zoe", "zoe@example.org")}


def rights_taken_away(told: Story, profile: str) -> None:
    """From those who are listed, silently."""
    ok(told["acl absent"], True)
    subjects = {subject for subject, _verb in told["acl absent"].rights("r-room")}
    assert subjects == {"g-mail", "u-zoe", PUBLISHED[0]}
    assert mailed(told["acl absent"]) == set()


def dissociated(told: Story, profile: str) -> None:
    """Resource, containers and token are gone, on every line."""
    settled(told, "absent")
    connected = told["refused" if profile == "5.1" else "change"]
    left = {uid for uid in connected.containers if "r-room" not in uid} & set(told["absent"].containers)
    assert not [uid for uid in left if "starleaf" in uid or "settings-container" in uid or "r-left" in uid]
    assert told["absent"].result["domain"]["state"] == "absent"
    assert told["absent"].result["domain"]["token"] == {"set": False}
    assert [one["method"] for one in told["absent"].writes] == ["DELETE"]
    (record,) = told["after"].result["domains"]
    assert (record["state"], record["details"]["resource_uid"]) == ("absent", None)


def refused_where_the_provider_is_gone(told: Story, profile: str) -> None:
    """Before anything is written, with what to do."""
    for moment in (told["refused"], told["refused foreseen"]):
        assert (moment.result["failed"], moment.result["changed"]) == (True, False)
        assert moment.result["error"]["kind"] == "unsupported"
        assert "removed in 5.0" in moment.result["msg"]
        assert "state: absent" in moment.result["msg"]
        assert moment.quiet
