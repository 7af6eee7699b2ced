# SPDX-License-Identifier: GPL-3.0-or-later
"""A server with everything that an audit is to find, what is declared for it, and the codes that it must get."""

from __future__ import annotations

from typing import Any

from tests.support import seeds
from tests.support.seeds import share, starleaf

STORED, LEFT = "stored-token-93be61d05c2f", "left-token-8d02c44f91ab"
PUBLISHED = "x-calendar-private-46f8d12ab09c7e53"
MEET = {"url": "https://meet.example/", "templates": '{"en": "hello"}'}
MEETING = {
    "uid": "e-1",
    "organizer": "u-bob",
    "title": "About a merger",
    "attendees": ["r-starleaf"],
    "start": "2099-03-02T10:00:00+01:00",
    "end": "2099-03-02T11:00:00+01:00",
}
DECLARED: list[dict[str, Any]] = [
    {"domain": "example.org", "reservation_policy": "manual", "shares": [{"group": "Direction"}]},
    {"domain": "missing.example", "token": "declared-token-51fc2a77"},
    {"domain": "shared.example", "shares": [{"group": "Nobody"}]},
    {"domain": "misspelt.example", "token": "declared-token-51fc2a77"},
]


def _domain(uid: str, *resources: dict[str, Any], **more: Any) -> dict[str, Any]:
    whole = [{"settings_acl": share(uid, "Read"), **one} for one in resources]
    return {"uid": uid, "resources": whole, **more}


def _starleaf(uid: str, **more: Any) -> dict[str, Any]:
    return {name: value for name, value in starleaf(uid, **more).items() if name != "settings_acl"}


def world() -> dict[str, Any]:
    """One domain for each kind of trouble."""
    acl = share("u-bob", "Read") + share("u-nobody", "Invitation") + share(PUBLISHED, "Read") + share("m-info", "Read")
    seed = seeds.server(starleaf(acl=acl, settings={"token": STORED}), seeds.ROOM, events=[MEETING])
    orphan = {"type": "container_settings", "owner": "r-lost", "settings": {"token": LEFT}, "acl": []}
    jitsi = {"uid": "r-jitsi", "label": "Jitsi", "provider": "videoconferencing-jitsi"}
    seed["domains"] += [
        {"uid": "missing.example"},
        _domain("shared.example", _starleaf("r-1", acl=share("shared.example", "Invitation"))),
        _domain("twins.example", _starleaf("r-2", acl=share("twins.example", "All")), _starleaf("r-3")),
        _domain("half.example", _starleaf("r-4", containers=["settings"])),
        _domain("bare.example", _starleaf("r-5", settings={})),
        _domain("lost.example", orphan_containers=[{"uid": "r-lost-settings-container", **orphan}]),
        _domain("other.example.net", {**jitsi, "settings": MEET, "acl": []}),
        _domain(
            "strange.example", {"uid": "r-strange", "label": "Visio", "provider": "videoconferencing-acme", "acl": []}
        ),
    ]
    return seed


SOUND = {
    "example.org": ["dead_subject", "drift", "drift"],
    "missing.example": ["missing"],
    "misspelt.example": ["domain_unread"],
    "shared.example": ["refused", "everyone"],
    "twins.example": ["twins", "undeclared", "everyone"],
    "half.example": ["half_made", "undeclared"],
    "bare.example": ["no_settings", "undeclared"],
    "lost.example": ["orphan_secret"],
    "other.example.net": ["undeclared"],
    "strange.example": ["undeclared"],
}
LEFTOVERS = {
    **SOUND,
    "example.org": ["unsupported", "dead_subject"],
    "missing.example": ["unsupported"],
    "shared.example": ["unsupported"],
    "twins.example": ["leftover_shared", "leftover"],
    "half.example": ["leftover"],
    "bare.example": ["leftover"],
}
CODES = {"4.5.3": SOUND, "4.9": SOUND, "5.1": LEFTOVERS}
