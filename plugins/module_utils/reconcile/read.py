# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the server to the model, with the fewest requests that tell everything a plan needs."""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from typing import Any, Callable, Iterable, Mapping, Sequence

from ..bluemind.acl import PUBLISHED_PREFIX
from ..bluemind.api import Api
from ..model import working_hours
from ..model.fields import FIELDS
from ..model.provider import PROVIDER_PROPERTY, RESOURCE_TYPE, Provider
from ..model.records import Availability, Current, Desired, Domain, Grant, Resource, container_uids, freebusy_uid
from .bookings import read_bookings
from .read_outside import read_outside
from .server import ServerCache
from .twins import choose

LISTINGS = 3


@dataclass(frozen=True)
class Found:
    """The video resources of one domain, of every provider: uid → ResourceDescriptor.

    `former` are resources that this run has seen, and may have deleted since; `replaced` as in `Replacing`.
    """

    domain: Domain
    provider: Provider
    resources: Mapping[str, Mapping[str, Any]]
    former: frozenset[str] = frozenset()
    replaced: Provider | None = None

    def of(self, desired: Desired) -> Found:
        """The same for what is desired."""
        return replace(self, provider=desired.provider, replaced=desired.replaces and desired.replaces.provider)

    @property
    def containers(self) -> list[str]:
        """The containers that show which resources are complete, and what deletions left."""
        ids = (self.provider.id, self.replaced and self.replaced.id, None)
        candidates = [uid for uid, found in self.resources.items() if _provider(found) in ids]
        return [name for uid in (*candidates, *self.vacant) for name in container_uids(uid)]

    @property
    def vacant(self) -> list[str]:
        """Uids without a resource that may have no containers: deleted ones, and the one for a new resource."""
        return sorted({*self.former, self.provider.own_uid(self.domain.uid, self.resources)} - set(self.resources))


def find(server: ServerCache, domain: Domain, provider: Provider, former: Iterable[str] = ()) -> Found:
    """Which video resources the domain has.

    One that has just gone may have been replaced by another run, under a uid that the list does not have yet.
    """
    found: dict[str, Any] = {}
    for _listing in range(LISTINGS):
        found = {
            uid: server.api.resource(domain.uid, uid) for uid in server.api.resource_uids(domain.uid, RESOURCE_TYPE)
        }
        if None not in found.values():
            break
    existing = {uid: descriptor for uid, descriptor in found.items() if descriptor is not None}
    return Found(domain, provider, existing, frozenset(former))


def read_domain(server: ServerCache, domain: Domain, desired: Desired, before: Current | None = None) -> Current:
    """Everything that `plan_domain` needs to know.

    `before` is the state when the run began: its resources may have left orphans, its grants need no second search.
    """
    former = [resource.uid for resource in before.resources] if before else ()
    found = find(server, domain, desired.provider, former).of(desired)
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
    described = [_resource(domain, uid, descriptor, containers) for uid, descriptor in sorted(found.resources.items())]
    candidates = [resource for resource in described if _belongs(resource, provider, domain)]
    if any(not one.calendar and server.api.resource(domain.uid, one.uid) is None for one in candidates):
        return read_domain(server, domain, desired, before)  # not broken: somebody has deleted it since it was found
    sharing = present and desired.shares is not None
    # Nobody has a right yet, or twins are merged: the names have to be resolved among all, at the same time.
    listing = sharing and (len(candidates) != 1 or not candidates[0].calendar)
    also = [functools.partial(server.directory, domain)] if listing else []
    resources = _details(server.api, candidates, containers, desired, also)
    replaced = _replaced(server, found, containers)
    creating = present and not any(resource.calendar for resource in resources)
    typed = not creating or domain.uid in server.foreseen_types
    adding = present and any(one.settings_domain != domain.uid or not one.freebusy for one in resources)
    current = Current(
        domain=domain,
        resources=tuple(resources),
        orphans=tuple(name for uid in found.vacant for name in container_uids(uid) if name in containers),
        chosen=desired.uid,
        type_missing=not typed and server.api.resource_type(domain.uid, RESOURCE_TYPE) is None,
        may_create=not (creating or adding) or server.may_create(domain),
        loaded=server.loaded(provider) if present else None,
        replaced=replaced,
    )
    if server.release.dialect.batched_mails and (sharing or replaced or (present and len(resources) > 1)):
        current = replace(current, actor=server.actor.uid)
    current = _with_grants(server, current, desired, before) if sharing else current
    subjects = {subject for resource in (*resources, *replaced) for subject, _verb in resource.acl}
    current = replace(current, names=server.names(domain, subjects))
    return replace(current, outside=read_outside(server, desired, current, before)) if present else current


def _with_grants(server: ServerCache, current: Current, desired: Desired, before: Current | None) -> Current:
    """With the principals whom the desired shares mean. Errors: `input` about names."""
    grants = known_grants(before, current, desired.purge_shares)
    if grants is None:
        # The kept resource gets what others hold; a purge removes it.
        concerned = current.resources if desired.purge_shares else choose(current, desired.provider)[:1]
        acl = [ace for resource in concerned if resource for ace in resource.acl]
        grants = server.grants(current.domain, desired.shares or (), acl, purge=desired.purge_shares)
    return replace(current, grants=grants)


