# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who gets which right: the options that domains and resources share."""

from __future__ import annotations


class ModuleDocFragment:
    """Documentation only."""

    DOCUMENTATION = r"""
options:
  shares:
    description:
      - Who may book, and who may do more. Each entry has exactly one of C(user), C(group) and C(everyone).
      - Each listed subject gets exactly the listed right. Others keep theirs, unless O(purge_shares=true).
      - A name must match exactly one active user or group of this domain. Where every subject has its right already,
        only those who have rights are compared, and namesakes without a right are not looked for.
    type: list
    elements: dict
    suboptions:
      user:
        description: Login, display name, e-mail address or uid of a user.
        type: str
      group:
        description: Name, e-mail address or uid of a group.
        type: str
      everyone:
        description: V(true) for every user of the domain.
        type: bool
      right:
        description:
          - A level of BlueMind's console. V(book) may invite the resource. V(view) also sees its bookings. V(edit)
            also changes them, and is mailed about each booking. V(manage) also manages its rights.
        type: str
        choices: [book, view, edit, manage]
        default: book
  purge_shares:
    description:
      - Whether to remove every right that O(shares) does not list. Published calendars always stay published.
      - Requires O(shares).
    type: bool
    default: false
  allow_empty:
    description:
      - Whether O(purge_shares=true) is allowed with an empty O(shares), which removes every right.
    type: bool
    default: false
"""
