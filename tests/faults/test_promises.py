# SPDX-License-Identifier: GPL-3.0-or-later
"""SECURITY.md: each promise names tests that exist."""

from __future__ import annotations

import re

from tests.support.simulator import CHECKOUT


def promises() -> list[str]:
    """The promises, each with its tests."""
    text = (CHECKOUT / "SECURITY.md").read_text(encoding="utf-8")
    section = text.partition("## What the collection promises")[2].partition("\n## ")[0]
    return section.split("\n- **")[1:]


def test_each_promise_is_shown_by_a_test() -> None:
    found = promises()
    assert len(found) >= 7
    for promise in found:
        shown = re.findall(r"`(tests/\S+\.py)::(\w+)`", promise)
        assert shown, promise
        for file, name in shown:
            assert f"def {name}(" in (CHECKOUT / file).read_text(encoding="utf-8"), name
