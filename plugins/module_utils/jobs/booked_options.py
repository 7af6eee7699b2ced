# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options about bookings of resources that go, the same for every writing module."""

from __future__ import annotations

from typing import Any, Mapping, NamedTuple

from ..model.bookings import DETAILS
from ..model.records import Removal
from ..reconcile.bookings_file import BookingsFile
from .arguments import text

BOOKED_SPEC: dict[str, Any] = {
    "booked": {"type": "str", "choices": ["refuse", "keep", "delete"]},
    "bookings_path": {"type": "path"},
    "console_plugin_removed": {"type": "bool"},
}
# Of the modules that only read.
BOOKINGS_SPEC: dict[str, Any] = {"bookings": {"type": "str", "choices": list(DETAILS), "default": "count"}}


class RemovalOptions(NamedTuple):
    """How resources are removed, and the file for their bookings."""

    policy: Removal
    file: BookingsFile | None

    @classmethod
    def of(cls, params: Mapping[str, Any], check_mode: bool) -> RemovalOptions:
        """From the options. Errors: `input` if the file cannot be written."""
        policy = Removal(params["booked"], params["console_plugin_removed"])
        return cls(policy, bookings_file(params, check_mode))


def bookings_file(params: Mapping[str, Any], check_mode: bool) -> BookingsFile | None:
    """The file that `bookings_path` names; None if it is not given. Errors: `input`."""
    path = params["bookings_path"]
    return None if path is None else BookingsFile(text("bookings_path", path), check_mode)
