# SPDX-License-Identifier: GPL-3.0-or-later
"""Resources (contract#resource-calls, contract#deleting-a-resource)."""

from __future__ import annotations

from typing import Any

from ..engine.decode import bean, text
from ..engine.resource_containers import (
    add_calendar,
    add_freebusy,
    add_mailbox_acl,
    delete_resource,
    hours_from_settings,
)
from ..engine.resource_descriptors import Wanted, check, descriptor, fill, make_entry, parse
from ..engine.rights import demand_directory, demand_role
from ..engine.routing import Call, Routes
from ..engine.views import entry_item
from ..engine.wire import Body, Returns
from ..engine.world import World
from ..state.callers import Caller
from ..state.directory_entries import Domain, Entry
from ..state.errors import exists, not_found, null_pointer
from ..state.tasks import End

ROUTES = Routes()


def _domain(call: Call) -> Domain:
    return call.world.store.domain(call.params["dom"])


def _open(call: Call) -> Domain:
    domain = _domain(call)
    demand_directory(call.caller, domain)
    return domain


def _resource(domain: Domain, uid: str) -> Entry | None:
    found = domain.entries.get(uid)
    return found if found and found.resource else None


@ROUTES.add("GET", "resources/{dom}/byType/{type}")
def by_type(call: Call) -> list[str]:
    """contract#resource-calls: uids, also of resources whose delete task has not ended."""
    return list(_open(call).by_type.get(call.params["type"], {}))


@ROUTES.add("GET", "resources/{dom}/{uid}")
def get_resource(call: Call) -> dict[str, Any] | None:
    """contract#resourcedescriptor: hidden, archived and system are always false on read."""
    found = _resource(_open(call), call.params["uid"])
    return descriptor(found) if found else None


@ROUTES.add("GET", "resources/{dom}/byEmail/{email}")
def by_email(call: Call) -> dict[str, Any] | None:
    """contract#resource-calls."""
    found = _open(call).at_address(call.params["email"])
    return entry_item(found, descriptor(found)) if found and found.resource else None


def create_resource(world: World, caller: Caller, domain: Domain, uid: str, wanted: Wanted) -> Entry:
    """contract#creating-a-resource: checks, rows, then containers one by one, without a transaction."""
    demand_role(caller, domain, "manageResource")
    world.demand_writable()
    fill(wanted)
    check(domain, uid, wanted)
    name = uid.lower()
    # contract#checks-on-a-resource; contract silent on the mailbox names of groups and mailshares: their uids too.
    if uid in domain.entries or name in domain.by_mailbox or name in domain.by_login:
        raise exists(f"{uid} already exists")
    entry = world.store.add_entry(domain, make_entry(uid, wanted))
    world.store.dirty = True
    add_mailbox_acl(world, domain, entry)
    add_calendar(world, domain, entry)
    add_freebusy(world, domain, entry)
    if world.profile.resource_sets_hours:
        hours_from_settings(world, domain.uid, uid)
    return entry


@ROUTES.add("PUT", "resources/{dom}/{uid}", Returns.VOID, Body.JSON)
def create(call: Call) -> None:
    """contract#resource-calls."""
    wanted, domain = parse(bean(call.body)), _domain(call)
    if wanted is None:
        raise null_pointer()
    create_resource(call.world, call.caller, domain, call.params["uid"], wanted)


@ROUTES.add("POST", "resources/{dom}/{uid}", Returns.VOID, Body.JSON)
def update(call: Call) -> None:
    """contract#updating-a-resource: full replace, the hidden flags included; the calendar takes the new label."""
    wanted, domain, uid = parse(bean(call.body)), _domain(call), call.params["uid"]
    demand_role(call.caller, domain, "manageResource")
    call.world.demand_writable()
    entry = _resource(domain, uid)
    if entry is None or entry.resource is None:
        raise not_found(f"resource {uid} not found")
    if wanted is None:
        raise null_pointer()
    fill(wanted)
    check(domain, uid, wanted, entry.resource.type)
    new = make_entry(uid, wanted)
    domain.forget_addresses(entry)
    entry.name, entry.emails, entry.data_location = new.name, new.emails, new.data_location
    entry.hidden, entry.archived, entry.system = new.hidden, new.archived, new.system
    entry.org_unit = new.org_unit
    if new.resource:
        new.resource.icon = entry.resource.icon
    entry.resource = new.resource
    entry.touch()
    domain.index_addresses(entry)
    calendar = call.world.store.containers.get(f"calendar:{uid}")
    if calendar is not None:
        calendar.name = entry.name
    call.world.store.dirty = True


@ROUTES.add("DELETE", "resources/{dom}/{uid}")
def delete(call: Call) -> dict[str, str]:
    """contract#deleting-a-resource: a task, also for an unknown uid; it runs with the caller's rights."""
    world, caller, domain, uid = call.world, call.caller, _domain(call), call.params["uid"]
    demand_role(caller, domain, "manageResource")
    world.demand_writable()
    kind, options = (call.planned.kind, call.planned.options) if call.planned else ("", {})

    def work() -> End:
        return delete_resource(world, caller, domain, uid, options.get("step", 1) if kind == "task_error" else None)

    task = world.tasks.submit(f"Deleting resource {uid}", work)
    if kind == "task_lost":
        world.tasks.finish_now(task["id"])
        world.tasks.forget(task["id"])
    return task


@ROUTES.add("GET", "resources/{dom}/{uid}/icon", Returns.IMAGE)
def get_icon(call: Call) -> bytes | None:
    """contract#success-answers."""
    found = _resource(_open(call), call.params["uid"])
    return found.resource.icon if found and found.resource else None


@ROUTES.add("POST", "resources/{dom}/{uid}/icon", Returns.VOID, Body.BYTES)
def set_icon(call: Call) -> None:
    """contract#resource-calls: 404 for an unknown uid."""
    domain, uid = _domain(call), call.params["uid"]
    demand_role(call.caller, domain, "manageResource")
    found = _resource(domain, uid)
    if found is None or found.resource is None:
        raise not_found(f"resource {uid} not found")
    found.resource.icon = call.body
    call.world.store.dirty = True


@ROUTES.add("POST", "resources/{dom}/{uid}/addToEventDesc", Returns.TEXT, Body.JSON)
@ROUTES.add("POST", "resources/{dom}/{uid}/removeFromEventDesc", Returns.TEXT, Body.JSON)
def event_text(call: Call) -> str | None:
    """contract#resource-calls; contract silent on the text: the description comes back unchanged."""
    value = bean(call.body)
    _open(call)
    if value is None:
        raise null_pointer()
    return text(value.get("description"))
