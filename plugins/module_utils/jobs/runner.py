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
from typing import Any, Callable, Dict, Mapping

from ansible.module_utils.basic import AnsibleModule, missing_required_lib

from ..bluemind import transport
from ..bluemind.api import Api
from ..bluemind.connections import REQUESTS_IMPORT_ERROR
from ..bluemind.errors import BlueMindError, shapes
from ..bluemind.redaction import scrub, worth_hiding
from .arguments import CONNECTION_RULES, connection_spec, to_connection

Result = Dict[str, Any]
Links = Dict[transport.Connection, transport.Transport]


@dataclass(frozen=True)
class Job:
    """What a module does: `work(api, params, check_mode)` gives its result, `options` are its own options.

    Without `session` the job looks after unreachable servers and logins itself: no retries, no login up front.
    """

    work: Callable[[Api, Mapping[str, Any], bool], Result]
    options: Mapping[str, Any]
    session: bool = True

    def arguments(self) -> dict[str, Any]:
        """Argument specification and rules, as AnsibleModule takes them."""
        return {"argument_spec": {**connection_spec(), **self.options}, **CONNECTION_RULES}


def main(job: Job) -> None:
    """Be a module."""
    module = AnsibleModule(supports_check_mode=True, **job.arguments())
    if REQUESTS_IMPORT_ERROR:
        module.fail_json(
            msg=missing_required_lib("requests >= 2.25 with urllib3 >= 1.26"), exception=REQUESTS_IMPORT_ERROR
        )
    result, secrets = run(job, module.params, module.check_mode)
    module.no_log_values = worth_hiding({*module.no_log_values, *secrets})
    for warning in result.pop("warnings", ()):
        module.warn(warning)
    if not module._diff:  # pylint: disable=protected-access  # Ansible has no public name for diff mode
        result.pop("diff", None)
    if "error" in result:
        module.fail_json(**result)
    module.exit_json(**result)


def run(
    job: Job,
    params: Mapping[str, Any],
    check_mode: bool,
    links: Links | None = None,
    tell: Callable[[str], Any] | None = None,
) -> tuple[Result, set[str]]:
    """The result of `job` (with `diff`, and `error` when it failed), and the secrets that must not show.

    Connections are kept in `links` for the next run; without, they are closed. `tell` hears what takes long.
    """
    link: transport.Transport | None = None
    try:
        patient = params if job.session else {**params, "retry_timeout": 0.0}
        link = _link(to_connection(patient, job.session), links)
        if tell:
            link.tell = tell
        with shapes():
            result = _in_session(job, link, params, check_mode)
    except BlueMindError as error:
        result = failure(error)
        if error.__cause__:
            result["exception"] = traceback.format_exc()
    if link and links is None:
        link.close()
    secrets = link.secrets if link else set()
    result["requests"] = {"sent": link.sent if link else 0, "retried": link.retried if link else 0}
    for text in {"msg", "exception"} & set(result):
        result[text] = scrub(result[text], secrets)
    return result, secrets


def failure(error: BlueMindError) -> Result:
    """The failed result of an error before anything was done."""
    return {"changed": False, "msg": error.message, "error": error.as_dict()}


def _link(connection: transport.Connection, links: Links | None) -> transport.Transport:
    if links is None or connection not in links:
        link = transport.Transport(connection)
        return link if links is None else links.setdefault(connection, link)
    links[connection].renew()
    return links[connection]


def _in_session(job: Job, link: transport.Transport, params: Mapping[str, Any], check_mode: bool) -> Result:
    api = Api(link)
    username, password = link.connection.username, link.connection.password
    if username is None or password is None or not job.session:
        return job.work(api, params, check_mode)
    api.login(username, password)
    try:
        return job.work(api, params, check_mode)
    finally:
        with contextlib.suppress(BlueMindError):  # BlueMind ends a session by itself; what was done counts
            api.logout()
