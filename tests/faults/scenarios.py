# SPDX-License-Identifier: GPL-3.0-or-later
"""What is run while something goes wrong: one task on one server each. A new scenario is one more row."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.faults.kinds import KINDS
from tests.support import seeds
from tests.support.providers import BY_NAME as BY_PROVIDER
from tests.support.providers import PAIRS, ROWS
from tests.support.seeds import ROOM, share

NEW, OLD, THEIR = "brand-new-token-0815", seeds.OLD_TOKEN, "their-own-token-0815"
KEY, CHIEF = "administrator-key-0815", "chief-key-0815"
OWN = "a9d8ca2d-b7e1-5b04-8ca1-f05e9971a557"  # the uid that every run chooses for a new StarLeaf resource
PUBLISHED = share("x-calendar-public-77", "Read")
HELD = share("u-bob", "Read") + share("g-mail", "Write") + PUBLISHED
TWO = [{"user": "alice@example.org"}, {"group": "Direction", "right": "view"}]
FEW = ("create", "settings", "twins", "dissociate")  # for other lines and other providers
HOURS = {"days": ["mon", "fri"], "start": "08:00", "end": "17:30", "minimum_duration": 120, "timezone": "Europe/Paris"}
ALIAS: dict[str, Any] = {"settings_domain": "example.org", "settings_acl": share("example.org", "Read")}
MONDAY = {"workingDays": ["MO"], "dayStart": 32400000, "dayEnd": 64800000, "minDuration": 60, "timezoneId": "UTC"}


@dataclass(frozen=True)
class Scenario:
    """One task, the server that it starts on, and the API key of its account."""

    name: str
    module: str
    options: dict[str, Any] = field(repr=False)
    seed: dict[str, Any] = field(repr=False)
    profile: str = "4.5.3"
    login: dict[str, Any] = field(default_factory=lambda: {"api_key": KEY}, repr=False)
    loaded: tuple[str, ...] = ("starleaf",)
    # Settings that the task does not give, so that a resource can be made without those that are stored.
    stored: dict[str, Any] = field(default_factory=dict, repr=False)
    # How many of the faults the sample leaves out for each that it has.
    sparse: int = 0
    # The only faults that are tried, by name; all if there is none.
    only: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Subject:
    """A provider of video conferences: its modules and how its resources look in a seed.

    `new` are options with which a resource can be made, and which change one; `stored` is what one holds, as BlueMind
    keeps it, and `known` the same as options.
    """

    name: str
    one: str
    many: str
    provider: str
    loaded: str
    new: dict[str, Any]
    stored: dict[str, Any]
    known: dict[str, Any]
    lines: tuple[str, ...]
    common: dict[str, Any] = field(default_factory=dict)
    only: tuple[str, ...] = ()

    def resource(self, uid: str = "r-1", **more: Any) -> dict[str, Any]:
        """A whole resource; `more` makes it something else."""
        return seeds.starleaf(uid, label=self.name, provider=self.provider, settings=dict(self.stored), **more)

    def scenarios(self) -> list[Scenario]:
        """Every row of `DOMAIN` and `BATCH` for this provider; the first line of releases has all, the others a few."""
        found = []
        for line in self.lines:
            for name, wanted, resources, more in domain_rows(self):
                if name in (self.only or (name,)) and (line == self.lines[0] or name in FEW):
                    options = {"domain": "example.org", **self.common, **wanted}
                    place = f"{self.loaded}-{line}-{name}"
                    seed = server(*resources, **more)
                    known = {} if set(self.new) & set(wanted) or "state" in wanted else self.known
                    found.append(
                        Scenario(
                            place,
                            self.one,
                            options,
                            seed,
                            line,
                            loaded=(self.loaded,),
                            stored=known,
                            sparse=0 if self.many else 2,
                        )
                    )
        for name, options, seed in batch_rows(self) if self.many else ():
            first, *rest = options["domains"]
            known = {"domains": [{**first, **self.known}, *rest]}
            place = f"{self.loaded}-{self.lines[0]}-{name}"
            line = self.lines[0]
            found.append(Scenario(place, self.many, options, seed, line, loaded=(self.loaded,), stored=known))
        return found


def server(*resources: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The usual server, with keys that are long enough to be searched for, and an administrator who has an address."""
    seed = seeds.server(*resources, **more)
    seed["api_keys"] += [{"key": KEY, "login": "admin0@global.virt"}, {"key": CHIEF, "login": "chief@example.org"}]
    next(one for one in seed["domains"][0]["users"] if one["login"] == "chief")["email"] = "chief@example.org"
    return seed


