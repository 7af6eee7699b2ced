# SPDX-License-Identifier: GPL-3.0-or-later
"""A reset simulator for every contract test, on the line 4.9 unless the test names others with `only`."""

from __future__ import annotations

import pytest

from tests.contract.wire import World
from tests.support.simulator import Simulator


@pytest.fixture
def profile(request: pytest.FixtureRequest) -> str:
    """The server line. What all lines have in common is told once, on the last one before 5.0."""
    return str(getattr(request, "param", "4.9"))


@pytest.fixture
def world(simulator: Simulator, profile: str) -> World:
    """The standard seed with the StarLeaf provider loaded."""
    return World(simulator, profile).load()
