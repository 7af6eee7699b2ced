# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The steps of a plan as requests; what became of a write whose answer was lost is read (sections 11, 13 and 15)."""

from __future__ import annotations

import time
from typing import Iterable, Iterator, NoReturn

from ..bluemind.acl import Ace, Dialect, subjects
from ..bluemind.api import Api
from ..bluemind.errors import BlueMindError
from ..model import working_hours
from ..model.fields import FIELDS
from ..model.provider import PROVIDER_PROPERTY, RESOURCE_TYPE
from ..model.records import Domain, calendar_uid, settings_uid
from ..model.steps import (
    AclGuard,
    CreateResource,
    CreateResourceType,
    CreateSettings,
    DeleteContainer,
    DeleteResource,
    Step,
    UpdateResource,
    WriteAcl,
    WriteSettings,
    WriteSettingsAcl,
    WriteWorkingHours,
)
from .plan_acl import describe_acl

DELETE_SECONDS = 300.0
SETTLE_SECONDS = 30.0
FIRST_POLL, LONGEST_POLL = 0.05, 2.0
# Looks at a resource after its deletion has ended, in whatever way: an earlier one may still be at work.
GRACE_POLLS = 4

# The descriptor that BlueMind itself uses (section 5).
TYPE_DESCRIPTOR = {
    "label": "Video Conferencing",
    "properties": [{"id": PROVIDER_PROPERTY, "label": "Type", "type": "String"}],
    "templates": {},
}


