# SPDX-License-Identifier: GPL-3.0-or-later
"""The e-mails that the server would have sent, for those who test."""

from __future__ import annotations

from collections import deque
from dataclasses import asdict, dataclass
from typing import Any

LIMIT = 200_000


@dataclass(slots=True)
class Mail:
    """One e-mail; `kind` is granted or revoked."""

    container: str
    subject: str
    verb: str
    recipients: list[str]
    kind: str


class Outbox:
    """The e-mails that the server would have sent."""

    def __init__(self) -> None:
        self._mails: deque[Mail] = deque(maxlen=LIMIT)

    def send(self, mail: Mail) -> None:
        """Send one."""
        self._mails.append(mail)

    def clear(self) -> None:
        """Forget all."""
        self._mails.clear()

    def export(self) -> list[dict[str, Any]]:
        """As JSON."""
        return [asdict(mail) for mail in self._mails]
