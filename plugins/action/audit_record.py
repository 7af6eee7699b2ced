# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`audit_record`: what was seen of one installation, as the verdict takes it."""

from __future__ import annotations

from typing import Any, ClassVar, Mapping

from ..module_utils.bluemind.redaction import redact
from ..plugin_utils import report
from .role_report import ActionModule as RoleReport

_RESULT: dict[str, Any] = {"type": "dict", "default": {}}


class ActionModule(RoleReport):
    """See the module of the same name."""

    spec: ClassVar[Mapping[str, Any]] = {
        "role": {"type": "str", "default": "videoconference"},
        **dict.fromkeys(("options", "domains", "hosts", "failure"), _RESULT),
    }

    def decide(self, params: Mapping[str, Any], task_vars: Mapping[str, Any]) -> dict[str, Any]:
        """The record."""
        options, domains, failure = params["options"], params["domains"], params["failure"]
        error = report.reason(failure) if failure else domains.get("msg") if "error" in domains else None
        looked = [
            what for what, asked in (("domains", "on_domains"), ("hosts", "on_hosts")) if options.get(asked, failure)
        ]
        host, role = str(task_vars["inventory_hostname"]), params["role"]
        error = str(error).replace(f"{host}: nothing was changed. ", "") if error else None
        return {
            "seen": {
                "installation": host,
                "error": report.in_role_words(role, redact(error, self._secrets(role, task_vars))) if error else None,
                "looked": looked,
                "wanted": options.get("state") == "present" and bool(options.get("present_domains")),
                "release": domains.get("release"),
                "seconds": domains.get("seconds"),
                "domains": domains.get("domains") or [],
                "remarks": domains.get("remarks") or [],
                "hosts": [_host(one) for one in params["hosts"].get("results") or [] if not one.get("skipped")],
            }
        }


def _host(look: Mapping[str, Any]) -> dict[str, Any]:
    """One host; `look` is the result of audit_host with its loop item."""
    error = None if "packages" in look else str(look.get("msg") or "not looked at")
    empty = {"provider": look["item"]["name"], "packages": {}, "plugins": {}, "restart": [], "remarks": [], "ahead": []}
    return {"host": look["item"]["host"], "error": error, **{name: look.get(name, empty[name]) for name in empty}}
