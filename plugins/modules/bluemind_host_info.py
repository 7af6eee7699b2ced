#!/usr/bin/python
# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# The work is in the action plugin of the same name: nothing of it runs as Python on the host.

from __future__ import annotations

DOCUMENTATION = r"""
module: bluemind_host_info
short_description: Tell what helps to find out why BlueMind does not run on a host
version_added: 1.0.0
description:
  - Reads what C(bmctl status) says, the services that belong to BlueMind, and the end of their journal. The host takes
    keys out of the journal before it is sent.
  - The host needs a shell and root, and no Python.
author:
  - bluemind.videoconferencing contributors (@bluemind-videoconferencing)
options: {}
attributes:
  check_mode:
    description: This module only reads.
    support: full
  diff_mode:
    description: This module only reads.
    support: none
  idempotent:
    description: This module only reads.
    support: full
"""

EXAMPLES = r"""
- name: Look at a host
  bluemind.videoconferencing.bluemind_host_info:
"""

RETURN = r"""
services:
  description: What C(bmctl status) says; empty where there is no bmctl.
  returned: success
  type: str
target:
  description: The services that belong to BlueMind.
  returned: success
  type: str
journal:
  description: The end of the journal of bm-core and bm-webserver.
  returned: success
  type: str
"""
