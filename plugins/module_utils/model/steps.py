# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The steps of a plan, each with its prediction, which check mode shows: the state after it.

`reconcile/execute.py` turns each step into requests. A prediction has None for what only the server knows.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from typing import Any, Mapping, Tuple, Union

from ..bluemind.acl import Ace
from .provider import Provider
from .records import Availability, Change, Current, Resource


@dataclass(frozen=True)
class SameAcl:
    """A step needs that the ACL of `container` is still this one; None = that there still is no such container."""

    container: str
    acl: tuple[Ace, ...] | None

    @classmethod
    def of(cls, one: Resource) -> SameAcl:
        """That who may book `one` has not changed since it was read."""
        return cls(one.calendar_uid, one.acl if one.calendar else None)


@dataclass(frozen=True)
class NoResource:
    """A deletion of containers needs that no resource has this uid, because its containers would be no orphans."""

    uid: str


@dataclass(frozen=True)
class Holds:
    """The deletion of another resource needs that this one holds all that it takes over."""

    uid: str
    acl: tuple[Ace, ...]
    settings: Mapping[str, Any]


Guard = Union[SameAcl, NoResource, Holds]


@dataclass(frozen=True)
class _Step:
    """One piece of work, and the changes that it makes."""

    changes: tuple[Change, ...]


@dataclass(frozen=True)
class DeleteContainer(_Step):
    """Delete a settings container or an orphan."""

    container: str
    guards: tuple[Guard, ...] = ()

    def predict(self, current: Current) -> Current:
        """No resource has this container any more, and it is no orphan."""
        resources = (
            replace(one, settings=None, settings_domain=None, settings_acl=())
            if one.settings_uid == self.container
            else one
            for one in current.resources
        )
        orphans = (one for one in current.orphans if one != self.container)
        return replace(current, resources=tuple(resources), orphans=tuple(orphans))


@dataclass(frozen=True)
class CreateResourceType(_Step):
    """Create the resource type of videoconferences."""

    def predict(self, current: Current) -> Current:
        """The domain has it."""
        return replace(current, type_missing=False)


@dataclass(frozen=True)
class CreateResource(_Step):
    """Create a resource with its containers; the server chooses its reservation mode."""

    uid: str
    provider: Provider
    label: str

    def made(self, domain_uid: str) -> Resource:
        """The new resource (contract#createresource)."""
        acl, fields = self.provider.initial_acl(domain_uid), {"label": self.label}
        empty = Resource(self.uid, fields, self.provider.id, acl=acl, settings={}, settings_domain=domain_uid)
        return replace(empty, settings_acl=((domain_uid, "Read"),))

    def predict(self, current: Current) -> Current:
        """The domain has it."""
        return replace(current, resources=(*current.resources, self.made(current.domain.uid)))


@dataclass(frozen=True)
class DeleteResource(_Step):
    """Delete a resource with its containers."""

    uid: str
    guards: tuple[Guard, ...] = ()

    def predict(self, current: Current) -> Current:
        """The domain no longer has it."""
        return replace(current, resources=tuple(one for one in current.resources if one.uid != self.uid))


@dataclass(frozen=True)
class _Edit(_Step):
    """A step that changes one existing resource."""

    uid: str

    def predict(self, current: Current) -> Current:
        """The resource is changed, the others stay."""
        edited = (self._edit(one, current.domain.uid) if one.uid == self.uid else one for one in current.resources)
        return replace(current, resources=tuple(edited))

    def _edit(self, one: Resource, domain_uid: str) -> Resource:
        """The resource afterwards."""
        raise NotImplementedError


@dataclass(frozen=True)
class CreateFreebusy(_Edit):
    """Create the free/busy container of a resource that has none."""

    def _edit(self, one: Resource, domain_uid: str) -> Resource:
        return replace(one, freebusy=True, freebusy_acl=())


@dataclass(frozen=True)
class WriteFreebusyAcl(_Edit):
    """Let the domain see when the resource is booked, as BlueMind does."""

    def _edit(self, one: Resource, domain_uid: str) -> Resource:
        return replace(one, freebusy_acl=((domain_uid, "Read"),))


@dataclass(frozen=True)
class CreateSettings(_Edit):
    """Create the settings container of a resource that has none; `hours_missing` as in `Resource`."""

    hours_missing: bool = False

    def _edit(self, one: Resource, domain_uid: str) -> Resource:
        return replace(one, settings={}, settings_domain=domain_uid, settings_acl=())


@dataclass(frozen=True)
class WriteSettingsAcl(_Edit):
    """Let the domain, and nobody else, read the settings container."""

    def _edit(self, one: Resource, domain_uid: str) -> Resource:
        return replace(one, settings_acl=((domain_uid, "Read"),))


@dataclass(frozen=True)
class WriteSettings(_Edit):
    """Replace all settings of a resource; those of one that is not `new` may have been changed by others since."""

    settings: Mapping[str, Any]
    new: bool = False

    def _edit(self, one: Resource, domain_uid: str) -> Resource:
        return replace(one, settings=self.settings)


@dataclass(frozen=True)
class WriteAcl(_Edit):
    """Replace the whole ACL of a resource's calendar, if it is still `before`."""

    before: tuple[Ace, ...]
    after: tuple[Ace, ...]

    def _edit(self, one: Resource, domain_uid: str) -> Resource:
        return replace(one, acl=self.after)


@dataclass(frozen=True)
class UpdateResource(_Edit):
    """Write some fields of a resource, and its link to the provider."""

    provider: Provider
    fields: Mapping[str, Any]

    def _edit(self, one: Resource, domain_uid: str) -> Resource:
        return replace(one, fields={**one.fields, **self.fields}, provider=self.provider.id)


@dataclass(frozen=True)
class WriteWorkingHours(_Edit):
    """Write the working hours that are given; the others keep what is stored."""

    hours: Availability

    def _edit(self, one: Resource, domain_uid: str) -> Resource:
        return replace(one, availability=self.hours.over(one.availability or Availability()))


Step = Union[
    DeleteContainer,
    CreateResourceType,
    CreateResource,
    DeleteResource,
    CreateFreebusy,
    WriteFreebusyAcl,
    CreateSettings,
    WriteSettingsAcl,
    WriteSettings,
    WriteAcl,
    UpdateResource,
    WriteWorkingHours,
]
Plan = Tuple[Step, ...]


def predict(current: Current, plan: Plan) -> Current:
    """`current` once every step of `plan` is done."""
    return functools.reduce(lambda state, step: step.predict(state), plan, current)


def changes_of(plan: Plan) -> tuple[Change, ...]:
    """All changes of a plan, in order."""
    return tuple(change for step in plan for change in step.changes)


def deleted(step: Step) -> str | None:
    """The uid of the resource or container that a step deletes; None for any other step."""
    if isinstance(step, DeleteContainer):
        return step.container
    return step.uid if isinstance(step, DeleteResource) else None
