# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`rollout_outcome`: the table of a rollout, and a failure for each installation that failed."""

from __future__ import annotations

from typing import Any, ClassVar, Mapping

from ..plugin_utils import report
from ..plugin_utils.role_step import RoleStep
from .rollout_batch import VARIABLE


class ActionModule(RoleStep):
    """See the module of the same name."""

    spec: ClassVar[Mapping[str, Any]] = {}

    def decide(self, params: Mapping[str, Any], task_vars: Mapping[str, Any]) -> dict[str, Any]:
        """The table from the first host, and the failure of this one."""
        if not task_vars["groups"].get("bluemind_core"):
            text = (
                "The inventory has no host in the group bluemind_core, so nothing was done. Name the inventory with -i,"
                " or put the installations into that group"
            )
            return {"failed": True, "msg": f"{text}."}
        host, alive, hostvars = task_vars["inventory_hostname"], task_vars["ansible_play_hosts"], task_vars["hostvars"]
        result: dict[str, Any] = {}
        if host == alive[0]:
            result["_ansible_verbose_always"] = True
            result["installations"] = report.lines(
                (name, hostvars[name].get("videoconference_result"), VARIABLE in hostvars[name] and name not in alive)
                for name in task_vars["ansible_play_hosts_all"]
            )
        own = hostvars[host].get("videoconference_result") or {}
        if own.get("reason"):
            return {**result, "failed": True, "msg": own["reason"]}
        return result
