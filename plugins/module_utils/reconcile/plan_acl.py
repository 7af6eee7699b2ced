# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What has to change in an ACL: one write, or none if it means the same already (contract#access-control)."""

from __future__ import annotations

from typing import Iterable, Mapping

from ..bluemind.acl import PUBLISHED_PREFIX, Ace, Dialect, subjects
from ..model.records import Change, Grant, Principal, Resource
from ..model.steps import Guard, Plan, WriteAcl


def plan_acl(
    domain: str,
    resource: Resource,
    held: Mapping[str, frozenset[str]],
    grants: Iterable[Grant] | None,
    purge: bool,
    dialect: Dialect,
    names: Mapping[str, Principal],
) -> Plan:
    """The one write that gives every grant exactly its right, with its changes.

    `held` (subject → verbs) are the rights to keep: those of `resource.acl`, and those of twins that are merged. A
    purge removes every other subject, but never an entry of a published calendar (contract#published-calendars).
    """
    wanted = {grant.principal.uid: grant for grant in grants or ()}
    after = {
        subject: verbs
        for subject, verbs in held.items()
        if not purge or subject in wanted or subject.startswith(PUBLISHED_PREFIX)
    }
    for subject, grant in wanted.items():
        verbs = held.get(subject, frozenset())
        if dialect.level(verbs) != grant.right:
            after[subject] = dialect.with_right(verbs, grant.right)
    return write_acl(domain, resource, after, dialect, names)


def write_acl(
    domain: str,
    resource: Resource,
    after: dict[str, frozenset[str]],
    dialect: Dialect,
    names: Mapping[str, Principal],
) -> Plan:
    """The step from the resource's ACL to `after` (subject → verbs); none if they are equal."""
    before = subjects(resource.acl)
    changes = []
    for subject in sorted(set(before) | set(after)):
        old, new = before.get(subject, frozenset()), after.get(subject, frozenset())
        if old != new:
            kind, target = "grant" if new else "revoke", names[subject].label if subject in names else subject
            texts = (describe_verbs(old, dialect), describe_verbs(new, dialect))
            changes.append(Change(kind, domain, target, "shares", *texts))
    if not changes:
        return ()
    pairs = tuple(sorted((subject, verb) for subject, verbs in after.items() for verb in verbs))
    return (WriteAcl(tuple(changes), resource.uid, resource.acl, pairs),)


def shared(one: Resource) -> bool:
    """Whether anybody has a right on the resource; a published calendar does not count."""
    return any(not subject.startswith(PUBLISHED_PREFIX) for subject, _verb in one.acl)


def unshare(
    domain: str,
    resource: Resource,
    dialect: Dialect,
    names: Mapping[str, Principal],
    guards: tuple[Guard, ...] = (),
) -> Plan:
    """The step after which nobody can book the resource any more, except that a published calendar stays so.

    It is one change: the same people may get the same rights on another resource by the same plan.
    """
    published = tuple(sorted((subject, verb) for subject, verb in resource.acl if subject.startswith(PUBLISHED_PREFIX)))
    lost = subjects(set(resource.acl) - set(published))
    if not lost:
        return ()
    labels = {subject: names[subject].label if subject in names else subject for subject in lost}
    text = ", ".join(sorted(f"{labels[subject]} {describe_verbs(verbs, dialect)}" for subject, verbs in lost.items()))
    change = Change("revoke", domain, resource.uid, "shares", text, None)
    return (WriteAcl((change,), resource.uid, resource.acl, published, guards),)


def describe_verbs(verbs: frozenset[str], dialect: Dialect) -> str | None:
    """The right that equals `verbs`, else the verbs themselves; None for no verbs."""
    return dialect.level(verbs) or ", ".join(sorted(verbs)) or None


def describe_acl(acl: Iterable[Ace]) -> str:
    """For messages. Published calendars are only counted, because such a subject is the secret part of an address."""
    pairs = sorted(set(acl))
    published = len({subject for subject, _verb in pairs if subject.startswith(PUBLISHED_PREFIX)})
    texts = [f"{subject} {verb}" for subject, verb in pairs if not subject.startswith(PUBLISHED_PREFIX)]
    return ", ".join([*texts, *([f"{published} published address(es)"] if published else [])])
