# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`export_installation`: what one installation has of video conferencing, as files of variables."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import Any, ClassVar, Mapping

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ..module_utils.bluemind.api import Api
from ..module_utils.jobs.videoconference_info import JOB, records
from ..plugin_utils import export_files, export_yaml, report, roles
from ..plugin_utils.export_files import Content
from ..plugin_utils.export_records import entries
from ..plugin_utils.export_vault import Vault
from ..plugin_utils.in_process import InProcess
from ..plugin_utils.options import misspelt, mistakes
from ..plugin_utils.refusals import Refused

READING = {"unambiguous_names": True, "bookings": "none"}


class ActionModule(InProcess):
    """See the module of the same name. It reads by bluemind_videoconference_info, which also runs elsewhere."""

    job = JOB
    module = "bluemind.videoconferencing.bluemind_videoconference_info"
    spec: ClassVar[Mapping[str, Any]] = {
        "path": {"type": "str", "required": True},
        "overwrite": {"type": "bool", "required": True},
        "vault_id": {"type": "str"},
    }
    _supports_async = False

    def run(self, tmp: Any = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """The task's result: the files, without what is in them."""
        known = task_vars or {}
        host = str(known["inventory_hostname"])
        try:
            result = self._exported(host, tmp, known)
            return {**result, "warnings": [*result.get("warnings", ()), *misspelt("export_", self.spec, known)]}
        except Refused as refused:
            return {"failed": True, "changed": False, "msg": f"{host}: nothing was written. {refused}"}

    def _exported(self, host: str, tmp: Any, task_vars: dict[str, Any]) -> dict[str, Any]:
        own = self._own()
        folder = export_files.folder(own["path"], host, task_vars["ansible_play_hosts_all"])
        vault = Vault(self._loader, own["vault_id"]) if own["vault_id"] is not None else None
        if vault and not self._is_local():
            raise Refused(
                "export_vault_id needs requests that leave from the controller, because secrets are encrypted where "
                "they are read. Leave api_delegate_to out"
            )
        secrets: list[Mapping[str, str]] = []
        self.job = replace(JOB, work=lambda api, params, check_mode: _read(api, params, secrets))
        api_url = self._task.args.get("api_url") or os.environ.get("BLUEMIND_API_URL")
        self._task.args = {**self._task.args, **READING}
        result = super().run(tmp, task_vars)
        found = result.pop("domains", [])
        if result.get("failed"):
            return {**result, "msg": report.in_role_words(roles.role_of(task_vars), str(result["msg"]))}
        written = entries(found)
        texts = [Content(export_files.NAME, export_yaml.installation(host, str(api_url), written), str.__eq__)]
        if vault:
            values = {
                name: stored[option]
                for one, stored in zip(written, secrets)
                for option, name in one.variables.items()
                if option in stored
            }
            clear = export_yaml.variables(values)
            texts.insert(0, Content(export_files.VAULT, vault.encrypt(clear), vault.is_same))
        files = export_files.write(folder, texts, own["overwrite"], self._task.check_mode)
        verb = "would be written" if self._task.check_mode else "written"
        active = sum(one.active for one in written)
        lines = [f"{file}: {verb}" for file in files] or [f"{folder}: nothing new"]
        return {
            **result,
            "_ansible_verbose_always": True,
            "changed": bool(files),
            "export": [*lines, f"{active} declared, {len(written) - active} commented out"],
            "files": files,
        }

    def _own(self) -> dict[str, Any]:
        """The options that are not of the connection, which leave the arguments."""
        given = {name: value for name, value in self._task.args.items() if name in self.spec}
        self._task.args = {name: value for name, value in self._task.args.items() if name not in self.spec}
        wrong = list(mistakes(self.spec, given, None, "export_"))
        if wrong:
            raise Refused(". ".join(wrong))
        return dict(ArgumentSpecValidator(self.spec).validate(given).validated_parameters)


def _read(api: Api, params: Mapping[str, Any], secrets: list[Mapping[str, str]]) -> dict[str, Any]:
    """The result of the info module; its secrets go to the list and into no result."""
    found = records(api, params)
    secrets.extend(stored for _record, stored in found)
    return {"changed": False, "domains": [record for record, _stored in found]}
