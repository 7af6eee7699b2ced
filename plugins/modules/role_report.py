#!/usr/bin/python
# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# The work is in the action plugin of the same name.

from __future__ import annotations

DOCUMENTATION = r"""
module: role_report
short_description: Tell what became of an installation
version_added: 1.0.0
description:
  - Puts the results of the role C(videoconference) or C(starleaf) together, and fails where a task failed or a
    comparison found differences.
  - Made for these roles. It runs on the controller and reaches no host.
author:
  - bluemind.videoconferencing contributors (@bluemind-videoconferencing)
extends_documentation_fragment:
  - bluemind.videoconferencing.attributes.step
options:
  role:
    description: The role whose variables are meant, C(videoconference) or C(starleaf).
    type: str
    default: videoconference
  options:
    description: The result of P(bluemind.videoconferencing.role_options#module).
    type: dict
    default: {}
  server:
    description: The result of P(bluemind.videoconferencing.bluemind_server_info#module) at the beginning.
    type: dict
    default: {}
  decision:
    description: The result of P(bluemind.videoconferencing.role_preflight#module).
    type: dict
    default: {}
  packages:
    description: The results of a loop over P(bluemind.videoconferencing.bluemind_plugin#module).
    type: dict
    default: {}
  restarts:
    description: The results of a loop over P(bluemind.videoconferencing.bluemind_restart#module).
    type: dict
    default: {}
  gate:
    description: The result of P(bluemind.videoconferencing.bluemind_server_info#module) after the restart.
    type: dict
    default: {}
  looked:
    description: As O(configured), asked for in check mode before a host was changed.
    type: dict
    default: {}
  configured:
    description: The result of P(bluemind.videoconferencing.bluemind_videoconferences#module).
    type: dict
    default: {}
  failure:
    description: The result of the task that failed.
    type: dict
    default: {}
  diagnosis:
    description: The result of P(bluemind.videoconferencing.bluemind_host_info#module).
    type: dict
    default: {}
  parts:
    description:
      - Results of this module for parts of the same work, the first of which came before O(configured). They are put
        together.
    type: list
    elements: dict
    default: []
"""

EXAMPLES = r"""
- name: Report
  bluemind.videoconferencing.role_report:
    server: "{{ __videoconference_server }}"
    configured: "{{ __videoconference_configured }}"
  register: videoconference_result
"""

RETURN = r"""
release:
  description: The public number of the release; null when BlueMind did not tell it.
  returned: always
  type: str
packages_changed:
  description: The hosts whose packages were changed; in check mode those whose packages would be.
  returned: always
  type: list
  elements: str
restarted:
  description: Whether BlueMind was restarted.
  returned: always
  type: bool
restart_pending:
  description:
    - The hosts whose daemons have not loaded their half of the plugin; in check mode those that a run would restart.
  returned: always
  type: list
  elements: str
remarks:
  description:
    - What an administrator should know about a host although nothing failed, such as a daemon that does not run.
    - For a host that was restarted those of P(bluemind.videoconferencing.bluemind_restart#module).
  returned: always
  type: list
  elements: str
seconds_to_ready:
  description: Seconds from the restart until BlueMind was usable; null without a restart.
  returned: always
  type: float
provider_proved:
  description: Whether this run saw that the plugin is loaded, because a resource was created.
  returned: always
  type: bool
changes:
  description: As the return value C(changes) of P(bluemind.videoconferencing.bluemind_videoconferences#module).
  returned: always
  type: list
  elements: dict
domains:
  description:
    - Each domain and provider with C(domain), C(provider), C(state), C(changes), C(mailed), C(verified) and C(reason).
  returned: always
  type: list
  elements: dict
bookings:
  description: As the return value C(bookings) of P(bluemind.videoconferencing.bluemind_videoconferences#module).
  returned: always
  type: list
  elements: dict
reason:
  description: Why the installation failed; null when it did not.
  returned: always
  type: str
"""
