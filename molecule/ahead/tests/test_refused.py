# SPDX-License-Identifier: GPL-3.0-or-later
"""Refused, with the cure, and nothing on the host moved."""


def test_the_refusal_says_what_to_do(host, refusal):
    if host.check_output("hostname").endswith("edge"):
        assert "bm-core is not installed here" in refusal
        assert "mailbox or edge nodes" in refusal.replace("\n", " ")
    else:
        assert "without changing bm-" in refusal
        assert "bm-core is 4.9.3884" in refusal
        assert "the repository offers 4.9.4010" in refusal
        assert "bm-cli setup version current" in refusal


def test_host_is_as_it_was(unchanged):
    before, now = unchanged
    assert now == before
