# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Base of the action plugins that work on a host without a module there."""

from __future__ import annotations

from typing import Any, Callable, ClassVar, Mapping

from ansible.plugins.action import ActionBase

from ..module_utils.bluemind.errors import BlueMindError
from ..module_utils.host.errors import HostError
from ..module_utils.jobs.text_options import require_text
from .host_shell import Shell
from .options import converted


class OnHost(ActionBase):
    """Options in, result out. A host that cannot be reached is a failure, which `rescue` and the role can handle."""

    work: ClassVar[Callable[..., Any]]  # of a host, the options and check mode
    spec: ClassVar[Mapping[str, Any]]
    ranges: ClassVar[Mapping[str, tuple[float, float]]] = {}  # of options that are numbers
    TRANSFERS_FILES = False
    _supports_async = False
    _supports_check_mode = True

    def run(self, tmp: Any = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """The task's result."""
        result = super().run(tmp, task_vars)
        try:
            require_text(self.spec, self._task.args)
        except BlueMindError as error:
            return {**result, **self._refusal(error.message)}
        params, wrong = converted(self.spec, self._task.args, self.ranges)
        if wrong:
            return {**result, **self._refusal(". ".join(wrong))}
        name = self._task.delegate_to or (task_vars or {}).get("inventory_hostname", "this host")
        try:
            own = type(self).work(Shell(self, name), params, self._task.check_mode)
        except HostError as error:
            untouched = "" if error.changed else ". Nothing was changed on this host"
            own = {
                "failed": True,
                "changed": error.changed,
                "msg": f"{name}: {error.message.rstrip('. ')}{untouched}",
                "error": {"kind": error.kind},
            }
        # Ansible shows them without their host, and equal ones once.
        own["warnings"] = [f"{name}: {text}" for text in own.get("warnings", [])]
        if not self._task.diff:
            own.pop("diff", None)
        return {**result, **own}

    def _refusal(self, text: str) -> dict[str, Any]:
        """The result for options that are wrong."""
        error = {"kind": "input"}
        return {"failed": True, "changed": False, "msg": f"{self._task.action}: {text}", "error": error}
