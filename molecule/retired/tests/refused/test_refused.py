# SPDX-License-Identifier: GPL-3.0-or-later
"""Refused where BlueMind has no StarLeaf any more, and nothing on the host moved."""


def test_the_refusal_says_why(host, refusal):
    if host.check_output("hostname").endswith("debian11"):
        assert "only empty transitional packages" in refusal
        assert "bm-cli setup version current" in refusal
    else:
        assert "no longer has the StarLeaf provider" in refusal
        assert "set state: absent to remove what is left" in refusal


def test_host_is_as_it_was(unchanged):
    before, now = unchanged
    assert now == before
