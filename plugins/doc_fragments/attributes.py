# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every module supports."""

from __future__ import annotations


class ModuleDocFragment:
    """Documentation only."""

    DOCUMENTATION = r"""
options: {}
attributes:
  check_mode:
    description: Runs in check mode without any write request, and returns the changes that a real run would make.
    support: full
  diff_mode:
    description: Returns in diff mode what changed, or would change in check mode.
    support: full
  idempotent:
    description:
      - A second run with the same arguments changes nothing, writes nothing and causes no mail.
    support: full
  action_group:
    description: Use C(group/bluemind.videoconferencing.bluemind) in C(module_defaults) to set defaults for this module.
    support: full
    membership:
      - bluemind.videoconferencing.bluemind
"""

    INFO = r"""
options: {}
attributes:
  check_mode:
    details:
      - This module only reads.
  diff_mode:
    support: N/A
    details:
      - This module only reads.
"""

    # Of the modules that look or decide for the roles and playbooks.
    STEP = r"""
options: {}
attributes:
  check_mode:
    description: Changes nothing in any mode.
    support: full
  diff_mode:
    description: There is nothing to compare.
    support: none
  idempotent:
    description: Changes nothing.
    support: full
"""
