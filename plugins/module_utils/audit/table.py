# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of an audit: the same columns in the page and in the CSV file."""

from __future__ import annotations

import csv
import io
import re
from typing import Callable, NamedTuple

from .records import Finding, Row, Verdict

# Status → its words. The page adds the sign and the colour.
WORDS = {
    "problem": "problem",
    "unknown": "not looked at",
    "differs": "differs",
    "accepted": "accepted",
    "note": "worth knowing",
    "ok": "as declared",
    "empty": "not used",
}

# The same words after a number that is not 1, where they change.
MANY = {**WORDS, "problem": "problems", "differs": "differ"}


def counted(status: str, number: int) -> str:
    """A number of rows with their status."""
    return f"{number} {(WORDS if number == 1 else MANY)[status]}"


# Its first character, after what spreadsheets skip or split at.
FORMULA = re.compile(r"((?:^|;)\s*)([=+\-@\uff1d\uff0b\uff0d\uff20])")


class Column(NamedTuple):
    """A column: its key, its title, the text of a row's cell."""

    key: str
    title: str
    cell: Callable[[Row], str]


def _findings(row: Row) -> str:
    """Codes, each once with its number."""
    codes = [one.code for one in row.findings]
    counted = {code: codes.count(code) for code in dict.fromkeys(codes)}
    return ", ".join(f"{code} x{number}" if number > 1 else code for code, number in counted.items())


def _who(row: Row) -> str:
    names = [f"{name} ({right})" if right != "book" else name for right, all_ in row.shares.items() for name in all_]
    return ", ".join(names)


def difference(finding: Finding) -> str:
    """Before and after in one line; empty without them."""
    if finding.before is None and finding.after is None:
        return ""
    return f"{finding.target}: {finding.before or '-'} → {finding.after or '-'}"


def _differs(row: Row) -> str:
    return "; ".join(text for text in map(difference, row.findings) if text)


COLUMNS = (
    Column("status", "Status", lambda row: WORDS[row.status]),
    Column("installation", "Installation", lambda row: row.installation),
    Column("domain", "Domain", lambda row: row.domain or "(the installation)"),
    Column("provider", "Provider", lambda row: row.provider),
    Column("findings", "Findings", _findings),
    Column("who", "Who may book", _who),
    Column("differs", "Differs", _differs),
    Column("bookings", "Future bookings", lambda row: "" if row.bookings is None else str(row.bookings)),
    Column("release", "Release", lambda row: row.release or ""),
    Column("seconds", "Seconds", lambda row: "" if row.seconds is None else f"{row.seconds:g}"),
)


def columns(verdict: Verdict) -> tuple[Column, ...]:
    """The columns that have something in them."""
    counted = any(row.bookings is not None for row in verdict.rows)
    return tuple(column for column in COLUMNS if counted or column.key != "bookings")


def as_csv(verdict: Verdict) -> str:
    """The table with a header, as spreadsheets read it."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    shown = columns(verdict)
    writer.writerow([column.title for column in shown])
    for row in verdict.rows:
        writer.writerow([_harmless(column.cell(row)) for column in shown])
    return text.getvalue()


def _harmless(cell: str) -> str:
    """A name that a spreadsheet would take for a formula stays a name, also where it splits cells at semicolons."""
    return FORMULA.sub(r"\1'\2", cell)
