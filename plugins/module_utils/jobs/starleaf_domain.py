# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`bluemind_starleaf_domain`: one domain as it should be, the provider being fixed."""

from __future__ import annotations

from typing import Any, Mapping

from ..bluemind.api import Api
from ..model.providers import STARLEAF
from ..model.records import Desired
from .booked_options import BOOKED_SPEC, RemovalOptions
from .domain_options import domain_spec, to_desired, update_spec
from .one_domain import one_domain
from .runner import Job

# The setting is an option of its own.
SPEC: dict[str, Any] = {
    **domain_spec(),
    **{setting.option: setting.spec() for setting in STARLEAF.settings},
    "update_token": update_spec(),
}


def starleaf_domain(api: Api, params: Mapping[str, Any], check_mode: bool) -> dict[str, Any]:
    """The result of one task."""
    desired = starleaf_desired(params, api.connection.api_url)
    result = one_domain(api, desired, check_mode, RemovalOptions.of(params, check_mode))
    result.pop("ready", None)
    return {**result, "domain": starleaf_view(result["domain"])} if result.get("domain") else result


def starleaf_desired(record: Mapping[str, Any], api_url: str) -> Desired:
    """From one domain's record. Errors: `input`."""
    return to_desired(record, STARLEAF, record, record["update_token"], api_url)


def starleaf_view(view: Mapping[str, Any]) -> dict[str, Any]:
    """The final state of a domain, as the modules for this one provider return it."""
    kept = {name: value for name, value in view.items() if name not in ("provider", "settings", "ready")}
    return {**kept, **view["settings"]}


JOB = Job(starleaf_domain, {**SPEC, **BOOKED_SPEC})
