# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The exception of the collection: what went wrong, where, why, and what to do about it."""

from __future__ import annotations

import contextlib
from typing import Any, Iterator, Literal

Kind = Literal[
    "input",
    "connection",
    "tls",
    "timeout",
    "unavailable",
    "redirect",
    "protocol",
    "authentication",
    "permission",
    "not_found",
    "server",
    "conflict",
    "not_ready",
    "unsupported",
    "provider",
    "task",
    "verification",
]

# The server may or may not have carried out the request: read before anything is repeated.
AMBIGUOUS = frozenset({"connection", "timeout", "unavailable", "protocol"})


class BlueMindError(Exception):
    """A failure that an administrator can act on."""

    def __init__(
        self,
        kind: Kind,
        message: str,
        status: int | None = None,
        code: str | None = None,
        method: str | None = None,
        url: str | None = None,
    ) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.status = status
        self.code = code
        self.method = method
        self.url = url

    @property
    def transient(self) -> bool:
        """Whether the same may succeed after reading the server again."""
        return self.ambiguous or self.kind == "conflict"

    @property
    def ambiguous(self) -> bool:
        """Whether the server may have carried out the request nevertheless."""
        return self.kind in AMBIGUOUS

    def with_note(self, note: str) -> BlueMindError:
        """The same error with one more sentence."""
        return BlueMindError(self.kind, f"{self.message} {note}", self.status, self.code, self.method, self.url)

    def as_dict(self) -> dict[str, Any]:
        """The `error` of a module's result."""
        return {
            "kind": self.kind,
            "status": self.status,
            "code": self.code,
            "method": self.method,
            "url": self.url,
        }


@contextlib.contextmanager
def protocol_errors() -> Iterator[None]:
    """Turn the exceptions that an answer of an unexpected shape causes into a `protocol` error."""
    try:
        yield
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        text = f"BlueMind's answer has an unexpected shape ({type(error).__name__}: {error}); is this really BlueMind?"
        raise BlueMindError("protocol", text) from error
