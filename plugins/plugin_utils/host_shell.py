# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs POSIX sh on the host of a task, through its connection and its become; the host needs no Python."""

from __future__ import annotations

import base64
import re
import shlex
import time
from typing import Any

from ansible.errors import AnsibleError
from ansible.plugins.action import ActionBase

from ..module_utils.host.errors import HostError
from ..module_utils.host.records import RecordError, Sections, draw_prefix, parse, render

LOCAL = ("local", "ansible.builtin.local")
_SECRET = re.compile("pass|secret|token|key|credential|auth", re.IGNORECASE)  # names of variables


class Shell:
    """The `Host` of an action plugin."""

    def __init__(self, action: ActionBase, name: str) -> None:
        self.name = name
        self._action = action
        self._connection: Any = action._connection
        self._by_input = self._takes_input()
        self._said = ""  # outside the records

    def ask(self, *scripts: str, **variables: str) -> Sections:
        """Run these scripts there in one go; raises HostError with the kind `unreachable`."""
        prefix = draw_prefix()
        text = render(("begin", *scripts, "done"), variables, prefix, self._environment())
        try:
            return self._run(text, prefix)
        except RecordError as error:
            if error.begun or not self._by_input:
                raise self._no_answer(error) from error
        # A sudo with requiretty, or a program in between, does not pass standard input on.
        self._by_input = False
        try:
            return self._run(text, prefix)
        except RecordError as error:
            raise self._no_answer(error) from error

    def script(self, *scripts: str, **variables: str) -> str:
        """These scripts as a text, for a job to run."""
        return render(scripts, variables, draw_prefix(), self._environment())

    def say(self, text: str) -> None:
        """Tell the user something while the task runs."""
        self._action._display.display(text)

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)

    def now(self) -> float:
        """Seconds on a clock that only goes forward."""
        return time.monotonic()

    def _takes_input(self) -> bool:
        """Whether standard input reaches the script.

        Through ssh that avoids a terminal, which would merge both outputs. A local connection that has to type a
        password has no input left for the script.
        """
        connection = self._connection
        if not getattr(connection, "has_pipelining", False):
            return False
        if connection.transport not in LOCAL or not connection.become or connection.get_option("pipelining"):
            return True
        # Not expect_prompt(), which knows only once a command was built.
        return not connection.become.get_option("become_pass", playcontext=self._action._play_context)

    def _run(self, text: str, prefix: str) -> Sections:
        try:
            if self._by_input:
                answer = self._action._low_level_execute_command(
                    "/bin/sh -s", in_data=text.encode(), encoding_errors="replace"
                )
            else:
                answer = self._action._low_level_execute_command(self._as_argument(text), encoding_errors="replace")
        except AnsibleError as error:
            raise HostError("unreachable", f"Cannot run anything there: {_one_line(str(error))}") from error
        self._said = _one_line(f"{answer['stderr']} {answer['stdout'][-300:]}")
        return parse(answer["stdout"], prefix)

    def _as_argument(self, text: str) -> str:
        """One word without line ends or quotes: the login shell may be fish or csh."""
        secret = sorted(name for name, value in self._environment().items() if _SECRET.search(name) or "@" in value)
        if secret:
            raise HostError(
                "unsupported",
                f"environment: {' and '.join(secret)} may hold a password, which the process list of the host would"
                " show. Set ansible_pipelining: true here, or leave it out",
            )
        encoded = base64.b64encode(text.encode()).decode()
        decoded = f'eval "$(printf %s {encoded} | base64 -d)"'
        return f"/bin/sh -c {shlex.quote(decoded)}"

    def _environment(self) -> dict[str, str]:
        """The task's `environment`. Ansible's own helper would put it into the command line."""
        given: dict[str, Any] = {}
        self._action._compute_environment_string(given)
        return {name: str(value) for name, value in given.items()}

    def _no_answer(self, error: RecordError) -> HostError:
        said = f". It said: {self._said}" if self._said else ""
        return HostError("unreachable", f"Cannot run anything there: {error}{said}")


def _one_line(text: str) -> str:
    return " ".join(text.split())
