# SPDX-License-Identifier: GPL-3.0-or-later
"""The containers and working hours that come and go with a resource.

See contract#creating-a-resource, contract#quirks-of-createresource, contract#deleting-a-resource.
"""

from __future__ import annotations

from collections.abc import Callable

from ..state.callers import Caller
from ..state.directory_entries import Domain, Entry
from ..state.errors import Fault
from ..state.store import MAILBOX_ACL, Container
from ..state.tasks import End
from .domain_settings import settings_of
from .rights import can
from .working_hours import write_hours
from .world import World

DAY_NAMES = {"sun": "SU", "mon": "MO", "tue": "TU", "wed": "WE", "thu": "TH", "fri": "FR"}
HOUR_MS = 3_600_000


def _add(world: World, container: Container) -> Container:
    """An orphan of the same uid makes this fail with SQL_ERROR (contract#orphan-containers)."""
    if container.uid in world.store.containers:
        raise Fault("SQL_ERROR", f"duplicate key value: container {container.uid}")
    world.store.dirty = True
    return world.store.add_container(container)


def mailbox_acl_uid(uid: str) -> str:
    """The container of the mailbox's ACL."""
    return f"mailbox:acls-{uid}"


def add_mailbox_acl(world: World, domain: Domain, entry: Entry) -> None:
    """The mailbox-ACL container."""
    uid = mailbox_acl_uid(entry.uid)
    if uid not in world.store.containers:
        _add(world, Container(uid, MAILBOX_ACL, entry.name, entry.uid, domain.uid))


def add_calendar(world: World, domain: Domain, entry: Entry) -> None:
    """The calendar; no ACL is put on it."""
    uid = f"calendar:{entry.uid}"
    _add(world, Container(uid, "calendar", entry.name, entry.uid, domain.uid, default=True))


def add_freebusy(world: World, domain: Domain, entry: Entry) -> None:
    """The free/busy container with its default ACL."""
    acl = [(domain.uid, "Read")]
    _add(world, Container(f"freebusy:{entry.uid}", "freebusy", entry.name, entry.uid, domain.uid, acl=acl))


def _number(value: str | None) -> float:
    try:
        return float(value or "")
    except ValueError:
        raise Fault(None, f'For input string: "{value}"', "NumberFormatException") from None


def hours_from_settings(world: World, domain_name: str, uid: str) -> None:
    """Working hours from the domain settings; bad ones fail (contract#quirks-of-createresource).

    Until 4.6 the Saturday token was `sam`: an English `sat` is dropped. `domain_name` may be an alias, which
    answers the global defaults.
    """
    settings = settings_of(world, domain_name)
    names = DAY_NAMES | {world.profile.saturday: "SA"}
    tokens = [token.strip() for token in (settings.get("working_days") or "").split(",")]
    start, end = (_number(settings.get(f"work_hours_{side}")) for side in ("start", "end"))
    duration = _number(settings.get("min_duration"))
    container = world.store.container(f"calendar:{uid}")
    days = [names[token] for token in tokens if token in names]
    zone = settings.get("timezone") or "UTC"
    write_hours(container, days, int(start * HOUR_MS), int(end * HOUR_MS), int(duration), zone)
    world.store.dirty = True


def delete_resource(world: World, caller: Caller, domain: Domain, uid: str, last: int | None) -> End:
    """The delete task (contract#deleting-a-resource); it fails after step `last`, 0 to 4, if there is one."""
    store, entry = world.store, domain.entries.get(uid)
    if entry is None or entry.resource is None:
        return End(False, f"Resource {uid} doesnt exists", "[]")
    store.dirty = True
    video = entry.resource.type == "bm-videoconferencing"
    steps: list[Callable[[], object]] = [
        lambda: store.drop_container(f"calendar:{uid}"),
        lambda: store.drop_container(f"freebusy:{uid}"),
        lambda: _drop_settings(world, caller, uid) if video else None,
        lambda: store.drop_container(mailbox_acl_uid(uid)),
    ]
    for step in steps[:last]:
        step()
    if last is not None:
        return End(False, f"Error deleting resource {uid}", "[]")
    domain.remove(uid)
    return End(True, "Resource deleted", '""')


def _drop_settings(world: World, caller: Caller, uid: str) -> None:
    """With the caller's rights, errors only logged; one made under an alias stays behind (contract#roles)."""
    container = world.store.containers.get(f"{uid}-settings-container")
    if container is None or container.domain_uid not in world.store.domains:
        return
    if can(world, caller, container, "Manage"):
        world.store.drop_container(container.uid)
