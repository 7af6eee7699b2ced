# SPDX-License-Identifier: GPL-3.0-or-later
"""Logins, sessions and the identification of callers (contract 1.6, 2)."""

from __future__ import annotations

import time
from typing import Any

from .directory_entries import Domain, Entry
from .errors import Fault, denied, invalid
from .profiles import RUNNING
from .rights import ANONYMOUS, EXPIRED_ROLES, Caller, demand, effective_roles, system
from .routing import Call, Routes
from .store import ADMIN0, GLOBAL, Session
from .views import user_json
from .wire import Body, Returns
from .world import World

ROUTES = Routes()
MAINTENANCE = "Authentication denied while system is in maintenance mode"


def bad_key(key: str, line: int) -> Fault:
    """401, with the key in the message (contract 1.5)."""
    text = f"session id {key} is not valid"
    return Fault("AUTHENTICATION_FAIL", f"invalid accesstoken: {text}" if line >= 500 else text)


def identify(world: World, key: str | None) -> Caller:
    """The caller behind a key; no key = anonymous, a bad one = 401 everywhere (contract 1.2, 17.4)."""
    if not key:
        return ANONYMOUS
    store = world.store
    if key == store.core_token:
        return system(key)
    session = store.sessions.get(key)
    if session is not None:
        return _of_session(world, session)
    api_key = store.api_keys.get(key)
    domain = store.domains.get(api_key.domain) if api_key else None
    user = domain.entries.get(api_key.subject) if domain and api_key else None
    if domain is None or user is None:
        raise bad_key(key, world.profile.line)
    return caller_of(domain, user, key)


def _of_session(world: World, session: Session) -> Caller:
    """Sliding idle expiry (contract 2)."""
    now = time.time()
    if now - session.used > world.session_idle:
        del world.store.sessions[session.key]
        raise bad_key(session.key, world.profile.line)
    session.used = now
    cached = world.callers.get(session.key)
    if cached is None:
        roles, groups = frozenset(session.roles), frozenset(session.member_of)
        cached = Caller(session.subject, session.domain, roles, groups, key=session.key)
        world.callers[session.key] = cached
    return cached


def caller_of(domain: Domain, user: Entry, key: str | None = None, expired: bool = False) -> Caller:
    """A fresh context of a user; an expired password leaves one role only, in global.virt too (17.5)."""
    groups = domain.groups_holding(user.uid)
    roles = EXPIRED_ROLES if expired else effective_roles(domain, user, groups)
    return Caller(user.uid, domain.uid, roles, frozenset(groups), key=key)


def find_account(world: World, login: str) -> tuple[Domain, Entry] | None:
    """`login@alias` matches addresses only, `login@uid` both, no @ = global.virt (contract 2, 17.6)."""
    name, at, domain_name = login.rpartition("@")
    if not at:
        name, domain_name = login, GLOBAL
    domain = world.store.find_domain(domain_name)
    if domain is None:
        return None
    uid = domain.by_login.get(name.lower()) if domain_name == domain.uid else None
    entry = domain.entries.get(uid) if uid else domain.at_address(f"{name}@{domain_name}")
    if entry is None or entry.user is None or entry.archived:
        return None
    return domain, entry


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
    """HTTP 200 with `Bad` (contract 2)."""
    return {"status": "Bad", "message": message, "authKey": None, "latd": None, "authUser": None}


def _opened(world: World, domain: Domain, user: Entry, origin: str | None) -> dict[str, Any]:
    expired = bool(user.user and user.user.expired)
    caller = caller_of(domain, user, expired=expired)
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
    """contract 2; outside RUNNING only `admin0@global.virt` or an administrator may (contract 1.6)."""
    world, name = call.world, call.query.get("login", "")
    if world.state != RUNNING and name != "admin0@global.virt" and not call.caller.is_global:
        return _refused(MAINTENANCE)
    found = find_account(world, name)
    if found is None or not _accepts(world, *found, call.body):
        return _refused()
    return _opened(world, *found, call.query.get("origin"))


@ROUTES.add("POST", "auth/validate", body=Body.TEXT)
def validate(call: Call) -> str:
    """contract 2: NONE, TOKEN, PASSWORD, PASSWORDEXPIRED."""
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
    """contract 2: 200 with no key at all."""


@ROUTES.add("POST", "auth/logout", Returns.VOID)
def logout(call: Call) -> None:
    """contract 2: nothing happens for the core token."""
    world, key = call.world, call.caller.key or ""
    if world.store.sessions.pop(key, None) is not None:
        world.callers.pop(key, None)
        world.store.dirty = True


@ROUTES.add("GET", "auth")
def current_user(call: Call) -> dict[str, Any] | None:
    """contract 2: 403 anonymous, 204 with the core token."""
    if call.caller.is_anonymous:
        raise denied("anonymous")
    return None if call.caller.is_system else _auth_user(call.world, call.caller)


@ROUTES.add("POST", "auth/_su")
@ROUTES.add("POST", "auth/_suWithParams")
def su(call: Call) -> dict[str, Any]:
    """contract 2: needs role `sudo`; contract silent on an unknown user: `Bad`."""
    demand(call.caller.is_global or "sudo" in call.caller.roles, "sudo")
    name = call.query.get("login", "")
    if "@" not in name:
        raise invalid(f"login {name} must be user@domain")
    found = find_account(call.world, name)
    if found is None or not (call.caller.is_global or call.caller.domain == found[0].uid):
        return _refused()
    return _opened(call.world, *found, "sudo")
