# SPDX-License-Identifier: GPL-3.0-or-later
"""ACLs: reading, replacing, and what follows from it (contract#writing-an-acl, contract#mails-about-new-rights)."""

from __future__ import annotations

import time
from typing import Any

from ..state.callers import Caller
from ..state.errors import Fault, null_pointer, unknown
from ..state.release_lines import Profile
from ..state.store import MAILBOX_ACL, Acl, Container
from .decode import bean, choice, items, text
from .mail import notify
from .world import World

CACHE_SECONDS = 600


def parse_acl(value: Any, profile: Profile) -> list[tuple[str | None, str | None]] | None:
    """The body of an ACL write; unknown verbs do not parse (contract#json-bodies)."""
    found = items(value)
    if found is None:
        return None
    entries = [bean(one) or {} for one in found]
    return [(text(one.get("subject")), choice(one.get("verb"), profile.can)) for one in entries]


def checked(entries: list[tuple[str | None, str | None]] | None, container: Container) -> Acl:
    """Null → NPE; verb and subject must not be empty, and not the domain on a mailbox ACL (contract#writing-an-acl).

    Nothing else is checked. Contract silent on the code for the domain: the one for what is empty.
    """
    if entries is None:
        raise null_pointer()
    acl: Acl = []
    for subject, verb in entries:
        if not subject or not verb:
            raise Fault("FAILURE", "subject and verb must not be empty")
        if container.type == MAILBOX_ACL and subject == container.domain_uid:
            raise Fault("FAILURE", "the domain can not be the subject of a mailbox ACL")
        acl.append((subject, verb))
    return acl


def compact(acl: Acl, profile: Profile) -> Acl:
    """5.x: without the verbs that another verb of the same subject implies (contract#writing-an-acl)."""
    verbs: dict[str, list[str]] = {}
    for subject, verb in acl:
        verbs.setdefault(subject, []).append(verb)
    return [(subject, verb) for subject, given in verbs.items() for verb in profile.compact(given)]


def replace_acl(world: World, caller: Caller, container: Container, acl: Acl, torn: bool = False) -> None:
    """Delete all rows, insert the new ones; mails and freebusy follow for a calendar (contract#writing-an-acl)."""
    old = container.acl
    stored = compact(acl, world.profile) if world.profile.expands_acl else list(dict.fromkeys(acl))
    container.acl, container.fresh_acl = [], None
    world.store.dirty = True
    if torn:
        raise unknown("the connection to the database was lost")
    container.acl = stored
    if not world.profile.expands_acl:
        container.fresh_acl, container.fresh_until = list(acl), time.monotonic() + CACHE_SECONDS
    if container.type == "calendar":
        notify(world, caller, container, old, stored if world.profile.expands_acl else acl)
        _follow(world, container)


def _follow(world: World, calendar: Container) -> None:
    """5.x: the freebusy ACL comes from the verbs that can Freebusy or Manage (contract#freebusy-follows-the-calendar).

    Contract silent on the derived verbs: Read for Freebusy, Manage for Manage.
    """
    freebusy = world.store.containers.get(calendar.uid.replace("calendar:", "freebusy:", 1))
    if not world.profile.freebusy_follows or freebusy is None or freebusy is calendar:
        return
    derived: Acl = []
    for subject, verb in calendar.acl:
        reach = world.profile.can[verb]
        derived += [(subject, "Read")] if "Freebusy" in reach else []
        derived += [(subject, "Manage")] if "Manage" in reach else []
    freebusy.acl = compact(derived, world.profile)


def shown_acl(world: World, container: Container) -> list[dict[str, str]]:
    """4.x: verbatim, for ten minutes as sent; 5.x: expanded, with an owner who is a user (contract#writing-an-acl)."""
    if not world.profile.expands_acl:
        if container.fresh_acl is not None and time.monotonic() < container.fresh_until:
            return _json(container.fresh_acl)
        return _json(container.acl)
    acl = list(container.acl)
    owner = world.store.entry(container.domain_uid or "", container.owner)
    if owner is not None and owner.kind == "USER":
        acl.append((container.owner, "All"))
    verbs: dict[str, list[str]] = {}
    for subject, verb in acl:
        verbs.setdefault(subject, []).append(verb)
    expand = world.profile.expand
    return _json([(subject, verb) for subject, given in verbs.items() for verb in expand(given)])


def _json(acl: Acl) -> list[dict[str, str]]:
    return [{"subject": subject, "verb": verb} for subject, verb in acl]
