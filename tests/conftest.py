# SPDX-License-Identifier: GPL-3.0-or-later
"""What all tests share: the collection made importable, one simulator a worker."""

from __future__ import annotations

import contextlib
import importlib
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.simulator import CHECKOUT, Simulator

COLLECTIONS = CHECKOUT / ".cache" / "ansible" / "collections"


def _make_importable() -> None:
    link = COLLECTIONS / "ansible_collections" / "bluemind" / "videoconferencing"
    link.parent.mkdir(parents=True, exist_ok=True)
    if not link.is_symlink():
        with contextlib.suppress(FileExistsError):  # another worker was quicker
            link.symlink_to(CHECKOUT, target_is_directory=True)
    sys.path.insert(0, str(COLLECTIONS))
    importlib.invalidate_caches()  # in a new clone Python has already found that there is no such folder


_make_importable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The hosts first: they take longest, and wait more than they compute."""
    items.sort(key=lambda item: "/tests/hosts/" not in item.path.as_posix())


@pytest.fixture(scope="session")
def simulator() -> Iterator[Simulator]:
    """One simulator a worker; every test resets it, with the profile that it needs."""
    with Simulator.start() as one:
        yield one


@pytest.fixture(scope="session")
def checkout() -> Path:
    """The root of the project."""
    return CHECKOUT
