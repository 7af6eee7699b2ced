#!/usr/bin/python
# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# The work is in the action plugin of the same name.

from __future__ import annotations

DOCUMENTATION = r"""
module: audit_options
short_description: Check how an audit ends and where it writes
version_added: 1.0.0
description:
  - Checks the variables of the playbook C(audit) and its file of exceptions, before anything is looked at.
  - Made for that playbook. It runs on the controller and reaches no host.
author:
  - bluemind.videoconferencing contributors (@bluemind-videoconferencing)
extends_documentation_fragment:
  - bluemind.videoconferencing.attributes.step
options:
  path:
    description: Directory of the outputs.
    type: str
    required: true
  fail_on:
    description:
      - V(drift) fails on everything that differs from what is declared, or is broken. V(problems) fails on what is
        broken alone, and on what could not be looked at. V(never) does not fail.
    type: str
    choices: [drift, problems, never]
    required: true
  accept:
    description: YAML file of exceptions, a list. Each has C(code), C(installation), C(reason) and C(expires).
    type: path
"""

EXAMPLES = r"""
- name: Read how to end
  bluemind.videoconferencing.audit_options:
    path: bluemind-audit
    fail_on: drift
  register: bluemind_audit_options
"""

RETURN = r"""
path:
  description: Absolute path of the directory.
  returned: success
  type: str
fail_on:
  description: As the option of this name.
  returned: success
  type: str
exceptions:
  description: The entries of the file.
  returned: success
  type: list
  elements: dict
role:
  description: The role that the installation is written for.
  returned: success
  type: str
refusal:
  description: Why it cannot be looked at; null when it can.
  returned: success
  type: str
"""
