# SPDX-License-Identifier: GPL-3.0-or-later
"""The containers of the server: descriptors, creation, deletion, queries (contract#containers)."""

from __future__ import annotations

from typing import Any

from ..engine.acl import shown_acl
from ..engine.decode import Bean, bean, choice, flag, get, items, text, texts, whole
from ..engine.descriptors import full, light
from ..engine.rights import demand, demand_verb, owns, stored_verbs
from ..engine.routing import Call, Routes
from ..engine.sessions import caller_of
from ..engine.wire import Body, Returns
from ..engine.world import World
from ..state.callers import Caller
from ..state.errors import Fault, forbidden, invalid, null_pointer
from ..state.store import Container
from .container_management import write_acl

ROUTES = Routes()
Json = dict[str, Any]


def create_container(world: World, caller: Caller, container: Container) -> Container:
    """contract#containers: administrators of its very domain, or an owner for itself; else FORBIDDEN (500)."""
    world.demand_writable()
    own = (container.owner, container.domain_uid) == (caller.subject, caller.domain)
    if caller.is_anonymous or not (own or caller.is_admin_of(container.domain_uid)):
        raise forbidden(f"can not create the container {container.uid}")
    if container.uid in world.store.containers:
        raise Fault("SQL_ERROR", f"duplicate key value: container {container.uid}")
    world.store.dirty = True
    return world.store.add_container(container)


@ROUTES.add("PUT", "containers/_manage/{uid}", Returns.VOID, Body.JSON, until=500)
def create(call: Call) -> None:
    """contract#containers: keys in `settings` are ignored; void on 4.x."""
    _create(call)


@ROUTES.add("PUT", "containers/_manage/{uid}", Returns.JSON, Body.JSON, since=500)
def create_5(call: Call) -> Json:
    """contract#differences-between-the-lines: 5.x returns the descriptor."""
    return light(call.world, _create(call))


def _create(call: Call) -> Container:
    value = bean(call.body)
    if value is None:
        raise null_pointer()
    kind, name, owner = (text(value.get(key)) for key in ("type", "name", "owner"))
    domain, default = text(value.get("domainUid")), flag(value.get("defaultContainer"))
    if not (kind and name and owner):
        raise invalid()
    made = Container(call.params["uid"], kind, name, owner, domain, default=default)
    return create_container(call.world, call.caller, made)


@ROUTES.add("GET", "containers/_manage/{uid}")
def get_one(call: Call) -> Json:
    """contract#containers: any authenticated user, settings included; 404 when unknown."""
    demand(not call.caller.is_anonymous, "anonymous")
    return full(call.world, call.world.store.container(call.params["uid"]), call.caller)


@ROUTES.add("GET", "containers/_manage/_ifPresent/{uid}")
def if_present(call: Call) -> Json | None:
    """contract#containers: 204 when unknown."""
    demand(not call.caller.is_anonymous, "anonymous")
    found = call.world.store.containers.get(call.params["uid"])
    return full(call.world, found, call.caller) if found else None


def _present(call: Call) -> list[Container]:
    uids = texts(call.body)
    demand(not call.caller.is_anonymous, "anonymous")
    if uids is None:
        raise null_pointer()
    found = (call.world.store.containers.get(uid or "") for uid in uids)
    return [container for container in found if container]


@ROUTES.add("POST", "containers/_manage/_mget", body=Body.JSON)
def mget(call: Call) -> list[Json]:
    """contract#containers: those that exist, settings included."""
    return [full(call.world, container, call.caller) for container in _present(call)]


@ROUTES.add("POST", "containers/_manage/_mgetLight", body=Body.JSON)
def mget_light(call: Call) -> list[Json]:
    """The same without verbs; contract silent, official clients have it."""
    return [light(call.world, container) for container in _present(call)]


@ROUTES.add("POST", "containers/_manage/_macl", body=Body.JSON, since=510)
def macl(call: Call) -> dict[str, list[dict[str, str]]]:
    """contract#acl-calls: 5.1 and later, needs Manage; contract silent on unknown ones: left out."""
    world = call.world
    found = {container.uid: container for container in _present(call)}
    for container in found.values():
        demand_verb(world, call.caller, container, "Manage")
    return {uid: shown_acl(world, container) for uid, container in found.items()}


