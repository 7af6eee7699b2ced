# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an audit says: plain frozen records, without a secret."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Mapping

# Worst first. A row has the status of its worst finding that nobody accepted.
STATUSES = ("problem", "unknown", "differs", "accepted", "note", "ok", "empty")
SEVERITIES = ("high", "medium", "low")
POLICIES = ("drift", "problems", "never")


@dataclass(frozen=True)
class Finding:
    """One thing to know. `status` is problem, unknown, differs, accepted or note; `severity` is of its code.

    `target` is the resource, subject, field or host that it is about; `before` and `after` are what is and what is
    declared.
    """

    code: str
    severity: str
    status: str
    installation: str
    domain: str
    provider: str
    target: str
    sentence: str
    advice: str
    before: str | None = None
    after: str | None = None
    accepted: str | None = None  # why, and until when

    def as_dict(self) -> dict[str, Any]:
        """For the outputs."""
        return asdict(self)


@dataclass(frozen=True)
class Row:
    """One provider of one domain, or an installation itself (`domain` is empty).

    `shares` are right → names. `bookings` is None where nobody counted.
    """

    installation: str
    domain: str
    provider: str
    status: str
    declared: bool
    findings: tuple[Finding, ...]
    shares: Mapping[str, tuple[str, ...]]
    release: str | None = None
    seconds: float | None = None
    bookings: int | None = None

    def as_dict(self) -> dict[str, Any]:
        """For the outputs."""
        return {**asdict(self), "shares": {right: list(names) for right, names in self.shares.items()}}


@dataclass(frozen=True)
class Verdict:
    """Everything that every output shows. `failed` is what the exit status says under `policy`."""

    generated: str
    policy: str
    rows: tuple[Row, ...]
    remarks: tuple[str, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Of all rows, in their order."""
        return tuple(finding for row in self.rows for finding in row.findings)

    def counts_as_failure(self, finding: Finding) -> bool:
        """Whether the policy makes it a failure."""
        failing = {"never": (), "problems": ("problem", "unknown"), "drift": ("problem", "unknown", "differs")}
        return finding.status in failing[self.policy]

    @property
    def failures(self) -> tuple[Finding, ...]:
        """The findings that make the audit fail."""
        return tuple(finding for finding in self.findings if self.counts_as_failure(finding))

    @property
    def counts(self) -> dict[str, int]:
        """Status → number of rows."""
        return {status: sum(row.status == status for row in self.rows) for status in STATUSES}

    @property
    def codes(self) -> dict[str, int]:
        """Code → number of findings."""
        found: dict[str, int] = {}
        for finding in self.findings:
            found[finding.code] = found.get(finding.code, 0) + 1
        return dict(sorted(found.items()))

    def as_dict(self) -> dict[str, Any]:
        """The whole, as the file audit.json has it."""
        return {
            "format": 1,
            "generated": self.generated,
            "fail_on": self.policy,
            "failed": bool(self.failures),
            "failures": len(self.failures),
            "counts": self.counts,
            "codes": self.codes,
            "remarks": list(self.remarks),
            "rows": [row.as_dict() for row in self.rows],
        }
