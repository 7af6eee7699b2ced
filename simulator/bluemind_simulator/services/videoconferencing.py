# SPDX-License-Identifier: GPL-3.0-or-later
"""The videoconferencing service (contract#createresource, contract#quirks-of-createresource)."""

from __future__ import annotations

import base64
import uuid
from dataclasses import dataclass
from typing import Any

from ..engine.acl import checked, parse_acl, replace_acl
from ..engine.decode import bean, text
from ..engine.resource_containers import hours_from_settings
from ..engine.resource_descriptors import Wanted
from ..engine.routing import Call, Routes
from ..engine.wire import Body, Returns
from ..state.directory_entries import Email
from ..state.errors import Fault, forbidden, null_pointer, unknown
from ..state.standard_type import PROPERTY, TYPE
from ..state.store import Container
from .containers import create_container
from .resources import create_resource

ROUTES = Routes()
# Every provider has an icon; here they share one (contract#providers).
ICON = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@dataclass(frozen=True, slots=True)
class Wish:
    """A parsed VideoConferencingResourceDescriptor."""

    label: str | None
    provider: str | None
    acls: list[tuple[str | None, str | None]] | None


def _stop_after(call: Call, step: int) -> None:
    """An ordered fault: the work stops here, half done."""
    if call.planned and call.planned.kind == "partial_create" and call.planned.options.get("step") == step:
        raise unknown(f"stopped after step {step}")


@ROUTES.add("PUT", "videoconferencing/{dom}/createResource/{uid}", Returns.VOID, Body.JSON)
def create(call: Call) -> None:
    """contract#createresource: seven steps without a transaction; with an unknown provider 200 and nothing."""
    value = bean(call.body)
    if value is None:
        raise null_pointer()
    acls = parse_acl(value.get("acls"), call.world.profile)
    wish = Wish(text(value.get("label")), text(value.get("provider")), acls)
    if wish.provider not in call.world.providers:
        return
    _stop_after(call, 0)
    _make_resource(call, wish)
    _stop_after(call, 1)
    _set_icon(call)
    _stop_after(call, 2)
    _stop_after(call, 3)
    if not call.world.profile.resource_sets_hours:
        hours_from_settings(call.world, call.params["dom"], call.params["uid"])
    _stop_after(call, 4)
    _share(call, wish)
    _stop_after(call, 5)
    _make_settings(call)
    _stop_after(call, 7)


def _make_resource(call: Call, wish: Wish) -> None:
    """Step 1: resolves an alias; without a role 500 FORBIDDEN, never 403 (contract#quirks-of-createresource)."""
    world = call.world
    domain = world.store.domain(call.params["dom"])
    address = Email(f"{uuid.uuid4()}@{domain.uid}", all_aliases=True, is_default=True)
    wanted = Wanted(wish.label, TYPE, [address], [(PROPERTY, wish.provider)], world.profile.reservation_mode)
    try:
        create_resource(world, call.caller, domain, call.params["uid"], wanted)
    except Fault as fault:
        if fault.code == "PERMISSION_DENIED":
            raise forbidden(fault.message or "forbidden") from None
        raise


def _set_icon(call: Call) -> None:
    """Step 2."""
    entry = call.world.store.domain(call.params["dom"]).entries[call.params["uid"]]
    if entry.resource:
        entry.resource.icon = ICON


def _share(call: Call, wish: Wish) -> None:
    """Step 5: null is a null pointer, an empty list leaves the calendar alone (contract#quirks-of-createresource)."""
    if wish.acls is None:
        raise null_pointer()
    if wish.acls:
        calendar = call.world.store.container(f"calendar:{call.params['uid']}")
        replace_acl(call.world, call.caller, calendar, checked(wish.acls, calendar))


def _make_settings(call: Call) -> None:
    """Steps 6 and 7: the domain is taken as it stands in the path, alias or not (contract#quirks-of-createresource)."""
    domain, owner = call.params["dom"], call.params["uid"]
    uid = f"{owner}-settings-container"
    wanted = Container(uid, "container_settings", uid, owner, domain)
    container = create_container(call.world, call.caller, wanted)
    _stop_after(call, 6)
    replace_acl(call.world, call.caller, container, [(domain, "Read")])


@ROUTES.add("PUT", "videoconferencing/{dom}", body=Body.JSON)
@ROUTES.add("DELETE", "videoconferencing/{dom}", body=Body.JSON)
def event(call: Call) -> Any:
    """contract#createresource: for the calendar application; contract silent on the event: it comes back unchanged."""
    value = bean(call.body)
    if call.caller.is_anonymous:
        raise forbidden("anonymous")
    return value


@ROUTES.add("GET", "videoconferencing/uids/resource_type_uid", Returns.TEXT)
def resource_type_uid(call: Call) -> str:
    """contract#resource-types."""
    return TYPE


@ROUTES.add("GET", "videoconferencing/uids/provider_type", Returns.TEXT)
def provider_type(call: Call) -> str:
    """contract#resource-types."""
    return PROPERTY
