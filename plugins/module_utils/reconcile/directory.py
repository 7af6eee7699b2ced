# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the names that people write to the uids in ACLs (contract#subjects, contract#directory-entries).

BlueMind accepts any text as an ACL subject and does not say that it matches nobody. So a name must match exactly one
active user or group of the domain.
"""

from __future__ import annotations

import difflib
import unicodedata
from typing import Callable, Container, Iterable, Mapping, Optional, TypeVar

from ..bluemind.acl import PUBLISHED_PREFIX
from ..bluemind.errors import BlueMindError
from ..model.records import Domain, Grant, Principal, Share

# Searches the server for a name that directory entries do not show: a secondary address or a login.
Lookup = Callable[[Share], Optional[Principal]]
Answer = TypeVar("Answer")


class Directory:
    """The users and groups of one domain, by each of their names."""

    def __init__(self, domain: Domain, entries: Iterable[Principal]) -> None:
        self.domain = domain
        self.by_uid = {entry.uid: entry for entry in entries}
        self._by_name: dict[str, list[Principal]] = {}
        for entry in self.by_uid.values():
            for name in _names(entry):
                self._by_name.setdefault(name, []).append(entry)

    def settled(
        self, shares: Iterable[Share], lookup: Lookup, held: Mapping[str, str | None], purge: bool
    ) -> tuple[Grant, ...] | None:
        """The same as `grants` if nothing is to be written, for a directory that knows only who is in the ACL.

        It may also know who has the name of a share as uid. None if anything is doubtful, so that the whole directory
        has to be asked. Where that would refuse a name that somebody else has, too, nothing changes for either of them.
        """
        named = {share: self._mine(share) for share in shares}
        # Only they can have names that entries do not show.
        others = {uid for uid in held if not uid.startswith(PUBLISHED_PREFIX)}
        others -= {entry.uid for found in named.values() for entry in found}
        grants: dict[str, Grant] = {}
        for share, found in named.items():
            ask = not found and others and self._is_own(share)
            one = lookup(share) if ask else _certain(found, share.name)
            if one is None or one.archived or one.kind != share.kind or held.get(one.uid) != share.right:
                return None
            grants[one.uid] = Grant(one, share.right)
        return None if purge and any(_loses(subject, grants) for subject in held) else tuple(grants.values())

    def _mine(self, share: Share) -> list[Principal]:
        """Who of the share's kind is called so."""
        found = [self.everyone()] if share.kind == "everyone" else self._listed(share)
        return [entry for entry in found if entry.kind == share.kind]

    def grants(
        self,
        shares: Iterable[Share],
        lookup: Lookup,
        held: Mapping[str, str | None],
        leaving: bool = False,
        purge: bool = False,
        option: str = "shares",
    ) -> tuple[Grant, ...]:
        """Every share with its principal. Errors: one `input` error about all shares of `option` that match nobody.

        `held` is the right that a uid has already: such a share writes nothing, so its login is not looked up.
        `leaving` means that the shares lose their rights, which also archived accounts can, and accounts that were
        deleted from the directory but are still in the ACL. `purge` means that everybody else loses theirs.
        """
        problems: list[str] = []
        found = self._each(shares, problems, lambda share: self._active(share, lookup, held, leaving))
        listed = {one.uid for one in found.values()}
        removing = leaving or (purge and any(_loses(subject, listed) for subject in held))
        unsure = [one for one in found if removing or held.get(found[one].uid) != one.right]
        self._each(unsure, problems, lambda share: self._require_login(share, found[share], lookup))
        grants: dict[str, Grant] = {}
        for share, one in found.items():
            other = grants.setdefault(one.uid, Grant(one, share.right))
            if other.right != share.right:
                problems.append(f"{one.label} is listed twice, with {other.right} and {share.right}")
        if problems:
            raise BlueMindError("input", f"{self.domain.name}: {option}: {'; '.join(problems)}.")
        return tuple(grants.values())

    @staticmethod
    def _each(shares: Iterable[Share], problems: list[str], work: Callable[[Share], Answer]) -> dict[Share, Answer]:
        """Share → result of `work`; adds the messages of `input` errors to `problems`."""
        done = {}
        for share in shares:
            try:
                done[share] = work(share)
            except BlueMindError as error:
                if error.kind != "input":
                    raise
                problems.append(error.message)
        return done

    def _active(self, share: Share, lookup: Lookup, held: Mapping[str, str | None], leaving: bool) -> Principal:
        principal = self._departed(share, held) if leaving else None
        principal = principal or self._find(share, lookup)
        if principal.archived and not leaving:
            raise _problem(f"{share.label} is archived (suspended); restore it or leave it out")
        return principal

    def unknown(self, shares: Iterable[Share], lookup: Lookup, held: Container[str]) -> dict[Share, str]:
        """Those of the shares that match nobody, here or among `held`, each with a sentence about it.

        Who is not known has no right to lose. A name of another domain, kind or purpose is still an error of `grants`.
        """
        return {
            share: f"{share.label}: nobody in {self.domain.name} is called so, and nobody so called has a right"
            f"{self._near(share.name)}"
            for share in shares
            if share.kind != "everyone"
            and share.name not in held
            and not self._is_special(share)
            and not self._listed(share)
            and self._is_own(share)
            and not lookup(share)
        }

    def _is_special(self, share: Share) -> bool:
        """Whether it names a subject that is no user or group."""
        return share.name == self.domain.uid or share.name.startswith(PUBLISHED_PREFIX)

    def _departed(self, share: Share, held: Mapping[str, str | None]) -> Principal | None:
        """Who was deleted from the directory, but is still in the ACL by the uid that the share names."""
        if self._is_special(share) or share.name not in held or self._listed(share):
            return None
        return Principal(share.name, share.kind, share.name)

    def everyone(self) -> Principal:
        """The whole domain as a subject."""
        return Principal(self.domain.uid, "everyone", "everyone")

    def _find(self, share: Share, lookup: Lookup) -> Principal:
        if share.kind == "everyone":
            return self.everyone()
        found, mine = self._listed(share), _narrow(self._mine(share), share.name)
        if not mine:
            self._same_domain(share)
            asked = lookup(share)
            found, mine = ([asked], [asked]) if asked else (found, mine)
        if len(mine) > 1:
            uids = ", ".join(f"{entry.label} (uid {entry.uid})" for entry in mine)
            raise _problem(f"{share.label} is ambiguous: {uids}; write the uid")
        if not mine and found:
            raise _problem(f"{share.name} is not a {share.kind} but a {found[0].kind}")
        if not mine:
            raise _problem(f"{share.label} does not exist in this domain{self._near(share.name)}")
        if mine[0].kind != share.kind:
            raise _problem(f"{share.name} is not a {share.kind} but a {mine[0].kind}")
        return mine[0]

    def _require_login(self, share: Share, found: Principal, lookup: Lookup) -> None:
        """A name may also be the login or a secondary address of another, which directory entries do not show."""
        address = "@" in share.name
        if (
            share.name == found.uid
            or _fold(share.name) == _fold(found.email or "")
            or (address and not self._is_own(share))
        ):
            return
        if share.kind != "user" and not address:
            return
        owner = lookup(share)
        if owner and owner.uid != found.uid:
            both = " or ".join(f"{one.label} (uid {one.uid})" for one in (found, owner))
            what = "an address and a name" if address else "a login and a name or address"
            raise _problem(f"{share.label} is ambiguous: it is {what}, {both}; write the uid")

    def _listed(self, share: Share) -> list[Principal]:
        """Who has this uid, else who has this name. The uid of another kind counts only if nobody has the name."""
        owner, named = self.by_uid.get(share.name), self._by_name.get(_fold(share.name), [])
        if owner and (owner.kind == share.kind or not named):
            return [owner]
        return named

    def _is_own(self, share: Share) -> bool:
        """Whether it is no address of another domain."""
        own = {name.lower() for name in (self.domain.uid, self.domain.name, *self.domain.aliases)}
        return "@" not in share.name or share.name.rpartition("@")[2].lower() in own

    def _same_domain(self, share: Share) -> None:
        if not self._is_own(share):
            domain = share.name.rpartition("@")[2].lower()
            raise _problem(
                f"{share.label} belongs to another domain ({domain}); rights are only possible inside a domain"
            )

    def _near(self, name: str) -> str:
        close = difflib.get_close_matches(_fold(name), self._by_name, n=3, cutoff=0.5)
        labels = {entry.label: None for key in close for entry in self._by_name[key]}
        return f"; near: {', '.join(labels)}" if labels else ""


