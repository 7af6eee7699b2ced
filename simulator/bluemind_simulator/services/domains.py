# SPDX-License-Identifier: GPL-3.0-or-later
"""Domains and their settings (contract#domains)."""

from __future__ import annotations

from typing import Any

from ..engine.decode import bean, flag, text, text_map, texts
from ..engine.domain_settings import settings_of
from ..engine.rights import demand
from ..engine.routing import Call, Routes
from ..engine.views import domain_item
from ..engine.wire import Body, Returns
from ..state.directory_entries import now
from ..state.errors import invalid, not_found, null_pointer

ROUTES = Routes()


@ROUTES.add("GET", "domains")
def list_domains(call: Call) -> list[dict[str, Any]]:
    """contract#domains: a global administrator sees all, `global.virt` included; the others their own."""
    demand(not call.caller.is_anonymous, "anonymous")
    domains = call.world.store.domains
    if call.caller.is_global:
        return [domain_item(domain, call.caller) for domain in domains.values()]
    own = domains.get(call.caller.domain)
    return [domain_item(own, call.caller)] if own else []


@ROUTES.add("GET", "domains/_lookup")
def lookup(call: Call) -> dict[str, Any] | None:
    """contract#domains: by name or alias."""
    demand(not call.caller.is_anonymous, "anonymous")
    found = call.world.store.find_domain(call.query.get("name", ""))
    return domain_item(found, call.caller) if found else None


@ROUTES.add("GET", "domains/{uid}")
def get(call: Call) -> dict[str, Any] | None:
    """contract#domains: by uid only; own domain or administrator."""
    uid = call.params["uid"]
    demand(call.caller.is_global or call.caller.domain == uid, f"domain {uid}")
    found = call.world.store.domains.get(uid)
    return domain_item(found, call.caller) if found else None


@ROUTES.add("POST", "domains/{uid}", Returns.VOID, Body.JSON)
def update(call: Call) -> None:
    """contract#domain-properties: the whole value, the last writer wins; some of it must come back as it is."""
    value, uid = bean(call.body), call.params["uid"]
    demand(call.caller.is_admin_of(uid), "admin")
    domain = call.world.store.domains.get(uid)
    if domain is None:
        raise not_found(f"domain {uid} not found")
    if value is None:
        raise null_pointer()
    aliases = texts(value.get("aliases"))
    if aliases is None:
        raise null_pointer()
    given = (text(value.get("name")), flag(value.get("global")), set(aliases), text(value.get("defaultAlias")))
    kept = (domain.uid, domain.is_global, set(domain.aliases), domain.default_alias)
    for what, new, old in zip(("name", "global flag", "aliases", "default alias"), given, kept, strict=True):
        if new != old:
            raise invalid(f"the {what} of the domain {uid} can not be changed here")
    domain.label, domain.description = text(value.get("label")) or "", text(value.get("description"))
    domain.properties = text_map(value.get("properties")) or {}
    domain.version, domain.updated = domain.version + 1, now()
    call.world.store.dirty = True


@ROUTES.add("GET", "domains/{uid}/_settings")
def get_settings(call: Call) -> dict[str, str | None]:
    """contract#domains: role `domainManager`; an unknown domain answers the defaults (contract#unknown-names)."""
    uid = call.params["uid"]
    demand(call.caller.has("domainManager", uid), "domainManager")
    return settings_of(call.world, uid)


@ROUTES.add("PUT", "domains/{uid}/_settings", Returns.VOID, Body.JSON)
def set_settings(call: Call) -> None:
    """contract#domains: role `admin`, full replace; contract silent on an unknown domain: 404."""
    settings, uid = text_map(call.body), call.params["uid"]
    demand(call.caller.is_admin_of(uid), "admin")
    domain = call.world.store.domains.get(uid)
    if domain is None:
        raise not_found(f"domain {uid} not found")
    if settings is None:
        raise null_pointer()
    domain.settings = settings
    call.world.store.dirty = True


@ROUTES.add("GET", "domains/{uid}/externalurl", Returns.TEXT, since=500)
def external_url(call: Call) -> str | None:
    """contract#domains: 5.x only; no domain has one here."""
    demand(not call.caller.is_anonymous, "anonymous")
    return None
