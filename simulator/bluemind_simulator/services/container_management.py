# SPDX-License-Identifier: GPL-3.0-or-later
"""The management of one container: settings, ACL, access checks (contract#settings-container, contract#acl-calls)."""

from __future__ import annotations

from typing import Any

from ..engine.acl import checked, parse_acl, replace_acl, shown_acl
from ..engine.decode import bean, flag, text, text_map, texts
from ..engine.descriptors import full
from ..engine.rights import can, demand, demand_verb, stored_verbs
from ..engine.routing import Call, Routes
from ..engine.wire import Body, Returns
from ..state.errors import null_pointer
from ..state.store import Container

ROUTES = Routes()
Json = dict[str, Any]


def _open(call: Call, *verbs: str) -> Container:
    """The container; 404 when unknown, 403 without any of these verbs."""
    container = call.world.store.container(call.params["uid"])
    if verbs:
        demand_verb(call.world, call.caller, container, *verbs)
    return container


def _open_for_write(call: Call, *verbs: str) -> Container:
    container = _open(call, *verbs)
    call.world.demand_writable()
    return container


@ROUTES.add("GET", "containers/_manage/{uid}/_acl")
def get_acl(call: Call) -> list[dict[str, str]]:
    """contract#acl-calls: needs Manage."""
    return shown_acl(call.world, _open(call, "Manage"))


@ROUTES.add("PUT", "containers/_manage/{uid}/_acl", Returns.VOID, Body.JSON)
def set_acl(call: Call) -> None:
    """contract#acl-calls, contract#writing-an-acl: owner or Manage, full replace."""
    write_acl(call)


def write_acl(call: Call) -> None:
    """Replace the ACL of a container with the body of the call."""
    entries = parse_acl(call.body, call.world.profile)
    container = _open_for_write(call, "Manage")
    torn = call.planned is not None and call.planned.kind == "torn_acl"
    replace_acl(call.world, call.caller, container, checked(entries, container), torn)


@ROUTES.add("GET", "containers/_manage/{uid}/_settings")
def get_settings(call: Call) -> dict[str, str | None]:
    """contract#settings-container: needs Read, which Manage does not imply (contract#roles)."""
    return dict(_open(call, "Read").settings)


@ROUTES.add("PUT", "containers/_manage/{uid}/_settings", Returns.VOID, Body.JSON)
def set_settings(call: Call) -> None:
    """contract#settings-container: needs Manage, full replace; contract silent on null: NPE."""
    settings = text_map(call.body)
    container = _open_for_write(call, "Manage")
    if settings is None:
        raise null_pointer()
    container.settings = settings
    call.world.store.dirty = True


@ROUTES.add("PUT", "containers/_manage/{uid}/_settings/{key}", Returns.VOID, Body.TEXT, since=490)
def set_setting(call: Call) -> None:
    """contract#settings-container: merges one key; not in 4.5."""
    container = _open_for_write(call, "Manage")
    container.settings[call.params["key"]] = call.body
    call.world.store.dirty = True


@ROUTES.add("PUT", "containers/_manage/{uid}/_personalSettings", Returns.VOID, Body.JSON)
def set_personal_settings(call: Call) -> None:
    """contract#settings-container: another store, one for each caller; contract silent on the right: authenticated."""
    settings = text_map(call.body)
    demand(not call.caller.is_anonymous, "anonymous")
    container = _open_for_write(call)
    if settings is None:
        raise null_pointer()
    container.personal[call.caller.subject] = settings
    call.world.store.dirty = True


@ROUTES.add("POST", "containers/_manage/{uid}/_canAccess", body=Body.JSON)
def can_access(call: Call) -> bool:
    """contract#proving-a-right: any of these verbs or roles; true for an empty list, and always for admin0."""
    wanted = texts(call.body)
    container = _open(call)
    if wanted is None:
        raise null_pointer()
    names = [name for name in wanted if name]
    if not wanted or call.caller.is_global or call.caller.roles.intersection(names):
        return True
    return can(call.world, call.caller, container, *names)


@ROUTES.add("POST", "containers/_manage/{uid}/_canAccessVerbs", body=Body.JSON, since=500)
def can_access_verbs(call: Call) -> Json:
    """The verbs of the caller; contract silent, the newest official client has it."""
    texts(call.body)
    container, profile = _open(call), call.world.profile
    verbs = ["All"] if call.caller.is_global else stored_verbs(call.caller, container, profile)
    return {"verbs": profile.expand(verbs)}


@ROUTES.add("GET", "containers/_manage/{uid}/_descriptor")
def get_descriptor(call: Call) -> Json:
    """The descriptor of one container; contract silent on the right: Read or Manage."""
    return full(call.world, _open(call, "Read", "Manage"), call.caller)


@ROUTES.add("POST", "containers/_manage/{uid}/_descriptor", Returns.VOID, Body.JSON)
def set_descriptor(call: Call) -> None:
    """Name, default and deleted flags; contract silent on the right: Manage."""
    value = bean(call.body)
    container = _open_for_write(call, "Manage")
    if value is None:
        raise null_pointer()
    container.name = text(value.get("name")) or container.name
    container.default = flag(value.get("defaultContainer"))
    container.deleted = flag(value.get("deleted"))
    call.world.store.dirty = True


@ROUTES.add("GET", "containers/_manage/{uid}/_subscription")
@ROUTES.add("GET", "containers/_manage/{uid}/_list")
def nothing(call: Call) -> list[Json]:
    """Subscribers and items: none here (contract#proving-a-right: irrelevant to booking)."""
    _open(call, "Read", "Manage")
    return []


@ROUTES.add("GET", "containers/_manage/{uid}/_itemCount")
def item_count(call: Call) -> Json:
    """The number of items: none here; contract silent, official clients have it."""
    _open(call, "Read", "Manage")
    return {"total": 0}
