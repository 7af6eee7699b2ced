# SPDX-License-Identifier: GPL-3.0-or-later
"""What other people do to the server while a run is in the middle of its work, as BlueMind's console does it."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import requests

from tests.faults.scenarios import KEY, THEIR, Scenario
from tests.faults.views import View, view
from tests.support.seeds import UID
from tests.support.simulator import Simulator

# What they type into each editor of the console.
TYPED: dict[str, dict[str, Any]] = {
    "starleaf": {"token": THEIR},
    "jitsi": {"url": "https://theirs.example.org/"},
    "bluemind": {"templates": {"fr": "Theirs"}},
    "teams": {"secret": THEIR},
    "webex": {"webex-ics-mail": "theirs@example.org"},
    "zoom": {"templates": {"fr": "Theirs"}},
}
NEWCOMER = "u-twin1"
HOURS = {"workingDays": ["SU"], "dayStart": 3600000, "dayEnd": 7200000, "minDuration": 60, "timezoneId": "UTC"}


class Others:
    """Somebody else, on one server, with an administrator's key; `start` is the state when their pages were loaded."""

    def __init__(self, simulator: Simulator, scenario: Scenario, start: View, run: Callable[..., Any]) -> None:
        self._simulator = simulator
        self._scenario = scenario
        self._start = start
        self._run = run
        self._http = requests.Session()
        self._http.trust_env = False

    def act(self, name: str) -> None:
        """Do one of the works below."""
        getattr(self, name.replace("-", "_"))()

    def close(self) -> None:
        """Close their connection."""
        self._http.close()

    def _call(self, method: str, *path: str, body: Any = None) -> Any:
        url = "/".join([self._simulator.url, *(quote(step, safe="") for step in path)])
        headers = {"X-BM-ApiKey": KEY, "Accept": "application/json"}
        answer = self._http.request(method, url, json=body, headers=headers)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def _resources(self) -> dict[str, dict[str, Any]]:
        """Those of the domain now."""
        return dict(sorted(view(self._simulator.state())[UID]["resources"].items()))

    def _share(self, uid: str, acl: list[Any]) -> None:
        entries = [{"subject": subject, "verb": verb} for subject, verb in acl]
        self._call("PUT", "containers", "_manage", f"calendar:{uid}", "_acl", body=entries)

    def finish(self, task: str) -> None:
        """Wait until a deletion has ended, or the server has forgotten it."""
        with contextlib.suppress(requests.HTTPError):
            while self._call("GET", "tasks", task)["state"] in ("NotStarted", "InProgress"):
                time.sleep(0.001)

    def their_right(self) -> None:
        """A right for somebody new, on every resource of the domain."""
        for uid, one in self._resources().items():
            if one["calendar"]:
                self._share(uid, [*one["calendar"]["acl"], (NEWCOMER, "Read")])

    def their_right_last(self) -> None:
        """The same, only on one of several."""
        for uid, one in list(self._resources().items())[-1:]:
            if one["calendar"]:
                self._share(uid, [*one["calendar"]["acl"], (NEWCOMER, "Read")])

    def their_old_page(self) -> None:
        """The sharing page that they loaded before the run, saved unchanged."""
        now = self._resources()
        for uid, one in self._start[UID]["resources"].items():
            if one["calendar"] and uid in now and now[uid]["calendar"]:
                self._share(uid, one["calendar"]["acl"])

    def their_note(self) -> None:
        """One more key in the settings."""
        for uid, one in self._resources().items():
            if one["settings"]:
                values = {**one["settings"]["values"], "note": "theirs"}
                self._call("PUT", "containers", "_manage", f"{uid}-settings-container", "_settings", body=values)

    def their_console(self) -> None:
        """The domain page of the console, saved with another setting; it makes a resource where there is none."""
        order = {"domain": UID, "key": KEY, "editors": list(self._scenario.loaded), "forms": TYPED}
        self._simulator.control("POST", "console", order)

    def their_label(self) -> None:
        """Another name, saved with all the rest."""
        for uid in self._resources():
            found = self._call("GET", "resources", UID, uid)
            self._call("POST", "resources", UID, uid, body={**found, "label": "Renamed"})

    def their_hours(self) -> None:
        """Other working hours."""
        for uid, one in self._resources().items():
            if one["calendar"]:
                self._call("POST", "calendars", f"calendar:{uid}", "_config", body=HOURS)

    def their_deletion(self) -> None:
        """The delete button, or the domain page saved with an empty field."""
        for uid in self._resources():
            self.finish(self._call("DELETE", "resources", UID, uid)["id"])

    def same_run(self) -> None:
        """The same task, from another controller."""
        self._run(self._scenario)

    def other_run(self) -> None:
        """A task that gives somebody new a right, from another controller."""
        options = dict(self._scenario.options)
        theirs = [{"user": "t1@example.org", "right": "view"}]
        for record in options.get("domains", [options])[:1]:
            if record.get("state") != "absent":
                record = {**record, "shares": theirs, "purge_shares": False}
            options = {**options, "domains": [record], "purge": False} if "domains" in options else record
        self._run(self._scenario, **options)
