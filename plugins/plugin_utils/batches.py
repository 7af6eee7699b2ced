# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Batches of a rollout: whether the next one may begin. Pure."""

from __future__ import annotations

from typing import Any, Mapping, Sequence


def unheard_serial(name: str, serial: Any, batch: int, everybody: int) -> str | None:
    """Why a batch must not begin whose size the variable `name` does not allow; None when it may.

    A play sees the command line and not the inventory.
    """
    try:
        sizes = [_size(str(one), everybody) for one in (serial if isinstance(serial, (list, tuple)) else [serial])]
    except ValueError:
        return f"{name} must be a number of installations, a share such as 30%, or a list of these: {serial}"
    # 0 is Ansible's word for all.
    if min(sizes) <= 0 or batch <= max(sizes):
        return None
    shown = serial if isinstance(serial, (str, int, float)) else "..."
    return (
        f"{name} is {serial} in the inventory, where it has no effect: {batch}"
        f" installations would be changed at the same time. Give it on the command line: -e {name}={shown}"
    )


def _size(text: str, everybody: int) -> int:
    text = text.strip()
    if text.endswith("%"):
        return max(1, int(everybody * float(text[:-1]) / 100))
    return int(text)


def share(batch: Sequence[str], results: Mapping[str, Mapping[str, Any] | None]) -> float:
    """The percentage of a batch that failed; a host without a result was lost."""
    failed = [host for host in batch if results.get(host) is None or (results.get(host) or {}).get("reason")]
    return 100 * len(failed) / len(batch) if batch else 0.0


def too_many(name: str, worst: float, given: Any) -> str | None:
    """Why the next batch does not begin; None when it may.

    `given` is what the user wrote as the variable `name`, None for no limit.
    """
    if given is None:
        return None
    try:
        limit = float(given)
    except (TypeError, ValueError):
        limit = -1.0
    if not 0 <= limit <= 100:
        return f"{name} must be a number from 0 to 100, and is {given}"
    if worst <= limit:
        return None
    return f"not begun, because {worst:.3g} % of a batch before failed and {name} is {limit:g}"
