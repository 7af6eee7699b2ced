# SPDX-License-Identifier: GPL-3.0-or-later
"""Domains and their directory entries."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

SERVER = "bm-master"
DIRECTORY_FOLDER = {
    "USER": "users",
    "GROUP": "groups",
    "RESOURCE": "resources",
    "MAILSHARE": "mailshares",
    "EXTERNALUSER": "externaluser",
}


def now() -> int:
    """Epoch milliseconds, the server's dates (contract#json-bodies)."""
    return int(time.time() * 1000)


@dataclass(slots=True)
class Email:
    """An address; with `all_aliases` it is valid at every alias of the domain."""

    address: str
    all_aliases: bool = False
    is_default: bool = False

    @property
    def local(self) -> str:
        """The part before the @, lower-cased."""
        return self.address.partition("@")[0].lower()


@dataclass(slots=True)
class UserPart:
    """What only users have; `accounts`: external system → `{login, credentials, additionalSettings}`."""

    login: str
    password: str
    roles: list[str] = field(default_factory=list)
    expired: bool = False
    accounts: dict[str, dict[str, Any]] = field(default_factory=dict)


@dataclass(slots=True)
class GroupPart:
    """What only groups have; members are uids of users or groups."""

    members: list[str] = field(default_factory=list)
    roles: list[str] = field(default_factory=list)


@dataclass(slots=True)
class ResourcePart:
    """What only resources have (contract#resourcedescriptor)."""

    type: str
    description: str | None = None
    mode: str = "AUTO_ACCEPT_REFUSE"
    properties: dict[str, str | None] = field(default_factory=dict)
    icon: bytes | None = None


@dataclass(slots=True)
class ResourceType:
    """A type descriptor (contract#resource-types)."""

    label: str
    properties: list[dict[str, str | None]] = field(default_factory=list)
    templates: dict[str, str | None] = field(default_factory=dict)
    icon: bytes | None = None


@dataclass(slots=True)
class Entry:
    """A directory entry of any kind; `rendered` caches its ItemValue as JSON."""

    uid: str
    kind: str
    name: str
    emails: list[Email] = field(default_factory=list)
    hidden: bool = False
    archived: bool = False
    system: bool = False
    account_type: str | None = None
    data_location: str | None = SERVER
    org_unit: str | None = None
    internal_id: int = 0
    version: int = 1
    created: int = 0
    updated: int = 0
    user: UserPart | None = None
    group: GroupPart | None = None
    resource: ResourcePart | None = None
    rendered: bytes | None = None

    @property
    def email(self) -> str | None:
        """The default address (contract#directory-entries)."""
        for email in self.emails:
            if email.is_default:
                return email.address
        return self.emails[0].address if self.emails else None

    def touch(self) -> None:
        """The entry changed."""
        self.version += 1
        self.updated = now()
        self.rendered = None


@dataclass(slots=True)
class Domain:
    """A domain and its directory; `properties` hold secrets of all kinds (contract#domain-properties)."""

    uid: str
    label: str
    aliases: list[str] = field(default_factory=list)
    default_alias: str = ""
    settings: dict[str, str | None] = field(default_factory=dict)
    properties: dict[str, str | None] = field(default_factory=dict)
    description: str | None = None
    is_global: bool = False
    internal_id: int = 0
    version: int = 1
    created: int = 0
    updated: int = 0
    types: dict[str, ResourceType] = field(default_factory=dict)
    entries: dict[str, Entry] = field(default_factory=dict)
    by_address: dict[str, str] = field(default_factory=dict)
    by_local: dict[str, str] = field(default_factory=dict)
    by_login: dict[str, str] = field(default_factory=dict)
    by_mailbox: dict[str, str] = field(default_factory=dict)
    by_type: dict[str, dict[str, None]] = field(default_factory=dict)
    groups_of: dict[str, dict[str, None]] = field(default_factory=dict)

    def holds(self, name: str) -> bool:
        """Is this the uid or an alias of the domain?"""
        return name == self.uid or name in self.aliases

    def add(self, entry: Entry) -> None:
        """Store an entry and index it."""
        self.entries[entry.uid] = entry
        self.by_mailbox[entry.uid.lower()] = entry.uid
        self.index_addresses(entry)
        if entry.user:
            self.by_login[entry.user.login.lower()] = entry.uid
        if entry.resource:
            self.by_type.setdefault(entry.resource.type, {})[entry.uid] = None
        if entry.group:
            for member in entry.group.members:
                self.groups_of.setdefault(member, {})[entry.uid] = None

    def index_addresses(self, entry: Entry) -> None:
        """Index the addresses of an entry."""
        for email in entry.emails:
            self.by_address[email.address.lower()] = entry.uid
            if email.all_aliases:
                self.by_local[email.local] = entry.uid

    def forget_addresses(self, entry: Entry) -> None:
        """Take the addresses of an entry out of the indexes."""
        for email in entry.emails:
            self.by_address.pop(email.address.lower(), None)
            if email.all_aliases:
                self.by_local.pop(email.local, None)

    def remove(self, uid: str) -> None:
        """Remove an entry."""
        entry = self.entries.pop(uid, None)
        if entry is None:
            return
        self.by_mailbox.pop(uid.lower(), None)
        self.forget_addresses(entry)
        if entry.user:
            self.by_login.pop(entry.user.login.lower(), None)
        if entry.resource:
            self.by_type.get(entry.resource.type, {}).pop(uid, None)

    def at_address(self, address: str) -> Entry | None:
        """The entry with this primary, secondary or all-alias address, of any kind (contract#directory-entries)."""
        wanted = address.lower()
        uid = self.by_address.get(wanted)
        if uid is None:
            local, _mark, domain = wanted.partition("@")
            uid = self.by_local.get(local) if self.holds(domain) else None
        return self.entries.get(uid) if uid else None

    def groups_holding(self, uid: str) -> list[str]:
        """The groups of a member, flattened (contract#subjects)."""
        found: dict[str, None] = {}
        queue = [uid]
        while queue:
            for group in self.groups_of.get(queue.pop(), {}):
                if group not in found:
                    found[group] = None
                    queue.append(group)
        return list(found)

    def users_of(self, group: Entry) -> list[Entry]:
        """The users of a group, sub-groups expanded."""
        users: dict[str, Entry] = {}
        seen = {group.uid}
        queue = [group]
        while queue:
            part = queue.pop(0).group
            for uid in part.members if part else ():
                member = self.entries.get(uid)
                if member is None or uid in seen:
                    continue
                seen.add(uid)
                if member.kind == "GROUP":
                    queue.append(member)
                else:
                    users[uid] = member
        return list(users.values())
