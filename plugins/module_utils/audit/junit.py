# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The verdict as JUnit XML: a suite for each installation, a case for each finding and for each row without one."""

from __future__ import annotations

import re
from typing import Iterator
from xml.sax.saxutils import escape, quoteattr

from .records import Finding, Row, Verdict

# What XML 1.0 cannot hold, even escaped.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def as_junit(verdict: Verdict) -> str:
    """What the policy makes fail is a failure; an accepted finding is skipped; the rest passes, with words."""
    suites = [_suite(verdict, name) for name in dict.fromkeys(row.installation for row in verdict.rows)]
    head = f'<testsuites name="bluemind audit" failures="{len(verdict.failures)}">'
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', head, *suites, "</testsuites>", ""])


def _suite(verdict: Verdict, installation: str) -> str:
    rows = [row for row in verdict.rows if row.installation == installation]
    cases = [case for row in rows for case in _cases(verdict, row)]
    findings = [one for row in rows for one in row.findings]
    failures = sum(verdict.counts_as_failure(one) for one in findings)
    skipped = sum(one.status == "accepted" for one in findings)
    counts = f'tests="{len(cases)}" failures="{failures}" skipped="{skipped}" errors="0"'
    timestamp = quoteattr(verdict.generated[:19])
    return "\n".join(
        [f"<testsuite name={_attribute(installation)} timestamp={timestamp} {counts}>", *cases, "</testsuite>"]
    )


def _cases(verdict: Verdict, row: Row) -> Iterator[str]:
    place = " ".join(part for part in (row.domain, row.provider) if part) or "the installation"
    start = f"<testcase classname={_attribute(row.installation)} name="
    if not row.findings:
        yield f"{start}{_attribute(place)}/>"
    for one in row.findings:
        name = " ".join(part for part in (f"{place}: {one.code}", one.target) if part)
        yield f"{start}{_attribute(name)}>{_outcome(verdict, one)}</testcase>"


def _outcome(verdict: Verdict, one: Finding) -> str:
    if one.status == "accepted":
        return f"<skipped message={_attribute(f'{one.code}: {one.sentence} Accepted: {one.accepted}')}/>"
    if verdict.counts_as_failure(one):
        return f'<failure type="{one.code}" message={_attribute(one.sentence)}>{_text(one.advice)}</failure>'
    return f"<system-out>{_text(f'{one.code}: {one.sentence} {one.advice}')}</system-out>"


def _attribute(text: str) -> str:
    return quoteattr(_FORBIDDEN.sub("?", text), {"\n": "&#10;", "\t": "&#9;"})


def _text(text: str) -> str:
    return escape(_FORBIDDEN.sub("?", text))
