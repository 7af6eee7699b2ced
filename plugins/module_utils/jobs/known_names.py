# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""By which name a record names a user or a group."""

from __future__ import annotations

from typing import Any

from ..model.records import Domain, Principal, Share
from ..reconcile import report
from ..reconcile.server import ServerCache


class Names:
    """Names people as they name each other or, `unambiguous`, by the uid where the name may mean somebody else.

    `as_uid` has the labels of those who were named by the uid.
    """

    def __init__(self, server: ServerCache, domain: Domain, unambiguous: bool) -> None:
        self._server, self._domain, self._unambiguous = server, domain, unambiguous
        self.as_uid: dict[str, str] = {}

    def share(self, one: Principal, right: str) -> dict[str, Any]:
        """A share as people write it."""
        found = report.share(one, right)
        if one.kind == "everyone":
            return found
        if self._unambiguous and not self._is_certain(Share(one.kind, found[one.kind].strip(), right), one.uid):
            found[one.kind] = one.uid
        if found[one.kind] == one.uid:
            self.as_uid[one.uid] = one.label
        return found

    def _is_certain(self, share: Share, uid: str) -> bool:
        return bool(share.name) and self._server.is_certain(self._domain, share, uid)
