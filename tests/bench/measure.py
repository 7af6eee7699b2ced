# SPDX-License-Identifier: GPL-3.0-or-later
"""One run of one contestant, and what it cost."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.bench.contestants import HERE, Contestant
from tests.bench.world import Server


@dataclass(frozen=True)
class Cost:
    """Seconds, MB (`rss` of the largest process, `pss` of all together), and what the server counted."""

    wall: float
    cpu: float
    rss: float
    pss: float | None
    requests: int
    writes: int
    connections: int
    server_cpu: float


class Failed(Exception):
    """A contestant did not end with success."""


def run_once(contestant: Contestant, order: Path, server: Server, folder: Path, memory: bool = False) -> Cost:
    """Run it; `memory` samples the memory of all its processes, which makes the times worthless."""
    result, log = folder / "cost.json", folder / "log.txt"
    command = [sys.executable, "-I", "-S", str(HERE / "launch.py"), str(result), str(log), str(int(memory))]
    server.zero()
    before = server.counts()["cpu"]
    subprocess.run([*command, *contestant.command(order)], env=contestant.environment(), check=True)
    counts, cost = server.counts(), json.loads(result.read_text(encoding="ascii"))
    if cost["status"] != 0:
        raise Failed(f"{contestant.name} ended with {cost['status']}:\n{log.read_text(encoding='utf-8')[-4000:]}")
    return Cost(
        wall=cost["wall"],
        cpu=cost["cpu"],
        rss=cost["rss"] * 1024 / 1e6,
        pss=cost["pss"] * 1024 / 1e6 if cost["pss"] else None,
        requests=int(counts["requests"]),
        writes=int(counts["writes"]),
        connections=int(counts["connections"]),
        server_cpu=counts["cpu"] - before,
    )
