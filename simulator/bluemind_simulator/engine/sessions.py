# SPDX-License-Identifier: GPL-3.0-or-later
"""Who calls: keys, sessions, accounts (contract#sessions)."""

from __future__ import annotations

import time

from ..state.callers import ANONYMOUS, EXPIRED_ROLES, Caller, effective_roles, system
from ..state.directory_entries import Domain, Entry
from ..state.errors import Fault
from ..state.store import GLOBAL, Session
from .world import World


def bad_key(key: str, is_token: bool) -> Fault:
    """401, with the key in the message (contract#errors)."""
    text = f"session id {key} is not valid"
    return Fault("AUTHENTICATION_FAIL", f"invalid accesstoken: {text}" if is_token else text)


def identify(world: World, key: str | None) -> Caller:
    """The caller behind a key; no key = anonymous, a bad one = 401 everywhere (contract#requests-and-paths)."""
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
        raise bad_key(key, world.profile.access_tokens)
    return caller_of(world, domain, user, key)


def _of_session(world: World, session: Session) -> Caller:
    """Sliding idle expiry (contract#sessions)."""
    now = time.time()
    if now - session.used > world.session_idle:
        del world.store.sessions[session.key]
        raise bad_key(session.key, world.profile.access_tokens)
    session.used = now
    cached = world.callers.get(session.key)
    if cached is None:
        roles, groups = frozenset(session.roles), frozenset(session.member_of)
        cached = Caller(session.subject, session.domain, roles, groups, key=session.key)
        world.callers[session.key] = cached
    return cached


def caller_of(world: World, domain: Domain, user: Entry, key: str | None = None, expired: bool = False) -> Caller:
    """A fresh context of a user; an expired password leaves one role only, in global.virt too (contract#login)."""
    groups = domain.groups_holding(user.uid)
    roles = EXPIRED_ROLES if expired else effective_roles(domain, user, groups, world.has_visio)
    return Caller(user.uid, domain.uid, roles, frozenset(groups), key=key)


def find_account(world: World, login: str) -> tuple[Domain, Entry] | None:
    """`login@alias` matches addresses only, `login@uid` both, no @ = global.virt (contract#login)."""
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
