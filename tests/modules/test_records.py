# SPDX-License-Identifier: GPL-3.0-or-later
"""No record of a run shows a secret when it is printed, as a debugger, a log or a traceback would print it."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from typing import Any

import pytest

from ansible_collections.bluemind.videoconferencing.plugins.module_utils.bluemind.transport import Transport
from tests.playbooks.canaries import GIVEN, PASSWORD, PUBLISHED, SECRETS, STORED, leaks, server
from tests.support import seeds
from tests.support.collection import call
from tests.support.providers import BY_NAME, ROWS
from tests.support.seeds import share
from tests.support.simulator import Simulator

OURS = "ansible_collections.bluemind.videoconferencing.plugins.module_utils."
LOGIN = {"api_key": None, "username": "admin0@global.virt", "password": PASSWORD}
PEOPLE = [{"group": "Direction"}, {"user": "alice", "right": "manage"}]
# The secret part of a published calendar's address is a subject of the ACL: records must hold it, outputs do not.
HIDDEN = {name: secret for name, secret in SECRETS.items() if secret != PUBLISHED}


def of_providers(output: str) -> list[str]:
    """The secrets of providers that show."""
    return [secret for row in ROWS for secret in row.secrets if secret in output]


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, list[str]]]:
    """Type → secrets that its objects show: of every object of the collection that is alive at a write."""
    found: dict[str, list[str]] = {}
    send = Transport.call

    def look(self: Transport, method: str, *path: str, **more: Any) -> Any:
        if method in ("PUT", "DELETE"):
            keys = {"session key": self.key} if self.key else {}
            for one in gc.get_objects():
                if str(type(one).__module__).startswith(OURS):
                    shown = leaks(repr(one), {**HIDDEN, **keys}) + of_providers(repr(one))
                    found.setdefault(type(one).__name__, []).extend(shown)
        return send(self, method, *path, **more)

    monkeypatch.setattr(Transport, "call", look)
    gc.collect()
    gc.freeze()  # what is not of this test would be walked through at each write
    yield found
    gc.unfreeze()


def test_no_record_shows_a_secret(simulator: Simulator, seen: dict[str, list[str]]) -> None:
    simulator.reset(server(), profile="4.5.3", providers=["starleaf"])
    records = [
        {"domain": "example.org", "token": GIVEN, "shares": PEOPLE, "purge_shares": True, "label": "Visio"},
        {"domain": "new.example", "token": STORED, "availability": {"start": "08:00", "end": "18:00"}},
    ]
    for task in ({"domains": records}, {"domains": [{"domain": "example.org", "state": "absent"}], "purge": True}):
        result = call(simulator, "bluemind_starleaf_domains", **task, **LOGIN)
        assert not result["failed"], result["msg"]
    assert {"Connection", "Secret", "Desired", "Current", "Resource", "Change", "Entry"} <= set(seen)
    assert {name: found for name, found in seen.items() if found} == {}


def test_no_record_shows_a_secret_of_any_provider(simulator: Simulator, seen: dict[str, list[str]]) -> None:
    """New resources, and twins with secrets that only the server knows."""
    twins = [row.resource(f"r-{number}-{row}") for row in ROWS for number in range(2)]
    simulator.reset(seeds.server(*twins), profile="4.9", providers=[row.name for row in ROWS])
    records = [
        {**row.task(settings={**row.given, **row.other}), "domain": domain}
        for row in ROWS
        for domain in ("example.org", "other.example")
    ]
    for task in ({"domains": records}, {"domains": records[:1], "purge_providers": [row.name for row in ROWS]}):
        result = call(simulator, "bluemind_videoconferences", **task, purge_limit=99)
        assert not result["failed"], result["msg"]
        assert of_providers(str(result)) == []
    assert {name: found for name, found in seen.items() if found} == {}


def test_no_record_of_a_migration_shows_a_secret(simulator: Simulator, seen: dict[str, list[str]]) -> None:
    """The secrets of both providers, and the address of a published calendar that stays."""
    old, new = BY_NAME["teams"], BY_NAME["starleaf"]
    acl = share("u-bob", "Read") + share("x-calendar-private-77", "Read")
    simulator.reset(seeds.server(old.resource(acl=acl)), profile="4.9", providers=["starleaf"])
    domains = [{"domain": "example.org", "settings": new.given}]
    options = {"source": "teams", "target": "starleaf", "domains": domains}
    result = call(simulator, "bluemind_videoconference_migration", **options)
    assert not result["failed"], result["msg"]
    assert "x-calendar-private-77" not in str(result)
    assert of_providers(str(result)) == []
    assert {"Replacing", "Holds", "WriteAcl"} <= set(seen)
    assert {name: found for name, found in seen.items() if found} == {}
