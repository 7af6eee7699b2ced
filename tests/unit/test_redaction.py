# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets do not show, in whatever spelling."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest

from ansible_collections.bluemind.videoconferencing.plugins.module_utils.bluemind.redaction import (
    MASK,
    Secret,
    maskable,
    redact,
    reveal,
)

ODD = 'päss/"wö\\rd" 100%'


@pytest.mark.parametrize("spelling", [str, json.dumps, quote, lambda one: quote(one, safe="")])
@pytest.mark.parametrize("secret", ["plain-secret", ODD])
def test_every_spelling_is_masked(secret: str, spelling: object) -> None:
    assert callable(spelling)
    text = redact(f"GET /x?{spelling(secret)} refused", {secret})
    assert secret not in text
    assert spelling(secret).strip('"') not in text
    assert MASK in text


def test_json_in_another_alphabet_is_masked() -> None:
    assert "wö" not in redact(json.dumps({"said": ODD}, ensure_ascii=False), {ODD})


def test_a_secret_inside_another_leaves_no_rest() -> None:
    assert redact("token-1-long token-1", {"token-1", "token-1-long"}) == f"{MASK} {MASK}"


def test_blanks_and_nothing_mask_nothing() -> None:
    assert maskable({"", " ", "\n", "key"}) == {"key"}
    assert redact("a text", {""}) == "a text"


def test_a_secret_compares_and_never_shows() -> None:
    secret = Secret("hush")
    assert secret == Secret("hush")
    assert secret != Secret("other")
    assert "hush" not in f"{secret} {secret!r} {[secret]}"
    assert (reveal(secret), reveal("plain"), reveal(None)) == ("hush", "plain", None)
    assert bool(secret)
    assert not Secret("")
