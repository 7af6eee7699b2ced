# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`bluemind_server_info`: whether the server is usable, and for what."""

from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass, replace
from typing import Any, List, Mapping, Optional, Tuple

from ..bluemind.api import Api
from ..bluemind.errors import BlueMindError, protocol_errors
from ..bluemind.releases import Release
from ..bluemind.states import CURES, RUNNING
from ..model.providers import STARLEAF
from .arguments import seconds
from .runner import Job

SPEC: dict[str, Any] = {
    "wait": {"type": "bool", "default": False},
    "wait_timeout": {"type": "float", "default": 900.0},
    "wait_sleep": {"type": "float", "default": 5.0},
}


# Whether the server accepts the credentials, None if unknown; why it is unknown.
Access = Tuple[Optional[bool], List[str]]

# Failures that waiting does not change, after a restart either.
HOPELESS = frozenset({"tls", "redirect"})
NO_SUCH_NAME = ("Failed to resolve", "Name or service not known", "nodename nor servname")
# Failures of a server that starts, as the web server in front shows them.
STARTING = frozenset({"unavailable", "timeout"})
# How long something else than BlueMind may answer: a web server that has just started shows a page of its own.
STRANGER_SECONDS = 60.0
TELL_EVERY = 30.0  # seconds between two lines for the user


@dataclass(frozen=True)
class Check:
    """What one check of a server found; `why` is the reason if it is not usable, `starting` that waiting may help.

    `stranger` means that something answered which is not BlueMind.
    """

    reachable: bool
    state: str | None
    infos: Mapping[str, Any]
    why: str | None = None
    hopeless: bool = False
    starting: bool = False
    stranger: bool = False


def server_info(api: Api, params: Mapping[str, Any], check_mode: bool) -> dict[str, Any]:
    """The result of one task; never fails on an unreachable server unless it waits."""
    for name in ("wait_timeout", "wait_sleep"):
        seconds(name, params)
    began = time.monotonic()
    if params["wait"]:
        check, (accepted, unsure) = _wait(api, params)
    else:
        check = _check(api)
        accepted, unsure = _authenticated(api) if check.reachable else (None, [])
    release = Release.parse(check.infos.get("releaseName"), check.infos.get("softwareVersion"))
    return {
        "changed": False,
        "reachable": check.reachable,
        "state": check.state,
        "version": {"release": release.release, "software": release.software},
        "starleaf": {
            "supported": check.state == RUNNING and STARLEAF.supports(release),
            "reason": check.why or f"{STARLEAF.reason(release)}.",
        },
        "authenticated": accepted,
        "starting": check.starting or bool(unsure),
        "waited": round(time.monotonic() - began, 1) if params["wait"] else 0.0,
        "warnings": unsure,
    }


def _check(api: Api) -> Check:
    try:
        with protocol_errors():
            state, infos = api.state(), api.infos()
    except BlueMindError as error:
        unknown = any(text in error.message for text in NO_SUCH_NAME)
        hopeless, starting = unknown or error.kind in HOPELESS, error.kind in STARTING
        return Check(False, None, {}, error.message, hopeless, starting, error.kind == "protocol")
    if state == RUNNING:
        return Check(True, state, infos)
    why = f"BlueMind is in state {state}: {CURES.get(state, 'wait until it is running')}."
    return Check(True, state, infos, why, starting=state not in CURES)


def _wait(api: Api, params: Mapping[str, Any]) -> tuple[Check, Access]:
    """Check until the server is RUNNING and answers whether it accepts the credentials.

    No connection, 502 to 504 and for a while HTML mean "not yet" (contract#start-up).
    """
    began = told = known = time.monotonic()
    end = began + params["wait_timeout"]
    while True:
        check = _check(api)
        if check.state == RUNNING:
            accepted, unsure = _authenticated(api)
            if not unsure:
                return check, (accepted, unsure)
            check = replace(check, why=unsure[0])
        known = known if check.stranger else time.monotonic()
        if check.state in CURES or check.hopeless or time.monotonic() - known > STRANGER_SECONDS:
            raise BlueMindError("not_ready", f"Waiting will not help: {check.why}")
        left = end - time.monotonic()
        if left <= 0:
            waited = f"{params['wait_timeout']:g} s"
            raise BlueMindError("not_ready", f"BlueMind was not running after {waited}. Last: {check.why}")
        if time.monotonic() - told >= TELL_EVERY:
            told = time.monotonic()
            api.tell(f"{api.connection.api_url}: {told - began:.0f} s, waiting for BlueMind: {check.why}")
        time.sleep(min(params["wait_sleep"], left))


def _authenticated(api: Api) -> Access:
    """Whether the server accepts the credentials; None without credentials, or with the reason if unknown."""
    connection = api.connection
    try:
        if connection.username is not None and connection.password is not None:
            api.login(connection.username, connection.password)
            with contextlib.suppress(BlueMindError):  # BlueMind ends the session by itself
                api.logout()
        elif connection.api_key is not None:
            api.ping()
        else:
            return None, []
    except BlueMindError as error:
        return (False, []) if error.kind == "authentication" else (None, [error.message])
    return True, []


JOB = Job(server_info, SPEC, session=False)
