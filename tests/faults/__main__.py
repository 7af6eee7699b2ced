# SPDX-License-Identifier: GPL-3.0-or-later
"""`make test-faults`: runs the whole matrix and prints what is wrong, by scenario and by kind."""

from __future__ import annotations

import argparse
import collections
import concurrent.futures
import os
import sys
import time
from collections.abc import Iterable

import tests.conftest  # makes the collection importable
from tests.faults.kinds import KINDS
from tests.faults.matrix import Matrix
from tests.faults.scenarios import PAIRED, SCENARIOS
from tests.support.simulator import Simulator

Count = collections.Counter[tuple[str, str]]
BY_NAME = {one.name: one for one in [*SCENARIOS, *PAIRED]}


def run(name: str, kinds: list[str], sample: bool) -> tuple[Count, list[tuple[str, str, str]], float]:
    """One scenario: cells by (scenario, kind); what is wrong as (kind, cell, sentence); processor seconds."""
    began, cells, wrong = time.process_time(), Count(), []
    with Simulator.start() as simulator:
        matrix, scenario = Matrix(simulator), BY_NAME[name]
        chosen = (one for kind in KINDS for one in matrix.cells(scenario, kind))
        for cell in matrix.sample(scenario) if sample else chosen:
            if kinds and cell.kind.name not in kinds:
                continue
            cells[name, cell.kind.name] += 1
            try:
                found = matrix.problems(cell)
            except Exception as error:  # a traceback of the collection is the worst that a cell can show
                found = [f"{type(error).__name__}: {error}"]
            wrong += [(cell.kind.name, str(cell), sentence) for sentence in found]
    return cells, wrong, time.process_time() - began


def table(title: str, cells: Count, wrong: Count, column: int) -> Iterable[str]:
    """Cells and wrong ones for each scenario or kind."""
    yield f"{title:32} {'cells':>6} {'wrong':>6}"
    for name in dict.fromkeys(key[column] for key in cells):
        counts = [sum(count for key, count in one.items() if key[column] == name) for one in (cells, wrong)]
        yield f"{name:32} {counts[0]:6} {counts[1]:6}"


def main() -> int:
    """The exit status: 1 if anything is wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--scenario", action="append", choices=list(BY_NAME), default=[])
    parser.add_argument("--kind", action="append", choices=[one.name for one in KINDS], default=[])
    parser.add_argument("--sample", action="store_true", help="one cell for each scenario and kind, as in make test")
    parser.add_argument("--workers", type=int, default=2 * (os.cpu_count() or 1))  # half of the time is waiting
    given = parser.parse_args()
    began, cells, bad, busy = time.monotonic(), Count(), Count(), 0.0
    with concurrent.futures.ProcessPoolExecutor(given.workers) as pool:
        names = given.scenario or list(BY_NAME)
        jobs = {pool.submit(run, name, given.kind, given.sample): name for name in names}
        for job in concurrent.futures.as_completed(jobs):
            done, wrong, seconds = job.result()
            cells, busy = cells + done, busy + seconds
            bad.update((jobs[job], kind) for kind, _cell in dict.fromkeys(one[:2] for one in wrong))
            print(f"{jobs[job]}: {done.total()} cells, {seconds:.0f} s", flush=True)
            for _kind, cell, sentence in wrong:
                print(f"{cell}\n    {sentence}", flush=True)
    print("\n".join(["", *table("scenario", cells, bad, 0), "", *table("fault", cells, bad, 1)]))
    elapsed = time.monotonic() - began
    print(f"\n{cells.total()} cells, {bad.total()} wrong; {elapsed:.0f} s, {busy:.0f} s of processor for the client")
    return 1 if bad else 0


if __name__ == "__main__":
    assert tests.conftest
    sys.exit(main())
