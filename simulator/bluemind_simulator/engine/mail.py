# SPDX-License-Identifier: GPL-3.0-or-later
"""The e-mails that an ACL write on a calendar sends (contract#mails-about-new-rights)."""

from __future__ import annotations

from ..state.callers import Caller
from ..state.directory_entries import Domain
from ..state.outbox import Mail
from ..state.store import Acl, Container
from .world import World


def notify(world: World, caller: Caller, container: Container, old: Acl, new: Acl) -> None:
    """Mail what the write changed; `new` is the list as sent, duplicates included."""
    domain = world.store.domains.get(container.domain_uid or "")
    if domain is None:
        return
    before, after = set(old), set(new)
    added = [pair for pair in new if pair not in before]
    if not world.profile.queues_mails:
        _send(world, domain, container, added, "granted")
        return
    if caller.is_system or world.store.entry(caller.domain, caller.subject) is None:
        return
    added = [pair for pair in dict.fromkeys(added) if pair[0] != caller.subject]
    removed = [pair for pair in old if pair not in after and pair[0] != caller.subject]
    gained, lost = {subject for subject, _unused in added}, {subject for subject, _unused in removed}
    _send(world, domain, container, [pair for pair in added if not lost or pair[0] in lost], "granted")
    if not gained:
        _send(world, domain, container, list(dict.fromkeys(removed)), "revoked")


def _send(world: World, domain: Domain, container: Container, pairs: Acl, kind: str) -> None:
    for subject, verb in pairs:
        recipients = _recipients(world, domain, subject)
        if recipients:
            world.outbox.send(Mail(container.uid, subject, verb, recipients, kind))


def _recipients(world: World, domain: Domain, subject: str) -> list[str]:
    """Groups without address: their members on 4.x, nobody on 5.x; unknown subjects, the domain: nobody."""
    entry = domain.entries.get(subject)
    if entry is None:
        return []
    if entry.email:
        return [entry.email]
    if entry.kind != "GROUP" or world.profile.queues_mails:
        return []
    return [member.email for member in domain.users_of(entry) if member.email]
