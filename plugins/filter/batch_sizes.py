# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter `batch_sizes`: what the playbooks hand to `serial`, of which Ansible's own errors name no variable."""

from __future__ import annotations

from typing import Any

from ..plugin_utils.batches import ALL, are_sizes

DOCUMENTATION = r"""
name: batch_sizes
short_description: Sizes of batches that Ansible can take
version_added: 1.0.0
description:
  - Gives back what it gets if that is a number of hosts from 1, a share from 1% to 100%, or a list of these.
  - Anything else becomes one batch of all hosts. The playbooks refuse each of them, and name the variable.
  - Made for the playbooks.
author:
  - bluemind.videoconferencing contributors (@bluemind-videoconferencing)
options:
  _input:
    description: What the user gave.
    type: raw
    required: true
"""

EXAMPLES = r"""
- name: Roll videoconferencing out
  hosts: bluemind_core
  serial: "{{ starleaf_serial | default('100%') | bluemind.videoconferencing.batch_sizes }}"
  tasks: []
"""

RETURN = r"""
_value:
  description: The sizes.
  type: raw
"""


def batch_sizes(serial: Any) -> Any:
    """See DOCUMENTATION."""
    return serial if are_sizes(serial) else ALL


class FilterModule:
    """What Ansible loads."""

    def filters(self) -> dict[str, Any]:
        """The filters by name."""
        return {"batch_sizes": batch_sizes}
