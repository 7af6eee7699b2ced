# SPDX-License-Identifier: GPL-3.0-or-later
"""One simulated server: its line, its state, its data, its tasks and its faults."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, field

from ..state.callers import Caller
from ..state.errors import unknown
from ..state.jobs import Job, standard_jobs
from ..state.options import Options
from ..state.outbox import Outbox
from ..state.providers import BY_NAME, NEWEST, Build, build_of
from ..state.release_lines import PROFILES, STARTING, Profile
from ..state.store import Store
from ..state.tasks import Tasks
from .faults import FaultBook
from .journal import Journal

# Shares of a boot (contract#start-up): when the core answers, still STARTING; when it tells systemd that it is ready.
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
    jobs: dict[str, Job] = field(init=False)
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
        self.jobs = standard_jobs()

    def _loaded(self, providers: Iterable[str]) -> frozenset[str]:
        """Provider ids; a build that can not have one does not load it (contract#providers)."""
        build = self.build
        return frozenset(BY_NAME[name].id for name in providers if BY_NAME[name].can_be_on(build))

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

    @property
    def build(self) -> Build:
        """The technical version as numbers; that of the line where the announced one is no version."""
        return build_of(self.software) or build_of(self.profile.software) or (0, 0, NEWEST)

    @property
    def has_visio(self) -> bool:
        """BlueMind.Video is subscribed to, and the line knows its roles (contract#roles-of-bluemindvideo)."""
        until = self.store.full_visio_until
        return self.profile.full_and_visio and until is not None and time.time() * 1000 < until

    def boot_left(self, share: float = 1.0) -> float:
        """Seconds until this share of the boot is over; 0 or less afterwards."""
        return self.boot_started + share * self.options.boot_seconds - time.monotonic()

    @property
    def is_down(self) -> bool:
        """At first only the front answers (contract#start-up)."""
        return self.boot_left(ANSWERS) > 0

    @property
    def state(self) -> str:
        """The system state, STARTING until the boot is over (contract#system-states)."""
        return STARTING if self.boot_left() > 0 else self.fixed_state

    def demand_writable(self) -> None:
        """500 on a demoted server: it refuses writes to containers since 4.7 (contract#system-states)."""
        if self.profile.read_only_when_demoted and self.state == "CORE_STATE_DEMOTED":
            raise unknown("instance is not writable: it is not the leader")
