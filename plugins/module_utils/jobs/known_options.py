# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Refuses options that do not exist, and lists, dictionaries and choices that are something else, in plain sentences.

Ansible's own check names neither the domain nor the entry of a list, prints Python's class names, and stops at the
first kind of mistake. What this passes goes through Ansible's check as well.
"""

from __future__ import annotations

import difflib
from typing import Any, Iterator, Mapping

from ..bluemind.errors import BlueMindError


def require_known(spec: Mapping[str, Any], given: Mapping[str, Any], module: str) -> None:
    """Check the options `given` to `module`. Errors: `input`, with a sentence for each mistake."""
    wrong = list(_record(spec, given, "", f"the module {module}"))
    if wrong:
        raise BlueMindError("input", " ".join(wrong))


def _record(spec: Mapping[str, Any], given: Mapping[str, Any], where: str, owner: str) -> Iterator[str]:
    for name, value in given.items():
        if name in spec:
            yield from _option(spec[name], value, f"{where}.{name}" if where else str(name))
        elif not str(name).startswith("_ansible_"):
            yield _unsupported(spec, str(name), where, owner)


def _unsupported(spec: Mapping[str, Any], name: str, where: str, owner: str) -> str:
    near = difflib.get_close_matches(name, spec, 1)
    cure = f"Did you mean {near[0]}?" if near else f"It has: {', '.join(sorted(spec))}."
    return f"{where + ': ' if where else ''}unsupported option {name} of {owner}. {cure}"


def _option(option: Mapping[str, Any], value: Any, where: str) -> Iterator[str]:
    kind, choices = option.get("type", "str"), option.get("choices")
    if value is None:
        return
    if kind == "list":
        yield from _list(option, value, where)
    elif kind == "dict":
        yield from _dict(option, value, where)
    elif choices and not isinstance(value, bool) and str(value) not in [str(one) for one in choices]:
        yield f"{where} is {value}, and must be one of: {', '.join(str(one) for one in choices)}."


def _list(option: Mapping[str, Any], value: Any, where: str) -> Iterator[str]:
    records = option.get("elements") == "dict"
    text = isinstance(value, str) and not (records and "=" not in value and "{" not in value)
    if isinstance(value, (list, tuple)):
        for index, one in enumerate(value):
            name = one.get("domain") if isinstance(one, Mapping) else None
            label = f"{where}[{index}]" + (f" ({name})" if isinstance(name, str) else "")
            yield from _option({**option, "type": option.get("elements", "raw")}, one, label)
    elif not text and (records or isinstance(value, Mapping)):
        yield f"{where} must be a list, and is {_called(value)}. Start each entry with a dash."


def _dict(option: Mapping[str, Any], value: Any, where: str) -> Iterator[str]:
    if isinstance(value, Mapping):
        spec = option.get("options")
        if spec:
            yield from _record(spec, value, where, "this entry")
            yield from _one_of(option, value, where)
    elif not isinstance(value, str) or ("=" not in value and "{" not in value):
        yield f"{where} must be a dictionary (option: value), and is {_called(value)}."


def _one_of(option: Mapping[str, Any], value: Mapping[str, Any], where: str) -> Iterator[str]:
    for names in option.get("mutually_exclusive") or ():
        found = [name for name in names if value.get(name) is not None]
        if len(found) > 1:
            yield f"{where} has {' and '.join(found)}. Keep one of them; a second one is an entry of its own."
    for names in option.get("required_one_of") or ():
        if all(value.get(name) is None for name in names):
            yield f"{where} names nobody. Give one of: {', '.join(names)}."
    for name, inner in option["options"].items():
        if inner.get("required") and value.get(name) is None:
            yield f"{where} has no {name}, and needs one."


def _called(value: Any) -> str:
    if isinstance(value, Mapping):
        return "a dictionary"
    return "a list" if isinstance(value, (list, tuple)) else "a single value"
