# SPDX-License-Identifier: GPL-3.0-or-later
"""The resources of a seed, half-made ones included, and containers without resource."""

from __future__ import annotations

from typing import Any

from ..engine.decode import text
from ..engine.working_hours import apply_config
from ..state.directory_entries import Domain, Email, Entry, ResourcePart, ResourceType
from ..state.standard_type import PROPERTY, TYPE
from ..state.store import Acl, Container, Store

Data = dict[str, Any]
STARLEAF = "videoconferencing-starleaf"
CONTAINERS = {"calendar": "calendar:{}", "freebusy": "freebusy:{}", "settings": "{}-settings-container"}


def emails_of(value: Data) -> list[Email]:
    """`email` is the default address, `emails` the others; `all_aliases` counts for all."""
    everywhere = bool(value.get("all_aliases", False))
    found: list[Email] = []
    if value.get("email"):
        found.append(Email(value["email"], everywhere, is_default=True))
    for other in value.get("emails") or ():
        if isinstance(other, dict):
            found.append(Email(other["address"], bool(other.get("all_aliases", everywhere))))
        else:
            found.append(Email(other, everywhere))
    return found


def acl_of(value: Any) -> Acl:
    """A list of `{subject, verb}`."""
    return [(entry["subject"], entry["verb"]) for entry in value or ()]


def texts_of(value: Data | None) -> dict[str, str | None]:
    """Settings: scalars become strings."""
    return {key: text(one) for key, one in (value or {}).items()}


def containers_of(value: Data) -> list[str]:
    """The containers of a resource of the seed: those that it lists, or the usual ones of its type."""
    given = value.get("containers")
    if given is not None:
        return list(given)
    return list(CONTAINERS) if value.get("type", TYPE) == TYPE else ["calendar", "freebusy"]


def add_resource(store: Store, domain: Domain, value: Data) -> None:
    """A resource and the containers that the seed lists."""
    uid = value["uid"]
    kind = value.get("type", TYPE)
    if kind not in domain.types and kind != TYPE:
        domain.types[kind] = ResourceType(kind)
    provider = value.get("provider", STARLEAF if kind == TYPE else None)
    part = ResourcePart(
        kind,
        description=value.get("description"),
        mode=value.get("reservation_mode", "AUTO_ACCEPT"),
        properties={PROPERTY: provider} if provider else {},
    )
    entry = Entry(
        uid,
        "RESOURCE",
        value.get("label") or ("StarLeaf" if provider == STARLEAF else uid),
        emails=[Email(value.get("email") or f"{uid}@{domain.uid}", all_aliases=True, is_default=True)],
        hidden=bool(value.get("hidden", False)),
        archived=bool(value.get("archived", False)),
        system=bool(value.get("system", False)),
        resource=part,
    )
    store.add_entry(domain, entry)
    for name in containers_of(value):
        _add_container(store, domain, entry, name, value)


def _add_container(store: Store, domain: Domain, entry: Entry, name: str, value: Data) -> None:
    uid = CONTAINERS[name].format(entry.uid)
    if name == "settings":
        owner_domain = value.get("settings_domain") or domain.uid
        made = Container(uid, "container_settings", uid, entry.uid, owner_domain)
        made.settings = texts_of(value.get("settings"))
        made.acl = acl_of(value.get("settings_acl", [{"subject": domain.uid, "verb": "Read"}]))
    elif name == "calendar":
        made = Container(uid, "calendar", entry.name, entry.uid, domain.uid, default=True)
        made.acl = acl_of(value.get("acl"))
        if value.get("config"):
            apply_config(made, value["config"])
    else:
        made = Container(uid, "freebusy", entry.name, entry.uid, domain.uid)
        made.acl = acl_of(value.get("freebusy_acl", [{"subject": domain.uid, "verb": "Read"}]))
    store.add_container(made)


def add_orphan(store: Store, value: Data) -> None:
    """A container whose resource is gone; its domain is the first one unless `domain` says otherwise."""
    domains = [uid for uid in store.domains if uid != "global.virt"]
    domain = value.get("domain") or (domains[0] if domains else None)
    uid = value["uid"]
    made = Container(uid, value["type"], value.get("name") or uid, value["owner"], domain)
    made.settings, made.acl = texts_of(value.get("settings")), acl_of(value.get("acl"))
    store.add_container(made)
