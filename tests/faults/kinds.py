# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes wrong, at one request of a run. A new fault is one more row.

`orders` are faults of the simulator, with the request filled in; `then` ones last from that request to the end of the
run. `act` happens in the client's process: its end, or somebody else's work (see `others.py`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple


class Request(NamedTuple):
    """One request of a run: its place in the whole, and how many of the same came before it.

    In the path, * is what BlueMind chooses anew in each run.
    """

    method: str
    path: str
    place: int
    before: int

    @property
    def pattern(self) -> str:
        """A regular expression for the path."""
        return f"^{re.escape(self.path)}$".replace(re.escape("*"), ".*")


@dataclass(frozen=True)
class Kind:
    """One fault. `strikes` says which requests it can hit."""

    name: str
    strikes: Callable[[Request], bool]
    orders: tuple[dict[str, Any], ...] = ()
    then: tuple[dict[str, Any], ...] = ()
    act: str = ""
    options: dict[str, Any] = field(default_factory=dict)
    # BlueMind has to mail once more, because rights that were lost are new to it when they come back.
    mails_again: bool = False
    # Rights are lost for good; all that a run can do is to say which.
    losing: bool = False
    # BlueMind claims what it has not done: nobody can tell whether it has mailed.
    claims: bool = False
    # Seconds until the server has done what it was told late.
    late: float = 0.0

    def __str__(self) -> str:
        return self.name


def every(_request: Request) -> bool:
    """Any request."""
    return True


def writes(request: Request) -> bool:
    """Whether it changes the server."""
    search = request.path.rpartition("/")[2] in ("_search", "_mget")
    return request.method != "GET" and not search and not request.path.startswith("auth/")


def shares(request: Request) -> bool:
    """Whether it replaces the ACL of a calendar."""
    return request.method == "PUT" and "calendar:" in request.path and request.path.endswith("/_acl")


def creates(request: Request) -> bool:
    """Whether it creates a video resource."""
    return "createResource" in request.path


def deletes(request: Request) -> bool:
    """Whether it deletes a resource."""
    return request.method == "DELETE" and request.path.startswith("resources/")


def fault(code: str, message: str) -> dict[str, Any]:
    """BlueMind's own way to refuse."""
    return {"errorCode": code, "errorType": "ServerFault", "message": message}


STRANGER = "<html><head><title>Busy</title></head><body>later</body></html>"
STATUS = {"kind": "status"}
REFUSED = {**STATUS, "status": 500, "body": fault("SQL_ERROR", "disk full")}
EXPIRED = {**STATUS, "status": 401, "body": fault("AUTHENTICATION_FAIL", "session id is not valid")}
FORBIDDEN = {**STATUS, "status": 403, "body": fault("PERMISSION_DENIED", "no")}
DOWN = {"kind": "unavailable"}
LATE = 0.3
TORN = {"kind": "torn_acl"}

KINDS = [
    Kind("dropped-before", every, ({"kind": "drop_before"},)),
    Kind("dropped-after", every, ({"kind": "drop_after"},)),
    Kind("refused", every, (REFUSED,)),
    Kind("refused-always", writes, ({**REFUSED, "times": -1},)),
    Kind("bad-gateway", every, (DOWN,)),
    Kind("busy", every, ({**STATUS, "status": 503, "body": STRANGER},)),
    Kind("too-many", every, ({**STATUS, "status": 429, "body": STRANGER, "retry_after": "1"},)),
    Kind("late", every, ({"kind": "delay", "seconds": LATE},), options={"timeout": LATE / 2}, late=LATE),
    Kind("truncated", every, ({"kind": "truncate"},)),
    Kind("page", every, ({"kind": "html"},)),
    Kind("without-effect", writes, ({**STATUS, "status": 200, "body": ""},), claims=True),
    Kind("never-an-effect", writes, ({**STATUS, "status": 200, "body": "", "times": -1},), claims=True),
    Kind("redirect", every, ({"kind": "redirect", "location": "https://elsewhere.example/"},)),
    Kind("expired", every, then=(EXPIRED,)),
    Kind("forbidden", every, then=(FORBIDDEN,)),
    Kind("down", every, then=(DOWN,)),
    Kind("restart", every, ({"kind": "drop_before"},), then=({**DOWN, "times": 3},)),
    Kind("restart-after", every, ({"kind": "drop_after"},), then=({**DOWN, "times": 3},)),
    Kind("torn", shares, (TORN,), mails_again=True),
    Kind("torn-twice", shares, ({**TORN, "times": 2},), mails_again=True),
    Kind("torn-always", shares, ({**TORN, "times": -1},), mails_again=True, losing=True),
    *(Kind(f"half-made-{step}", creates, ({"kind": "partial_create", "step": step},)) for step in range(8)),
    Kind("half-made-always", creates, ({"kind": "partial_create", "step": 1, "times": -1},)),
    *(
        Kind(f"task-fails-{name}{more}", deletes, ({"kind": "task_error", "step": step, "times": times},))
        for name, step in (("first", 0), ("early", 1), ("late", 4))
        for more, times in (("", 1), ("-always", -1))
    ),
    Kind("task-lost", deletes, ({"kind": "task_lost"},)),
    Kind("killed-before", every, act="killed-before"),
    Kind("killed-after", every, act="killed-after"),
    Kind("their-right", every, act="their-right"),
    Kind("their-right-last", every, act="their-right-last"),
    Kind("their-old-page", every, act="their-old-page"),
    Kind("their-note", every, act="their-note"),
    Kind("their-console", every, act="their-console"),
    Kind("their-label", every, act="their-label"),
    Kind("their-hours", every, act="their-hours"),
    Kind("their-deletion", every, act="their-deletion"),
    Kind("same-run", every, act="same-run"),
    Kind("other-run", every, act="other-run"),
]
