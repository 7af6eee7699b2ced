# SPDX-License-Identifier: GPL-3.0-or-later
"""ResourceDescriptors: their defaults and every check on them (contract#checks-on-a-resource)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..state.addresses import check_email, check_free
from ..state.directory_entries import SERVER, Domain, Email, Entry, ResourcePart
from ..state.errors import invalid, null_pointer, unknown
from .decode import Bean, bean, choice, flag, get, items, text
from .views import email_json

MODES = ("OWNER_MANAGED", "AUTO_ACCEPT", "AUTO_ACCEPT_REFUSE")


@dataclass(slots=True)
class Wanted:
    """A parsed ResourceDescriptor; `properties` is None after an explicit null."""

    label: str | None
    type: str | None
    emails: list[Email] | None
    properties: list[tuple[str | None, str | None]] | None
    mode: str | None = "AUTO_ACCEPT_REFUSE"
    description: str | None = None
    location: str | None = None
    org_unit: str | None = None
    hidden: bool = False
    archived: bool = False
    system: bool = False


def _email(value: Any) -> Email:
    one = bean(value) or {}
    address = text(one.get("address")) or ""
    return Email(address, flag(one.get("allAliases")), flag(one.get("isDefault")))


def _property(value: Any) -> tuple[str | None, str | None]:
    one = bean(value) or {}
    return text(one.get("propertyId")), text(one.get("value"))


def parse(value: Bean | None) -> Wanted | None:
    """Absent keys take the defaults of the class, explicit nulls stay null (contract#resourcedescriptor)."""
    if value is None:
        return None
    emails, properties = items(get(value, "emails", [])), items(get(value, "properties", []))
    return Wanted(
        label=text(value.get("label")),
        type=text(value.get("typeIdentifier")),
        emails=None if emails is None else [_email(one) for one in emails],
        properties=None if properties is None else [_property(one) for one in properties],
        mode=choice(get(value, "reservationMode", "AUTO_ACCEPT_REFUSE"), MODES),
        description=text(value.get("description")),
        location=text(value.get("dataLocation")),
        org_unit=text(value.get("orgUnitUid")),
        hidden=flag(value.get("hidden")),
        archived=flag(value.get("archived")),
        system=flag(value.get("system")),
    )


def fill(wanted: Wanted) -> None:
    """A missing dataLocation is filled from the servers assigned to the domain: here one."""
    wanted.location = wanted.location or SERVER


def check(domain: Domain, uid: str, wanted: Wanted, current_type: str | None = None) -> None:
    """Every check of contract#checks-on-a-resource; with `current_type`, those of an update."""
    if not (wanted.label and wanted.type and wanted.emails) or wanted.properties is None:
        raise invalid()
    if any(not name for name, _unused in wanted.properties):
        raise invalid()
    for email in wanted.emails:
        check_email(email.address)
    if wanted.location != SERVER:
        raise invalid(f"server {wanted.location} is not assigned to the domain")
    if current_type is not None and wanted.type != current_type:
        raise invalid("the type of a resource can not be changed")
    if wanted.mode is None:
        raise null_pointer()
    check_free(domain, wanted.emails, uid)
    _check_properties(domain, wanted.type, wanted.properties)


def _check_properties(domain: Domain, kind: str, properties: list[tuple[str | None, str | None]]) -> None:
    described = domain.types.get(kind)
    if described is None:
        raise unknown(f"type descriptor {kind} not found")
    types = {one["id"]: one["type"] for one in described.properties}
    for name, value in properties:
        number = types.get(name) == "Number" and not (value or "").removeprefix("-").isdigit()
        boolean = types.get(name) == "Boolean" and (value or "").lower() not in ("true", "false")
        if number or boolean:
            raise unknown(f"bad value {value} of property {name}")


def make_entry(uid: str, wanted: Wanted) -> Entry:
    """The directory entry of a checked descriptor."""
    part = ResourcePart(
        type=wanted.type or "",
        description=wanted.description,
        mode=wanted.mode or "",
        properties={name or "": value for name, value in wanted.properties or []},
    )
    return Entry(
        uid,
        "RESOURCE",
        wanted.label or "",
        emails=list(wanted.emails or []),
        hidden=wanted.hidden,
        archived=wanted.archived,
        system=wanted.system,
        data_location=wanted.location,
        org_unit=wanted.org_unit,
        resource=part,
    )


def descriptor(entry: Entry) -> dict[str, Any]:
    """What a read answers: the three flags are always false (contract#resourcedescriptor).

    The order in which somebody wrote the properties is lost.
    """
    part = entry.resource or ResourcePart("")
    return {
        "label": entry.name,
        "typeIdentifier": part.type,
        "description": part.description,
        "reservationMode": part.mode,
        "properties": [{"propertyId": name, "value": value} for name, value in sorted(part.properties.items())],
        "emails": [email_json(email) for email in entry.emails],
        "dataLocation": entry.data_location,
        "orgUnitUid": entry.org_unit,
        "hidden": False,
        "archived": False,
        "system": False,
    }
