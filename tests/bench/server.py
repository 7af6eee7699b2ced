# SPDX-License-Identifier: GPL-3.0-or-later
"""The simulator without its request log, which would cost memory and time, and with counters at `/_bench`.

`GET /_bench` gives `{"requests", "writes", "connections", "cpu"}` since the last `DELETE /_bench`; only requests below
/api count, and only connections that carried one. `cpu` are the seconds of this process since its start.
"""

from __future__ import annotations

import gc
import sys
import time
from typing import Any
from unittest.mock import patch

from starlette.responses import JSONResponse
from starlette.types import Receive, Scope, Send

import bluemind_simulator.__main__ as program
from bluemind_simulator.control import server
from bluemind_simulator.control.app import App
from bluemind_simulator.engine.journal import is_write


class Counting(App):
    """The simulator's application, counted."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._requests = self._writes = 0
        self._clients: set[object] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        path = scope["path"] if scope["type"] == "http" else ""
        if path == "/_bench":
            await self._report(scope, receive, send)
            return
        if path.startswith("/api/"):
            self._requests += 1
            self._writes += is_write(scope["method"], path.removeprefix("/api/"))
            self._clients.add(scope["client"])
        await super().__call__(scope, receive, send)
        if path == "/_control/reset":
            # The old data go, the new ones are not walked again and again.
            gc.unfreeze()
            gc.collect()
            gc.freeze()

    async def _report(self, scope: Scope, receive: Receive, send: Send) -> None:
        counts = {"requests": self._requests, "writes": self._writes, "connections": len(self._clients)}
        if scope["method"] == "DELETE":
            self._requests = self._writes = 0
            self._clients = set()
        await JSONResponse({**counts, "cpu": time.process_time()})(scope, receive, send)


def main() -> int:
    """Start it, with the simulator's own command line."""
    # The only way in: `serve` makes the application.
    with patch.object(server, "App", Counting), patch.object(program, "Journal", lambda: None):
        return program.main()


if __name__ == "__main__":
    sys.exit(main())
