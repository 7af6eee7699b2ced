# SPDX-License-Identifier: GPL-3.0-or-later
"""A host that plays a script: it answers as it is told, and its clock moves only when somebody waits."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ansible_collections.bluemind.videoconferencing.plugins.module_utils.host.errors import HostError
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.host.records import Section, Sections, render
from tests.unit.host.recordings import said

LOST = HostError("unreachable", "Connection timed out")
OWN = "own"  # stands for the id of the job that is asked for
Answer = Mapping[str, Section] | HostError
Rule = Answer | list[Answer] | Callable[["FakeHost", Mapping[str, str]], Answer]


class FakeHost:
    """`rules` gives, by the name of a script, its answer, its answers in turn (the last one stays), or a function."""

    name = "mail"

    def __init__(self, **rules: Rule) -> None:
        self.rules = rules
        self.asked: list[tuple[str, Mapping[str, str]]] = []
        self.heard: list[str] = []
        self.clock = 1000.0

    def ask(self, *scripts: str, **variables: str) -> Sections:
        name = next(
            one for one in ("start", "clear", "plan", "diagnose", "facts", "restart_facts", "poll") if one in scripts
        )
        render(("begin", *scripts, "done"), variables, "prefix")  # must be possible
        self.asked.append((name, variables))
        self.clock += float(variables.get("wait", 0)) or 0.1
        rule = self.rules.get(name, {})
        if callable(rule):
            answer = rule(self, variables)
        elif isinstance(rule, list):
            answer = rule.pop(0) if len(rule) > 1 else rule[0]
        else:
            answer = rule
        if isinstance(answer, HostError):
            raise answer
        if name == "poll" and "job" in answer:
            mine = answer["job"].text.replace(f"id {OWN}\n", f"id {variables['id']}\n", 1)
            return {**answer, "job": Section(mine, answer["job"].status)}
        return answer

    def script(self, *scripts: str, **variables: str) -> str:
        return render(scripts, variables, "prefix")

    def say(self, text: str) -> None:
        self.heard.append(text)

    def sleep(self, seconds: float) -> None:
        self.clock += seconds

    def now(self) -> float:
        return self.clock

    def count(self, name: str) -> int:
        """How often this script was sent."""
        return sum(one == name for one, _variables in self.asked)

    @property
    def jobs(self) -> list[str]:
        """The jobs that were started, as scripts."""
        return [variables["job"] for name, variables in self.asked if name == "start"]


STARTED = said(start="started")
ALIVE = said(job=f"id {OWN}\nwhat x\nalive", now="Unpacking bm-plugin-core")
NO_JOB = said(job="")


def ended(status: int, text: str = "") -> dict[str, Section]:
    """The answer of poll.sh for a job that has ended."""
    return said(job=f"id {OWN}\nwhat x\nstatus {status}", said=text)


def left(what: str, *rest: str) -> dict[str, Section]:
    """The job of another run, as facts.sh and poll.sh tell it."""
    return said(job="\n".join(["id other", f"what {what}", *rest]))
