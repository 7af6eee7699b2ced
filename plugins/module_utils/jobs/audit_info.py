# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything of video conferencing on one server, and where the declared domains differ from it; only reads."""

from __future__ import annotations

import functools
import time
from dataclasses import replace
from typing import Any, Iterable, Iterator, Mapping, NamedTuple

from ..bluemind.acl import PUBLISHED_PREFIX
from ..bluemind.api import Api
from ..bluemind.errors import BlueMindError, protocol_errors
from ..model.provider import PROVIDER_PROPERTY, Provider
from ..model.providers import PROVIDERS
from ..model.records import Current, Desired, Domain, owner_uid
from ..model.steps import changes_of
from ..reconcile.plan import plan_domain
from ..reconcile.read import Found, complete, describe, find
from ..reconcile.server import GLOBAL, ServerCache, principal
from . import audit_rows
from .many_domains import read_containers, records_spec
from .runner import Job
from .videoconference import RECORD, desired
from .workers import Workers

SPEC: dict[str, Any] = {
    "domains": {**records_spec(RECORD), "required": False, "default": []},
}
# Errors of what is declared, such as a group that does not exist: what is there can be read all the same.
REFUSALS = ("input", "unsupported", "permission", "provider")

# Of resources that nothing links to a provider.
NAMELESS = Provider("", "unknown", (), (), (0,), "")

Containers = Mapping[str, Mapping[str, Any]]


class Look(NamedTuple):
    """One domain: what is declared for it, what was found, or the `error` that prevented it."""

    domain: Domain
    declared: tuple[Desired, ...] = ()
    found: Found | None = None
    error: str | None = None


def audit_info(api: Api, params: Mapping[str, Any], check_mode: bool) -> dict[str, Any]:
    """The result of one task."""
    began = time.monotonic()
    api_url = api.connection.api_url
    declared = [desired(record, api_url) for record in params["domains"]]
    server = ServerCache(api)
    looks, unknown = _assign(server, declared)
    with Workers(api) as workers:
        looks = workers.map(functools.partial(_find, server), looks)
        containers = read_containers(api, (uid for look in looks for uid in _containers_of(look)), workers)
        others, remarks = _other_settings(api)
        containers.update(others)
        by_domain = _by_domain(containers)
        rows = workers.map(functools.partial(_domain, server, containers, by_domain), looks)
    return {
        "changed": False,
        "release": server.release.name,
        "domains": sorted([*rows, *unknown], key=lambda row: str(row["domain"])),
        "remarks": [*_unseen(server), *remarks],
        "seconds": round(time.monotonic() - began, 1),
    }


def _assign(server: ServerCache, declared: Iterable[Desired]) -> tuple[list[Look], list[dict[str, Any]]]:
    """Every domain with its records, and rows for records that name none or name one again."""
    looks = {domain.uid: Look(domain) for domain in server.domains}
    unknown = []
    for wanted in declared:
        try:
            uid = server.domain(wanted.domain).uid
            twice = next((one for one in looks[uid].declared if one.provider == wanted.provider), None)
            if twice:
                text = f"{twice.domain} and {wanted.domain} are the same domain; list it once for a provider."
                raise BlueMindError("input", text)
            looks[uid] = looks[uid]._replace(declared=(*looks[uid].declared, wanted))
        except BlueMindError as error:
            if error.kind != "input":
                raise
            unknown.append(audit_rows.domain(wanted.domain, None, True, error=error.message))
    return list(looks.values()), unknown


def _find(server: ServerCache, look: Look) -> Look:
    try:
        with protocol_errors():
            return look._replace(found=find(server, look.domain, PROVIDERS[0]))
    except BlueMindError as error:
        return look._replace(error=error.message)


def _by_provider(look: Look) -> list[Found]:
    """The domain's resources once for each provider, those included that the collection does not know."""
    if look.found is None:
        return []
    known = {provider.id: provider for provider in PROVIDERS}
    for uid, descriptor in sorted(look.found.resources.items()):
        name = describe(uid, descriptor).provider
        if name and name not in known:
            # Nothing is required of it.
            known[name] = Provider(name, name.rpartition("-")[2], (), (), (0,), "")
    return [replace(look.found, provider=provider) for provider in known.values()]


def _containers_of(look: Look) -> list[str]:
    return sorted({uid for found in _by_provider(look) for uid in found.containers})


def _other_settings(api: Api) -> tuple[dict[str, dict[str, Any]], list[str]]:
    """Settings containers of every owner, as an orphan has any uid; why not, where the account may not list them."""
    try:
        with protocol_errors():
            return api.settings_containers(), []
    except BlueMindError as error:
        text = "containers cannot be listed, so secrets that were left behind under other uids are not found"
        return {}, [f"{text}: {error.message}"]


