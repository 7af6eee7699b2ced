# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The records of StarLeaf under a name of their own, beside those of any provider."""

from __future__ import annotations

from .domains import ModuleDocFragment as Domains


class ModuleDocFragment:
    """Documentation only."""

    # Annotated, because ansible-test expects a literal text in a plain assignment.
    DOCUMENTATION: str = Domains.DOCUMENTATION.replace("domains:", "starleaf_domains:", 1).replace(
        "O(domains[]", "O(starleaf_domains[]"
    )
