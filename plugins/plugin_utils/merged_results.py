# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One variable `videoconference_result` from those of several runs of the role for one installation: pure."""

from __future__ import annotations

from typing import Any, Iterable, Mapping, Sequence


def merged(results: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What became of the installation; the last result tells how it ended. Empty ones do not count."""
    known = [one for one in results if one]
    last = known[-1]
    seconds = [one["seconds_to_ready"] for one in known if one["seconds_to_ready"] is not None]
    bookings = {(one["domain"], one["resource_uid"]): one for result in known for one in result["bookings"]}
    return {
        **last,
        "release": next((one["release"] for one in reversed(known) if one["release"]), None),
        "packages_changed": _once(host for one in known for host in one["packages_changed"]),
        "restarted": any(one["restarted"] for one in known),
        "restart_pending": _once(host for one in known for host in one["restart_pending"]),
        "remarks": _once(text for one in known for text in one["remarks"]),
        "seconds_to_ready": round(sum(seconds), 1) if seconds else None,
        "provider_proved": any(one["provider_proved"] for one in known),
        "domains": _domains(known, last["check_mode"]),
        "bookings": list(bookings.values()),
    }


def _once(items: Iterable[Any]) -> list[Any]:
    return list(dict.fromkeys(items))


def _domains(results: Iterable[Mapping[str, Any]], check_mode: bool) -> list[dict[str, Any]]:
    """One row for each domain and provider, in the order of their first run."""
    rows: dict[tuple[str, str | None], dict[str, Any]] = {}
    for row in (row for result in results for row in result["domains"]):
        key = (row["domain"], row["provider"])
        before = rows.get(key)
        rows[key] = {**row} if before is None else _row(before, row, check_mode)
    return list(rows.values())


def _row(before: Mapping[str, Any], row: Mapping[str, Any], check_mode: bool) -> dict[str, Any]:
    """In check mode a later run foresees again what an earlier one would have done, and does not see it done."""
    return {
        **row,
        "state": before["state"] if check_mode and row["state"] == "absent" else row["state"],
        "changes": max(before["changes"], row["changes"]) if check_mode else before["changes"] + row["changes"],
        "mailed": _once([*before["mailed"], *row["mailed"]]),
        "reason": row["reason"] or before["reason"],
    }
