#!/usr/bin/python
# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# The work is in the action plugin of the same name.

from __future__ import annotations

DOCUMENTATION = r"""
module: role_others
short_description: Refuse to take the plugin from domains that keep their resource
version_added: 1.0.0
description:
  - Made for the role C(starleaf). It runs on the controller and reaches no host.
author:
  - bluemind.videoconferencing contributors (@bluemind-videoconferencing)
options:
  listed:
    description: How many of O(domains), which come first, the run dissociates.
    type: int
    required: true
  domains:
    description:
      - What P(bluemind.videoconferencing.bluemind_starleaf_domains#module) returns in check mode with C(purge).
    type: list
    elements: dict
    required: true
  changes:
    description: The changes that it returns with them.
    type: list
    elements: dict
    required: true
attributes:
  check_mode:
    description: Changes nothing in any mode.
    support: full
  diff_mode:
    description: There is nothing to compare.
    support: none
  idempotent:
    description: Depends on its arguments alone.
    support: full
"""

EXAMPLES = r"""
- name: Refuse to take the plugin from other domains
  bluemind.videoconferencing.role_others:
    listed: "{{ starleaf_domains | length }}"
    domains: "{{ everywhere.domains }}"
    changes: "{{ everywhere.changes }}"
"""

RETURN = r"""
{}
"""
