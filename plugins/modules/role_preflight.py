#!/usr/bin/python
# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# The work is in the action plugin of the same name.

from __future__ import annotations

DOCUMENTATION = r"""
module: role_preflight
short_description: Decide whether a role may go on, and with what
version_added: 1.0.0
description:
  - Refuses an installation before anything is changed - an unfinished upgrade, wrong credentials, a release without the
    plugin, a server that no waiting makes usable.
  - Made for the role. It runs on the controller and reaches no host.
author:
  - bluemind.videoconferencing contributors (@bluemind-videoconferencing)
extends_documentation_fragment:
  - bluemind.videoconferencing.attributes.step
options:
  options:
    description: The result of P(bluemind.videoconferencing.role_options#module).
    type: dict
    required: true
  server:
    description:
      - The result of P(bluemind.videoconferencing.bluemind_server_info#module); empty when it was judged before.
    type: dict
    default: {}
  looks:
    description:
      - What loops over P(bluemind.videoconferencing.bluemind_plugin#module) registered. Of several results for one host
        the last one counts.
    type: list
    elements: dict
    required: true
  domains:
    description:
      - What P(bluemind.videoconferencing.bluemind_videoconferences#module) returns in check mode. Refused are then
        domains that need a plugin which is to go, or which bm-core has not loaded.
    type: dict
    default: {}
"""

EXAMPLES = r"""
- name: Go on, or refuse
  bluemind.videoconferencing.role_preflight:
    options: "{{ __videoconference }}"
    server: "{{ __videoconference_server }}"
    looks: ["{{ __videoconference_hosts }}"]
  register: __videoconference_decision
"""

RETURN = r"""
work:
  description: Whether anything is to be done on the hosts, or waited for.
  returned: success
  type: bool
change:
  description: The hosts whose packages are to be changed.
  returned: success
  type: list
  elements: dict
restart:
  description: The hosts and daemons that are to be restarted.
  returned: success
  type: list
  elements: dict
pending:
  description: The hosts whose daemons have not loaded their half of the plugin.
  returned: success
  type: list
  elements: str
check_domains:
  description: Whether the domains can and should be looked at before a host is changed.
  returned: success
  type: bool
console_gone:
  description: Whether the administration console is known to have no half of the plugin any more.
  returned: success
  type: bool
remarks:
  description: For each host the C(remarks) of P(bluemind.videoconferencing.bluemind_plugin#module).
  returned: success
  type: dict
"""
