# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The records that an audit makes of one domain: facts only, without a secret."""

from __future__ import annotations

from typing import Any, Iterable, Mapping, Sequence

from ..bluemind.acl import PUBLISHED_PREFIX, Dialect, subjects
from ..bluemind.redaction import Secret
from ..bluemind.releases import Release
from ..model.provider import Provider
from ..model.records import Change, Current, Desired, Resource
from ..reconcile import report
from ..reconcile.twins import choose


def domain(
    name: str,
    uid: str | None,
    declared: bool,
    providers: Sequence[Mapping[str, Any]] = (),
    orphans: Sequence[Mapping[str, Any]] = (),
    error: str | None = None,
) -> dict[str, Any]:
    """One domain; `error` is why it could not be read."""
    return {
        "domain": name,
        "uid": uid,
        "declared": declared,
        "providers": list(providers),
        "orphans": list(orphans),
        "error": error,
    }


def provider(
    current: Current,
    one: Provider,
    wanted: Desired | None,
    release: Release,
    changes: Iterable[Change],
    refusal: str | None,
) -> dict[str, Any]:
    """One provider in one domain. `changes` would make it what is declared; `refusal` is why nothing could."""
    kept, _others = choose(current, one)
    number = release.number
    return {
        "provider": one.id,
        "name": one.name,
        "declared": wanted.state if wanted else None,
        "everyone_declared": any(share.kind == "everyone" for share in (wanted.shares if wanted else None) or ()),
        "supported": one.supports(release),
        "removed": bool(one.removed and number and number >= one.removed),
        "reason": one.reason(release),
        "resources": [
            _resource(resource, resource is kept, current, one, release.dialect) for resource in current.resources
        ],
        "changes": [_change(change) for change in changes],
        "refusal": refusal,
        "loaded": current.loaded,
        "bookings": _bookings(current),
    }


def _resource(one: Resource, kept: bool, current: Current, of: Provider, dialect: Dialect) -> dict[str, Any]:
    held = subjects(one.acl)
    published = [subject for subject in held if subject.startswith(PUBLISHED_PREFIX)]
    return {
        "uid": one.uid,
        "label": one.label,
        "kept": kept,
        "linked": one.provider is not None,
        "listed_first": one.listed_first if of.openid else None,  # harmless for providers without a sign-in
        "calendar": one.calendar,
        "freebusy": one.freebusy,
        "settings": one.settings is not None and one.settings_domain == current.domain.uid,
        "settings_readable": one.settings is None or (current.domain.uid, "Read") in one.settings_acl,
        "missing": [setting.option for setting in of.missing(one.settings)],
        "shares": report.bookers(one, current.names, dialect),
        "strangers": sorted(set(held) - set(current.names) - set(published)),
        "published": len(published),  # the subject is the secret part of an address
    }


def _bookings(current: Current) -> int | None:
    """How many there are of all resources of the provider; None where that cannot be read."""
    found = [one.bookings for one in current.resources if one.bookings and not one.bookings.problem]
    return sum(len(one.entries) for one in found) if found else None


def orphan(uid: str, container: Mapping[str, Any]) -> dict[str, Any]:
    """A container without a resource."""
    return {"uid": uid, "secret": any(isinstance(one, Secret) for one in container["settings"].values())}


def _change(change: Change) -> dict[str, Any]:
    texts = report.diff([change])
    before, after = (texts[side].strip().rpartition(f" / {change.field}: ")[2] for side in ("before", "after"))
    return {**change.as_dict(), "before": before, "after": after}
