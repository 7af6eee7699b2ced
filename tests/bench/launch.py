# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs one command and writes what it cost: `launch.py RESULT LOG SAMPLE COMMAND …`.

A program of its own because a process starts with the peak memory of the one that it was forked from, so that must be
small: start it with `-I -S`. Children that were waited for are included in the CPU time; `rss` is that of the largest
single process. With SAMPLE = 1 the proportional set size (PSS) of the whole tree is sampled as well: pages that several
processes share count once. That takes time, so a run that is timed does not do it.
"""

from __future__ import annotations

import json
import os
import sys
import time


def tree(root: int) -> list[int]:
    """The process and all below it that live now."""
    found, todo = [], [root]
    while todo:
        pid = todo.pop()
        found.append(pid)
        try:
            threads = os.listdir(f"/proc/{pid}/task")
            for thread in threads:
                with open(f"/proc/{pid}/task/{thread}/children", encoding="ascii") as file:
                    todo += [int(child) for child in file.read().split()]
        except OSError:
            continue
    return found


def pss(pid: int) -> int:
    """KiB of memory, shared pages divided among those who share them; 0 when it has just ended."""
    try:
        with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as file:
            return next((int(line.split()[1]) for line in file if line.startswith("Pss:")), 0)
    except OSError:
        return 0


def main() -> None:
    """Be the parent of the command."""
    result, log, sample, *command = sys.argv[1:]
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    actions = [(os.POSIX_SPAWN_DUP2, output, 1), (os.POSIX_SPAWN_DUP2, output, 2)]
    start = time.perf_counter()
    pid = os.posix_spawn(command[0], command, os.environ, file_actions=actions)
    peak = 0
    while True:
        done, status, usage = os.wait4(pid, os.WNOHANG if sample == "1" else 0)
        if done:
            break
        peak = max(peak, sum(pss(one) for one in tree(pid)))
        time.sleep(0.02)
    wall = time.perf_counter() - start
    cost = {
        "status": os.waitstatus_to_exitcode(status),
        "wall": wall,
        "cpu": usage.ru_utime + usage.ru_stime,
        "rss": usage.ru_maxrss,
        "pss": peak or None,
    }
    with open(result, "w", encoding="ascii") as file:
        json.dump(cost, file)


if __name__ == "__main__":
    main()
