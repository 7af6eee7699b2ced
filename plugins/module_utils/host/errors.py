# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one exception of the host side."""

from __future__ import annotations


class HostError(Exception):
    """A reason to stop that an administrator can act on.

    `kind` is one of: input (an option is wrong), unreachable (no connection, or no root through it), unsupported
    (system, release or programs), refused (the change would harm the host), package_manager (it cannot do it), busy
    (somebody else is at work), backup, unknown (a job was started, and nobody knows how it ended), failed (it was done,
    and the result is wrong).
    `changed` says whether the host may have been changed.
    """

    def __init__(self, kind: str, message: str, changed: bool = False) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.changed = changed
