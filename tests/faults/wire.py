# SPDX-License-Identifier: GPL-3.0-or-later
"""Stands between the client and its sockets: notes the requests of a run, and acts at exactly one of them."""

from __future__ import annotations

import threading
import weakref
from collections import Counter
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self
from unittest import mock
from urllib.parse import unquote, urlsplit

from ansible_collections.bluemind.videoconferencing.plugins.module_utils.bluemind.connections import Connections
from tests.faults.kinds import Request

LONG = 30.0


class Killed(BaseException):
    """The end of the process: no code of the collection catches it, and nothing is sent after it."""


class Wire:
    """The requests of one run, in order; `before` and `after` are called when `at` is sent and answered.

    Only this one is given up after the `timeout` of the task: a slow machine makes no faults of its own.

    While they are, nothing else of the run is under way. `past` are the requests until then, and `next` those that each
    thread sent first afterwards, if it had sent one before: nothing was asked between the two.
    """

    def __init__(
        self,
        at: Request | None = None,
        before: Callable[[], Any] | None = None,
        after: Callable[[], Any] | None = None,
    ) -> None:
        self.requests: list[Request] = []
        self.past: list[Request] = []
        self.next: dict[threading.Thread, Request] = {}
        self.tasks: list[str] = []
        self.struck = False  # whether `at` has come
        self._at, self._before, self._after = at, before, after
        self._seen: Counter[tuple[str, str]] = Counter()
        self._turn = threading.Condition()
        self._under_way = 0
        self._senders: set[threading.Thread] = set()
        self._waiting: set[threading.Thread] = set()  # of those, which have sent nothing since
        self._actor: threading.Thread | None = None
        self._theirs: weakref.WeakSet[threading.Thread] = weakref.WeakSet()
        self._dead = False
        self._send, self._start = Connections.send, threading.Thread.start
        wire = self

        def send(connections: Connections, method: str, place: str, *rest: Any) -> Any:
            return wire.pass_on(connections, method, place, rest)

        def start(thread: threading.Thread) -> None:
            wire.start_thread(thread)

        self._patches: list[Any] = [
            mock.patch.object(Connections, "send", send),
            mock.patch.object(threading.Thread, "start", start),
        ]

    def __enter__(self) -> Self:
        for patch in self._patches:
            patch.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for patch in self._patches:
            patch.stop()

    def is_theirs(self) -> bool:
        """Whether this thread works for somebody else."""
        return threading.current_thread() is self._actor or threading.current_thread() in self._theirs

    def start_thread(self, thread: threading.Thread) -> None:
        """Start it; what somebody else starts works for them."""
        if self.is_theirs():
            self._theirs.add(thread)
        self._start(thread)

    def pass_on(self, connections: Connections, method: str, place: str, rest: Any) -> Any:
        """Send one request of the client; those of other people go straight on."""
        if self.is_theirs():
            return self._send(connections, method, place, *rest)
        with self._turn:
            self._turn.wait_for(lambda: self._actor is None)
            if self._dead:
                raise Killed
            hit = self._note(method, named(place)) == self._at
            self.struck |= hit
            if not hit:
                rest[-1].timeout = LONG
            if hit:
                self._do(self._before)
            self._under_way += 1
        try:
            answer = self._send(connections, method, place, *rest)
        finally:
            with self._turn:
                self._under_way -= 1
                self._turn.notify_all()
        if method == "DELETE" and answer.status == 200 and answer.data[:1] == b"{":
            self.tasks.append(answer.json()["id"])
        if hit:
            with self._turn:
                self._do(self._after)
        return answer

    def _note(self, method: str, path: str) -> Request:
        found = Request(method, path, len(self.requests), self._seen[method, path])
        self._seen[method, path] += 1
        self.requests.append(found)
        thread = threading.current_thread()
        self._senders.add(thread)
        if thread in self._waiting:
            self._waiting.remove(thread)
            self.next[thread] = found
        at = self._at
        if at and (at.method, at.path, at.before) == (method, path, found.before):
            return at  # requests at the same time may come in another order
        return found

    def _do(self, work: Callable[[], Any] | None) -> None:
        """Called with the turn, which it gives away meanwhile."""
        if work is None:
            return
        self._actor = threading.current_thread()
        self._turn.wait_for(lambda: self._under_way == 0)
        self.past, self._waiting = self.requests[:], self._senders - {self._actor}
        self._turn.release()
        try:
            work()
        except Killed:
            self._dead = True
            raise
        finally:
            self._turn.acquire()
            self._actor = None
            self._turn.notify_all()


def named(place: str) -> str:
    """The path below /api of a request, as `Request` has it."""
    path = unquote(urlsplit(place).path).removeprefix("/")
    return "tasks/*" if path.startswith("tasks/") else path


def kill() -> None:
    """End the client's process here."""
    raise Killed
