#!/usr/bin/python
# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# The work is in the action plugin of the same name: nothing of it runs as Python on the host.

from __future__ import annotations

DOCUMENTATION = r"""
module: audit_host
short_description: Look at a host for an audit
version_added: 1.0.0
description:
  - Tells which packages of a plugin are installed, which daemons have not loaded them, and whether the repositories are
    ahead of what runs, as far as the lists on the host know. Waits for nothing, and refreshes nothing.
  - Made for the playbook C(audit). The host needs a shell, and no Python.
author:
  - bluemind.videoconferencing contributors (@bluemind-videoconferencing)
options:
  name:
    description: Name of the plugin.
    type: str
    required: true
  parts:
    description: The halves of the plugin that belong on this host.
    type: list
    elements: str
    choices: [core, admin_console]
    required: true
extends_documentation_fragment:
  - bluemind.videoconferencing.attributes.step
"""

EXAMPLES = r"""
- name: Look at the host
  bluemind.videoconferencing.audit_host:
    name: videoconferencing-starleaf
    parts: [core, admin_console]
"""

RETURN = r"""
provider:
  description: The name of the plugin.
  returned: success
  type: str
packages:
  description: Each package of the plugin with its version; null where it is not installed.
  returned: success
  type: dict
plugins:
  description: The packages of every provider that are installed there, each with its version.
  returned: success
  type: dict
restart:
  description: The daemons to restart, each with C(daemon) and C(why).
  returned: success
  type: list
  elements: dict
remarks:
  description: What deserves a look.
  returned: success
  type: list
  elements: str
ahead:
  description: Packages that the repositories offer in another version, each with C(package), C(running) and C(offered).
  returned: success
  type: list
  elements: dict
"""
