# SPDX-License-Identifier: GPL-3.0-or-later
"""What is measured: in which situations, who, and how often."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

SHARES = 20
MANY_SHARES = 1000
MANY_USERS = 50_000
FAR = 100
NETWORKS = [(scheme, latency) for scheme in ("http", "https") for latency in (0, 20, FAR)]
BASE = ("http", 0)
# What there is to do in every domain: nothing, connect it, give one share more, or dissociate it.
UNCHANGED, FIRST, SHARE, ABSENT = "unchanged", "first run", "one share more", "dissociated"


@dataclass(frozen=True)
class Situation:
    """A server behind a network, `count` domains with `shares` each, and the `work` to do there.

    A domain has as many users as shares, or `users`, if that is more.
    """

    scheme: str
    latency: int
    count: int
    shares: int = SHARES
    work: str = UNCHANGED
    users: int = 0

    @property
    def title(self) -> str:
        """In a few words."""
        users = f"{self.users} users, " if self.users else ""
        return f"{self.scheme}, {self.latency} ms, N = {self.count}, {self.shares} shares, {users}{self.work}"


@dataclass(frozen=True)
class Cell:
    """A situation and the rounds of each contestant in it; `memory` runs once more, for its memory alone."""

    situation: Situation
    rounds: Mapping[str, int]
    memory: tuple[str, ...] = field(default=())


def quick() -> Iterator[Cell]:
    """The goals, roughly, in two minutes."""
    for count in (1, 10):
        slow = {"loop_modules": 1, "uri": 1}
        yield Cell(Situation(*BASE, count), {"empty": 2, "batch": 2, "loop": 1, "client": 1, "limit": 1, **slow})
    yield Cell(Situation(*BASE, 1, MANY_SHARES), {"batch": 2})
    yield Cell(Situation(*BASE, 1, users=MANY_USERS), {"batch": 2})
    yield Cell(Situation(*BASE, 100), {"empty": 1, "batch": 2, "loop": 1, "client": 1, "limit": 2})
    for network in (("http", 20), ("https", 0), ("https", 20)):
        yield Cell(Situation(*network, 100), {"batch": 1, "client": 1, "limit": 1})
    yield Cell(Situation("http", 20, 1000), {"empty": 1, "batch": 1, "limit": 1})


def full() -> Iterator[Cell]:
    """Everything, the goals first."""
    slow = {"loop_modules": 1, "uri": 1}
    for network in NETWORKS:
        if network[1] != FAR:
            yield from _thorough(network, slow)
    for network in (BASE, ("https", 20)):
        rounds = {"empty": 3, "batch": 3, "loop": 2, "uri": 1, "client": 2, "limit": 3}
        yield Cell(Situation(*network, 1, MANY_SHARES), rounds)
    yield Cell(Situation(*BASE, 1, users=MANY_USERS), {"empty": 3, "batch": 3, "loop": 3, "client": 2, "limit": 2})
    twice = {"batch": 2, "loop": 2, "client": 2, "limit": 2}
    yield Cell(Situation(*BASE, 1, work=FIRST), {**twice, **slow})
    yield Cell(Situation(*BASE, 10, work=FIRST), {**twice, "loop_modules": 1})
    yield Cell(Situation(*BASE, 100, work=FIRST), {**twice, "loop": 1})
    yield Cell(Situation(*BASE, 1000, work=FIRST), {"batch": 1, "client": 1, "limit": 1})
    yield Cell(Situation(*BASE, 1, MANY_SHARES, FIRST), twice)
    yield Cell(Situation(*BASE, 100, work=SHARE), {**twice, "loop": 1})
    yield Cell(Situation(*BASE, 1000, work=SHARE), {"batch": 1, "client": 1, "limit": 1})
    # The others were not written for it.
    yield Cell(Situation(*BASE, 100, work=ABSENT), {"batch": 3, "loop": 1})
    for network in NETWORKS:
        if network[1] == FAR:
            for count in (1, 10):
                yield Cell(Situation(*network, count), {"empty": 1, "batch": 2, "loop": 1, "client": 1, "limit": 2})
            for count in (100, 1000):
                yield Cell(Situation(*network, count), {"empty": 1, "batch": 2, "limit": 2})


def _thorough(network: tuple[str, int], slow: dict[str, int]) -> Iterator[Cell]:
    base = network == BASE
    piped = {"loop_modules_piped": 1, "uri_piped": 1} if base else {}
    fast = {"empty": 3, "batch": 3, "batch_module": 1, "loop": 2, "client": 3, "limit": 3}
    yield Cell(Situation(*network, 1), {**fast, **slow})
    yield Cell(Situation(*network, 10), {**fast, **slow, **piped})
    hundred = {**fast, "loop": 1, "client": 2}
    yield Cell(Situation(*network, 100), {**hundred, **(slow if base else {})})
    thousand = {"empty": 2, "batch": 2 if network[1] == 20 else 1, "limit": 2}
    memory = ("empty", "batch", "batch_module") if base else ()
    yield Cell(Situation(*network, 1000), {**thousand, **({"batch_module": 1, "client": 1} if base else {})}, memory)
