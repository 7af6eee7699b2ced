# SPDX-License-Identifier: GPL-3.0-or-later
"""Raw calls of the REST API, rows of a table of calls, and the world that a test talks to."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
import requests

from tests.contract import seeds
from tests.support.simulator import Simulator

PROFILES = ("4.5.3", "4.9", "5.1")
NOTHING: Any = object()
ANY: Any = object()
REFUSALS = {(403, "PERMISSION_DENIED"), (500, "FORBIDDEN")}
POLLS = 200


def since_5(profile: str) -> bool:
    """Whether a line is of 5.0 or later: ACLs expanded, mails queued, no StarLeaf."""
    return int(profile.partition(".")[0]) >= 5


@dataclass(frozen=True)
class Reply:
    """One answer, as it came."""

    status: int
    headers: Mapping[str, str]
    content: bytes
    cookies: tuple[str, ...] = ()

    @property
    def json(self) -> Any:
        """The body, decoded."""
        return json.loads(self.content)

    @property
    def code(self) -> str | None:
        """`errorCode`, None where the key is missing."""
        return self.json.get("errorCode")

    @property
    def refused(self) -> bool:
        """A role or a verb is missing: 403, or 500 FORBIDDEN (contract#errors)."""
        return self.status >= 400 and (self.status, self.code) in REFUSALS

    @property
    def is_void(self) -> bool:
        """The shape of a method that returns nothing (contract#success-answers)."""
        return self.status == 200 and self.content == b""

    @property
    def is_null(self) -> bool:
        """The shape of a null result (contract#success-answers)."""
        return self.status == 204 and self.content == b""


class Api:
    """Calls with one key over one kept connection; nothing is followed, retried or interpreted."""

    def __init__(self, url: str, key: str | None = None, ca: str | None = None) -> None:
        self.url = url
        self.key = key
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.verify = ca or True

    def __call__(
        self,
        method: str,
        path: str,
        body: object = NOTHING,
        *,
        data: Any = None,
        headers: Mapping[str, str | None] | None = None,
        timeout: float = 30,
    ) -> Reply:
        """Send `body` as JSON (or `data` as it is); a header of None is left out."""
        sent: dict[str, str | None] = {
            "Accept": "application/json",
            "X-BM-ApiKey": self.key,
            **(headers or {}),
        }
        answer = self._session.request(
            method,
            f"{self.url}/{path}",
            data=json.dumps(body) if body is not NOTHING else data,
            headers=sent,
            timeout=timeout,
            allow_redirects=False,
        )
        cookies = tuple(answer.raw.headers.getlist("Set-Cookie"))
        return Reply(answer.status_code, answer.headers, answer.content, cookies)

    def get(self, path: str) -> Any:
        """The JSON of a read that must succeed."""
        reply = self("GET", path)
        assert reply.status == 200, (path, reply.status, reply.content)
        return reply.json

    def post(self, path: str, body: object) -> Any:
        """The JSON of a query sent as POST that must succeed."""
        reply = self("POST", path, body)
        assert reply.status == 200, (path, reply.status, reply.content)
        return reply.json

    def write(self, method: str, path: str, body: object) -> None:
        """A write of a void method that must succeed."""
        reply = self(method, path, body)
        assert reply.is_void, (method, path, reply.status, reply.content)


@dataclass
class World:
    """The simulator after a reset, and the people who call it."""

    simulator: Simulator
    profile: str
    _apis: dict[str | None, Api] = field(default_factory=dict)

    def load(self, seed: dict[str, Any] | None = None, **options: object) -> World:
        """Empty the server and fill it again (the standard seed when none is given)."""
        chosen = {"profile": self.profile, "providers": ["starleaf"], "task_polls": 2, **options}
        self.simulator.reset(seeds.standard() if seed is None else seed, **chosen)
        return self

    def api(self, key: str | None) -> Api:
        """Calls with this key; None = anonymous."""
        if key not in self._apis:
            self._apis[key] = Api(self.simulator.url, key, self.simulator.ca)
        return self._apis[key]

    @property
    def admin(self) -> Api:
        """admin0, the global administrator."""
        return self.api(seeds.ADMIN0)

    @property
    def core(self) -> Api:
        """The core token."""
        return self.api(seeds.CORE)

    @property
    def alice(self) -> Api:
        """The administrator of example.org."""
        return self.api(seeds.ALICE)

    @property
    def bob(self) -> Api:
        """A plain user of example.org, member of `g-dir`."""
        return self.api(seeds.BOB)

    @property
    def anonymous(self) -> Api:
        """Nobody."""
        return self.api(None)

    @property
    def since_5(self) -> bool:
        """Whether the line is of 5.0 or later."""
        return since_5(self.profile)

    def create_starleaf(self, uid: str = seeds.NEW, *, who: Api | None = None, **body: object) -> Reply:
        """`createResource`, as the console sends it."""
        path = f"videoconferencing/{seeds.DOMAIN}/createResource/{uid}"
        full = {"label": "StarLeaf", "provider": seeds.STARLEAF, "acls": [], **body}
        return (who or self.admin)("PUT", path, full)

    def present(self, *ids: str) -> set[str]:
        """Which of these containers exist."""
        return {one["uid"] for one in self.admin.post("containers/_manage/_mget", list(ids))}

    def wait(self, reference: Mapping[str, Any]) -> dict[str, Any]:
        """Poll a task to its end."""
        for _again in range(POLLS):
            status = self.admin.get(f"tasks/{reference['id']}")
            if status["state"] in {"Success", "InError"}:
                return dict(status)
        raise AssertionError(f"the task did not end: {status}")

    def delete(self, uid: str = seeds.RESOURCE, *, who: Api | None = None) -> dict[str, Any]:
        """Delete a resource and wait for the task."""
        reply = (who or self.admin)("DELETE", f"resources/{seeds.DOMAIN}/{uid}")
        assert reply.status == 200, reply.content
        return self.wait(reply.json)


@dataclass(frozen=True)
class Row:
    """One call and the answer that the contract promises."""

    name: str
    method: str
    path: str
    body: object = NOTHING
    status: int = 200
    code: Any = ANY
    match: str = ""
    value: Any = ANY
    who: str | None = seeds.ADMIN0

    def check(self, world: World) -> Reply:
        """Send it and compare."""
        reply = world.api(self.who)(self.method, self.path, self.body)
        assert reply.status == self.status, (reply.status, reply.content)
        if self.code is not ANY:
            assert reply.code == self.code
        if self.match:
            assert re.search(self.match, reply.json["message"])
        if self.value is not ANY:
            assert (reply.json if reply.content else None) == self.value
        return reply


def check(world: World, subtests: pytest.Subtests, *rows: Row) -> None:
    """All of them on one server; a failure names the row."""
    for row in rows:
        with subtests.test(row.name):
            row.check(world)


def pairs(acl: list[dict[str, str]]) -> set[tuple[str, str]]:
    """An ACL as a set of (subject, verb)."""
    return {(entry["subject"], entry["verb"]) for entry in acl}


def entries(*acl: tuple[str, str]) -> list[dict[str, str]]:
    """The other way round."""
    return [{"subject": subject, "verb": verb} for subject, verb in acl]


def only(*profiles: str) -> pytest.MarkDecorator:
    """Run a test on these server lines alone."""
    return pytest.mark.parametrize("profile", profiles, indirect=True)


on_5_x = only("5.1")
before_and_after_5 = only("4.9", "5.1")
on_each_line = only(*PROFILES)
