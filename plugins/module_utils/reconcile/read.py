# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the server to the model: the fewest requests that tell everything a plan needs."""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from typing import Any, Callable, Iterable, Mapping, Sequence

from ..bluemind.acl import PUBLISHED_PREFIX
from ..bluemind.api import Api
from ..model import working_hours
from ..model.fields import FIELDS
from ..model.provider import PROVIDER_PROPERTY, RESOURCE_TYPE, Provider
from ..model.records import (
    Current,
    Desired,
    Domain,
    Grant,
    Resource,
    container_uids,
    freebusy_uid,
)
from .server import ServerCache
from .twins import choose


@dataclass(frozen=True)
class Found:
    """The video resources of one domain: uid → ResourceDescriptor, of every provider.

    `former` are resources that this run has met, and may have deleted since.
    """

    domain: Domain
    provider: Provider
    resources: Mapping[str, Mapping[str, Any]]
    former: frozenset[str] = frozenset()

    @property
    def containers(self) -> list[str]:
        """The containers that show what is complete and what is left over."""
        candidates = [uid for uid, one in self.resources.items() if _provider(one) in (self.provider.id, None)]
        return [name for uid in (*candidates, *self.vacant) for name in container_uids(uid)]

    @property
    def vacant(self) -> list[str]:
        """Uids without a resource, of which no container may be left: deleted ones, and what a new one would get."""
        return sorted({*self.former, self.provider.own_uid(self.domain.uid, self.resources)} - set(self.resources))


def find(server: ServerCache, domain: Domain, provider: Provider, former: Iterable[str] = ()) -> Found:
    """Which video resources the domain has."""
    uids = server.api.resource_uids(domain.uid, RESOURCE_TYPE)
    found = {uid: server.api.resource(domain.uid, uid) for uid in uids}
    return Found(domain, provider, {uid: one for uid, one in found.items() if one is not None}, frozenset(former))


def read_domain(server: ServerCache, domain: Domain, desired: Desired, before: Current | None = None) -> Current:
    """Everything that `plan_domain` needs to know.

    Of the state `before`, what its resources have left counts as orphaned; its grants hold, names are resolved once.
    """
    found = find(server, domain, desired.provider, [one.uid for one in before.resources] if before else ())
    return complete(server, found, server.api.containers(found.containers), desired, before)


def complete(
    server: ServerCache,
    found: Found,
    containers: Mapping[str, Mapping[str, Any]],
    desired: Desired,
    before: Current | None = None,
) -> Current:
    """The rest, once the descriptors of `found.containers` are known; `before` as in `read_domain`."""
    domain, provider = found.domain, found.provider
    present = desired.state == "present"
    resources = []
    for uid, descriptor in sorted(found.resources.items()):
        one = _resource(uid, descriptor, containers)
        # A resource that lost its property is the provider's if we made it, or if it holds one of its secrets.
        ours = provider.holds_secret(one.settings) or uid == provider.own_uid(domain.uid)
        if one.provider == provider.id or (one.provider is None and ours):
            resources.append(one)
    listing = [functools.partial(server.directory, domain)] if present and desired.shares is not None else []
    resources = _details(server.api, resources, containers, desired, listing)
    orphans = tuple(name for uid in found.vacant for name in container_uids(uid) if name in containers)
    creating = present and not any(one.calendar for one in resources)
    settling = creating or (present and any(one.settings_domain != domain.uid for one in resources))
    current = Current(
        domain=domain,
        resources=tuple(resources),
        orphans=orphans,
        chosen=desired.uid,
        type_missing=creating and server.api.resource_type(domain.uid, RESOURCE_TYPE) is None,
        may_create=not settling or server.may_create(domain),
    )
    if desired.shares is not None and present:
        grants = known_grants(before, current, desired.purge_shares)
        if grants is None:
            # What others hold is written to the one that stays; a purge takes it away.
            concerned = resources if desired.purge_shares else choose(current, provider)[:1]
            acl = [ace for one in concerned if one for ace in one.acl]
            grants = server.grants(domain, desired.shares, acl, purge=desired.purge_shares)
        current = replace(current, grants=grants)
    return replace(current, names=server.names(domain, {subject for one in resources for subject, _verb in one.acl}))


def known_grants(before: Current | None, current: Current, purge: bool) -> tuple[Grant, ...] | None:
    """The grants of the state `before`; None when a purge would now take a right that nobody had then.

    Then every name has to be made sure of again: one of them may mean who has just got that right.
    """
    if before is None or before.grants is None:
        return None
    known = {grant.principal.uid for grant in before.grants} | _holders(before)
    return None if purge and _holders(current) - known else before.grants


def _holders(current: Current) -> set[str]:
    pairs = (ace for one in current.resources for ace in one.acl)
    return {subject for subject, _verb in pairs if not subject.startswith(PUBLISHED_PREFIX)}


def _resource(uid: str, descriptor: Mapping[str, Any], containers: Mapping[str, Mapping[str, Any]]) -> Resource:
    one = describe(uid, descriptor)
    settings = containers.get(one.settings_uid)
    return replace(
        one,
        calendar=one.calendar_uid in containers,
        settings=None if settings is None else settings["settings"],
        settings_domain=None if settings is None else settings.get("domainUid"),
    )


def describe(uid: str, descriptor: Mapping[str, Any]) -> Resource:
    """A resource from its ResourceDescriptor alone (section 6)."""
    emails = descriptor.get("emails") or ()
    return Resource(
        uid,
        {one.option: one.from_server(descriptor) for one in FIELDS},
        provider=_provider(descriptor),
        email=next((one["address"] for one in emails if one.get("isDefault")), None),
    )


def _details(
    api: Api,
    resources: list[Resource],
    containers: Mapping[str, Any],
    desired: Desired,
    also: Sequence[Callable[[], Any]],
) -> list[Resource]:
    """The resources with what is inside their containers; whatever else is to be asked is asked at the same time."""
    asked = [_questions(api, one, desired) for one in resources]
    answers = iter(api.together(*(call for fields in asked for call in fields.values()), *also))
    whole = [replace(one, **{name: next(answers) for name in fields}) for one, fields in zip(resources, asked)]
    # Nobody can have shared what creation did not even give a free/busy list (row 2); shared, it stays as it is,
    # and so does what this run has chosen: its own purge may have emptied the list.
    useful = [bool(one.acl) or freebusy_uid(one.uid) in containers or one.uid == desired.uid for one in whole]
    return [replace(one, calendar=one.calendar and used) for one, used in zip(whole, useful)]


def _questions(api: Api, one: Resource, desired: Desired) -> dict[str, Callable[[], Any]]:
    """Field of the resource → the request that tells it."""
    present, calendar = desired.state == "present", one.calendar_uid
    asked: dict[str, Callable[[], Any]] = {}
    if one.calendar:
        asked["acl"] = functools.partial(api.acl, calendar)
    if present and one.settings is not None:
        asked["settings_acl"] = functools.partial(api.acl, one.settings_uid)
    if present and one.calendar and desired.availability is not None:
        asked["availability"] = lambda: working_hours.from_server(api.hours(calendar))
    return asked


def _provider(descriptor: Mapping[str, Any]) -> str | None:
    properties = descriptor.get("properties") or ()
    return next((one["value"] for one in properties if one["propertyId"] == PROVIDER_PROPERTY), None)
