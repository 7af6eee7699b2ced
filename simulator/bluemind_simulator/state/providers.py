# SPDX-License-Identifier: GPL-3.0-or-later
"""The providers: which build can have them, and what they register (contract#providers, contract#external-systems)."""

from __future__ import annotations

import re
from dataclasses import dataclass

Build = tuple[int, int, int]
NEWEST = 10**9
OPENID = "OPEN_ID_PKCE"


@dataclass(frozen=True, slots=True)
class Provider:
    """The first build that can have it, the first that has not; `auth_kind` of those that are external systems."""

    name: str
    label: str
    first: Build
    gone: Build | None = None
    auth_kind: str | None = None

    @property
    def id(self) -> str:
        """The value of the resource's property."""
        return f"videoconferencing-{self.name}"

    def can_be_on(self, build: Build) -> bool:
        """Whether the packages of this build can hold it."""
        return self.first <= build and (self.gone is None or build < self.gone)


# Zoom came a month after Webex; no published client tells the build (contract#providers).
_ALL = (
    Provider("starleaf", "StarLeaf", (4, 1, 56815), gone=(5, 0, 0)),
    Provider("jitsi", "Jitsi", (4, 1, 56794)),
    Provider("bluemind", "BlueMind.Video", (4, 1, 58998)),
    Provider("teams", "Teams", (4, 1, 64635), auth_kind="NONE"),
    Provider("webex", "Webex", (4, 1, 65141), auth_kind=OPENID),
    Provider("zoom", "Zoom", (4, 1, 65142), auth_kind=OPENID),
)
BY_NAME = {one.name: one for one in _ALL}
BY_ID = {one.id: one for one in _ALL}
PROVIDERS = tuple(BY_NAME)

_RENAMED: Build = (4, 1, 65141)


def build_of(software: str) -> Build | None:
    """`4.9.3884` as numbers; a development build is the newest of its line (contract#release-numbers)."""
    found = re.match(r"(\d+)\.(\d+)(?:\.(\d+))?", software)
    if found is None:
        return None
    return int(found[1]), int(found[2]), int(found[3]) if found[3] else NEWEST


def system_id(provider: Provider, build: Build) -> str:
    """The external system that the provider registers (contract#external-systems)."""
    return "Teams" if provider.name == "teams" and build < _RENAMED else provider.id
