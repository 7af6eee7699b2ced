# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`role_options`: the variables of a role, checked and converted once."""

from __future__ import annotations

import math
import os
from typing import Any, ClassVar, Mapping, Sequence

from ansible.errors import AnsibleError
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ..module_utils.bluemind.errors import BlueMindError
from ..module_utils.bluemind.redaction import redact, searchable
from ..module_utils.jobs.arguments import LONGEST, shares_spec
from ..module_utils.jobs.text_options import require_text
from ..plugin_utils import roles, wanted
from ..plugin_utils.options import mistakes, secrets
from ..plugin_utils.refusals import Refused
from ..plugin_utils.role_step import RoleStep

# What the tasks decide by. Secrets and records go to the modules, which convert them by their own rules.
DECIDING = (
    "state",
    "restart",
    "restart_during_backup",
    "wait_timeout",
    "purge",
    "purge_limit",
    "booked",
    "api_url",
    "api_delegate_to",
)
# As the modules have them, which would find others only after the restart.
RANGES = {
    "wait_timeout": (0, LONGEST),
    "api_timeout": (0.001, LONGEST),
    "api_retry_timeout": (0, LONGEST),
    "purge_limit": (0, math.inf),
}


class ActionModule(RoleStep):
    """See the module of the same name."""

    spec: ClassVar[Mapping[str, Any]] = {
        "role": {"type": "str", "default": "videoconference"},
        "provider": {"type": "str"},
        "source": {"type": "str"},
        "overrides": {"type": "dict", "default": {}},
        "refusal": {"type": "str"},
    }

    def decide(self, params: Mapping[str, Any], task_vars: Mapping[str, Any]) -> dict[str, Any]:
        """The options that the tasks decide by."""
        if params["refusal"]:
            raise Refused(params["refusal"])
        refusal = roles.written_for_starleaf(task_vars) if params["source"] is not None else None
        if refusal:
            raise Refused(refusal)
        prefix = f"{params['role']}_"
        options = {**self._options(params["role"], prefix, task_vars), **params["overrides"]}
        chosen = wanted.steps(task_vars["ansible_run_tags"], task_vars["ansible_skip_tags"], self._task.tags)
        domains, state = options["domains"], options["state"]
        if {"configure", "verify"} & set(chosen) and params["source"] is None:  # a migration purges nothing
            wanted.require_listed(prefix, domains, options["purge"])
        providers = wanted.providers(prefix, domains, params["provider"], state)
        moved: dict[str, Any] = {}
        if params["source"] is not None:
            wanted.require_migration(prefix, params["source"], params["provider"], state)
            moved = wanted.migration(prefix, domains, params["source"], params["provider"])._asdict()
        groups, core = task_vars["groups"], task_vars["inventory_hostname"]
        targets = wanted.targets(
            providers.plugins,
            core,
            options["admin_console_host"],
            # What was installed there once goes with the rest.
            options["install_admin_console"] or state == "absent",
            groups.get("bluemind_core", []),
            groups.get("bluemind_admin_console", []),
        )
        return {
            **{name: options[name] for name in DECIDING},
            "prefix": prefix,
            "steps": chosen,
            "on_domains": bool({"configure", "verify"} & set(chosen)),
            "listed": len(domains),
            "replaced_by": options.get("replaced_by"),
            "present_domains": [one["domain"] for one in domains if one["state"] == "present"],
            **moved,
            "providers": providers.all,
            "plugins": providers.plugins,
            "purge_providers": providers.all if options["purge"] else [],
            "on_hosts": bool(targets) and bool({"packages", "restart"} & set(chosen)),
            "look_for": state if "packages" in chosen else "gathered",
            "compare_only": "configure" not in chosen,
            "targets": targets,
            "warnings": self._remarks(prefix, options, moved),
        }

    def _options(self, role: str, prefix: str, task_vars: Mapping[str, Any]) -> dict[str, Any]:
        """The variables of the role that the user named, by their names without its prefix."""
        folder = os.path.dirname(task_vars["role_path"])
        spec = self._loader.load_from_file(os.path.join(folder, role, "meta", "argument_specs.yml"))
        known = _exact(prefix, spec["argument_specs"]["main"]["options"])
        own = [name for name in task_vars if name.startswith(prefix)]
        wanted.require_known(prefix, own, known)
        omitted = [task_vars["omit"]] if "omit" in task_vars else []
        values = {name: self._value(name, task_vars[name]) for name in own if name in known}
        # Before ansible-core 2.19 `omit` is a text of its own in each run; since then there is no value.
        given = {name: one[0] for name, one in values.items() if one and one != omitted}
        if os.environ.get("BLUEMIND_API_URL"):  # as the modules read it
            given.setdefault(f"{prefix}api_url", os.environ["BLUEMIND_API_URL"])
        try:
            require_text(known, given)
        except BlueMindError as error:
            raise Refused(error.message) from None
        wrong = list(mistakes(known, given, {f"{prefix}{name}": limits for name, limits in RANGES.items()}))
        wrong += [
            f"{name} is empty. Give it a text, or leave it out" for name in given if _is_empty(known[name], given[name])
        ]
        if not wrong:
            validated = ArgumentSpecValidator(known).validate(given)
            wrong, options = validated.error_messages, validated.validated_parameters
        if wrong:
            raise Refused(redact(". ".join(wrong), searchable(secrets(known, given))))
        return {name[len(prefix) :]: value for name, value in options.items()}

    def _value(self, name: str, value: Any) -> Sequence[Any]:
        """The value of a variable, and nothing for one that is `omit`."""
        try:
            found: Sequence[Any] = self._templar.template([value])
        except AnsibleError as error:
            raise Refused(f"{name}: {' '.join(str(error).split())}") from error
        return found

    def _remarks(self, prefix: str, options: Mapping[str, Any], moved: Mapping[str, Any]) -> list[str]:
        domains = options["domains"]
        if not domains:
            return [f"{prefix}domains is empty: no domain is configured, and none is dissociated"]
        found = []
        if moved and not moved["leaves"]:
            found = [f"{prefix}domains has no record of {prefix}provider with state present, so no domain is moved"]
        return found + (wanted.set_aside(prefix, domains, options["purge"]) if moved else [])


def _is_empty(option: Mapping[str, Any], value: Any) -> bool:
    """A text of nothing or of blanks, of which Ansible makes a host or a path, or nothing at all."""
    return (
        isinstance(value, str)
        and not value.strip()
        and option.get("type", "str") in ("str", "path")
        and "choices" not in option
    )


def _exact(prefix: str, known: Mapping[str, Any]) -> dict[str, Any]:
    """The specification with what that of a role cannot say: a share names exactly one of several."""
    domains = known[f"{prefix}domains"]
    records = {**domains, "options": {**domains["options"], "shares": shares_spec()}}
    return {**known, f"{prefix}domains": records}
