# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets do not show, in whatever spelling."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest

from ansible_collections.bluemind.videoconferencing.plugins.module_utils.bluemind.redaction import (
    MASK,
    SHORTEST,
    Secret,
    masked,
    redact,
    reveal,
    searchable,
)

ODD = 'päss/"wö\\rd" 100%'


@pytest.mark.parametrize("spelling", [str, json.dumps, repr, quote, lambda one: quote(one, safe="")])
@pytest.mark.parametrize("secret", ["plain-secret", ODD, ODD + "'"])
def test_every_spelling_is_masked(secret: str, spelling: object) -> None:
    assert callable(spelling)
    text = redact(f"GET /x?{spelling(secret)} refused", {secret})
    assert secret not in text
    assert spelling(secret)[1:-1] not in text
    assert MASK in text


def test_json_in_another_alphabet_is_masked() -> None:
    assert "wö" not in redact(json.dumps({"said": ODD}, ensure_ascii=False), {ODD})


def test_a_secret_inside_another_leaves_no_rest() -> None:
    assert redact("token-1-long token-1", {"token-1", "token-1-long"}) == f"{MASK} {MASK}"


def test_what_is_short_is_not_searched_for() -> None:
    assert searchable({"", " ", "\n", "admin", "        ", None, "long-enough"}) == {"long-enough"}
    assert redact("a text", {""}) == "a text"


WORDS = ["create", "present", "auto_accept", "reservation_policy", "lycee.example", "videoconferencing"]


@pytest.mark.parametrize("secret", WORDS)
def test_what_is_decided_by_is_never_masked(secret: str) -> None:
    """Whatever word the secret is; texts beside it are masked if it is long enough."""
    change = {"kind": secret, "field": secret, "domain": secret, "target": f"user {secret}"}
    named = {"name": secret, "state": secret, "label": secret, "shares": [{"user": secret}, {"group": secret}]}
    result = {"changes": [change], "domain": named, "msg": f"cannot store {secret}"}
    found = masked(result, {secret})
    assert found["domain"] == result["domain"]
    assert (found["changes"][0]["kind"], found["changes"][0]["field"], found["changes"][0]["domain"]) == (secret,) * 3
    if len(secret) >= SHORTEST:
        assert secret not in found["msg"] + found["changes"][0]["target"]
    else:
        assert found == result


def test_a_result_is_masked_at_every_depth() -> None:
    result = {"domains": [{"details": {"problems": [ODD, 7, None]}}], "msg": json.dumps(ODD), "verified": True}
    found = masked(result, {ODD})
    assert found == {"domains": [{"details": {"problems": [MASK, 7, None]}}], "msg": f'"{MASK}"', "verified": True}


def test_a_secret_compares_and_never_shows() -> None:
    secret = Secret("hush")
    assert secret == Secret("hush")
    assert secret != Secret("other")
    assert "hush" not in f"{secret} {secret!r} {[secret]}"
    assert (reveal(secret), reveal("plain"), reveal(None)) == ("hush", "plain", None)
    assert bool(secret)
    assert not Secret("")
