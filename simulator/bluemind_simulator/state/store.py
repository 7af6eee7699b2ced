# SPDX-License-Identifier: GPL-3.0-or-later
"""The server's data, held in memory, and the indexes that keep look-ups independent of its size."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass, field
from typing import Any

from .directory_entries import Domain, Entry, now
from .errors import not_found

GLOBAL = "global.virt"
ADMIN0 = "admin0_global.virt"
MAILBOX_ACL = "mailboxacl"
Acl = list[tuple[str, str]]


@dataclass(slots=True)
class Container:
    """A container with its settings and its ACL; `fresh_acl` is the list as sent (contract#writing-an-acl).

    `events` are those of a calendar: uid → ItemValue<VEventSeries>.
    """

    uid: str
    type: str
    name: str
    owner: str
    domain_uid: str | None
    default: bool = False
    read_only: bool = False
    deleted: bool = False
    settings: dict[str, str | None] = field(default_factory=dict)
    acl: Acl = field(default_factory=list)
    personal: dict[str, dict[str, str | None]] = field(default_factory=dict)
    events: dict[str, dict[str, Any]] = field(default_factory=dict)
    internal_id: int = 0
    fresh_acl: Acl | None = None
    fresh_until: float = 0.0


@dataclass(slots=True)
class Session:
    """A session; roles and groups are frozen at login (contract#sessions)."""

    key: str
    subject: str
    domain: str
    roles: list[str]
    member_of: list[str]
    origin: str | None = None
    used: float = field(default_factory=time.time)


@dataclass(slots=True)
class ApiKey:
    """An API key: it belongs to its maker and never expires (contract#api-keys)."""

    sid: str
    uid: str
    name: str
    subject: str
    domain: str


@dataclass(slots=True)
class Store:
    """Everything that survives a restart; `full_visio_until` = when the subscription to BlueMind.Video ends (ms)."""

    core_token: str = ""
    full_visio_until: int | None = None
    counter: int = 0
    domains: dict[str, Domain] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    containers: dict[str, Container] = field(default_factory=dict)
    by_domain: dict[str | None, dict[str, None]] = field(default_factory=dict)
    sessions: dict[str, Session] = field(default_factory=dict)
    api_keys: dict[str, ApiKey] = field(default_factory=dict)
    dirty: bool = True

    def next_id(self) -> int:
        """The next internal id."""
        self.counter += 1
        return self.counter

    def add_domain(self, domain: Domain) -> None:
        """Add a domain and index its aliases."""
        self.domains[domain.uid] = domain
        for alias in domain.aliases:
            self.aliases[alias] = domain.uid

    def find_domain(self, name: str) -> Domain | None:
        """A domain by uid or alias."""
        return self.domains.get(name) or self.domains.get(self.aliases.get(name, ""))

    def domain(self, name: str) -> Domain:
        """The same; 404 when there is none (contract#unknown-names)."""
        found = self.find_domain(name)
        if found is None:
            raise not_found(f"domain {name} not found")
        return found

    def entry(self, domain: str, uid: str) -> Entry | None:
        """A directory entry."""
        found = self.domains.get(domain)
        return found.entries.get(uid) if found else None

    def container(self, uid: str) -> Container:
        """A container; 404 when there is none (contract#unknown-names)."""
        found = self.containers.get(uid)
        if found is None:
            raise not_found(f"container {uid} not found")
        return found

    def add_container(self, container: Container) -> Container:
        """Store a container."""
        container.internal_id = container.internal_id or self.next_id()
        self.containers[container.uid] = container
        self.by_domain.setdefault(container.domain_uid, {})[container.uid] = None
        return container

    def drop_container(self, uid: str) -> None:
        """Delete a container with all that it holds (contract#deleting-a-resource)."""
        gone = self.containers.pop(uid, None)
        if gone is not None:
            self.by_domain.get(gone.domain_uid, {}).pop(uid, None)

    def add_entry(self, domain: Domain, entry: Entry) -> Entry:
        """Store a directory entry."""
        entry.internal_id = entry.internal_id or self.next_id()
        entry.created = entry.created or now()
        entry.updated = entry.updated or entry.created
        domain.add(entry)
        return entry

    def open_session(
        self, subject: str, domain: str, roles: list[str], member_of: list[str], origin: str | None
    ) -> Session:
        """A new session with a random key."""
        session = Session(str(uuid.uuid4()), subject, domain, roles, member_of, origin)
        self.sessions[session.key] = session
        return session
