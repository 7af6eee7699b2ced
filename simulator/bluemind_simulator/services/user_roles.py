# SPDX-License-Identifier: GPL-3.0-or-later
"""Account types and roles of users, as far as BlueMind.Video asks for them (contract#roles-of-bluemindvideo)."""

from __future__ import annotations

from typing import Any

from ..engine.decode import choice, texts
from ..engine.directory_search import ACCOUNTS
from ..engine.rights import demand, demand_role
from ..engine.routing import Call, Routes
from ..engine.sessions import caller_of
from ..engine.wire import Body, Returns
from ..state.callers import SIMPLE_VISIO
from ..state.directory_entries import Domain, Entry
from ..state.errors import forbidden, not_found, null_pointer

ROUTES = Routes()
LIMIT = "domain_max_fullvisio_accounts"


def _user(call: Call, domain: Domain) -> Entry:
    entry = domain.entries.get(call.params["uid"])
    if entry is None or entry.user is None:
        raise not_found(f"user {call.params['uid']} not found")
    return entry


def _demand_self_or(call: Call, domain: Domain, role: str) -> None:
    itself = (call.caller.subject, call.caller.domain) == (call.params["uid"], domain.uid)
    demand(itself or call.caller.has(role, domain.uid), role)


@ROUTES.add("POST", "users/{dom}/_updateAccountType/{uid}", Returns.VOID, Body.JSON)
def update_account_type(call: Call) -> None:
    """contract#roles-of-bluemindvideo: null and an unknown user do nothing; a visio account is counted [I]."""
    world, uid = call.world, call.params["uid"]
    kind = choice(call.body, ACCOUNTS if world.profile.full_and_visio else ACCOUNTS[:-1])
    domain = world.store.domain(call.params["dom"])
    demand_role(call.caller, domain, "manageUser")
    entry = domain.entries.get(uid)
    if kind is None or entry is None or entry.user is None:
        return
    if kind == "FULL_AND_VISIO" and entry.account_type != kind:
        _demand_room(domain)
    entry.account_type = kind
    if world.profile.full_and_visio and kind != "SIMPLE" and SIMPLE_VISIO not in entry.user.roles:
        entry.user.roles.append(SIMPLE_VISIO)
    entry.touch()
    world.store.dirty = True


def _demand_room(domain: Domain) -> None:
    limit = domain.settings.get(LIMIT) or ""
    used = sum(entry.account_type == "FULL_AND_VISIO" for entry in domain.entries.values())
    if limit.isdigit() and used >= int(limit):
        raise forbidden(f"Maximum FULL_AND_VISIO accounts allowed ({limit}) for domain {domain.uid} reached")


@ROUTES.add("GET", "users/{dom}/{uid}/roles_resolved")
def resolved(call: Call) -> list[str]:
    """contract#roles-of-bluemindvideo: what the account type and the subscription leave of them."""
    domain = call.world.store.domain(call.params["dom"])
    _demand_self_or(call, domain, "domainManager")
    user = _user(call, domain)
    return sorted(caller_of(call.world, domain, user, expired=bool(user.user and user.user.expired)).roles)


@ROUTES.add("GET", "users/{dom}/{uid}/roles")
def own(call: Call) -> list[str]:
    """Those that the user itself was given; contract silent on the role: as for the resolved ones."""
    domain = call.world.store.domain(call.params["dom"])
    _demand_self_or(call, domain, "domainManager")
    user = _user(call, domain).user
    return sorted(user.roles) if user else []


@ROUTES.add("POST", "users/{dom}/{uid}/roles", Returns.VOID, Body.JSON)
def set_roles(call: Call) -> None:
    """The whole set; contract silent on the role: `manageUser`."""
    domain, given = call.world.store.domain(call.params["dom"]), texts(call.body)
    demand_role(call.caller, domain, "manageUser")
    if given is None:
        raise null_pointer()
    user = _user(call, domain).user
    if user is not None:
        user.roles = [role for role in given if role]
        call.world.store.dirty = True


@ROUTES.add("POST", "users/{dom}/_roleusers", body=Body.JSON)
def with_roles(call: Call) -> list[Any]:
    """contract#roles-of-bluemindvideo: who was given all of these, groups among them; account types do not count."""
    domain, wanted = call.world.store.domain(call.params["dom"]), texts(call.body)
    demand_role(call.caller, domain, "domainManager", "manageUser")
    if wanted is None:
        raise null_pointer()
    parts = [(entry.uid, entry.user or entry.group) for entry in domain.entries.values()]
    return [uid for uid, part in parts if part and set(wanted) <= set(part.roles)]
