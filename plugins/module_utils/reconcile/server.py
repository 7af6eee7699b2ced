# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What one run has read from a server: its release, its domains, their users and groups."""

from __future__ import annotations

import difflib
import functools
import threading
import time
from typing import Any, Collection, Iterable, Mapping, NamedTuple

from ..bluemind.acl import PUBLISHED_PREFIX, Ace, subjects
from ..bluemind.api import Api
from ..bluemind.errors import BlueMindError
from ..bluemind.releases import Release
from ..bluemind.states import require_running
from ..model.provider import Provider
from ..model.records import Domain, Grant, Principal, Share
from .directory import Directory

GLOBAL = "global.virt"
KINDS = ["USER", "GROUP"]


class Actor(NamedTuple):
    """An account: its uid and that of its domain, both None for the core token, and its roles there."""

    uid: str | None
    domain: str | None
    roles: frozenset[str] = frozenset()


class ServerCache:
    """What one run has read from a server; nothing is requested twice.

    The items of a loop share the release, the list of domains and who asks (`Transport.recall`).
    """

    def __init__(self, api: Api) -> None:
        self.api = api
        self.release: Release = api.recall("release", lambda: require_running(api))
        # Domains in which check mode has foreseen the resource type; the next provider needs none.
        self.foreseen_types: set[str] = set()
        self._new_list = False
        self._directories: dict[str, Directory] = {}
        self._asked: dict[str, dict[str, Principal | None]] = {}
        self._actor: Actor | None = None
        self._systems: frozenset[str] | None = None
        self._has_asked_systems = False
        self._subscribed: bool | None = None
        self._has_asked_subscription = False
        self._lock = threading.Lock()
        self._lookup = functools.lru_cache(maxsize=None)(self.lookup)

    @functools.cached_property
    def _domains(self) -> tuple[list[Domain], dict[str, Domain]]:
        """Every domain, and each by its names."""
        return self.api.recall("domains", self._list)

    def _list(self) -> tuple[list[Domain], dict[str, Domain]]:
        self._new_list = True
        found = [domain for domain in self.api.domains() if not domain["value"].get("global")]
        domains = [_domain(one) for one in found if one["uid"] != GLOBAL]
        named = {name.lower(): one for one in reversed(domains) for name in (*one.aliases, one.name, one.uid)}
        return domains, named

    @property
    def domains(self) -> list[Domain]:
        """Every domain that the account may see, without `global.virt`."""
        return self._domains[0]

    def domain(self, name: str) -> Domain:
        """By uid, name or alias. Errors: `input`, with similar names."""
        if name == GLOBAL:
            text = f"{GLOBAL} is not a mail domain: it holds the administrators. Name a domain that has users."
            raise BlueMindError("input", text)
        found = self._domains[1].get(name.lower())
        if found:
            return found
        if not self._new_list:  # somebody may have created it since
            self.api.forget()
            del self._domains
            return self.domain(name)
        known = [domain.name for domain in self.domains]
        close = difflib.get_close_matches(name.lower(), known, n=3) or known[:3]
        text = f"domain {name} does not exist on this server, or this account may not see it"
        raise BlueMindError("input", f"{text}; near: {', '.join(close) or 'none'}.")

    def directory(self, domain: Domain) -> Directory:
        """All users and groups of a domain, by one search."""
        if domain.uid not in self._directories:
            entries = self.api.entries(domain.uid, kindsFilter=KINDS)
            self._directories[domain.uid] = Directory(domain, [principal(entry) for entry in entries])
        return self._directories[domain.uid]

    def names(self, domain: Domain, subjects: Iterable[str]) -> dict[str, Principal]:
        """The principals of ACL subjects, as far as they still exist, and others that the run has seen."""
        everyone = {domain.uid: Directory(domain, ()).everyone()}
        if domain.uid in self._directories:
            return {**everyone, **self._directories[domain.uid].by_uid}
        return {**everyone, **self._entries(domain, {one for one in subjects if one != domain.uid})}

    def _entries(self, domain: Domain, uids: Iterable[str]) -> dict[str, Principal]:
        """Those that exist, of these uids and of all that were asked for before; one request for what is new."""
        asked = self._asked.setdefault(domain.uid, {})
        new = {uid for uid in uids if not uid.startswith(PUBLISHED_PREFIX)} - set(asked)
        asked.update(dict.fromkeys(new))
        for entry in self.api.entries_of(domain.uid, new) if new else ():
            asked[entry["entryUid"]] = principal(entry)
        return {uid: one for uid, one in asked.items() if one}

    def forget(self, domain: Domain) -> None:
        """Free the memory of a finished domain, which may have thousands of users."""
        self._directories.pop(domain.uid, None)
        self._asked.pop(domain.uid, None)

    def grants(
        self,
        domain: Domain,
        shares: Collection[Share],
        acl: Iterable[Ace],
        leaving: bool = False,
        purge: bool = False,
        option: str = "shares",
    ) -> tuple[Grant, ...]:
        """The shares with their principals; `acl` is who has which rights now.

        `leaving` means that they lose these rights, `purge` that everybody else does. Errors: `input`, about `option`.
        """
        if not shares:
            return ()
        held = {subject: self.release.dialect.level(verbs) for subject, verbs in subjects(acl).items()}
        settled = None if leaving else self.settled(domain, shares, held, purge)
        if settled is not None:
            return settled
        lookup = functools.partial(self._lookup, domain)
        return self.directory(domain).grants(shares, lookup, held, leaving, purge, option)

    def settled(
        self, domain: Domain, shares: Collection[Share], held: Mapping[str, str | None], purge: bool = False
    ) -> tuple[Grant, ...] | None:
        """The same if nothing is to be written, because everybody has the right already; None if that is not certain.

        `held` is who has which right. They are asked by uid: the whole directory may have thousands of others.
        """
        if domain.uid in self._directories or not {share.right for share in shares} <= set(held.values()):
            return None
        concerned = self._entries(domain, {*held, *(share.name for share in shares)} - {domain.uid, ""})
        known = Directory(domain, [one for one in concerned.values() if one.kind.upper() in KINDS])
        return known.settled(shares, functools.partial(self._lookup, domain), held, purge)

    def is_certain(self, domain: Domain, share: Share, uid: str) -> bool:
        """Whether the name of the share means this principal and nobody else, whoever has which rights."""
        lookup = functools.partial(self._lookup, domain)
        try:
            found = self.directory(domain).grants([share], lookup, {})
        except BlueMindError as error:
            if error.kind != "input":
                raise
            return False
        return [one.principal.uid for one in found] == [uid]

    def unknown(self, domain: Domain, shares: Iterable[Share], acl: Iterable[Ace]) -> dict[Share, str]:
        """Those of the shares that match nobody, now or in `acl`, each with a sentence about it."""
        return self.directory(domain).unknown(shares, functools.partial(self._lookup, domain), subjects(acl))

    def lookup(self, domain: Domain, share: Share) -> Principal | None:
        """Search for a secondary address or a login; entries show neither (contract#directory-entries)."""
        try:
            if "@" in share.name:
                found = self.api.entry_by_email(domain.uid, share.name)
                return principal(found) if found else None
            user = self.api.user_by_login(domain.uid, share.name) if share.kind == "user" else None
        except BlueMindError as error:
            if error.code == "INVALID_PARAMETER":  # not an address
                return None
            if error.kind != "permission":
                raise
            text = f"{share.label}: this account is not allowed to look up logins; write the uid or the e-mail address"
            raise BlueMindError("input", text) from None
        if domain.uid in self._directories:
            return self._directories[domain.uid].by_uid.get(user["uid"]) if user else None
        return self._entries(domain, [user["uid"]]).get(user["uid"]) if user else None

    @property
    def registered(self) -> frozenset[str] | None:
        """The external systems that loaded plugins have registered; None where BlueMind does not tell."""
        with self._lock:
            if not self._has_asked_systems:
                self._systems, self._has_asked_systems = self._ask_systems(), True
        return self._systems

    def loaded(self, provider: Provider) -> bool | None:
        """Whether the provider's plugin is loaded; None where BlueMind does not tell (contract#plugin-loaded)."""
        if not provider.proved_by_rest:
            return None
        registered = self.registered
        if registered is None:
            return None
        return bool(registered & {provider.id, provider.name})  # the id is new since 2023-03

    @property
    def visio_subscribed(self) -> bool | None:
        """Whether BlueMind.Video is subscribed to; None where this account may not know."""
        with self._lock:
            if not self._has_asked_subscription:
                self._subscribed, self._has_asked_subscription = self._ask_subscription(), True
        return self._subscribed

    def _ask_subscription(self) -> bool | None:
        try:
            indicators = self.api.subscription().get("indicator") or ()
        except BlueMindError as error:
            if error.kind not in ("not_found", "permission", "unsupported"):
                raise
            return None
        ends = [one["expiration"] or 0 for one in indicators if one["kind"] == "FullVisioAccount"]
        return any(end > time.time() * 1000 for end in ends)

    def simple_users(self, domain: Domain) -> dict[str, Principal]:
        """Users with a simple account, by uid."""
        found = self.api.entries(domain.uid, kindsFilter=["USER"], accountTypeFilter="SIMPLE", stateFilter="Active")
        return {entry["entryUid"]: principal(entry) for entry in found}

    def _ask_systems(self) -> frozenset[str] | None:
        try:
            return frozenset(self.api.external_systems())
        except BlueMindError as error:
            if error.kind not in ("not_found", "permission", "unsupported"):  # not every release has the call
                raise
            return None

    def may_create(self, domain: Domain) -> bool:
        """Whether createResource would not stop half-way for this account (contract#roles)."""
        home = self.actor.domain
        return home in (None, GLOBAL) or (home == domain.uid and "admin" in self.actor.roles)

    @property
    def actor(self) -> Actor:
        """The account that sends the requests."""
        with self._lock:
            if self._actor is None:
                self._actor = self.api.recall("actor", self._ask_actor)
            return self._actor

    def _ask_actor(self) -> Actor:
        user = self.api.whoami()
        return Actor(user["uid"], user["domainUid"], frozenset(user["roles"] or ())) if user else Actor(None, None)


def _domain(item: Mapping[str, Any]) -> Domain:
    value = item["value"]
    aliases = tuple(value.get("aliases") or ())
    return Domain(item["uid"], value.get("defaultAlias") or value.get("name") or item["uid"], aliases)


def principal(entry: Mapping[str, Any]) -> Principal:
    """From a DirEntry; `kind` is that of the entry in lower case."""
    return Principal(
        entry["entryUid"],
        entry["kind"].lower(),
        entry.get("displayName") or entry["entryUid"],
        entry.get("email") or None,
        bool(entry.get("archived")),
    )
