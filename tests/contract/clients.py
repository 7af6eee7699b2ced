# SPDX-License-Identifier: GPL-3.0-or-later
"""The official clients: their environments, made once and kept, and one run of many steps in one process."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support.simulator import CHECKOUT

HERE = Path(__file__).parent
FOLDER = CHECKOUT / ".cache" / "clients"
PINS = {
    name: tuple(requirements)
    for name, *requirements in (
        line.split()
        for line in (HERE / "clients.txt").read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    )
}

Step = dict[str, Any]


@contextmanager
def _locked(name: str) -> Iterator[None]:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def python_of(name: str) -> Path:
    """The Python of one client; its environment is made when it is missing or its pins changed."""
    folder, pins = FOLDER / name, "\n".join(PINS[name])
    done = folder / "complete.txt"
    with _locked(name):
        if not done.exists() or done.read_text(encoding="utf-8") != pins:
            shutil.rmtree(folder, ignore_errors=True)
            subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
            install = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", *PINS[name]]
            subprocess.run(install, check=True)
            done.write_text(pins, encoding="utf-8")
    return folder / "bin" / "python"


@dataclass(frozen=True)
class Outcome:
    """What one step gave."""

    value: Any = None
    fault: tuple[Any, ...] | None = None
    raised: str | None = None
    text: str | None = None

    @property
    def ok(self) -> bool:
        """The client accepted the answer, every key of its classes included."""
        return self.fault is None and self.raised is None


@dataclass(frozen=True)
class Run:
    """All the outcomes of one process, and what the client printed to stderr."""

    outcomes: dict[str, Outcome]
    warnings: str

    def __getitem__(self, step: str) -> Any:
        """The value of a step that must have succeeded."""
        outcome = self.outcomes[step]
        assert outcome.ok, (step, outcome)
        return outcome.value


def run(name: str, url: str, steps: list[Step], key: str | None = None) -> Run:
    """Run these steps with one client."""
    process = subprocess.run(
        [str(python_of(name)), str(HERE / "client_driver.py")],
        input=json.dumps({"url": url, "key": key, "steps": steps}),
        env={**os.environ, "NO_PROXY": "*"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert process.returncode == 0, process.stderr
    found = json.loads(process.stdout)
    outcomes = {
        step: Outcome(
            one.get("value"), tuple(one["fault"]) if "fault" in one else None, one.get("raised"), one.get("text")
        )
        for step, one in found.items()
    }
    return Run(outcomes, process.stderr)
