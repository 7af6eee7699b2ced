# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The verdict as lines for the console."""

from __future__ import annotations

from typing import Iterator, Sequence

from .records import Finding, Row, Verdict
from .table import counted, difference

SIGNS = {"problem": "✖", "unknown": "?", "differs": "≠", "accepted": "~", "note": "i", "ok": "✓", "empty": "·"}
MOST = 300  # findings that are told; the files have all


def lines(verdict: Verdict) -> list[str]:
    """Findings below their installation, then what was left out, then the sums."""
    told = list(_told(verdict))
    findings = verdict.findings
    if len(findings) > MOST:
        told.append(f"{len(findings) - MOST} more findings are in the files; the first {MOST} are above.")
    return [*told, *verdict.remarks, summary(verdict)]


def _told(verdict: Verdict) -> Iterator[str]:
    left = MOST
    for name in dict.fromkeys(row.installation for row in verdict.rows):
        rows = [row for row in verdict.rows if row.installation == name]
        yield _head(name, rows)
        for finding in (one for row in rows for one in row.findings):
            if left:
                left -= 1
                yield _line(finding)


def _head(name: str, rows: Sequence[Row]) -> str:
    domains = len({row.domain for row in rows if row.domain})
    return f"{name}  {rows[0].release or '-'}  {domains} {'domain' if domains == 1 else 'domains'}"


def _line(one: Finding) -> str:
    place = " ".join(part for part in (one.domain, one.provider) if part)
    text = f"└ {SIGNS[one.status]} {one.severity} {one.code}{f' {place}' if place else ''}: {one.sentence}"
    change = difference(one)
    accepted = f" Accepted: {one.accepted}." if one.accepted else ""
    return f"{text}{f' [{change}]' if change else ''}{accepted}"


def headline(verdict: Verdict) -> str:
    """What the exit status says."""
    number = len(verdict.failures)
    if number:
        return f"{number} {'finding makes' if number == 1 else 'findings make'} this run fail"
    if verdict.policy == "never":
        return "This run does not fail, because audit_fail_on is never"
    return "Nothing makes this run fail"


def summary(verdict: Verdict) -> str:
    """The sums, and what the exit status says."""
    counts = ", ".join(counted(status, number) for status, number in verdict.counts.items() if number)
    return f"{counts or 'nothing to look at'}. {headline(verdict)} (audit_fail_on: {verdict.policy})"
