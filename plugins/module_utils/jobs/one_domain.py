# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One domain and one provider as they should be, for the module of every provider."""

from __future__ import annotations

import functools
from dataclasses import replace
from typing import Any

from ..bluemind.acl import Dialect
from ..bluemind.api import Api
from ..bluemind.errors import BlueMindError
from ..model.records import Current, Desired
from ..reconcile.bookings import Ledger
from ..reconcile.execute import Executor
from ..reconcile.loop import Task, reconcile
from ..reconcile.plan import plan_domain, resolve_defaults
from ..reconcile.plan_booked import secrets_may_go
from ..reconcile.plan_replaced import nothing_to_replace
from ..reconcile.read import read_domain
from ..reconcile.readiness import Facts, bookers, missing
from ..reconcile.report import domain_view, result, source_view
from ..reconcile.server import ServerCache
from ..reconcile.twins import choose
from ..reconcile.verify import verify_rights
from .booked_options import RemovalOptions
from .runner import failure


def one_domain(
    api: Api, desired: Desired, check_mode: bool, removal: RemovalOptions, strict: bool = False
) -> dict[str, Any]:
    """The result of a task that names one domain."""
    server = ServerCache(api)
    domain = server.domain(desired.domain)
    desired = replace(desired, removal=removal.policy)
    return reconcile_domain(server, read_domain(server, domain, desired), desired, check_mode, removal, strict)


def reconcile_domain(
    server: ServerCache, before: Current, desired: Desired, check_mode: bool, removal: RemovalOptions, strict: bool
) -> dict[str, Any]:
    """The result of one domain, from its state `before`; `strict` makes a provider that is not ready a failure.

    Its `ready` is {ok, missing}, None with state absent and where the state is unknown after a failure. Bookings are
    told in every case.
    """
    ledger, name = Ledger(removal.file), before.domain.name
    try:
        seen = ledger.see(before, _staying(before, desired))
        found, left = _reconciled(server, seen, desired, check_mode, ledger, strict)
    except BlueMindError as error:
        if not ledger.has_any:
            raise
        found, left = failure(error), before
    return {**found, "bookings": ledger.view(name, left)}


def _staying(before: Current, desired: Desired) -> str | None:
    kept = choose(before, desired.provider)[0] if desired.state == "present" else None
    return kept.uid if kept else None


def _reconciled(
    server: ServerCache, before: Current, desired: Desired, check_mode: bool, ledger: Ledger, strict: bool
) -> tuple[dict[str, Any], Current | None]:
    """The result without the bookings, and the state in the end."""
    provider, release, domain = desired.provider, server.release, before.domain
    wanted = resolve_defaults(desired, before) if provider.supports(release) else desired
    idle = nothing_to_replace(wanted, before)
    task = Task(
        read=lambda: ledger.see(read_domain(server, domain, wanted, before), wanted.uid),
        plan=lambda current: plan_domain(wanted, current, release),
        execute=Executor(server.api, domain, release.dialect).execute,
        verify=functools.partial(verify_rights, server.api, domain, release.dialect),
    )
    if strict and wanted.replaces and not (idle or check_mode):
        lacking = _missing(reconcile(task, before, True).current, desired, release.dialect)
        if lacking:
            raise BlueMindError("provider", f"{' '.join(lacking)} Nothing was written.")
    outcome = reconcile(task, before, check_mode)
    if check_mode and outcome.current and before.type_missing and not outcome.current.type_missing:
        server.foreseen_types.add(domain.uid)
    lacking = None if idle and not before.resources else _missing(outcome.current, desired, release.dialect)
    if strict and lacking and not (outcome.error or check_mode):
        outcome = replace(outcome, error=BlueMindError("provider", " ".join(lacking)))
    view = domain_view(outcome.current, provider, release.dialect) if outcome.current else None
    if view and outcome.current and desired.replaces:
        view["source"] = source_view(before, outcome.current, desired, release.dialect)
    found = result(before, outcome, check_mode, release.dialect, "domain", view)
    found["ready"] = None if lacking is None else {"ok": not lacking, "missing": lacking}
    found["warnings"] += [*_warnings(server, desired), *_about_the_source(wanted, before, bool(outcome.plan))]
    found["warnings"] += ledger.warnings(domain.name, outcome.current, wanted, secrets_may_go(wanted, release))
    return found, outcome.current


def _missing(current: Current | None, desired: Desired, dialect: Dialect) -> list[str] | None:
    """What users still lack; None if there is nothing to tell."""
    if current is None or desired.state == "absent":
        return None
    kept, _others = choose(current, desired.provider)
    known = {**current.names, **{grant.principal.uid: grant.principal for grant in current.grants or ()}}
    who = bookers(kept, known, dialect)
    return missing(Facts(current.domain.name, desired.provider, kept, current.loaded, current.outside, who))


def _about_the_source(wanted: Desired, before: Current, has_work: bool) -> list[str]:
    """Where a migration does not do what its reader may expect."""
    if wanted.replaces is None:
        return []
    name, new, old = before.domain.name, wanted.provider.name, wanted.replaces.provider.name
    kept = choose(before, wanted.provider)[0]
    if nothing_to_replace(wanted, before) and not before.resources:
        return [f"{name}: there is no {old} resource, so this task migrates nothing and creates no {new}."]
    if has_work and kept:
        return [f"{name}: there is a {new} resource already, {kept.label} ({kept.uid}). It is kept, with its rights."]
    return []


def _warnings(server: ServerCache, desired: Desired) -> list[str]:
    if desired.state == "absent":
        return []
    provider, given = desired.provider, desired.settings
    own = [setting for setting in provider.settings if setting.key in given]
    found = [f"{desired.domain}: settings.{text}." for one in own for text in one.warnings(given[one.key])]
    return found if server.release.number else [*found, f"{provider.reason(server.release)}."]
