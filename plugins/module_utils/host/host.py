# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the host side needs of a host, however it is reached."""

from __future__ import annotations

from typing import Protocol

from .records import Sections


class Host(Protocol):
    """One host. Nothing but scripts is sent to it."""

    name: str

    def ask(self, *scripts: str, **variables: str) -> Sections:
        """Run these scripts there in one go; raises HostError with the kind `unreachable`."""

    def script(self, *scripts: str, **variables: str) -> str:
        """These scripts as a text, for a job to run."""

    def say(self, text: str) -> None:
        """Tell the user something while the task runs."""

    def sleep(self, seconds: float) -> None:
        """Wait."""

    def now(self) -> float:
        """Seconds on a clock that only goes forward."""
