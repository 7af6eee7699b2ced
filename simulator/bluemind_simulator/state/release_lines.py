# SPDX-License-Identifier: GPL-3.0-or-later
"""What differs between the server lines (contract#differences-between-the-lines, contract#verbs)."""

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
    def expands_acl(self) -> bool:
        """ACLs are stored compacted and shown expanded, verbs of descriptors too (contract#writing-an-acl)."""
        return self.line >= 500

    @property
    def freebusy_follows(self) -> bool:
        """A write of the calendar's ACL makes the one of free/busy (contract#freebusy-follows-the-calendar)."""
        return self.line >= 500

    @property
    def queues_mails(self) -> bool:
        """Mails about rights are queued, with other rules (contract#mails-about-new-rights)."""
        return self.line >= 500

    @property
    def resource_sets_hours(self) -> bool:
        """Creating a resource sets the working hours, not createResource (contract#creating-a-resource)."""
        return self.line >= 500

    @property
    def access_tokens(self) -> bool:
        """A refused key is called an access token, and cookies are cleared (contract#errors)."""
        return self.line >= 500

    @property
    def strict_front(self) -> bool:
        """Refuses chunked bodies, names the verb of an unknown path (contract#requests-and-paths, contract#errors)."""
        return self.line >= 500

    @property
    def read_only_when_demoted(self) -> bool:
        """A demoted server refuses writes to containers, since 4.7 (contract#system-states)."""
        return self.line >= 470

    @property
    def full_and_visio(self) -> bool:
        """The account type FULL_AND_VISIO, since 4.6 (contract#directory-entries)."""
        return self.line >= 460

    @property
    def offsets_task_logs(self) -> bool:
        """`_currentLogs` knows `offset`, since 4.8 (contract#tasks)."""
        return self.line >= 480

    @property
    def shows_data_location(self) -> bool:
        """Descriptors hold `datalocation`, since 4.9 (contract#containers)."""
        return self.line >= 490

    @property
    def keys_of_57(self) -> bool:
        """The answers of 5.1 also hold the JSON keys that the official client of 5.7 reads by their names.

        It is the one that the tests have, and older clients skip such keys. What 5.5 and 5.7 can do beyond that
        (`auth/keys/_put`, the kind SHARED_MAILBOX) is not there.
        """
        return self.line >= 500

    def expand(self, verbs: Iterable[str]) -> list[str]:
        """Every verb that these imply, in the order of the enum."""
        reached: set[str] = set()
        for verb in verbs:
            reached |= self.can[verb]
        return [verb for verb in self.can if verb in reached]

    def compact(self, verbs: Iterable[str]) -> list[str]:
        """Only the verbs that no other of them implies (contract#writing-an-acl)."""
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
    # The reference tree of the 4.9 line is older than the fix of the substring rule (contract#subjects).
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
    # The place of `Visible` in the hierarchy is only known at second hand (contract#verbs): here it stands alone.
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
