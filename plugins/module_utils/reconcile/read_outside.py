# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the server holds outside the resource of a provider, with the requests that this provider needs alone."""

from __future__ import annotations

import functools
from dataclasses import replace
from typing import AbstractSet, Any, Callable, Mapping, Sequence, TypeVar

from ..bluemind.acl import subjects
from ..bluemind.errors import BlueMindError
from ..bluemind.releases import Release
from ..model.provider import Provider
from ..model.records import Account, Current, Desired, Domain, Outside, Share, Wanted
from .server import ServerCache

Answer = TypeVar("Answer")
# The first build with registrations, and the first that keeps them in the domain's properties [I].
_FIRST, _IN_PROPERTIES = (4, 1, 65141), (4, 1, 65202)
# Builds that may register a system under its new id and still look for accounts under the old one [I].
# One account too many does no harm.
_BOTH_IDS = (((4, 1, 65141), (4, 1, 65246)), ((4, 9), (4, 9, 3000)))


def read_outside(server: ServerCache, desired: Desired, current: Current, before: Current | None) -> Outside:
    """What `plan_outside` and `readiness` need to know; `before` as in `read_domain`. Errors: `input` (users)."""
    provider, domain = desired.provider, current.domain
    found = Outside()
    if provider.openid:
        found = replace(found, **_registration(server, domain, provider))
    if provider.needs_accounts:
        known = before.outside.wanted if before else None
        found = replace(found, **_accounts(server, desired, current, known))
    if provider.needs_role:
        found = replace(found, **_roles(server, current))
    return found


def keeps_in_settings(release: Release) -> bool:
    """Whether the registration is in the domain's settings (contract#domain-properties)."""
    return release.technical is not None and _FIRST <= release.technical < _IN_PROPERTIES


def systems(provider: Provider, registered: frozenset[str] | None, release: Release) -> tuple[str, ...]:
    """The external systems at which a user needs an account: what the plugin registers, or what it looks for."""
    known = (registered or frozenset()) & {provider.id, provider.name}
    technical = release.technical or ()
    if provider.id in known and any(first <= technical < end for first, end in _BOTH_IDS):
        known |= {provider.name}
    return tuple(sorted(known or {provider.id}))


def _registration(server: ServerCache, domain: Domain, provider: Provider) -> dict[str, Any]:
    """Only the provider's own keys: the rest of the map is nobody's business."""
    in_settings = keeps_in_settings(server.release)
    if not server.may_create(domain):  # another account is shown no properties at all
        return {"in_settings": in_settings}
    keys = {one.key: one.secret for one in provider.openid}
    return {"in_settings": in_settings, "registration": server.api.registration(domain.uid, keys, in_settings)}


def _accounts(
    server: ServerCache, desired: Desired, current: Current, known: tuple[Wanted, ...] | None
) -> dict[str, Any]:
    """The accounts of those who are desired to have one, and of the users who may book by a right of their own."""
    domain, users = current.domain, _booking_users(current)
    ids = systems(desired.provider, server.registered, server.release)
    accounts = _allowed(lambda: _logins(server, domain, users, ids), bool(desired.external_accounts))
    wanted = known
    if desired.external_accounts is not None and known is None:
        wanted = _wanted(server, domain, desired.external_accounts, accounts or {})
    if accounts is None:
        return {"systems": ids, "wanted": wanted}
    others = {one.principal.uid for one in wanted or ()} - users
    return {"systems": ids, "wanted": wanted, "accounts": {**accounts, **_logins(server, domain, others, ids)}}


def _logins(
    server: ServerCache, domain: Domain, users: AbstractSet[str], ids: Sequence[str]
) -> dict[str, dict[str, str | None]]:
    """User → system → the login of the account there, None without an account."""
    pairs = [(user, system) for user in sorted(users) for system in ids]
    calls = [functools.partial(server.api.account, domain.uid, user, system) for user, system in pairs]
    accounts: dict[str, dict[str, str | None]] = {user: {} for user in users}
    for (user, system), account in zip(pairs, server.api.together(*calls)):
        accounts[user][system] = account["login"] if account else None
    return accounts


def _wanted(
    server: ServerCache,
    domain: Domain,
    desired: Sequence[Account],
    accounts: Mapping[str, Mapping[str, str | None]],
) -> tuple[Wanted, ...]:
    """Who is desired to have an account; the whole directory is asked only if somebody does not have it yet."""
    same = {user: next(iter(logins.values())) for user, logins in accounts.items() if len(set(logins.values())) == 1}
    grants = server.settled(domain, [Share("user", one.user, one.login) for one in desired], same)
    if grants is None:
        grants = server.grants(
            domain, [Share("user", one.user, "book") for one in desired], (), option="external_accounts"
        )
    if len(grants) < len(desired):
        raise BlueMindError("input", f"{domain.name}: external_accounts: two entries are the same user.")
    return tuple(Wanted(grant.principal, one.login) for grant, one in zip(grants, desired))


def _roles(server: ServerCache, current: Current) -> dict[str, Any]:
    """The subscription, and who never has the role: account types decide, given roles do not."""
    subscribed = server.visio_subscribed
    simple = _allowed(lambda: server.simple_users(current.domain)) if subscribed else None
    groups = _subjects(current, "group") if simple else []
    api, domain = server.api, current.domain.uid
    calls = [functools.partial(api.users_of_group, domain, group) for group in groups]
    found = (_allowed(lambda: api.together(*calls)) if calls else None) or []
    members = {group: frozenset(users) for group, users in zip(groups, found)}
    return {"subscribed": subscribed, "simple": simple, "members": members}


def _subjects(current: Current, kind: str) -> list[str]:
    """Uids of those of this kind who have a right on the calendar, or get one."""
    held = (subject for one in (*current.resources, *current.replaced) for subject in subjects(one.acl))
    now = {uid for uid in held if uid in current.names and current.names[uid].kind == kind}
    return sorted(now | {one.principal.uid for one in current.grants or () if one.principal.kind == kind})


def _booking_users(current: Current) -> set[str]:
    return set(_subjects(current, "user"))


def _allowed(ask: Callable[[], Answer], needed: bool = False) -> Answer | None:
    """The answer; None where this account may not ask, or the release cannot be asked, unless it is needed."""
    try:
        return ask()
    except BlueMindError as error:
        if needed or error.kind not in ("permission", "not_found", "unsupported"):
            raise
        return None
