# SPDX-License-Identifier: GPL-3.0-or-later
"""Stands between the client and its sockets: notes the requests of a run, and acts at exactly one of them."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self
from unittest import mock
from urllib.parse import unquote, urlsplit

from requests.adapters import HTTPAdapter

from tests.faults.kinds import Request


class Killed(BaseException):
    """The end of the process: no code of the collection catches it, and nothing is sent after it."""


class Wire:
    """The requests of one run, in order; `before` and `after` are called when `at` is sent and answered."""

    def __init__(
        self,
        at: Request | None = None,
        before: Callable[[], Any] | None = None,
        after: Callable[[], Any] | None = None,
    ) -> None:
        self.requests: list[Request] = []
        self.tasks: list[str] = []
        self._at, self._before, self._after = at, before, after
        self._seen: Counter[tuple[str, str]] = Counter()
        self._lock = threading.Lock()
        self._busy = self._dead = False
        self._send = HTTPAdapter.send
        wire = self

        def send(adapter: HTTPAdapter, request: Any, *args: Any, **options: Any) -> Any:
            return wire.pass_on(adapter, request, args, options)

        self._patch = mock.patch.object(HTTPAdapter, "send", send)

    def __enter__(self) -> Self:
        self._patch.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._patch.stop()

    def pass_on(self, adapter: HTTPAdapter, request: Any, args: Any, options: Any) -> Any:
        """Send one request of the client; those of other people go straight on."""
        if self._busy or "/_control/" in request.url:
            return self._send(adapter, request, *args, **options)
        if self._dead:
            raise Killed
        hit = self._note(request.method, unquote(urlsplit(request.url).path).removeprefix("/api/")) == self._at
        if hit:
            self._do(self._before)
        answer = self._send(adapter, request, *args, **options)
        if request.method == "DELETE" and answer.status_code == 200 and answer.content[:1] == b"{":
            self.tasks.append(answer.json()["id"])
        if hit:
            self._do(self._after)
        return answer

    def _note(self, method: str, path: str) -> Request:
        with self._lock:
            found = Request(method, path, len(self.requests), self._seen[method, path])
            self._seen[method, path] += 1
            self.requests.append(found)
        at = self._at
        if at and (at.method, at.path, at.before) == (method, path, found.before):
            return at  # requests at the same time may come in another order
        return found

    def _do(self, work: Callable[[], Any] | None) -> None:
        if work is None:
            return
        self._busy = True
        try:
            work()
        except Killed:
            self._dead = True
            raise
        finally:
            self._busy = False


def kill() -> None:
    """End the client's process here."""
    raise Killed
