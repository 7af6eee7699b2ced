# SPDX-License-Identifier: GPL-3.0-or-later
"""One simulated server: its line, its state, its data, its tasks and its faults."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, field

from .errors import unknown
from .faults import FaultBook
from .journal import Journal, Outbox
from .options import Options
from .profiles import PROFILES, STARTING, Profile
from .rights import Caller
from .store import Store
from .tasks import Tasks

# Shares of a boot (contract 1.6): when the core answers, STARTING still, and when it tells systemd that it is ready.
ANSWERS, NOTIFIES = 0.5, 0.9


@dataclass(slots=True)
class World:
    """Everything that a method can see."""

    base: Options
    store: Store = field(default_factory=Store)
    faults: FaultBook = field(default_factory=FaultBook)
    journal: Journal | None = None
    outbox: Outbox = field(default_factory=Outbox)
    callers: dict[str, Caller] = field(default_factory=dict)
    options: Options = field(init=False)
    profile: Profile = field(init=False)
    tasks: Tasks = field(init=False)
    providers: frozenset[str] = field(init=False)
    latency: float = field(init=False)
    boot_started: float = field(init=False)
    fixed_state: str = field(init=False)

    def __post_init__(self) -> None:
        self.configure(self.base)

    def configure(self, options: Options) -> None:
        """Become a server with these options; the data stay."""
        self.options = options
        self.profile = PROFILES[options.profile]
        self.providers = self._loaded(options.providers)
        self.latency = options.latency_ms / 1000
        self.fixed_state = options.system_state
        self.boot_started = time.monotonic()
        self.tasks = Tasks(options.task_polls, options.task_retention_seconds)

    def _loaded(self, providers: Iterable[str]) -> frozenset[str]:
        """Provider ids; 5.x has no StarLeaf provider any more (contract 14)."""
        wanted = {name for name in providers if not (self.profile.is_5 and name == "starleaf")}
        return frozenset(f"videoconferencing-{name}" for name in wanted)

    def replace_store(self, store: Store) -> None:
        """Forget everything and go on with these data."""
        self.store = store
        self.callers.clear()
        self.faults.clear()
        self.outbox.clear()
        if self.journal is not None:
            self.journal.clear()

    @property
    def session_idle(self) -> float:
        """Seconds until an idle session ends."""
        return self.options.session_idle_seconds

    @property
    def release(self) -> str:
        """The commercial version."""
        return self.options.release or self.profile.release

    @property
    def software(self) -> str:
        """The technical version."""
        return self.options.software or self.profile.software

    def boot_left(self, share: float = 1.0) -> float:
        """Seconds until this share of the boot is over; 0 or less afterwards."""
        return self.boot_started + share * self.options.boot_seconds - time.monotonic()

    @property
    def is_down(self) -> bool:
        """At first only the front answers (contract 1.6)."""
        return self.boot_left(ANSWERS) > 0

    @property
    def state(self) -> str:
        """The system state, STARTING until the boot is over (contract 1.6)."""
        return STARTING if self.boot_left() > 0 else self.fixed_state

    def demand_writable(self) -> None:
        """500 on a demoted server: it refuses writes to containers since 4.7 (contract 1.6)."""
        if self.profile.since_49 and self.state == "CORE_STATE_DEMOTED":
            raise unknown("instance is not writable: it is not the leader")
