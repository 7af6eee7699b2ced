# SPDX-License-Identifier: GPL-3.0-or-later
"""The accounts that users have at external systems (contract#external-accounts)."""

from __future__ import annotations

import base64
from typing import Any

from ..engine.decode import bean, text, text_map
from ..engine.rights import demand
from ..engine.routing import Call, Routes
from ..engine.wire import Body, Returns
from ..state.directory_entries import UserPart
from ..state.errors import Fault, null_pointer, unknown

ROUTES = Routes()
Json = dict[str, Any]


def _accounts(call: Call) -> dict[str, Json]:
    """Those of the user; an alias of the domain is no container, an unknown user a null pointer."""
    domain = call.world.store.domains.get(call.params["dom"])
    if domain is None:
        raise unknown(f"container {call.params['dom']} not found")
    entry = domain.entries.get(call.params["uid"])
    user: UserPart | None = entry.user if entry else None
    if user is None:
        raise null_pointer()
    itself = (call.caller.subject, call.caller.domain) == (call.params["uid"], domain.uid)
    demand(itself or call.caller.has("manageExternalAccounts", domain.uid), "manageExternalAccounts")
    return user.accounts


def _given(call: Call) -> Json:
    value = bean(call.body)
    if value is None:
        raise null_pointer()
    secret = text(value.get("credentials"))
    return {
        "login": text(value.get("login")),
        "credentials": None if secret is None else base64.b64encode(secret.encode()).decode(),
        "additionalSettings": text_map(value.get("additionalSettings")),
    }


@ROUTES.add("GET", "users/{dom}/{uid}/accounts")
def list_all(call: Call) -> list[Json]:
    """contract#external-accounts: credentials never come back."""
    found = _accounts(call).items()
    return [account | {"credentials": None, "externalSystemId": system} for system, account in found]


@ROUTES.add("DELETE", "users/{dom}/{uid}/accounts", Returns.VOID)
def delete_all(call: Call) -> None:
    """All of them."""
    _accounts(call).clear()
    call.world.store.dirty = True


@ROUTES.add("GET", "users/{dom}/{uid}/accounts/{system}")
def get(call: Call) -> Json | None:
    """contract#external-accounts: 204 when there is none."""
    found = _accounts(call).get(call.params["system"])
    return found | {"credentials": None} if found else None


@ROUTES.add("PUT", "users/{dom}/{uid}/accounts/{system}", Returns.VOID, Body.JSON)
def create(call: Call) -> None:
    """contract#external-accounts: a second one for the same system is an SQL_ERROR; nobody checks the system."""
    accounts, system = _accounts(call), call.params["system"]
    made = _given(call)
    if system in accounts:
        raise Fault("SQL_ERROR", f"duplicate key value: account {system}")
    accounts[system] = made
    call.world.store.dirty = True


@ROUTES.add("POST", "users/{dom}/{uid}/accounts/{system}", Returns.VOID, Body.JSON)
def update(call: Call) -> None:
    """contract#external-accounts: null keeps the credentials, so that without an account it is a null pointer."""
    accounts, system = _accounts(call), call.params["system"]
    made = _given(call)
    if made["credentials"] is None:
        if system not in accounts:
            raise null_pointer()
        made["credentials"] = accounts[system]["credentials"]
    if system in accounts:
        accounts[system] = made
        call.world.store.dirty = True


@ROUTES.add("DELETE", "users/{dom}/{uid}/accounts/{system}", Returns.VOID)
def delete(call: Call) -> None:
    """contract#external-accounts: one that is not there is 200 as well."""
    _accounts(call).pop(call.params["system"], None)
    call.world.store.dirty = True
