# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`rollout_batch`: whether a batch of installations may begin."""

from __future__ import annotations

from typing import Any, ClassVar, Mapping

from ..plugin_utils import batches, roles
from ..plugin_utils.role_step import RoleStep

VARIABLE = "bluemind_rollout_batch"  # what the playbooks register


class ActionModule(RoleStep):
    """See the module of the same name."""

    spec: ClassVar[Mapping[str, Any]] = {}

    def decide(self, params: Mapping[str, Any], task_vars: Mapping[str, Any]) -> dict[str, Any]:
        """The batch, for all hosts of it."""
        everybody, batch, hostvars = (
            task_vars[name] for name in ("ansible_play_hosts_all", "ansible_play_batch", "hostvars")
        )
        worst = self._worst(everybody, batch, hostvars)
        name, given = self._given("max_fail_percentage", task_vars)
        refusal = batches.too_many(name, worst, given)
        name, given = self._given("serial", task_vars)
        if given is not None and refusal is None:
            refusal = batches.serial_without_effect(name, given, len(batch), len(everybody))
        known = {host: hostvars[host] for host in batch}
        return {
            "hosts": list(batch),
            "worst": worst,
            "roles": {host: roles.role_of(names) for host, names in known.items()},
            "refusals": {host: refusal or roles.of_both_roles(names) for host, names in known.items()},
        }

    def _given(self, name: str, task_vars: Mapping[str, Any]) -> tuple[str, Any]:
        """A variable of the playbooks as the user calls it, and its value."""
        variable = roles.playbook_variable(name, task_vars)
        value = self._templar.template(task_vars.get(variable))
        return variable, "null" if variable in task_vars and value is None else value

    def _worst(self, everybody: list[str], batch: list[str], hostvars: Any) -> float:
        """The highest percentage of a batch before. Each looks at one batch only: a rollout costs linear time."""
        place = everybody.index(batch[0])
        if place == 0:
            return 0.0
        before = hostvars[everybody[place - 1]].get(VARIABLE)
        if not before:
            return 0.0
        results = {host: hostvars[host].get("videoconference_result") for host in before["hosts"]}
        return max(before["worst"], batches.share(before["hosts"], results))
