# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults that a test orders in advance."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

KINDS = frozenset(
    {
        "drop_before",
        "drop_after",
        "status",
        "delay",
        "truncate",
        "html",
        "redirect",
        "task_error",
        "task_lost",
        "partial_create",
        "torn_acl",
        "unavailable",
    }
)
OPTIONS = frozenset({"status", "body", "content_type", "seconds", "location", "step"})


@dataclass(slots=True)
class Planned:
    """One ordered fault: it passes `skip` matching requests, then strikes `times` times (-1 = always)."""

    method: str
    path: str
    kind: str
    times: int = 1
    skip: int = 0
    options: dict[str, Any] = field(default_factory=dict)
    pattern: re.Pattern[str] = field(init=False)

    def __post_init__(self) -> None:
        self.pattern = re.compile(self.path)

    def export(self) -> dict[str, Any]:
        """As JSON, with what is left of it."""
        left = {"times": self.times, "skip": self.skip}
        return {"method": self.method, "path": self.path, "kind": self.kind, **left, **self.options}


def parse(order: dict[str, Any]) -> Planned:
    """An order of the control path; raises ValueError when it is not understood."""
    kind, path = order.get("kind"), order.get("path", "")
    if kind not in KINDS:
        raise ValueError(f"unknown kind of fault: {kind}")
    strange = set(order) - OPTIONS - {"method", "path", "kind", "times", "skip"}
    if strange:
        raise ValueError(f"unknown options of a fault: {', '.join(sorted(strange))}")
    times = order.get("times", 1)
    options = {key: order[key] for key in OPTIONS if key in order}
    try:
        method = str(order.get("method") or "*").upper()
        often = -1 if times is None else int(times)
        return Planned(method, path, kind, often, int(order.get("skip", 0)), options)
    except (re.error, TypeError) as error:
        raise ValueError(str(error)) from error


class FaultBook:
    """The faults still to come."""

    def __init__(self) -> None:
        self._planned: list[Planned] = []

    def add(self, fault: Planned) -> None:
        """Order one."""
        self._planned.append(fault)

    def clear(self) -> None:
        """Cancel all."""
        self._planned.clear()

    def export(self) -> list[dict[str, Any]]:
        """As JSON."""
        return [fault.export() for fault in self._planned]

    def strike(self, method: str, path: str) -> list[Planned]:
        """The faults that hit this request: delays, and the first of another kind."""
        hits: list[Planned] = []
        for fault in list(self._planned):
            if fault.method not in ("*", method) or not fault.pattern.search(path):
                continue
            if fault.skip > 0:
                fault.skip -= 1
                continue
            if fault.times > 0:
                fault.times -= 1
            if fault.times == 0:
                self._planned.remove(fault)
            hits.append(fault)
            if fault.kind != "delay":
                break
        return hits
