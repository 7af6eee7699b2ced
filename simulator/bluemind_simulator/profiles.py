# SPDX-License-Identifier: GPL-3.0-or-later
"""What differs between the server lines (contract 3, 8.3, 14)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

STATES_45 = (
    "CORE_STATE_STARTING",
    "CORE_STATE_RUNNING",
    "CORE_STATE_MAINTENANCE",
    "CORE_STATE_NOT_INSTALLED",
    "CORE_STATE_UPGRADE",
    "CORE_STATE_STOPPING",
    "CORE_STATE_UNKNOWN",
)
STATES_47 = (*STATES_45, "CORE_STATE_DEMOTED", "CORE_STATE_CLONING")
RUNNING = "CORE_STATE_RUNNING"
STARTING = "CORE_STATE_STARTING"

LATTICE_4 = {
    "Invitation": (),
    "Freebusy": (),
    "SendOnBehalf": (),
    "Read": ("Invitation",),
    "Write": ("Read", "SendOnBehalf"),
    "Manage": (),
    "All": ("Write", "Manage"),
}
LATTICE_5: dict[str, tuple[str, ...]] = {
    "Visible": (),
    "Invitation": (),
    "Freebusy": ("Invitation",),
    "SendOnBehalf": (),
    "SendAs": ("SendOnBehalf",),
    "Read": ("Freebusy",),
    "ReadExtended": ("Read",),
    "Write": ("Read",),
    "Manage": (),
    "All": ("Write", "Manage", "SendOnBehalf", "SendAs", "ReadExtended"),
}


def _closure(lattice: Mapping[str, Iterable[str]]) -> dict[str, frozenset[str]]:
    def reach(verb: str) -> frozenset[str]:
        found = {verb}
        for implied in lattice[verb]:
            found |= reach(implied)
        return frozenset(found)

    return {verb: reach(verb) for verb in lattice}


@dataclass(frozen=True, slots=True)
class Profile:
    """One server line. `can[verb]` = the verb and all that it implies."""

    name: str
    release: str
    software: str
    line: int
    can: Mapping[str, frozenset[str]]
    states: tuple[str, ...]
    reservation_mode: str
    saturday: str
    substring_domain: bool
    exact_listing: bool

    @property
    def is_5(self) -> bool:
        """5.x: ACLs compacted and expanded, mails batched, freebusy follows the calendar (contract 8)."""
        return self.line >= 500

    @property
    def since_49(self) -> bool:
        """4.9 and later (contract 14)."""
        return self.line >= 490

    @property
    def keys_of_57(self) -> bool:
        """The answers of 5.1 also hold the JSON keys that the official client of 5.7 reads by their names.

        It is the one that the tests have, and older clients skip such keys. What 5.5 and 5.7 can do beyond that
        (`auth/keys/_put`, the kind SHARED_MAILBOX) is not there.
        """
        return self.is_5

    def expand(self, verbs: Iterable[str]) -> list[str]:
        """Every verb that these imply, in the order of the enum."""
        reached: set[str] = set()
        for verb in verbs:
            reached |= self.can[verb]
        return [verb for verb in self.can if verb in reached]

    def compact(self, verbs: Iterable[str]) -> list[str]:
        """Only the verbs that no other of them implies (contract 8.2)."""
        given = list(dict.fromkeys(verbs))
        return [one for one in given if not any(one != two and one in self.can[two] for two in given)]


_CAN_4 = _closure(LATTICE_4)

PROFILES: dict[str, Profile] = {
    "4.5.3": Profile(
        name="4.5.3",
        release="4.5.3",
        software="4.1.56815",
        line=453,
        can=_CAN_4,
        states=STATES_45,
        reservation_mode="AUTO_ACCEPT",
        saturday="sam",
        substring_domain=True,
        exact_listing=True,
    ),
    # The reference tree of the 4.9 line is older than the fix of the substring rule (contract 8.4, 14).
    "4.9": Profile(
        name="4.9",
        release="4.9.0",
        software="4.9.3884",
        line=490,
        can=_CAN_4,
        states=STATES_47,
        reservation_mode="OWNER_MANAGED",
        saturday="sat",
        substring_domain=True,
        exact_listing=False,
    ),
    # The place of `Visible` in the hierarchy is unknown (contract 8.3): here it stands alone.
    "5.1": Profile(
        name="5.1",
        release="5.1.0",
        software="5.1.2585",
        line=510,
        can=_closure(LATTICE_5),
        states=STATES_47,
        reservation_mode="OWNER_MANAGED",
        saturday="sat",
        substring_domain=False,
        exact_listing=False,
    ),
}
PROVIDERS = ("starleaf", "jitsi", "bluemind", "teams", "webex", "zoom")
