# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The work of `bluemind_restart`: look whether it may be done, do it, look whether everything came back."""

from __future__ import annotations

from typing import Any, Mapping

from ..host import job, restart
from ..host.errors import HostError
from ..host.host import Host
from ..host.plugin import DAEMONS
from ..host.records import NOT_ASKED, Sections

SPEC: dict[str, Any] = {
    "method": {"type": "str", "choices": ["bmctl", "services"], "default": "bmctl"},
    "daemons": {
        "type": "list",
        "elements": "str",
        "choices": list(DAEMONS.values()),
        "default": list(DAEMONS.values()),
    },
    "during_backup": {"type": "bool", "default": False},
    "timeout": {"type": "int", "default": 900},
}
RANGES = {"timeout": (1.0, 86400.0)}  # seconds


def work(host: Host, params: Mapping[str, Any], check_mode: bool) -> dict[str, Any]:
    """The result of one task; raises HostError."""
    return job.patiently(host, lambda: _restart(host, params, check_mode))


def _restart(host: Host, params: Mapping[str, Any], check_mode: bool) -> dict[str, Any]:
    daemons = [daemon for daemon in DAEMONS.values() if daemon in params["daemons"]]
    # bmctl restarts bm-core too, whatever is named.
    ask_backup = (params["method"] == "bmctl" or "bm-core" in daemons) and not params["during_backup"]
    before, earlier = job.settle(host, lambda: _ask(host, ask_backup), params["timeout"], check_mode)
    restart.require_possible(params["method"], before)
    names = [daemon.name for daemon in restart.restartable(daemons, before)]
    warnings = [one.told for one in earlier]
    result = {
        "changed": bool(names),
        "restarted": names,
        "method": params["method"],
        "seconds": 0.0,
        **_remarks(daemons, before, warnings),
    }
    if not names:
        return result
    if any(one.awaited and one.status == 0 and restart.covers(one.what, names) for one in earlier):
        return {**result, "changed": False, "restarted": []}  # that was the restart that is wanted
    restart.require_no_backup(before)
    if check_mode:
        return result
    what = "bmctl restart" if params["method"] == "bmctl" else f"systemctl restart {' '.join(names)}"
    body = host.script("restart", method=params["method"], daemons=" ".join(names))
    began = host.now()
    outcome = job.run(host, what, body, params["timeout"])
    after = _ask(host, ask_backup=False)
    wrong = [f"{name} ran before, and does not run now" for name in _died(params["method"], before, after)]
    wrong += restart.not_back(restart.restartable(names, after))
    if outcome.status or wrong:
        raise HostError("failed", _story(host, what, outcome, wrong, names), changed=True)
    return {**result, "seconds": round(host.now() - began, 1), **_remarks(daemons, after, warnings)}


def _remarks(daemons: list[str], sections: Sections, warnings: list[str]) -> dict[str, list[str]]:
    found = restart.remarks(daemons, sections)
    return {"remarks": found, "warnings": [*warnings, *found]}


def _ask(host: Host, ask_backup: bool) -> Sections:
    every, asked = " ".join(DAEMONS.values()), "yes" if ask_backup else "no"
    return host.ask("units", "restart_facts", "poll", id="", wait="0", daemons=every, ask_backup=asked)


def _died(method: str, before: Sections, after: Sections) -> list[str]:
    if method != "bmctl":
        return []
    return restart.died(before.get("services", NOT_ASKED), after.get("services", NOT_ASKED))


def _story(host: Host, what: str, outcome: job.Outcome, wrong: list[str], names: list[str]) -> str:
    """All that helps: what is wrong, what bmctl says, what belongs to BlueMind, the end of the journal."""
    parts = [f"{what} ended with exit status {outcome.status}. {'; '.join(wrong)}".rstrip(". ")]
    try:
        asked = host.ask("diagnose", daemons=" ".join(names))
    except HostError as error:
        asked = {}
        parts.append(error.message)
    for title, name in (("bmctl status", "services"), ("bluemind.target", "target"), ("End of the journal", "journal")):
        if name in asked:
            parts.append(f"{title}:\n{asked[name].text.strip()}")
    if outcome.status and outcome.said.strip():
        parts.insert(1, f"It said:\n{outcome.said.strip()}")
    return "\n".join(parts)
