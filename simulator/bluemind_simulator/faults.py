# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults that a test orders in advance."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from .checks import Check, amount, header, one_of, record, refuse, text, whole

METHODS = ("*", "GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS")
# The kinds, and the methods of what they spoil; without any they strike every request.
KINDS: dict[str, tuple[str, ...]] = {
    "drop_before": (),
    "drop_after": (),
    "status": (),
    "delay": (),
    "truncate": (),
    "html": (),
    "redirect": (),
    "unavailable": (),
    "task_error": ("DELETE",),
    "task_lost": ("DELETE",),
    "partial_create": ("PUT",),
    "torn_acl": ("PUT", "POST"),
}
LAST_STEP = 7  # of createResource (contract 7.2)


def _anything(_value: Any, _place: str) -> None:
    """A body: a text as it is, the rest as JSON."""


OPTIONS: dict[str, Check] = {
    "status": whole(200, 599),
    "body": _anything,
    "content_type": header,
    "seconds": amount,
    "location": header,
    "step": whole(0, LAST_STEP),
}
_ORDER = record(
    {
        "method": one_of(METHODS),
        "path": text,
        "kind": one_of(KINDS),
        "times": whole(-1),
        "skip": whole(),
        **OPTIONS,
    },
    "kind",
)


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
    """An order of the control path; raises ValueError for one that could never work."""
    _ORDER(order, "")
    kind, method, times = order["kind"], order.get("method", "*"), order.get("times", 1)
    options = {key: order[key] for key in OPTIONS if key in order}
    if times == 0:
        refuse("times", "it would never strike")
    if kind == "partial_create" and "step" not in options:
        refuse("step", f"the last one that is done is missing, 0 to {LAST_STEP}")
    if KINDS[kind] and method not in ("*", *KINDS[kind]):
        refuse("method", f"{kind} only strikes {' and '.join(KINDS[kind])}")
    try:
        return Planned(method, order.get("path", ""), kind, times, order.get("skip", 0), options)
    except re.error as error:
        refuse("path", f"{error}")


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
