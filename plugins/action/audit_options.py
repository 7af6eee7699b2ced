# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`audit_options`: how the audit ends and where it writes, checked before anything is looked at."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar, Mapping

from ansible.errors import AnsibleError

from ..module_utils.audit import exceptions
from ..module_utils.audit.records import POLICIES
from ..plugin_utils import files, roles, wanted
from ..plugin_utils.refusals import Refused
from ..plugin_utils.role_step import RoleStep

VARIABLE = "bluemind_audit_options"  # what the playbook registers


class ActionModule(RoleStep):
    """See the module of the same name."""

    prefix = "audit_"
    spec: ClassVar[Mapping[str, Any]] = {
        "path": {"type": "str", "required": True},
        "fail_on": {"type": "str", "choices": list(POLICIES), "required": True},
        "accept": {"type": "path"},
    }

    def decide(self, params: Mapping[str, Any], task_vars: Mapping[str, Any]) -> dict[str, Any]:
        """The options, with the content of the file of exceptions."""
        if not params["path"].strip():
            raise Refused("audit_path is empty. Give the directory of the outputs, or leave it out")
        path = Path.cwd() / Path(params["path"]).expanduser()
        try:
            files.require_writable(path)
        except OSError as error:
            raise Refused(f"audit_path {path} cannot be written: {error}") from error
        chosen = wanted.steps(task_vars["ansible_run_tags"], task_vars["ansible_skip_tags"], self._task.tags)
        if params["fail_on"] != "never" and not {"configure", "verify"} & set(chosen):
            raise Refused(
                f"audit_fail_on is {params['fail_on']}, and with these tags no domain is looked at, so this run cannot"
                " obey it. Leave the tags out, add the tag verify, or set audit_fail_on: never"
            )
        return {
            "path": str(path),
            "fail_on": params["fail_on"],
            "exceptions": self._exceptions(params["accept"]) if params["accept"] else [],
            "role": roles.role_of(task_vars),
            "refusal": roles.of_both_roles(task_vars),
        }

    def _exceptions(self, path: str) -> list[dict[str, Any]]:
        """The entries, checked; days as texts, as results have them."""
        try:
            content = self._loader.load_from_file(str(Path.cwd() / path), cache="none")
            return [
                {**vars(one), "expires": one.expires.isoformat(), "domain": one.domain or None}
                for one in exceptions.parse(content)
            ]
        except AnsibleError as error:
            raise Refused(f"audit_accept {path} cannot be read: {' '.join(str(error).split())}") from error
        except exceptions.BadExceptions as error:
            raise Refused(f"audit_accept {path}: {error}") from error
