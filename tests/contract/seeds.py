# SPDX-License-Identifier: GPL-3.0-or-later
"""The world that most contract tests start from, and the request bodies that they share."""

from __future__ import annotations

from typing import Any

DOMAIN, ALIAS = "example.org", "example.com"
TECH, TECH_ALIAS = "17c9a.internal", "tech.example"
OLD = "old.example"
TYPE, PROPERTY, STARLEAF = "bm-videoconferencing", "bm-videoconferencing-type", "videoconferencing-starleaf"

RESOURCE = "r-1"
CALENDAR, FREEBUSY, SETTINGS = (
    f"calendar:{RESOURCE}",
    f"freebusy:{RESOURCE}",
    f"{RESOURCE}-settings-container",
)
NEW = "9f1c2a34-0000-5000-8000-0123456789ab"

CORE, ADMIN0, ALICE, BOB, CARL, DORA, TINA, TOM = (
    "core-secret",
    "key-admin0",
    "key-alice",
    "key-bob",
    "key-carl",
    "key-dora",
    "key-tina",
    "key-tom",
)

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d"
    "49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)

CONFIG = {
    "workingDays": ["MO", "TU", "WE", "TH", "FR"],
    "dayStart": 32400000,
    "dayEnd": 64800000,
    "minDuration": 60,
    "timezoneId": "Europe/Paris",
}

TYPE_DESCRIPTOR = {
    "label": "Video Conferencing",
    "properties": [{"id": PROPERTY, "label": "Type", "type": "String"}],
    "templates": {},
}


def _user(uid: str, name: str, **more: Any) -> dict[str, Any]:
    login = uid.removeprefix("u-")
    return {"uid": uid, "login": login, "name": name, "password": "pw", "email": f"{login}@{DOMAIN}", **more}


def starleaf(uid: str = RESOURCE, **more: Any) -> dict[str, Any]:
    """A healthy StarLeaf resource, as a seed writes it."""
    return {
        "uid": uid,
        "label": "StarLeaf",
        "type": TYPE,
        "provider": STARLEAF,
        "email": f"{uid}@{DOMAIN}",
        "reservation_mode": "AUTO_ACCEPT",
        "description": None,
        "containers": ["calendar", "freebusy", "settings"],
        "settings": {"token": "old"},
        "settings_acl": [{"subject": DOMAIN, "verb": "Read"}],
        "settings_domain": DOMAIN,
        "acl": [],
        "config": dict(CONFIG),
        **more,
    }


def standard(**resource: Any) -> dict[str, Any]:
    """Three domains: a plain one with a StarLeaf resource, a technical one, an old one without the type."""
    return {
        "core_token": CORE,
        "admin_password": "admin",
        "api_keys": [
            {"key": ADMIN0, "login": "admin0@global.virt"},
            *[{"key": f"key-{login}", "login": f"{login}@{DOMAIN}"} for login in ("alice", "bob", "carl", "dora")],
            *[{"key": f"key-{login}", "login": f"{login}@{TECH}"} for login in ("tina", "tom")],
        ],
        "domains": [
            {
                "uid": DOMAIN,
                "name": DOMAIN,
                "aliases": [ALIAS],
                "default_alias": DOMAIN,
                "settings": {
                    "timezone": "Europe/Paris",
                    "working_days": "mon,tue,wed,thu,fri",
                    "work_hours_start": "9",
                    "work_hours_end": "18",
                    "min_duration": "60",
                },
                "users": [
                    _user(
                        "u-alice",
                        "Alice Martin",
                        roles=["admin"],
                        emails=[f"a.martin@{DOMAIN}"],
                        all_aliases=True,
                    ),
                    _user("u-bob", "Bob Durand"),
                    _user("u-carl", "Carl Petit"),
                    _user("u-dora", "Dora Blanc", roles=["manageResource"]),
                    _user("u-elodie", "Élodie Noël", email=f"e_noel@{DOMAIN}"),
                    _user("u-enoel", "Eric Noel", email=f"exnoel@{DOMAIN}"),
                    _user("u-plus", "Plus Sign", email=f"a+b@{DOMAIN}"),
                    _user("u-old", "Gone Person", archived=True),
                    _user("u-hidden", "Hidden Person", hidden=True),
                    _user("u-system", "System Person", system=True),
                ],
                "groups": [
                    {
                        "uid": "g-dir",
                        "name": "Direction",
                        "email": f"direction@{DOMAIN}",
                        "members": ["u-bob"],
                    },
                    {"uid": "g-quiet", "name": "Équipe", "email": None, "members": ["u-carl", "u-dora"]},
                ],
                "mailshares": [{"uid": "m-sales", "name": "sales", "email": f"sales@{DOMAIN}"}],
                "external_users": [{"uid": "x-guest", "name": "Guest", "email": "guest@elsewhere.net"}],
                "resources": [starleaf(**resource)],
            },
            {
                "uid": TECH,
                "name": TECH,
                "aliases": [TECH_ALIAS],
                "default_alias": TECH_ALIAS,
                "users": [
                    _user("u-tina", "Tina Leroy", email=f"t.leroy@{TECH_ALIAS}"),
                    _user("u-tom", "Tom Roux", email=f"tom@{TECH_ALIAS}", roles=["admin"]),
                ],
            },
            {"uid": OLD, "name": OLD, "aliases": [], "default_alias": OLD, "videoconferencing_type": False},
        ],
    }


def without_resource() -> dict[str, Any]:
    """The same, before anybody configured StarLeaf."""
    seed = standard()
    seed["domains"][0]["resources"] = []
    return seed


def descriptor(**more: Any) -> dict[str, Any]:
    """A ResourceDescriptor that the server accepts."""
    return {
        "label": "Room",
        "typeIdentifier": TYPE,
        "description": None,
        "reservationMode": "AUTO_ACCEPT",
        "properties": [{"propertyId": PROPERTY, "value": STARLEAF}],
        "emails": [{"address": f"room@{DOMAIN}", "allAliases": True, "isDefault": True}],
        **more,
    }


def container(uid: str = SETTINGS, **more: Any) -> dict[str, Any]:
    """The ContainerDescriptor of a settings container, as contract#partial-states writes it."""
    return {
        "uid": uid,
        "name": uid,
        "owner": uid.removesuffix("-settings-container"),
        "type": "container_settings",
        "domainUid": DOMAIN,
        "defaultContainer": False,
        **more,
    }
