# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody else's work is one step between the requests of a run, also where the run has several threads."""

from __future__ import annotations

import contextlib
import threading
from typing import Any

from ansible_collections.bluemind.videoconferencing.plugins.module_utils.bluemind.errors import BlueMindError
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.bluemind.transport import Connection, Transport
from tests.faults.kinds import Request
from tests.faults.wire import Wire
from tests.support.simulator import Simulator


def test_nothing_of_the_run_is_sent_while_somebody_else_acts(simulator: Simulator) -> None:
    simulator.reset({})
    transport = Transport(Connection(simulator.url))
    asked, acting = threading.Event(), threading.Event()
    seen: list[Any] = []

    def ask(path: str) -> None:
        with contextlib.suppress(BlueMindError):  # there is no such place
            transport.call("GET", *path.split("/"))

    def ours() -> None:
        ask("domains")
        asked.set()
        acting.wait(10)
        ask("system/write")

    def theirs() -> None:
        acting.set()
        other = threading.Thread(target=ask, args=("theirs",))
        other.start()
        other.join(10)
        ours_thread.join(0.2)
        seen.extend(one.path for one in wire.requests)

    at = Request("GET", "at", 1, 0)
    ours_thread = threading.Thread(target=ours)
    with Wire(at, before=theirs) as wire:
        ours_thread.start()
        asked.wait(10)
        ask("at")
        ours_thread.join(10)
    assert seen == ["domains", "at"]
    assert [one.path for one in wire.requests] == ["domains", "at", "system/write"]
    assert [one.path for one in wire.past] == ["domains", "at"]
    assert [one.path for one in wire.next.values()] == ["system/write"]
