# SPDX-License-Identifier: GPL-3.0-or-later
"""Start a program, and do something to it as soon as a command succeeds.

kill_when.py COMMAND DEED PROGRAM ARGUMENTS…

DEED is `kill`: end the program with everything that it started, at once; or a command, in which $program is the number
of its process. What the program says is passed on. The exit status is that of the program, 0 where it was killed.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time


def descendants(number: int) -> list[int]:
    """A process and its children, and theirs. Ansible's workers have sessions of their own."""
    found = subprocess.run(["ps", "--ppid", str(number), "-o", "pid="], stdout=subprocess.PIPE, check=False).stdout
    return [number, *(one for child in found.split() for one in descendants(int(child)))]


condition, deed, *command = sys.argv[1:]
with subprocess.Popen(command, stderr=subprocess.STDOUT) as process:
    while subprocess.run(condition, shell=True, stderr=subprocess.DEVNULL, check=False).returncode:
        if process.poll() is not None:
            sys.exit(f"it ended by itself with {process.returncode}, and this never came true: {condition}")
        time.sleep(0.1)
    if deed == "kill":
        for one in descendants(process.pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(one, signal.SIGKILL)
    else:
        subprocess.run(deed, shell=True, check=True, env={**os.environ, "program": str(process.pid)})
    sys.exit(process.wait() != -signal.SIGKILL and process.returncode)
