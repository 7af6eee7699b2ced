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


def _edited(current: Current, uid: str, edit: Callable[[Resource], Resource]) -> Current:
    edited = (edit(resource) if resource.uid == uid else resource for resource in current.resources)
    return replace(current, resources=tuple(edited))


class AclGuard(NamedTuple):
    """An ACL that must still be this one when a step is executed."""

    container: str
    acl: tuple[Ace, ...]


class DeleteContainer(NamedTuple):
    """Delete a settings container or an orphan."""

    changes: tuple[Change, ...]
    container: str
    guard: AclGuard | None = None

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
    """Create a resource with its containers; the server chooses its reservation mode."""

    changes: tuple[Change, ...]
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


class DeleteResource(NamedTuple):
    """Delete a resource with its containers."""

    changes: tuple[Change, ...]
    uid: str
    guard: AclGuard | None = None

    def predict(self, current: Current) -> Current:
        """The domain no longer has it."""
        return replace(current, resources=tuple(resource for resource in current.resources if resource.uid != self.uid))


class CreateSettings(NamedTuple):
    """Create the settings container of a resource that has none."""

    changes: tuple[Change, ...]
    uid: str

    def predict(self, current: Current) -> Current:
        """It is empty, and nobody may read it yet."""
        domain = current.domain.uid
        return _edited(
            current, self.uid, lambda one: replace(one, settings={}, settings_domain=domain, settings_acl=())
        )


class WriteSettingsAcl(NamedTuple):
    """Let the domain, and nobody else, read the settings container."""

    changes: tuple[Change, ...]
    uid: str

    def predict(self, current: Current) -> Current:
        """As written."""
        return _edited(current, self.uid, lambda one: replace(one, settings_acl=((current.domain.uid, "Read"),)))


class WriteSettings(NamedTuple):
    """Replace all settings of a resource."""

    changes: tuple[Change, ...]
    uid: str
    settings: Mapping[str, Any]

    def predict(self, current: Current) -> Current:
        """As written."""
        return _edited(current, self.uid, lambda one: replace(one, settings=self.settings))


class WriteAcl(NamedTuple):
    """Replace the whole ACL of a resource's calendar, if it is still `before`."""

    changes: tuple[Change, ...]
    uid: str
    before: tuple[Ace, ...]
    after: tuple[Ace, ...]

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
