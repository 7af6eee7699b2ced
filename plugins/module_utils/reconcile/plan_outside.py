# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What has to change outside the resource: pure decisions, a part of `plan_domain`."""

from __future__ import annotations

from typing import Any, Mapping

from ..bluemind.errors import BlueMindError
from ..model.provider import names
from ..model.records import Change, Current, Desired
from ..model.steps import Plan
from ..model.steps_outside import RegisterOpenId, WriteAccount


def registration_to_store(desired: Desired, current: Current) -> Mapping[str, Any]:
    """The keys of the registration that have to have a value, with it; those that may stay as they are, are left out.

    Errors: `permission` if the account does not see what is stored, `input` if a value is neither given nor stored.
    """
    if not desired.openid:
        return {}
    stored, provider = current.outside.registration, desired.provider
    if stored is None:
        raise BlueMindError(
            "permission",
            f"{current.domain.name}: this account may not see the properties of the domain, where the OpenID "
            "registration is. Use admin0, the core token, or an account with the role admin on this very domain.",
        )
    found, lacking = {}, []
    for one in provider.openid:
        given, held = desired.openid.get(one.key), one.is_set(stored)
        if held and (given is None or (one.secret and desired.keep_registered_secret)):
            continue
        value = one.default if given is None else given
        if value is None:
            lacking.append(one)
        else:
            found[one.key] = stored[one.key] if one.same(stored, value) else value
    if lacking:
        what = names(lacking)
        text = f"{desired.domain}: openid has no {what} and none is stored. Give {what}, which {provider.name} shows."
        raise BlueMindError("input", text)
    return found


def plan_outside(wanted: Desired, current: Current) -> Plan:
    """The steps. What others have registered since the run began counts as stored, so it stays unless it is given."""
    return (*_registration(wanted, current), *_accounts(wanted, current))


def _registration(wanted: Desired, current: Current) -> Plan:
    stored = current.outside.registration or {}
    store = registration_to_store(wanted, current)
    changed = [one for one in wanted.provider.openid if one.key in store and store[one.key] != stored.get(one.key)]
    if not changed:
        return ()
    changes = tuple(
        Change(
            "update",
            current.domain.name,
            wanted.provider.id,
            f"openid.{one.option}",
            one.show(stored),
            one.show(store),
        )
        for one in changed
    )
    values = {one.key: store[one.key] for one in changed}
    before = {one.key: stored.get(one.key) for one in changed}
    return (RegisterOpenId(changes, values, before, current.outside.in_settings),)


def _accounts(wanted: Desired, current: Current) -> Plan:
    outside = current.outside
    if wanted.external_accounts is None or outside.wanted is None:
        return ()
    plan: Plan = ()
    for principal, login in outside.wanted:
        held = (outside.accounts or {}).get(principal.uid, {})
        for system in outside.systems:
            before = held.get(system)
            if before != login:
                kind = "create" if before is None else "update"
                target = (principal.label, f"external_account {system}")
                change = Change(kind, current.domain.name, *target, before, login)
                plan += (WriteAccount((change,), principal.uid, system, login),)
    return plan
