# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Why the roles and playbooks do nothing, or nothing more."""

from __future__ import annotations


class Refused(Exception):
    """The installation is left as it is; the message says why, and what to do."""

    untouched = True


class NotLoaded(Refused):
    """As Refused, when packages may have been changed."""

    untouched = False
