# SPDX-License-Identifier: GPL-3.0-or-later
"""The events of a calendar (contract#listing-the-bookings-of-a-resource, contract#saving-an-event)."""

from __future__ import annotations

import copy
from typing import Any

from ..engine.decode import bean
from ..engine.event_shapes import WINDOW, events_of, matching, page_of, series
from ..engine.meetings import put, sanitize, share
from ..engine.rights import can, demand_verb
from ..engine.routing import Call, Routes
from ..engine.wire import Body, Returns
from ..state.directory_entries import Domain
from ..state.errors import Fault, exists, not_found, null_pointer
from ..state.store import Container

ROUTES = Routes()
Json = dict[str, Any]


def _calendar(call: Call, verb: str) -> tuple[Domain, Container]:
    calendar = call.world.store.container(call.params["calendar"])
    demand_verb(call.world, call.caller, calendar, verb)
    return call.world.store.domain(calendar.domain_uid or ""), calendar


def _shown(call: Call, calendar: Container, item: Json) -> Json:
    """Without what is private, for whoever lacks All."""
    if can(call.world, call.caller, calendar, "All"):
        return item
    found = copy.deepcopy(item)
    for one in events_of(found["value"]):
        if one["classification"] != "Public":
            found["displayName"] = None
            one.update(summary=None, description=None, location=None)
    return found


@ROUTES.add("POST", "calendars/{calendar}/_search", body=Body.JSON)
def search(call: Call) -> Json:
    """contract#listing-the-bookings-of-a-resource: needs Read."""
    query = bean(call.body)
    _domain, calendar = _calendar(call, "Read")
    if query is None:
        raise null_pointer()
    start, size = page_of(query)
    if start + size > WINDOW or min(start, size) < 0:
        raise Fault(None, "all shards failed", "SearchPhaseExecutionException")
    found = matching(iter(calendar.events.values()), query)
    page = found[start : start + size]
    return {"values": [_shown(call, calendar, one) for one in page], "total": min(len(found), WINDOW)}


@ROUTES.add("GET", "calendars/{calendar}/{event}/complete")
def complete(call: Call) -> Json | None:
    """contract#saving-an-event."""
    _domain, calendar = _calendar(call, "Read")
    found = calendar.events.get(call.params["event"])
    return _shown(call, calendar, found) if found else None


def _save(call: Call, domain: Domain, calendar: Container, old: Json | None) -> None:
    uid, value = call.params["event"], series(call.body)
    if value is None:
        raise Fault("EVENT_ERROR", "VEvent is null")
    value["icsUid"] = value["icsUid"] or (old["value"]["icsUid"] if old else uid)
    sanitize(call.world, domain, old["value"] if old else None, value)
    put(call.world.store, calendar, uid, value)
    if call.query.get("sendNotifications", "").lower() == "true":
        share(call.world.store, domain, calendar, uid, value)


@ROUTES.add("PUT", "calendars/{calendar}/{event}", Returns.VOID, Body.JSON)
def create(call: Call) -> None:
    """contract#saving-an-event."""
    domain, calendar = _calendar(call, "Write")
    if call.params["event"] in calendar.events:
        raise exists(f"{call.params['event']} already exists")
    _save(call, domain, calendar, None)


@ROUTES.add("POST", "calendars/{calendar}/{event}", Returns.VOID, Body.JSON)
def update(call: Call) -> None:
    """contract#saving-an-event."""
    domain, calendar = _calendar(call, "Write")
    old = calendar.events.get(call.params["event"])
    if old is None:
        raise not_found(f"entry[{call.params['event']}]@{calendar.uid} not found")
    _save(call, domain, calendar, old)


@ROUTES.add("DELETE", "calendars/{calendar}/{event}", Returns.VOID)
def delete(call: Call) -> None:
    """contract#saving-an-event: an event that is not there is no error; the provider fails out of sight."""
    domain, calendar = _calendar(call, "Write")
    if calendar.events.pop(call.params["event"], None):
        call.world.store.dirty = True
        if call.query.get("sendNotifications", "").lower() == "true":
            share(call.world.store, domain, calendar, call.params["event"], None)
