# SPDX-License-Identifier: GPL-3.0-or-later
"""Callers, roles and verbs (contract#roles, contract#subjects)."""

from __future__ import annotations

from ..state.callers import Caller
from ..state.directory_entries import Domain
from ..state.errors import denied
from ..state.release_lines import Profile
from ..state.store import Container, Store
from .world import World


def matches(subject: str, caller: Caller, container: Container, profile: Profile) -> bool:
    """Does this ACL subject mean the caller? (contract#subjects)"""
    if caller.is_anonymous:
        return subject == "anonymous"
    if container.domain_uid != caller.domain or not subject:
        return False
    if subject == caller.subject or subject in caller.member_of:
        return True
    return subject in caller.domain if profile.substring_domain else subject == caller.domain


def owns(caller: Caller, container: Container) -> bool:
    """The owner has every right, whatever the ACL says (contract#subjects)."""
    return container.owner == caller.subject and container.domain_uid == caller.domain


def stored_verbs(caller: Caller, container: Container, profile: Profile) -> list[str]:
    """The verbs of the ACL that apply to the caller, All for the owner (contract#subjects)."""
    if owns(caller, container):
        return ["All"]
    given = (verb for subject, verb in container.acl if matches(subject, caller, container, profile))
    return list(dict.fromkeys(given))


def manages(caller: Caller, container: Container, store: Store) -> bool:
    """Manage by role: `admin` on every domain, `manageResource` on what resources own (contract#roles)."""
    if caller.is_global or "manageMailbox" in caller.roles:
        return True
    if caller.domain != container.domain_uid:
        return False
    owner = store.entry(caller.domain, container.owner)
    if owner is None or owner.kind != "RESOURCE":
        return False
    return bool(caller.roles & {"manageResource", "manageResourceSharings"})


def can(world: World, caller: Caller, container: Container, *verbs: str) -> bool:
    """May the caller do any of these? Manage does not imply Read (contract#roles)."""
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
    """Read on the directory container: every user of the domain has it (contract#roles)."""
    demand(caller.is_global or caller.domain == domain.uid, f"Read on the directory of {domain.uid}")


def demand_role(caller: Caller, domain: Domain, *roles: str) -> None:
    """Any of these roles on the domain."""
    demand(any(caller.has(role, domain.uid) for role in roles), " or ".join(roles))
