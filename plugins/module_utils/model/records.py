# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is wanted, what the server holds, and what changes: plain frozen records."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Mapping, NamedTuple

from ..bluemind.acl import PUBLISHED_PREFIX, Ace
from .bookings import Bookings
from .provider import Provider


@dataclass(frozen=True)
class Domain:
    """A domain's technical uid and the name that people use."""

    uid: str
    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Principal:
    """Who a right is given to; `kind` is user, group or everyone."""

    uid: str
    kind: str
    name: str
    email: str | None = None
    archived: bool = False

    @property
    def label(self) -> str:
        """Its name in messages and changes."""
        if self.kind == "everyone":
            return "everyone"
        return f"{self.kind} {self.name if self.kind == 'group' else self.email or self.name}"


@dataclass(frozen=True)
class Share:
    """One right as people write it; `name` is a login, name, e-mail address or uid."""

    kind: str
    name: str
    right: str

    @property
    def label(self) -> str:
        """Its name in messages."""
        return "everyone" if self.kind == "everyone" else f"{self.kind} {self.name}"


@dataclass(frozen=True)
class Grant:
    """A share with its principal."""

    principal: Principal
    right: str


@dataclass(frozen=True)
class Availability:
    """Working hours: days mon…sun, "HH:MM", minutes, zone; None = not managed (desired) or not set (current)."""

    days: tuple[str, ...] | None = None
    start: str | None = None
    end: str | None = None
    minimum_duration: int | None = None
    timezone: str | None = None

    def over(self, other: Availability) -> Availability:
        """`other`, except for the fields that are given here."""
        return replace(other, **{name: value for name, value in vars(self).items() if value is not None})

    @property
    def is_backwards(self) -> bool:
        """Whether the day ends before it starts."""
        return self.start is not None and self.end is not None and self.start >= self.end

    def as_dict(self) -> dict[str, Any]:
        """As people write it."""
        return {**vars(self), "days": None if self.days is None else list(self.days)}


class Removal(NamedTuple):
    """How a resource is removed: what to do if it is `booked` (refuse, keep or delete; None = by the release).

    `console_gone` is whether the console's half of the plugin is removed; None = nobody has said.
    """

    booked: str | None = None
    console_gone: bool | None = None


class Replacing(NamedTuple):
    """Another provider that the desired one replaces: its rights are carried over, and then taken away there.

    `behind` is whose rights are not carried over, some of `BEHIND`. `rights` are those that the run has begun with:
    they count although the old resource has lost them since.
    """

    provider: Provider
    behind: frozenset[str] = frozenset()
    rights: tuple[Ace, ...] = ()


BEHIND = ("managers", "everyone", "without_role", "unknown")


class Account(NamedTuple):
    """The login of a user at the provider, as people write it."""

    user: str
    login: str


@dataclass(frozen=True)
class Desired:
    """One domain as it should be; None = not managed."""

    domain: str
    provider: Provider
    state: str = "present"
    # Of the provider, by their key on the server; with `keep_stored_secrets`, stored secrets win.
    settings: Mapping[str, Any] = field(default_factory=dict)
    keep_stored_secrets: bool = False
    # Of `FIELDS`, those that are managed.
    fields: Mapping[str, Any] = field(default_factory=dict)
    shares: tuple[Share, ...] | None = None
    purge_shares: bool = False
    availability: Availability | None = None
    removal: Removal = field(default_factory=Removal)
    replaces: Replacing | None = None
    # Whether to read who has booked also what is not to go.
    bookings: bool = False
    # The registration by key, those that are managed; the accounts of users at the provider, None = not managed.
    openid: Mapping[str, Any] = field(default_factory=dict)
    keep_registered_secret: bool = False
    external_accounts: tuple[Account, ...] | None = None
    # The uid of the resource to keep or create; chosen once, so that a run never creates two.
    uid: str | None = None
    # What was stored when the run began, for a settings container that is empty or has to be created again.
    stored: Mapping[str, Any] = field(default_factory=dict)
    # The uid of another resource, which is to go, that they are moved from.
    source: str | None = None


_SETTINGS = "-settings-container"


def settings_uid(resource: str) -> str:
    """The settings container of a resource (contract#containers)."""
    return f"{resource}{_SETTINGS}"


def calendar_uid(resource: str) -> str:
    """The calendar of a resource."""
    return f"calendar:{resource}"


def freebusy_uid(resource: str) -> str:
    """The free/busy container of a resource."""
    return f"freebusy:{resource}"


