# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A job on the host: started once, it goes on without the connection, and whoever asks is told how it ended.

A connection that is lost, a time limit of a task and ctrl-C end Ansible and not what runs on the host. So nothing that
changes a host hangs on a connection: it is a process of its own, with its output and exit status in a folder in /run.
"""

from __future__ import annotations

import contextlib
import secrets
from dataclasses import dataclass
from typing import Callable, TypeVar

from .errors import HostError
from .facts import RunningJob, job_of
from .host import Host
from .records import NOT_ASKED, Sections

POLL = 5  # seconds that the host waits for the end of the job before it answers
TELL_EVERY = 30.0  # seconds between two lines for the user
RETRY = 5.0  # seconds until a lost connection is tried again
ATTEMPTS = 3  # how often another run may come first
DOUBTS = 2  # how often a job that shows neither a process nor a status is looked at again

Result = TypeVar("Result")


class Busy(HostError):
    """Another job, `what`, is on the host."""

    def __init__(self, what: str) -> None:
        self.what = what
        super().__init__("busy", f"Another run is at work on this host: {what}. Run this again when it has ended")


class Gone(HostError):
    """A job that neither runs nor left an exit status; `told` says what became of it."""

    def __init__(self, told: str, message: str) -> None:
        super().__init__("unknown", message, True)
        self.told = told


@dataclass(frozen=True)
class Outcome:
    """How a job ended."""

    status: int
    said: str


def patiently(host: Host, work: Callable[[], Result]) -> Result:
    """The result of `work`, which is done again when another run has begun a job between its question and its start."""
    for _attempt in range(ATTEMPTS):
        try:
            return work()
        except Busy as busy:
            problem = busy
            host.say(f"{host.name}: another run has begun to work here ({busy.what}); waiting for it")
    raise problem


def run(host: Host, what: str, script: str, timeout: float) -> Outcome:
    """Start a job and wait for its end, `timeout` seconds at most; raises HostError, Busy where another is there."""
    uid = secrets.token_hex(8)
    try:
        answer = host.ask("start", id=uid, what=what, job=script).get("start", NOT_ASKED)
    except HostError as error:
        if error.kind != "unreachable":
            raise
        host.say(f"{host.name}: no connection while a job was started ({what}); looking for it")
        return _watch(host, what, uid, timeout, lost=error)
    if answer.status == 3:
        raise Busy(answer.text.strip())
    if answer.status:
        raise HostError("failed", f"The job could not be started ({what}): {answer.text.strip()}")
    return _watch(host, what, uid, timeout)


@dataclass(frozen=True)
class Earlier:
    """The job of another run that was there.

    `awaited` says that it was at work when this run came, `how` what became of one that left no exit status.
    """

    what: str
    status: int | None
    awaited: bool
    how: str = "was killed"

    @property
    def told(self) -> str:
        """What became of it, for the user."""
        how = self.how if self.status is None else f"ended with exit status {self.status}"
        return f"A job of an earlier run ({self.what}) {how}"


def settle(host: Host, ask: Callable[[], Sections], timeout: float, keep: bool) -> tuple[Sections, list[Earlier]]:
    """The answer to `ask` when no job of an earlier run is at work any more, and that job if there was one.

    `ask` has to include poll.sh with an empty id. With `keep` a job that has ended is left for a run that may change
    things.
    """
    sections = ask()
    other = job_of(sections.get("job", NOT_ASKED))
    for _doubt in range(DOUBTS):
        if other is None or other.alive or other.status is not None:
            break
        host.sleep(1)  # somebody may be starting it at this moment
        sections = ask()
        other = job_of(sections.get("job", NOT_ASKED))
    if other is None:
        return sections, []
    earlier = _end_of(host, other, timeout, keep)
    return ask(), [earlier]


def _end_of(host: Host, other: RunningJob, timeout: float, keep: bool) -> Earlier:
    if not other.alive:
        if not keep:
            forget(host, other.uid)
        return Earlier(other.what, other.status, False)
    host.say(f"{host.name}: waiting for the job of an earlier run: {other.what}")
    try:
        return Earlier(other.what, _watch(host, other.what, other.uid, timeout, keep=keep).status, True)
    except Gone as gone:  # whatever became of it, it is not in the way any more
        return Earlier(other.what, None, True, gone.told)


def forget(host: Host, uid: str) -> None:
    """Remove what a job that has ended left. Without a connection the next run does it."""
    with contextlib.suppress(HostError):
        host.ask("clear", id=uid)


def _watch(
    host: Host, what: str, uid: str, timeout: float, lost: HostError | None = None, keep: bool = False
) -> Outcome:
    began = told = host.now()
    doubts = 0
    while True:
        try:
            sections = host.ask("poll", id=uid, wait=str(POLL))
            lost = None
        except HostError as error:
            if error.kind != "unreachable":
                raise
            sections, lost = {}, error
        job = job_of(sections.get("job", NOT_ASKED))
        if job and job.uid != uid:
            job = None
        if job and job.status is not None:
            if not keep:
                forget(host, uid)
            return Outcome(job.status, sections.get("said", NOT_ASKED).text)
        if not lost and not (job and job.alive):
            # A job that begins shows neither a process nor a status for a moment.
            if doubts == DOUBTS:
                raise _gone(host, what, uid, job, sections, keep)
            doubts += 1
            host.sleep(1)
        elif not lost:
            doubts = 0
        if host.now() - began > timeout:
            raise _unknown(what, timeout, lost)
        if host.now() - told >= TELL_EVERY:
            told = host.now()
            host.say(f"{host.name}: {what}, {told - began:.0f} s: {_progress(sections, lost)}")
        if lost:
            host.sleep(RETRY)


def _progress(sections: Sections, lost: HostError | None) -> str:
    if lost:
        return f"no connection ({lost.message}); the job goes on without it"
    lines = sections.get("now", NOT_ASKED).lines
    return lines[-1].split("\r")[-1].strip() if lines else "at work"


def _gone(host: Host, what: str, uid: str, job: RunningJob | None, sections: Sections, keep: bool) -> Gone:
    if job is None:
        return Gone(
            "has ended, and nobody knows how",
            f"Nothing is left of the job ({what}): the host was restarted, or the job never began. Run this again",
        )
    if not keep:
        forget(host, uid)
    said = " / ".join(sections.get("said", NOT_ASKED).lines[-4:])
    return Gone("was killed", f"Somebody killed the job ({what}). Its last words: {said or 'none'}. Run this again")


def _unknown(what: str, timeout: float, lost: HostError | None) -> HostError:
    if lost:
        told = (
            f"The connection was lost ({lost.message}). Nobody knows after {timeout:.0f} s how the job ended ({what})"
        )
    else:
        told = f"After {timeout:.0f} s the job still runs ({what})"
    return HostError("unknown", f"{told}. It goes on without this run, and the next run waits for it", True)
