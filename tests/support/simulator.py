# SPDX-License-Identifier: GPL-3.0-or-later
"""Starts the BlueMind simulator as a separate process and talks to its control path."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import requests

CHECKOUT = Path(__file__).resolve().parents[2]
START_SECONDS = 30.0


class Simulator:
    """One running simulator; `url` ends in `/api`, `ca` is the CA file when it serves TLS."""

    def __init__(self, process: subprocess.Popen[bytes], ready: dict[str, Any]) -> None:
        self._process = process
        self._control = requests.Session()
        self.url: str = ready["url"]
        self.ca: str | None = ready["ca"]
        self._control.trust_env = False  # neither proxies nor another CA between a test and its simulator
        self._control.verify = self.ca or True

    @classmethod
    def start(cls, *args: str, control: bool = True) -> Simulator:
        """Start one on a free loopback port; `args` are added to its command line."""
        with tempfile.TemporaryDirectory() as folder:
            ready = Path(folder, "ready.json")
            command = [sys.executable, "-m", "bluemind_simulator", "--port", "0", "--ready-file", str(ready)]
            command += ["--control"] if control else []
            environment = {**os.environ, "PYTHONPATH": str(CHECKOUT / "simulator")}
            process = subprocess.Popen([*command, *args], env=environment, stdout=subprocess.DEVNULL)
            deadline = time.monotonic() + START_SECONDS
            while not ready.exists():
                if process.poll() is not None or time.monotonic() > deadline:
                    process.kill()
                    raise RuntimeError(f"the simulator did not start: {command} {args}")
                time.sleep(0.02)
            return cls(process, json.loads(ready.read_text(encoding="utf-8")))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """End the process and wait for it."""
        self._control.close()
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def control(self, method: str, path: str, body: object = None) -> Any:
        """One call of the control path, e.g. `control("GET", "outbox")`."""
        root = self.url.removesuffix("/api")
        answer = self._control.request(method, f"{root}/_control/{path}", json=body, timeout=30)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def reset(self, seed: dict[str, Any] | None = None, **options: object) -> None:
        """Empty everything and load `seed`; options: profile, release, system_state, providers, …"""
        self.control("POST", "reset", {"seed": seed or {}, **options})

    def requests(self) -> list[dict[str, Any]]:
        """The requests since the last reset or `clear`, oldest first."""
        return list(self.control("GET", "requests"))

    def writes(self) -> list[dict[str, Any]]:
        """Those of them that are not reads."""
        return [one for one in self.requests() if one["write"]]

    def outbox(self) -> list[dict[str, Any]]:
        """The e-mails that BlueMind would have sent."""
        return list(self.control("GET", "outbox"))

    def state(self) -> dict[str, Any]:
        """The whole state of the server."""
        return dict(self.control("GET", "state"))

    def fault(self, method: str, path: str, kind: str, **more: object) -> None:
        """Let the next request that matches go wrong; `path` is a regular expression."""
        self.control("POST", "faults", {"method": method, "path": path, "kind": kind, **more})

    def clear(self) -> None:
        """Forget the request log and the outbox."""
        self.control("DELETE", "requests")
        self.control("DELETE", "outbox")
