# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Base of the action plugins that decide for the role and the playbooks; they run on the controller alone."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, ClassVar, Mapping

from ansible.plugins.action import ActionBase

from .options import converted, misspelt
from .refusals import Refused


class RoleStep(ActionBase):
    """Arguments in, result out; what is refused is a failure that says that nothing was changed."""

    spec: ClassVar[Mapping[str, Any]]
    prefix: ClassVar[str] = ""  # with it, the options are the names of variables that users write
    TRANSFERS_FILES = False
    _requires_connection = False
    _supports_check_mode = True
    _supports_async = False

    @abstractmethod
    def decide(self, params: Mapping[str, Any], task_vars: Mapping[str, Any]) -> dict[str, Any]:
        """The own part of the result; raises Refused."""

    def run(self, tmp: Any = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """The task's result."""
        result = super().run(tmp, task_vars)
        known = task_vars or {}
        if self.prefix:
            result["warnings"] = misspelt(self.prefix, self.spec, known)
        params, wrong = converted(self.spec, self._task.args, place=self.prefix)
        if wrong and not self.prefix:
            return {**result, "failed": True, "msg": f"{self._task.action}: {'. '.join(wrong)}"}
        try:
            if wrong:
                raise Refused(". ".join(wrong))
            return {**result, "changed": False, **self.decide(params, known)}
        except Refused as refused:
            first = "nothing was changed. " if refused.untouched else ""
            return {**result, "failed": True, "msg": f"{known['inventory_hostname']}: {first}{refused}"}
