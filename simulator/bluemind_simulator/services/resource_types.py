# SPDX-License-Identifier: GPL-3.0-or-later
"""Resource types (contract#resource-types, contract#unknown-names)."""

from __future__ import annotations

from typing import Any

from ..engine.decode import Bean, bean, choice, get, items, text, text_map
from ..engine.rights import demand_directory, demand_role
from ..engine.routing import Call, Routes
from ..engine.wire import Body, Returns
from ..state.directory_entries import Domain, ResourceType
from ..state.errors import exists, forbidden, invalid, not_found, null_pointer, unknown
from ..state.standard_type import PROPERTY, TYPE, standard_type

ROUTES = Routes()


def _domain(call: Call) -> Domain:
    """Aliases do not work here (contract#domain-uids-and-aliases), an unknown domain is 500 UNKNOWN."""
    found = call.world.store.domains.get(call.params["dom"])
    if found is None:
        raise unknown(f"container {call.params['dom']} not found")
    return found


def _open(call: Call) -> Domain:
    domain = _domain(call)
    demand_directory(call.caller, domain)
    return domain


def _open_for_write(call: Call) -> Domain:
    domain = _domain(call)
    demand_role(call.caller, domain, "manageResourceType")
    return domain


def _property(value: Any) -> dict[str, str | None]:
    one = bean(value) or {}
    kind = choice(one.get("type"), ("Number", "String", "Boolean"))
    return {"id": text(one.get("id")), "label": text(one.get("label")), "type": kind}


def _parse(value: Bean | None) -> ResourceType | None:
    if value is None:
        return None
    properties = [_property(one) for one in items(get(value, "properties", [])) or []]
    templates = text_map(get(value, "templates", {})) or {}
    return ResourceType(text(value.get("label")) or "", properties, templates)


def _check(domain: Domain, uid: str, wanted: ResourceType) -> None:
    """Unique label; the sanitizer puts the property back that the type needs (contract#resource-types)."""
    if not wanted.label:
        raise invalid()
    if any(other.label == wanted.label for name, other in domain.types.items() if name != uid):
        raise exists(f"type with label {wanted.label} already exists")
    if uid == TYPE and all(one["id"] != PROPERTY for one in wanted.properties):
        wanted.properties += standard_type().properties


@ROUTES.add("GET", "resources/{dom}/type")
def list_types(call: Call) -> list[dict[str, str]]:
    """contract#resource-types."""
    return [{"identifier": uid, "label": one.label} for uid, one in _open(call).types.items()]


@ROUTES.add("GET", "resources/{dom}/type/{uid}")
def get_type(call: Call) -> dict[str, Any] | None:
    """contract#resource-types: 204 when unknown."""
    found = _open(call).types.get(call.params["uid"])
    if found is None:
        return None
    return {"label": found.label, "properties": found.properties, "templates": found.templates}


@ROUTES.add("PUT", "resources/{dom}/type/{uid}", Returns.VOID, Body.JSON)
def create(call: Call) -> None:
    """contract#resource-types."""
    wanted, domain, uid = _parse(bean(call.body)), _open_for_write(call), call.params["uid"]
    if wanted is None:
        raise null_pointer()
    if uid in domain.types:
        raise exists(f"type {uid} already exists")
    _check(domain, uid, wanted)
    domain.types[uid] = wanted
    call.world.store.dirty = True


@ROUTES.add("POST", "resources/{dom}/type/{uid}", Returns.VOID, Body.JSON)
def update(call: Call) -> None:
    """contract#unknown-names: a missing type is a NullPointerException, not 404."""
    wanted, domain, uid = _parse(bean(call.body)), _open_for_write(call), call.params["uid"]
    old = domain.types.get(uid)
    if wanted is None or old is None:
        raise null_pointer()
    _check(domain, uid, wanted)
    wanted.icon = old.icon
    domain.types[uid] = wanted
    call.world.store.dirty = True


@ROUTES.add("DELETE", "resources/{dom}/type/{uid}", Returns.VOID)
def delete(call: Call) -> None:
    """contract#resource-types: refused while a resource uses it (contract silent on the code: FORBIDDEN)."""
    domain, uid = _open_for_write(call), call.params["uid"]
    if domain.by_type.get(uid):
        raise forbidden(f"type {uid} is used")
    if domain.types.pop(uid, None) is None:
        raise not_found(f"type {uid} not found")
    call.world.store.dirty = True


@ROUTES.add("GET", "resources/{dom}/type/{uid}/icon", Returns.IMAGE)
def get_icon(call: Call) -> bytes | None:
    """contract#resource-types."""
    found = _open(call).types.get(call.params["uid"])
    return found.icon if found else None


@ROUTES.add("POST", "resources/{dom}/type/{uid}/icon", Returns.VOID, Body.BYTES)
def set_icon(call: Call) -> None:
    """contract#resource-types."""
    found = _open_for_write(call).types.get(call.params["uid"])
    if found is None:
        raise not_found(f"type {call.params['uid']} not found")
    found.icon = call.body
    call.world.store.dirty = True
