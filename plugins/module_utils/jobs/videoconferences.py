# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`bluemind_videoconferences`: many domains of one server, each with its provider."""

from __future__ import annotations

from typing import Any, Mapping

from ..bluemind.api import Api
from ..model.providers import BY_NAME
from .booked_options import BOOKED_SPEC, RemovalOptions
from .many_domains import BATCH_SPEC, Purge, many_domains, records_spec
from .runner import Job
from .videoconference import RECORD, STRICT, desired

SPEC: dict[str, Any] = {
    "domains": records_spec(RECORD),
    "purge_providers": {"type": "list", "elements": "str", "choices": list(BY_NAME), "default": []},
    **BATCH_SPEC,
    **BOOKED_SPEC,
    "strict": STRICT,
}


def videoconferences(api: Api, params: Mapping[str, Any], check_mode: bool) -> dict[str, Any]:
    """The result of one task."""
    providers = tuple(BY_NAME[name] for name in dict.fromkeys(params["purge_providers"]))
    purge = Purge("purge_providers", providers, params["purge_limit"], params["allow_empty"])
    wanted = [desired(record, api.connection.api_url) for record in params["domains"]]
    removal = RemovalOptions.of(params, check_mode)
    return many_domains(api, wanted, purge, params["concurrency"], check_mode, removal, params["strict"])


JOB = Job(videoconferences, SPEC)
