# SPDX-License-Identifier: GPL-3.0-or-later
"""Situations that every law is tried on: at least one a module, every writing module in every profile.

What only the engine decides is tried with StarLeaf, in many situations and on every line. Of each other provider come
the three situations in which its own settings matter, on one line that has it; tests/modules/test_providers.py tries
the rest of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.support import seeds
from tests.support.providers import BY_NAME, ROWS, Row
from tests.support.seeds import share, starleaf


@dataclass(frozen=True)
class Scenario:
    """A server and one task on it."""

    name: str
    module: str
    options: dict[str, Any]
    seed: dict[str, Any] = field(repr=False)
    profile: str = "4.5.3"
    providers: tuple[str, ...] = ("starleaf",)

    def __str__(self) -> str:
        return f"{self.module.removeprefix('bluemind_')}-{self.profile}-{self.name}"


ACL = share("u-bob", "Read") + share("u-left", "Invitation") + share("x-calendar-public-77", "Read")
HOURS = {"days": ["mon", "fri"], "start": "08:00", "end": "17:30", "minimum_duration": 120, "timezone": "Europe/Paris"}
MONDAY = {"workingDays": ["MO"], "dayStart": 32400000, "dayEnd": 64800000, "minDuration": 60, "timezoneId": "UTC"}
EVERYBODY = [{"group": "Direction"}, {"user": "alice", "right": "manage"}, {"user": "zoé"}, {"everyone": True}]

# (what, options, the domain's resources)
DOMAIN: list[tuple[str, dict[str, Any], list[dict[str, Any]]]] = [
    ("new", {"token": "brand-new-token", "shares": EVERYBODY, "reservation_policy": "manual"}, []),
    ("new-hours", {"token": "brand-new-token", "availability": HOURS, "label": "Visio à distance"}, []),
    ("same", {"token": seeds.OLD_TOKEN, "shares": [{"user": "bob", "right": "view"}]}, [starleaf(acl=ACL)]),
    ("token", {"token": "another-token"}, [starleaf(acl=ACL)]),
    ("on-create", {"token": "another-token", "update_token": "on_create"}, [starleaf(acl=ACL)]),
    ("shares", {"shares": EVERYBODY}, [starleaf(acl=ACL)]),
    ("purge", {"shares": EVERYBODY, "purge_shares": True}, [starleaf(acl=ACL)]),
    ("nobody", {"shares": [], "purge_shares": True, "allow_empty": True}, [starleaf(acl=ACL)]),
    ("less", {"shares": [{"user": "bob"}]}, [starleaf(acl=share("u-bob", "Write", "Manage"))]),
    ("hours", {"availability": {"days": ["sun"]}}, [starleaf(config=MONDAY)]),
    ("no-container", {"token": "t-12345678"}, [starleaf(containers=["calendar", "freebusy"], acl=ACL)]),
    ("no-calendar", {"token": "t-12345678"}, [starleaf(containers=["settings"])]),
    ("no-property", {}, [starleaf(provider=None, acl=ACL)]),
    ("twins", {}, [starleaf("r-1", acl=ACL), starleaf("r-2", acl=share("u-alice", "All"))]),
    ("absent", {"state": "absent"}, [starleaf(acl=ACL), starleaf("r-2")]),
    ("absent-already", {"state": "absent"}, []),
]

RIGHTS: list[tuple[str, dict[str, Any]]] = [
    ("grant", {"shares": EVERYBODY}),
    ("same", {"shares": [{"user": "bob", "right": "view"}]}),
    ("purge", {"shares": [{"group": "Équipe réseau"}], "purge_shares": True}),
    ("down", {"shares": [{"user": "bob"}]}),
    ("absent", {"shares": [{"user": "bob"}, {"user": "alice"}], "state": "absent"}),
]


OTHER = {"domain": "other.example", "token": "token-of-other", "shares": [{"user": "other"}, {"everyone": True}]}
BATCH: list[tuple[str, dict[str, Any], list[dict[str, Any]]]] = [
    ("both", {"domains": [{"domain": "example.com", "shares": EVERYBODY}, OTHER]}, [starleaf(acl=ACL)]),
    ("purge", {"domains": [OTHER], "purge": True}, [starleaf("r-1", acl=ACL), starleaf("r-2")]),
    ("purge-all", {"domains": [], "purge": True, "allow_empty": True}, [starleaf(acl=ACL)]),
    ("same", {"domains": [{"domain": "example.org", "token": seeds.OLD_TOKEN}], "concurrency": 1}, [starleaf(acl=ACL)]),
]


def _provider(row: Row) -> list[tuple[str, dict[str, Any], list[dict[str, Any]]]]:
    """A new one, one that gets another value, and one to be put together from halves and a twin."""
    halves = [row.resource("r-1", containers=["calendar", "freebusy"]), row.resource("r-2", settings={}, acl=ACL)]
    return [
        ("new", row.task(shares=EVERYBODY), []),
        ("other", row.task(settings=row.other, update_secrets="always"), [row.resource(acl=ACL)]),
        ("heal", row.task(), halves),
    ]


OPENID = {"client_id": "client-4711", "secret": "openid-secret-1"}
LOGINS = [{"user": "alice", "login": "alice@tenant.example"}, {"user": "zoé", "login": "zoe@tenant.example"}]
# What a provider needs outside its resource: (name, provider, options, keys of the domain's seed).
OUTSIDE: list[tuple[str, str, dict[str, Any], dict[str, Any]]] = [
    ("openid", "zoom", {"openid": OPENID}, {"properties": {"ldap": "secret-of-others"}}),
    ("openid", "webex", {"openid": {"client_id": "another"}}, {"properties": BY_NAME["webex"].registration()}),
    ("accounts", "teams", {"external_accounts": LOGINS, "shares": EVERYBODY}, {}),
]


def migrated(target: Row) -> dict[str, Any]:
    """The domains of a migration; one of them has nothing to migrate."""
    return {"domains": [{"domain": name, "settings": target.given} for name in ("example.org", "other.example")]}


SEVERAL = [row.task() for row in ROWS if row.name != "starleaf"]
# Domains that are older than video conferences have no resource type for them.
UNTYPED = seeds.server(videoconferencing_type=False)
PURGED = {"domains": [BY_NAME["zoom"].task()], "purge_providers": ["jitsi", "zoom"]}


def _room(profile: str) -> dict[str, Any]:
    held = share("u-bob", "Read") if profile == "5.1" else share("u-bob", "Read", "Invitation")
    acl = held + share("u-left", "Invitation") + share("x-calendar-public-77", "Read")
    return {**seeds.ROOM, "acl": acl}


SCENARIOS = [
    Scenario(name, "bluemind_starleaf_domain", {"domain": "example.org", **options}, seeds.server(*found), profile)
    for profile in ("4.5.3", "4.9")
    for name, options, found in DOMAIN
]
SCENARIOS += [
    Scenario(name, "bluemind_starleaf_domain", {"domain": "example.org", **options}, seeds.server(*found), "5.1")
    for name, options, found in DOMAIN
    if options.get("state") == "absent"
]
SCENARIOS += [
    Scenario(
        name,
        "bluemind_resource_acl",
        {"domain": "example.com", "resource": "Board room", **options},
        seeds.server(_room(profile)),
        profile,
    )
    for profile in ("4.5.3", "4.9", "5.1")
    for name, options in RIGHTS
]
SCENARIOS += [
    Scenario(name, "bluemind_starleaf_domains", options, seeds.server(*found), profile)
    for profile in ("4.5.3", "4.9")
    for name, options, found in BATCH
]
EVENTS: list[dict[str, Any]] = [
    {"uid": "e-1", "organizer": "u-bob", "title": "Once", "start": "2099-03-02T10:00:00+01:00"},
    {"uid": "e-2", "organizer": "u-alice", "start": "2020-03-02T10:00:00+01:00", "rule": {"frequency": "WEEKLY"}},
    {"uid": "e-3", "organizer": "u-zoe", "start": "2020-03-02T10:00:00+01:00"},
]
BOOKED = seeds.server(
    starleaf(acl=ACL), starleaf("r-2"), events=[{**one, "attendees": ["r-starleaf"]} for one in EVENTS]
)
SCENARIOS += [
    Scenario(f"{row}-{name}", "bluemind_videoconference", options, seeds.server(*found), row.profile, (row.name,))
    for row in ROWS
    for name, options, found in _provider(row)
]
JITSI = BY_NAME["jitsi"].resource(acl=ACL)
SCENARIOS += [
    Scenario("several", "bluemind_videoconferences", {"domains": SEVERAL}, UNTYPED, "5.1", tuple(BY_NAME)),
    Scenario("purge", "bluemind_videoconferences", PURGED, seeds.server(JITSI), "4.9", tuple(BY_NAME)),
    Scenario("gone", "bluemind_videoconference", {**BY_NAME["jitsi"].task(), "state": "absent"}, seeds.server(JITSI)),
    Scenario("found", "bluemind_videoconference_info", {}, seeds.server(JITSI), "5.1"),
    Scenario(
        "audited",
        "bluemind_audit_info",
        {"domains": [{"domain": "other.example", "provider": "starleaf"}]},
        seeds.server(starleaf(acl=ACL)),
    ),
]
SCENARIOS += [
    Scenario(
        f"booked-{booked}",
        "bluemind_starleaf_domain",
        {"domain": "example.org", "state": "absent", "booked": booked},
        BOOKED,
        profile,
    )
    for profile in ("4.5.3", "4.9", "5.1")
    for booked in ("keep", "delete")
]
SCENARIOS += [
    Scenario("booked-keep", "bluemind_starleaf_domains", {"domains": [OTHER], "purge": True, "booked": "keep"}, BOOKED),
    Scenario(
        "booked-keep",
        "bluemind_videoconference",
        {**BY_NAME["jitsi"].task(), "state": "absent", "booked": "keep"},
        seeds.server(JITSI, events=[{**EVENTS[0], "attendees": [JITSI["uid"]]}]),
        "5.1",
    ),
]
SCENARIOS += [
    Scenario(
        f"{name}-{what}",
        "bluemind_videoconference",
        BY_NAME[name].task(**options),
        seeds.server(BY_NAME[name].resource(acl=ACL), **domain),
        BY_NAME[name].profile,
        (name,),
    )
    for what, name, options, domain in OUTSIDE
]
SCENARIOS += [
    Scenario(
        f"{source}-to-{target}",
        "bluemind_videoconference_migration",
        {"source": source, "target": target, **migrated(BY_NAME[target]), **options},
        seeds.server(
            BY_NAME[source].resource("r-1", acl=ACL + share("u-zoe", "Write")),
            *(BY_NAME[target].resource(acl=acl) for acl in held),
            events=[{**one, "attendees": ["r-1"]} for one in EVENTS],
        ),
        profile,
        (target,),
    )
    for source, target, profile, options, held in (
        ("starleaf", "jitsi", "4.5.3", {}, [share("u-bob", "Invitation")]),
        ("starleaf", "bluemind", "4.9", {"leave_behind": ["managers", "unknown"]}, []),
        ("jitsi", "teams", "5.1", {}, [share("u-alice", "Read")]),
    )
]
SCENARIOS += [
    Scenario("all", "bluemind_starleaf_info", {}, seeds.server(starleaf(acl=ACL)), "4.5.3"),
    Scenario("running", "bluemind_server_info", {"wait": True}, seeds.server(), "4.5.3"),
]
WRITING = [one for one in SCENARIOS if not one.module.endswith("_info")]
