# SPDX-License-Identifier: GPL-3.0-or-later
"""What directory entries and domains look like on the wire (contract#domains, contract#directory-entries)."""

from __future__ import annotations

from typing import Any

from ..state.callers import Caller
from ..state.directory_entries import DIRECTORY_FOLDER, Domain, Email, Entry
from ..state.release_lines import Profile
from .wire import dumps

Json = dict[str, Any]


def item_value(
    value: Any, uid: str, name: str | None, internal_id: int, created: int, updated: int = 0, version: int = 1
) -> Json:
    """An ItemValue; nulls are always written (contract#json-bodies)."""
    return {
        "value": value,
        "uid": uid,
        "internalId": internal_id,
        "version": version,
        "displayName": name,
        "externalId": None,
        "createdBy": None,
        "updatedBy": None,
        "created": created,
        "updated": updated or created,
        "flags": [],
    }


def entry_item(entry: Entry, value: Any) -> Json:
    """The ItemValue of a directory entry, around `value`."""
    name, when = entry.name, (entry.created, entry.updated)
    return item_value(value, entry.uid, name, entry.internal_id, *when, entry.version)


def email_json(email: Email) -> Json:
    """An e-mail address."""
    return {"address": email.address, "allAliases": email.all_aliases, "isDefault": email.is_default}


def dir_entry(domain: Domain, entry: Entry, profile: Profile) -> Json:
    """A DirEntry: its path ends with the uid, it has no login and no `emails` (contract#directory-entries)."""
    found: Json = {
        "displayName": entry.name,
        "entryUid": entry.uid,
        "accountType": entry.account_type,
        "kind": entry.kind,
        "path": f"{domain.uid}/{DIRECTORY_FOLDER[entry.kind]}/{entry.uid}",
        "email": entry.email,
        "hidden": entry.hidden,
        "system": entry.system,
        "archived": entry.archived,
        "emails": None,
        "orgUnitUid": entry.org_unit,
        "orgUnitPath": None,
        "dataLocation": entry.data_location,
    }
    return found | {"deleted": False, "minId": None, "features": []} if profile.keys_of_57 else found


def rendered(domain: Domain, entry: Entry, profile: Profile) -> bytes:
    """The ItemValue<DirEntry> as JSON, cached in the entry."""
    if entry.rendered is None:
        entry.rendered = dumps(entry_item(entry, dir_entry(domain, entry, profile)))
    return entry.rendered


def _base_value(entry: Entry) -> Json:
    return {
        "orgUnitUid": entry.org_unit,
        "emails": [email_json(email) for email in entry.emails],
        "hidden": entry.hidden,
        "archived": entry.archived,
        "system": entry.system,
        "dataLocation": entry.data_location,
    }


def user_json(entry: Entry, profile: Profile) -> Json:
    """A User; contract silent on its shape, the official clients read these keys."""
    found = _base_value(entry) | {
        "login": entry.user.login if entry.user else None,
        "password": None,
        "passwordLastChange": None,
        "passwordMustChange": False,
        "passwordNeverExpires": False,
        "contactInfos": None,
        "routing": "internal" if entry.emails else "none",
        "accountType": entry.account_type,
        "quota": None,
        "mailboxCopyGuid": None,
        "properties": {},
    }
    return found | {"loginCaps": None, "deleted": False, "features": []} if profile.keys_of_57 else found


def group_json(entry: Entry) -> Json:
    """A Group; contract silent on its shape, the official clients read these keys."""
    return _base_value(entry) | {
        "name": entry.name,
        "description": None,
        "properties": {},
        "hiddenMembers": False,
        "mailArchived": False,
        "memberCount": len(entry.group.members) if entry.group else 0,
        "deleted": False,
        "features": [],
    }


def domain_item(domain: Domain, caller: Caller) -> Json:
    """An ItemValue<Domain>: `name` always equals the uid; an administrator sees properties (contract#domains)."""
    value: Json = {
        "label": domain.label,
        "name": domain.uid,
        "description": domain.description,
        "properties": dict(domain.properties) if caller.is_admin_of(domain.uid) else {},
        "global": domain.is_global,
        "aliases": list(domain.aliases),
        "defaultAlias": domain.default_alias,
    }
    dates = (domain.created, domain.updated)
    return item_value(value, domain.uid, domain.label, domain.internal_id, *dates, domain.version)
