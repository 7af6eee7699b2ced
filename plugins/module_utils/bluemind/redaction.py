# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets, and how to keep them out of every text."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, Iterable
from urllib.parse import quote

MASK = "********"


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


def maskable(secrets: Iterable[str]) -> set[str]:
    """Secrets that are not only white space: masking each space would make every message unreadable."""
    return {secret for secret in secrets if secret.strip()}


def redact(text: str, secrets: Iterable[str]) -> str:
    """`text` without any of the secrets, in the spellings that JSON and URLs give them."""
    for secret in sorted(filter(None, secrets), key=len, reverse=True):
        in_json = (json.dumps(secret, ensure_ascii=ascii_only)[1:-1] for ascii_only in (True, False))
        for spelling in (secret, *in_json, quote(secret), quote(secret, safe="")):
            text = text.replace(spelling, MASK)
    return text
