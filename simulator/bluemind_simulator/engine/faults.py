# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults that a test orders in advance."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

# Kinds that let the request itself go on, so that another one can strike it as well.
PASSING = frozenset({"delay", "meanwhile"})


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
        """The faults that hit this request: delays, the work of others, and the first of another kind."""
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
            if fault.kind not in PASSING:
                break
        return hits
