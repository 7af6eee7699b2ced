# SPDX-License-Identifier: GPL-3.0-or-later
"""Who competes: one command each, all given the same order."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.contract.clients import python_of
from tests.support.collection import environment

HERE = Path(__file__).parent
BIN = Path(sys.executable).parent
CLIENT = "client-4.5.3"


@dataclass(frozen=True)
class Contestant:
    """`command(order)` is what is run for the order in that file; `title` is how tables call it."""

    name: str
    title: str
    command: Callable[[Path], list[str]]
    variables: tuple[tuple[str, str], ...] = ()

    def environment(self) -> dict[str, str]:
        """The variables that the command runs with: this checkout's collection, nothing of the user's."""
        return {
            **environment(),
            "PATH": f"{BIN}:/usr/local/bin:/usr/bin:/bin",
            "NO_PROXY": "*",
            "ANSIBLE_CONNECTION_PLUGINS": str(HERE / "connection_plugins"),
            **dict(self.variables),
        }


PIPELINING = (("ANSIBLE_PIPELINING", "true"),)


def _play(name: str, *options: str) -> Callable[[Path], list[str]]:
    program = [str(BIN / "ansible-playbook"), str(HERE / "plays" / f"{name}.yml"), *options]
    return lambda order: [*program, "-e", f"@{order}"]


def _modules(name: str) -> Callable[[Path], list[str]]:
    return _play(name, "-e", "ansible_connection=by_module", "-e", f"ansible_python_interpreter={sys.executable}")


ALL = {
    one.name: one
    for one in (
        Contestant("empty", "empty ansible-playbook", _play("empty")),
        Contestant("batch", "batch, in process", _play("batch")),
        Contestant("batch_module", "batch, as a module", _modules("batch")),
        Contestant("loop", "loop of single tasks, in process", _play("loop")),
        Contestant("loop_modules", "loop of single tasks, as modules", _modules("loop")),
        Contestant("loop_modules_piped", "the same with pipelining", _modules("loop"), PIPELINING),
        Contestant("uri", "playbook of uri tasks", _play("uri")),
        Contestant("uri_piped", "the same with pipelining", _play("uri"), PIPELINING),
        Contestant(
            "client",
            "script with the official client",
            lambda order: [str(python_of(CLIENT)), str(HERE / "official.py"), str(order)],
        ),
        Contestant(
            "limit",
            "bare asyncio client, 100 requests at a time",
            lambda order: [sys.executable, str(HERE / "limit.py"), str(order)],
        ),
    )
}
