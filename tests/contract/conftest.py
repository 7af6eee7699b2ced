# SPDX-License-Identifier: GPL-3.0-or-later
"""A reset simulator for every contract test, on every server line unless the test says otherwise."""

from __future__ import annotations

import pytest

from tests.contract.wire import PROFILES, World
from tests.support.simulator import Simulator


@pytest.fixture(params=PROFILES)
def profile(request: pytest.FixtureRequest) -> str:
    """The server line."""
    return str(request.param)


@pytest.fixture
def world(simulator: Simulator, profile: str) -> World:
    """The standard seed with the StarLeaf provider loaded."""
    return World(simulator, profile).load()