def _replaced(server: ServerCache, found: Found, containers: Mapping[str, Any]) -> tuple[Resource, ...]:
    """The resources of the provider that is replaced, with their rights and bookings."""
    provider = found.replaced
    if provider is None:
        return ()
    other = replace(found, provider=provider, replaced=None)
    return complete(server, other, containers, Desired(found.domain.name, provider, state="absent")).resources


def known_grants(before: Current | None, current: Current, purge: bool) -> tuple[Grant, ...] | None:
    """The grants of the state `before`; None if the names have to be resolved again.

    That is so when a purge would now remove a right that nobody had before: a name may mean its new holder.
    """
    if before is None or before.grants is None:
        return None
    known = {grant.principal.uid for grant in before.grants} | _holders(before)
    return None if purge and _holders(current) - known else before.grants


def _holders(current: Current) -> set[str]:
    pairs = (ace for resource in current.resources for ace in resource.acl)
    return {subject for subject, _verb in pairs if not subject.startswith(PUBLISHED_PREFIX)}


def _belongs(resource: Resource, provider: Provider, domain: Domain) -> bool:
    """Without a property, a resource is the provider's if we created it, or if it holds one of its secrets."""
    ours = resource.uid == provider.own_uid(domain.uid) or provider.holds_secret(resource.settings)
    return resource.provider == provider.id or (resource.provider is None and ours)


def _resource(
    domain: Domain, uid: str, descriptor: Mapping[str, Any], containers: Mapping[str, Mapping[str, Any]]
) -> Resource:
    """A container that does not say whose it is must not be deleted as one of an alias."""
    resource = describe(uid, descriptor)
    settings = containers.get(resource.settings_uid)
    return replace(
        resource,
        calendar=resource.calendar_uid in containers,
        freebusy=freebusy_uid(resource.uid) in containers,
        settings=None if settings is None else settings["settings"] or {},
        settings_domain=None if settings is None else settings.get("domainUid") or domain.uid,
    )


def describe(uid: str, descriptor: Mapping[str, Any]) -> Resource:
    """A resource as far as its ResourceDescriptor tells (contract#resourcedescriptor)."""
    emails = descriptor.get("emails") or ()
    provider = _provider(descriptor)
    first = descriptor["properties"][0]["propertyId"] if provider else PROVIDER_PROPERTY
    return Resource(
        uid,
        {field.option: field.from_server(descriptor) for field in FIELDS},
        provider=provider,
        listed_first=None if first == PROVIDER_PROPERTY else first,
        email=next((email["address"] for email in emails if email.get("isDefault")), None),
    )


def _details(
    api: Api,
    resources: list[Resource],
    containers: Mapping[str, Any],
    desired: Desired,
    also: Sequence[Callable[[], Any]],
) -> list[Resource]:
    """The resources with the contents of their containers; sends the requests `also` at the same time."""
    twins = len(resources) > 1  # of which all but one go
    requests = [_requests(api, resource, desired, containers, twins) for resource in resources]
    answers = iter(api.together(*(call for fields in requests for call in fields.values()), *also))
    return [replace(one, **{name: next(answers) for name in fields}) for one, fields in zip(resources, requests)]


def _requests(
    api: Api, resource: Resource, desired: Desired, containers: Mapping[str, Any], twins: bool
) -> dict[str, Callable[[], Any]]:
    """Field of the resource → the request that reads it.

    A free/busy container is named after its uid if a run of ours has made it, and may have stopped before its ACL.
    """
    present, calendar, freebusy = desired.state == "present", resource.calendar_uid, freebusy_uid(resource.uid)
    ours = resource.freebusy and containers[freebusy].get("name") == freebusy
    stopped_early = resource.calendar and resource.settings is None  # its creation
    found: dict[str, Callable[[], Any]] = {}
    if resource.calendar:
        found["acl"] = functools.partial(api.acl, calendar)
    if resource.calendar and (twins or desired.bookings or not present):
        found["bookings"] = functools.partial(read_bookings, api, calendar)
    if present and resource.settings is not None:
        found["settings_acl"] = functools.partial(api.acl, resource.settings_uid)
    if present and stopped_early:
        found["hours_missing"] = lambda: working_hours.from_server(api.hours(calendar)) == Availability()
    if present and resource.freebusy and (ours or stopped_early):
        found["freebusy_acl"] = functools.partial(api.acl, freebusy)
    if present and resource.calendar and desired.availability is not None:
        found["availability"] = lambda: working_hours.from_server(api.hours(calendar))
    return found


def _provider(descriptor: Mapping[str, Any]) -> str | None:
    properties = descriptor.get("properties") or ()
    return next((entry["value"] for entry in properties if entry["propertyId"] == PROVIDER_PROPERTY), None)