def _loses(subject: str, listed: Container[str]) -> bool:
    return subject not in listed and not subject.startswith(PUBLISHED_PREFIX)


def _narrow(found: list[Principal], name: str) -> list[Principal]:
    """Active entries before archived ones, and the exact spelling before another case."""
    active = [entry for entry in found if not entry.archived] or found
    exact = [entry for entry in active if name in (entry.name, entry.email)]
    return exact if len(exact) == 1 and len(active) > 1 and _only_case(active, name) else active


def _certain(found: list[Principal], name: str) -> Principal | None:
    """The one who is meant, unless somebody else's name could be more like `name`: in another case, it may be."""
    narrowed = _narrow(found, name)
    if len(narrowed) != 1:
        return None
    one = narrowed[0]
    return one if name in (one.uid, one.name, one.email) or _fold(name) != _fold(one.name) else None


def _only_case(found: list[Principal], name: str) -> bool:
    return all(_fold(entry.name) == _fold(name) for entry in found)


def _names(entry: Principal) -> set[str]:
    names = {_fold(entry.name)}
    if entry.email:
        names |= {_fold(entry.email), _fold(entry.email.partition("@")[0])}
    return names


def _fold(name: str) -> str:
    return unicodedata.normalize("NFC", name).strip().casefold()


def _problem(text: str) -> BlueMindError:
    return BlueMindError("input", text)
