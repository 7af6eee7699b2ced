# SPDX-License-Identifier: GPL-3.0-or-later
"""E-mail addresses and the checks on them (contract#checks-on-a-resource)."""

from __future__ import annotations

import re

from .directory_entries import Domain, Email, Entry
from .errors import exists, invalid

PATTERN = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~.-]+@([A-Za-z0-9_-]+\.)+[A-Za-z]{2,}")


def check_email(address: str | None) -> None:
    """A lower-case local part and a domain that ends in two letters or more."""
    if not address or not PATTERN.fullmatch(address):
        raise invalid(f"Invalid email {address}")


def check_free(domain: Domain, emails: list[Email], owner: str) -> None:
    """ALREADY_EXISTS: two defaults, duplicates, and what another mailbox of the domain uses."""
    if sum(email.is_default for email in emails) > 1:
        raise exists("more than one default email")
    for number, email in enumerate(emails):
        for other in emails[:number]:
            same_local = email.local == other.local and (email.all_aliases or other.all_aliases)
            if email.address.lower() == other.address.lower() or same_local:
                raise exists(f"duplicate email {email.address}")
        _check_others(domain, email, owner)


def _check_others(domain: Domain, email: Email, owner: str) -> None:
    wanted = [email.address.lower()]
    if email.all_aliases:
        wanted += [f"{email.local}@{name}".lower() for name in (domain.uid, *domain.aliases)]
    for address in wanted:
        holder = domain.at_address(address)
        if holder is not None and holder.uid != owner:
            raise exists(f"email {email.address} is already used by {holder.uid}")
    other = domain.by_local.get(email.local) if email.all_aliases else None
    if other not in (None, owner):
        raise exists(f"email {email.address} is already used by {other}")


def has_exactly(domain: Domain, entry: Entry, address: str) -> bool:
    """Letter case counts in `users/byEmail` and `groups/byEmail` (contract#users-and-groups)."""
    local, _mark, name = address.partition("@")
    return any(
        email.address == address
        or (email.all_aliases and email.address.partition("@")[0] == local and domain.holds(name))
        for email in entry.emails
    )
