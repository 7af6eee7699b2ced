# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an audit has seen of one installation: the input of the verdict, as JSON has it. No secret is in it."""

from __future__ import annotations

from typing import Any, TypedDict


class ResourceSeen(TypedDict):
    """One resource; `shares` are who may book, `strangers` subjects that no longer exist, `published` a number.

    `listed_first` is a property that keeps the web calendar from finding the provider.
    """

    uid: str
    label: str
    kept: bool
    linked: bool
    listed_first: str | None
    calendar: bool
    freebusy: bool
    settings: bool
    settings_readable: bool
    missing: list[str]
    shares: list[dict[str, Any]]
    strangers: list[str]
    published: int


class ChangeSeen(TypedDict):
    """What a rollout would change."""

    kind: str
    domain: str
    target: str
    field: str
    before: str
    after: str


class ProviderSeen(TypedDict):
    """One provider in one domain; `loaded` is None where nobody can tell.

    `provider` is empty where nothing tells whose the resources are.
    """

    provider: str
    name: str
    declared: str | None
    everyone_declared: bool
    supported: bool
    removed: bool
    reason: str
    resources: list[ResourceSeen]
    changes: list[ChangeSeen]
    refusal: str | None
    loaded: bool | None
    bookings: int | None


class OrphanSeen(TypedDict):
    """A container without a resource."""

    uid: str
    secret: bool


class DomainSeen(TypedDict):
    """One domain."""

    domain: str
    uid: str | None
    declared: bool
    providers: list[ProviderSeen]
    orphans: list[OrphanSeen]
    error: str | None


class AheadSeen(TypedDict):
    """A package that the host's repositories offer in a newer version than the one that runs."""

    package: str
    running: str
    offered: str


class HostSeen(TypedDict):
    """One host: package → version, None where it is not installed; daemons to restart, each with its reason.

    `plugins` are the installed packages of every provider, in the same form.
    """

    host: str
    provider: str
    error: str | None
    packages: dict[str, str | None]
    plugins: dict[str, str]
    restart: list[dict[str, str]]
    remarks: list[str]
    ahead: list[AheadSeen]


class InstallationSeen(TypedDict):
    """One installation; `error` is why its domains were not read, `looked` which of domains and hosts were asked for.

    `wanted` is whether the plugin's packages are declared, `remarks` tell what else could not be looked at.
    """

    installation: str
    error: str | None
    looked: list[str]
    wanted: bool
    release: str | None
    seconds: float | None
    domains: list[DomainSeen]
    hosts: list[HostSeen]
    remarks: list[str]
