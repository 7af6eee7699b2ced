# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of what a provider needs outside its resource: what they mean, and what needs no server to be refused."""

from __future__ import annotations

from typing import Any, Mapping

from ..bluemind.errors import BlueMindError
from ..model.provider import Provider
from ..model.providers import PROVIDERS
from ..model.records import Account
from ..model.settings import Place
from .arguments import refuse, text


def to_openid(record: Mapping[str, Any], provider: Provider) -> dict[str, Any]:
    """The registration by key; empty if it is not managed. Errors: `input`."""
    given = record["openid"]
    if given is None:
        return {}
    name = record["domain"]
    if not provider.openid:
        raise _not_of(name, provider, "openid", [one.name for one in PROVIDERS if one.openid])
    found = {}
    for one in provider.openid:
        if given[one.option] is not None:
            place = Place(f"{name}: openid.{one.option}", one.option, provider.name)
            found[one.key] = one.kind.store(given[one.option], place)
    if not found:
        raise refuse(f"{name}: openid is empty; give client_id and secret, which {provider.name} shows")
    return found


def to_accounts(record: Mapping[str, Any], provider: Provider) -> tuple[Account, ...] | None:
    """The accounts of users; None if they are not managed. Errors: `input`."""
    given = record["external_accounts"]
    if given is None:
        return None
    name = record["domain"]
    if not provider.needs_accounts:
        raise _not_of(name, provider, "external_accounts", [one.name for one in PROVIDERS if one.needs_accounts])
    where = f"{name}: external_accounts: "
    accounts = [Account(*(text(where + option, one[option]) for option in ("user", "login"))) for one in given]
    users = [one.user for one in accounts]
    twice = sorted({user for user in users if users.count(user) > 1})
    if twice:
        raise refuse(f"{name}: external_accounts: {', '.join(twice)} is listed twice; an account has one login")
    return tuple(accounts)


def _not_of(name: str, provider: Provider, option: str, owners: list[str]) -> BlueMindError:
    return refuse(f"{name}: {provider.name} has no {option}; it is for {' and '.join(owners)}. Leave it out")
