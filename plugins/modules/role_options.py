#!/usr/bin/python
# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# The work is in the action plugin of the same name.

from __future__ import annotations

DOCUMENTATION = r"""
module: role_options
short_description: Check and convert the variables of a role
version_added: 1.0.0
description:
  - Reads the variables of the role C(videoconference) or C(starleaf) by its argument specification, converts each once,
    and refuses those that the role does not have.
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
  provider:
    description: The provider of records that name none.
    type: str
  source:
    description: The provider that a migration replaces.
    type: str
  overrides:
    description: Values that count instead of the variables, by the names of the variables without their prefix.
    type: dict
    default: {}
  refusal:
    description: Why this installation must not begin; the task then fails with it.
    type: str
"""

EXAMPLES = r"""
- name: Read the variables
  bluemind.videoconferencing.role_options:
  register: __videoconference
"""

RETURN = r"""
steps:
  description: What the tags choose, of C(packages), C(restart), C(configure) and C(verify).
  returned: success
  type: list
  elements: str
targets:
  description: The hosts of the installation with their halves of each plugin, in the order of their restart.
  returned: success
  type: list
  elements: dict
purge:
  description: The variable O(ignore:videoconference_purge) as a boolean; further variables likewise.
  returned: success
  type: bool
brings:
  description: The records that a migration configures before it takes anything away, by domain and provider.
  returned: with O(source)
  type: list
  elements: dict
leaves:
  description: The domains that lose O(source) in the end, as records.
  returned: with O(source)
  type: list
  elements: dict
providers:
  description: The providers that the variables speak of.
  returned: success
  type: list
  elements: str
plugins:
  description: The providers whose plugins are to be installed or removed.
  returned: success
  type: list
  elements: str
"""
