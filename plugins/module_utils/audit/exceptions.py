# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The file of exceptions: findings that are accepted for a reason and until a day. Pure: no file is read here."""

from __future__ import annotations

import datetime
import difflib
from dataclasses import dataclass
from typing import Any, Iterable, Mapping

from .codes import CODES

REQUIRED = ("code", "installation", "reason", "expires")
KEYS = (*REQUIRED, "domain", "target")


class BadExceptions(Exception):
    """The file cannot be used; the message says which entry, and what is wrong with it."""


@dataclass(frozen=True)
class Exemption:
    """One entry. Without a domain it is about the installation itself, without a target about every one."""

    code: str
    installation: str
    reason: str
    expires: datetime.date
    domain: str = ""
    target: str | None = None

    def covers(self, code: str, installation: str, domain: str, target: str) -> bool:
        """Whether it is about this finding; the day does not matter."""
        same = (self.code, self.installation, self.domain) == (code, installation, domain)
        return same and self.target in (None, target)

    @property
    def name(self) -> str:
        """What it is about."""
        return " ".join(part for part in (self.code, self.installation, self.domain, self.target) if part)


def parse(content: Any) -> tuple[Exemption, ...]:
    """From the content of the file, a list. Errors: BadExceptions."""
    if content is None:
        return ()
    if not isinstance(content, list):
        raise BadExceptions("it must be a list; each entry has code, installation, domain, reason, expires")
    found: list[Exemption] = []
    for number, entry in enumerate(content, 1):
        exemption = _entry(entry, f"entry {number}")
        double = [one for one in found if (one.name, one.target) == (exemption.name, exemption.target)]
        if double:
            raise BadExceptions(f"entry {number}: {exemption.name} is there twice; keep one")
        found.append(exemption)
    return tuple(found)


def _entry(entry: Any, where: str) -> Exemption:
    if not isinstance(entry, Mapping):
        raise BadExceptions(f"{where}: it must have code, installation, reason and expires")
    _keys(entry, where)
    for name in KEYS:
        value = entry.get(name)
        if name != "expires" and value is not None and not (isinstance(value, str) and value.strip()):
            raise BadExceptions(f"{where}: {name} must be a text that is not empty; put it in quotes")
    if entry["code"] not in CODES:
        raise BadExceptions(f"{where}: there is no code {entry['code']}{_near(entry['code'], CODES)}")
    return Exemption(
        entry["code"],
        entry["installation"],
        " ".join(entry["reason"].split()),
        _day(entry["expires"], where),
        entry.get("domain") or "",
        entry.get("target"),
    )


def _keys(entry: Mapping[Any, Any], where: str) -> None:
    unknown = [str(name) for name in entry if name not in KEYS]
    if unknown:
        raise BadExceptions(f"{where}: {unknown[0]} is not a key of an exception{_near(unknown[0], KEYS)}")
    missing = [name for name in REQUIRED if entry.get(name) is None]
    if missing:
        raise BadExceptions(f"{where}: {' and '.join(missing)} is missing")


def _day(value: Any, where: str) -> datetime.date:
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return value
    try:
        # Newer Pythons would take more than this form.
        return datetime.datetime.strptime(str(value), "%Y-%m-%d").date()
    except ValueError:
        raise BadExceptions(f"{where}: expires must be a day such as 2027-01-31, not {value}") from None


def _near(name: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(name, sorted(known), 1)
    return f" (did you mean {close[0]}?)" if close else f"; known: {', '.join(sorted(known))}"
