# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The job of `bluemind_starleaf_domain`: one domain as it should be."""

from __future__ import annotations

from typing import Any, Mapping

from ..bluemind.api import Api
from ..model.providers import STARLEAF
from ..model.records import Current, Desired
from ..reconcile import report
from ..reconcile.plan import plan_domain, resolve_defaults
from ..reconcile.read import read_domain
from ..reconcile.server import ServerCache
from ..reconcile.settle import settle
from .arguments import domain_spec, to_desired
from .runner import Job


def starleaf_domain(api: Api, params: Mapping[str, Any], check_mode: bool) -> dict[str, Any]:
    """The result of one task."""
    desired = to_desired(params, STARLEAF)
    server = ServerCache(api)
    domain = server.domain(desired.domain)
    return settle_from(server, read_domain(server, domain, desired), desired, check_mode)


def settle_from(server: ServerCache, before: Current, desired: Desired, check_mode: bool) -> dict[str, Any]:
    """The result of one domain whose state is known already."""
    release = server.release
    provider = desired.provider
    wanted = resolve_defaults(desired, before) if provider.supports(release) else desired
    settled = settle(
        server,
        before,
        lambda: read_domain(server, before.domain, wanted, before),
        lambda current: plan_domain(wanted, current, release),
        check_mode,
    )
    result = settled.result(lambda current: report.domain_view(current, provider, release.dialect), "domain")
    if desired.state == "present" and release.number is None:
        result["warnings"].append(f"{provider.reason(release)}.")
    return result


JOB = Job(starleaf_domain, domain_spec(STARLEAF))
