# SPDX-License-Identifier: GPL-3.0-or-later
"""A second simulator a worker, over TLS."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.simulator import Simulator


@pytest.fixture(scope="session")
def secure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulator]:
    """A BlueMind 4.5.3 with the StarLeaf provider and a certificate of its own authority."""
    folder = tmp_path_factory.mktemp("tls")
    with Simulator.start("--tls", str(folder), "--provider", "starleaf") as one:
        yield one
