# SPDX-License-Identifier: GPL-3.0-or-later
"""One simulated server: its line, its state, its data, its tasks and its faults."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from .errors import unknown
from .faults import FaultBook
from .journal import Journal, Outbox
from .profiles import PROFILES, PROVIDERS, RUNNING, STARTING, Profile
from .rights import Caller
from .store import Store
from .tasks import Tasks

STARLEAF_JAR = "net.bluemind.videoconferencing.starleaf*.jar"


@dataclass(frozen=True, slots=True)
class Options:
    """The options of the command line that a reset may override for a while."""

    profile: str = "4.5.3"
    release: str | None = None
    software: str | None = None
    providers: tuple[str, ...] = ()
    system_state: str = RUNNING
    latency_ms: float = 0
    task_polls: int = 2
    boot_seconds: float = 0
    session_idle_seconds: float = 1200
    task_retention_seconds: float = 600
    core_token: str | None = None

    def override(self, given: dict[str, Any]) -> Options:
        """These options with those of a control request; unknown ones raise ValueError."""
        strange = set(given) - set(self.__slots__)
        if strange:
            raise ValueError(f"unknown options: {', '.join(sorted(strange))}")
        chosen = {key: value for key, value in given.items() if value is not None}
        if "providers" in chosen:
            chosen["providers"] = tuple(chosen["providers"])
        options = replace(self, **chosen)
        options.check()
        return options

    def check(self) -> None:
        """Raises ValueError for a profile or a provider that does not exist."""
        if self.profile not in PROFILES:
            raise ValueError(f"unknown profile {self.profile}: one of {', '.join(PROFILES)}")
        for provider in self.providers:
            if provider not in PROVIDERS:
                raise ValueError(f"unknown provider {provider}: one of {', '.join(PROVIDERS)}")


def installed(folder: Path | None) -> tuple[str, ...]:
    """The provider bundles that a start finds on disk; later changes need a restart."""
    found = folder is not None and any(folder.glob(f"**/{STARLEAF_JAR}"))
    return ("starleaf",) if found else ()


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

    @property
    def _boot_share(self) -> float:
        if not self.options.boot_seconds:
            return 1.0
        return (time.monotonic() - self.boot_started) / self.options.boot_seconds

    @property
    def is_down(self) -> bool:
        """First half of the boot: only the front answers (contract 1.6)."""
        return self._boot_share < 0.5

    @property
    def state(self) -> str:
        """The system state; STARTING in the second half of the boot (contract 1.6)."""
        return STARTING if self._boot_share < 1.0 else self.fixed_state

    def demand_writable(self) -> None:
        """500 on a demoted server: it refuses writes to containers since 4.7 (contract 1.6)."""
        if self.profile.since_49 and self.state == "CORE_STATE_DEMOTED":
            raise unknown("instance is not writable: it is not the leader")
