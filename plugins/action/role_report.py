# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`role_report`: the result of an installation, and the failure of one that failed."""

from __future__ import annotations

from typing import Any, ClassVar, Mapping

from ansible.errors import AnsibleError

from ..module_utils.bluemind.redaction import redact, searchable
from ..plugin_utils import report
from ..plugin_utils.role_step import RoleStep

_RESULT: dict[str, Any] = {"type": "dict", "default": {}}


class ActionModule(RoleStep):
    """See the module of the same name."""

    spec: ClassVar[Mapping[str, Any]] = {
        **dict.fromkeys(
            ("server", "decision", "packages", "restarts", "gate", "configured", "failure", "diagnosis"), _RESULT
        ),
        "compare_only": {"type": "bool", "default": False},
    }

    def decide(self, params: Mapping[str, Any], task_vars: Mapping[str, Any]) -> dict[str, Any]:
        """The result of the installation, and why it is a failure."""
        host = str(task_vars["inventory_hostname"])
        configured = {**params["configured"], "differences": []}
        configured["failed_domains"] = [
            {**one, "msg": report.in_role_words(one["msg"])} for one in configured.get("failed_domains") or []
        ]
        if params["compare_only"] and not self._task.check_mode:
            configured["differences"] = report.differences(configured)
        failed = self._reason(params, host, configured["differences"], task_vars)
        found = report.installation(
            self._task.check_mode,
            params["server"],
            params["decision"].get("pending") or [],
            params["packages"].get("results") or [],
            params["restarts"].get("results") or [],
            params["gate"],
            configured,
            failed,
        )
        return {**found, "failed": True, "msg": failed} if failed else found

    def _reason(
        self, params: Mapping[str, Any], host: str, differences: list[str], task_vars: Mapping[str, Any]
    ) -> str | None:
        if params["failure"]:
            text = "\n".join([report.reason(params["failure"]), *report.diagnosis(params["diagnosis"])])
            return report.in_role_words(redact(text, self._secrets(task_vars)))
        return f"{host} differs from the requested state: {'; '.join(differences)}" if differences else None

    def _secrets(self, task_vars: Mapping[str, Any]) -> set[str]:
        """What this run knows and nobody must read, also in a journal."""
        key, password, domains = (
            self._value(task_vars.get(name))
            for name in ("starleaf_api_key", "starleaf_api_password", "starleaf_domains")
        )
        tokens = [one.get("token") for one in domains or [] if isinstance(one, dict)]
        return searchable(str(one) for one in (key, password, *tokens) if one)

    def _value(self, value: Any) -> Any:
        """None where the value itself is what failed."""
        try:
            return self._templar.template(value)
        except AnsibleError:
            return None
