# SPDX-License-Identifier: GPL-3.0-or-later
"""Request bodies read the way the server's JSON library does (contract#json-bodies)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from ..state.errors import unparsable


class Absent:
    """Marks a property that the request does not hold; it keeps the default of its class."""


ABSENT = Absent()
Bean = dict[str, Any]


def bean(value: Any) -> Bean | None:
    """A JSON object, or null."""
    if value is None or isinstance(value, dict):
        return value
    raise unparsable()


def items(value: Any) -> list[Any] | None:
    """A JSON array, or null."""
    if value is None or isinstance(value, list):
        return value
    raise unparsable()


def text(value: Any) -> str | None:
    """A string; numbers and booleans are turned into one."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(value)
    raise unparsable()


def flag(value: Any) -> bool:
    """A primitive boolean: null means false (contract#json-bodies)."""
    if value is None:
        return False
    if isinstance(value, bool):
        return value
    if value in ("true", "false"):
        return bool(value == "true")
    raise unparsable()


def whole(value: Any) -> int | None:
    """A whole number, or null."""
    if value is None:
        return None
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return int(value)
    if isinstance(value, str) and value.removeprefix("-").isdigit():
        return int(value)
    raise unparsable()


def choice(value: Any, names: Collection[str]) -> str | None:
    """An enum: exact, case-sensitive names (contract#json-bodies)."""
    if value is None:
        return None
    if isinstance(value, str) and value in names:
        return value
    raise unparsable()


def texts(value: Any) -> list[str | None] | None:
    """A list of strings."""
    found = items(value)
    return None if found is None else [text(one) for one in found]


def text_map(value: Any) -> dict[str, str | None] | None:
    """A `Map<String, String>`: scalars become strings, null stays null, the rest fails (contract#json-bodies)."""
    found = bean(value)
    return None if found is None else {key: text(one) for key, one in found.items()}


def get(source: Bean, key: str, default: Any) -> Any:
    """A property: the default only when it is absent, an explicit null overwrites it (contract#json-bodies)."""
    value = source.get(key, ABSENT)
    return default if value is ABSENT else value
