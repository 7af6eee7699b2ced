# SPDX-License-Identifier: GPL-3.0-or-later
"""Logins and sessions (contract#system-states, contract#login)."""

from __future__ import annotations

from typing import Any

from ..engine.rights import demand
from ..engine.routing import Call, Routes
from ..engine.sessions import caller_of, find_account
from ..engine.views import user_json
from ..engine.wire import Body, Returns
from ..engine.world import World
from ..state.callers import Caller
from ..state.directory_entries import Domain, Entry
from ..state.errors import denied, invalid
from ..state.release_lines import RUNNING
from ..state.store import ADMIN0

ROUTES = Routes()
MAINTENANCE = "Authentication denied while system is in maintenance mode"


def _accepts(world: World, domain: Domain, user: Entry, password: str | None) -> bool:
    """The password, an API key of the user, or the core token for admin0."""
    if not password or user.user is None:
        return False
    key = world.store.api_keys.get(password)
    if key is not None and (key.subject, key.domain) == (user.uid, domain.uid):
        return True
    if user.uid == ADMIN0 and password == world.store.core_token:
        return True
    return bool(password == user.user.password)


def _auth_user(world: World, caller: Caller) -> dict[str, Any] | None:
    domain = world.store.domains.get(caller.domain)
    user = domain.entries.get(caller.subject) if domain else None
    if user is None:
        return None
    found = {
        "uid": user.uid,
        "domainUid": caller.domain,
        "displayName": user.name,
        "value": user_json(user, world.profile),
        "roles": sorted(caller.roles),
        "rolesByOU": {},
        "settings": {},
    }
    return found | {"features": []} if world.profile.keys_of_57 else found


def _refused(message: str | None = None) -> dict[str, Any]:
    """HTTP 200 with `Bad` (contract#login)."""
    return {"status": "Bad", "message": message, "authKey": None, "latd": None, "authUser": None}


def _opened(world: World, domain: Domain, user: Entry, origin: str | None) -> dict[str, Any]:
    expired = bool(user.user and user.user.expired)
    caller = caller_of(world, domain, user, expired=expired)
    frozen = sorted(caller.roles), sorted(caller.member_of)
    session = world.store.open_session(user.uid, domain.uid, *frozen, origin)
    world.store.dirty = True
    return {
        "status": "Expired" if expired else "Ok",
        "message": None,
        "authKey": session.key,
        "latd": f"{user.user.login if user.user else user.uid}@{domain.uid}",
        "authUser": _auth_user(world, caller),
    }


@ROUTES.add("POST", "auth/login", body=Body.TEXT)
@ROUTES.add("POST", "auth/loginWithParams", body=Body.TEXT)
def login(call: Call) -> dict[str, Any]:
    """contract#login; outside RUNNING only `admin0@global.virt` or an administrator may (contract#system-states)."""
    world, name = call.world, call.query.get("login", "")
    if world.state != RUNNING and name != "admin0@global.virt" and not call.caller.is_global:
        return _refused(MAINTENANCE)
    found = find_account(world, name)
    if found is None or not _accepts(world, *found, call.body):
        return _refused()
    return _opened(world, *found, call.query.get("origin"))


@ROUTES.add("POST", "auth/validate", body=Body.TEXT)
def validate(call: Call) -> str:
    """contract#login: NONE, TOKEN, PASSWORD, PASSWORDEXPIRED."""
    world = call.world
    found = find_account(world, call.query.get("login", ""))
    if found is None or not call.body:
        return "NONE"
    domain, user = found
    known = world.store.sessions.get(call.body) or world.store.api_keys.get(call.body)
    if known is not None and (known.subject, known.domain) == (user.uid, domain.uid):
        return "TOKEN"
    if user.uid == ADMIN0 and call.body == world.store.core_token:
        return "TOKEN"
    if user.user is None or user.user.password != call.body:
        return "NONE"
    return "PASSWORDEXPIRED" if user.user.expired else "PASSWORD"


@ROUTES.add("GET", "auth/ping", Returns.VOID)
def ping(call: Call) -> None:
    """contract#sessions: 200 with no key at all."""


@ROUTES.add("POST", "auth/logout", Returns.VOID)
def logout(call: Call) -> None:
    """contract#sessions: nothing happens for the core token."""
    world, key = call.world, call.caller.key or ""
    if world.store.sessions.pop(key, None) is not None:
        world.callers.pop(key, None)
        world.store.dirty = True


@ROUTES.add("GET", "auth")
def current_user(call: Call) -> dict[str, Any] | None:
    """contract#sessions: 403 anonymous, 204 with the core token."""
    if call.caller.is_anonymous:
        raise denied("anonymous")
    return None if call.caller.is_system else _auth_user(call.world, call.caller)


@ROUTES.add("POST", "auth/_su")
@ROUTES.add("POST", "auth/_suWithParams")
def su(call: Call) -> dict[str, Any]:
    """contract#login: needs role `sudo`; contract silent on an unknown user: `Bad`."""
    demand(call.caller.is_global or "sudo" in call.caller.roles, "sudo")
    name = call.query.get("login", "")
    if "@" not in name:
        raise invalid(f"login {name} must be user@domain")
    found = find_account(call.world, name)
    if found is None or not (call.caller.is_global or call.caller.domain == found[0].uid):
        return _refused()
    return _opened(call.world, *found, "sudo")
