# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What differs from one BlueMind release to another: support, verbs, mails (contract sections 3 and 8)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import AbstractSet, Iterable, Mapping, Tuple

FIRST = (4, 5, 3)
AFTER = (5, 0)
FIRST_BUILD = 56815  # 4.5.3 announces itself as 4.1.56815 (section 3)

# The four levels of the console, weakest first (section 8.5).
RIGHTS = ("book", "view", "edit", "manage")

# Entries of a published calendar: never ours to touch (section 8.6).
PUBLISHED_PREFIX = "x-calendar-p"

Ace = Tuple[str, str]  # (subject uid, verb)


@dataclass(frozen=True)
class Dialect:
    """The ACL language of one line of releases; `implies` holds direct implications only."""

    name: str
    implies: Mapping[str, AbstractSet[str]]
    rights: Mapping[str, AbstractSet[str]]
    # Verbs that some server of the line adds by itself when it expands: no difference of level.
    tolerated: AbstractSet[str]
    batched_mails: bool

    def closure(self, verbs: Iterable[str]) -> frozenset[str]:
        """Every verb held by who holds `verbs`; `All` is no more than the union of what it implies."""
        found = self._reach(verbs)
        return found | {"All"} if self.implies["All"] <= found else found

    def compact(self, verbs: Iterable[str]) -> frozenset[str]:
        """The smallest set with the same closure: what 5.x stores (section 8.2)."""
        whole = self.closure(verbs)
        return whole - {low for verb in whole for low in self._reach(self.implies.get(verb, ()))}

    def level(self, verbs: Iterable[str]) -> str | None:
        """The right that a subject with `verbs` has exactly, or None when no level says it."""
        held = self.closure(self._known(verbs))
        for right in RIGHTS:
            wanted = self.rights[right]
            if wanted <= held <= self.closure(wanted) | self._ceiling(right):
                return right
        return None

    def effective(self, verbs: Iterable[str]) -> str | None:
        """The highest right that `verbs` contain; None when they do not even allow to book."""
        held = self.closure(self._known(verbs))
        if "Invitation" not in held:
            return None
        return next((right for right in reversed(RIGHTS[1:]) if self.rights[right] <= held), "book")

    def with_right(self, verbs: Iterable[str], right: str) -> frozenset[str]:
        """`verbs` changed so that the level is `right`; verbs of a newer release are left alone."""
        held = frozenset(verbs)
        return (held - self._known(held)) | frozenset(self.rights[right])

    def may_book(self, verbs: Iterable[str]) -> bool:
        """Whether the button appears for who has `verbs` (section 8.5)."""
        return self.effective(verbs) is not None

    def same(self, verbs: Iterable[str], others: Iterable[str]) -> bool:
        """Whether two sets of verbs mean the same."""
        return self.closure(verbs) == self.closure(others)

    def _reach(self, verbs: Iterable[str]) -> frozenset[str]:
        found: set[str] = set()
        todo = list(verbs)
        while todo:
            verb = todo.pop()
            if verb not in found:
                found.add(verb)
                todo.extend(self.implies.get(verb, ()))
        return frozenset(found)

    def _known(self, verbs: Iterable[str]) -> frozenset[str]:
        return frozenset(verbs) & frozenset(self.implies)

    def _ceiling(self, right: str) -> AbstractSet[str]:
        return frozenset(self.implies) if right == "manage" else self.tolerated


def _lattice(**implies: str) -> dict[str, frozenset[str]]:
    return {verb: frozenset(lower.split()) for verb, lower in implies.items()}


def _rights(book: str) -> dict[str, frozenset[str]]:
    verbs = {"book": book, "view": "Read", "edit": "Write", "manage": "All"}
    return {right: frozenset(value.split()) for right, value in verbs.items()}


BLUEMIND_4 = Dialect(
    name="4.x",
    implies=_lattice(
        Invitation="",
        Freebusy="",
        SendOnBehalf="",
        Read="Invitation",
        Write="Read SendOnBehalf",
        Manage="",
        All="Write Manage",
    ),
    rights=_rights("Invitation"),
    tolerated=frozenset(),
    batched_mails=False,
)

# 5.0: the verbs of its client, before Freebusy implied Invitation (section 8.3).
BLUEMIND_5_0 = Dialect(
    name="5.0",
    implies=_lattice(
        Invitation="",
        Freebusy="",
        SendOnBehalf="",
        SendAs="SendOnBehalf",
        Read="Invitation Freebusy",
        ReadExtended="Read",
        Write="Read",
        Manage="",
        All="Write Manage SendOnBehalf SendAs ReadExtended",
    ),
    rights=_rights("Invitation Freebusy"),
    tolerated=frozenset({"SendOnBehalf"}),
    batched_mails=True,
)

BLUEMIND_5_1 = Dialect(
    name="5.1",
    implies={**BLUEMIND_5_0.implies, **_lattice(Freebusy="Invitation", Read="Freebusy")},
    rights=BLUEMIND_5_0.rights,
    tolerated=BLUEMIND_5_0.tolerated,
    batched_mails=True,
)


@dataclass(frozen=True)
class Release:
    """A server's release: both names that it announces, and the public number when it is known."""

    release: str | None
    software: str | None
    number: tuple[int, ...] | None

    @classmethod
    def parse(cls, release: str | None, software: str | None) -> Release:
        """From `releaseName` and `softwareVersion` of `system/installation/_infos` (section 3)."""
        return cls(release, software, _number(release) or _number_of_build(software))

    @property
    def dialect(self) -> Dialect:
        """The ACL language that this release speaks; 4.x when the release is unknown."""
        if self.number is None or self.number < AFTER:
            return BLUEMIND_4
        return BLUEMIND_5_0 if self.number < (5, 1) else BLUEMIND_5_1

    @property
    def supported(self) -> bool:
        """Whether StarLeaf can be configured: 4.5.3 <= release < 5.0."""
        return self.number is None or FIRST <= self.number < AFTER

    @property
    def reason(self) -> str:
        """One sentence for people about `supported`."""
        name = self.release or self.software or "an unknown release"
        if self.number is None:
            return f"BlueMind does not say which release it is ({name}); only a created resource proves StarLeaf"
        if self.number < FIRST:
            return f"BlueMind {name} has no StarLeaf plugin: it came with 4.5.3; upgrade BlueMind first"
        if self.number >= AFTER:
            return (
                f"BlueMind {name} no longer has the StarLeaf provider: it was removed in 5.0 and its packages are "
                "empty; use state absent to remove what is left, or another video provider"
            )
        return f"BlueMind {name} supports StarLeaf"


def _number(text: str | None) -> tuple[int, ...] | None:
    found = None if "qualifier" in (text or "") else re.match(r"\s*(\d+(?:\.\d+)+)", text or "")
    return tuple(int(part) for part in found.group(1).split(".")) if found else None


def _number_of_build(software: str | None) -> tuple[int, ...] | None:
    """All of 4.0 to 4.8 are 4.1.<build>; 4.9 and 5.x carry their public number (section 3)."""
    number = _number(software)
    if number and number[:2] == (4, 1):
        return FIRST if len(number) > 2 and number[2] >= FIRST_BUILD else (4, 1)
    return number


def subjects(acl: Iterable[Ace]) -> dict[str, frozenset[str]]:
    """Subject uid → verbs."""
    found: dict[str, set[str]] = {}
    for subject, verb in acl:
        found.setdefault(subject, set()).add(verb)
    return {subject: frozenset(verbs) for subject, verbs in found.items()}
