#!/usr/bin/python
# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# The work is in the action plugin of the same name.

from __future__ import annotations

DOCUMENTATION = r"""
module: audit_record
short_description: Put together what an audit has seen of one installation
version_added: 1.0.0
description:
  - Makes one record of the results of the tasks that look, or of the failure that prevented them.
  - Made for the playbook C(audit). It runs on the controller and reaches no host.
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
    description: The result of C(role_options).
    type: dict
    default: {}
  domains:
    description: The result of P(bluemind.videoconferencing.bluemind_audit_info#module).
    type: dict
    default: {}
  hosts:
    description: The results of a loop over C(audit_host).
    type: dict
    default: {}
  failure:
    description: The result of the task that failed.
    type: dict
    default: {}
"""

EXAMPLES = r"""
- name: Put together what was seen
  bluemind.videoconferencing.audit_record:
    options: "{{ __videoconference }}"
    domains: "{{ __audit_domains }}"
  register: bluemind_audit
"""

RETURN = r"""
seen:
  description: The record, without any secret.
  returned: always
  type: dict
"""
