# SPDX-License-Identifier: GPL-3.0-or-later
"""A real Chromium without a window, driven over a pipe: Debian's package, and no driver beside it."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

# As root Chromium refuses its sandbox; the pages are our own, and no network is used.
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--hide-scrollbars",
)
SECONDS = 60


class Browser:
    """One browser with one page."""

    def __init__(self, profile: Path) -> None:
        program = shutil.which("chromium")
        assert program, "chromium is missing; see tests/audit/tools.py"
        ours, theirs = os.pipe(), os.pipe()  # Chromium reads descriptor 3 and writes descriptor 4
        command = f'exec "$@" 3<&{ours[0]} 4>&{theirs[1]}'
        arguments = [program, *FLAGS, "--remote-debugging-pipe", f"--user-data-dir={profile}", "about:blank"]
        self._process = subprocess.Popen(
            ["/bin/bash", "-c", command, "chromium", *arguments],
            pass_fds=(ours[0], theirs[1]),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(ours[0])
        os.close(theirs[1])
        self._to, self._from = os.fdopen(ours[1], "wb", 0), os.fdopen(theirs[0], "rb", 0)
        self._left, self._number, self._session = b"", 0, None
        self.events: list[dict[str, Any]] = []
        target = next(one for one in self._send("Target.getTargets")["targetInfos"] if one["type"] == "page")
        self._session = self._send("Target.attachToTarget", targetId=target["targetId"], flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self._send(f"{domain}.enable")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._to.close()  # Chromium ends with its pipe
        self._from.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _send(self, method: str, **params: Any) -> dict[str, Any]:
        self._number += 1
        session = {"sessionId": self._session} if self._session else {}
        self._to.write(json.dumps({"id": self._number, "method": method, "params": params, **session}).encode() + b"\0")
        while True:
            message = self._receive()
            if message.get("id") == self._number:
                if "error" in message:
                    raise RuntimeError(f"{method}: {message['error']}")
                return dict(message["result"])
            self.events.append(message)

    def _receive(self) -> dict[str, Any]:
        while b"\0" not in self._left:
            read = self._from.read(1 << 20)
            if not read:
                raise RuntimeError("Chromium has ended")
            self._left += read
        text, _end, self._left = self._left.partition(b"\0")
        return dict(json.loads(text))

    def open(self, file: Path, fragment: str = "") -> None:
        """Open a file and wait until its script is done."""
        self._send("Page.navigate", url="about:blank")  # the same file with another fragment would not be loaded again
        self.events.clear()
        self._send("Page.navigate", url=f"{file.as_uri()}{fragment}")
        self.run(
            "new Promise((done) => { const look = () => document.body && document.body.dataset.ready ? done() :"
            " setTimeout(look, 10); look(); })"
        )

    def run(self, script: str) -> Any:
        """The value of an expression; a promise is waited for."""
        answer = self._send("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(str(answer["exceptionDetails"]["exception"].get("description")))
        return answer["result"].get("value")

    def look_like(self, width: int = 1360, height: int = 900, scheme: str = "light", media: str = "") -> None:
        """The size of the window, the colours that the user prefers, the medium."""
        phone = width < 600
        self._send(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=2 if phone else 1,
            mobile=phone,
        )
        self._send(
            "Emulation.setEmulatedMedia", media=media, features=[{"name": "prefers-color-scheme", "value": scheme}]
        )

    def screenshot(self, file: Path, whole: bool = False) -> None:
        """A picture of what is seen, or of the whole page."""
        answer = self._send("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
        file.write_bytes(base64.b64decode(answer["data"]))

    def pdf(self, file: Path) -> None:
        """Print into a file, in the size that the page asks for."""
        answer = self._send("Page.printToPDF", printBackground=True, preferCSSPageSize=True)
        file.write_bytes(base64.b64decode(answer["data"]))

    def addresses(self) -> list[str]:
        """What the page has asked for since it was opened."""
        return [
            one["params"]["request"]["url"] for one in self.events if one.get("method") == "Network.requestWillBeSent"
        ]

    def complaints(self) -> list[Mapping[str, Any]]:
        """Errors and warnings that the browser has logged since the page was opened."""
        found = [
            one["params"] for one in self.events if one.get("method") in ("Runtime.exceptionThrown", "Log.entryAdded")
        ]
        return [one for one in found if one.get("entry", {}).get("level") != "info"]