def _unseen(server: ServerCache) -> Iterator[str]:
    """That domains may be missing: an administrator of one domain is shown no other."""
    home = server.actor.domain
    if home not in (None, GLOBAL):
        name = next((one.name for one in server.domains if one.uid == home), home)
        yield (
            f"the account is one of {name}, so no other domain of this server was looked at. Use admin0@global.virt or"
            " the core token for all of them"
        )


def _by_domain(containers: Containers) -> dict[str, list[str]]:
    """Uid or alias of a domain → the uids of its containers."""
    found: dict[str, list[str]] = {}
    for uid, one in containers.items():
        found.setdefault(str(one.get("domainUid")), []).append(uid)
    return found


def _domain(
    server: ServerCache, containers: Containers, by_domain: Mapping[str, list[str]], look: Look
) -> dict[str, Any]:
    declared = bool(look.declared)
    try:
        if look.found is None:
            raise BlueMindError("server", look.error or "not read")
        with protocol_errors():
            known = [_provider(server, containers, found, look.declared) for found in _by_provider(look)]
            rows = [row for row in known if row]
            rows += _nameless(server, containers, look.found, rows)
            names = [uid for name in (look.domain.uid, *look.domain.aliases) for uid in by_domain.get(name, ())]
            orphans = _orphans(server, containers, look.found, {*names, *_containers_of(look)} & containers.keys())
            return audit_rows.domain(look.domain.name, look.domain.uid, declared, rows, orphans)
    except BlueMindError as error:
        return audit_rows.domain(look.domain.name, look.domain.uid, declared, error=error.message)
    finally:
        server.forget(look.domain)


def _provider(
    server: ServerCache, containers: Containers, found: Found, declared: Iterable[Desired]
) -> dict[str, Any] | None:
    """One provider in one domain; None where it is neither declared nor there."""
    wanted = next((one for one in declared if one.provider == found.provider), None)
    owners = {describe(uid, one).provider for uid, one in found.resources.items()}
    if not (wanted or owners & {found.provider.id, None}):
        return None
    nothing = Desired(found.domain.name, found.provider, bookings=True)
    changes, refusal = [], None
    # For a removal less would be read than tells whether a resource is whole.
    kept = replace(wanted, bookings=True) if wanted and wanted.state == "present" else nothing
    try:
        current = complete(server, found, containers, kept)
        changes = list(changes_of(plan_domain(wanted, current, server.release))) if wanted else []
    except BlueMindError as error:
        if error.kind not in REFUSALS:
            raise
        refusal, current = error.message, complete(server, found, containers, nothing)
    if not (wanted or current.resources):
        return None
    return audit_rows.provider(
        _with_all_names(server, current), found.provider, wanted, server.release, changes, refusal
    )


def _nameless(
    server: ServerCache, containers: Containers, found: Found, rows: Iterable[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """The row of resources without a provider that none of `rows` has, if there are any."""
    claimed = {one["uid"] for row in rows for one in row["resources"]}
    lost = {
        uid: {**descriptor, "properties": [{"propertyId": PROVIDER_PROPERTY, "value": NAMELESS.id}]}
        for uid, descriptor in found.resources.items()
        if uid not in claimed and describe(uid, descriptor).provider is None
    }
    row = _provider(server, containers, replace(found, provider=NAMELESS, resources=lost), ()) if lost else None
    return [row] if row else []


def _with_all_names(server: ServerCache, current: Current) -> Current:
    """With the names of subjects that are neither user nor group, which the search for shares leaves out."""
    held = {subject for one in current.resources for subject, _verb in one.acl}
    unknown = {one for one in held if not one.startswith(PUBLISHED_PREFIX)} - set(current.names)
    found = server.api.entries_of(current.domain.uid, unknown) if unknown else []
    return replace(current, names={**current.names, **{one["entryUid"]: principal(one) for one in found}})


def _orphans(
    server: ServerCache, containers: Containers, found: Found, candidates: Iterable[str]
) -> list[dict[str, Any]]:
    """Those of the candidates that no resource has."""
    # A settings container of another name is named after no resource.
    uids = sorted(uid for uid in candidates if owner_uid(uid) not in ("", *found.resources))
    gone = {owner: server.api.resource(found.domain.uid, owner) is None for owner in {owner_uid(uid) for uid in uids}}
    return [audit_rows.orphan(uid, containers[uid]) for uid in uids if gone[owner_uid(uid)]]


JOB = Job(audit_info, SPEC)