def domain_rows(subject: Subject) -> list[tuple[str, dict[str, Any], list[dict[str, Any]], dict[str, Any]]]:
    """(name, options, resources of the domain, more of the domain)."""
    whole, new = subject.resource, subject.new
    left: list[dict[str, Any]] = [
        {"uid": f"{OWN}-settings-container", "type": "container_settings", "owner": OWN, "settings": subject.stored},
        {"uid": f"calendar:{OWN}", "type": "calendar", "owner": OWN, "settings": {}},
    ]
    orphans = {"orphan_containers": [{**one, "acl": []} for one in left]}
    twins = [whole("r-1", acl=share("u-bob", "Read") + share("g-mail", "Write")), whole("r-2", acl=PUBLISHED)]
    again = {**new, "shares": TWO}
    return [
        ("create", again, [], {}),
        ("create-all", {**again, "availability": HOURS, "label": "Visio", "reservation_policy": "manual"}, [], {}),
        ("settings", new, [whole(acl=HELD)], {}),
        ("share", {"shares": TWO}, [whole(acl=HELD)], {}),
        ("purge", {"shares": [{"user": "bob", "right": "manage"}], "purge_shares": True}, [whole(acl=HELD)], {}),
        ("policy-hours", {"reservation_policy": "manual", "availability": HOURS}, [whole(acl=HELD, config=MONDAY)], {}),
        ("heal-row", again, [whole(OWN, containers=[], settings_acl=[])], {}),
        ("heal-calendar", again, [whole(containers=["settings"])], {}),
        ("heal-freebusy", {}, [whole(containers=["calendar", "settings"], acl=HELD)], {}),
        ("heal-settings", again, [whole(OWN, containers=["calendar", "freebusy"], acl=HELD)], {}),
        ("heal-settings-acl", {}, [whole(settings_acl=[], acl=HELD)], {}),
        ("heal-empty", new, [{**whole(acl=HELD), "settings": {}}], {}),
        ("heal-property", {}, [{**whole(acl=HELD), "provider": None}], {}),
        ("heal-alias", new, [whole(**ALIAS, acl=HELD)], {}),
        ("heal-orphans", again, [], orphans),
        ("heal-type", again, [], {"videoconferencing_type": False}),
        ("twins", {}, twins, {}),
        ("twin-alias", {}, [whole("r-1", acl=HELD), whole("r-2", **ALIAS, acl=[])], {}),
        ("twin-broken", {"shares": TWO}, [whole("r-1", acl=HELD), whole("r-2", containers=["settings"])], {}),
        ("twin-secret", {}, [{**whole("r-1", acl=HELD), "settings": {}}, whole("r-2", acl=share("u-zoe", "Read"))], {}),
        ("dissociate", {"state": "absent"}, [whole(acl=HELD)], {}),
        ("dissociate-all", {"state": "absent"}, [whole("r-1", **ALIAS), whole("r-2")], orphans),
    ]


def batch_rows(subject: Subject) -> list[tuple[str, dict[str, Any], dict[str, Any]]]:
    """(name, options, server)."""
    five: dict[str, Any] = server(subject.resource(acl=HELD))
    names = [f"d{number}.example" for number in (1, 2, 3)]
    found = [[subject.resource("r-d1")], [subject.resource("r-d2")], []]
    for name, resources in zip(names, found, strict=True):
        domain: dict[str, Any] = {
            "uid": name,
            "users": [{"uid": f"u-{name}", "login": "u", "name": name, "email": f"u@{name}"}],
        }
        acl = [{"subject": name, "verb": "Read"}]
        five["domains"].append({**domain, "resources": [{**one, "settings_acl": acl} for one in resources]})
    common = subject.common
    records: list[dict[str, Any]] = [
        {"domain": "example.org", "shares": TWO},
        {"domain": names[0], "state": "absent"},
        {"domain": names[1]},
        {"domain": names[2], **subject.new, "shares": [{"user": f"u@{names[2]}"}]},
        {"domain": "other.example", **subject.new},
    ]
    whole = [{**common, **record} for record in records]
    purge = {"domains": [whole[0]], "purge": True, "purge_limit": 9, "concurrency": 1}
    return [
        ("batch", {"domains": whole, "concurrency": 1}, five),
        ("batch-at-once", {"domains": whole, "concurrency": 5}, five),
        ("batch-purge", purge, five),
    ]


