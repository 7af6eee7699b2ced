# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that is particular to one videoconferencing provider, as data."""

from __future__ import annotations

import itertools
import uuid
from typing import Any, Container, Iterable, Mapping, NamedTuple

from ..bluemind.releases import Release
from .settings import Setting

# The same for every provider (contract#resource-types).
RESOURCE_TYPE = "bm-videoconferencing"
PROVIDER_PROPERTY = "bm-videoconferencing-type"


class Doubt(NamedTuple):
    """What is not known about a provider on one line of releases, as the end of a sentence."""

    line: tuple[int, int]
    text: str


class Provider(NamedTuple):
    """One provider. `name` is what people call it, and the label of a new resource.

    `first` is the first release that has it, `removed` the first that no longer has it; where not the whole first line
    of 4.x has it, `first_build` is the first of its builds that does. `packages` is empty for one that is part of
    BlueMind itself. `incomplete` tells what becomes of a resource that lacks a required setting. `proved_by_rest` is
    whether `system/external` lists the provider while its plugin is loaded (contract#plugin-loaded).

    Outside its resource: `openid` is the registration in the domain's properties, `needs_accounts` whether organizers
    need an external account, `needs_role` whether they need a role of BlueMind.Video.
    """

    id: str
    name: str
    settings: tuple[Setting, ...]
    packages: tuple[str, ...]
    first: tuple[int, ...]
    incomplete: str
    removed: tuple[int, ...] | None = None
    first_build: int | None = None
    doubt: Doubt | None = None
    proved_by_rest: bool = False
    openid: tuple[Setting, ...] = ()
    needs_accounts: bool = False
    needs_role: bool = False

    @property
    def short(self) -> str:
        """What an option calls it."""
        return self.id.rpartition("-")[2]

    @property
    def secrets(self) -> list[Setting]:
        """The secret settings."""
        return [setting for setting in self.settings if setting.secret]

    def missing(self, settings: Mapping[str, Any] | None) -> list[Setting]:
        """The required settings that have no usable value among those stored."""
        return [setting for setting in self.settings if setting.required and not setting.is_set(settings)]

    def own_settings(self, settings: Mapping[str, Any] | None) -> dict[str, Any]:
        """Those of the stored settings that belong to it and have a usable value."""
        return {one.key: (settings or {})[one.key] for one in self.settings if one.is_set(settings)}

    def holds_secret(self, settings: Mapping[str, Any] | None) -> bool:
        """Whether one of its secrets is stored, which shows that a resource belongs to it."""
        return any(one.is_set(settings) for one in self.secrets)

    def own_uid(self, domain_uid: str, taken: Container[str] = ()) -> str:
        """The uid of a resource that we create. It is the same in every run, so that no run creates a second one.

        If a broken resource uses this uid, take the next; the broken one is deleted last.
        """
        names = (f"{self.id}:{domain_uid}" + (f":{number}" if number else "") for number in itertools.count())
        return next(uid for uid in (str(uuid.uuid5(uuid.NAMESPACE_URL, name)) for name in names) if uid not in taken)

    def supports(self, release: Release) -> bool:
        """Whether it can be configured on this release; True for an unknown one."""
        number = release.number
        if number is None:
            return True
        return not self._is_too_old(release) and (self.removed is None or number < self.removed)

    def _is_too_old(self, release: Release) -> bool:
        number, build = release.number or (), release.build
        early = number[:2] == self.first[:2] and self.first_build and build and build < self.first_build
        return number < self.first or bool(early)

    def reason(self, release: Release) -> str:
        """Why `supports` is what it is: one sentence without a full stop."""
        server, number = f"BlueMind {release.name}", release.number
        if number is None:
            return (
                f"BlueMind does not say which release it is ({release.name}); "
                f"only a created resource proves that it has {self.name}"
            )
        if self._is_too_old(release):
            build = f", build 4.1.{self.first_build}" if self.first_build else ""
            text = f"{server} has no {self.name} plugin: it came with {_dotted(self.first)}{build}"
            return f"{text}{self._doubt(self.first)}; upgrade BlueMind first"
        if self.removed and number >= self.removed:
            return (
                f"{server} no longer has the {self.name} provider: it was removed in {_dotted(self.removed)} and its "
                "packages are empty; set state: absent to remove what is left, or choose another provider"
            )
        return f"{server} supports {self.name}{self._doubt(number)}"

    def _doubt(self, number: tuple[int, ...]) -> str:
        return f" ({self.doubt.text})" if self.doubt and number[:2] == self.doubt.line else ""

    @property
    def cure(self) -> str:
        """What to do where its plugin is not loaded: a sentence."""
        if not self.packages:
            return f"{self.name} is a part of BlueMind itself: look at bm-core's log, and restart bm-core."
        return f"Install {self.packages[0]} on the core host and restart bm-core."


def names(settings: Iterable[Setting]) -> str:
    """Their options, for messages."""
    return " and ".join(one.option for one in settings)


def _dotted(number: tuple[int, ...]) -> str:
    return ".".join(map(str, number))
