# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Refuses numbers, booleans and dates where an option means a text.

Ansible's own check makes a text of everything, and does so first: an unquoted 0123 becomes the text 83, 1.10 becomes
1.1 and yes becomes True. So this looks at the options as YAML has read them. Modules never see them like that, because
a date reaches them as text: the action plugins call this, for the modules and for the role.
"""

from __future__ import annotations

import datetime
from typing import Any, Iterator, Mapping

from ..bluemind.errors import BlueMindError

COLLECTIONS = (list, tuple, set, Mapping)
SCALARS = (int, float, datetime.date)
# What YAML may read instead of a text; the first match counts, because a boolean is an int, too.
READINGS: tuple[tuple[Any, str], ...] = (
    (bool, "true or false"),
    ((int, float), "a number"),
    (datetime.date, "a date"),
    (Mapping, "a dictionary"),
    (COLLECTIONS, "a list"),
)


def require_text(spec: Mapping[str, Any], given: Mapping[str, Any]) -> None:
    """Check the options `given` against an argument specification. Errors: `input`, with a sentence for each option."""
    wrong = list(_options(spec, given, ""))
    if wrong:
        raise BlueMindError("input", " ".join(wrong))


def _options(spec: Mapping[str, Any], given: Mapping[str, Any], place: str) -> Iterator[str]:
    for name, value in given.items():
        if name in spec:
            yield from _option(spec[name], value, f"{place}{name}")


def _option(option: Mapping[str, Any], value: Any, where: str) -> Iterator[str]:
    kind = option.get("type", "str")
    if kind == "list" and isinstance(value, (list, tuple)):
        for index, one in enumerate(value):
            name = one.get("domain") if isinstance(one, Mapping) else None
            label = f"{where}[{index}]" + (f" ({name})" if isinstance(name, str) else "")
            yield from _option({**option, "type": option.get("elements", "raw")}, one, label)
    elif kind == "list" and isinstance(value, SCALARS):  # Ansible makes a list of it
        yield from _option({**option, "type": option.get("elements", "raw")}, value, where)
    elif kind == "dict" and isinstance(value, Mapping):
        yield from _options(option.get("options") or {}, value, f"{where}.")
    elif kind in ("str", "path") and not option.get("choices"):  # Ansible compares with the choices
        yield from _misread(value, where, bool(option.get("no_log")))


def _misread(value: Any, where: str, secret: bool) -> Iterator[str]:
    if value is None:
        yield f"{where} has no value. Give it a text, or leave it out."
    reading = next((name for kind, name in READINGS if isinstance(value, kind)), None)
    if reading:
        shown = "" if secret or isinstance(value, COLLECTIONS) else f" ({value})"
        yield f"{where} must be a text, and YAML reads it as {reading}{shown} unless it is quoted. Put it in quotes."
