# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One variable `videoconference_result` from those of several runs of the role for one installation: pure."""

from __future__ import annotations

from collections import Counter
from typing import Any, Iterable, Mapping, Sequence


def merged(results: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What became of the installation; the last result tells how it ended. Empty ones do not count.

    In check mode a result does not see what those before it would have changed, and foretells some of it again. A
    domain has no further provider in the results after the first.
    """
    known = [one for one in results if one]
    last = known[-1]
    seconds = [one["seconds_to_ready"] for one in known if one["seconds_to_ready"] is not None]
    bookings = {(one["domain"], one["resource_uid"]): one for result in known for one in result["bookings"]}
    changes, rows = _changes_and_rows(known)
    return {
        **last,
        "release": next((one["release"] for one in reversed(known) if one["release"]), None),
        "packages_changed": _once(host for one in known for host in one["packages_changed"]),
        "restarted": any(one["restarted"] for one in known),
        "restart_pending": _once(host for one in known for host in one["restart_pending"]),
        "remarks": _once(text for one in known for text in one["remarks"]),
        "seconds_to_ready": round(sum(seconds), 1) if seconds else None,
        "provider_proved": any(one["provider_proved"] for one in known),
        "changes": changes,
        "domains": rows,
        "bookings": list(bookings.values()),
    }


def _once(items: Iterable[Any]) -> list[Any]:
    return list(dict.fromkeys(items))


def _changes_and_rows(results: Iterable[Mapping[str, Any]]) -> tuple[list[Any], list[dict[str, Any]]]:
    """All changes, and one row for each domain and provider in the order of their first run."""
    changes: list[Any] = []
    rows: dict[tuple[str, str | None], dict[str, Any]] = {}
    for result in results:
        foretold = {_key(one) for one in changes} if result["check_mode"] else set()
        again = Counter(one["domain"] for one in result["changes"] if _key(one) in foretold)
        changes += [one for one in result["changes"] if _key(one) not in foretold]
        for row in result["domains"]:
            key = (row["domain"], row["provider"])
            own = {**row, "changes": row["changes"] - again[row["domain"]]}
            rows[key] = _row(rows.get(key), own, result["check_mode"])
    return changes, list(rows.values())


def _key(change: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(change[name] for name in ("kind", "domain", "target", "field"))


def _row(before: Mapping[str, Any] | None, row: Mapping[str, Any], check_mode: bool) -> dict[str, Any]:
    if before is None:
        return {**row}
    return {
        **row,
        "state": before["state"] if check_mode and not row["changes"] else row["state"],
        "changes": before["changes"] + row["changes"],
        "mailed": _once([*before["mailed"], *row["mailed"]]),
        "reason": row["reason"] or before["reason"],
    }
