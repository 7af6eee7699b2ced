# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`bluemind_videoconference_migration`: many domains of one server, from one provider to another.

It is the desired state of the new provider, which replaces the old one; the engine is that of every other module.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Mapping

from ..bluemind.api import Api
from ..model.provider import Provider
from ..model.providers import BY_NAME, PROVIDERS
from ..model.records import BEHIND, Desired, Removal, Replacing
from .arguments import refuse
from .booked_options import BOOKED_SPEC, RemovalOptions, bookings_file
from .many_domains import BATCH_SPEC, NO_PURGE, many_domains
from .runner import Job
from .videoconference import RECORD, STRICT, desired

# What is given by the task, or carried over.
_NOT_OWN: dict[str, Any] = {"state": "present", "shares": None, "purge_shares": False, "allow_empty": False}
_PROVIDER: dict[str, Any] = {"type": "str", "required": True, "choices": list(BY_NAME)}

SPEC: dict[str, Any] = {
    "source": _PROVIDER,
    "target": _PROVIDER,
    "domains": {
        "type": "list",
        "elements": "dict",
        "required": True,
        "options": {name: option for name, option in RECORD.items() if name not in (*_NOT_OWN, "provider")},
    },
    "leave_behind": {"type": "list", "elements": "str", "choices": list(BEHIND), "default": []},
    "bookings_path": BOOKED_SPEC["bookings_path"],
    "concurrency": BATCH_SPEC["concurrency"],
    "strict": STRICT,
}


def migration(api: Api, params: Mapping[str, Any], check_mode: bool) -> dict[str, Any]:
    """The result of one task."""
    source, target = BY_NAME[params["source"]], BY_NAME[params["target"]]
    behind = frozenset(params["leave_behind"])
    if source == target:
        raise refuse(f"source and target are both {source.short}; name the provider that is to replace it as target")
    if "without_role" in behind and not target.needs_role:
        whose = " and ".join(one.short for one in PROVIDERS if one.needs_role)
        raise refuse(f"leave_behind: without_role is for target {whose}; {target.name} needs no role. Leave it out")
    replacing, url = Replacing(source, behind), api.connection.api_url
    wanted = [_desired(record, target, replacing, url) for record in params["domains"]]
    removal = RemovalOptions(Removal(), bookings_file(params, check_mode))
    return many_domains(api, wanted, NO_PURGE, params["concurrency"], check_mode, removal, params["strict"])


def _desired(record: Mapping[str, Any], target: Provider, replacing: Replacing, api_url: str) -> Desired:
    """The new provider of one domain, in the place of the old one. Errors: `input`."""
    found = desired({**record, **_NOT_OWN, "provider": target.short}, api_url)
    return replace(found, replaces=replacing)


JOB = Job(migration, SPEC)
