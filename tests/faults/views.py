# SPDX-License-Identifier: GPL-3.0-or-later
"""What a server holds, as far as a run may change it; from the simulator's own state, not from its API."""

from __future__ import annotations

from typing import Any

View = dict[str, dict[str, Any]]  # domain uid → resource types, resources and orphans
CONTAINERS = ("calendar", "freebusy", "container_settings")


def view(state: dict[str, Any]) -> View:
    """Every mail domain of `GET /_control/state`."""
    containers = state["containers"]
    found: View = {}
    for uid, domain in state["domains"].items():
        if domain["is_global"]:
            continue
        entries = {name: one for name, one in domain["entries"].items() if one["resource"]}
        found[uid] = {
            "name": domain["default_alias"],
            "types": sorted(domain["types"]),
            "resources": {name: _resource(name, one, containers) for name, one in sorted(entries.items())},
        }
    owners = {name for domain in found.values() for name in domain["resources"]}
    left = {
        uid: {"domain": one["domain_uid"], "settings": one["settings"]}
        for uid, one in sorted(containers.items())
        if one["type"] in CONTAINERS and one["owner"] not in owners
    }
    found[""] = {"name": "", "types": [], "resources": {}, "orphans": left}
    return found


def _resource(uid: str, entry: dict[str, Any], containers: dict[str, Any]) -> dict[str, Any]:
    calendar, freebusy, settings = (
        containers.get(name) for name in (f"calendar:{uid}", f"freebusy:{uid}", f"{uid}-settings-container")
    )
    return {
        "label": entry["name"],
        "flags": [entry["hidden"], entry["archived"], entry["system"]],
        "type": entry["resource"]["type"],
        "mode": entry["resource"]["mode"],
        "link": entry["resource"]["properties"].get("bm-videoconferencing-type"),
        "calendar": calendar and {"acl": _acl(calendar), "hours": dict(calendar["settings"])},
        "freebusy": freebusy and {"acl": _acl(freebusy)},
        "settings": settings
        and {"values": dict(settings["settings"]), "acl": _acl(settings), "domain": settings["domain_uid"]},
    }


def _acl(container: dict[str, Any]) -> list[Any]:
    return sorted({tuple(pair) for pair in container["acl"]})


def shape(found: View, hours: bool = True) -> dict[str, Any]:
    """The view without the uids of resources; two servers of the same shape serve their users alike."""
    shapes: dict[str, Any] = {}
    for uid, domain in found.items():
        resources = []
        for one in domain["resources"].values():
            calendar = one["calendar"]
            if calendar and not hours:
                one = {**one, "calendar": {**calendar, "hours": {}}}
            resources.append(one)
        shapes[uid] = {**domain, "resources": sorted(resources, key=repr)}
    return shapes


def joined(end: View, found: View, start: View) -> View:
    """The view `end` with the resources that are new in `found`, and for the old ones with the settings of `found`."""
    views: View = {}
    for uid, domain in end.items():
        theirs = found[uid]["resources"]
        new = {name: one for name, one in theirs.items() if name not in start[uid]["resources"]}
        old = {
            name: {**one, "settings": theirs[name]["settings"]} if name in theirs else one
            for name, one in domain["resources"].items()
        }
        views[uid] = {**domain, "resources": {**old, **new}}
    return views


def remembering(found: View, end: View) -> View:
    """The view with the settings of `end`, in the spelling that only one who has read them there knows."""
    views: View = {}
    for uid, domain in found.items():
        known = [one["settings"]["values"] for one in end[uid]["resources"].values() if one["settings"]]
        resources = {
            name: {**one, "settings": {**one["settings"], "values": known[0]}} if one["settings"] and known else one
            for name, one in domain["resources"].items()
        }
        views[uid] = {**domain, "resources": resources}
    return views
