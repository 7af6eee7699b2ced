# SPDX-License-Identifier: GPL-3.0-or-later
"""The simulator's command line, where its exit status and what it prints matter."""

from __future__ import annotations

import os
import subprocess
import sys
from types import TracebackType

from tests.support.simulator import CHECKOUT

COMMAND = [sys.executable, "-m", "bluemind_simulator"]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(CHECKOUT / "simulator")}
SECONDS = 30


def refusal(*arguments: str) -> str:
    """What a start that must fail says: exit status 2 and one line below the usage, no traceback."""
    done = subprocess.run(
        [*COMMAND, *arguments], env=ENVIRONMENT, capture_output=True, text=True, check=False, timeout=SECONDS
    )
    assert (done.returncode, done.stdout) == (2, ""), done.stderr
    assert "Traceback" not in done.stderr
    mark, last = "bluemind_simulator: error: ", done.stderr.splitlines()[-1]
    assert last.startswith(mark), done.stderr
    return last.removeprefix(mark)


class Program:
    """One that runs on a free port until `end`."""

    def __init__(self, *arguments: str) -> None:
        self._process = subprocess.Popen(
            [*COMMAND, *arguments], env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert self._process.stdout is not None
        self.url = self._process.stdout.readline().rpartition(" ")[2].strip()

    def end(self) -> tuple[int, str]:
        """Ask it to end; its exit status and what it printed as errors."""
        self._process.terminate()
        _output, errors = self._process.communicate(timeout=SECONDS)
        return self._process.returncode, errors

    def __enter__(self) -> Program:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process.poll() is None:
            self._process.kill()
            self._process.communicate(timeout=SECONDS)
