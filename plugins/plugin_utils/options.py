# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Mistakes in options and variables, in words for those who wrote them: pure.

Ansible's own check names Python's types, says neither which record is meant nor which word was, and stops at the first
kind of mistake. What this passes goes through Ansible's check as well.
"""

from __future__ import annotations

import difflib
import math
import re
from typing import Any, Callable, Iterable, Iterator, Mapping

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.module_utils.common.validation import (
    check_type_bool,
    check_type_dict,
    check_type_float,
    check_type_int,
    check_type_list,
)

# What each type is called, and what converts to it.
TYPES: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "bool": ("true or false", check_type_bool),
    "int": ("a whole number", check_type_int),
    "float": ("a number", check_type_float),
    "list": ("a list", check_type_list),
    "dict": ("a dictionary", check_type_dict),
}

ANY = (-math.inf, math.inf)
_SECRET = re.compile("pass|token|key|secret")  # names of options in which somebody may put a secret by mistake
_AS_JSON = ". With -e, the whole has to be JSON: -e '{\"name\": [...]}'"


def near(name: str, known: Iterable[str]) -> str:
    """A hint at the word that was probably meant, or nothing."""
    found = difflib.get_close_matches(name, sorted(known), 1, cutoff=0.6)
    return f" (did you mean {found[0]}?)" if found else ""


def misspelt(prefix: str, spec: Mapping[str, Any], variables: Iterable[str]) -> list[str]:
    """A warning for each variable of a playbook that is likely one of its own, misspelt.

    The prefix is a common word, so a variable that looks like none of them belongs to somebody else.
    """
    known = [f"{prefix}{name}" for name in spec]
    others = sorted(name for name in variables if name.startswith(prefix) and name not in known)
    meant = {name: difflib.get_close_matches(name, known, 1, cutoff=0.85) for name in others}
    return [
        f"{name} is no variable of this playbook (did you mean {found[0]}?)" for name, found in meant.items() if found
    ]


def mistakes(
    spec: Mapping[str, Any],
    given: Mapping[str, Any],
    ranges: Mapping[str, tuple[float, float]] | None = None,
    place: str = "",
) -> Iterator[str]:
    """A sentence for each option that is unsupported, missing, of another type, or not among the choices.

    `spec` is an argument specification, `ranges` the smallest and the largest value of options that are numbers.
    """
    for name in given:
        if name not in spec:
            yield f"unsupported option {place}{_name(str(name), spec)}"
    for name, option in spec.items():
        value, limits = given.get(name), (ranges or {}).get(name, ANY)
        if value is not None:
            yield from _wrong(option, value, f"{place}{name}", limits)
        elif option.get("required") and "fallback" not in option:  # the environment may have it
            yield f"{place}{name} is required"
        elif name in given and (option.get("choices") or option.get("default") is not None):  # as Ansible does
            yield f"{place}{name} has no value. Give it {_meant(option, limits)}, or leave it out"


def converted(
    spec: Mapping[str, Any],
    given: Mapping[str, Any],
    ranges: Mapping[str, tuple[float, float]] | None = None,
    place: str = "",
) -> tuple[dict[str, Any], list[str]]:
    """The options with their types and defaults, and no mistakes; or mistakes. Ansible's own check fails at some."""
    wrong = list(mistakes(spec, given, ranges, place))
    if wrong:
        return {}, wrong
    validated = ArgumentSpecValidator(spec).validate(dict(given))
    return validated.validated_parameters, validated.error_messages


def one_of(rules: Mapping[str, Any], given: Mapping[str, Any], place: str = "") -> Iterator[str]:
    """A sentence for each group of options of which too many, or none, are given; `rules` as Ansible has them."""
    for names in rules.get("mutually_exclusive") or ():
        found = [name for name in names if given.get(name) is not None]
        if len(found) > 1:
            yield f"{place}{' and '.join(found)} are given; keep one of them"
    for names in rules.get("required_one_of") or ():
        if all(given.get(name) is None for name in names):
            yield f"{place}one of {', '.join(names)} is required"


def secrets(spec: Mapping[str, Any], given: Mapping[str, Any]) -> Iterator[str]:
    """What no message may show: the texts of options with `no_log`, at any depth."""
    for name, option in spec.items():
        value = given.get(name)
        if option.get("no_log") and isinstance(value, str):
            yield value
        for one in value if isinstance(value, (list, tuple)) else [value]:
            if isinstance(one, Mapping):
                yield from secrets(option.get("options") or {}, one)


def _name(name: str, spec: Mapping[str, Any]) -> str:
    """A name that is none of `spec`, with a hint. One that is no word may hold a value: in YAML {token:x} is a name."""
    if re.fullmatch(r"[A-Za-z_]\w*", name):
        return name + (near(name, spec) or f"; there are {', '.join(sorted(spec))}")
    known = max((one for one in spec if name.startswith(one)), key=len, default="")
    return f"{known}… (a name and its value need a colon and a blank between them)"


def _holds_secret(option: Mapping[str, Any]) -> bool:
    return bool(option.get("no_log")) or any(map(_holds_secret, (option.get("options") or {}).values()))


def _wrong(option: Mapping[str, Any], value: Any, where: str, limits: tuple[float, float] = ANY) -> Iterator[str]:
    kind = option.get("type", "str")
    hidden = isinstance(value, (list, tuple, Mapping)) or _holds_secret(option)
    shown = "" if hidden or _SECRET.search(where.rpartition(".")[2]) else f", and is '{value}'"
    if kind == "list" and option.get("elements") == "dict" and isinstance(value, str):
        yield f"{where} must be a list, and is a text{_AS_JSON if value.lstrip().startswith('[') else ''}"
        return
    if kind in TYPES:
        called, convert = TYPES[kind]
        try:
            if isinstance(value, bool) and kind in ("int", "float"):  # which Python takes for 1 and 0
                raise ValueError
            value = convert(value)
        except (TypeError, ValueError, OverflowError):  # the last for infinity as a whole number
            yield f"{where} must be {called}{shown}"
            return
    if kind in ("int", "float") and (not limits[0] <= value <= limits[1] or abs(value) == math.inf):
        yield f"{where} must be {_span(*limits)}{shown}"
    elif kind == "list":
        one = {**option, "type": option.get("elements", "raw")}
        for index, element in enumerate(value):
            name = element.get("domain") if isinstance(element, Mapping) else None
            yield from _wrong(one, element, f"{where}[{index}]" + (f" ({name})" if isinstance(name, str) else ""))
    elif kind == "dict" and option.get("options"):
        yield from mistakes(option["options"], value, None, f"{where}.")
        yield from one_of(option, value, f"{where}: ")
    elif option.get("choices") and value not in option["choices"]:
        choices = [str(choice) for choice in option["choices"]]
        yield f"{where} must be one of {', '.join(choices)}{shown}{near(str(value), choices)}"


def _meant(option: Mapping[str, Any], limits: tuple[float, float]) -> str:
    """What an option takes."""
    if option.get("choices"):
        return f"one of {', '.join(map(str, option['choices']))}"
    kind = option.get("type", "str")
    called = TYPES[kind][0] if kind in TYPES else "a text"
    return called if limits == ANY else f"{called}, {_span(*limits)}"


def _span(least: float, most: float) -> str:
    if math.isinf(most):
        return "a number" if math.isinf(least) else f"{least:g} or more"
    return f"from {least:g} to {most:g}"
