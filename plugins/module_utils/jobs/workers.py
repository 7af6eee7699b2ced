# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Works on many domains of one server at a time: on more as long as that is faster, on fewer when it is too much.

Far away, a run waits most of its time. Near by, this side's processor is the limit, and more at a time would only be
more load for the server.
"""

from __future__ import annotations

import itertools
import time
from concurrent.futures import Future, ThreadPoolExecutor
from queue import Queue
from typing import Any, Callable, Iterable, TypeVar

from ..bluemind.api import Api
from ..bluemind.connections import POOL

Item = TypeVar("Item")
Result = TypeVar("Result")
# Where it begins, and how much faster twice as many at a time have to be.
FIRST = 16
GAIN = 1.25
# A round is so many domains for each that is worked on at a time.
ROUND = 2
# As many requests of a round may lose their answer by accident. More than that is too much for the server.
ACCIDENTS = 1


class Pace:
    """How many at a time, from 1 to `most`. Each round tells it how fast that was."""

    def __init__(self, most: int) -> None:
        self.limit = self._before = min(FIRST, most)
        self._most = most
        self._settled = self.limit == most
        self._speed = 0.0

    def begin(self) -> None:
        """Other work, whose speed is not comparable with that of the work before."""
        self._speed = 0.0
        if not self._settled:
            self.limit = self._before

    def learn(self, done: int, seconds: float, repeated: int) -> None:
        """After a round: `done` items, and how many requests had to be repeated because no answer came."""
        speed = done / max(seconds, 1e-6)
        if repeated > ACCIDENTS:
            self.limit = max(1, self.limit // 2)
            self._settled = True
        elif not self._settled and speed > GAIN * self._speed:
            self._speed, self._before = speed, self.limit
            self.limit = min(2 * self.limit, self._most)
            self._settled = self.limit == self._before
        elif not self._settled:
            self.limit = self._before
            self._settled = True


class Workers:
    """Threads that share a server's connections."""

    def __init__(self, api: Api, most: int = POOL) -> None:
        self._api = api
        self._pace = Pace(most)
        self._threads = ThreadPoolExecutor(most)  # it starts each when it is needed

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *error: Any) -> None:
        self._threads.shutdown()

    def map(self, work: Callable[[Item], Result], items: Iterable[Item]) -> list[Result]:
        """The results, in the order of the items. After an error no other item is begun, and it is raised."""
        futures: list[Future[Result]] = []
        ended: Queue[Future[Result]] = Queue()
        waiting = iter(items)
        self._pace.begin()
        started, repeated, done, running = time.monotonic(), self._api.repeated, 0, 0
        while True:
            for item in itertools.islice(waiting, max(0, self._pace.limit - running)):
                futures.append(self._threads.submit(work, item))
                futures[-1].add_done_callback(ended.put)
                running += 1
            if not running:
                return [future.result() for future in futures]
            ended.get().result()
            running, done = running - 1, done + 1
            if done >= ROUND * self._pace.limit:
                now, before = time.monotonic(), repeated
                repeated = self._api.repeated
                self._pace.learn(done, now - started, repeated - before)
                started, done = now, 0
