# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`bluemind_videoconference`: one provider of one domain as it should be."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Mapping

from ..bluemind.api import Api
from ..model.providers import BY_NAME, PROVIDERS, WEBEX
from ..model.records import Desired
from .arguments import refuse
from .booked_options import BOOKED_SPEC, RemovalOptions
from .domain_options import domain_spec, to_desired, update_spec
from .one_domain import one_domain
from .outside_options import to_accounts, to_openid
from .runner import Job

RECORD: dict[str, Any] = {
    **domain_spec(),
    "provider": {"type": "str", "required": True, "choices": list(BY_NAME)},
    "settings": {
        "type": "dict",
        "options": {setting.option: setting.spec() for provider in PROVIDERS for setting in provider.settings},
    },
    "openid": {"type": "dict", "options": {one.option: one.spec() for one in WEBEX.openid}},
    "external_accounts": {
        "type": "list",
        "elements": "dict",
        "options": {"user": {"type": "str", "required": True}, "login": {"type": "str", "required": True}},
    },
    "update_secrets": update_spec(),
}
STRICT: dict[str, Any] = {"type": "bool", "default": False}


def videoconference(api: Api, params: Mapping[str, Any], check_mode: bool) -> dict[str, Any]:
    """The result of one task."""
    removal = RemovalOptions.of(params, check_mode)
    return one_domain(api, desired(params, api.connection.api_url), check_mode, removal, params["strict"])


def desired(record: Mapping[str, Any], api_url: str) -> Desired:
    """From one domain's record. Errors: `input`, also for a setting that the provider does not have."""
    provider = BY_NAME[record["provider"]]
    given = {option: value for option, value in (record["settings"] or {}).items() if value is not None}
    own = [setting.option for setting in provider.settings]
    foreign = " and ".join(option for option in given if option not in own)
    if foreign:
        where = f"{record['domain']}: settings: {provider.name} has no {foreign}"
        raise refuse(f"{where}; it has {', '.join(own)}. Leave {foreign} out, or name the provider that is meant")
    found = to_desired(record, provider, given, record["update_secrets"], api_url, "settings.")
    return replace(
        found,
        openid=to_openid(record, provider),
        keep_registered_secret=record["update_secrets"] == "on_create",
        external_accounts=to_accounts(record, provider),
    )


JOB = Job(videoconference, {**RECORD, **BOOKED_SPEC, "strict": STRICT})
