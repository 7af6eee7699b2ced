# SPDX-License-Identifier: GPL-3.0-or-later
"""Tasks: work that ends after some polls, kept for a while (contract#tasks)."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .errors import not_found

UNPOLLED_SECONDS = 2.0
STEPS, PROGRESS = 3.0, 7.0


@dataclass(frozen=True, slots=True)
class End:
    """How a piece of work ended."""

    ok: bool
    log: str
    result: str


Work = Callable[[], End]


@dataclass(slots=True)
class Task:
    """One task; the work happens at once, at its end."""

    id: str
    work: Work
    polls: int
    due: float
    seen: int = 0
    end: End | None = None
    ended: float = 0.0
    logs: list[str] = field(default_factory=list)

    def finish(self) -> None:
        """Do the work."""
        if self.end is None:
            self.end = self.work()
            self.ended = time.monotonic()
            self.logs.append(self.end.log)

    def status(self) -> dict[str, Any]:
        """A TaskStatus; a finished one shows progress 7.0 of 3.0 steps (contract#tasks)."""
        if self.end is not None:
            state = "Success" if self.end.ok else "InError"
            return _status(STEPS, PROGRESS, self.end.log, state, self.end.result)
        if self.seen <= 1:
            return _status(0.0, 0.0, None, "NotStarted", None)
        return _status(STEPS, 1.0, self.logs[-1], "InProgress", None)


def _status(steps: float, progress: float, log: str | None, state: str, result: str | None) -> dict[str, Any]:
    return {"steps": steps, "progress": progress, "lastLogEntry": log, "state": state, "result": result}


class Tasks:
    """The tasks of a server; in memory only, lost at a restart (contract#tasks).

    A task ends when it was polled `polls` times, or after 2 s for each of these polls when nobody asks.
    """

    def __init__(self, polls: int, retention: float) -> None:
        self._polls = polls
        self._retention = retention
        self._tasks: dict[str, Task] = {}
        self._pending: dict[str, Task] = {}

    def submit(self, log: str, work: Work) -> dict[str, str]:
        """Start a task; returns its TaskRef."""
        due = time.monotonic() + UNPOLLED_SECONDS * self._polls
        task = Task(str(uuid.uuid4()), work, self._polls, due, logs=[log])
        self._tasks[task.id] = task
        if self._polls <= 0:
            task.finish()
        else:
            self._pending[task.id] = task
        return {"id": task.id}

    def forget(self, task_id: str) -> None:
        """Lose a task."""
        self._tasks.pop(task_id, None)
        self._pending.pop(task_id, None)

    def settle(self) -> None:
        """End the tasks that nobody polled for too long."""
        if self._pending:
            moment = time.monotonic()
            for task in list(self._pending.values()):
                if task.due <= moment:
                    self._finish(task)

    def _finish(self, task: Task) -> None:
        self._pending.pop(task.id, None)
        task.finish()

    def get(self, task_id: str) -> Task:
        """A task; 404 for an unknown one and after the retention (contract#tasks)."""
        task = self._tasks.get(task_id)
        if task is not None and task.end is not None and time.monotonic() - task.ended > self._retention:
            del self._tasks[task_id]
            task = None
        if task is None:
            raise not_found(f"no task {task_id}")
        return task

    def poll(self, task_id: str) -> dict[str, Any]:
        """The status: NotStarted, then InProgress, then the end."""
        task = self.get(task_id)
        task.seen += 1
        if task.end is None and task.seen > task.polls:
            self._finish(task)
        return task.status()

    def finish_now(self, task_id: str) -> Task:
        """Wait for the end."""
        task = self.get(task_id)
        self._finish(task)
        return task
