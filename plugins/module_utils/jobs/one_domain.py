# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One domain and one provider as they should be, for the module of every provider."""

from __future__ import annotations

import functools
from typing import Any

from ..bluemind.api import Api
from ..model.records import Current, Desired
from ..reconcile.execute import Executor
from ..reconcile.loop import Task, reconcile
from ..reconcile.plan import plan_domain, resolve_defaults
from ..reconcile.read import read_domain
from ..reconcile.report import domain_view, result
from ..reconcile.server import ServerCache
from ..reconcile.verify import verify_rights


def one_domain(api: Api, desired: Desired, check_mode: bool) -> dict[str, Any]:
    """The result of a task that names one domain."""
    server = ServerCache(api)
    domain = server.domain(desired.domain)
    return reconcile_domain(server, read_domain(server, domain, desired), desired, check_mode)


def reconcile_domain(server: ServerCache, before: Current, desired: Desired, check_mode: bool) -> dict[str, Any]:
    """The result of one domain, from its state `before`."""
    provider, release, domain = desired.provider, server.release, before.domain
    wanted = resolve_defaults(desired, before) if provider.supports(release) else desired
    task = Task(
        read=lambda: read_domain(server, domain, wanted, before),
        plan=lambda current: plan_domain(wanted, current, release),
        execute=Executor(server.api, domain, release.dialect).execute,
        verify=functools.partial(verify_rights, server.api, domain, release.dialect),
    )
    outcome = reconcile(task, before, check_mode)
    view = domain_view(outcome.current, provider, release.dialect) if outcome.current else None
    found = result(before, outcome, check_mode, release.dialect, "domain", view)
    if desired.state == "present" and release.number is None:
        found["warnings"].append(f"{provider.reason(release)}.")
    return found
