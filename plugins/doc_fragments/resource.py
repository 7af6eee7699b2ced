# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How the resource of any provider is booked."""

from __future__ import annotations


class ModuleDocFragment:
    """Documentation only."""

    DOCUMENTATION = r"""
options:
  reservation_policy:
    description: How BlueMind answers bookings of the resource. Left as it is if not set.
    type: str
    choices: [manual, auto_accept, auto_accept_refuse]
  availability:
    description: Working hours of the resource. Values that are not set are left as they are.
    type: dict
    suboptions:
      days:
        description: Working days.
        type: list
        elements: str
        choices: [mon, tue, wed, thu, fri, sat, sun]
      start:
        description: Start of the day, C(HH:MM) in quotes.
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
