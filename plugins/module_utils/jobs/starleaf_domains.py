# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`bluemind_starleaf_domains`: many domains of one server, the provider being fixed."""

from __future__ import annotations

from typing import Any, Mapping

from ..bluemind.api import Api
from ..model.providers import STARLEAF
from .booked_options import BOOKED_SPEC, RemovalOptions
from .many_domains import BATCH_SPEC, Purge, many_domains, records_spec
from .runner import Job
from .starleaf_domain import SPEC as DOMAIN_SPEC
from .starleaf_domain import starleaf_desired, starleaf_view

SPEC: dict[str, Any] = {
    "domains": records_spec(DOMAIN_SPEC),
    "purge": {"type": "bool", "default": False},
    **BATCH_SPEC,
    **BOOKED_SPEC,
}


def starleaf_domains(api: Api, params: Mapping[str, Any], check_mode: bool) -> dict[str, Any]:
    """The result of one task."""
    purge = Purge("purge", (STARLEAF,) if params["purge"] else (), params["purge_limit"], params["allow_empty"])
    wanted = [starleaf_desired(record, api.connection.api_url) for record in params["domains"]]
    result = many_domains(api, wanted, purge, params["concurrency"], check_mode, RemovalOptions.of(params, check_mode))
    del result["ready"]
    for failed in result["failed_domains"]:
        del failed["provider"]
    return {**result, "domains": [starleaf_view(view) for view in result["domains"]]}


JOB = Job(starleaf_domains, SPEC)
