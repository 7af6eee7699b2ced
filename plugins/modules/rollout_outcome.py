#!/usr/bin/python
# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# The work is in the action plugin of the same name.

from __future__ import annotations

DOCUMENTATION = r"""
module: rollout_outcome
short_description: Show how a rollout went
version_added: 1.0.0
description:
  - Shows a line for each installation and its domains, and fails for each installation that failed.
  - Made for the playbooks. It runs on the controller and reaches no host.
author:
  - bluemind.videoconferencing contributors (@bluemind-videoconferencing)
extends_documentation_fragment:
  - bluemind.videoconferencing.attributes.step
options: {}
"""

EXAMPLES = r"""
- name: Installations and domains
  bluemind.videoconferencing.rollout_outcome:
"""

RETURN = r"""
installations:
  description: The lines; from the first host only.
  returned: success
  type: list
  elements: str
"""
