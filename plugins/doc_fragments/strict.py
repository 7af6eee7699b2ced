# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What becomes of a provider that is not ready."""

from __future__ import annotations


class ModuleDocFragment:
    """Documentation only."""

    DOCUMENTATION = r"""
options:
  strict:
    description:
      - Whether the task fails, after its work, if the provider is not ready for users. RV(ready) says what is missing.
      - In check mode RV(ready) tells it without a failure.
    type: bool
    default: false
"""
