# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The job of `bluemind_server_info`: is the server usable, and for what."""

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


# Whether the credentials are accepted, None when that was not asked or not told; why it was not told.
Access = Tuple[Optional[bool], List[str]]

# Failures that a later look would meet again, after a restart as well.
HOPELESS = frozenset({"tls", "redirect"})
NO_SUCH_NAME = ("Failed to resolve", "Name or service not known", "nodename nor servname")
# Failures of a server that starts, as the web server in front shows them.
STARTING = frozenset({"unavailable", "timeout"})
TELL_EVERY = 30.0  # seconds between two lines for the user


@dataclass(frozen=True)
class Sight:
    """One look at a server; `why` says why it is not usable, `starting` that waiting may help by itself."""

    reachable: bool
    state: str | None
    infos: Mapping[str, Any]
    why: str | None = None
    hopeless: bool = False
    starting: bool = False


def server_info(api: Api, params: Mapping[str, Any], check_mode: bool) -> dict[str, Any]:
    """The result of one task; never fails on an unreachable server unless it waits."""
    for name in ("wait_timeout", "wait_sleep"):
        seconds(name, params)
    began = time.monotonic()
    if params["wait"]:
        sight, (accepted, doubt) = _wait(api, params)
    else:
        sight = _look(api)
        accepted, doubt = _authenticated(api) if sight.reachable else (None, [])
    release = Release.parse(sight.infos.get("releaseName"), sight.infos.get("softwareVersion"))
    return {
        "changed": False,
        "reachable": sight.reachable,
        "state": sight.state,
        "version": {"release": release.release, "software": release.software},
        "starleaf": {
            "supported": sight.state == RUNNING and STARLEAF.supports(release),
            "reason": sight.why or f"{STARLEAF.reason(release)}.",
        },
        "authenticated": accepted,
        "starting": sight.starting or bool(doubt),
        "waited": round(time.monotonic() - began, 1) if params["wait"] else 0.0,
        "warnings": doubt,
    }


def _look(api: Api) -> Sight:
    try:
        with protocol_errors():
            state, infos = api.state(), api.infos()
    except BlueMindError as error:
        unknown = any(text in error.message for text in NO_SUCH_NAME)
        return Sight(False, None, {}, error.message, unknown or error.kind in HOPELESS, error.kind in STARTING)
    if state == RUNNING:
        return Sight(True, state, infos)
    why = f"BlueMind is in state {state}: {CURES.get(state, 'wait until it is running')}."
    return Sight(True, state, infos, why, starting=state not in CURES)


def _wait(api: Api, params: Mapping[str, Any]) -> tuple[Sight, Access]:
    """Look until the server is RUNNING, and answers whether the credentials are accepted.

    No connection, 502 to 504 and HTML are "not yet" (section 1.6).
    """
    began = told = time.monotonic()
    end = began + params["wait_timeout"]
    while True:
        sight = _look(api)
        if sight.state == RUNNING:
            accepted, doubt = _authenticated(api)
            if not doubt:
                return sight, (accepted, doubt)
            sight = replace(sight, why=doubt[0])
        if sight.state in CURES or sight.hopeless:
            raise BlueMindError("not_ready", f"Waiting is no use: {sight.why}")
        left = end - time.monotonic()
        if left <= 0:
            waited = f"{params['wait_timeout']:g} s"
            raise BlueMindError("not_ready", f"BlueMind was not running after {waited}. Last: {sight.why}")
        if time.monotonic() - told >= TELL_EVERY:
            told = time.monotonic()
            api.tell(f"{api.connection.api_url}: {told - began:.0f} s, waiting for BlueMind: {sight.why}")
        time.sleep(min(params["wait_sleep"], left))


def _authenticated(api: Api) -> Access:
    """Whether the credentials are accepted; None without any, or with the reason why that cannot be told."""
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
