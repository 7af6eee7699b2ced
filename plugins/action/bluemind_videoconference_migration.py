# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`bluemind_videoconference_migration` in the controller's own process."""

from __future__ import annotations

from ..module_utils.jobs.migration import JOB
from ..plugin_utils.in_process import InProcess


class ActionModule(InProcess):
    """See the module of the same name."""

    job = JOB
