# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""BlueMind's ACL language: which verb implies which on each line of releases, and which right they make (section 8)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import AbstractSet, Iterable, Mapping, Tuple

# The four levels of the console, weakest first (section 8.5).
RIGHTS = ("book", "view", "edit", "manage")

# Entries of a published calendar: never ours to touch (section 8.6).
PUBLISHED_PREFIX = "x-calendar-p"

Ace = Tuple[str, str]  # (subject uid, verb)


@dataclass(frozen=True)
class Dialect:
    """The ACL language of one line of releases; `implies` holds direct implications only."""

    name: str
    since: tuple[int, ...]  # the first release that speaks it
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
    since=(),
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
    since=(5, 0),
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
    since=(5, 1),
    implies={**BLUEMIND_5_0.implies, **_lattice(Freebusy="Invitation", Read="Freebusy")},
    rights=BLUEMIND_5_0.rights,
    tolerated=BLUEMIND_5_0.tolerated,
    batched_mails=True,
)


DIALECTS = (BLUEMIND_4, BLUEMIND_5_0, BLUEMIND_5_1)


def subjects(acl: Iterable[Ace]) -> dict[str, frozenset[str]]:
    """Subject uid → verbs."""
    found: dict[str, set[str]] = {}
    for subject, verb in acl:
        found.setdefault(subject, set()).add(verb)
    return {subject: frozenset(verbs) for subject, verbs in found.items()}
