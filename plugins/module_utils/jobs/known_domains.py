# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The current state of domains, as valid input for the writing modules of every provider."""

from __future__ import annotations

import functools
from collections import Counter
from typing import Any

from ..bluemind.acl import PUBLISHED_PREFIX, Dialect, subjects
from ..bluemind.errors import BlueMindError
from ..model.fields import FIELDS
from ..model.provider import Provider
from ..model.records import Availability, Current, Desired, Domain, Resource
from ..model.settings import Place
from ..model.steps import changes_of
from ..model.working_hours import DURATIONS
from ..reconcile import report
from ..reconcile.plan import plan_domain
from ..reconcile.server import ServerCache
from ..reconcile.twins import choose


def asked(domain: Domain, provider: Provider, bookings: str = "none") -> Desired:
    """What makes a reader look at everything, and a plan want nothing but repairs."""
    return Desired(domain.name, provider, availability=Availability(), bookings=bookings != "none")


def record(server: ServerCache, current: Current, provider: Provider, bookings: str = "none") -> dict[str, Any]:
    """One domain as an entry of a writing module, and what no option can express under `details`.

    `bookings` is one of `DETAILS`. `settings` has no secrets; `details.secrets` says which of them are stored.
    """
    domain, dialect = current.domain, server.release.dialect
    view = report.domain_view(current, provider, dialect)
    kept, _others = choose(current, provider)
    shares, others = _rights(current, kept, dialect)
    hours = {name: value for name, value in (view["availability"] or {}).items() if value}
    if hours.get("minimum_duration") not in DURATIONS:
        hours.pop("minimum_duration", None)
    settings, refused = _settings(current, kept, provider, server.api.connection.api_url)
    found = {
        "domain": domain.name,
        "provider": provider.short,
        "state": view["state"],
        "settings": settings,
        **{field.option: view[field.option] for field in FIELDS},
        "shares": shares if current.resources else None,
        "availability": hours or None,
    }
    return {
        # Ansible accepts no null for an option with choices, so what is not set is left out.
        **{name: value for name, value in found.items() if value is not None},
        "details": {
            "uid": domain.uid,
            "resource_uid": view["resource_uid"],
            "usable": kept is not None and kept.freebusy,
            "secrets": {one.option: view["settings"][one.option] for one in provider.secrets},
            "other_rights": others,
            "bookings": _bookings(current, bookings),
            "problems": refused
            + (_problems(server, current, provider) if current.resources or current.orphans else []),
        },
    }


def _settings(
    current: Current, kept: Resource | None, provider: Provider, api_url: str
) -> tuple[dict[str, Any], list[str]]:
    """The settings that are valid input, without secrets, and why others are not."""
    found, refused = {}, []
    for setting in provider.settings:
        value = setting.show(kept.settings if kept else None)
        if value is None or setting.secret:
            continue
        try:
            where = f"{current.domain.name}: settings.{setting.option}"
            setting.kind.store(value, Place(where, setting.option, provider.name, api_url))
        except BlueMindError as error:
            refused.append(error.message)
        else:
            found[setting.option] = value
    return found, refused


def _bookings(current: Current, details: str) -> dict[str, Any] | None:
    """Those of all resources of the provider; None if there is none, or nobody asked."""
    found = [one.bookings for one in current.resources if one.bookings]
    if details == "none" or not found:
        return None
    return functools.reduce(lambda some, more: more.over(some), found).as_dict(details)


def _rights(
    current: Current, kept: Resource | None, dialect: Dialect
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The rights that are valid input for `shares`, and those that no share can express.

    Who has a name in common with somebody else here is named by the uid.
    """
    shares, others = [], []
    acl = kept.acl if kept else ()
    called = Counter(current.names[subject].label for subject in subjects(acl) if subject in current.names)
    for subject, verbs in sorted(subjects(acl).items()):
        known, level = current.names.get(subject), dialect.level(verbs)
        if level and known and known.kind in report.KINDS and not known.archived:
            shared = report.share(known, level)
            shares.append({**shared, known.kind: known.uid} if called[known.label] > 1 else shared)
        elif not subject.startswith(PUBLISHED_PREFIX):  # which is the secret part of an address
            others.append({"subject": known.label if known else subject, "verbs": sorted(verbs)})
    return sorted(shares, key=str), others


def _problems(server: ServerCache, current: Current, provider: Provider) -> list[str]:
    """What a run of the writing module without options would repair or refuse."""
    try:
        healing = changes_of(plan_domain(asked(current.domain, provider), current, server.release))
    except BlueMindError as error:
        return [error.message]
    return [f"{change.field} of {change.target}: {change.kind}" for change in healing]
