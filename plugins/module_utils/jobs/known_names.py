# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""By which name a record names a user or a group."""

from __future__ import annotations

from typing import Any, NamedTuple

from ..model.records import Domain, Principal, Share
from ..reconcile import report
from ..reconcile.server import ServerCache


class Names(NamedTuple):
    """Names people as they name each other or, `unambiguous`, by the uid where the name may mean somebody else."""

    server: ServerCache
    domain: Domain
    unambiguous: bool

    def share(self, one: Principal, right: str) -> dict[str, Any]:
        """A share as people write it."""
        found = report.share(one, right)
        if one.kind == "everyone" or not self.unambiguous:
            return found
        share = Share(one.kind, found[one.kind].strip(), right)
        return found if self.server.is_certain(self.domain, share, one.uid) else {**found, one.kind: one.uid}
