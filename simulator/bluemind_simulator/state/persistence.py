# SPDX-License-Identifier: GPL-3.0-or-later
"""The state as JSON, and the file that keeps it over a restart."""

from __future__ import annotations

import asyncio
import base64
import json
import logging
import os
import time
from dataclasses import fields
from pathlib import Path
from typing import Any

from .directory_entries import Domain, Email, Entry, GroupPart, ResourcePart, ResourceType, UserPart
from .release_lines import Profile
from .store import ApiKey, Container, Session, Store

Data = dict[str, Any]
PAUSE = 0.2
SHARE = 20.0
RETRY = 1.0
_LOG = logging.getLogger(__name__)
_SKIPPED = {
    Domain: {"by_address", "by_local", "by_login", "by_mailbox", "by_type", "groups_of", "types", "entries"},
    Entry: {"rendered", "user", "group", "resource", "emails"},
    Container: {"fresh_acl", "fresh_until"},
}
_NAMES = {kind: [one.name for one in fields(kind) if one.name not in skip] for kind, skip in _SKIPPED.items()}
_PLAIN = {
    kind: [one.name for one in fields(kind)]
    for kind in (Email, UserPart, GroupPart, ResourcePart, ResourceType, Session, ApiKey)
}


def _plain(value: Any, **more: Any) -> Data:
    names = _NAMES.get(type(value)) or _PLAIN[type(value)]
    return {name: getattr(value, name) for name in names} | more


def _icon(value: ResourcePart | ResourceType) -> Data:
    return _plain(value, icon=base64.b64encode(value.icon).decode() if value.icon is not None else None)


def _entry(entry: Entry) -> Data:
    return _plain(
        entry,
        emails=[_plain(email) for email in entry.emails],
        user=_plain(entry.user) if entry.user else None,
        group=_plain(entry.group) if entry.group else None,
        resource=_icon(entry.resource) if entry.resource else None,
    )


def _domain(domain: Domain) -> Data:
    return _plain(
        domain,
        types={uid: _icon(one) for uid, one in domain.types.items()},
        entries={uid: _entry(entry) for uid, entry in domain.entries.items()},
    )


def dump(store: Store) -> Data:
    """The whole state."""
    return {
        "core_token": store.core_token,
        "full_visio_until": store.full_visio_until,
        "counter": store.counter,
        "domains": {uid: _domain(domain) for uid, domain in store.domains.items()},
        "containers": {uid: _plain(container) for uid, container in store.containers.items()},
        "sessions": [_plain(session) for session in store.sessions.values()],
        "api_keys": [_plain(key) for key in store.api_keys.values()],
    }


def _with_icon(value: Data) -> Data:
    return value | {"icon": base64.b64decode(value["icon"]) if value["icon"] is not None else None}


def _load_entry(value: Data) -> Entry:
    parts = {
        "emails": [Email(**email) for email in value["emails"]],
        "user": UserPart(**value["user"]) if value["user"] else None,
        "group": GroupPart(**value["group"]) if value["group"] else None,
        "resource": ResourcePart(**_with_icon(value["resource"])) if value["resource"] else None,
    }
    return Entry(**(value | parts))


def load(data: Data) -> Store:
    """The store that `dump` wrote."""
    store = Store(data["core_token"], data.get("full_visio_until"), counter=data["counter"])
    for value in data["domains"].values():
        bare = {key: one for key, one in value.items() if key not in ("types", "entries")}
        domain = Domain(**bare)
        domain.types = {uid: ResourceType(**_with_icon(one)) for uid, one in value["types"].items()}
        store.add_domain(domain)
        for entry in value["entries"].values():
            domain.add(_load_entry(entry))
    for value in data["containers"].values():
        store.add_container(Container(**(value | {"acl": [(pair[0], pair[1]) for pair in value["acl"]]})))
    store.sessions = {value["key"]: Session(**value) for value in data["sessions"]}
    store.api_keys = {value["sid"]: ApiKey(**value) for value in data["api_keys"]}
    store.dirty = False
    return store


def read_state(path: Path, profile: Profile) -> Store | None:
    """The kept state, None when there is none; raises OSError and ValueError."""
    if not path.exists():
        return None
    try:
        store = load(json.loads(path.read_bytes()))
        strange = {verb for one in store.containers.values() for _subject, verb in one.acl} - set(profile.can)
    except (ValueError, TypeError, AttributeError, LookupError) as error:
        raise ValueError(f"this is no state of a simulator ({type(error).__name__}: {error})") from error
    if strange:
        raise ValueError(f"{profile.name} does not know the verb {' or '.join(sorted(strange))}")
    return store


def write_atomically(path: Path, content: bytes) -> None:
    """Replace a file as a whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        draft.write_bytes(content)
        draft.replace(path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise


def to_json(value: Any) -> bytes:
    """JSON in ASCII: a stored text may hold half of a surrogate pair, which UTF-8 can not."""
    return json.dumps(value, separators=(",", ":")).encode("ascii")


def save(store: Store, path: Path) -> None:
    """Keep the state."""
    write_atomically(path, to_json(dump(store)))
    store.dirty = False


def try_save(store: Store, path: Path) -> bool:
    """Keep the state; a failure is logged and leaves the store dirty."""
    try:
        save(store, path)
    except OSError as error:
        _LOG.error("the state was not saved: %s", error)
        return False
    return True


async def keep(holder: Any, path: Path) -> None:
    """Save `holder.store` when it changed, soon, but never for more than a small share of the time."""
    while True:
        await asyncio.sleep(PAUSE)
        if holder.store.dirty:
            start = time.monotonic()
            saved = try_save(holder.store, path)
            await asyncio.sleep(SHARE * (time.monotonic() - start) if saved else RETRY)
