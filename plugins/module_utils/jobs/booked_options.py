# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options about bookings of resources that go, the same for every writing module."""

from __future__ import annotations

from typing import Any, Mapping, NamedTuple

from ..model.bookings import DETAILS
from ..model.records import Leaving
from ..reconcile.bookings_file import BookingsFile

BOOKED_SPEC: dict[str, Any] = {
    "booked": {"type": "str", "choices": ["refuse", "keep", "delete"]},
    "bookings_path": {"type": "path"},
    "console_plugin_removed": {"type": "bool"},
}
# Of the modules that only read.
BOOKINGS_SPEC: dict[str, Any] = {"bookings": {"type": "str", "choices": list(DETAILS), "default": "count"}}


class Going(NamedTuple):
    """How resources may go, and the file for their bookings."""

    leaving: Leaving
    file: BookingsFile | None

    @classmethod
    def of(cls, params: Mapping[str, Any], check_mode: bool) -> Going:
        """From the options. Errors: `input` if the file cannot be written."""
        path = params["bookings_path"]
        leaving = Leaving(params["booked"], params["console_plugin_removed"])
        return cls(leaving, BookingsFile(path, check_mode) if path else None)
