# SPDX-License-Identifier: GPL-3.0-or-later
"""The cells of the matrix, and how one of them is run."""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any, NamedTuple
from unittest import mock

from ansible_collections.bluemind.videoconferencing.plugins.module_utils.bluemind import connections
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.reconcile import execute
from tests.faults.judge import Ends, Mails, Reference, Run, among_others, mails, next_run, report, words
from tests.faults.kinds import KINDS, Kind, Request, creates, deletes, writes
from tests.faults.others import Others
from tests.faults.scenarios import Scenario
from tests.faults.views import View, joined, remembering, shape, view
from tests.faults.wire import Killed, Wire, kill
from tests.support.collection import call
from tests.support.seeds import UID
from tests.support.simulator import Simulator

# The waits of the collection, short enough for thousands of runs; a budget of seconds for each run's repetitions.
WAITS = {"FIRST_WAIT": 0.005, "LONGEST_WAIT": 0.05}
POLLS = {"FIRST_POLL": 0.002, "LONGEST_POLL": 0.02, "CREATE_SECONDS": 0.5, "DELETE_SECONDS": 1.0}
LIMITS = {"timeout": 10, "retry_timeout": 0.3}


class Cell(NamedTuple):
    """One fault at one request of one scenario."""

    scenario: Scenario
    kind: Kind
    at: Request

    def __str__(self) -> str:
        return f"{self.scenario} {self.kind} at {self.at.place}: {self.at.method} {self.at.path} ({self.at.before})"


