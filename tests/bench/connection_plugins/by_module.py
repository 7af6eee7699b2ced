# SPDX-License-Identifier: GPL-3.0-or-later
"""The local connection under another name: action plugins that work in process for `local` hand over to modules."""

from __future__ import annotations

from ansible.plugins.connection.local import Connection as Local

DOCUMENTATION = """
name: by_module
short_description: local, but not called so
description: For measuring what a process for every module costs.
author: bluemind.videoconferencing contributors
version_added: 1.0.0
extends_documentation_fragment:
  - connection_pipelining
"""


class Connection(Local):
    """See `local`."""

    @property
    def transport(self) -> str:
        """The name that decides."""
        return "by_module"
