# SPDX-License-Identifier: GPL-3.0-or-later
"""What an audit has seen of a fleet that does not exist: every kind of finding once, and as many domains as wanted."""

from __future__ import annotations

import datetime
from typing import Any

from ansible_collections.bluemind.videoconferencing.plugins.module_utils.audit import exceptions
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.audit.records import Verdict
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.audit.verdict import judge

TODAY = datetime.date(2026, 11, 25)
GENERATED = "2026-11-25T06:30:00+01:00"
CORE = "bm-plugin-core-videoconferencing-starleaf"
CONSOLE = "bm-plugin-admin-console-videoconferencing-starleaf"
EXCEPTIONS = [
    {
        "code": "undeclared",
        "installation": "mail.example.org",
        "domain": "lab.example.org",
        "reason": "pilot of the research department",
        "expires": "2027-01-31",
    },
    {
        "code": "dead_subject",
        "installation": "mail.example.org",
        "domain": "press.example.org",
        "reason": "their accounts come back in October",
        "expires": "2026-10-31",
    },
    {
        "code": "twins",
        "installation": "mail.example.org",
        "domain": "gone.example.org",
        "reason": "waits for the supplier",
        "expires": "2027-03-01",
    },
]


def resource(uid: str, *shares: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A whole one."""
    whole = {
        "uid": uid,
        "label": "StarLeaf",
        "kept": True,
        "linked": True,
        "listed_first": None,
        "calendar": True,
        "freebusy": True,
        "settings": True,
        "settings_readable": True,
        "missing": [],
        "shares": list(shares),
        "strangers": [],
        "published": 0,
    }
    return {**whole, **more}


def provider(*resources: dict[str, Any], **more: Any) -> dict[str, Any]:
    """StarLeaf, declared and as declared."""
    whole = {
        "provider": "videoconferencing-starleaf",
        "name": "StarLeaf",
        "declared": "present",
        "everyone_declared": False,
        "supported": True,
        "removed": False,
        "reason": "BlueMind 4.9.3884 supports StarLeaf",
        "resources": list(resources),
        "changes": [],
        "refusal": None,
        "loaded": None,
        "bookings": None,
    }
    return {**whole, **more}


def domain(name: str, *providers: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A domain; declared where one of its providers is."""
    declared = any(one["declared"] for one in providers)
    whole = {"domain": name, "uid": name, "declared": declared, "orphans": [], "error": None}
    return {**whole, "providers": list(providers), **more}


def change(target: str, field: str, before: str, after: str, kind: str = "update") -> dict[str, str]:
    """A difference."""
    return {"kind": kind, "domain": "", "target": target, "field": field, "before": before, "after": after}


def host(name: str, **more: Any) -> dict[str, Any]:
    """A host with both packages."""
    packages = {CORE: "4.9.3884", CONSOLE: "4.9.3884"}
    whole = {"host": name, "provider": "videoconferencing-starleaf", "error": None, "packages": packages}
    return {**whole, "plugins": {}, "restart": [], "remarks": [], "ahead": [], **more}


def installation(name: str, *domains: dict[str, Any], **more: Any) -> dict[str, Any]:
    """One installation that was read."""
    whole = {
        "installation": name,
        "error": None,
        "looked": ["domains", "hosts"],
        "wanted": True,
        "release": "4.9.3884",
        "seconds": 1.4,
        "hosts": [host(name)],
        "remarks": [],
    }
    return {**whole, "domains": list(domains), **more}


def book(*names: str, right: str = "book") -> list[dict[str, Any]]:
    """Shares; a name without @ is a group."""
    return [{"user" if "@" in name else "group": name, "right": right} for name in names]


EVERYONE = {"everyone": True, "right": "book"}
STAFF = [
    f"{first}.{last}@example.org" for first in ("ana", "ben", "chloe", "emil") for last in ("roy", "petit", "leroy")
]


def fleet() -> list[dict[str, Any]]:
    """Four installations."""
    direction = book("Direction", "Secretariat")
    drifted = [
        change("r-2", "reservation_policy", "auto_accept", "manual"),
        change("group Support", "shares", "-", "book", "grant"),
        change("r-2", "token", "********", "******** (new value)"),
    ]
    busy = installation(
        "mail.example.org",
        domain("example.org", provider(resource("r-1", *direction, *book(*STAFF)), bookings=41)),
        domain("school.example.org", provider(resource("r-2", *book("Teachers")), changes=drifted, bookings=12)),
        domain("lab.example.org", provider(resource("r-3", *book("Research")), declared=None, bookings=3)),
        domain(
            "press.example.org",
            provider(resource("r-4", EVERYONE, strangers=["5E21-7C40", "88F1-02AA"]), bookings=0),
        ),
        domain(
            "sales.example.org",
            provider(resource("r-5", *book("Sales")), resource("r-6", kept=False, missing=["token"]), bookings=7),
        ),
        domain("city.example.org", provider(changes=[change("r-9", "resource", "-", "StarLeaf", "create")])),
        domain("archive.example.org", orphans=[{"uid": "r-8-settings-container", "secret": True}]),
        *(domain(f"{name}.example.org") for name in ("clinic", "garden", "harbour", "library", "museum", "sport")),
    )
    restart = {"daemon": "bm-core", "why": f"{CORE} was installed after bm-core started"}
    ahead = {"package": "bm-core", "running": "4.9.3884", "offered": "4.9.3901"}
    paris = installation(
        "paris.example.net",
        domain("example.net", provider(resource("r-1", *direction, freebusy=False), bookings=5)),
        domain("shop.example.net", provider(resource("r-2", *book("Shop", right="manage")), bookings=18)),
        hosts=[host("paris.example.net", restart=[restart], ahead=[ahead]), host("console.example.net")],
        seconds=0.9,
    )
    reason = (
        "BlueMind 5.2.1481 no longer has the StarLeaf provider: it was removed in 5.0 and its packages are empty; set "
        "state: absent to remove what is left, or choose another provider"
    )
    five = {"supported": False, "removed": True, "reason": reason, "declared": None}
    new = installation(
        "new.example.com",
        domain("example.com", provider(resource("r-1", *book("Everybody in house")), **five, bookings=2)),
        domain("old.example.com", provider(resource("r-2"), **five, bookings=0)),
        release="5.2.1481",
        wanted=False,
        seconds=0.6,
        hosts=[host("new.example.com", packages={CORE: None, CONSOLE: None})],
    )
    away = installation(
        "away.example.org",
        error="GET https://away.example.org/api/system/installation/state: no answer within 30 s. Check the network.",
        release=None,
        seconds=None,
        hosts=[host("away.example.org", packages={CORE: "4.9.3884", CONSOLE: None})],
    )
    return [busy, paris, new, away]


def big(domains: int = 500, shares: int = 50) -> list[dict[str, Any]]:
    """One installation as large as a page must bear."""
    people = [f"first{number:02}.lastname@department{number % 7}.example.org" for number in range(shares)]
    found = [
        domain(
            f"domain-{number:03}.example.org", provider(resource(f"r-{number}", *book(*people)), bookings=number % 9)
        )
        for number in range(domains)
    ]
    return [installation("mail.example.org", *found)]


def verdict(seen: list[Any] | None = None, policy: str = "drift", accepted: list[Any] | None = None) -> Verdict:
    """The verdict on it."""
    entries = exceptions.parse(EXCEPTIONS if accepted is None else accepted)
    looked: Any = fleet() if seen is None else seen
    return judge(looked, entries, TODAY, GENERATED, policy)
