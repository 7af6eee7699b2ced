# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The steps of a plan, each with its prediction, which check mode shows: the state after it.

`reconcile/execute.py` turns each step into requests. A prediction has None for what only the server knows. Each step
has the `changes` that it makes. They are named tuples, because creating so many dataclasses would take 5 ms a start.
"""

from __future__ import annotations

import functools
from dataclasses import replace
from typing import Any, Callable, Mapping, NamedTuple, Tuple, Union

from ..bluemind.acl import Ace
from .provider import Provider
from .records import Availability, Change, Current, Resource
from .steps_outside import RegisterOpenId, WriteAccount


def _edited(current: Current, uid: str, edit: Callable[[Resource], Resource]) -> Current:
    own, replaced = (
        tuple(edit(resource) if resource.uid == uid else resource for resource in resources)
        for resources in (current.resources, current.replaced)
    )
    return replace(current, resources=own, replaced=replaced)


class SameAcl(NamedTuple):
    """A step needs that the ACL of `container` is still this one; None = that there still is no such container."""

    container: str
    acl: tuple[Ace, ...] | None

    @classmethod
    def of(cls, one: Resource) -> SameAcl:
        """That who may book `one` has not changed since it was read."""
        return cls(one.calendar_uid, one.acl if one.calendar else None)


class NoResource(NamedTuple):
    """A deletion of containers needs that no resource has this uid, because its containers would be no orphans."""

    uid: str


class NoOther(NamedTuple):
    """A creation needs that the provider has no resource of other uids, where two of them cannot be merged."""

    provider: str
    known: frozenset[str]


class Holds(NamedTuple):
    """The end of another resource, or of its rights, needs that this one holds all that it takes over."""

    uid: str
    acl: tuple[Ace, ...]
    settings: Mapping[str, Any]


class NoNewBookings(NamedTuple):
    """A deletion needs that a calendar has no other future bookings than these events, which were told."""

    calendar: str
    events: frozenset[str]


class SameSettings(NamedTuple):
    """A deletion of settings that have moved elsewhere needs that they are still these."""

    container: str
    settings: Mapping[str, Any]


Guard = Union[SameAcl, NoResource, NoOther, Holds, NoNewBookings, SameSettings]


class DeleteContainer(NamedTuple):
    """Delete a settings container or an orphan."""

    changes: tuple[Change, ...]
    container: str
    guards: tuple[Guard, ...] = ()

    def predict(self, current: Current) -> Current:
        """No resource has this container any more, and it is no orphan."""
        owners = [resource.uid for resource in current.resources if resource.settings_uid == self.container]
        for uid in owners:
            current = _edited(
                current, uid, lambda one: replace(one, settings=None, settings_domain=None, settings_acl=())
            )
        return replace(current, orphans=tuple(uid for uid in current.orphans if uid != self.container))


class CreateResourceType(NamedTuple):
    """Create the resource type of videoconferences."""

    changes: tuple[Change, ...]

    def predict(self, current: Current) -> Current:
        """The domain has it."""
        return replace(current, type_missing=False)


class CreateResource(NamedTuple):
    """Create a resource with its containers, shared with nobody; the server chooses its reservation mode."""

    changes: tuple[Change, ...]
    uid: str
    provider: Provider
    label: str
    guards: tuple[Guard, ...] = ()

    def made(self, domain_uid: str) -> Resource:
        """The new resource (contract#createresource)."""
        fields = {"label": self.label}
        empty = Resource(self.uid, fields, self.provider.id, settings={}, settings_domain=domain_uid)
        return replace(empty, settings_acl=((domain_uid, "Read"),))

    def predict(self, current: Current) -> Current:
        """The domain has it."""
        return replace(current, resources=(*current.resources, self.made(current.domain.uid)))


class DeleteResource(NamedTuple):
    """Delete a resource with its containers."""

    changes: tuple[Change, ...]
    uid: str
    guards: tuple[Guard, ...] = ()

    def predict(self, current: Current) -> Current:
        """The domain no longer has it."""
        return replace(current, resources=tuple(resource for resource in current.resources if resource.uid != self.uid))


class CreateSettings(NamedTuple):
    """Create the settings container of a resource that has none; `hours_missing` as in `Resource`."""

    changes: tuple[Change, ...]
    uid: str
    hours_missing: bool = False

    def predict(self, current: Current) -> Current:
        """It is empty, and nobody may read it yet."""
        domain = current.domain.uid
        return _edited(
            current, self.uid, lambda one: replace(one, settings={}, settings_domain=domain, settings_acl=())
        )


class CreateFreebusy(NamedTuple):
    """Create the free/busy container of a resource that has none."""

    changes: tuple[Change, ...]
    uid: str

    def predict(self, current: Current) -> Current:
        """It is there, and nobody may read it yet."""
        return _edited(current, self.uid, lambda one: replace(one, freebusy=True, freebusy_acl=()))


class WriteFreebusyAcl(NamedTuple):
    """Let the domain see when the resource is booked, as BlueMind does."""

    changes: tuple[Change, ...]
    uid: str

    def predict(self, current: Current) -> Current:
        """As written."""
        return _edited(current, self.uid, lambda one: replace(one, freebusy_acl=((current.domain.uid, "Read"),)))


class WriteSettingsAcl(NamedTuple):
    """Let the domain, and nobody else, read the settings container."""

    changes: tuple[Change, ...]
    uid: str

    def predict(self, current: Current) -> Current:
        """As written."""
        return _edited(current, self.uid, lambda one: replace(one, settings_acl=((current.domain.uid, "Read"),)))


class WriteSettings(NamedTuple):
    """Replace all settings of a resource, if they are still `before`; nobody else knows one that is `new`.

    With `proof` they are read back before rights are given: a resource without them may have to be deleted again, and
    whoever was mailed about a right would be mailed about the same one twice.
    """

    changes: tuple[Change, ...]
    uid: str
    settings: Mapping[str, Any]
    before: Mapping[str, Any]
    new: bool = False
    proof: bool = False

    def predict(self, current: Current) -> Current:
        """As written."""
        return _edited(current, self.uid, lambda one: replace(one, settings=self.settings))


class WriteAcl(NamedTuple):
    """Replace the whole ACL of a resource's calendar, if it is still `before` and the guards hold."""

    changes: tuple[Change, ...]
    uid: str
    before: tuple[Ace, ...]
    after: tuple[Ace, ...]
    guards: tuple[Guard, ...] = ()

    def predict(self, current: Current) -> Current:
        """As written."""
        return _edited(current, self.uid, lambda one: replace(one, acl=self.after))


class UpdateResource(NamedTuple):
    """Write some fields of a resource, and its link to the provider."""

    changes: tuple[Change, ...]
    uid: str
    provider: Provider
    fields: Mapping[str, Any]

    def predict(self, current: Current) -> Current:
        """As written."""
        link = self.provider.id
        return _edited(current, self.uid, lambda one: replace(one, fields={**one.fields, **self.fields}, provider=link))


class WriteWorkingHours(NamedTuple):
    """Write the working hours that are given; the others keep what is stored."""

    changes: tuple[Change, ...]
    uid: str
    hours: Availability

    def predict(self, current: Current) -> Current:
        """As written."""
        return _edited(
            current,
            self.uid,
            lambda one: replace(one, availability=self.hours.over(one.availability or Availability())),
        )


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
    RegisterOpenId,
    WriteAccount,
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