STARLEAF = Subject(
    name="StarLeaf",
    one="bluemind_starleaf_domain",
    many="bluemind_starleaf_domains",
    provider=seeds.PROVIDER,
    loaded="starleaf",
    new={"token": NEW},
    stored={"token": OLD},
    known={"token": OLD},
    lines=("4.5.3", "4.9"),
)
OTHERS = [
    Subject(
        name=row.label,
        one="bluemind_videoconference",
        many="",
        provider=row.id,
        loaded=row.name,
        new={"settings": {**row.given, **row.other}},
        stored=row.stored,
        known={"settings": row.given},
        lines=(row.profile,),
        common={"provider": row.name},
        only=FEW,
    )
    for row in ROWS
    if row.name != "starleaf"
]
SUBJECTS = [STARLEAF, *OTHERS]


def room_rows(line: str) -> list[Scenario]:
    """A room that is no video resource."""
    held = share("u-bob", "Read") + share("u-left", "Invitation") + PUBLISHED
    rows: list[tuple[str, dict[str, Any]]] = [
        ("grant", {"shares": [*TWO, {"user": "bob", "right": "manage"}]}),
        ("purge", {"shares": [{"group": "Équipe réseau"}], "purge_shares": True}),
        ("absent", {"shares": [{"user": "bob"}, {"user": "u-left"}], "state": "absent"}),
    ]
    return [
        Scenario(
            f"room-{line}-{name}",
            "bluemind_resource_acl",
            {"domain": "example.org", "resource": "Board room", **options},
            server({**ROOM, "acl": held}),
            line,
            {"api_key": CHIEF if line == "5.1" else KEY},
            (),
        )
        for name, options in rows
    ]


def migration(source: str, target: str, line: str, *more: dict[str, Any], **own: Any) -> Scenario:
    """From one provider to another, the plugins of both being loaded as far as the line has them."""
    old, new = BY_PROVIDER[source], BY_PROVIDER[target]
    options: dict[str, Any] = {"domains": [{"domain": "example.org", "settings": new.given}], "concurrency": 1}
    name = own.pop("name", f"migrate-{line}-{source}-{target}")
    return Scenario(
        name,
        "bluemind_videoconference_migration",
        {"source": source, "target": target, **options},
        server(old.resource("r-old", acl=HELD), *more),
        line,
        loaded=tuple(one for one in (source, target) if line != "5.1" or one != "starleaf"),
        **own,
    )


# What only the new resource had, a deletion by others takes away for good.
SURVIVED = tuple(kind.name for kind in KINDS if kind.act != "their-deletion")
MIGRATIONS = [
    migration("starleaf", "jitsi", "4.5.3", name="migrate"),
    migration(
        "starleaf",
        "teams",
        "5.1",
        BY_PROVIDER["teams"].resource("r-new", acl=share("u-zoe", "Read")),
        name="migrate-adopt",
        only=SURVIVED,
    ),
]
KILLED = ("killed-before", "killed-after")
# Not in the sample: tests/modules/test_migration.py has each of them once.
PAIRED = [migration(*pair, only=KILLED) for pair in PAIRS]
BY_NAME = Scenario(
    "create-by-login",
    STARLEAF.one,
    {"domain": "example.org", **STARLEAF.new, "shares": TWO},
    server(),
    login={"username": "admin0@global.virt", "password": "admin-password-0815"},
)
SCENARIOS = [
    *(one for subject in SUBJECTS for one in subject.scenarios()),
    *room_rows("4.9"),
    *room_rows("5.1"),
    BY_NAME,
    *MIGRATIONS,
]
SECRETS = (
    NEW,
    OLD,
    THEIR,
    "teams-secret-1",
    "teams-secret-2",
    KEY,
    CHIEF,
    "admin-password-0815",
    "x-calendar-public-77",
)
