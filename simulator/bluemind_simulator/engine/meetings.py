# SPDX-License-Identifier: GPL-3.0-or-later
"""What becomes of a meeting when it is saved (contract#saving-an-event, contract#existing-events)."""

from __future__ import annotations

import re
import uuid
from typing import Any

from ..state.directory_entries import DIRECTORY_FOLDER, Domain, Entry, now
from ..state.errors import null_pointer, unknown
from ..state.standard_type import PROPERTY, TYPE
from ..state.store import Container, Store
from .event_shapes import events_of
from .views import item_value
from .world import World

Json = dict[str, Any]
STARLEAF = "videoconferencing-starleaf"
# Builds of 4.x that cannot save a meeting whose resource is gone, and those of them that fail at the first save [I].
LAST_LOCKING, FIRST_STRICT = 65022, 64635


def calendar_of(store: Store, domain: Domain, entry: Entry) -> Container | None:
    """The calendar of a user, made when it is first needed, or of a resource."""
    uid = f"calendar:Default:{entry.uid}" if entry.kind == "USER" else f"calendar:{entry.uid}"
    if uid not in store.containers and entry.kind == "USER":
        store.add_container(Container(uid, "calendar", entry.name, entry.uid, domain.uid, default=True))
    return store.containers.get(uid)


def dir_of(domain: Domain, entry: Entry) -> str:
    """How an attendee names a directory entry."""
    return f"bm://{domain.uid}/{DIRECTORY_FOLDER[entry.kind]}/{entry.uid}"


def invited(domain: Domain, value: Json) -> list[Entry]:
    """The attendees that are in the directory."""
    uids = [
        (one["dir"] or "").rpartition("/")[2] for found in events_of(value) for one in found["attendees"] if one["dir"]
    ]
    return [domain.entries[uid] for uid in dict.fromkeys(uids) if uid in domain.entries]


def put(store: Store, calendar: Container, uid: str, value: Json) -> None:
    """Store a series in a calendar."""
    old = calendar.events.get(uid)
    created = old["created"] if old else now()
    number, version = (old["internalId"], old["version"] + 1) if old else (store.next_id(), 1)
    title = (events_of(value) or [{"summary": None}])[0]["summary"]
    calendar.events[uid] = item_value(value, uid, title, number, created, now(), version)
    store.dirty = True


def share(store: Store, domain: Domain, home: Container, uid: str, value: Json | None) -> None:
    """The attendees' copies: mails take a while on a server, and none here. None takes the copies away."""
    guests = invited(domain, value) if value else []
    for entry in guests:
        calendar = calendar_of(store, domain, entry)
        if calendar is not None and calendar is not home:
            put(store, calendar, uid, value or {})
    kept = {entry.uid for entry in guests} | {home.owner}
    for name in store.by_domain.get(domain.uid, {}):
        other = store.containers[name]
        if other.owner not in kept and uid in other.events:
            del other.events[uid]
            store.dirty = True


def sanitize(world: World, domain: Domain, old: Json | None, new: Json) -> None:
    """Change the series as a save does, or fail as a save does."""
    _forget_the_gone(domain, new)
    before, after = (_main(one) for one in (old, new))
    if after is None:
        return
    _fail_without_resource(world, before, after)
    was, wanted = _video(domain, before), _video(domain, after)
    if before is None or not before["conference"]:
        if wanted:
            _add(world, wanted, after)
    elif _is_untouched(world, before, after, was, wanted) or (was is None and _had_resource(before)):
        return
    elif wanted is None:
        after["conference"] = after["conferenceId"] = None
    else:
        _add(world, wanted, after)


def _is_untouched(world: World, before: Json, after: Json, was: Entry | None, wanted: Entry | None) -> bool:
    """Since 4.8 [I] only a resource that comes or goes, or another description, brings the provider in."""
    return world.profile.line >= 480 and bool(was) == bool(wanted) and before["description"] == after["description"]


def _main(value: Json | None) -> Json | None:
    return next(iter(events_of(value)), None) if value else None


def _forget_the_gone(domain: Domain, value: Json) -> None:
    for found in events_of(value):
        for one in found["attendees"]:
            if one["dir"] and one["dir"].rpartition("/")[2] not in domain.entries:
                one["dir"] = None


def _fail_without_resource(world: World, before: Json | None, after: Json) -> None:
    """BM-19283 [I]: `dir` is read unchecked; the first trees fail only where it was empty before, or without a link."""
    known = re.fullmatch(r"4\.1\.(\d+).*", world.software)
    build = int(known[1]) if known else LAST_LOCKING + 1
    lost = [one for one in after["attendees"] if one["cutype"] == "Resource" and not one["dir"]]
    if not lost or build > LAST_LOCKING:
        return
    already = [one for one in (before or after)["attendees"] if one["cutype"] == "Resource" and not one["dir"]]
    if build >= FIRST_STRICT or already or not after["conference"]:
        raise null_pointer()


def _had_resource(found: Json) -> bool:
    return any(one["cutype"] == "Resource" for one in found["attendees"])


def _video(domain: Domain, found: Json | None) -> Entry | None:
    """The first videoconferencing resource among the attendees (contract#booking)."""
    entries = [
        domain.entries.get((one["dir"] or "").rpartition("/")[2]) for one in (found or {"attendees": []})["attendees"]
    ]
    return next((one for one in entries if one and one.resource and one.resource.type == TYPE), None)


def _add(world: World, entry: Entry, found: Json) -> None:
    """Ask the provider. StarLeaf's cloud has ended; a provider that is not loaded leaves the event as it is."""
    provider = entry.resource.properties.get(PROPERTY) if entry.resource else None
    if provider not in world.providers:
        return
    if provider == STARLEAF:
        raise unknown("connect timed out: api.starleaf.com")
    found["conference"] = found["conference"] or f"https://{provider}.example/{uuid.uuid4()}"
