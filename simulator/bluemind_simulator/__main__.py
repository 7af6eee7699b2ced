# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line."""

from __future__ import annotations

import argparse
import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .control.options import check, installed
from .control.seed import build, read_seed
from .control.server import Listen, bind, serve
from .control.tls import prepare
from .engine.journal import Journal
from .engine.world import World
from .state.options import Options
from .state.persistence import read_state, save
from .state.providers import PROVIDERS
from .state.release_lines import PROFILES, RUNNING
from .state.store import Store


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("bluemind_simulator", description="A stand-in for BlueMind's REST API.")
    add = parser.add_argument
    add("--host", default="127.0.0.1")
    add("--port", type=int, default=0, help="0 = a free one")
    add("--profile", choices=list(PROFILES), default="4.5.3", help="server line")
    add("--release", help="commercial version to announce")
    add("--software", help="technical version to announce")
    add("--seed", type=Path, metavar="FILE", help="data to start with, YAML or JSON")
    add("--state", type=Path, metavar="FILE", help="keeps the data over a restart; wins over --seed")
    add("--extensions", type=Path, metavar="DIR", help="load the providers whose jars are below")
    add("--provider", action="append", default=[], choices=PROVIDERS, help="load a provider (repeatable)")
    add("--tls", type=Path, metavar="DIR", help="serve https; the CA is written to DIR/ca.pem")
    add("--boot-seconds", type=float, default=0, metavar="N")
    add("--system-state", default=RUNNING, metavar="CORE_STATE_X")
    add("--latency-ms", type=float, default=0, metavar="N")
    add("--task-polls", type=int, default=2, metavar="N", help="polls until a task ends")
    add("--session-idle-seconds", type=float, default=1200, metavar="N")
    add("--task-retention-seconds", type=float, default=600, metavar="N")
    add("--control", action="store_true", help="serve /_control")
    add("--ready-file", type=Path, metavar="FILE", help="JSON written once connections are accepted")
    add("--core-token", metavar="TOKEN", help="random when neither here nor in the seed")
    return parser


@contextmanager
def _blaming(parser: argparse.ArgumentParser, option: str) -> Iterator[None]:
    """What is wrong with an option ends the program with one line and exit status 2."""
    try:
        yield
    except (OSError, OverflowError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        parser.error(f"{option}: {' '.join(reason.split())}" if option else reason)


def _options(given: argparse.Namespace, found: tuple[str, ...]) -> Options:
    options = Options(
        profile=given.profile,
        release=given.release,
        software=given.software,
        providers=tuple(dict.fromkeys((*found, *given.provider))),
        system_state=given.system_state,
        latency_ms=given.latency_ms,
        task_polls=given.task_polls,
        boot_seconds=given.boot_seconds,
        session_idle_seconds=given.session_idle_seconds,
        task_retention_seconds=given.task_retention_seconds,
        core_token=given.core_token,
    )
    check(options)
    return options


def _filled(parser: argparse.ArgumentParser, given: argparse.Namespace) -> Store:
    """The data to start with: the kept ones, else those of the seed."""
    profile = PROFILES[given.profile]
    if given.state:
        with _blaming(parser, f"--state {given.state}"):
            kept = read_state(given.state, profile)
        if kept is not None:
            kept.core_token = given.core_token or kept.core_token
            return kept
    with _blaming(parser, f"--seed {given.seed}"):
        seed = read_seed(given.seed) if given.seed else {}
        store = build(seed, profile, given.core_token)
    if not given.core_token and not seed.get("core_token"):
        print(f"core token: {store.core_token}", file=sys.stderr, flush=True)
    return store


def main(arguments: list[str] | None = None) -> int:
    """Start a server; returns the exit status."""
    parser = _parser()
    given = parser.parse_args(arguments)
    with _blaming(parser, f"--extensions {given.extensions}"):
        found = installed(given.extensions) if given.extensions else ()
    with _blaming(parser, ""):
        world = World(_options(given, found))
    world.replace_store(_filled(parser, given))
    gc.freeze()  # a large seed would be walked again and again
    world.journal = Journal() if given.control else None
    with _blaming(parser, f"--host {given.host} --port {given.port}"):
        bound = bind(given.host, given.port)
    with _blaming(parser, f"--tls {given.tls}"):
        tls = prepare(given.tls, given.host) if given.tls else None
    if given.state:
        with _blaming(parser, f"--state {given.state}"):
            save(world.store, given.state)
    kept = serve(world, Listen(given.host, bound, tls, given.ready_file), given.state, given.control)
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
