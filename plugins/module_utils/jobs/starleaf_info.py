# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`bluemind_starleaf_info`: the current state, as valid input for the writing modules."""

from __future__ import annotations

from typing import Any, Mapping

from ..bluemind.acl import PUBLISHED_PREFIX, Dialect, subjects
from ..bluemind.api import Api
from ..bluemind.errors import BlueMindError
from ..model.fields import FIELDS
from ..model.providers import STARLEAF
from ..model.records import Availability, Current, Desired, Domain
from ..model.steps import changes_of
from ..model.working_hours import DURATIONS
from ..reconcile import report
from ..reconcile.plan import plan_domain
from ..reconcile.read import read_domain
from ..reconcile.server import ServerCache
from ..reconcile.twins import choose
from .runner import Job

SPEC: dict[str, Any] = {"domains": {"type": "list", "elements": "str"}}


def starleaf_info(api: Api, params: Mapping[str, Any], check_mode: bool) -> dict[str, Any]:
    """The result of one task."""
    server = ServerCache(api)
    names = params["domains"]
    domains = server.domains if names is None else [server.domain(name) for name in names]
    return {"changed": False, "domains": [_record(server, domain) for domain in domains]}


def _record(server: ServerCache, domain: Domain) -> dict[str, Any]:
    """One domain as an entry of `bluemind_starleaf_domains`, and what no option can express under `details`."""
    asked = Desired(domain.name, STARLEAF, availability=Availability())
    current = read_domain(server, domain, asked)
    dialect = server.release.dialect
    view = report.domain_view(current, STARLEAF, dialect)
    shares, others = _rights(current, dialect)
    hours = {name: value for name, value in (view["availability"] or {}).items() if value}
    if hours.get("minimum_duration") not in DURATIONS:
        hours.pop("minimum_duration", None)
    kept, _others = choose(current, STARLEAF)
    record = {
        "domain": domain.name,
        "state": view["state"],
        **{field.option: view[field.option] for field in FIELDS},
        "shares": shares if current.resources else None,
        "availability": hours or None,
    }
    return {
        # Ansible accepts no null for an option with choices, so what is not set is left out.
        **{name: value for name, value in record.items() if value is not None},
        "details": {
            "uid": domain.uid,
            "resource_uid": view["resource_uid"],
            "usable": kept is not None and kept.freebusy,
            **{name: view[name] for name in STARLEAF.secrets},
            "other_rights": others,
            "problems": _problems(server, current, asked) if current.resources or current.orphans else [],
        },
    }


def _rights(current: Current, dialect: Dialect) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The rights that are valid input for `shares`, and those that no share can express."""
    shares, others = [], []
    kept, _others = choose(current, STARLEAF)
    acl = kept.acl if kept else ()
    for subject, verbs in sorted(subjects(acl).items()):
        known, level = current.names.get(subject), dialect.level(verbs)
        if level and known and known.kind in report.KINDS and not known.archived:
            shares.append(report.share(known, level))
        elif not subject.startswith(PUBLISHED_PREFIX):  # which is the secret part of an address
            others.append({"subject": known.label if known else subject, "verbs": sorted(verbs)})
    return sorted(shares, key=str), others


def _problems(server: ServerCache, current: Current, asked: Desired) -> list[str]:
    """What a run of `bluemind_starleaf_domain` without options would repair or refuse."""
    try:
        healing = changes_of(plan_domain(asked, current, server.release))
    except BlueMindError as error:
        return [error.message]
    return [f"{change.field} of {change.target}: {change.kind}" for change in healing]


JOB = Job(starleaf_info, SPEC)
