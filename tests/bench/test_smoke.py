# SPDX-License-Identifier: GPL-3.0-or-later
"""The comparison is fair: every contestant brings the same server to the same state. No time is asserted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.bench import world
from tests.bench.contestants import ALL
from tests.bench.measure import run_once

SHARES = 2


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[world.Server]:
    with world.Server.begin(tmp_path_factory.mktemp("bench"), tls=True) as one:
        yield one


def wanted() -> dict[str, Any]:
    """The right end: d0 was not connected, d1 had another token and lacked a share."""
    return {
        "global.virt": {},
        **{
            name: {
                world.resource_uid(name): {
                    "settings": {"token": world.token_of(name)},
                    "readers": [[name, "Read"]],
                    "bookers": [[f"u-{one}", "Invitation"] for one in range(SHARES)],
                }
            }
            for name in world.names(2)
        },
    }


def start(server: world.Server) -> None:
    first, second = world.names(2)
    drifted = world.domain_seed(second, SHARES, connected=True, token="old-token")
    drifted["resources"][0]["acl"].pop()
    server.reset(world.server_of([world.domain_seed(first, SHARES, connected=False), drifted]), providers=["starleaf"])


# The others are these with other settings.
@pytest.mark.parametrize("name", ["batch", "batch_module", "loop", "loop_modules", "uri_piped", "client", "limit"])
def test_end_state(server: world.Server, tmp_path: Path, name: str) -> None:
    order = tmp_path / "order.json"
    order.write_text(json.dumps(world.order(server, 2, SHARES)), encoding="utf-8")
    start(server)
    cost = run_once(ALL[name], order, server, tmp_path)
    assert world.end_state(server) == wanted()
    assert cost.writes > 0
    # Up to three questions at a time for each domain; in process the loop keeps its connections from item to item.
    most = {"batch": 6, "loop": 3}
    assert cost.connections <= most.get(name, cost.requests)
    if name == "limit":
        server.zero()
        start(server)
        # Ours looks at the settings of d1 again right before it replaces them, and at what is new of d2 before rights
        # are given. And it asks who is in the ACL of d1 before it asks for the whole directory.
        assert cost.requests + 3 == run_once(ALL["batch"], order, server, tmp_path).requests
