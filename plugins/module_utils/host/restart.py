# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Decides whether BlueMind may be restarted on a host, and whether it came back: pure."""

from __future__ import annotations

import json
import re
from typing import Iterable, Sequence

from .errors import HostError
from .facts import RUNNING, Daemon, daemons_of
from .plugin import DAEMONS
from .records import NOT_ASKED, Section, Sections
from .restart_due import idle

BACKUP = "GET http://localhost:8090/api/scheduledjobs/_job/DataProtect"
OVERRIDE = "or set during_backup: true"


def restartable(daemons: Sequence[str], sections: Sections) -> list[Daemon]:
    """Those of the daemons that a restart starts: not the ones that are switched off, masked or not installed."""
    return [daemon for daemon in daemons_of(daemons, sections) if not daemon.why_off]


def require_possible(method: str, sections: Sections) -> None:
    """Raise HostError where the restart could not be done at all."""
    tools = set(sections.get("tools", NOT_ASKED).lines)
    if method == "bmctl" and "bmctl" not in tools:
        raise HostError(
            "unsupported",
            "bmctl (package bm-conf) is not installed here. Use method: services, or restart by hand",
        )
    if sections.get("units", NOT_ASKED).status != 0:
        raise HostError(
            "unsupported", f"systemd does not answer: {_last(sections.get('units', NOT_ASKED)) or 'not here'}"
        )
    if "setsid" not in tools:
        raise HostError("unsupported", "The program setsid (package util-linux) is missing")
    if sections.get("user", NOT_ASKED).text.strip() != "0":
        raise HostError("unreachable", "Only root can restart BlueMind. Set ansible_become: true for this host")


def require_no_backup(sections: Sections) -> None:
    """Raise HostError while the backup runs, or while nobody knows whether it does: a restart would kill it.

    Jobs run inside bm-core: one that is down runs none, and so does one that does not know this job. Anything else that
    is no answer is taken for a backup. docs/contract.md tells where path and answer were read.
    """
    answer = sections.get("backup", NOT_ASKED)
    if answer is NOT_ASKED:
        return
    head, _blank, body = answer.text.replace("\r", "").partition("\n\n")
    status = re.match(r"HTTP/\S+ (\d+)", head)
    if re.search(r"^transfer-encoding: *chunked", head, re.IGNORECASE | re.MULTILINE):
        body = re.sub(r"(?:^|\n)[0-9A-Fa-f]+(?:\n|$)", "", body)
    if "IN_PROGRESS" in body:
        raise HostError(
            "backup", f"The backup job runs, and the restart would kill it. Wait until it has ended, {OVERRIDE}"
        )
    told = status is not None and status.group(1) == "200" and _tells_of_domains(body)
    down = status is None and "onnection refused" in answer.text  # not a refusal that an answer tells about
    if told or down or "Job with id DataProtect not found" in body:
        return
    came = f"HTTP {status.group(1)}" if status else _last(answer) or f"nothing (exit status {answer.status})"
    raise HostError(
        "backup",
        "A restart would kill a running backup, and nobody could tell whether one runs:"
        f" {BACKUP} with the token in /etc/bm/bm-core.tok was answered by {came}. Look at the jobs in the"
        f" administration console, {OVERRIDE} when no backup runs",
    )


def _tells_of_domains(body: str) -> bool:
    """Whether this is the whole description of a job, which gives its state in each domain."""
    try:
        job = json.loads(body)
    except ValueError:
        return False
    return isinstance(job, dict) and isinstance(job.get("domainStatus"), list)


def _last(section: Section) -> str:
    return section.lines[-1].strip() if section.lines else ""


def dead(section: Section) -> set[str]:
    """The services that bmctl status calls neither running nor deliberately off."""
    lines = [line.strip() for line in section.lines if not re.search(r"is running|disabled", line)]
    services = [re.match(r"([a-z][a-z0-9@]*-[a-z0-9@-]+)", line) for line in lines]
    return {service.group(1) for service in services if service}


def covers(job: str, names: Iterable[str]) -> bool:
    """Whether a job of this name restarts all these daemons."""
    return job == "bmctl restart" or (job.startswith("systemctl restart ") and set(names) <= set(job.split()[2:]))


def died(before: Section, after: Section) -> list[str]:
    """What ran before, or was not there, and does not run now. What was dead long before is somebody else's trouble."""
    return sorted(dead(after) - dead(before))


def remarks(daemons: Sequence[str], sections: Sections) -> list[str]:
    """What an administrator should know: which daemons do not run, of these and of those that the host has beside."""
    every = daemons_of(DAEMONS.values(), sections)
    return [text for one in every if one.name in daemons or one.load != "not-found" for text in idle(one)]


def not_back(daemons: Iterable[Daemon]) -> list[str]:
    """The daemons that were to be restarted and do not run."""
    return [f"{daemon.name} is {daemon.active}" for daemon in daemons if daemon.active not in RUNNING]
