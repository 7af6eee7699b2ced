# SPDX-License-Identifier: GPL-3.0-or-later
"""The simulator's command line, where its exit status and what it prints matter."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from types import TracebackType

from tests.support.simulator import CHECKOUT

COMMAND = [sys.executable, "-m", "bluemind_simulator"]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(CHECKOUT / "simulator")}
SECONDS = 30


class Program:
    """One that runs on a free port until `end`."""

    def __init__(self, *arguments: str) -> None:
        self._errors = tempfile.TemporaryFile("w+")  # noqa: SIM115  closed by `__exit__`
        self._process = subprocess.Popen(
            [*COMMAND, *arguments], env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=self._errors, text=True
        )
        assert self._process.stdout is not None
        self.url = self._process.stdout.readline().rpartition(" ")[2].strip()

    @property
    def errors(self) -> str:
        """What it has printed as errors."""
        self._errors.seek(0)
        return self._errors.read()

    def comes_to_say(self, text: str) -> bool:
        """Wait for an error."""
        deadline = time.monotonic() + SECONDS
        while text not in self.errors and time.monotonic() < deadline:
            time.sleep(0.02)
        return text in self.errors

    def end(self) -> tuple[int, str]:
        """Ask it to end; its exit status and what it printed as errors."""
        self._process.terminate()
        self._process.communicate(timeout=SECONDS)
        return self._process.returncode, self.errors

    def __enter__(self) -> Program:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process.poll() is None:
            self._process.kill()
            self._process.communicate(timeout=SECONDS)
        self._errors.close()
