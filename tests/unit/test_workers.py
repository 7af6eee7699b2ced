# SPDX-License-Identifier: GPL-3.0-or-later
"""More domains at a time where that is faster, fewer where the server does not answer; and no result is mixed up."""

from __future__ import annotations

import threading
from types import SimpleNamespace
from typing import Any

import pytest

from ansible_collections.bluemind.videoconferencing.plugins.module_utils.jobs.workers import Pace, Workers


@pytest.mark.parametrize(
    ("most", "speeds", "limits"),
    [
        pytest.param(64, [50, 95, 170, 10, 400], [32, 64, 64, 64, 64], id="far-away"),
        pytest.param(64, [400, 410, 900], [32, 16, 16], id="near-by"),
        pytest.param(64, [50, 90, 100, 200], [32, 64, 32, 32], id="in-between"),
        pytest.param(40, [50, 90, 100], [32, 40, 32], id="up-to-what-the-option-says"),
        pytest.param(4, [50, 100], [4, 4], id="the-option-says-less"),
    ],
)
def test_more_at_a_time_as_long_as_it_is_faster(most: int, speeds: list[int], limits: list[int]) -> None:
    pace = Pace(most)
    found = []
    for speed in speeds:
        pace.learn(done=speed, seconds=1.0, repeated=0)
        found.append(pace.limit)
    assert found == limits


def test_fewer_when_requests_stay_without_an_answer() -> None:
    """And no more again: what was too much once is too much."""
    pace = Pace(64)
    for repeated in (0, 3, 1, 0, 5, 5, 5, 5):
        pace.learn(done=32, seconds=1.0, repeated=repeated)
    assert pace.limit == 1


def test_one_answer_lost_is_no_reason_for_fewer() -> None:
    """On a long way that happens again and again, however few domains the server has to work on."""
    pace = Pace(16)
    for _round in range(100):
        pace.learn(done=32, seconds=1.0, repeated=1)
    assert pace.limit == 16


def test_the_speeds_of_different_work_are_not_compared() -> None:
    """A trial that nobody has judged does not count."""
    pace = Pace(64)
    pace.learn(done=100, seconds=1.0, repeated=0)
    pace.begin()
    assert pace.limit == 16
    pace.learn(done=10, seconds=1.0, repeated=0)
    pace.learn(done=10, seconds=1.0, repeated=0)
    assert pace.limit == 16


class Counting:
    """Work that notes how much of it was under way at a time."""

    def __init__(self) -> None:
        self.begun: list[int] = []
        self.most = self._now = 0
        self._lock = threading.Lock()

    def __call__(self, item: int) -> int:
        with self._lock:
            self.begun.append(item)
            self._now += 1
            self.most = max(self.most, self._now)
        if item == 7:
            raise ValueError(item)
        with self._lock:
            self._now -= 1
        return -item


def workers(most: int) -> Workers:
    server: Any = SimpleNamespace(repeated=0)
    return Workers(server, most)


def test_results_are_in_the_order_of_the_items() -> None:
    work = Counting()
    with workers(3) as some:
        assert some.map(work, (item for item in range(8, 200))) == [-item for item in range(8, 200)]
        assert some.map(work, []) == []
    assert work.most <= 3


def test_nothing_is_begun_after_an_error() -> None:
    work = Counting()
    with pytest.raises(ValueError, match="7"), workers(2) as some:
        some.map(work, range(100))
    assert len(work.begun) < 20
