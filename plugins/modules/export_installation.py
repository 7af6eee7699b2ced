#!/usr/bin/python
# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# The work is in the action plugin of the same name.

from __future__ import annotations

DOCUMENTATION = r"""
module: export_installation
short_description: Write what one installation has of video conferencing as variables
version_added: 1.0.0
description:
  - Reads every provider of every domain, and writes variables that change nothing when a rollout gets them back.
  - Made for the playbook C(export). It writes on the controller, and reads where the task runs.
author:
  - bluemind.videoconferencing contributors (@bluemind-videoconferencing)
extends_documentation_fragment:
  - bluemind.videoconferencing.connection
options:
  path:
    description: Folder on the controller in which each host has a folder with its name.
    type: str
    required: true
  overwrite:
    description: Whether to replace files that exist and have other content.
    type: bool
    required: true
  vault_id:
    description:
      - Vault id of this run whose password encrypts the stored secrets into a second file. The one of
        C(--vault-password-file) and C(--ask-vault-pass) is V(default).
      - Without it, no secret is written.
    type: str
attributes:
  check_mode:
    description: Writes no file, and returns those that a real run would write.
    support: full
  diff_mode:
    description: The files that exist may have secrets in them.
    support: none
  idempotent:
    description: Files whose content is the same stay as they are.
    support: full
"""

EXAMPLES = r"""
- name: Export one installation
  bluemind.videoconferencing.export_installation:
    path: host_vars
    overwrite: false
    api_url: https://mail.example.org
    api_key: "{{ vault_bluemind_api_key }}"
  delegate_to: localhost
"""

RETURN = r"""
export:
  description: What was written, in lines.
  returned: success
  type: list
  elements: str
files:
  description: Paths of the files that were written or, in check mode, would be.
  returned: success
  type: list
  elements: str
"""
