# SPDX-License-Identifier: GPL-3.0-or-later
"""What those who wrote an option read when it is wrong."""

from __future__ import annotations

import math
from typing import Any

import pytest

from ansible_collections.bluemind.videoconferencing.plugins.plugin_utils.options import (
    misspelt,
    mistakes,
    secrets,
)

SHARE = {"user": {"type": "str"}, "group": {"type": "str"}, "right": {"type": "str", "choices": ["book", "manage"]}}
RECORD = {
    "domain": {"type": "str", "required": True},
    "token": {"type": "int", "no_log": True},
    "shares": {
        "type": "list",
        "elements": "dict",
        "options": SHARE,
        "mutually_exclusive": [("user", "group")],
        "required_one_of": [("user", "group")],
    },
}
SPEC: dict[str, Any] = {
    "domains": {"type": "list", "elements": "dict", "options": RECORD},
    "purge": {"type": "bool"},
    "limit": {"type": "int"},
    "timeout": {"type": "float"},
    "state": {"type": "str", "choices": ["present", "absent"]},
    "parts": {"type": "list", "elements": "str", "choices": ["core", "admin_console"]},
}
RANGES = {"limit": (0, math.inf), "timeout": (1, 60)}


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"purge": "off", "limit": "3", "timeout": "2.5", "state": "absent", "parts": "core", "domains": None}, []),
        ({"stat": "x"}, ["unsupported option stat (did you mean state?)"]),
        ({"xyz": 1}, ["unsupported option xyz; there are domains, limit, parts, purge, state, timeout"]),
        ({"purge": "flase"}, ["purge must be true or false, and is 'flase'"]),
        ({"limit": "two"}, ["limit must be a whole number, and is 'two'"]),
        ({"limit": -1}, ["limit must be 0 or more, and is '-1'"]),
        ({"timeout": "0.5"}, ["timeout must be from 1 to 60, and is '0.5'"]),
        ({"timeout": 61}, ["timeout must be from 1 to 60, and is '61'"]),
        ({"timeout": "inf"}, ["timeout must be from 1 to 60, and is 'inf'"]),
        ({"limit": True}, ["limit must be a whole number, and is 'True'"]),
        ({"limit": "inf"}, ["limit must be a whole number, and is 'inf'"]),
        ({"limit": "1e400"}, []),  # more than a float holds
        ({"timeout": False}, ["timeout must be a number, and is 'False'"]),
        ({"timeout": "nan"}, ["timeout must be from 1 to 60, and is 'nan'"]),
        ({"state": "presnt"}, ["state must be one of present, absent, and is 'presnt' (did you mean present?)"]),
        ({"parts": ["cor"]}, ["parts[0] must be one of core, admin_console, and is 'cor' (did you mean core?)"]),
        ({"domains": {"domain": "example.org"}}, ["domains must be a list"]),
        ({"domains": ["example.org"]}, ["domains[0] must be a dictionary"]),
        (
            {"domains": [{"domian": "x"}]},
            ["unsupported option domains[0].domian (did you mean domain?)", "is required"],
        ),
        ({"domains": [{"domain": "a.org", "token": "s3cret"}]}, ["domains[0] (a.org).token must be a whole number"]),
        (
            {"domains": [{"domain": "a.org", "shares": [{"user": "x", "right": "mange"}]}]},
            ["domains[0] (a.org).shares[0].right must be one of book, manage, and is 'mange' (did you mean manage?)"],
        ),
        (
            {"domains": [{"domain": "a.org", "shares": [{"group": "x", "user": "y"}, {"right": "book"}]}]},
            [
                "domains[0] (a.org).shares[0]: user and group are given; keep one of them",
                "domains[0] (a.org).shares[1]: one of user, group is required",
            ],
        ),
    ],
    ids=str,
)
def test_a_mistake_is_told_with_its_place_and_the_word_that_was_given(given: dict[str, Any], words: list[str]) -> None:
    told = list(mistakes(SPEC, given, RANGES))
    assert len(told) == len(words), told
    for sentence, part in zip(told, words, strict=True):
        assert part in sentence
        assert "s3cret" not in sentence


WORD = "s3cret-token"


@pytest.mark.parametrize(
    ("domains", "words"),
    [
        (f'[{{"domain": "a.org", "token": "{WORD}"}}]', "domains must be a list, and is a text. With -e, "),
        ([f"a.org token {WORD}"], "domains[0] must be a dictionary"),
        # {domain: a.org, token:s3cret-token} without a blank, and without the name
        ([{"domain": "a.org", f"token:{WORD}": None}], "unsupported option domains[0] (a.org).token… (a name and its"),
        ([{"domain": "a.org", WORD: None}], "unsupported option domains[0] (a.org).… (a name and its value need a"),
        (
            [{"domain": "a.org", "update_token": WORD}],
            "domains[0] (a.org).update_token must be one of always, on_create",
        ),
        ([{1: "a.org", "domain": "a.org"}], "unsupported option domains[0] (a.org).… "),
    ],
    ids=["json-in-text", "not-a-record", "no-blank", "no-name", "other-option", "number"],
)
def test_a_secret_in_the_wrong_place_is_not_shown(domains: Any, words: str) -> None:
    update = {"type": "str", "choices": ["always", "on_create"], "no_log": False}
    record = {**RECORD, "token": {"type": "str", "no_log": True}, "update_token": update}
    [told] = mistakes({"domains": {**SPEC["domains"], "options": record}}, {"domains": domains})
    assert told.startswith(words)
    assert WORD not in told


def test_secrets_are_known_at_any_depth_whatever_else_is_wrong() -> None:
    spec = {"key": {"type": "str", "no_log": True}, "domains": SPEC["domains"]}
    given = {"key": "k", "domains": ["not a record", {"token": "t"}, {"token": ["not a text"]}], "other": 1}
    assert list(secrets(spec, given)) == ["k", "t"]


def test_a_variable_that_is_likely_misspelt_is_told_and_those_of_others_are_not() -> None:
    spec = dict.fromkeys(("path", "fail_on", "accept"))
    known = ("audit_path", "audit_fail_om", "audit_acept", "audit_log_server", "audit_pathway_of_log", "path_audit")
    assert misspelt("audit_", spec, known) == [
        "audit_acept is no variable of this playbook (did you mean audit_accept?)",
        "audit_fail_om is no variable of this playbook (did you mean audit_fail_on?)",
    ]
