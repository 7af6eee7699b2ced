# SPDX-License-Identifier: GPL-3.0-or-later
"""Many rollouts in one process, with somebody's edits between them: is the server right after each, does anything grow?

`python -m tests.faults.soak` prints the ratio of memory and of open descriptors, at the end and after a first part, and
fails if one of them grows.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
from pathlib import Path
from typing import Any, NamedTuple

import tests.conftest  # makes the collection importable
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.jobs import runner
from tests.faults.others import Others
from tests.faults.scenarios import HOURS, KEY, NEW, STARLEAF, TWO, Scenario, batch_rows
from tests.faults.views import View, shape, view
from tests.support.collection import job_of, validated
from tests.support.seeds import share
from tests.support.simulator import Simulator

EDITS = ["their-right", "their-old-page", "their-console", "their-label", "their-hours", "their-deletion"]
WARM_UP = 0.2  # of the runs, until caches and connections are there
# What counts as no growth after that, as a ratio: allocators keep some of what they are given back.
FLAT = {"memory": 1.1, "descriptors": 1.0}


class Use(NamedTuple):
    """What the process holds: bytes of memory, open descriptors."""

    memory: int
    descriptors: int


class Soak:
    """Rollouts of one batch that says everything about its first domain, over kept-open connections."""

    def __init__(self, simulator: Simulator, seed: int = 1) -> None:
        self._simulator = simulator
        self._random = random.Random(seed)
        _name, options, server = batch_rows(STARLEAF)[0]
        server["domains"][0]["resources"][0]["acl"] = share("u-bob", "Read")  # a deletion would end a published address
        whole = {"token": NEW, "shares": TWO, "purge_shares": True, "label": "Visio", "reservation_policy": "manual"}
        records = [{"domain": "example.org", **whole, "availability": HOURS}, *options["domains"][1:]]
        self._scenario = Scenario("soak", STARLEAF.many, {**options, "domains": records}, server)
        self._open: runner.Transports = {}
        simulator.reset(server, providers=["starleaf"], task_polls=0)
        self._start: View = view(simulator.state())
        self.rollout()
        self.right = self.state()

    def rollout(self) -> dict[str, Any]:
        """One task, as the controller's process runs it."""
        job = job_of(self._scenario.module)
        params = validated(job, {"api_url": self._simulator.url, "api_key": KEY, **self._scenario.options})
        result, _secrets = runner.run(job, params, False, self._open)
        return result

    def edit(self) -> None:
        """Some of what people do by hand."""
        others = Others(self._simulator, self._scenario, self._start, lambda *_args, **_options: None)
        for name in self._random.sample(EDITS, self._random.randint(0, 3)):
            others.act(name)
        others.close()

    def state(self) -> dict[str, Any]:
        """The shape of the server."""
        return shape(view(self._simulator.state()))

    def use(self) -> Use:
        """What this process holds now."""
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        return Use(pages * os.sysconf("SC_PAGE_SIZE"), len(os.listdir("/proc/self/fd")))

    def close(self) -> None:
        """Close the connections."""
        for one in self._open.values():
            one.close()


def main() -> int:
    """The exit status: 1 if a rollout failed or did not end right, or the process has grown."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.soak", description=__doc__)
    parser.add_argument("--runs", type=int, default=500)
    given = parser.parse_args()
    wrong, first = 0, None
    with Simulator.start() as simulator:
        soak = Soak(simulator)
        for number in range(given.runs):
            soak.edit()
            result = soak.rollout()
            simulator.clear()
            if "error" in result or soak.state() != soak.right:
                wrong += 1
                print(f"rollout {number}: {result.get('msg', 'the server is not as it should be')}")
            if number == int(given.runs * WARM_UP):
                first = soak.use()
        last = soak.use()
        soak.close()
    assert first is not None
    grown = {name: after / before for name, after, before in zip(Use._fields, last, first, strict=True)}
    print(f"{given.runs} rollouts, {wrong} wrong; {', '.join(f'{name} x {one:.3f}' for name, one in grown.items())}")
    return 1 if wrong or any(one > FLAT[name] for name, one in grown.items()) else 0


if __name__ == "__main__":
    assert tests.conftest
    sys.exit(main())
