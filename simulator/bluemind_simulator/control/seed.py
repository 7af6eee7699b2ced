# SPDX-License-Identifier: GPL-3.0-or-later
"""Seeds: the data that a server starts with, written by hand."""

from __future__ import annotations

import json
import secrets
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from ..state.directory_entries import Domain, Entry, GroupPart, UserPart, now
from ..state.release_lines import Profile
from ..state.standard_type import TYPE, standard_type
from ..state.store import ADMIN0, GLOBAL, ApiKey, Store
from .checks import refuse
from .seed_check import check_seed, login_of, uid_of
from .seed_events import add_events
from .seed_resources import add_orphan, add_resource, emails_of, texts_of

Data = dict[str, Any]
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_seed(path: Path) -> Any:
    """The content of a seed file, YAML or JSON, not checked yet; raises OSError and ValueError."""
    content = path.read_text(encoding="utf-8")
    try:
        found = json.loads(content) if path.suffix == ".json" else yaml.load(content, Loader=_LOADER)
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from error
    return {} if found is None else found


def build(seed: Any, profile: Profile, core_token: str | None) -> Store:
    """A store with these data; raises ValueError for a seed that makes no sense."""
    check_seed(seed, profile)
    store = Store(core_token=core_token or seed.get("core_token") or secrets.token_hex(16))
    if seed.get("full_visio_until"):
        end = datetime.fromisoformat(seed["full_visio_until"]).replace(tzinfo=UTC)
        store.full_visio_until = int(end.timestamp() * 1000)
    _add_global(store, seed.get("admin_password", "admin"))
    for value in seed.get("domains") or ():
        _add_domain(store, value)
    for value in seed.get("orphan_containers") or ():
        add_orphan(store, value)
    for number, value in enumerate(seed.get("api_keys") or ()):
        _add_api_key(store, value, f"api_keys[{number}]")
    return store


def _add_global(store: Store, password: str) -> None:
    """`global.virt` with its administrator."""
    domain = Domain(GLOBAL, GLOBAL, default_alias=GLOBAL, is_global=True)
    _register(store, domain)
    admin = Entry(ADMIN0, "USER", "admin0", account_type="FULL", user=UserPart("admin0", password, ["admin"]))
    admin.emails = emails_of({"email": f"admin0@{GLOBAL}"})
    store.add_entry(domain, admin)


def _register(store: Store, domain: Domain) -> None:
    domain.internal_id, domain.created = store.next_id(), now()
    store.add_domain(domain)


def _add_domain(store: Store, value: Data) -> None:
    uid = value["uid"]
    name = value.get("name") or uid
    aliases = [alias for alias in dict.fromkeys([*(value.get("aliases") or ()), name]) if alias != uid]
    domain = Domain(uid, name, aliases, value.get("default_alias") or name, texts_of(value.get("settings")))
    domain.properties = texts_of(value.get("properties"))
    if value.get("videoconferencing_type", True):
        domain.types[TYPE] = standard_type()
    _register(store, domain)
    for user in value.get("users") or ():
        _add_user(store, domain, user)
    for kind, key in (("MAILSHARE", "mailshares"), ("EXTERNALUSER", "external_users")):
        for one in value.get(key) or ():
            store.add_entry(domain, _entry(kind, one, one["uid"]))
    _add_groups(store, domain, value.get("groups") or ())
    for resource in value.get("resources") or ():
        add_resource(store, domain, resource)
    for orphan in value.get("orphan_containers") or ():
        add_orphan(store, {"domain": uid, **orphan})
    add_events(store, domain, value.get("events"), f"{uid}: events")


def _entry(kind: str, value: Data, uid: str) -> Entry:
    return Entry(
        uid,
        kind,
        value.get("name") or uid,
        emails=emails_of(value),
        hidden=bool(value.get("hidden", False)),
        archived=bool(value.get("archived", False)),
        system=bool(value.get("system", False)),
    )


def _add_user(store: Store, domain: Domain, value: Data) -> None:
    uid, login = uid_of("users", value), login_of(value)
    entry = _entry("USER", {"name": login, **value}, uid)
    entry.account_type = value.get("account_type", "FULL")
    roles, expired = list(value.get("roles") or ()), bool(value.get("password_expired", False))
    accounts = {system: _account(one) for system, one in (value.get("accounts") or {}).items()}
    entry.user = UserPart(login, value.get("password", login), roles, expired, accounts)
    store.add_entry(domain, entry)


def _account(value: Data) -> Data:
    """An account at an external system."""
    return {
        "login": value["login"],
        "credentials": value.get("credentials"),
        "additionalSettings": texts_of(value.get("additionalSettings")),
    }


def _add_groups(store: Store, domain: Domain, values: Any) -> None:
    """Those of the seed, and the hidden default groups `user` and `admin` (contract#directory-search)."""
    everybody = [uid for uid, entry in domain.entries.items() if entry.kind == "USER"]
    defaults: dict[str, tuple[str, list[str], list[str]]] = {
        f"{domain.uid}_user_group": ("user", everybody, []),
        f"{domain.uid}_admin_group": ("admin", [], ["admin"]),
    }
    for value in values:
        uid = uid_of("groups", value)
        name, members, roles = defaults.pop(uid, (uid, [], []))
        entry = _entry("GROUP", {"name": name, **value}, uid)
        members = list(dict.fromkeys([*members, *(value.get("members") or ())]))
        entry.group = GroupPart(members, [*roles, *(value.get("roles") or ())])
        store.add_entry(domain, entry)
    for uid, (name, members, roles) in defaults.items():
        group = GroupPart(list(members), roles)
        store.add_entry(domain, Entry(uid, "GROUP", name, hidden=True, group=group))


def _add_api_key(store: Store, value: Data, place: str) -> None:
    login, _mark, domain_name = value["login"].rpartition("@")
    domain = store.find_domain(domain_name)
    owner = domain.by_login.get(login.lower()) if domain else None
    if domain is not None and owner is None:
        found = domain.at_address(value["login"])
        owner = found.uid if found else None
    if domain is None or owner is None:
        refuse(place, f"there is no {value['login']} to own the key")
    key = ApiKey(value["key"], str(uuid.uuid4()), value.get("name", "seed"), owner, domain.uid)
    store.api_keys[key.sid] = key
