# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ask BlueMind itself whether users who got a right may book now (contract#proving-a-right)."""

from __future__ import annotations

from typing import Iterable, Mapping

from ..bluemind.acl import Ace, Dialect, subjects
from ..bluemind.api import Api
from ..bluemind.errors import BlueMindError, protocol_errors
from ..model.records import Domain, Principal, calendar_uid
from ..model.steps import Plan, WriteAcl
from .outcome import Outcome

# How many of the users who got a right are asked for, one request each.
PROBES = 3


def verify_rights(api: Api, domain: Domain, dialect: Dialect, outcome: Outcome) -> BlueMindError | None:
    """An error when BlueMind's mail path, which asks the same, would refuse a booking."""
    names = outcome.current.names if outcome.current else {}
    try:
        with protocol_errors():
            for calendar, subject in _new_users(outcome.plan, names, dialect)[:PROBES]:
                if not dialect.may_book(api.rights_of(domain.uid, subject, calendar)):
                    text = f"{names[subject].label} was given a right, but BlueMind says that they may not book."
                    return BlueMindError("verification", f"{domain.name}: {text}")
    except BlueMindError as error:
        # An account that may write rights but not ask for those of others has to rely on reading them back.
        return None if error.kind == "permission" else error
    return None


def _new_users(plan: Plan, names: Mapping[str, Principal], dialect: Dialect) -> list[tuple[str, str]]:
    """(calendar, uid) of the users who may book now and might not before."""
    found = []
    for step in plan:
        if isinstance(step, WriteAcl):
            new = _bookers(step.after, dialect) - _bookers(step.before, dialect)
            users = (one for one in sorted(new) if one in names and names[one].kind == "user")
            found += [(calendar_uid(step.uid), one) for one in users]
    return list(dict.fromkeys(found))  # a later round may have written the same again


def _bookers(acl: Iterable[Ace], dialect: Dialect) -> set[str]:
    return {subject for subject, verbs in subjects(acl).items() if dialect.may_book(verbs)}