class Executor:
    """The steps of a plan as requests."""

    def __init__(self, api: Api, domain: Domain, dialect: Dialect) -> None:
        self._api = api
        self._domain = domain
        self._dialect = dialect

    def execute(self, step: Step) -> None:
        """Carry one step out; raises BlueMindError."""
        if isinstance(step, DeleteContainer):
            self._delete_container(step)
        elif isinstance(step, CreateResourceType):
            self._api.create_type(self._domain.uid, RESOURCE_TYPE, TYPE_DESCRIPTOR)
        elif isinstance(step, CreateResource):
            self._create_resource(step)
        elif isinstance(step, DeleteResource):
            self._delete_resource(step)
        elif isinstance(step, CreateSettings):
            self._create_settings(step)
        elif isinstance(step, WriteSettingsAcl):
            self._api.write_acl(settings_uid(step.uid), [(self._domain.uid, "Read")])
        elif isinstance(step, WriteSettings):
            self._api.write_settings(settings_uid(step.uid), step.settings)
        elif isinstance(step, WriteAcl):
            self._write_acl(step)
        elif isinstance(step, UpdateResource):
            self._update_resource(step)
        elif isinstance(step, WriteWorkingHours):
            self._write_working_hours(step)
        else:
            _unknown(step)

    def _delete_container(self, step: DeleteContainer) -> None:
        self._require_unchanged(step.guard)
        self._api.delete_container(step.container)

    def _create_resource(self, step: CreateResource) -> None:
        domain, provider = self._domain.uid, step.provider
        try:
            acl = provider.initial_acl(domain)
            self._api.create_videoconference(domain, step.uid, step.label, provider.id, acl)
        except BlueMindError as error:
            # Another run may be making it at this moment: the uid is the same for every run.
            if not (error.ambiguous or error.code == "ALREADY_EXISTS") or not self._settled(step.uid):
                raise
        if self._api.resource(self._domain.uid, step.uid) is None:
            raise BlueMindError(
                "provider",
                f"{self._domain.name}: BlueMind answered 200 and created nothing: the {provider.name} provider is not "
                f"loaded. Install {provider.packages[0]} on the core host and restart bm-core.",
            )

    def _settled(self, uid: str) -> bool:
        """Whether a creation whose answer was lost gets to its end (row 15)."""
        container = settings_uid(uid)
        for count, _wait in enumerate(self._polls(SETTLE_SECONDS)):
            if container in self._api.containers([container]):
                return True
            if count >= 3 and self._api.resource(self._domain.uid, uid) is None:
                return False
        return False

    def _create_settings(self, step: CreateSettings) -> None:
        uid = settings_uid(step.uid)
        self._api.create_container(
            uid,
            {
                "uid": uid,
                "name": uid,
                "owner": step.uid,
                "type": "container_settings",
                "domainUid": self._domain.uid,
                "defaultContainer": False,
            },
        )

    def _write_acl(self, step: WriteAcl) -> None:
        """Replace the whole list, if it is still the one that was planned for; make a torn one whole (row 7)."""
        container = calendar_uid(step.uid)
        self._require_unchanged(AclGuard(container, step.before))
        try:
            self._api.write_acl(container, step.after)
        except BlueMindError as error:
            if error.kind in ("permission", "authentication", "not_found", "tls", "redirect"):
                raise
            self._repair_acl(container, step, error)

    def _require_unchanged(self, guard: AclGuard | None) -> None:
        if guard and self._rights(guard.container) != set(guard.acl):
            raise self._changed_meanwhile(guard.container)

    def _rights(self, container: str) -> set[Ace]:
        """The ACL; empty where the container never came to be."""
        try:
            return set(self._api.acl(container))
        except BlueMindError as error:
            if error.kind != "not_found":
                raise
            return set()

    def _changed_meanwhile(self, container: str) -> BlueMindError:
        text = f"the rights of {container} have just been changed by somebody else."
        return BlueMindError("conflict", f"{self._domain.name}: {text}")

    def _repair_acl(self, container: str, write: WriteAcl, error: BlueMindError) -> None:
        """After an answer that says nothing good: done, not done, torn, or somebody else's by now? Reading tells."""
        try:
            now = self._api.acl(container)
            if self._holds(now, write):
                return
            if set(now) != set(write.before) and not self._torn(now, write):
                raise self._changed_meanwhile(container)
            self._api.write_acl(container, write.after)
        except BlueMindError as second:
            error = second
        else:
            return
        before = describe_acl(write.before) or "nobody"
        raise error.with_note(f"The rights of {container} may be torn; before they were: {before}.")

    def _torn(self, now: Iterable[Ace], write: WriteAcl) -> bool:
        """Whether this is a part of what was being written (row 7)."""
        after = subjects(write.after)
        return all(verbs <= self._dialect.closure(after.get(one, ())) for one, verbs in subjects(now).items())

    def _holds(self, now: Iterable[Ace], write: WriteAcl) -> bool:
        """Whether every subject of the write has what it should have; what others have added since is theirs."""
        held, after = subjects(now), subjects(write.after)
        concerned = {*after, *subjects(write.before)}
        return all(self._dialect.same(held.get(one, ()), after.get(one, ())) for one in concerned)

    def _update_resource(self, step: UpdateResource) -> None:
        """Read, change, write back, with the flags that a resource does not show (section 6)."""
        found = self._api.resource(self._domain.uid, step.uid)
        entry = self._api.entry(self._domain.uid, step.uid)
        if found is None or entry is None:
            raise BlueMindError("conflict", f"{self._domain.name}: resource {step.uid} has just been deleted.")
        flags = {name: bool(entry.get(name)) for name in ("hidden", "archived", "system")}
        others = [one for one in found.get("properties") or () if one["propertyId"] != PROVIDER_PROPERTY]
        link = {"propertyId": PROVIDER_PROPERTY, "value": step.provider.id}
        written = {one.key: one.to_server(step.fields[one.option]) for one in FIELDS if one.option in step.fields}
        body = {**found, **flags, **written, "properties": [*others, link]}
        self._api.update_resource(self._domain.uid, step.uid, body)

    def _write_working_hours(self, step: WriteWorkingHours) -> None:
        calendar = calendar_uid(step.uid)
        stored = working_hours.from_server(self._api.hours(calendar))
        wanted = step.hours.over(stored.over(working_hours.DEFAULTS))
        if wanted.is_backwards:
            raise BlueMindError(
                "input",
                f"{self._domain.name}: availability would start at {wanted.start} and end at {wanted.end}; give both.",
            )
        self._api.write_hours(calendar, working_hours.to_server(wanted))

    def _delete_resource(self, step: DeleteResource) -> None:
        """Delete, wait, and once more when the task failed half-way (row 11).

        Not when rights have just been given that nobody has moved yet.
        """
        uid = step.uid
        self._require_unchanged(step.guard)
        if not (self._deleted(uid) or self._deleted(uid)):
            raise BlueMindError(
                "task",
                f"{self._domain.name}: BlueMind did not delete resource {uid}, asked twice. Look at bm-core's log; "
                "the deletion can be repeated safely.",
            )

    def _deleted(self, uid: str) -> bool:
        """One deletion; the resource itself is the judge, for tasks get lost (section 11)."""
        try:
            task: str | None = self._api.delete_resource(self._domain.uid, uid)
        except BlueMindError as error:
            if not error.ambiguous:
                raise
            task = None
        ended = 0
        for _wait in self._polls(DELETE_SECONDS):
            ended += not self._running(task)
            if self._api.resource(self._domain.uid, uid) is None:
                return True
            if ended > GRACE_POLLS:
                return False
        return False

    def _running(self, task: str | None) -> bool:
        """False as well for a task that BlueMind has forgotten, or whose id was lost with the answer."""
        try:
            return task is not None and self._api.task(task)["state"] in ("NotStarted", "InProgress")
        except BlueMindError as error:
            if error.kind != "not_found":
                raise
            return False

    def _polls(self, seconds: float) -> Iterator[float]:
        """Ever longer pauses, until `seconds` have passed."""
        end, wait = time.monotonic() + seconds, FIRST_POLL
        while True:
            yield wait
            if time.monotonic() + wait > end:
                return
            time.sleep(wait)
            wait = min(wait * 2, LONGEST_POLL)


def _unknown(step: NoReturn) -> NoReturn:
    """Type checkers prove that this is never called."""
    raise AssertionError(f"no way to execute {step!r}")
