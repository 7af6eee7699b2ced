# SPDX-License-Identifier: GPL-3.0-or-later
"""DirEntryQuery: its defaults, its filters, its pages (contract#directory-search)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from ..state.addresses import check_email
from ..state.callers import Caller
from ..state.directory_entries import Domain, Entry
from ..state.release_lines import Profile
from .decode import Bean, bean, choice, flag, get, items, text, texts, whole

KINDS = (
    "USER",
    "GROUP",
    "RESOURCE",
    "MAILSHARE",
    "CALENDAR",
    "ADDRESSBOOK",
    "DOMAIN",
    "ORG_UNIT",
    "EXTERNALUSER",
)
ACCOUNTS = ("FULL", "SIMPLE", "FULL_AND_VISIO")
STATES = ("Archived", "Active", "All")
MANAGERS = {"RESOURCE": "manageResource", "USER": "manageUser", "GROUP": "manageGroup"}


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query; None = no filter."""

    name: str | None
    name_or_email: str | None
    email: str | None
    kinds: frozenset[str] | None
    uids: frozenset[str] | None
    state: str | None
    hide_hidden: bool
    hide_system: bool
    account: str | None
    location: str | None
    only_managable: bool
    by_kind: bool
    descending: bool
    first: int
    size: int


def parse_query(value: Bean, profile: Profile) -> Query:
    """Absent keys take the defaults; null on a primitive is false or 0 (contract#directory-search)."""
    order = bean(value.get("order")) or {}
    kinds = items(value.get("kindsFilter"))
    accounts = ACCOUNTS if profile.full_and_visio else ACCOUNTS[:-1]
    named = [texts(value.get(key)) for key in ("entryUidFilter", "entries")]
    # The keys `hide` mean: true = leave such entries out.
    return Query(
        name=text(value.get("nameFilter")),
        name_or_email=text(value.get("nameOrEmailFilter")),
        email=text(value.get("emailFilter")),
        kinds=frozenset(choice(kind, KINDS) or "" for kind in kinds) if kinds else None,
        uids=_both(named),
        state=choice(value.get("stateFilter"), STATES),
        hide_hidden=flag(get(value, "hiddenFilter", True)),
        hide_system=flag(get(value, "systemFilter", True)),
        account=choice(value.get("accountTypeFilter"), accounts),
        location=text(value.get("dataLocation")),
        only_managable=flag(value.get("onlyManagable")),
        by_kind=choice(order.get("by"), ("kind", "displayname")) == "kind",
        descending=choice(order.get("dir"), ("asc", "desc")) == "desc",
        first=whole(value.get("from")) or 0,
        size=whole(get(value, "size", -1)) or 0,
    )


def _both(lists: Iterable[list[str | None] | None]) -> frozenset[str] | None:
    """The uids that every list given names; an empty list is none given (contract silent)."""
    given = [frozenset(uid for uid in one if uid) for one in lists if one]
    return frozenset.intersection(*given) if given else None


def plain(value: str) -> str:
    """Letter case and accents removed."""
    split = unicodedata.normalize("NFD", value)
    return "".join(char for char in split if not unicodedata.combining(char)).casefold()


def ilike(pattern: str) -> re.Pattern[str]:
    """SQL ILIKE: `_` is any character, `%` any run of them (contract#directory-search)."""
    parts = {"_": ".", "%": ".*"}
    translated = "".join(parts.get(char, re.escape(char)) for char in pattern)
    return re.compile(translated, re.IGNORECASE | re.DOTALL)


def _may_manage(caller: Caller, domain: Domain, entry: Entry) -> bool:
    return caller.has(MANAGERS.get(entry.kind, "admin"), domain.uid)


def _candidates(domain: Domain, query: Query) -> list[Entry]:
    if query.uids is None:
        return list(domain.entries.values())
    return [domain.entries[uid] for uid in query.uids if uid in domain.entries]


def select(domain: Domain, query: Query, caller: Caller) -> tuple[list[Entry], int]:
    """The page and the total; no cap, size <= 0 is unlimited (contract silent on 0)."""
    email = None
    if query.email is not None:
        check_email(query.email.lower())
        if not domain.holds(query.email.rpartition("@")[2].lower()):
            return [], 0
        email = ilike(query.email)
    name = plain(query.name) if query.name else None
    either = plain(query.name_or_email) if query.name_or_email else None

    def fits(entry: Entry) -> bool:
        if (query.hide_hidden and entry.hidden) or (query.hide_system and entry.system):
            return False
        if query.kinds is not None and entry.kind not in query.kinds:
            return False
        if query.state in ("Archived", "Active") and entry.archived != (query.state == "Archived"):
            return False
        if query.account and entry.account_type != query.account:
            return False
        if query.location and entry.data_location != query.location:
            return False
        if name is not None and name not in plain(entry.name):
            return False
        if either is not None and either not in plain(entry.name) and either not in plain(entry.email or ""):
            return False
        if email is not None and not email.fullmatch(entry.email or ""):
            return False
        return not query.only_managable or _may_manage(caller, domain, entry)

    found = [entry for entry in _candidates(domain, query) if fits(entry)]
    # Contract silent on the order without `order`: by display name.
    by_kind = query.by_kind
    found.sort(key=lambda one: (one.kind if by_kind else "", one.name, one.uid), reverse=query.descending)
    if query.size <= 0:
        return found[query.first :], len(found[query.first :])
    return found[query.first : query.first + query.size], len(found)
