# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks of what people write by hand: seeds, options, orders of faults.

Each is called with a value and its place, such as `domains[0].users[1]`, and raises a ValueError that names it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, NoReturn

Check = Callable[[Any, str], None]


def refuse(place: str, reason: str) -> NoReturn:
    """Raise the ValueError; the place of the whole is empty."""
    raise ValueError(f"{place}: {reason}" if place else reason)


def _expected(place: str, what: str, value: Any) -> NoReturn:
    found = "null" if value is None else repr(value) if isinstance(value, (int, float, str)) else type(value).__name__
    refuse(place, f"{what} is expected, not {found}")


def text(value: Any, place: str) -> None:
    """A string."""
    if not isinstance(value, str):
        _expected(place, "a text", value)


def filled(value: Any, place: str) -> None:
    """A string that is not empty."""
    if not isinstance(value, str) or not value:
        _expected(place, "a text", value)


def header(value: Any, place: str) -> None:
    """A string that an HTTP header can hold."""
    if not isinstance(value, str) or not value.isascii() or not value.isprintable():
        _expected(place, "a line of ASCII text", value)


def day(value: Any, place: str) -> None:
    """A date such as `2030-12-31`, as a string."""
    filled(value, place)
    try:
        date.fromisoformat(value)
    except ValueError:
        _expected(place, "a date such as '2030-12-31'", value)


def scalar(value: Any, place: str) -> None:
    """A string, a number, a boolean or null."""
    if value is not None and not isinstance(value, (str, int, float)):
        _expected(place, "a text", value)


def flag(value: Any, place: str) -> None:
    """A boolean."""
    if not isinstance(value, bool):
        _expected(place, "true or false", value)


def amount(value: Any, place: str) -> None:
    """A finite number that is not negative."""
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not number or not math.isfinite(value) or value < 0:
        _expected(place, "a number >= 0", value)


def whole(least: int = 0, most: int | None = None) -> Check:
    """A whole number in these bounds."""

    def check(value: Any, place: str) -> None:
        fits = isinstance(value, int) and not isinstance(value, bool)
        if not fits or value < least or (most is not None and value > most):
            bounds = f">= {least}" if most is None else f"from {least} to {most}"
            _expected(place, f"a whole number {bounds}", value)

    return check


def one_of(names: Iterable[str]) -> Check:
    """One of these strings."""
    known = tuple(names)

    def check(value: Any, place: str) -> None:
        if not isinstance(value, str) or value not in known:
            _expected(place, f"one of {', '.join(known)}", value)

    return check


def maybe(inner: Check) -> Check:
    """Null means not given."""

    def check(value: Any, place: str) -> None:
        if value is not None:
            inner(value, place)

    return check


def each(inner: Check) -> Check:
    """A list of such values; null is the empty one."""

    def check(value: Any, place: str) -> None:
        if value is not None and not isinstance(value, list):
            _expected(place, "a list", value)
        for number, one in enumerate(value or ()):
            inner(one, f"{place}[{number}]")

    return check


def table(inner: Check) -> Check:
    """A mapping from any strings to such values; null is the empty one."""

    def check(value: Any, place: str) -> None:
        if value is not None and not isinstance(value, dict):
            _expected(place, "a mapping", value)
        for key, one in (value or {}).items():
            text(key, place)
            inner(one, f"{place}.{key}")

    return check


def record(known: Mapping[str, Check], *required: str) -> Check:
    """A mapping with these keys alone; `"uid or login"` requires one of the two."""

    def check(value: Any, place: str) -> None:
        if not isinstance(value, dict):
            _expected(place, "a mapping", value)
        for key in value:
            if key not in known:
                refuse(place, f"unknown key {key!r}; known are {', '.join(known)}")
        for names in required:
            if not any(value.get(name) is not None for name in names.split(" or ")):
                refuse(place, f"{names} is missing")
        for key, one in value.items():
            known[key](one, f"{place}.{key}" if place else key)

    return check
