# SPDX-License-Identifier: GPL-3.0-or-later
"""Callers and their roles (contract#roles)."""

from __future__ import annotations

from dataclasses import dataclass

from .directory_entries import Domain, Entry
from .store import ADMIN0, GLOBAL

# Contract silent on the whole list; these are the roles that the contract names.
ADMIN_ROLES = frozenset(
    {
        "domainManager",
        "manageResource",
        "manageResourceSharings",
        "manageResourceType",
        "manageUser",
        "manageGroup",
        "manageMailbox",
        "manageExternalAccounts",
    }
)
USER_ROLES = frozenset({"selfChangePassword"})
SIMPLE_VISIO, FULL_VISIO = "hasSimpleVideoconferencing", "hasFullVideoconferencing"
EXPIRED_ROLES = frozenset({"selfChangePassword"})


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls: a session, an API key, the core token (`is_system`) or nobody."""

    subject: str
    domain: str
    roles: frozenset[str] = frozenset()
    member_of: frozenset[str] = frozenset()
    is_system: bool = False
    is_anonymous: bool = False
    key: str | None = None

    @property
    def is_global(self) -> bool:
        """A global administrator: admin0 or the core token."""
        return self.is_system or (self.domain == GLOBAL and "admin" in self.roles)

    def is_admin_of(self, domain: str | None) -> bool:
        """Global administrator, or role `admin` on the same domain (contract#roles)."""
        return self.is_global or (self.domain == domain and "admin" in self.roles)

    def has(self, role: str, domain: str | None) -> bool:
        """A role on a domain."""
        return self.is_global or (self.domain == domain and role in self.roles)


ANONYMOUS = Caller("anonymous", "", is_anonymous=True)


def system(key: str) -> Caller:
    """The context of the core token: it passes every check (contract#core-token)."""
    return Caller("system", GLOBAL, is_system=True, key=key)


def effective_roles(domain: Domain, user: Entry, groups: list[str], visio: bool) -> frozenset[str]:
    """The roles of a user and of its groups, with what `admin` implies; `visio` = BlueMind.Video is subscribed.

    A SIMPLE account has the least ones, whatever it was given (contract#roles-of-bluemindvideo).
    """
    if user.account_type == "SIMPLE":
        return USER_ROLES
    roles = set(USER_ROLES)
    roles.update(user.user.roles if user.user else ())
    for uid in groups:
        group = domain.entries.get(uid)
        roles.update(group.group.roles if group and group.group else ())
    if domain.is_global and user.uid == ADMIN0:
        roles.add("admin")
    if "admin" in roles:
        roles |= ADMIN_ROLES
    roles.discard(SIMPLE_VISIO)
    if visio:
        roles |= {SIMPLE_VISIO, FULL_VISIO} if user.account_type == "FULL_AND_VISIO" else {SIMPLE_VISIO}
    return frozenset(roles)
