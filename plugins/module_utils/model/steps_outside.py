# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The steps that change what a provider needs outside its resource.

The OpenID registration of a domain (contract#domain-properties), and the accounts of users at the provider
(contract#external-accounts).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Mapping, NamedTuple

from .records import Change, Current


class RegisterOpenId(NamedTuple):
    """Write some keys of the registration; `before` has what they held."""

    changes: tuple[Change, ...]
    values: Mapping[str, Any]
    before: Mapping[str, Any]
    in_settings: bool

    def predict(self, current: Current) -> Current:
        """As written."""
        registration = {**(current.outside.registration or {}), **self.values}
        return replace(current, outside=replace(current.outside, registration=registration))


class WriteAccount(NamedTuple):
    """Create or change the account of a user at a system."""

    changes: tuple[Change, ...]
    user: str
    system: str
    login: str

    def predict(self, current: Current) -> Current:
        """As written."""
        accounts = dict(current.outside.accounts or {})
        accounts[self.user] = {**accounts.get(self.user, {}), self.system: self.login}
        return replace(current, outside=replace(current.outside, accounts=accounts))
