# SPDX-License-Identifier: GPL-3.0-or-later
"""Container descriptors as callers and users see them (contract#containers)."""

from __future__ import annotations

from typing import Any

from ..state.callers import Caller
from ..state.directory_entries import DIRECTORY_FOLDER
from ..state.store import Container
from .rights import stored_verbs
from .world import World

Json = dict[str, Any]


def light(world: World, container: Container, settings: dict[str, str | None] | None = None) -> Json:
    """A BaseContainerDescriptor."""
    owner = world.store.entry(container.domain_uid or "", container.owner)
    path = f"{container.domain_uid}/{DIRECTORY_FOLDER[owner.kind]}/{owner.uid}" if owner else None
    found: Json = {
        "uid": container.uid,
        "name": container.name,
        "owner": container.owner,
        "type": container.type,
        "defaultContainer": container.default,
        "readOnly": container.read_only,
        "domainUid": container.domain_uid,
        "ownerDisplayname": owner.name if owner else None,
        "ownerDirEntryPath": path,
        "settings": dict(container.settings) if settings is None else settings,
        "deleted": container.deleted,
        "internalId": container.internal_id,
    }
    return found | {"datalocation": None} if world.profile.shows_data_location else found


def full(world: World, container: Container, caller: Caller) -> Json:
    """A ContainerDescriptor whose verbs are the caller's: raw on 4.x, expanded on 5.x (contract#containers).

    The personal settings of the caller are merged over `settings` (contract#settings-container).
    """
    profile = world.profile
    verbs = ["All"] if caller.is_global else stored_verbs(caller, container, profile)
    writable = any("Write" in profile.can[verb] for verb in verbs)
    personal = container.personal.get(caller.subject, {})
    found = light(world, container, container.settings | personal) | {
        "writable": writable,
        "verbs": profile.expand(verbs) if profile.expands_acl else verbs,
        "offlineSync": False,
    }
    return found | {"subscribed": False, "automount": False} if profile.keys_of_57 else found
