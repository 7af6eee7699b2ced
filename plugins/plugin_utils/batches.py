# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Batches of a rollout: whether the next one may begin. Pure."""

from __future__ import annotations

from typing import Any, Mapping, Sequence

ALL = "100%"  # in one batch


def are_sizes(serial: Any) -> bool:
    """Whether Ansible makes batches of it, and of the sizes that it says; of 0 and less it makes one batch of all."""
    try:
        return min(_sizes(serial, 100)) >= 1
    except ValueError:
        return False


def serial_without_effect(name: str, serial: Any, batch: int, everybody: int) -> str | None:
    """Why a batch must not begin whose size the variable `name` does not allow; None when it may.

    A play sees the command line and not the inventory.
    """
    if not are_sizes(serial):
        return f"{name} must be a number of installations from 1, a share from 1% to 100%, or a list, and is {serial}"
    if batch <= max(_sizes(serial, everybody)):
        return None
    shown = serial if isinstance(serial, (str, int, float)) else "..."
    return (
        f"{name} is {serial} in the inventory, where it has no effect: {batch}"
        f" installations would be changed at the same time. Give it on the command line: -e {name}={shown}"
    )


def _sizes(serial: Any, everybody: int) -> list[int]:
    """Errors: ValueError, also for a share that Ansible cannot read or that is none."""
    return [_size(str(one), everybody) for one in (serial if isinstance(serial, (list, tuple)) else [serial])] or [0]


def _size(text: str, everybody: int) -> int:
    if not text.endswith("%"):
        return int(text)
    share = int(text[:-1])
    if not 1 <= share <= 100:
        raise ValueError(text)
    return max(1, everybody * share // 100)


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
