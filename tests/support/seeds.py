# SPDX-License-Identifier: GPL-3.0-or-later
"""Servers to test against."""

from __future__ import annotations

from typing import Any

UID = "17c9a.internal"
NAME = "example.org"
OLD_TOKEN = "old-stored-token-4711"
PROVIDER = "videoconferencing-starleaf"


def starleaf(uid: str = "r-starleaf", **more: Any) -> dict[str, Any]:
    """A whole StarLeaf resource; `more` makes it something else."""
    found = {"uid": uid, "label": "StarLeaf", "provider": PROVIDER, "settings": {"token": OLD_TOKEN}, "acl": []}
    return {**found, "settings_acl": [{"subject": UID, "verb": "Read"}], **more}


def share(subject: str, *verbs: str) -> list[dict[str, str]]:
    """ACL entries."""
    return [{"subject": subject, "verb": verb} for verb in verbs]


def server(*resources: dict[str, Any], **more: Any) -> dict[str, Any]:
    """One server with the domain example.org (technical uid), users of every kind, and these resources."""
    return {
        "core_token": "core-secret-0815",
        "admin_password": "admin-password-0815",
        "api_keys": [{"key": "key-1", "login": "admin0@global.virt"}],
        "domains": [
            {
                "uid": UID,
                "aliases": [NAME, "example.com"],
                "default_alias": NAME,
                "users": [
                    {
                        "uid": "u-alice",
                        "login": "alice",
                        "name": "Alice Martin",
                        "password": "pw",
                        "email": "alice@example.org",
                        "emails": ["a.martin+home@example.org"],
                    },
                    {"uid": "u-bob", "login": "bob", "name": "Bob Stone", "password": "pw", "email": "rob@example.org"},
                    {"uid": "u-zoe", "login": "zoé", "name": "Zoé Ñandú", "email": "zoe@example.org"},
                    {"uid": "u-chief", "login": "chief", "name": "Chief", "password": "pw", "roles": ["admin"]},
                    {
                        "uid": "u-deputy",
                        "login": "deputy",
                        "name": "Deputy",
                        "password": "pw",
                        "email": "deputy@example.org",
                        "roles": ["manageResource"],
                    },
                    {"uid": "u-gone", "login": "gone", "name": "Gone", "email": "gone@example.org", "archived": True},
                    {"uid": "u-twin1", "login": "twin1", "name": "Same Name", "email": "t1@example.org"},
                    {"uid": "u-twin2", "login": "twin2", "name": "Same Name", "email": "t2@example.org"},
                ],
                "groups": [
                    {"uid": "g-dir", "name": "Direction", "members": ["u-alice", "u-bob"]},
                    {"uid": "g-mail", "name": "Équipe réseau", "email": "reseau@example.org", "members": ["u-zoe"]},
                ],
                "mailshares": [{"uid": "m-info", "name": "Info", "email": "info@example.org"}],
                "resources": list(resources),
                **more,
            },
            {
                "uid": "other.example",
                "users": [{"uid": "u-other", "login": "other", "name": "Other", "email": "other@other.example"}],
            },
        ],
    }


ROOM = {"uid": "r-room", "label": "Board room", "type": "room", "provider": None, "acl": share("u-bob", "Invitation")}
