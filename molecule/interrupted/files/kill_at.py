# SPDX-License-Identifier: GPL-3.0-or-later
"""Start a program and kill it as soon as it prints a certain text: kill_at.py TEXT PROGRAM ARGUMENTS…"""

import os
import signal
import subprocess
import sys

text, *command = sys.argv[1:]
process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True)
for line in process.stdout:
    print(line, end="")
    if text in line:
        os.killpg(process.pid, signal.SIGKILL)
sys.exit(0 if process.wait() == -signal.SIGKILL else f"it ended by itself, without {text}")
