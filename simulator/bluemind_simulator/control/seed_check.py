# SPDX-License-Identifier: GPL-3.0-or-later
"""What a seed may hold; everything else is refused before anything is built from it."""

from __future__ import annotations

from typing import Any

from ..engine.directory_search import ACCOUNTS
from ..engine.resource_descriptors import MODES
from ..engine.working_hours import DAYS, apply_config
from ..state.errors import Fault
from ..state.release_lines import Profile
from ..state.store import GLOBAL, Container
from .checks import Check, day, each, filled, flag, maybe, one_of, record, refuse, scalar, table, text, whole
from .seed_events import SHAPE
from .seed_resources import CONTAINERS, containers_of

Data = dict[str, Any]
ENTRIES = ("users", "groups", "mailshares", "external_users", "resources")

_HOURS = record(
    {
        "workingDays": each(one_of(DAYS)),
        "dayStart": whole(),
        "dayEnd": whole(),
        "minDuration": whole(),
        "timezoneId": filled,
    },
    "workingDays",
    "dayStart",
    "dayEnd",
    "minDuration",
    "timezoneId",
)
_FLAGS: dict[str, Check] = dict.fromkeys(("hidden", "archived", "system"), flag)


def uid_of(kind: str, value: Data) -> str:
    """The uid of an entry of the seed's list `kind`; those of users and groups may be left out."""
    if "uid" in value:
        return str(value["uid"])
    return f"u-{value['login']}" if kind == "users" else f"g-{value['name']}"


def login_of(value: Data) -> str:
    """The login of a user: its uid unless given."""
    return str(value.get("login") or value["uid"])


def check_seed(seed: Any, profile: Profile) -> None:
    """Raises one ValueError that names the place, such as `domains[0].users[1]: uid or login is missing`."""
    _shape(profile)(seed, "")
    _check_names(seed)


def _shape(profile: Profile) -> Check:
    acl = each(record({"subject": filled, "verb": one_of(profile.can)}, "subject", "verb"))
    orphan = {"uid": filled, "type": filled, "owner": filled, "domain": filled, "name": maybe(text), "acl": acl}
    orphans = each(record(orphan | {"settings": table(scalar)}, "uid", "type", "owner"))
    domain = record(
        {
            "uid": filled,
            "name": filled,
            "aliases": each(filled),
            "default_alias": filled,
            "settings": table(scalar),
            "properties": table(scalar),
            "videoconferencing_type": flag,
            "orphan_containers": orphans,
            "events": SHAPE,
            **_entries(acl),
        },
        "uid",
    )
    api_key = record({"key": filled, "login": filled, "name": text}, "key", "login")
    return record(
        {
            "core_token": maybe(filled),
            "full_visio_until": day,
            "admin_password": filled,
            "api_keys": each(api_key),
            "domains": each(domain),
            "orphan_containers": orphans,
        }
    )


def _entries(acl: Check) -> dict[str, Check]:
    """The lists of directory entries of a domain."""
    common = {"uid": filled, "name": maybe(text), "email": maybe(text), "all_aliases": flag, **_FLAGS}
    entry = common | {"emails": each(_email)}
    user: dict[str, Check] = {
        "login": filled,
        "password": text,
        "password_expired": flag,
        "account_type": one_of(ACCOUNTS),
    }
    account = record({"login": filled, "credentials": maybe(text), "additionalSettings": table(scalar)}, "login")
    user["accounts"] = table(account)
    roles = {"roles": each(filled)}
    shared = each(record(entry, "uid"))
    return {
        "users": each(record(entry | user | roles, "uid or login")),
        "groups": each(record(entry | roles | {"members": each(filled)}, "uid or name")),
        "mailshares": shared,
        "external_users": shared,
        "resources": each(record(_resource(acl), "uid")),
    }


def _resource(acl: Check) -> dict[str, Check]:
    return {
        "uid": filled,
        "label": maybe(text),
        "type": filled,
        "provider": maybe(filled),
        "description": maybe(text),
        "email": maybe(text),
        "reservation_mode": one_of(MODES),
        "containers": each(one_of(CONTAINERS)),
        "settings": table(scalar),
        "settings_acl": acl,
        "settings_domain": maybe(filled),
        "acl": acl,
        "freebusy_acl": acl,
        "config": maybe(_config),
        **_FLAGS,
    }


def _email(value: Any, place: str) -> None:
    """An address, or one with its own `all_aliases`."""
    if isinstance(value, dict):
        record({"address": filled, "all_aliases": flag}, "address")(value, place)
    else:
        filled(value, place)


def _config(value: Any, place: str) -> None:
    """Working hours that the server itself would take (contract#working-hours)."""
    _HOURS(value, place)
    try:
        apply_config(Container("", "calendar", "", "", None), value)
    except Fault as fault:
        refuse(place, fault.message or fault.kind)


class _Names:
    """Names that must be there once; `what` says whose."""

    def __init__(self, what: str, *taken: str) -> None:
        self._what = what
        self._places = dict.fromkeys(taken, "every server")

    def take(self, name: str, place: str) -> None:
        """Refuse a name that another place has."""
        first = self._places.setdefault(name, place)
        if first != place:
            refuse(place, f"{self._what} {name} belongs to {first} already")


def _check_names(seed: Data) -> None:
    keys, domains, containers = _Names("the key"), _Names("the name", GLOBAL), _Names("the container")
    for number, one in enumerate(seed.get("api_keys") or ()):
        keys.take(one["key"], f"api_keys[{number}]")
    for number, domain in enumerate(seed.get("domains") or ()):
        place = f"domains[{number}]"
        for name in (domain["uid"], domain.get("name", domain["uid"]), *(domain.get("aliases") or ())):
            domains.take(name, place)
        _check_entries(domain, place, containers)
        _check_orphans(domain, f"{place}.", containers)
    _check_orphans(seed, "", containers)


def _check_entries(domain: Data, place: str, containers: _Names) -> None:
    uids, logins = _Names("the uid"), _Names("the login")
    for kind in ENTRIES:
        for number, one in enumerate(domain.get(kind) or ()):
            here = f"{place}.{kind}[{number}]"
            uids.take(uid_of(kind, one), here)
            if kind == "users":
                logins.take(login_of(one).lower(), here)
            if kind == "resources":
                for name in containers_of(one):
                    containers.take(CONTAINERS[name].format(one["uid"]), here)


def _check_orphans(holder: Data, above: str, containers: _Names) -> None:
    for number, one in enumerate(holder.get("orphan_containers") or ()):
        containers.take(one["uid"], f"{above}orphan_containers[{number}]")
