# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The steps outside the resource as requests. Others write the same maps: only own keys change, the rest goes back."""

from __future__ import annotations

from ..bluemind.api import Api
from ..bluemind.errors import BlueMindError
from ..bluemind.redaction import reveal
from ..model.records import Domain
from ..model.steps_outside import RegisterOpenId, WriteAccount


def register(api: Api, domain: Domain, step: RegisterOpenId) -> None:
    """Read the whole map again, right before the write, and change only the own keys. Errors: `conflict`."""
    whole = {} if step.in_settings else api.domain_value(domain.uid)
    stored = api.domain_settings(domain.uid) if step.in_settings else whole.get("properties") or {}
    values = {key: reveal(value) for key, value in step.values.items()}
    for key, value in values.items():
        if (stored.get(key) or None) not in (reveal(step.before[key]) or None, value):
            raise BlueMindError("conflict", f"{domain.name}: somebody else has just changed {key}. Run again.")
    changed = {**stored, **values}
    if step.in_settings:
        api.write_domain_settings(domain.uid, changed)
    else:
        api.write_domain_value(domain.uid, {**whole, "properties": changed})


def write_account(api: Api, domain: Domain, step: WriteAccount) -> None:
    """Read it again, right before the write: its credentials and additional settings stay as they are."""
    stored = api.account(domain.uid, step.user, step.system)
    others = (stored or {}).get("additionalSettings") or {}
    body = {"login": step.login, "credentials": None, "additionalSettings": others}
    api.write_account(domain.uid, step.user, step.system, body, new=stored is None)
