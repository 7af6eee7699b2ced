# SPDX-License-Identifier: GPL-3.0-or-later
"""A short soak: the state after each rollout, and no descriptor more at its end."""

from __future__ import annotations

from tests.faults.soak import Soak
from tests.support.simulator import Simulator

RUNS, WARM_UP = 20, 5


def test_many_rollouts_leave_the_server_right_and_nothing_open(simulator: Simulator) -> None:
    soak, used = Soak(simulator), []
    for _number in range(RUNS):
        soak.edit()
        result = soak.rollout()
        assert "error" not in result, result["msg"]
        assert soak.state() == soak.right
        used.append(soak.use().descriptors)
    soak.close()
    assert max(used[WARM_UP:]) <= max(used[:WARM_UP])
