# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The record of one domain, besides who may book."""

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
      - V(present) needs BlueMind from 4.5.3 up to, not including, 5.0.
      - V(absent) deletes the StarLeaf resource with its rights and token. It works on every release, and when the
        plugin is gone.
    type: str
    choices: [present, absent]
    default: present
  token:
    description:
      - Token of the StarLeaf portal. Needed when the domain has none stored yet.
      - It is compared with the stored one, and never shown. Every user of the domain can read it from BlueMind, so use
        one token a domain with as few privileges as possible.
    type: str
  update_token:
    description: V(always) replaces a stored token that differs from O(token); V(on_create) leaves a stored one alone.
    type: str
    choices: [always, on_create]
    default: always
  label:
    description: Display name of the resource; V(StarLeaf) for a new resource when not given.
    type: str
  reservation_policy:
    description: How bookings are answered. Not managed when not given.
    type: str
    choices: [manual, auto_accept, auto_accept_refuse]
  availability:
    description: Working hours of the resource. What is not given is left as it is.
    type: dict
    suboptions:
      days:
        description: Working days.
        type: list
        elements: str
        choices: [mon, tue, wed, thu, fri, sat, sun]
      start:
        description: Begin of the day, C(HH:MM) in quotes.
        type: str
      end:
        description: End of the day, C(HH:MM) in quotes, V(23:59) at the latest.
        type: str
      minimum_duration:
        description: Shortest booking in minutes.
        type: int
        choices: [60, 120, 720, 1440]
      timezone:
        description: Time zone, for instance V(Europe/Paris).
        type: str
"""
