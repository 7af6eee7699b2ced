#!/usr/bin/python
# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# The work is in the action plugin of the same name.

from __future__ import annotations

DOCUMENTATION = r"""
module: audit_report
short_description: Judge all installations of an audit, and write its outputs
version_added: 1.0.0
description:
  - Computes the verdict of an audit once, writes it as HTML, JSON, JUnit XML and CSV, and tells it in lines.
  - Made for the playbook C(audit). It runs on the controller and reaches no host.
author:
  - bluemind.videoconferencing contributors (@bluemind-videoconferencing)
options: {}
attributes:
  check_mode:
    description: Writes no file.
    support: full
  diff_mode:
    description: There is nothing to compare.
    support: none
  idempotent:
    description: The outputs have the time in them.
    support: full
"""

EXAMPLES = r"""
- name: Findings
  bluemind.videoconferencing.audit_report:
  register: bluemind_audit_report
  run_once: true
"""

RETURN = r"""
audit:
  description: The verdict in lines.
  returned: success
  type: list
  elements: str
files:
  description: The files that were written; none in check mode.
  returned: success
  type: list
  elements: str
failed_installations:
  description: Installation → why it fails under C(audit_fail_on).
  returned: success
  type: dict
"""
