# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the record of one domain has for StarLeaf alone."""

from __future__ import annotations


class ModuleDocFragment:
    """Documentation only."""

    DOCUMENTATION = r"""
options:
  domain:
    description: Uid, name or alias of the mail domain.
    type: str
    required: true
  state:
    description:
      - V(present) needs BlueMind from 4.5.3 up to, but not including, 5.0.
      - V(absent) deletes the StarLeaf resource with its rights and token. It works on every release, and without
        the plugin. If somebody has booked the resource for the future, the option C(booked) of the task decides.
    type: str
    choices: [present, absent]
    default: present
  token:
    description:
      - Token of the StarLeaf portal, of at least 8 characters. Required if the domain has none stored yet.
      - The module compares it with the stored one and never shows it. Every user of the domain can read it from
        BlueMind, so use one token for each domain, with as few privileges as possible.
    type: str
  update_token:
    description:
      - V(always) replaces a stored token that differs from O(token). V(on_create) never replaces a stored token.
    type: str
    choices: [always, on_create]
    default: always
  label:
    description: Display name of the resource. A new resource is called V(StarLeaf) if this is not set.
    type: str
"""