def container_uids(resource: str) -> tuple[str, str, str]:
    """Every container of a resource."""
    return settings_uid(resource), calendar_uid(resource), freebusy_uid(resource)


def owner_uid(container: str) -> str:
    """The resource that one of `container_uids` is named after."""
    return container[: -len(_SETTINGS)] if container.endswith(_SETTINGS) else container.partition(":")[2]


@dataclass(frozen=True)
class Resource:
    """One resource as the server holds it.

    `fields` has a value for each row of `FIELDS`, None or no value for what the server has not chosen yet;
    `settings` is None when the settings container is missing, `settings_domain` the domain that this container
    belongs to. `calendar` and `freebusy` are whether these containers exist. The settings container is the last that
    BlueMind makes, so only without it the rest is asked for: `freebusy_acl`, else None, and `hours_missing`. The former
    also where a run of ours has made that container. `bookings` is None unless asked for. `listed_first` is the
    property that the server lists before the one with the provider, None for no such property.
    """

    uid: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    provider: str | None = None
    listed_first: str | None = None
    email: str | None = None
    calendar: bool = True
    freebusy: bool = True
    freebusy_acl: tuple[Ace, ...] | None = None
    hours_missing: bool = False
    acl: tuple[Ace, ...] = ()
    settings: Mapping[str, Any] | None = None
    settings_domain: str | None = None
    settings_acl: tuple[Ace, ...] = ()
    availability: Availability | None = None
    bookings: Bookings | None = field(default=None, compare=False)

    @property
    def label(self) -> str:
        """What people call it."""
        return self.fields.get("label") or self.uid

    @property
    def settings_uid(self) -> str:
        """The container that holds its settings."""
        return settings_uid(self.uid)

    @property
    def calendar_uid(self) -> str:
        """The container whose ACL says who may book."""
        return calendar_uid(self.uid)

    @property
    def published(self) -> bool:
        """Whether the calendar has a public or private address, which a deletion ends."""
        return any(subject.startswith(PUBLISHED_PREFIX) for subject, _verb in self.acl)


class Wanted(NamedTuple):
    """An account with the principal that its user is."""

    principal: Principal
    login: str


@dataclass(frozen=True)
class Outside:
    """What BlueMind holds outside the resource; None = not read, because it does not matter or may not be read.

    `registration` has the provider's own keys of the domain's properties or, with `in_settings`, of its settings.
    `accounts`: uid of a user → external system → login, None without an account; `systems` are those that count.
    `wanted` are the desired accounts. `subscribed` is whether BlueMind.Video is; `simple` are the users, by uid,
    whose account type never has its roles, `members` the users of groups, by uid of the group.
    """

    registration: Mapping[str, Any] | None = None
    in_settings: bool = False
    accounts: Mapping[str, Mapping[str, str | None]] | None = None
    systems: tuple[str, ...] = ()
    wanted: tuple[Wanted, ...] | None = None
    subscribed: bool | None = None
    simple: Mapping[str, Principal] | None = None
    members: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Current:
    """One domain as it is.

    `orphans` are containers without a resource, which a deletion left or which would block a new resource
    (contract#orphan-containers). `chosen` is the uid of the resource that this run keeps or creates. `names` has every
    principal that the run has seen, by uid; `grants` are the desired shares with their principals. `actor` is the uid
    of the account that writes, if the release cares whom it mails for: "" if not, None for one without an entry.
    `loaded` is whether the provider's plugin is loaded, None where BlueMind does not tell. `replaced` are the resources
    of the provider that the desired one replaces.
    """

    domain: Domain
    resources: tuple[Resource, ...] = ()
    orphans: tuple[str, ...] = ()
    chosen: str | None = None
    type_missing: bool = False
    may_create: bool = True
    actor: str | None = ""
    loaded: bool | None = None
    names: Mapping[str, Principal] = field(default_factory=dict)
    grants: tuple[Grant, ...] | None = None
    outside: Outside = field(default_factory=Outside)
    replaced: tuple[Resource, ...] = ()


@dataclass(frozen=True)
class Change:
    """One difference that a person would name; `before` and `after` never hold a bare secret."""

    kind: str
    domain: str
    target: str
    field: str
    before: Any = None
    after: Any = None

    def as_dict(self) -> dict[str, str]:
        """As results list it."""
        return {"kind": self.kind, "domain": self.domain, "target": self.target, "field": self.field}
