# SPDX-License-Identifier: GPL-3.0-or-later
"""API keys (contract#api-keys)."""

from __future__ import annotations

import uuid
from typing import Any

from ..engine.rights import demand
from ..engine.routing import Call, Routes
from ..engine.wire import Returns
from ..state.callers import Caller
from ..state.store import ApiKey

ROUTES = Routes()


def _json(key: ApiKey, with_uid: bool) -> dict[str, Any]:
    found = {"sid": key.sid, "displayName": key.name, "subject": key.subject, "domainUid": key.domain}
    return found | {"uid": key.uid} if with_uid else found


def _mine(key: ApiKey, caller: Caller) -> bool:
    return (key.subject, key.domain) == (caller.subject, caller.domain)


def _store(call: Call, sid: str) -> ApiKey:
    demand(not call.caller.is_anonymous, "anonymous")
    name = call.query.get("displayName", "")
    key = ApiKey(sid, str(uuid.uuid4()), name, call.caller.subject, call.caller.domain)
    call.world.store.api_keys[sid] = key
    call.world.store.dirty = True
    return key


@ROUTES.add("GET", "auth/keys")
def list_keys(call: Call) -> list[dict[str, Any]]:
    """contract#api-keys: those of the calling subject."""
    demand(not call.caller.is_anonymous, "anonymous")
    keys = call.world.store.api_keys.values()
    return [_json(key, call.world.profile.keys_of_57) for key in keys if _mine(key, call.caller)]


@ROUTES.add("PUT", "auth/keys")
def create(call: Call) -> dict[str, Any]:
    """contract#api-keys: it belongs to the caller, even where that is the core token's `system`."""
    return _json(_store(call, str(uuid.uuid4())), call.world.profile.keys_of_57)


@ROUTES.add("PUT", "auth/keys/{key}", since=490)
def create_chosen(call: Call) -> dict[str, Any]:
    """contract#api-keys: a chosen value, not in 4.5; `_put`, its heir in 5.5, is newer than every line here."""
    return _json(_store(call, call.params["key"]), call.world.profile.keys_of_57)


@ROUTES.add("GET", "auth/keys/{sid}")
def get(call: Call) -> dict[str, Any] | None:
    """contract#api-keys: no check of the caller."""
    found = call.world.store.api_keys.get(call.params["sid"])
    return _json(found, call.world.profile.keys_of_57) if found else None


@ROUTES.add("DELETE", "auth/keys/{sid}", Returns.VOID)
def delete(call: Call) -> None:
    """contract#api-keys; contract silent on a key that is not the caller's: nothing happens."""
    store = call.world.store
    key = store.api_keys.get(call.params["sid"])
    if key is not None and _mine(key, call.caller):
        del store.api_keys[key.sid]
        store.dirty = True
