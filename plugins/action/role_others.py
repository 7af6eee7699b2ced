# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`role_others`: no domain loses the plugin that keeps its resource."""

from __future__ import annotations

from typing import Any, ClassVar, Mapping

from ..plugin_utils import installation
from ..plugin_utils.role_step import RoleStep


class ActionModule(RoleStep):
    """See the module of the same name."""

    spec: ClassVar[Mapping[str, Any]] = {
        "listed": {"type": "int", "required": True},
        "domains": {"type": "list", "elements": "dict", "required": True},
        "changes": {"type": "list", "elements": "dict", "required": True},
    }

    def decide(self, params: Mapping[str, Any], task_vars: Mapping[str, Any]) -> dict[str, Any]:
        """Nothing, or a refusal."""
        installation.require_no_other_domain(params["domains"][: params["listed"]], params["changes"])
        return {}
