#!/usr/bin/python
# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# The work is in the action plugin of the same name.

from __future__ import annotations

DOCUMENTATION = r"""
module: rollout_batch
short_description: Decide whether a batch of installations may begin
version_added: 1.0.0
description:
  - Refuses a batch that is larger than the inventory's C(videoconference_serial) or C(starleaf_serial), and one after
    a batch in which more than C(videoconference_max_fail_percentage) or C(starleaf_max_fail_percentage) failed. Names
    the role that each installation is written for.
  - Made for the playbooks, with C(run_once). It runs on the controller and reaches no host.
author:
  - bluemind.videoconferencing contributors (@bluemind-videoconferencing)
extends_documentation_fragment:
  - bluemind.videoconferencing.attributes.step
"""

EXAMPLES = r"""
- name: See whether this batch may begin
  bluemind.videoconferencing.rollout_batch:
  register: bluemind_rollout_batch
  run_once: true
"""

RETURN = r"""
hosts:
  description: The hosts of the batch.
  returned: success
  type: list
  elements: str
worst:
  description: The highest percentage that failed of a batch before.
  returned: success
  type: float
roles:
  description: The role of each host, C(videoconference) where one of its main variables is set, otherwise C(starleaf).
  returned: success
  type: dict
refusals:
  description: Why each host must not begin; null when it may.
  returned: success
  type: dict
"""
