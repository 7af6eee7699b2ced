# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets, and how to keep them out of every text."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import AbstractSet, Any, Iterable
from urllib.parse import quote

MASK = "********"
# A token, key or password of fewer characters is not looked for in texts, and such a token is refused: BlueMind's own
# keys have 36, and a token of a portal that is easily guessed, or a common word, is a placeholder that was forgotten.
SHORTEST = 8
# Keys of results that playbooks and the role decide by, or give back as options: words of this collection, and names
# that everybody may read. They are never masked, whatever word a secret is.
PLAIN = frozenset(
    {"kind", "field", "state", "domain", "name", "uid", "resource_uid", "label", "user", "group", "right"}
    | {"reservation_policy", "provider"}
)


@dataclass(frozen=True)
class Secret:
    """A value that compares like any other, and that no text shows."""

    value: str = field(repr=False)

    def __str__(self) -> str:
        return MASK

    def __bool__(self) -> bool:
        return bool(self.value)


def reveal(value: Any) -> Any:
    """A secret's value, to be sent; anything else as it is."""
    return value.value if isinstance(value, Secret) else value


def searchable(secrets: Iterable[str | None]) -> set[str]:
    """Those that are long enough to be looked for in texts.

    To hide a shorter one would blacken ordinary words: a password "admin" is part of the login "admin0", and a mask in
    that place would tell it.
    """
    return {secret for secret in secrets if secret and len(secret.strip()) >= SHORTEST}


def redact(text: str, secrets: Iterable[str]) -> str:
    """`text` without any of the secrets, in the spellings that JSON, Python and URLs give them."""
    for secret in sorted(filter(None, secrets), key=len, reverse=True):
        for spelling in _spellings(secret):
            text = text.replace(spelling, MASK)
    return text


def _spellings(secret: str) -> dict[str, None]:
    """Each once: most secrets are spelled the same everywhere, and a result with many shares is long."""
    in_json = (json.dumps(secret, ensure_ascii=ascii_only)[1:-1] for ascii_only in (True, False))
    return dict.fromkeys((secret, *in_json, repr(secret)[1:-1], quote(secret), quote(secret, safe="")))


def masked(result: Any, secrets: Iterable[str | None]) -> Any:
    """A module's result without the secrets; the values of `PLAIN` keys stay as they are."""
    text = json.dumps(result, ensure_ascii=False)
    # Most results show none, and walking through thousands of shares takes time.
    shown = {one for one in searchable(secrets) if any(spelling in text for spelling in _spellings(one))}
    return _masked(result, shown) if shown else result


def _masked(value: Any, secrets: AbstractSet[str]) -> Any:
    if isinstance(value, dict):
        return {name: one if _is_plain(name, one) else _masked(one, secrets) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_masked(one, secrets) for one in value]
    return redact(value, secrets) if isinstance(value, str) else value


def _is_plain(name: Any, value: Any) -> bool:
    return name in PLAIN and isinstance(value, str)
