# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The edge: from a task's arguments to its result. Only this file knows AnsibleModule.

`run` is the same for every module and needs no Ansible: arguments in, result out, errors turned into a failed result.
"""

from __future__ import annotations

import contextlib
import traceback
from dataclasses import dataclass
from typing import AbstractSet, Any, Callable, Dict, Mapping

from ansible.module_utils.basic import AnsibleModule, missing_required_lib
from ansible.module_utils.common.parameters import remove_values

from ..bluemind.api import Api
from ..bluemind.connections import REQUESTS_IMPORT_ERROR
from ..bluemind.errors import BlueMindError, protocol_errors
from ..bluemind.redaction import masked
from ..bluemind.transport import Connection, Transport
from ..model.providers import SECRET_SETTINGS
from .arguments import CONNECTION_RULES, connection_spec, to_connection

Result = Dict[str, Any]
Transports = Dict[Connection, Transport]


@dataclass(frozen=True)
class Job:
    """What a module does: `work(api, params, check_mode)` gives its result, `options` are its own options.

    Without `session` the job handles unreachable servers and logins itself: no retries, no login before it.
    """

    work: Callable[[Api, Mapping[str, Any], bool], Result]
    options: Mapping[str, Any]
    session: bool = True

    def arguments(self) -> dict[str, Any]:
        """Argument specification and rules, as AnsibleModule takes them."""
        return {"argument_spec": {**connection_spec(), **self.options}, **CONNECTION_RULES}


class Module(AnsibleModule):
    """Ansible's, whose log of the host hides secrets only after other work on the texts that they are part of."""

    params: dict[str, Any]

    def _log_invocation(self) -> None:
        params, self.params = self.params, hidden(self.params, self.no_log_values)
        super()._log_invocation()
        self.params = params


def main(job: Job) -> None:
    """Module entry point."""
    module = Module(supports_check_mode=True, **job.arguments())
    if REQUESTS_IMPORT_ERROR:
        module.fail_json(
            msg=missing_required_lib("requests >= 2.25 with urllib3 >= 1.26"), exception=REQUESTS_IMPORT_ERROR
        )
    result, secrets = run(job, module.params, module.check_mode)
    # Ansible would mask by value alone, words that playbooks decide by included. What it adds are the options.
    secrets = {*secrets, *module.no_log_values}
    result = masked(result, secrets)
    result["invocation"] = {"module_args": hidden(module.params, secrets)}
    module.no_log_values = set()
    for warning in result.pop("warnings", ()):
        module.warn(warning)
    if not module._diff:  # pylint: disable=protected-access  # Ansible has no public name for diff mode
        result.pop("diff", None)
    if "error" in result:
        module.fail_json(**result)
    module.exit_json(**result)


def hidden(params: Mapping[str, Any], secrets: AbstractSet[str]) -> Any:
    """The options of a task as its result repeats them: without any secret, however short."""
    return remove_values(params, {one for one in secrets if one.strip()})


def run(
    job: Job,
    params: Mapping[str, Any],
    check_mode: bool,
    open_transports: Transports | None = None,
    tell: Callable[[str], Any] | None = None,
) -> tuple[Result, set[str]]:
    """The result of `job` (with `diff`, and `error` when it failed), and the secrets that must not show.

    Connections stay open in `open_transports` for the next run; without it, they are closed. `tell` hears what takes
    long.
    """
    server: Transport | None = None
    try:
        tries = params if job.session else {**params, "retry_timeout": 0.0}
        server = _transport(to_connection(tries, job.session), open_transports)
        if tell:
            server.tell = tell
        with protocol_errors():
            result = _in_session(job, server, params, check_mode)
    except BlueMindError as error:
        result = failure(error)
        if error.__cause__:
            result["exception"] = traceback.format_exc()
    if server and open_transports is None:
        server.close()
    secrets = server.secrets if server else set()
    result["requests"] = {"sent": server.sent if server else 0, "retried": server.retried if server else 0}
    return masked(result, secrets), secrets


def failure(error: BlueMindError) -> Result:
    """The failed result of an error before anything was written."""
    return {"changed": False, "msg": error.message, "error": error.as_dict()}


def _transport(connection: Connection, open_transports: Transports | None) -> Transport:
    if open_transports is None:
        return Transport(connection)
    if connection in open_transports:
        open_transports[connection].renew()
    else:
        open_transports[connection] = Transport(connection)
    return open_transports[connection]


def _in_session(job: Job, server: Transport, params: Mapping[str, Any], check_mode: bool) -> Result:
    api = Api(server, SECRET_SETTINGS)
    username, password = server.connection.username, server.connection.password
    if username is None or password is None or not job.session:
        return job.work(api, params, check_mode)
    api.login(username, password)
    try:
        return job.work(api, params, check_mode)
    finally:
        with contextlib.suppress(BlueMindError):  # BlueMind ends a session by itself
            api.logout()
