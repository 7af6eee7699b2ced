# SPDX-License-Identifier: GPL-3.0-or-later
"""What is made of a package manager's complaints."""

from __future__ import annotations

import pytest
import yaml

from ansible_collections.bluemind.videoconferencing.plugins.module_utils.host import complaints
from tests.unit.host.recordings import FOLDER

CASES = yaml.safe_load((FOLDER / "complaints.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", CASES)
def test_each_complaint_has_its_cause_its_cure_and_the_words(name: str) -> None:
    case = CASES[name]
    kind, message = complaints.sentence("Trying", case["words"])
    assert kind == case["kind"]
    assert case["says"] in message
    assert case["silent"] not in message
    assert message.startswith("Trying: ")
    assert ".." not in message.replace("...", "")


def test_a_line_is_told_once_and_settings_never() -> None:
    text = "Error: x failed\nError: x failed\nbandwidth: 0\npassword: ********\nproxy_username: bob\nError: x failed"
    assert complaints.words(text) == "Error: x failed"


def test_who_holds_a_lock_is_told_once() -> None:
    own = "E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 7 (apt)"
    assert complaints.words(f"{own}\nlock held by process 7 apt") == own
    old = "E: Unable to lock directory /var/lib/apt/lists/"
    assert complaints.words(f"{old}\nlock held by process 7 apt") == f"{old} / lock held by process 7 apt"


def test_what_follows_from_a_dead_repository_is_not_told() -> None:
    text = "E: Failed to fetch http://x  Connection timed out\nE: Unable to locate package y"
    assert complaints.words(text) == "E: Failed to fetch http://x  Connection timed out"


def test_the_last_lines_stand_in_for_telling_ones() -> None:
    assert complaints.words("one\ntwo\nthree\nfour\n\n") == "two / three / four"
    assert complaints.words("") == ""
    assert complaints.sentence("Trying", "") == ("package_manager", "Trying: the package manager would not do it")


def test_a_progress_line_does_not_hide_what_follows() -> None:
    assert complaints.words("10% [Working]\r20% [Working]\rE: Broken\n") == "E: Broken"
