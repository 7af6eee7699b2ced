# SPDX-License-Identifier: GPL-3.0-or-later
"""The process: socket, TLS, announcements, signals."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from ..engine.world import NOTIFIES, World
from ..state.persistence import write_atomically
from .app import App
from .tls import Files


@dataclass(frozen=True, slots=True)
class Listen:
    """Where to listen, and whom to tell; `tls` = serve https."""

    host: str
    bound: socket.socket
    tls: Files | None
    ready_file: Path | None


def notify_ready() -> None:
    """Tell systemd that the service is up (sd_notify)."""
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        channel.connect("\0" + address[1:] if address.startswith("@") else address)
        channel.sendall(b"READY=1")


def bind(host: str, port: int) -> socket.socket:
    """A socket at this address; raises OSError, OverflowError and UnicodeError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # With the protocol spelt out asyncio switches Nagle's algorithm off for the connections.
    bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.bind((host, port))
    return bound


class _Server(uvicorn.Server):
    """Announces itself once it accepts connections, and ends without passing signals on."""

    def __init__(self, config: uvicorn.Config, world: World, listen: Listen) -> None:
        super().__init__(config)
        self._world = world
        self._listen = listen
        self._late: asyncio.Task[None] | None = None

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """SIGTERM and SIGINT end the server, exit status 0."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.handle_exit, number, None)
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then tell."""
        await super().startup(sockets)
        if not self.started or not sockets:
            return
        host, port, tls = self._listen.host, sockets[0].getsockname()[1], self._listen.tls
        shown = f"[{host}]" if ":" in host else host
        url = f"http{'s' if tls else ''}://{shown}:{port}/api"
        print(f"BlueMind simulator {self._world.release} listening on {url}", flush=True)
        if self._listen.ready_file is not None:
            ready = {"url": url, "ca": str(tls.ca) if tls else None, "pid": os.getpid()}
            write_atomically(self._listen.ready_file, json.dumps(ready).encode())
        self._late = asyncio.create_task(self._announce())

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Cut idle connections: a client that keeps one need not answer the TLS farewell."""
        for connection in list(self.server_state.connections):
            cycle = getattr(connection, "cycle", None)
            if cycle is None or cycle.response_complete:
                connection.transport.abort()
        await super().shutdown(sockets)

    async def _announce(self) -> None:
        """contract#start-up: just before the state becomes RUNNING."""
        await asyncio.sleep(self._world.boot_left(NOTIFIES))
        notify_ready()


def serve(world: World, listen: Listen, state: Path | None, control: bool) -> bool:
    """Run until a signal ends it; says whether the last save of the state succeeded."""
    app = App(world, state, control)
    config = uvicorn.Config(
        app,
        lifespan="on",
        log_level="warning",
        access_log=False,
        server_header=False,
        headers=[("server", "nginx")],
        proxy_headers=False,
        ws="none",
        timeout_keep_alive=75,
        timeout_graceful_shutdown=1,
        ssl_certfile=listen.tls.certificate if listen.tls else None,
        ssl_keyfile=listen.tls.key if listen.tls else None,
    )
    world.configure(world.base)  # the boot starts now
    _Server(config, world, listen).run(sockets=[listen.bound])
    return app.kept
