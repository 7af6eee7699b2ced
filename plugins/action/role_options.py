# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`role_options`: the role's variables, checked and converted once."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any, ClassVar, Mapping, Sequence

from ansible.errors import AnsibleError
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ..module_utils.bluemind.errors import BlueMindError
from ..module_utils.bluemind.redaction import redact, searchable
from ..module_utils.jobs.arguments import LONGEST
from ..module_utils.jobs.text_options import require_text
from ..plugin_utils import installation
from ..plugin_utils.installation import Refused
from ..plugin_utils.options import mistakes
from ..plugin_utils.role_step import RoleStep

PREFIX = "starleaf_"
# What the tasks decide by. Secrets and records go to the modules, which convert them by their own rules.
DECIDING = ("state", "restart", "restart_during_backup", "wait_timeout", "purge", "purge_limit", "api_url")
# As the modules have them, which would find others only after the restart.
RANGES = {
    "starleaf_wait_timeout": (0, LONGEST),
    "starleaf_api_timeout": (0.001, LONGEST),
    "starleaf_api_retry_timeout": (0, LONGEST),
    "starleaf_purge_limit": (0, math.inf),
}


class ActionModule(RoleStep):
    """See the module of the same name."""

    spec: ClassVar[Mapping[str, Any]] = {"refusal": {"type": "str"}}

    def decide(self, params: Mapping[str, Any], task_vars: Mapping[str, Any]) -> dict[str, Any]:
        """The options that the tasks decide by."""
        if params["refusal"]:
            raise Refused(params["refusal"])
        options = self._options(task_vars)
        chosen = installation.steps(task_vars["ansible_run_tags"], task_vars["ansible_skip_tags"], self._task.tags)
        if {"configure", "verify"} & set(chosen):
            installation.require_listed(options["starleaf_domains"], options["starleaf_purge"])
        groups, core = task_vars["groups"], task_vars["inventory_hostname"]
        return {
            **{name: options[f"{PREFIX}{name}"] for name in DECIDING},
            "steps": chosen,
            "on_domains": bool({"configure", "verify"} & set(chosen)),
            "present_domains": [one["domain"] for one in options["starleaf_domains"] if one["state"] == "present"],
            "on_hosts": bool({"packages", "restart"} & set(chosen)),
            "look_for": options["starleaf_state"] if "packages" in chosen else "gathered",
            "compare_only": "configure" not in chosen,
            "api_delegate_to": options["starleaf_api_delegate_to"],
            "targets": installation.targets(
                core,
                options["starleaf_admin_console_host"],
                # What was installed there once goes with the rest.
                options["starleaf_install_admin_console"] or options["starleaf_state"] == "absent",
                groups.get("bluemind_core", []),
                groups.get("bluemind_admin_console", []),
            ),
            "warnings": self._remarks(options),
        }

    def _options(self, task_vars: Mapping[str, Any]) -> dict[str, Any]:
        spec = self._loader.load_from_file(str(Path(task_vars["role_path"]) / "meta" / "argument_specs.yml"))
        known = spec["argument_specs"]["main"]["options"]
        own = [name for name in task_vars if name.startswith(PREFIX)]
        installation.require_known(own, known)
        omitted = task_vars.get("omit")
        values = {name: self._value(name, task_vars[name]) for name in own if name in known}
        # Before ansible-core 2.19 `omit` is a text of its own in each run; since then there is no value.
        given = {name: one[0] for name, one in values.items() if one and one[0] != omitted}
        try:
            require_text(known, given)
        except BlueMindError as error:
            raise Refused(error.message) from None
        validated = ArgumentSpecValidator(known).validate(given)
        wrong = list(mistakes(known, given, RANGES)) or validated.error_messages
        if wrong:
            text = ". ".join(wrong)
            raise Refused(redact(text, searchable(validated._no_log_values)))
        options: dict[str, Any] = validated.validated_parameters
        return options

    def _value(self, name: str, value: Any) -> Sequence[Any]:
        """The value of a variable, and nothing for one that is `omit`."""
        try:
            found: Sequence[Any] = self._templar.template([value])
        except AnsibleError as error:
            raise Refused(f"{name}: {' '.join(str(error).split())}") from error
        return found

    def _remarks(self, options: Mapping[str, Any]) -> list[str]:
        if options["starleaf_domains"]:
            return []
        return ["starleaf_domains is empty: no domain is configured, and none is dissociated"]
