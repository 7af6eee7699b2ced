# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The steps of a plan as requests. Where the answer to a write is lost, reading shows what became of it."""

from __future__ import annotations

import time
from typing import Any, Iterable, Iterator, Mapping, NoReturn

from ..bluemind.acl import Ace, Dialect, subjects
from ..bluemind.api import Api
from ..bluemind.errors import BlueMindError
from ..model import steps, working_hours
from ..model.fields import FIELDS
from ..model.provider import PROVIDER_PROPERTY, RESOURCE_TYPE
from ..model.records import Domain, calendar_uid, freebusy_uid, owner_uid, settings_uid
from .bookings import read_bookings
from .execute_outside import register, write_account
from .plan_acl import describe_acl

DELETE_SECONDS = 300.0
CREATE_SECONDS = 30.0
FIRST_POLL, LONGEST_POLL = 0.05, 2.0
# Polls after the task of a deletion has ended in any way, because an earlier deletion may still be running.
GRACE_POLLS = 4
# Repetitions of an ACL's write that has failed.
REPAIRS = 3
# Polls that may find no resource at all before a creation counts as failed.
EMPTY_POLLS = 3

# The descriptor that BlueMind itself uses (contract#resource-types).
TYPE_DESCRIPTOR = {
    "label": "Video Conferencing",
    "properties": [{"id": PROVIDER_PROPERTY, "label": "Type", "type": "String"}],
    "templates": {},
}


