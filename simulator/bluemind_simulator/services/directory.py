# SPDX-License-Identifier: GPL-3.0-or-later
"""The directory: entries by uid, by e-mail, and its search (contract#directory-entries, contract#directory-search)."""

from __future__ import annotations

from typing import Any

from ..engine.decode import bean, texts
from ..engine.directory_search import Query, parse_query, select
from ..engine.resource_containers import add_calendar, add_freebusy
from ..engine.rights import demand, demand_directory
from ..engine.routing import Call, Routes
from ..engine.views import dir_entry, rendered
from ..engine.wire import Body, RawJson, dumps
from ..state.addresses import check_email
from ..state.directory_entries import Domain, Entry
from ..state.errors import Fault, null_pointer
from ..state.tasks import End

ROUTES = Routes()


def _open(call: Call) -> Domain:
    domain = call.world.store.domain(call.params["dom"])
    demand_directory(call.caller, domain)
    return domain


def _joined(call: Call, domain: Domain, entries: list[Entry]) -> bytes:
    profile = call.world.profile
    return b"[" + b",".join([rendered(domain, entry, profile) for entry in entries]) + b"]"


@ROUTES.add("GET", "directory/{dom}/entry-uid/{uid}")
def by_uid(call: Call) -> dict[str, Any] | None:
    """contract#directory-entries: a bare DirEntry."""
    domain = _open(call)
    entry = domain.entries.get(call.params["uid"])
    return dir_entry(domain, entry, call.world.profile) if entry else None


@ROUTES.add("GET", "directory/{dom}/_byEmail/{email}")
def by_email(call: Call) -> dict[str, Any] | None:
    """contract#directory-entries: a bare DirEntry of any kind, letter case ignored."""
    domain, address = _open(call), call.params["email"].lower()
    check_email(address)
    entry = domain.at_address(address)
    return dir_entry(domain, entry, call.world.profile) if entry else None


def _several(call: Call) -> RawJson:
    wanted, domain = texts(call.body), _open(call)
    if wanted is None:
        raise null_pointer()
    found = [domain.entries[uid] for uid in wanted if uid is not None and uid in domain.entries]
    return RawJson(_joined(call, domain, found))


@ROUTES.add("POST", "directory/{dom}/_mget", body=Body.JSON)
def mget(call: Call) -> RawJson:
    """contract#directory-entries: ItemValues in the requested order, unknown uids left out."""
    return _several(call)


@ROUTES.add("POST", "directory/{dom}/_mgetlight", body=Body.JSON, since=500)
def mget_light(call: Call) -> RawJson:
    """contract#directory-entries: 5.x."""
    return _several(call)


def _query(call: Call) -> tuple[Domain, Query]:
    value = bean(call.body)
    if value is None:
        _open(call)
        raise null_pointer()
    query = parse_query(value, call.world.profile)
    return _open(call), query


@ROUTES.add("POST", "directory/{dom}/_search", body=Body.JSON)
def search(call: Call) -> RawJson:
    """contract#directory-entries: a ListResult of ItemValues."""
    domain, query = _query(call)
    page, total = select(domain, query, call.caller)
    return RawJson(b'{"values":' + _joined(call, domain, page) + b',"total":%d}' % total)


@ROUTES.add("POST", "directory/{dom}/_searchUids", body=Body.JSON, since=500)
def search_uids(call: Call) -> RawJson:
    """contract#directory-entries: 5.x."""
    domain, query = _query(call)
    page, total = select(domain, query, call.caller)
    return RawJson(dumps({"values": [entry.uid for entry in page], "total": total}))


@ROUTES.add("POST", "directory/{dom}/{uid}/mgmt/_maintenance/repair", body=Body.JSON, since=490)
def repair(call: Call) -> dict[str, str]:
    """contract#resource-without-calendar: makes missing calendar containers of a resource again."""
    domain, uid, store = _open(call), call.params["uid"], call.world.store
    demand(call.caller.is_admin_of(domain.uid), "admin")

    def work() -> End:
        entry = domain.entries.get(uid)
        if entry is None or entry.kind != "RESOURCE":
            return End(False, f"nothing to repair at {uid}", "[]")
        for make, name in ((add_calendar, "calendar"), (add_freebusy, "freebusy")):
            if f"{name}:{uid}" not in store.containers:
                make(call.world, domain, entry)
        store.dirty = True
        return End(True, f"{uid} repaired", '""')

    if uid not in domain.entries:
        raise Fault("NOT_FOUND", f"entry {uid} not found")
    return call.world.tasks.submit(f"Repairing {uid}", work)
