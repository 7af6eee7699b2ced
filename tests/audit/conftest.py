# SPDX-License-Identifier: GPL-3.0-or-later
"""One browser a worker, and the page of the fleet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ansible_collections.bluemind.videoconferencing.plugins.plugin_utils.audit_page import page
from tests.audit import tools
from tests.audit.browser import Browser
from tests.audit.fleet import verdict


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A Chromium; the tests are left out where there is none."""
    if reason := tools.why_not("chromium"):
        pytest.skip(reason)
    with Browser(tmp_path_factory.mktemp("chromium")) as one:
        yield one


@pytest.fixture(scope="session")
def checkers() -> Path:
    """Where axe-core and html-validate are; the tests are left out where they cannot be had."""
    if reason := tools.without_checkers():
        pytest.skip(reason)
    return tools.MODULES


@pytest.fixture(scope="session")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the fleet."""
    file = tmp_path_factory.mktemp("report") / "audit.html"
    file.write_text(page(verdict()), encoding="utf-8")
    return file
