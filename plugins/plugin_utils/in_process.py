# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs modules in the controller's own process: no Python to start, connections stay open between items of a loop."""

from __future__ import annotations

import contextlib
import functools
import gc
import json
import os
from typing import Any, Iterator, Mapping

from ansible.errors import AnsibleConnectionFailure
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.plugins.action import ActionBase
from ansible.utils.vars import merge_hash

from ..module_utils.bluemind import transport
from ..module_utils.bluemind.connections import REQUESTS_IMPORT_ERROR
from ..module_utils.bluemind.errors import BlueMindError
from ..module_utils.bluemind.redaction import masked, redact, searchable
from ..module_utils.jobs.runner import Job, failure, hidden, run
from ..module_utils.jobs.text_options import require_text
from .options import mistakes, one_of, secrets

LOCAL = ("local", "ansible.builtin.local")
FILES = ("api_key_path", "ca_path", "client_cert", "client_key")

# Connections of this worker process, which ends with its task; a loop runs in one worker.
_CONNECTIONS: dict[transport.Connection, transport.Transport] = {}


class InProcess(ActionBase):
    """Base class of the action plugins: same options and result as the module of the same name.

    Runs the module itself for another connection than local, async, or a controller without requests. Also for become,
    if another user is needed to read a file that the task names: an administrator who asks for root on the mail servers
    has not asked for it on the controller.
    """

    job: Job
    module: str | None = None  # that runs elsewhere; by default the one of the same name
    TRANSFERS_FILES = False
    _supports_async = True
    _supports_check_mode = True

    def run(self, tmp: Any = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """The task's result."""
        result = super().run(tmp, task_vars)
        rules = self.job.arguments()
        try:
            require_text(rules["argument_spec"], self._task.args)
            self._require_options(rules)
        except BlueMindError as error:
            return {**result, **failure(error), "failed": True, "requests": {"sent": 0, "retried": 0}}
        if not self._is_local():
            return merge_hash(result, self._elsewhere(task_vars))
        _keep_inherited()
        validator = ArgumentSpecValidator(rules.pop("argument_spec"), **rules)
        with self._environment():
            self._task.args = _as_json(self._task.args)  # Ansible returns them with the result
            validated = validator.validate(self._task.args)
            params = validated.validated_parameters
            secrets = set(validated._no_log_values)
            learned: set[str] = set()
            if validated.error_messages:
                own = failure(BlueMindError("input", "; ".join(validated.error_messages)))
            else:
                own, learned = run(self.job, params, self._task.check_mode, _CONNECTIONS, self._display.display)
        own["failed"] = own.get("failed", False) or "error" in own
        if own["failed"]:  # the server may not be what it was
            for server in _CONNECTIONS.values():
                server.forget()
        if not self._task.diff:
            own.pop("diff", None)
        own = masked(own, secrets - learned)  # `run` has hidden the others
        if self._display.verbosity >= 3:  # not shown below; copying and masking thousands of shares takes time
            own["invocation"] = {"module_args": hidden(params, secrets | learned)}
        return merge_hash(result, own)

    def _require_options(self, rules: Mapping[str, Any]) -> None:
        """Errors: `input`, with a sentence for each mistake."""
        spec, given = rules["argument_spec"], self._task.args
        wrong = [*mistakes(spec, given), *one_of(rules, given)]
        if wrong:
            text = f"{self._task.action}: {'. '.join(wrong)}."
            raise BlueMindError("input", redact(text, searchable(secrets(spec, given))))

    def _elsewhere(self, task_vars: dict[str, Any] | None) -> dict[str, Any]:
        """The module's result. A host that cannot be reached is a failure: `rescue` does not see the other thing."""
        host = self._task.delegate_to or (task_vars or {}).get("inventory_hostname")
        try:
            done: dict[str, Any] = self._execute_module(
                module_name=self.module, task_vars=task_vars, wrap_async=self._task.async_val
            )
            if "module_stdout" in done:  # what came was no result
                said = " ".join((done.get("module_stderr") or done["module_stdout"] or done["msg"]).split())
                said = said[-300:].rstrip(".")
                text = (
                    f"{host}, from which the requests are to be sent, cannot run the module: {said}. "
                    "Look at the login shell there, at ansible_become and at ansible_python_interpreter"
                )
                done.update(failure(BlueMindError("connection", text)))
            return done
        except AnsibleConnectionFailure as error:
            text = f"cannot reach {host}, from which the requests are to be sent: {error}"
            return {**failure(BlueMindError("connection", text)), "failed": True}

    def _is_local(self) -> bool:
        if self._task.async_val or REQUESTS_IMPORT_ERROR or self._connection.transport not in LOCAL:
            return False
        return not self._connection.become or all(os.access(file, os.R_OK) for file in self._files())

    def _files(self) -> list[str]:
        given = (self._task.args.get(name) or os.environ.get(f"BLUEMIND_{name.upper()}") for name in FILES)
        return [os.path.expanduser(str(file)) for file in given if file]

    @contextlib.contextmanager
    def _environment(self) -> Iterator[None]:
        """Set the task's `environment`, as for a module."""
        given: dict[str, str] = {}
        self._compute_environment_string(given)
        before = {name: os.environ.get(name) for name in given}
        os.environ.update({name: str(value) for name, value in given.items()})
        try:
            yield
        finally:
            for name, value in before.items():
                if value is None:
                    os.environ.pop(name, None)
                else:
                    os.environ[name] = value


@functools.lru_cache(maxsize=None)
def _keep_inherited() -> None:
    """Exclude inherited objects from garbage collection, so that forked memory stays shared.

    Only once in a worker, because later it would keep the garbage of earlier items.
    """
    gc.freeze()


def _as_json(arguments: Any) -> Any:
    """The arguments as a module gets them: plain values, and a copy for each use of a YAML anchor.

    The controller's strings also have their origin, which would make every copy of them slower.
    """
    return json.loads(json.dumps(arguments, default=str))
