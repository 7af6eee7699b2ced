# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`bluemind_resource_acl`: who may book a resource of any kind."""

from __future__ import annotations

import difflib
import functools
from dataclasses import replace
from typing import Any, Mapping

from ..bluemind.acl import Dialect, subjects
from ..bluemind.api import Api
from ..bluemind.errors import BlueMindError
from ..model.records import Current, Domain, Share, calendar_uid
from ..model.steps import Plan
from ..reconcile.execute import Executor
from ..reconcile.loop import Task, reconcile
from ..reconcile.plan_acl import plan_acl, write_acl
from ..reconcile.read import describe, known_grants
from ..reconcile.report import bookers, result
from ..reconcile.server import ServerCache, principal
from ..reconcile.verify import verify_rights
from .arguments import refuse, shares_spec, to_shares
from .runner import Job

LITERALS = frozenset({"type", "byType", "byEmail"})

SPEC: dict[str, Any] = {
    "domain": {"type": "str", "required": True},
    "resource": {"type": "str", "required": True},
    "shares": {**shares_spec(), "required": True},
    "purge_shares": {"type": "bool", "default": False},
    "allow_empty": {"type": "bool", "default": False},
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
}


def resource_acl(api: Api, params: Mapping[str, Any], check_mode: bool) -> dict[str, Any]:
    """The result of one task."""
    shares = to_shares(params, params["domain"]) or ()
    if params["state"] == "absent" and params["purge_shares"]:
        text = "state: absent removes only the rights of those whom shares lists; leave purge_shares out"
        raise refuse(f"{params['domain']}: {text}")
    server = ServerCache(api)
    domain, dialect = server.domain(params["domain"]), server.release.dialect
    uid = _resource_uid(server, domain, params["resource"])

    leaving, purge = params["state"] == "absent", params["purge_shares"]

    unknown: dict[Share, str] = {}

    def read(before: Current | None = None) -> Current:
        now = _read(server, domain, uid)
        grants, acl = known_grants(before, now, purge), now.resources[0].acl
        if grants is None:
            unknown.update(server.unknown(domain, shares, acl) if leaving else {})
            known = [share for share in shares if share not in unknown]
            grants = server.grants(domain, known, acl, leaving, purge)
        return replace(now, grants=grants, names=server.names(domain, subjects(acl)))

    before = read()
    task = Task(
        read=lambda: read(before),
        plan=lambda current: _plan(current, params, dialect),
        execute=Executor(api, domain, dialect).execute,
        verify=functools.partial(verify_rights, api, domain, dialect),
    )
    outcome = reconcile(task, before, check_mode)
    view = _view(outcome.current, dialect) if outcome.current else None
    found = result(before, outcome, check_mode, dialect, "resource", view)
    found["warnings"] += unknown.values()
    return found


def _read(server: ServerCache, domain: Domain, uid: str) -> Current:
    """The resource and its ACL."""
    descriptor = server.api.resource(domain.uid, uid)
    if descriptor is None:
        raise BlueMindError("not_found", f"{domain.name}: resource {uid} has just been deleted.")
    one = replace(describe(uid, descriptor), acl=server.api.acl(calendar_uid(uid)))
    actor = server.actor.uid if server.release.dialect.batched_mails else ""
    return Current(domain, (one,), actor=actor)


def _plan(current: Current, params: Mapping[str, Any], dialect: Dialect) -> Plan:
    one, name = current.resources[0], current.domain.name
    if params["state"] == "present":
        purge = params["purge_shares"]
        return plan_acl(name, one, subjects(one.acl), current.grants, purge, dialect, current.names)
    listed = {grant.principal.uid for grant in current.grants or ()}
    rest = {subject: verbs for subject, verbs in subjects(one.acl).items() if subject not in listed}
    return write_acl(name, one, rest, dialect, current.names)


def _view(current: Current, dialect: Dialect) -> dict[str, Any]:
    one = current.resources[0]
    return {
        "domain": current.domain.name,
        "uid": one.uid,
        "label": one.label,
        "email": one.email,
        "shares": bookers(one, current.names, dialect),
    }


def _resource_uid(server: ServerCache, domain: Domain, name: str) -> str:
    """By uid, address or label; BlueMind allows the same label twice."""
    name = name.strip()
    if not name:
        raise refuse(f"{domain.name}: resource is empty; give its uid, address or label")
    # A path cannot address such a uid (contract#requests-and-paths).
    if name not in LITERALS and "/" not in name and server.api.resource(domain.uid, name) is not None:
        return name
    if "@" in name:
        found = server.api.resource_by_email(domain.uid, name)
        if found:
            return str(found["uid"])
    entries = [principal(entry) for entry in server.api.entries(domain.uid, kindsFilter=["RESOURCE"])]
    same = [entry for entry in entries if entry.name == name]
    if len(same) == 1:
        return same[0].uid
    if same:
        uids = ", ".join(sorted(one.uid for one in same))
        raise BlueMindError(
            "input", f"{domain.name}: {len(same)} resources are called {name}: write the uid, one of {uids}."
        )
    near = difflib.get_close_matches(name, [entry.name for entry in entries], n=3)
    raise BlueMindError("input", f"{domain.name}: there is no resource {name}; near: {', '.join(near) or 'none'}.")


JOB = Job(resource_acl, SPEC)
