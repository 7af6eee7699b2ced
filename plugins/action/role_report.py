# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`role_report`: the result of an installation, and the failure of one that failed."""

from __future__ import annotations

from typing import Any, ClassVar, Iterator, Mapping

from ansible.errors import AnsibleError

from ..module_utils.bluemind.redaction import redact, searchable
from ..plugin_utils import report
from ..plugin_utils.merged_results import merged
from ..plugin_utils.role_step import RoleStep

RESULTS = (
    *("options", "server", "decision", "packages", "restarts"),
    *("gate", "looked", "configured", "failure", "diagnosis"),
)


class ActionModule(RoleStep):
    """See the module of the same name."""

    spec: ClassVar[Mapping[str, Any]] = {
        "role": {"type": "str", "default": "videoconference"},
        **{name: {"type": "dict", "default": {}} for name in RESULTS},
        "parts": {"type": "list", "elements": "dict", "default": []},
    }

    def decide(self, params: Mapping[str, Any], task_vars: Mapping[str, Any]) -> dict[str, Any]:
        """The result of the installation, and why it is a failure."""
        host = str(task_vars["inventory_hostname"])
        refused = bool(params["looked"].get("failed"))
        compared = refused or bool(params["options"].get("compare_only"))
        configured = {**(params["looked"] if refused else params["configured"]), "compared": compared}
        failures = configured.get("failed_domains") or []
        configured["failed_domains"] = [
            {**one, "msg": report.in_role_words(params["role"], one["msg"])} for one in failures
        ]
        failed = self._reason(params, host, report.differences(configured) if compared else [], task_vars)
        found = report.installation(
            self._task.check_mode,
            params["server"],
            params["decision"].get("pending") or [],
            params["decision"].get("remarks") or {},
            params["packages"].get("results") or [],
            params["restarts"].get("results") or [],
            params["gate"],
            configured,
            failed,
        )
        if params["parts"]:
            first, *others = params["parts"]
            found = {**merged([first, found, *others]), "reason": failed}
        return {**found, "failed": True, "msg": failed} if failed else found

    def _reason(
        self, params: Mapping[str, Any], host: str, differences: list[str], task_vars: Mapping[str, Any]
    ) -> str | None:
        if params["failure"]:
            untouched = [f"{host}: nothing was changed."] if params["looked"].get("failed") else []
            text = "\n".join([report.reason(params["failure"]), *report.diagnosis(params["diagnosis"])])
            text = " ".join([*untouched, text])
            return report.in_role_words(params["role"], redact(text, self._secrets(params["role"], task_vars)))
        return f"{host} differs from the requested state: {'; '.join(differences)}" if differences else None

    def _secrets(self, role: str, task_vars: Mapping[str, Any]) -> set[str]:
        """What this run knows and nobody must read, also in a journal."""
        key, password, domains = (
            self._value(task_vars.get(f"{role}_{name}")) for name in ("api_key", "api_password", "domains")
        )
        return searchable(str(one) for one in (key, password, *_secret_values(domains)) if one)

    def _value(self, value: Any) -> Any:
        """None where the value itself is what failed."""
        try:
            return self._templar.template(value)
        except AnsibleError:
            return None


def _secret_values(records: Any) -> Iterator[Any]:
    """The values of secret options, at any depth."""
    if isinstance(records, dict):
        for name, value in records.items():
            if name in ("token", "secret"):
                yield value
            else:
                yield from _secret_values(value)
    elif isinstance(records, (list, tuple)):
        for one in records:
            yield from _secret_values(one)
