# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`rollout_batch`: whether a batch of installations may begin."""

from __future__ import annotations

from typing import Any, ClassVar, Mapping

from ..plugin_utils import batches
from ..plugin_utils.role_step import RoleStep

VARIABLE = "bluemind_rollout_batch"  # what the playbooks register


class ActionModule(RoleStep):
    """See the module of the same name."""

    spec: ClassVar[Mapping[str, Any]] = {"serial": {"type": "raw"}, "max_fail_percentage": {"type": "raw"}}

    def decide(self, params: Mapping[str, Any], task_vars: Mapping[str, Any]) -> dict[str, Any]:
        """The batch, for all hosts of it."""
        everybody, batch = task_vars["ansible_play_hosts_all"], task_vars["ansible_play_batch"]
        worst = self._worst(everybody, batch, task_vars["hostvars"])
        refusal = batches.too_many(worst, params["max_fail_percentage"])
        if params["serial"] is not None and refusal is None:
            refusal = batches.unheard_serial(params["serial"], len(batch), len(everybody))
        return {"hosts": list(batch), "worst": worst, "refusal": refusal}

    def _worst(self, everybody: list[str], batch: list[str], hostvars: Any) -> float:
        """The highest percentage of a batch before. Each looks at one batch only: a rollout costs linear time."""
        place = everybody.index(batch[0])
        if place == 0:
            return 0.0
        before = hostvars[everybody[place - 1]].get(VARIABLE)
        if not before:
            return 0.0
        results = {host: hostvars[host].get("starleaf_result") for host in before["hosts"]}
        return max(before["worst"], batches.share(before["hosts"], results))
