# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The current state of domains, as valid input for the writing modules of every provider."""

from __future__ import annotations

import functools
from dataclasses import replace
from typing import Any, Mapping

from ..bluemind.acl import PUBLISHED_PREFIX, Dialect, subjects
from ..bluemind.errors import BlueMindError
from ..model.fields import FIELDS
from ..model.provider import Provider
from ..model.records import Availability, Current, Desired, Domain, Resource, Share, Wanted
from ..model.steps import changes_of
from ..reconcile import report
from ..reconcile.plan import plan_domain
from ..reconcile.server import ServerCache
from ..reconcile.twins import choose
from . import stored_options
from .known_names import Names
from .stored_options import LeftOut
from .videoconference import RECORD, desired


def unmanaged(domain: Domain, provider: Provider, bookings: str = "none") -> Desired:
    """What makes a reader look at everything, and a plan want nothing but repairs."""
    return Desired(domain.name, provider, availability=Availability(), bookings=bookings != "none")


def record(
    server: ServerCache, current: Current, provider: Provider, bookings: str = "none", unambiguous: bool = False
) -> dict[str, Any]:
    """One domain as an entry of a writing module, and what no option can express under `details`.

    `bookings` is one of `DETAILS`. No secrets: `details.secrets` says which of them are stored. `unambiguous` means
    that nobody is named as somebody else in the domain could be, too; otherwise only where it would be refused.
    """
    found = _record(server, current, provider, bookings, Names(server, current.domain, unambiguous))
    if unambiguous or not found["details"]["problems"] or not found["details"]["supported"]:
        return found
    other = _record(server, current, provider, bookings, Names(server, current.domain, True))
    same = other["details"]["problems"] == found["details"]["problems"]  # then names are not what is wrong
    return found if same else other


def _record(server: ServerCache, current: Current, provider: Provider, bookings: str, people: Names) -> dict[str, Any]:
    domain, dialect = current.domain, server.release.dialect
    view = report.domain_view(current, provider, dialect)
    kept, _others = choose(current, provider)
    left_out: LeftOut = []
    shares, others = _rights(current, kept, dialect, people)
    found = {
        "domain": domain.name if server.domain(domain.name) == domain else domain.uid,
        "provider": provider.short,
        "state": view["state"],
        "settings": stored_options.settings(current, kept, provider, server.api.connection.api_url, left_out),
        "openid": stored_options.openid(current, provider, left_out),
        "external_accounts": stored_options.accounts(current, provider, people, left_out),
        **{field.option: stored_options.field(domain, field.option, view[field.option], left_out) for field in FIELDS},
        "shares": shares if current.resources else None,
        "availability": stored_options.hours(domain, view["availability"], left_out),
    }
    # Ansible accepts no null for an option with choices, so what is not set is left out.
    written = {name: value for name, value in found.items() if value is not None}
    return {
        **written,
        "details": {
            "uid": domain.uid,
            "resource_uid": view["resource_uid"],
            "supported": provider.supports(server.release),
            "usable": kept is not None and kept.freebusy,
            "secrets": {one.option: view["settings"][one.option] for one in provider.secrets},
            "openid_secret": stored_options.openid_secret(current, provider),
            "as_uid": people.as_uid,
            "other_rights": others,
            "published": sum(one.startswith(PUBLISHED_PREFIX) for one in subjects(kept.acl if kept else ())),
            "bookings": _bookings(current, bookings),
            "left_out": left_out,
            "problems": _problems(server, current, provider, written) if current.resources or current.orphans else [],
        },
    }


def _bookings(current: Current, details: str) -> dict[str, Any] | None:
    """Those of all resources of the provider; None if there is none, or nobody asked."""
    found = [one.bookings for one in current.resources if one.bookings]
    if details == "none" or not found:
        return None
    return functools.reduce(lambda some, more: more.over(some), found).as_dict(details)


def _rights(
    current: Current, kept: Resource | None, dialect: Dialect, people: Names
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The rights that are valid input for `shares`, and those that no share can express."""
    shares, others = [], []
    for subject, verbs in sorted(subjects(kept.acl if kept else ()).items()):
        known, level = current.names.get(subject), dialect.level(verbs)
        if level and known and known.kind in report.KINDS and not known.archived:
            shares.append(people.share(known, level))
        elif not subject.startswith(PUBLISHED_PREFIX):  # which is the secret part of an address
            others.append(
                {
                    "subject": known.label if known else subject,
                    "uid": subject,
                    "kind": known.kind if known else None,
                    "archived": bool(known and known.archived),
                    "right": level,
                    "verbs": sorted(verbs),
                }
            )
    return sorted(shares, key=str), others


def _problems(server: ServerCache, current: Current, provider: Provider, written: Mapping[str, Any]) -> list[str]:
    """What a run of the writing module with this record would change or refuse."""
    try:
        wanted, ready = unmanaged(current.domain, provider), current
        if provider.supports(server.release):
            wanted = desired(_filled(RECORD, written), server.api.connection.api_url)
            ready = _with_grants(server, current, provider, wanted)
        healing = changes_of(plan_domain(wanted, ready, server.release))
    except BlueMindError as error:
        return [error.message]
    return [f"{change.field} of {change.target}: {change.kind}" for change in healing]


def _filled(options: Mapping[str, Any], given: Any) -> Any:
    """As Ansible gives a dictionary to a module: with the options that are not given."""
    if isinstance(given, list):
        return [_filled(options, one) for one in given]
    values = {name: given.get(name, option.get("default")) for name, option in options.items()}
    inner = {name: option["options"] for name, option in options.items() if "options" in option}
    return {
        name: _filled(inner[name], value) if name in inner and value is not None else value
        for name, value in values.items()
    }


def _with_grants(server: ServerCache, current: Current, provider: Provider, wanted: Desired) -> Current:
    """With what the names of the record mean."""
    kept, _others = choose(current, provider)
    if kept is None:
        return current
    domain, logins = current.domain, wanted.external_accounts or ()
    grants = server.grants(domain, wanted.shares or (), kept.acl)
    users = [Share("user", one.user, "book") for one in logins]
    found = server.grants(domain, users, (), option="external_accounts")
    accounts = tuple(Wanted(grant.principal, one.login) for grant, one in zip(found, logins))
    return replace(current, grants=grants, outside=replace(current.outside, wanted=accounts))
