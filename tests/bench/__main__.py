# SPDX-License-Identifier: GPL-3.0-or-later
"""The benchmark: `python -m tests.bench`, or with `--quick` what fits into two minutes.

The full one writes results.md, results.json and cost.png to docs/benchmarks, the quick one to .cache/bench.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path

from tests.bench import report
from tests.bench.cells import ABSENT, FIRST, SHARE, UNCHANGED, Cell, full, quick
from tests.bench.contestants import ALL, CLIENT
from tests.bench.measure import Cost, Failed, run_once
from tests.bench.summary import Sample, Summary
from tests.bench.world import Server, order, seed
from tests.contract.clients import python_of
from tests.support.simulator import CHECKOUT

# What would end later is left out.
MINUTES = {"full": 26, "quick": 1.9}


class Bench:
    """One run of everything."""

    def __init__(self, servers: dict[str, Server], folder: Path, minutes: float) -> None:
        self.servers = servers
        self.folder = folder
        self.end = time.monotonic() + minutes * 60
        self.last: dict[str, tuple[int, float]] = {}

    def samples(self, cells: Iterable[Cell]) -> Iterator[Sample]:
        """Measure the cells, contestants in turn, each round in another order."""
        for cell in cells:
            self._fill(cell)
            for number in range(max(cell.rounds.values())):
                turn = [name for name, times in cell.rounds.items() if number < times]
                for name in turn[number % len(turn) :] + turn[: number % len(turn)]:
                    if self._fits(cell, name):
                        yield Sample(cell.situation, name, number, self._run(cell, name))
            for name in cell.memory:
                if self._fits(cell, name):
                    yield Sample(cell.situation, name, 0, self._run(cell, name, memory=True), memory=True)

    def _fits(self, cell: Cell, name: str) -> bool:
        """Whether there is time for this, judged by the contestant's last run."""
        count, seconds = self.last.get(name, (1, 0.0))
        expected = seconds * max(1.0, cell.situation.count / max(count, 10))
        return time.monotonic() + expected < self.end

    def _fill(self, cell: Cell) -> None:
        one = cell.situation
        server = self.servers[one.scheme]
        less = 1 if one.work == SHARE else 0
        contents = seed(one.count, one.shares - less, connected=one.work != FIRST, users=max(one.users, one.shares))
        server.reset(contents, providers=["starleaf"], latency_ms=one.latency)
        given = json.dumps(order(server, one.count, one.shares, one.work == ABSENT))
        (self.folder / "order.json").write_text(given, encoding="utf-8")

    def _run(self, cell: Cell, name: str, memory: bool = False) -> Cost:
        one = cell.situation
        if one.work != UNCHANGED:
            self._fill(cell)
        cost = run_once(ALL[name], self.folder / "order.json", self.servers[one.scheme], self.folder, memory)
        self.last[name] = (one.count, cost.wall)
        if (one.work == UNCHANGED) != (cost.writes == 0) and name != "empty":
            raise Failed(f"{name} wrote {cost.writes} times: {one.title}")
        print(f"{one.title:52} {name:18} {cost.wall:8.2f} s {cost.requests:6} requests", flush=True)
        return cost


def load() -> str:
    """The machine's load."""
    return f"{os.getloadavg()[0]:.1f}"


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser("tests.bench", description="Compares ways to bring many domains to a state.")
    parser.add_argument("--quick", action="store_true", help="two minutes, results in .cache/bench")
    parser.add_argument("--output", type=Path, help="folder for the results")
    parser.add_argument("--minutes", type=float, help="what would end later is left out")
    given = parser.parse_args()
    kind = "quick" if given.quick else "full"
    python_of(CLIENT)  # its environment is made before anything is timed
    before, start = load(), time.monotonic()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        servers = {
            scheme: stack.enter_context(Server.begin(folder / scheme, tls=scheme == "https"))
            for scheme in ("http", "https")
        }
        bench = Bench(servers, folder, given.minutes or MINUTES[kind])
        summary = Summary(bench.samples(quick() if given.quick else full()))
    command = "make bench-quick" if given.quick else "make bench"
    command += f' ARGS="--minutes {given.minutes:g}"' if given.minutes else ""
    text = report.markdown(summary, command, f"{before} and {load()}", time.monotonic() - start)
    print(f"\n{text}")
    output = given.output or CHECKOUT / (".cache/bench" if given.quick else "docs/benchmarks")
    write(output, summary, text, command)


def write(output: Path, summary: Summary, text: str, command: str) -> None:
    """The page, the data and the picture."""
    from tests.bench.plot import draw  # matplotlib takes a second to load, and memory

    output.mkdir(parents=True, exist_ok=True)
    (output / "results.md").write_text(f"{text.rstrip()}\n", encoding="utf-8")
    goals = [{**asdict(goal), "reached": goal.reached} for goal in summary.goals()]
    runs = [
        {**asdict(one.situation), "contestant": one.contestant, "round": one.round, "memory": one.memory}
        | {key: round(value, 4) if value is not None else None for key, value in asdict(one.cost).items()}
        for one in summary.samples
    ]
    data = {"command": command, "machine": report.machine(), "goals": goals, "runs": runs}
    (output / "results.json").write_text(f"{json.dumps(data, indent=1)}\n", encoding="utf-8")
    draw(summary, output / "cost.png")


if __name__ == "__main__":
    main()
