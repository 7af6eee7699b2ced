# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The verdict as one page of HTML, which needs no network."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ..module_utils.audit.codes import CODES
from ..module_utils.audit.lines import SIGNS, headline, summary
from ..module_utils.audit.records import STATUSES, Finding, Row, Verdict
from ..module_utils.audit.table import MANY, WORDS, columns

FOLDER = Path(__file__).parent / "audit_template"
# What a page can hold and a browser still opens at once; what is left out is told where it would stand.
MOST_ROWS = 5000
MOST_NAMES = 200  # of one right in one row
MOST_REMARKS = 20
MOST_CHIPS = 120  # of one installation


def page(verdict: Verdict) -> str:
    """The page."""
    environment = Environment(
        loader=FileSystemLoader(str(FOLDER)), autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True
    )
    return environment.get_template("page.html.j2").render(
        verdict=verdict,
        headline=headline(verdict),
        summary=summary(verdict),
        columns=columns(verdict),
        data=embedded(data(verdict)),
        signs=SIGNS,
        most_remarks=MOST_REMARKS,
    )


def embedded(content: Any) -> str:
    """JSON that no name in it can break out of."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def data(verdict: Verdict) -> dict[str, Any]:
    """What the page's script reads. Long lists are cut, and the number that is left out is beside them."""
    rows = verdict.rows[:MOST_ROWS]
    return {
        "generated": verdict.generated,
        "fail_on": verdict.policy,
        "failed": bool(verdict.failures),
        "failures": len(verdict.failures),
        "counts": verdict.counts,
        "codes": verdict.codes,
        "titles": {code: CODES[code].title for code in verdict.codes},
        "advice": {code: CODES[code].advice for code in verdict.codes},
        "statuses": [{"key": key, "sign": SIGNS[key], "words": WORDS[key], "many": MANY[key]} for key in STATUSES],
        "columns": [column.key for column in columns(verdict)],
        "most_chips": MOST_CHIPS,
        "rows": [_row(row) for row in rows],
        "rows_left_out": len(verdict.rows) - len(rows),
        "remarks": list(verdict.remarks),
    }


def _row(row: Row) -> dict[str, Any]:
    found: dict[str, Any] = {
        "i": row.installation,
        "d": row.domain,
        "p": row.provider,
        "s": row.status,
        "declared": row.declared,
        "release": row.release,
        "seconds": row.seconds,
        "bookings": row.bookings,
        "who": {right: list(names[:MOST_NAMES]) for right, names in row.shares.items()},
        "who_left_out": {
            right: len(names) - MOST_NAMES for right, names in row.shares.items() if len(names) > MOST_NAMES
        },
        "findings": [_finding(one) for one in row.findings],
    }
    return {name: value for name, value in found.items() if value not in (None, "", [], {}) or name in ("i", "d", "s")}


def _finding(one: Finding) -> dict[str, Any]:
    shown = ("code", "severity", "status", "target", "sentence", "before", "after", "accepted")
    return {name: getattr(one, name) for name in shown if getattr(one, name) is not None}
