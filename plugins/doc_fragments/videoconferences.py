# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Records of domains in a list, each with its provider."""

from __future__ import annotations

from .domains import records
from .videoconference import ModuleDocFragment as Videoconference


class ModuleDocFragment:
    """Documentation only."""

    # Annotated, because ansible-test expects a literal text in a plain assignment.
    DOCUMENTATION: str = records(Videoconference.DOCUMENTATION, "bluemind_videoconference_info")