class Executor:
    """Executes the steps of one domain's plan."""

    def __init__(self, api: Api, domain: Domain, dialect: Dialect) -> None:
        self._api = api
        self._domain = domain
        self._dialect = dialect

    def execute(self, step: steps.Step) -> steps.Step:
        """Execute one step; the same step, or for an ACL the write that BlueMind saw in the end.

        Errors: BlueMindError; `conflict` if nothing was written because of another's change.
        """
        if isinstance(step, steps.DeleteContainer):
            self._delete_container(step)
        elif isinstance(step, steps.CreateResourceType):
            self._api.create_type(self._domain.uid, RESOURCE_TYPE, TYPE_DESCRIPTOR)
        elif isinstance(step, steps.CreateResource):
            self._create_resource(step)
        elif isinstance(step, steps.DeleteResource):
            self._delete_resource(step)
        elif isinstance(step, steps.CreateFreebusy):
            self._create_container(freebusy_uid(step.uid), step.uid, "freebusy")
        elif isinstance(step, steps.WriteFreebusyAcl):
            self._api.write_acl(freebusy_uid(step.uid), [(self._domain.uid, "Read")])
        elif isinstance(step, steps.CreateSettings):
            self._create_container(settings_uid(step.uid), step.uid, "container_settings")
        elif isinstance(step, steps.WriteSettingsAcl):
            self._api.write_acl(settings_uid(step.uid), [(self._domain.uid, "Read")])
        elif isinstance(step, steps.WriteSettings):
            self._write_settings(step)
        elif isinstance(step, steps.WriteAcl):
            return self._write_acl(step)
        elif isinstance(step, steps.UpdateResource):
            self._update_resource(step)
        elif isinstance(step, steps.WriteWorkingHours):
            self._write_working_hours(step)
        elif isinstance(step, steps.RegisterOpenId):
            register(self._api, self._domain, step)
        elif isinstance(step, steps.WriteAccount):
            write_account(self._api, self._domain, step)
        else:
            _unknown(step)
        return step

    def _create_resource(self, step: steps.CreateResource) -> None:
        domain, provider = self._domain, step.provider
        self._require(step.guards)
        try:
            self._api.create_videoconference(domain.uid, step.uid, step.label, provider.id)
        except BlueMindError as error:
            # Another run may be creating it right now, because every run chooses the same uid.
            if not (error.ambiguous or error.code == "ALREADY_EXISTS") or not self._becomes_complete(step.uid):
                raise
        if self._api.resource(domain.uid, step.uid) is None:
            raise BlueMindError(
                "provider",
                f"{domain.name}: BlueMind answered 200 but created nothing, because the {provider.name} provider is "
                f"not loaded. {provider.cure}",
            )

    def _becomes_complete(self, uid: str) -> bool:
        """Whether a creation whose answer was lost is completed (contract#lost-answer-of-createresource)."""
        for count, _wait in enumerate(_polls(CREATE_SECONDS)):
            if settings_uid(uid) in self._api.containers([settings_uid(uid)]):
                return True
            if count >= EMPTY_POLLS and self._api.resource(self._domain.uid, uid) is None:
                return False
        return False

    def _create_container(self, uid: str, resource: str, kind: str) -> None:
        descriptor = {
            "uid": uid,
            "name": uid,
            "owner": resource,
            "type": kind,
            "domainUid": self._domain.uid,
            "defaultContainer": False,
        }
        self._api.create_container(uid, descriptor)

    def _delete_container(self, step: steps.DeleteContainer) -> None:
        """It may hold a token, and no later run would look for it again once its resource is gone."""
        self._require(step.guards)
        self._api.delete_container(step.container)
        if self._api.containers([step.container]):
            raise self._without_effect(f"container {step.container} is still there")

    def _settings(self, container: str) -> Mapping[str, Any]:
        """What a settings container holds now; nothing if there is none."""
        return self._api.containers([container]).get(container, {}).get("settings") or {}

    def _write_settings(self, step: steps.WriteSettings) -> None:
        """Replace the whole map, if it is the one that was planned for."""
        uid = settings_uid(step.uid)
        if not step.new and self._settings(uid) != step.before:
            raise self._conflict(f"somebody else has just changed the settings of resource {step.uid}.")
        self._api.write_settings(uid, step.settings)
        if step.proof:
            stored = self._settings(uid)
            if any(stored.get(name) != value for name, value in step.settings.items()):
                raise self._without_effect(f"the settings of resource {step.uid} are not there")

    def _write_acl(self, step: steps.WriteAcl) -> steps.WriteAcl:
        """Replace the whole ACL if it is still the one that was planned for; repair a torn one."""
        container = calendar_uid(step.uid)
        self._require((*step.guards, steps.SameAcl(container, step.before)))
        try:
            self._api.write_acl(container, step.after)
        except BlueMindError as error:
            if error.kind in ("permission", "authentication", "not_found", "tls", "redirect"):
                raise
            return self._repair_acl(container, step, error)
        return step

    def _require(self, guards: Iterable[steps.Guard]) -> None:
        """Ask the server right before a write that cannot be taken back. Errors: `conflict`."""
        for guard in guards:
            if isinstance(guard, steps.NoResource):
                if self._api.resource(self._domain.uid, guard.uid) is not None:
                    raise self._conflict(f"somebody else has just created resource {guard.uid}.")
            elif isinstance(guard, steps.NoOther):
                self._require_no_other(guard)
            elif isinstance(guard, steps.Holds):
                self._require_held(guard)
            elif isinstance(guard, steps.NoNewBookings):
                self._require_no_new_bookings(guard)
            elif isinstance(guard, steps.SameSettings):
                if self._settings(guard.container) != guard.settings:
                    raise self._conflict(
                        f"somebody else has just changed the settings of resource {owner_uid(guard.container)}."
                    )
            elif self._acl(guard.container) != (None if guard.acl is None else set(guard.acl)):
                raise self._conflict(
                    f"somebody else has just changed the rights of resource {owner_uid(guard.container)}."
                )

    def _require_no_other(self, guard: steps.NoOther) -> None:
        """Somebody may have created one by the console, under a uid of its own."""
        link = {"propertyId": PROVIDER_PROPERTY, "value": guard.provider}
        for uid in sorted(set(self._api.resource_uids(self._domain.uid, RESOURCE_TYPE)) - guard.known):
            if link in ((self._api.resource(self._domain.uid, uid) or {}).get("properties") or ()):
                raise self._conflict(f"somebody else has just created resource {uid}.")

    def _require_no_new_bookings(self, guard: steps.NoNewBookings) -> None:
        """Somebody may have booked it since the bookings were read."""
        try:
            found = read_bookings(self._api, guard.calendar)
        except BlueMindError as error:
            if error.kind != "not_found":
                raise
            uid = owner_uid(guard.calendar)
            raise self._conflict(f"somebody else has just deleted the calendar of resource {uid}.") from None
        if found.problem or found.uids - guard.events:
            why = found.problem or "somebody has just booked it"
            uid = owner_uid(guard.calendar)
            raise self._conflict(f"the bookings of resource {uid} are not those that were told: {why}.")

    def _require_held(self, guard: steps.Holds) -> None:
        """An answer of success is no proof, and somebody else may have saved an older state since."""
        held, uid = subjects(self._acl(calendar_uid(guard.uid)) or ()), settings_uid(guard.uid)
        rights = subjects(guard.acl).items()
        stored = self._settings(uid)
        same = all(verbs <= self._dialect.closure(held.get(subject, ())) for subject, verbs in rights)
        if not same or any(stored.get(name) != value for name, value in guard.settings.items()):
            raise self._conflict(
                f"resource {guard.uid} does not hold what this run has just written to it. Somebody else has changed "
                "it, or BlueMind did not store it; so what it replaces stays."
            )

    def _acl(self, container: str) -> set[Ace] | None:
        """The ACL; None if there is no such container."""
        try:
            return set(self._api.acl(container))
        except BlueMindError as error:
            if error.kind != "not_found":
                raise
            return None

    def _without_effect(self, text: str) -> BlueMindError:
        text = f"{self._domain.name}: BlueMind answered with success, but {text}. Look at bm-core's log."
        return BlueMindError("verification", text)

    def _conflict(self, text: str) -> BlueMindError:
        return BlueMindError("conflict", f"{self._domain.name}: {text} Run again.")

    def _repair_acl(self, container: str, write: steps.WriteAcl, error: BlueMindError) -> steps.WriteAcl:
        """After a failed write: done, not done, torn (contract#torn-acl-write), or changed by somebody else.

        It is repeated some times, because only this run still knows the rights that a torn one has lost.
        """
        seen = write.before
        for _repair in range(REPAIRS):
            try:
                now = self._api.acl(container)
                if self._holds(now, write):
                    return write._replace(before=seen)
                if set(now) != set(write.before) and not self._is_torn(now, write):
                    raise self._conflict(f"somebody else has just changed the rights of resource {write.uid}.")
                seen = now
                self._api.write_acl(container, write.after)
            except BlueMindError as later:
                error = later
                if not later.ambiguous and later.kind != "server":
                    break
            else:
                return write._replace(before=now)
        before = describe_acl(write.before) or "nobody"
        raise error.with_note(
            f"Some rights of resource {write.uid} may be lost; before this run they were: {before}. Give them again."
        )

    def _is_torn(self, now: Iterable[Ace], write: steps.WriteAcl) -> bool:
        """Whether the ACL is a part of what was being written."""
        after = subjects(write.after)
        return all(verbs <= self._dialect.closure(after.get(one, ())) for one, verbs in subjects(now).items())

    def _holds(self, now: Iterable[Ace], write: steps.WriteAcl) -> bool:
        """Whether every subject of the write has what it should have; others may have been added since."""
        held, after = subjects(now), subjects(write.after)
        concerned = {*after, *subjects(write.before)}
        return all(self._dialect.same(held.get(one, ()), after.get(one, ())) for one in concerned)

    def _update_resource(self, step: steps.UpdateResource) -> None:
        """Read, change, write back, with the flags that a resource does not show (contract#updating-a-resource)."""
        entry = self._api.entry(self._domain.uid, step.uid)
        found = self._api.resource(self._domain.uid, step.uid)  # last, because others change this one
        if found is None or entry is None:
            raise self._conflict(f"somebody else has just deleted resource {step.uid}.")
        flags = {name: bool(entry.get(name)) for name in ("hidden", "archived", "system")}
        written = {
            field.key: field.to_server(step.fields[field.option]) for field in FIELDS if field.option in step.fields
        }
        others = [entry for entry in found.get("properties") or () if entry["propertyId"] != PROVIDER_PROPERTY]
        link = {"propertyId": PROVIDER_PROPERTY, "value": step.provider.id}
        body = {**found, **flags, **written, "properties": [link, *others]}
        self._api.update_resource(self._domain.uid, step.uid, body)

    def _write_working_hours(self, step: steps.WriteWorkingHours) -> None:
        calendar = calendar_uid(step.uid)
        stored = working_hours.from_server(self._api.hours(calendar))
        wanted = step.hours.over(stored.over(working_hours.DEFAULTS))
        if wanted.is_backwards:
            text = f"availability would start at {wanted.start} and end at {wanted.end}; give both."
            raise BlueMindError("input", f"{self._domain.name}: {text}")
        self._api.write_hours(calendar, working_hours.to_server(wanted))

    def _delete_resource(self, step: steps.DeleteResource) -> None:
        """Delete and wait; once more if the task fails half-way (contract#failed-deletion)."""
        self._require(step.guards)
        if not (self._delete_once(step.uid) or self._delete_once(step.uid)):
            raise BlueMindError(
                "task",
                f"{self._domain.name}: BlueMind did not delete resource {step.uid} in two attempts. Look at bm-core's "
                "log; the deletion can be repeated safely.",
            )

    def _delete_once(self, uid: str) -> bool:
        """Whether the resource is gone afterwards; the task alone does not tell, because tasks get lost."""
        try:
            task: str | None = self._api.delete_resource(self._domain.uid, uid)
        except BlueMindError as error:
            if not error.ambiguous:
                raise
            task = None
        ended = 0
        for _wait in _polls(DELETE_SECONDS):
            ended += not self._is_running(task)
            if self._api.resource(self._domain.uid, uid) is None:
                return True
            if ended > GRACE_POLLS:
                return False
        return False

    def _is_running(self, task: str | None) -> bool:
        """False also for a task that BlueMind has forgotten, or whose id was lost with the answer."""
        try:
            return task is not None and self._api.task(task)["state"] in ("NotStarted", "InProgress")
        except BlueMindError as error:
            if error.kind != "not_found":
                raise
            return False


def _polls(seconds: float) -> Iterator[float]:
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
