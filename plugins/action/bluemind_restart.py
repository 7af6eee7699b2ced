# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`bluemind_restart`: on the controller and in sh, so that the host needs no Python."""

from __future__ import annotations

from ..module_utils.jobs.host_restart import RANGES, SPEC, work
from ..plugin_utils.on_host import OnHost


class ActionModule(OnHost):
    """See the module of the same name."""

    work = staticmethod(work)
    spec = SPEC
    ranges = RANGES
