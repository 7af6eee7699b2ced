# SPDX-License-Identifier: GPL-3.0-or-later
"""Callers, roles and verbs (contract 2, 8.4, 17.12, 17.17 to 17.19)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .directory_entries import Domain, Entry
from .errors import denied
from .profiles import Profile
from .store import ADMIN0, GLOBAL, Container, Store

if TYPE_CHECKING:
    from .world import World

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
    }
)
USER_ROLES = frozenset({"selfChangePassword"})
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
        """Global administrator, or role `admin` on the same domain (contract 2)."""
        return self.is_global or (self.domain == domain and "admin" in self.roles)

    def has(self, role: str, domain: str | None) -> bool:
        """A role on a domain."""
        return self.is_global or (self.domain == domain and role in self.roles)


ANONYMOUS = Caller("anonymous", "", is_anonymous=True)


def system(key: str) -> Caller:
    """The context of the core token: it passes every check (contract 2)."""
    return Caller("system", GLOBAL, is_system=True, key=key)


def effective_roles(domain: Domain, user: Entry, groups: list[str]) -> frozenset[str]:
    """The roles of a user and of its groups, with what `admin` implies."""
    roles = set(USER_ROLES)
    roles.update(user.user.roles if user.user else ())
    for uid in groups:
        group = domain.entries.get(uid)
        roles.update(group.group.roles if group and group.group else ())
    if domain.is_global and user.uid == ADMIN0:
        roles.add("admin")
    if "admin" in roles:
        roles |= ADMIN_ROLES
    return frozenset(roles)


def matches(subject: str, caller: Caller, container: Container, profile: Profile) -> bool:
    """Does this ACL subject mean the caller? (contract 8.4)"""
    if caller.is_anonymous:
        return subject == "anonymous"
    if container.domain_uid != caller.domain or not subject:
        return False
    if subject == caller.subject or subject in caller.member_of:
        return True
    return subject in caller.domain if profile.substring_domain else subject == caller.domain


def owns(caller: Caller, container: Container) -> bool:
    """The owner has every right, whatever the ACL says (contract 8.4)."""
    return container.owner == caller.subject and container.domain_uid == caller.domain


def stored_verbs(caller: Caller, container: Container, profile: Profile) -> list[str]:
    """The verbs of the ACL that apply to the caller, All for the owner (contract 8.4)."""
    if owns(caller, container):
        return ["All"]
    given = (verb for subject, verb in container.acl if matches(subject, caller, container, profile))
    return list(dict.fromkeys(given))


def manages(caller: Caller, container: Container, store: Store) -> bool:
    """Manage by role: `admin` on every domain (17.19), `manageResource` on what resources own (17.18)."""
    if caller.is_global or "manageMailbox" in caller.roles:
        return True
    if caller.domain != container.domain_uid:
        return False
    owner = store.entry(caller.domain, container.owner)
    if owner is None or owner.kind != "RESOURCE":
        return False
    return bool(caller.roles & {"manageResource", "manageResourceSharings"})


def can(world: World, caller: Caller, container: Container, *verbs: str) -> bool:
    """May the caller do any of these? Manage does not imply Read (contract 17.12)."""
    if caller.is_global or ("Manage" in verbs and manages(caller, container, world.store)):
        return True
    stored = stored_verbs(caller, container, world.profile)
    return any(verb in world.profile.can[one] for one in stored for verb in verbs)


def demand(allowed: bool, what: str) -> None:
    """403 unless allowed."""
    if not allowed:
        raise denied(f"permission denied: {what}")


def demand_verb(world: World, caller: Caller, container: Container, *verbs: str) -> None:
    """403 unless the caller may do any of these."""
    demand(can(world, caller, container, *verbs), f"{' or '.join(verbs)} on {container.uid}")


def demand_directory(caller: Caller, domain: Domain) -> None:
    """Read on the directory container: every user of the domain has it (contract 6, 10)."""
    demand(caller.is_global or caller.domain == domain.uid, f"Read on the directory of {domain.uid}")


def demand_role(caller: Caller, domain: Domain, *roles: str) -> None:
    """Any of these roles on the domain."""
    demand(any(caller.has(role, domain.uid) for role in roles), " or ".join(roles))