class Matrix:
    """Runs cells against one simulator."""

    def __init__(self, simulator: Simulator) -> None:
        self._simulator = simulator
        self._references: dict[str, tuple[Reference, list[Request]]] = {}
        self._ends: dict[tuple[str, str], tuple[Ends, dict[str, Any]]] = {}

    def cells(self, scenario: Scenario, kind: Kind) -> list[Cell]:
        """Every request of the scenario that the fault can hit."""
        if scenario.only and kind.name not in scenario.only:
            return []
        return [Cell(scenario, kind, one) for one in self._reference(scenario)[1] if kind.strikes(one)]

    def sample(self, scenario: Scenario) -> Iterator[Cell]:
        """One cell for each kind, always the same."""
        for kind in KINDS:
            cells = self.cells(scenario, kind)
            digest = hashlib.sha256(f"{scenario}/{kind}".encode()).digest()
            if cells and digest[4] % (scenario.sparse + 1) == 0:
                yield cells[int.from_bytes(digest[:4], "big") % len(cells)]

    def problems(self, cell: Cell) -> list[str]:
        """What is wrong in a cell."""
        scenario, kind, at = cell
        reference, _requests = self._reference(scenario)
        self._start(scenario)
        theirs: Mails = Counter()
        moved, state = False, reference.start

        def others() -> None:
            nonlocal theirs, moved, state
            before, earlier = self._mails(), self._view()
            Others(self._simulator, scenario, reference.start, self._call).act(kind.act)
            theirs, state = self._mails() - before, self._view()
            moved = state != earlier

        self._order(kind, at)
        foreign = bool(kind.act) and not kind.act.startswith("killed")
        before = {"killed-before": kill}.get(kind.act, others if foreign else None)
        with Wire(at, before, kill if kind.act == "killed-after" else None) as wire:
            first = self._run(scenario, **kind.options)
        first.mails = first.mails - theirs
        self._calm(wire, kind)
        second = self._run(scenario)
        second.mails = second.mails - first.mails - theirs
        alone = scenario.options.get("concurrency", 1) == 1
        unasked = _unasked(wire, cell, reference, alone)
        blind = kind.claims or (foreign and writes(at))
        found = mails(first, scenario, blind) + mails(second, scenario)
        if foreign and not alone:
            found = []  # whose mails are whose is not to be told
        found += words(first.result) if first.result else []
        # What begins after a number of requests may strike another one of those that are sent at the same time.
        struck = wire.struck or (bool(kind.then) and len(wire.requests) > at.place)
        found += [] if struck else ["the fault has not struck"]
        if not foreign:
            # A deletion that is carried out late may hit what has been made meanwhile.
            again = kind.mails_again or (kind.late > 0 and at.method == "DELETE")
            found += report(first, reference, kind.losing)
            return found + next_run(first, second, reference, kind.losing, again)
        ends, after = self._orders(scenario, kind, reference) if moved else (Ends([shape(reference.end)]), {})
        if unasked:
            ends = Ends([*ends.shapes, shape(reference.end)], ends.may_fail)
            if kind.act == "their-console" and creates(at) and "source" in scenario.options:
                # A migration deletes no resource: it names the two until somebody has merged them.
                ends = Ends([*ends.shapes, shape(joined(reference.end, state, reference.start))], True)
        found += among_others(first, second, ends, after, any(writes(one) for one in wire.requests))
        if (
            kind.act == "same-run"
            and alone
            and not writes(at)
            and first.mails + theirs + second.mails != reference.mails
        ):
            found.append(f"two same runs mail {dict(first.mails + theirs)}, not {dict(reference.mails)}")
        return found

    def _order(self, kind: Kind, at: Request) -> None:
        for order in kind.orders:
            body = {"method": at.method, "path": at.pattern, "skip": at.before, **order}
            if kind.name.endswith("effect") and at.method == "DELETE" and at.path.startswith("resources/"):
                body["body"] = '{"id": "a-task-that-does-nothing"}'
            self._simulator.control("POST", "faults", body)
        for order in kind.then:
            self._simulator.control(
                "POST", "faults", {"method": "*", "path": "", "skip": at.place, "times": -1, **order}
            )

    def _calm(self, wire: Wire, kind: Kind) -> None:
        """Nothing goes wrong any more, and what the server was told is done."""
        self._simulator.control("DELETE", "faults")
        if kind.late:
            time.sleep(kind.late)
        others = Others(self._simulator, next(iter(self._references.values()))[0].scenario, {}, self._call)
        for task in wire.tasks:
            others.finish(task)

    def _reference(self, scenario: Scenario) -> tuple[Reference, list[Request]]:
        if scenario.name not in self._references:
            start = self._start(scenario)
            with Wire() as wire:
                run = self._run(scenario)
            assert run.result is not None
            assert not run.failed, (scenario.name, run.result["msg"])
            found = Reference(scenario, start, run.now, run.result, run.mails)
            wrong = report(run, found) + mails(run, scenario) + words(run.result)
            assert wrong == [], (scenario.name, wrong)
            self._references[scenario.name] = (found, wire.requests)
        return self._references[scenario.name]

    def _orders(self, scenario: Scenario, kind: Kind, reference: Reference) -> tuple[Ends, dict[str, Any]]:
        """How it ends when they come first, or last and then we once more; and when they come last."""
        key = (scenario.name, kind.name)
        if key not in self._ends:
            others = Others(self._simulator, scenario, reference.start, self._call)
            self._start(scenario)
            others.act(kind.act)
            first = self._run(scenario)
            self._start(scenario)
            self._run(scenario)
            others.act(kind.act)
            after = self._view()
            last = self._run(scenario)
            ends = Ends([shape(first.now), shape(last.now)], first.failed or last.failed)
            if kind.act == "their-label" and reference.replaced:
                # The label of a resource that is being replaced goes with it.
                ends.shapes.append(shape(reference.end))
            if kind.act == "their-deletion" and "source" in scenario.options:
                # A run that has seen the old rights gives them to the new resource, whatever has gone meanwhile.
                whole = reference.end[UID]
                made = {uid: one for uid, one in whole["resources"].items() if uid != "r-old"}
                bare = {uid: {**one, "calendar": {**one["calendar"], "acl": []}} for uid, one in made.items()}
                ends.shapes += [shape({**reference.end, UID: {**whole, "resources": one}}) for one in (made, bare)]
            if kind.act == "their-deletion":
                # A run that has read the settings needs nobody to give them, and keeps their spelling.
                self._start(scenario)
                others.act(kind.act)
                found = self._run(scenario, **{**scenario.options, **scenario.stored}).now
                ends.shapes.append(shape(remembering(found, reference.end)))
            self._ends[key] = (ends, shape(after))
        return self._ends[key]

    def _start(self, scenario: Scenario) -> View:
        self._simulator.reset(scenario.seed, profile=scenario.profile, providers=list(scenario.loaded), task_polls=1)
        return self._view()

    def _run(self, scenario: Scenario, **options: Any) -> Run:
        try:
            result: dict[str, Any] | None = self._call(scenario, **options)
        except Killed:
            result = None
        return Run(result, self._view(), self._mails())

    def _call(self, scenario: Scenario, **options: Any) -> dict[str, Any]:
        """One task; `options` replace those of the scenario."""
        own = {} if "domain" in options or "domains" in options else scenario.options
        with ExitStack() as stack:
            for place, seconds in ((connections, WAITS), (execute, POLLS)):
                for name, value in seconds.items():
                    stack.enter_context(mock.patch.object(place, name, value))
            return call(
                self._simulator, scenario.module, **{**LIMITS, "api_key": None, **scenario.login, **own, **options}
            )

    def _view(self) -> View:
        return view(self._simulator.state())

    def _mails(self) -> Mails:
        return Counter((one["subject"], one["verb"]) for one in self._simulator.outbox() if one["kind"] == "granted")


def _unasked(wire: Wire, cell: Cell, reference: Reference, alone: bool) -> bool:
    """Whether the run could not see what somebody else did: nothing can be asked between a question and the write that
    it is for, nor after a deletion was ordered. Before a deletion there are several questions, the one for the settings
    before the last one.

    A run that handles several domains at a time may be at that point in any of them; where the others were counts.
    """
    elsewhere = {
        name
        for view in (reference.start, reference.end)
        for uid, one in view.items()
        if uid not in ("", UID) and cell.kind.act != "same-run"
        for name in (uid, *one["resources"])
    }
    last = [cell.at, *(() if alone else wire.next.values())]
    if cell.kind.act in ("their-console", "their-note"):
        last += [one for one in wire.requests[len(wire.past) :][:1] if deletes(one)]
    orders = [one for one in last if writes(one)] + [one for one in wire.past if deletes(one)]
    return any(all(name not in one.path for name in elsewhere) for one in orders)
