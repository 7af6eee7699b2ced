# SPDX-License-Identifier: GPL-3.0-or-later
"""Orders of faults, checked."""

from __future__ import annotations

import re
from typing import Any

from ..engine.faults import Planned
from .checks import Check, amount, each, filled, header, one_of, record, refuse, text, whole

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
    "meanwhile": (),
}
LAST_STEP = 7  # of createResource (contract#createresource)


def _anything(_value: Any, _place: str) -> None:
    """A body: a text as it is, the rest as JSON."""


# What somebody else does: one request.
_CALL = record({"method": one_of(METHODS[1:]), "path": filled, "key": header, "body": _anything}, "method", "path")
OPTIONS: dict[str, Check] = {
    "status": whole(200, 599),
    "body": _anything,
    "content_type": header,
    "seconds": amount,
    "location": header,
    "retry_after": header,
    "step": whole(0, LAST_STEP),
    "when": one_of(("before", "after")),
    "calls": each(_CALL),
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


def parse(order: dict[str, Any]) -> Planned:
    """An order of the control path; raises ValueError for one that could never work."""
    _ORDER(order, "")
    kind, method, times = order["kind"], order.get("method", "*"), order.get("times", 1)
    options = {key: order[key] for key in OPTIONS if key in order}
    if times == 0:
        refuse("times", "it would never strike")
    if kind == "partial_create" and "step" not in options:
        refuse("step", f"the last one that is done is missing, 0 to {LAST_STEP}")
    if kind == "meanwhile" and not options.get("calls"):
        refuse("calls", "what somebody else does is missing")
    if KINDS[kind] and method not in ("*", *KINDS[kind]):
        refuse("method", f"{kind} only strikes {' and '.join(KINDS[kind])}")
    try:
        return Planned(method, order.get("path", ""), kind, times, order.get("skip", 0), options)
    except re.error as error:
        refuse("path", f"{error}")
