# SPDX-License-Identifier: GPL-3.0-or-later
"""From single runs to medians, extrapolations, ratios and goals."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from statistics import median

from tests.bench.cells import BASE, MANY_SHARES, MANY_USERS, Situation
from tests.bench.measure import Cost


@dataclass(frozen=True)
class Sample:
    """One run; those of one round ran one after the other. `memory`: only its memory counts."""

    situation: Situation
    contestant: str
    round: int
    cost: Cost
    memory: bool = False


@dataclass(frozen=True)
class Figure:
    """A measured quantity, or one that was extrapolated from smaller N."""

    median: float
    low: float
    high: float
    rounds: int
    extrapolated: bool = False


@dataclass(frozen=True)
class Goal:
    """One line of the table of goals; `value` is None when it was not measured."""

    text: str
    bound: float
    at_least: bool
    value: float | None
    remark: str = ""

    @property
    def reached(self) -> bool | None:
        """Whether it is."""
        if self.value is None:
            return None
        return self.value >= self.bound if self.at_least else self.value <= self.bound


class Summary:
    """All samples, asked for figures."""

    def __init__(self, samples: Iterable[Sample]) -> None:
        self.samples = list(samples)
        self.situations = list(dict.fromkeys(one.situation for one in self.samples))

    def runs(self, situation: Situation, contestant: str) -> list[Sample]:
        """The timed runs."""
        return [
            one for one in self.samples if (one.situation, one.contestant, one.memory) == (situation, contestant, 0)
        ]

    def figure(
        self, situation: Situation, contestant: str, of: Callable[[Cost], float | None] = lambda cost: cost.wall
    ) -> Figure | None:
        """A measured figure; None when there is none."""
        values = [value for one in self.runs(situation, contestant) if (value := of(one.cost)) is not None]
        return Figure(median(values), min(values), max(values), len(values)) if values else None

    def wall(self, situation: Situation, contestant: str) -> Figure | None:
        """Seconds; extrapolated linearly from the two largest N that were measured when this one was not."""
        measured = self.figure(situation, contestant)
        if measured:
            return measured
        smaller = sorted(
            (one.count, figure.median)
            for one in self.situations
            if one.count < situation.count
            and replace(one, count=situation.count) == situation
            and (figure := self.figure(one, contestant))
        )[-2:]
        if len(smaller) < 2:
            return None
        (count, seconds), (more, longer) = smaller
        if longer <= seconds:  # noise; nothing can be said
            return None
        value = longer + (situation.count - more) * (longer - seconds) / (more - count)
        return Figure(value, value, value, 0, extrapolated=True)

    def ratio(self, situation: Situation, slow: str, fast: str) -> tuple[float, str] | None:
        """slow / fast, the median of the rounds that both ran, and a remark; of the medians when extrapolated."""
        rounds = {one.round: one.cost.wall for one in self.runs(situation, fast)}
        pairs = [one.cost.wall / rounds[one.round] for one in self.runs(situation, slow) if one.round in rounds]
        if pairs:
            return median(pairs), f"{len(pairs)} paired, {min(pairs):.1f} to {max(pairs):.1f}"
        above, below = self.wall(situation, slow), self.wall(situation, fast)
        if above is None or below is None:
            return None
        return above.median / below.median, "extrapolated"

    def memory(self, situation: Situation, contestant: str) -> float | None:
        """MB of all its processes together."""
        found = [one.cost.pss for one in self.samples if (one.situation, one.contestant) == (situation, contestant)]
        return max((one for one in found if one is not None), default=None)

    def goals(self) -> list[Goal]:
        """Those of the project."""
        goals = [
            self._faster(f"uri playbook / batch, N = {count}", Situation(*BASE, count), "uri", "batch", bound)
            for count, bound in ((10, 25), (100, 150))
        ]
        for scheme, latency, bound in (("http", 20, 7), ("https", 0, 10), ("https", 20, 15)):
            text = f"official client's script / batch, N = 100, {scheme}, {latency} ms"
            goals.append(self._faster(text, Situation(scheme, latency, 100), "client", "batch", bound))
        goals += [self._near_the_limit(scheme) for scheme in ("http", "https")]
        text = "loop of 100 as modules / loop of 100 in process"
        goals.append(self._faster(text, Situation(*BASE, 100), "loop_modules", "loop", 25))
        value, remark = self.ratio(Situation(*BASE, 100), "loop", "batch") or (None, "")
        goals.append(Goal("loop of 100 in process / batch, http, 0 ms", 2, False, value, remark))
        return [*goals, *self._memory(), self._shares(), *self._users()]

    def _faster(self, text: str, situation: Situation, slow: str, fast: str, bound: float) -> Goal:
        value, remark = self.ratio(situation, slow, fast) or (None, "")
        return Goal(text, bound, True, value, remark)

    def _near_the_limit(self, scheme: str) -> Goal:
        situation = Situation(scheme, 20, 1000)
        text = f"(batch - empty ansible-playbook) a domain / the limit a domain, {scheme}, 20 ms, N = 1000"
        batch, empty, limit = (self.figure(situation, name) for name in ("batch", "empty", "limit"))
        if not (batch and empty and limit):
            return Goal(text, 3, False, None)
        work = batch.median - empty.median
        remark = f"{work / situation.count * 1000:.1f} ms / {limit.median / situation.count * 1000:.1f} ms"
        return Goal(text, 3, False, work / limit.median, remark)

    def _memory(self) -> Iterable[Goal]:
        for one in (one for one in self.situations if one.count == 1000 and self.memory(one, "batch")):
            text = "MB at the peak, all processes together (PSS), N = 1000, 20 shares"
            largest = max(sample.cost.rss for sample in self.runs(one, "batch"))
            yield Goal(text, 150, False, self.memory(one, "batch"), f"largest single process (RSS): {largest:.0f}")

    def _shares(self) -> Goal:
        few, many = Situation(*BASE, 1), Situation(*BASE, 1, MANY_SHARES)
        text = "batch, 1000 shares / 20 shares on one unchanged domain"
        low, high = self.figure(few, "batch"), self.figure(many, "batch")
        if not (low and high):
            return Goal(text, 3, False, None)
        return Goal(text, 3, False, high.median / low.median, f"{high.median:.2f} s / {low.median:.2f} s")

    def _users(self) -> Iterable[Goal]:
        few, many = Situation(*BASE, 1), Situation(*BASE, 1, users=MANY_USERS)
        for what, of in (
            ("CPU s, client and server", lambda cost: cost.cpu + cost.server_cpu),
            ("MB", lambda cost: cost.rss),
        ):
            text = f"batch, {MANY_USERS} users / {few.shares} users, one unchanged domain: {what}"
            low, high = self.figure(few, "batch", of), self.figure(many, "batch", of)
            value, remark = (
                (high.median / low.median, f"{high.median:.2f} / {low.median:.2f}") if low and high else (None, "")
            )
            yield Goal(text, 1.2, False, value, remark)
