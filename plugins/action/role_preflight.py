# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`role_preflight`: go on, or refuse."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, ClassVar, Mapping

from ..plugin_utils import installation
from ..plugin_utils.role_step import RoleStep


class ActionModule(RoleStep):
    """See the module of the same name."""

    spec: ClassVar[Mapping[str, Any]] = {
        "options": {"type": "dict", "required": True},
        "server": {"type": "dict", "default": {}},
        "looks": {"type": "list", "elements": "dict", "required": True},
        "domains": {"type": "dict", "default": {}},
    }

    def decide(self, params: Mapping[str, Any], task_vars: Mapping[str, Any]) -> dict[str, Any]:
        """What is to be done."""
        results = [result for look in params["looks"] for result in look.get("results", ())]
        hosts = [result for result in results if not result.get("skipped")]
        decision = installation.decide(params["options"], params["server"], hosts)
        if params["domains"]:
            installation.require_plugins(params["options"], decision, params["domains"])
        return {**asdict(decision), "work": decision.work}
