# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a plan would leave behind: check mode's final state, computed and never asked for."""

from __future__ import annotations

from dataclasses import replace
from typing import Callable

from ..bluemind.redaction import revealed
from .records import PROVIDER, Availability, Current, Plan, Resource, Step


def predict(current: Current, plan: Plan) -> Current:
    """`current` once every step of `plan` is done; what only the server knows stays None."""
    resources = {one.uid: one for one in current.resources}
    for step in plan:
        if step.action == "delete_resource":
            del resources[step.resource]
        elif step.action == "create_resource":
            readable = ((current.domain.uid, "Read"),)
            resources[step.resource] = Resource(
                step.resource,
                step.data,
                settings={},
                settings_domain=current.domain.uid,
                settings_acl=readable,
            )
        elif step.action in _EDITS:
            one = resources[step.resource]
            resources[step.resource] = _EDITS[step.action](one, step, current.domain.uid)
    return replace(current, resources=tuple(resources.values()), orphans=(), type_missing=False)


def _settings(one: Resource, step: Step, domain: str) -> Resource:
    return replace(one, settings={}, settings_domain=domain, settings_acl=())


def _settings_acl(one: Resource, step: Step, domain: str) -> Resource:
    return replace(one, settings_acl=((domain, "Read"),))


def _token(one: Resource, step: Step, domain: str) -> Resource:
    return replace(one, settings=revealed(step.data))


def _acl(one: Resource, step: Step, domain: str) -> Resource:
    return replace(one, acl=step.data.after)


def _describe(one: Resource, step: Step, domain: str) -> Resource:
    return replace(one, label=step.data["label"], mode=step.data["reservationMode"], provider=PROVIDER)


def _hours(one: Resource, step: Step, domain: str) -> Resource:
    return replace(one, availability=step.data.over(one.availability or Availability()))


_EDITS: dict[str, Callable[[Resource, Step, str], Resource]] = {
    "create_settings": _settings,
    "write_settings_acl": _settings_acl,
    "write_settings": _token,
    "write_acl": _acl,
    "update_resource": _describe,
    "write_hours": _hours,
}