@ROUTES.add("DELETE", "containers/_manage/{uid}", Returns.VOID)
def delete(call: Call) -> None:
    """contract#unknown-names: an unknown one is 200 as well; contract silent on the right: Manage."""
    world = call.world
    container = world.store.containers.get(call.params["uid"])
    demand(not call.caller.is_anonymous, "anonymous")
    if container is None:
        return
    world.demand_writable()
    demand_verb(world, call.caller, container, "Manage")
    world.store.drop_container(container.uid)
    world.store.dirty = True


@ROUTES.add("POST", "containers/_manage/{uid}/_acl", Returns.VOID, Body.JSON)
def set_acl(call: Call) -> None:
    """contract#acl-calls: the same as PUT."""
    write_acl(call)


def _as_user(call: Call) -> Caller:
    """A context of the user named in the query; it carries `domainUid` as it was given (contract#proving-a-right)."""
    domain_uid, user_uid = call.query.get("domainUid"), call.query.get("userUid")
    if not call.caller.is_admin_of(domain_uid):
        raise forbidden(f"not administrator of {domain_uid}")
    domain = call.world.store.find_domain(domain_uid or "")
    user = domain.entries.get(user_uid or "") if domain else None
    if domain is None or user is None or user.user is None:
        raise null_pointer()
    found = caller_of(call.world, domain, user)
    return Caller(found.subject, domain_uid or "", found.roles, found.member_of)


@ROUTES.add("GET", "containers/_manage/_forUser")
def for_user(call: Call) -> Json:
    """contract#proving-a-right: the descriptor with the user's rights, groups included."""
    if not call.caller.is_admin_of(call.query.get("domainUid")):
        raise forbidden(f"not administrator of {call.query.get('domainUid')}")
    container = call.world.store.container(call.query.get("uid", ""))
    return full(call.world, container, _as_user(call))


def _query(call: Call) -> Bean:
    value = bean(call.body)
    if value is None:
        raise null_pointer()
    verbs = items(value.get("verb"))
    known = [choice(verb, call.world.profile.can) for verb in verbs] if verbs is not None else None
    whole(value.get("size"))
    return {key: text(value.get(key)) for key in ("type", "name", "owner")} | {
        "verb": known,
        "readonly": flag(get(value, "readonly", False)),
    }


def _listed(call: Call, query: Bean, user: Caller) -> list[Container]:
    """contract#proving-a-right: verbs exact in 4.5, hierarchical later; with `owner` the ACLs are ignored."""
    world, store = call.world, call.world.store
    own_domain = user.domain
    uids = store.containers if user.is_global else store.by_domain.get(own_domain, {})
    found = []
    for container in [store.containers[uid] for uid in list(uids)]:
        if query["type"] and container.type != query["type"]:
            continue
        if query["name"] and query["name"].lower() not in container.name.lower():
            continue
        if query["owner"]:
            if container.owner == query["owner"]:
                found.append(container)
            continue
        if user.is_global or _allowed(world, container, user, query["verb"]):
            found.append(container)
    return found


def _allowed(world: World, container: Container, user: Caller, verbs: list[str] | None) -> bool:
    """contract#proving-a-right: 4.5 matches an `All` of the ACL as any other verb; the owner needs none."""
    if owns(user, container):
        return True
    stored = stored_verbs(user, container, world.profile)
    if not verbs:
        return bool(stored)
    if world.profile.exact_listing:
        return any(verb in verbs for verb in stored)
    return any(verb in world.profile.can[one] for one in stored for verb in verbs)


@ROUTES.add("POST", "containers/_manage/_listforuser", body=Body.JSON)
def list_for_user(call: Call) -> list[Json]:
    """contract#proving-a-right: what the user can use."""
    query = _query(call)
    user = _as_user(call)
    return [full(call.world, container, user) for container in _listed(call, query, user)]


@ROUTES.add("POST", "containers/_manage/_list", body=Body.JSON)
def list_all(call: Call) -> list[Json]:
    """What the caller can use; contract silent, official clients have it."""
    query = _query(call)
    demand(not call.caller.is_anonymous, "anonymous")
    return [full(call.world, container, call.caller) for container in _listed(call, query, call.caller)]
