# SPDX-License-Identifier: GPL-3.0-or-later
"""Users (contract#users-and-groups)."""

from __future__ import annotations

from typing import Any

from ..engine.rights import demand, demand_role
from ..engine.routing import Call, Routes
from ..engine.views import entry_item, group_json, user_json
from ..state.addresses import has_exactly
from ..state.directory_entries import Domain, Entry

ROUTES = Routes()
Json = dict[str, Any]


def _open(call: Call) -> Domain:
    domain = call.world.store.domain(call.params["dom"])
    demand_role(call.caller, domain, "domainManager", "manageUser")
    return domain


def _item(call: Call, entry: Entry | None) -> Json | None:
    if entry is None or entry.kind != "USER":
        return None
    return entry_item(entry, user_json(entry, call.world.profile))


@ROUTES.add("GET", "users/{dom}/byLogin/{login}")
def by_login(call: Call) -> Json | None:
    """contract#users-and-groups: lower-cased, `@…` cut off."""
    domain = _open(call)
    login = call.params["login"].partition("@")[0].lower()
    return _item(call, domain.entries.get(domain.by_login.get(login, "")))


@ROUTES.add("GET", "users/{dom}/byEmail/{email}")
def by_email(call: Call) -> Json | None:
    """contract#users-and-groups: letter case counts."""
    domain, address = _open(call), call.params["email"]
    entry = domain.at_address(address)
    return _item(call, entry if entry and has_exactly(domain, entry, address) else None)


@ROUTES.add("GET", "users/{dom}/_alluids")
def all_uids(call: Call) -> list[str]:
    """All users; contract silent, official clients have it."""
    domain = _open(call)
    return [entry.uid for entry in domain.entries.values() if entry.kind == "USER"]


def _one(call: Call) -> tuple[Domain, Entry | None]:
    """Contract silent on the role: a user may read itself."""
    domain, uid = call.world.store.domain(call.params["dom"]), call.params["uid"]
    itself = (call.caller.subject, call.caller.domain) == (uid, domain.uid)
    roles = ("domainManager", "manageUser")
    demand(itself or any(call.caller.has(role, domain.uid) for role in roles), "manageUser")
    return domain, domain.entries.get(uid)


@ROUTES.add("GET", "users/{dom}/{uid}/complete")
def complete(call: Call) -> Json | None:
    """ItemValue<User>, 204 for an unknown uid; contract silent, official clients have it."""
    return _item(call, _one(call)[1])


@ROUTES.add("GET", "users/{dom}/{uid}/groups")
def groups(call: Call) -> list[Json]:
    """The groups of a user, flattened; contract silent, official clients have it."""
    domain = _one(call)[0]
    found = [domain.entries[uid] for uid in domain.groups_holding(call.params["uid"])]
    return [entry_item(entry, group_json(entry)) for entry in found]


@ROUTES.add("GET", "users/{dom}/{uid}/groupUids")
def group_uids(call: Call) -> list[str]:
    """The uids of the groups of a user, flattened; contract silent, official clients have it."""
    return _one(call)[0].groups_holding(call.params["uid"])
