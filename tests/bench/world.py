# SPDX-License-Identifier: GPL-3.0-or-later
"""The servers that are measured against, what is on them, and what is wanted of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import uuid
from pathlib import Path
from typing import Any

from tests.support.seeds import PROVIDER, share, starleaf
from tests.support.simulator import CHECKOUT, START_SECONDS, Simulator

KEY = "key-1"
READY = "ready.json"


class Server(Simulator):
    """A simulator that counts instead of keeping a log."""

    @classmethod
    def begin(cls, folder: Path, tls: bool) -> Server:
        """Start one; with `tls` its certificates are made in `folder`."""
        folder.mkdir(parents=True, exist_ok=True)
        ready = folder / READY
        ready.unlink(missing_ok=True)
        command = [sys.executable, "-m", "tests.bench.server", "--port", "0", "--control", "--ready-file", str(ready)]
        command += ["--tls", str(folder / "tls")] if tls else []
        environment = {**os.environ, "PYTHONPATH": f"{CHECKOUT / 'simulator'}:{CHECKOUT}"}
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + START_SECONDS
        while not ready.exists():
            if process.poll() is not None or time.monotonic() > deadline:
                process.kill()
                raise RuntimeError(f"the simulator did not start: {command}")
            time.sleep(0.02)
        return cls(process, json.loads(ready.read_text(encoding="utf-8")))

    def counts(self) -> dict[str, float]:
        """Requests, writes and connections since `zero`, and the CPU seconds of the server since its start."""
        return dict(self._control.get(f"{self.url.removesuffix('/api')}/_bench", timeout=30).json())

    def zero(self) -> None:
        """Count from here."""
        self._control.delete(f"{self.url.removesuffix('/api')}/_bench", timeout=30).raise_for_status()


def names(count: int) -> list[str]:
    """The domains."""
    return [f"d{number}.example" for number in range(count)]


def token_of(domain: str) -> str:
    """Each domain has its own, as the documentation advises; to hide many secrets costs more than to hide one."""
    return f"token-of-{domain}"


def resource_uid(domain: str) -> str:
    """Of the resource that all contestants create."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{PROVIDER}:{domain}"))


def domain_seed(name: str, shares: int, connected: bool, token: str | None = None, users: int = 0) -> dict[str, Any]:
    """A domain with `shares` users, or more; connected, `shares` of them may book."""
    everybody = [f"u-{one}" for one in range(max(shares, users))]
    uids = everybody[:shares]
    people = [{"uid": uid, "login": uid, "name": uid, "email": f"{uid}@{name}"} for uid in everybody]
    acl = [pair for uid in uids for pair in share(uid, "Invitation")]
    settings, readers = {"token": token or token_of(name)}, share(name, "Read")
    whole = starleaf(resource_uid(name), settings=settings, acl=acl, settings_acl=readers)
    return {"uid": name, "users": people, "resources": [whole] if connected else []}


def seed(count: int, shares: int, connected: bool, users: int = 0) -> dict[str, Any]:
    """A whole server; each domain has `shares` users, or more."""
    return server_of([domain_seed(name, shares, connected, users=users) for name in names(count)])


def server_of(domains: list[dict[str, Any]]) -> dict[str, Any]:
    """A server with these domains."""
    return {"api_keys": [{"key": KEY, "login": "admin0@global.virt"}], "domains": domains}


def order(server: Simulator, count: int, shares: int, absent: bool = False) -> dict[str, Any]:
    """What every contestant is given, as one JSON file: where the server is, and what is wanted."""
    gone = [{"domain": name, "state": "absent"} for name in names(count)]
    wanted = [
        {"domain": name, "token": token_of(name), "shares": [{"user": f"u-{one}@{name}"} for one in range(shares)]}
        for name in names(count)
    ]
    return {"api_url": server.url, "api_key": KEY, "ca_path": server.ca, "domains": gone if absent else wanted}


def end_state(server: Simulator) -> dict[str, Any]:
    """Domain → what of StarLeaf it has: token, who may read it, who may book, by resource."""
    state = server.state()
    held = state["containers"]
    found: dict[str, Any] = {}
    for name, domain in state["domains"].items():
        uids = [uid for uid, one in domain["entries"].items() if _is_starleaf(one)]
        found[name] = {
            uid: {
                "settings": held[f"{uid}-settings-container"]["settings"],
                "readers": _pairs(held[f"{uid}-settings-container"]["acl"]),
                "bookers": _pairs(held[f"calendar:{uid}"]["acl"]),
            }
            for uid in uids
        }
    return found


def _is_starleaf(entry: dict[str, Any]) -> bool:
    return entry["kind"] == "RESOURCE" and PROVIDER in entry["resource"]["properties"].values()


def _pairs(acl: list[Any]) -> list[list[str]]:
    return sorted([one["subject"], one["verb"]] if isinstance(one, dict) else list(one) for one in acl)
