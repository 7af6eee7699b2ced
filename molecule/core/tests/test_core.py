# SPDX-License-Identifier: GPL-3.0-or-later
"""Installed, restarted once, bookable, whatever ansible-core did it."""


def test_restarted_exactly_once(bluemind):
    assert bluemind.restarts() == "1"


def test_who_was_given_the_right_can_book(bluemind):
    assert bluemind.may_book("example.org", "u-bruno")
    assert not bluemind.may_book("example.org", "u-carl")
