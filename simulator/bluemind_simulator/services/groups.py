# SPDX-License-Identifier: GPL-3.0-or-later
"""Groups and their members (contract#users-and-groups)."""

from __future__ import annotations

from typing import Any

from ..engine.decode import bean, items, text
from ..engine.rights import demand_role
from ..engine.routing import Call, Routes
from ..engine.views import entry_item, group_json
from ..engine.wire import Body, Returns
from ..state.addresses import has_exactly
from ..state.directory_entries import Domain, Entry, GroupPart
from ..state.errors import not_found, null_pointer

ROUTES = Routes()
Json = dict[str, Any]
MANAGERS = ("domainManager", "manageGroup")


def _open(call: Call, *roles: str) -> Domain:
    domain = call.world.store.domain(call.params["dom"])
    demand_role(call.caller, domain, *(roles or MANAGERS))
    return domain


def _item(entry: Entry | None) -> Json | None:
    return entry_item(entry, group_json(entry)) if entry and entry.kind == "GROUP" else None


@ROUTES.add("GET", "groups/{dom}/byName/{name}")
def by_name(call: Call) -> Json | None:
    """contract#users-and-groups: the exact name."""
    name = call.params["name"]
    found = [one for one in _open(call).entries.values() if one.kind == "GROUP" and one.name == name]
    return _item(found[0]) if found else None


@ROUTES.add("GET", "groups/{dom}/byEmail/{email}")
def by_email(call: Call) -> Json | None:
    """contract#users-and-groups: role `manageGroup`, letter case counts."""
    domain, address = _open(call, "manageGroup"), call.params["email"]
    entry = domain.at_address(address)
    return _item(entry if entry and has_exactly(domain, entry, address) else None)


@ROUTES.add("GET", "groups/{dom}/_alluids")
def all_uids(call: Call) -> list[str]:
    """All groups; contract silent, official clients have it."""
    return [entry.uid for entry in _open(call).entries.values() if entry.kind == "GROUP"]


@ROUTES.add("GET", "groups/{dom}/{uid}/complete")
def complete(call: Call) -> Json | None:
    """ItemValue<Group>, 204 for an unknown uid; contract silent, official clients have it."""
    return _item(_open(call).entries.get(call.params["uid"]))


@ROUTES.add("GET", "groups/{dom}/{uid}")
def get(call: Call) -> Json | None:
    """The bare Group, 204 for an unknown uid; contract silent, official clients have it."""
    entry = _open(call).entries.get(call.params["uid"])
    return group_json(entry) if entry and entry.kind == "GROUP" else None


def _group(call: Call, domain: Domain) -> tuple[Entry, GroupPart]:
    entry = domain.entries.get(call.params["uid"])
    if entry is None or entry.group is None:
        raise not_found(f"group {call.params['uid']} not found")
    return entry, entry.group


def _member(domain: Domain, uid: str) -> dict[str, str]:
    kind = domain.entries[uid].kind if uid in domain.entries else "USER"
    return {"type": {"GROUP": "group", "EXTERNALUSER": "external_user"}.get(kind, "user"), "uid": uid}


@ROUTES.add("GET", "groups/{dom}/{uid}/members")
def members(call: Call) -> list[dict[str, str]]:
    """The direct members; contract silent on an unknown group: 404."""
    domain = _open(call)
    return [_member(domain, uid) for uid in _group(call, domain)[1].members]


@ROUTES.add("GET", "groups/{dom}/{uid}/expandedmembers")
@ROUTES.add("GET", "groups/{dom}/{uid}/expandedusersmembers")
def expanded(call: Call) -> list[dict[str, str]]:
    """The users, sub-groups expanded; contract silent, official clients have it."""
    domain = _open(call)
    return [_member(domain, one.uid) for one in domain.users_of(_group(call, domain)[0])]


def _named(call: Call) -> list[str]:
    found = items(call.body)
    if found is None:
        raise null_pointer()
    return [text((bean(one) or {}).get("uid")) or "" for one in found]


@ROUTES.add("PUT", "groups/{dom}/{uid}/members", Returns.VOID, Body.JSON)
def add(call: Call) -> None:
    """Add members; open sessions keep the groups they had at login (contract#sessions)."""
    uids, domain = _named(call), _open(call, "manageGroup")
    entry, group = _group(call, domain)
    for uid in uids:
        if uid not in group.members:
            group.members.append(uid)
            domain.groups_of.setdefault(uid, {})[entry.uid] = None
    call.world.store.dirty = True


@ROUTES.add("DELETE", "groups/{dom}/{uid}/members", Returns.VOID, Body.JSON)
def remove(call: Call) -> None:
    """Remove members; open sessions keep the groups they had at login (contract#sessions)."""
    uids, domain = _named(call), _open(call, "manageGroup")
    entry, group = _group(call, domain)
    for uid in uids:
        if uid in group.members:
            group.members.remove(uid)
            domain.groups_of.get(uid, {}).pop(entry.uid, None)
    call.world.store.dirty = True
