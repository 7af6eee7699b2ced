# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""BlueMind's ACLs: which verb implies which on each line of releases, and which right they give (contract#verbs)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import AbstractSet, Iterable, Mapping, Tuple

# The rights that administrators know, weakest first (contract#levels-of-the-console).
RIGHTS = ("book", "view", "edit", "manage")

# Subjects that stand for a published calendar: no run ever changes them (contract#published-calendars).
PUBLISHED_PREFIX = "x-calendar-p"

Ace = Tuple[str, str]  # (subject uid, verb)


@dataclass(frozen=True)
class Dialect:
    """The verbs of one line of releases; `implies` holds direct implications only."""

    name: str
    since: tuple[int, ...]  # the first release that speaks it
    implies: Mapping[str, AbstractSet[str]]
    rights: Mapping[str, AbstractSet[str]]
    # Right → verbs that some servers of the line list with it and it does not imply: they make no other right.
    tolerated: Mapping[str, AbstractSet[str]]
    batched_mails: bool
    # A write of a calendar's ACL replaces that of its free/busy container (contract#freebusy-follows-the-calendar).
    freebusy_follows: bool

    def closure(self, verbs: Iterable[str]) -> frozenset[str]:
        """All verbs that `verbs` imply. `All` is no more than what it implies."""
        found = self._reach(verbs)
        return found | {"All"} if self.implies["All"] <= found else found

    def compact(self, verbs: Iterable[str]) -> frozenset[str]:
        """The smallest set with the same closure, which is what 5.x stores (contract#writing-an-acl)."""
        whole = self.closure(verbs)
        return whole - {low for verb in whole for low in self._reach(self.implies.get(verb, ()))}

    def level(self, verbs: Iterable[str]) -> str | None:
        """The right that equals `verbs`, None if no right does."""
        held = self.closure(self._known(verbs))
        for right in RIGHTS:
            wanted = self.rights[right]
            if wanted <= held <= self.closure(wanted) | self._ceiling(right):
                return right
        return None

    def effective(self, verbs: Iterable[str]) -> str | None:
        """The highest right that `verbs` contain, None if they do not even allow booking."""
        held = self.closure(self._known(verbs))
        if "Invitation" not in held:
            return None
        return next((right for right in reversed(RIGHTS[1:]) if self.rights[right] <= held), "book")

    def with_right(self, verbs: Iterable[str], right: str) -> frozenset[str]:
        """`verbs` changed so that they equal `right`; verbs of a newer release stay."""
        held = frozenset(verbs)
        return (held - self._known(held)) | frozenset(self.rights[right])

    def may_book(self, verbs: Iterable[str]) -> bool:
        """Whether a user with `verbs` sees the button for a conference (contract#visibility-of-the-button)."""
        return self.effective(verbs) is not None

    def same(self, verbs: Iterable[str], others: Iterable[str]) -> bool:
        """Whether two sets of verbs imply the same."""
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
        return frozenset(self.implies) if right == "manage" else self.tolerated.get(right, frozenset())


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
    tolerated={},
    batched_mails=False,
    freebusy_follows=False,
)

# The verbs of the client of 5.0, before Freebusy implied Invitation.
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
    tolerated={"edit": frozenset({"SendOnBehalf"})},  # as on 4.x
    batched_mails=True,
    freebusy_follows=True,
)

BLUEMIND_5_1 = Dialect(
    name="5.1",
    since=(5, 1),
    implies={**BLUEMIND_5_0.implies, **_lattice(Freebusy="Invitation", Read="Freebusy")},
    rights=BLUEMIND_5_0.rights,
    tolerated=BLUEMIND_5_0.tolerated,
    batched_mails=True,
    freebusy_follows=True,
)


DIALECTS = (BLUEMIND_4, BLUEMIND_5_0, BLUEMIND_5_1)


def subjects(acl: Iterable[Ace]) -> dict[str, frozenset[str]]:
    """Subject uid → verbs."""
    found: dict[str, set[str]] = {}
    for subject, verb in acl:
        found.setdefault(subject, set()).add(verb)
    return {subject: frozenset(verbs) for subject, verbs in found.items()}
