# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a domain has stored, as options of a writing module, and what no option can express."""

from __future__ import annotations

from typing import Any, Dict, List, Mapping

from ..bluemind.errors import BlueMindError
from ..bluemind.redaction import reveal
from ..model.provider import Provider, names
from ..model.records import Availability, Current, Domain, Resource
from ..model.settings import Place, Setting
from ..model.working_hours import DURATIONS
from ..reconcile.twins import choose
from .arguments import refuse
from .domain_options import to_availability
from .known_names import Names

LeftOut = List[Dict[str, str]]  # each with `option` and `reason`


def _written(setting: Setting, stored: Mapping[str, Any], place: Place, left_out: LeftOut) -> Any:
    """The stored value as input; None if there is none, or if it is not valid as it is."""
    value = reveal(setting.show(stored))
    if value is None:
        return None
    try:
        same = setting.same(stored, setting.kind.store(value, place))
    except BlueMindError as error:
        left_out.append({"option": place.where.partition(": ")[2], "reason": error.message})
        return None
    if not same:
        reason = f"{place.where} holds more than an option can say."
        left_out.append({"option": place.where.partition(": ")[2], "reason": reason})
    return value if same else None


def settings(
    current: Current, kept: Resource | None, provider: Provider, api_url: str, left_out: LeftOut
) -> dict[str, Any]:
    """The settings that are valid input, without secrets."""
    stored, found = (kept and kept.settings) or {}, {}
    for one in provider.settings:
        place = Place(f"{current.domain.name}: settings.{one.option}", one.option, provider.name, api_url)
        value = _written(one, stored, place, left_out)
        if value is not None and not one.secret:
            found[one.option] = value
    return found


def openid(current: Current, provider: Provider, left_out: LeftOut) -> dict[str, Any] | None:
    """The registration without its secret; None if there is none, or if a writing module would complete it."""
    stored, name = current.outside.registration, current.domain.name
    if not provider.openid:
        return None
    lacking = names(one for one in provider.openid if not one.is_set(stored))
    if stored is None:
        left_out.append({"option": "openid", "reason": f"{name}: openid: this account may not read it."})
    elif stored and lacking:
        left_out.append({"option": "openid", "reason": f"{name}: openid: no {lacking} is stored."})
    if stored is None or lacking:
        return None
    found = {}
    for one in provider.openid:
        value = _written(one, stored, Place(f"{name}: openid.{one.option}", one.option, provider.name), left_out)
        if value is not None and not one.secret:
            found[one.option] = value
    return found or None


def openid_secret(current: Current, provider: Provider) -> dict[str, bool] | None:
    """{set}, whether the registration has its secret; None without a registration, or if it may not be read."""
    stored = current.outside.registration
    secret = next((one for one in provider.openid if one.secret), None)
    return {"set": secret.is_set(stored)} if secret and stored is not None else None


def accounts(current: Current, provider: Provider, people: Names, left_out: LeftOut) -> list[dict[str, str]] | None:
    """Those of users who have a right of their own."""
    accounts, name = current.outside.accounts, current.domain.name
    if not provider.needs_accounts:
        return None
    if accounts is None:
        reason = f"{name}: external_accounts: this account may not read them; it needs the role manageExternalAccounts."
        left_out.append({"option": "external_accounts", "reason": reason})
        return None
    found = []
    for uid, by_system in sorted(accounts.items()):
        logins, known = set(by_system.values()), current.names.get(uid)
        if known is None or known.archived or logins == {None}:
            continue
        login = next(iter(logins))
        if len(logins) == 1 and login and login == login.strip():
            found.append({"user": people.share(known, "book")["user"], "login": login})
        else:
            reason = f"{name}: external_accounts: {known.label} has no account that an option can say."
            left_out.append({"option": "external_accounts", "reason": reason})
    return found or None


def field(domain: Domain, option: str, value: Any, left_out: LeftOut) -> Any:
    """The value; None for one that would be read as another one."""
    if value is None or (value and value == value.strip()):
        return value
    what = "is empty" if not value.strip() else "is surrounded by white space"
    left_out.append({"option": option, "reason": f"{domain.name}: {option} {value!r} {what}."})
    return None


def hours(domain: Domain, hours: Mapping[str, Any] | None, left_out: LeftOut) -> dict[str, Any] | None:
    """The working hours that are valid input; None if there are none."""
    nothing = Availability().as_dict()
    found: dict[str, Any] = {}
    for name, value in (hours or {}).items():
        if not value:
            continue
        try:
            if name == "minimum_duration" and value not in DURATIONS:
                raise refuse(f"{domain.name}: availability.minimum_duration {value} is none that an option can say")
            to_availability({**nothing, **found, name: value}, domain.name)
        except BlueMindError as error:
            left_out.append({"option": f"availability.{name}", "reason": error.message})
        else:
            found[name] = value
    return found or None


def stored_secrets(current: Current, provider: Provider, found: Mapping[str, Any]) -> dict[str, str]:
    """Option, such as settings.token, → the secret in clear: those that the record `found` could have as input."""
    kept, _others = choose(current, provider)
    settings, registration = (kept and kept.settings) or {}, current.outside.registration or {}
    known = {f"settings.{one.option}": settings.get(one.key) for one in provider.secrets}
    if "openid" in found:
        known.update({f"openid.{one.option}": registration.get(one.key) for one in provider.openid if one.secret})
    refused = {one["option"] for one in found["details"]["left_out"]}
    return {option: reveal(value) for option, value in known.items() if value and option not in refused}
