# SPDX-License-Identifier: GPL-3.0-or-later
"""The tables, as Markdown."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path

from tests.bench.cells import ABSENT, FIRST, NETWORKS, SHARE, UNCHANGED, Situation
from tests.bench.contestants import ALL
from tests.bench.summary import Figure, Goal, Summary

NOTE = """\
Each figure is seconds of wall clock of a whole program, from its start to its end: the median, and in brackets the
least and the most of several runs; one number alone is a single run. The contestants took turns, round after round.
`~` marks what was not run but extrapolated linearly from the two largest N that were. Everything ran on one machine,
the simulated server included, so the server's work is in all figures. All contestants were given the same JSON file.
"""


def machine() -> dict[str, str | int]:
    """What the figures hold for."""
    cpu = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    models = [line.partition(":")[2].strip() for line in cpu.splitlines() if line.startswith("model name")]
    return {
        "cores": os.cpu_count() or 0,
        "processor": models[0] if models else platform.machine(),
        "system": platform.system(),
        "python": platform.python_version(),
        "ansible-core": version("ansible-core"),
        "requests": version("requests"),
        "aiohttp": version("aiohttp"),
    }


def seconds(value: float) -> str:
    """Three digits or so."""
    return f"{value:.2f}" if value < 10 else f"{value:.1f}" if value < 100 else f"{value:.0f}"


def shown(figure: Figure | None) -> str:
    """A cell of a table."""
    if figure is None:
        return "-"
    if figure.extrapolated:
        return f"~{seconds(figure.median)}"
    spread = f" ({seconds(figure.low)} to {seconds(figure.high)})" if figure.rounds > 1 else ""
    return seconds(figure.median) + spread


def table(head: list[str], rows: Iterable[list[str]]) -> Iterator[str]:
    """A Markdown table; the first column is text, the others are numbers."""
    yield f"| {' | '.join(head)} |"
    yield f"| --- |{' ---: |' * (len(head) - 1)}"
    yield from (f"| {' | '.join(row)} |" for row in rows)


# Why a goal is hard to reach, by the beginning of its text; told where it is missed.
WHY = {
    "uri playbook": "a single pair, whose uri run differs by a third between runs of the benchmark",
    "official client's script": "two fifths of the batch are an ansible-playbook that does nothing",
    "loop of 100 as modules": "a quarter of the loop in process is an ansible-playbook that does nothing",
    "MB at the peak": "a task that takes these variables and does nothing takes nine tenths of it",
}


def goals(found: Iterable[Goal]) -> Iterator[str]:
    """Goals, and whether they are reached."""
    rows = []
    for goal in found:
        sign, value = "≥" if goal.at_least else "≤", "-" if goal.value is None else f"{goal.value:.1f}"
        said = {None: "not measured", True: "reached", False: "**not reached**"}[goal.reached]
        why = next((text for start, text in WHY.items() if goal.reached is False and goal.text.startswith(start)), "")
        how = "; ".join(text for text in (goal.remark, why) if text)
        rows.append([goal.text, f"{sign} {goal.bound:g}", value, said, how])
    yield from table(["", "goal", "measured", "", "how"], rows)


def times(summary: Summary, scheme: str, latency: int, shares: int, work: str) -> Iterator[str]:
    """Contestants against N."""
    counts = sorted(
        one.count
        for one in summary.situations
        if (one.scheme, one.latency, one.shares, one.work, one.users) == (scheme, latency, shares, work, 0)
    )
    rows = []
    for name, contestant in ALL.items():
        figures = [summary.wall(Situation(scheme, latency, count, shares, work), name) for count in counts]
        if any(figures):
            rows.append([contestant.title, *map(shown, figures)])
    yield from table(["seconds", *(f"N = {count}" for count in counts)], rows)


def costs(summary: Summary, situation: Situation) -> Iterator[str]:
    """What else a run costs."""
    rows = []
    for name, contestant in ALL.items():
        runs = [one.cost for one in summary.runs(situation, name)]
        if not runs:
            continue
        cpu, server = (summary.figure(situation, name, of) for of in (lambda one: one.cpu, lambda one: one.server_cpu))
        together = summary.memory(situation, name)
        counted = [str(runs[-1].requests), str(runs[-1].connections)]
        memory = [f"{max(one.rss for one in runs):.0f}", f"{together:.0f}" if together else "-"]
        rows.append([contestant.title, shown(cpu), shown(server), *memory, *counted])
    head = ["", "CPU s", "server's CPU s", "MB, largest process", "MB, all processes", "requests", "connections"]
    yield from table(head, rows)


def markdown(summary: Summary, command: str, load: str, took: float) -> str:
    """The whole page."""
    about = machine()
    lines = ["# Benchmark", ""]
    lines += [f"Made by `{command}` in {took / 60:.0f} minutes; load average before and after: {load}.", ""]
    named = ", ".join(f"{key} {value}" for key, value in about.items() if key not in ("cores", "processor", "system"))
    lines += [f"Machine: {about['cores']} cores ({about['processor']}), {about['system']}; {named}.", "", NOTE]
    lines += ["![Cost against N](cost.png)", "", "## Goals", "", *goals(summary.goals()), ""]
    for scheme, latency in NETWORKS:
        if any((one.scheme, one.latency) == (scheme, latency) for one in summary.situations):
            lines += [f"## {scheme}, {latency} ms, 20 shares a domain, nothing to change", ""]
            lines += [*times(summary, scheme, latency, 20, UNCHANGED), ""]
    for shares, work in ((1000, UNCHANGED), (20, FIRST), (1000, FIRST), (20, SHARE), (20, ABSENT)):
        for scheme, latency in NETWORKS:
            fits = [one for one in summary.situations if (one.scheme, one.latency) == (scheme, latency)]
            if any((one.shares, one.work) == (shares, work) for one in fits):
                lines += [f"## {scheme}, {latency} ms, {shares} shares a domain, {work}", ""]
                lines += [*times(summary, scheme, latency, shares, work), ""]
    for situation in summary.situations:
        if (situation.count in (100, 1000) or situation.users) and (situation.scheme, situation.latency) in (
            ("http", 0),
            ("https", 20),
        ):
            lines += [f"## What it takes: {situation.title}", "", *costs(summary, situation), ""]
    return "\n".join(lines)
