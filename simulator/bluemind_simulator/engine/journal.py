# SPDX-License-Identifier: GPL-3.0-or-later
"""The request log, for those who test."""

from __future__ import annotations

import json
from collections import deque
from dataclasses import asdict, dataclass
from typing import Any

LIMIT = 200_000
SEARCHES = frozenset(
    {
        "_search",
        "_searchUids",
        "_mget",
        "_mgetlight",
        "_mgetLight",
        "_macl",
        "_canAccess",
        "_list",
        "_listLight",
        "_listforuser",
    }
)


@dataclass(slots=True)
class Record:
    """One request; `status` stays None when the connection was dropped."""

    method: str
    path: str
    query: dict[str, str]
    status: int | None
    subject: str | None
    write: bool
    body: Any


def is_write(method: str, path: str) -> bool:
    """Everything but GETs, searches sent as POST, and auth."""
    if method in ("GET", "HEAD") or path.startswith("auth/"):
        return False
    return not (method == "POST" and path.rpartition("/")[2] in SEARCHES)


def _readable(path: str, body: bytes) -> Any:
    if not body:
        return None
    if path.startswith("auth/"):
        return "***"
    try:
        return json.loads(body)
    except ValueError:
        return body.decode("utf-8", "replace")


class Journal:
    """The requests in the order of their arrival."""

    def __init__(self) -> None:
        self._records: deque[Record] = deque(maxlen=LIMIT)

    def open(self, method: str, path: str, query: dict[str, str], body: bytes) -> Record:
        """Note the arrival of a request; `path` is decoded, below /api. Keys and passwords are masked."""
        shown = {key: "***" if key == "apikey" else value for key, value in query.items()}
        record = Record(method, path, shown, None, None, is_write(method, path), _readable(path, body))
        self._records.append(record)
        return record

    def clear(self) -> None:
        """Forget all."""
        self._records.clear()

    def export(self) -> list[dict[str, Any]]:
        """As JSON."""
        return [asdict(record) for record in self._records]
