# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Findings about one domain: pure, from what was seen there."""

from __future__ import annotations

from typing import Iterator, NamedTuple

from .seen import DomainSeen, ProviderSeen, ResourceSeen

# Fields of changes that heal something; a code of its own tells what is broken.
HEALING = frozenset(
    {
        "twin",
        "broken_resource",
        "orphan_container",
        "freebusy_container",
        "freebusy_acl",
        "settings_container",
        "settings_acl",
        "resource_type",
        "provider",
    }
)


class Told(NamedTuple):
    """A finding before it has a place; `target` as in Finding."""

    code: str
    target: str
    sentence: str
    before: str | None = None
    after: str | None = None


def of_domain(seen: DomainSeen) -> Iterator[Told]:
    """What concerns the domain, whichever provider."""
    if seen["error"]:
        yield Told("domain_unread", "", seen["error"])
    for orphan in seen["orphans"]:
        if orphan["secret"]:
            yield Told("orphan_secret", orphan["uid"], f"{orphan['uid']} has no resource and still holds a secret.")
        else:
            yield Told("orphan", orphan["uid"], f"{orphan['uid']} has no resource.")


def of_provider(seen: ProviderSeen, core_missing: bool) -> Iterator[Told]:
    """What concerns one provider there. `core_missing`: its package is not installed on the core host."""
    if not seen["provider"]:
        yield from _nameless(seen)
    elif seen["removed"] and seen["declared"] != "present":
        yield from _leftovers(seen)
    else:
        yield from _declaration(seen)
        yield from _provider(seen, core_missing)
        yield from _broken(seen)
    if not seen["removed"]:
        yield from _everyone(seen)
    yield from _strangers(seen)


def _nameless(seen: ProviderSeen) -> Iterator[Told]:
    for one in seen["resources"]:
        text = f"{one['label']} has lost the name of its provider, and nothing tells which that was; booking it fails."
        yield Told("no_provider", one["uid"], text)


def _leftovers(seen: ProviderSeen) -> Iterator[Told]:
    for one in seen["resources"]:
        if one["shares"]:
            text = f"{seen['reason']}. {one['label']} is shared, so users still see its button."
            yield Told("leftover_shared", one["uid"], text)
        else:
            yield Told("leftover", one["uid"], f"{seen['reason']}. {one['label']} is shared with nobody.")


def _declaration(seen: ProviderSeen) -> Iterator[Told]:
    name, resources = seen["name"], seen["resources"]
    if seen["declared"] is None:
        label = resources[0]["label"] if resources else name
        yield Told("undeclared", name, f"{label} is there, and nobody declared it.")
    elif seen["refusal"]:
        yield Told("refused" if seen["supported"] else "unsupported", name, seen["refusal"])
    elif seen["declared"] == "absent":
        for one in resources:
            yield Told("not_removed", one["uid"], f"{one['label']} is declared absent, and it is there.", "there", "-")
    elif not any(one["kept"] for one in resources):
        yield Told("missing", name, f"{name} is declared, and it is not there.", "-", name)
    else:
        yield from _drift(seen)


def _drift(seen: ProviderSeen) -> Iterator[Told]:
    uids = {one["uid"] for one in seen["resources"]}
    readable = {f"{one['uid']}-settings-container" for one in seen["resources"] if one["settings_readable"]}
    for change in seen["changes"]:
        too_much = change["field"] == "settings_acl" and change["target"] in readable  # else it is half-made
        if change["field"] in HEALING and not too_much:
            continue
        of = "" if change["target"] in uids else f" of {change['target']}"
        sentence = f"The {_words(change['field'])}{of} is not what is declared."
        yield Told("drift", f"{change['field']}{of}", sentence, change["before"], change["after"])


def _words(field: str) -> str:
    words = {"shares": "right", "reservation_policy": "reservation policy", "settings_acl": "right on the settings"}
    return words.get(field, field)


def _provider(seen: ProviderSeen, core_missing: bool) -> Iterator[Told]:
    if not seen["resources"]:
        return
    if core_missing or seen["loaded"] is False:
        why = "its package is not installed on the core host" if core_missing else "bm-core does not list it"
        yield Told("not_loaded", seen["name"], f"{seen['name']} is not loaded: {why}.")


def _broken(seen: ProviderSeen) -> Iterator[Told]:
    resources = seen["resources"]
    if len(resources) > 1:
        others = ", ".join(one["uid"] for one in resources if not one["kept"])
        yield Told("twins", seen["name"], f"{len(resources)} resources of {seen['name']}; one too many: {others}.")
    for one in resources:
        yield from _resource(one)


def _resource(one: ResourceSeen) -> Iterator[Told]:
    lacks = [
        name for name, there in (("calendar", one["calendar"]), ("free/busy container", one["freebusy"])) if not there
    ]
    if lacks:
        yield Told("half_made", one["uid"], f"{one['label']} has no {' and no '.join(lacks)}; booking it fails.")
    if not one["settings"]:
        yield Told("no_settings", one["uid"], f"{one['label']} has no settings in this domain; booking it fails.")
    elif one["missing"]:
        text = f"{one['label']} has no {' and no '.join(one['missing'])}; booking it fails."
        yield Told("no_settings", one["uid"], text)
    elif not one["settings_readable"]:
        text = f"Users may not read the settings of {one['label']}; booking it fails."
        yield Told("half_made", one["uid"], text)
    if not one["linked"]:
        yield Told("not_linked", one["uid"], f"{one['label']} has lost the name of its provider; booking it fails.")
    if one["listed_first"]:
        text = f"BlueMind lists {one['listed_first']} before the provider of {one['label']}; nobody can sign in there."
        yield Told("provider_not_first", one["uid"], text)


def _everyone(seen: ProviderSeen) -> Iterator[Told]:
    for one in seen["resources"]:
        if any(share.get("everyone") for share in one["shares"]) and not seen["everyone_declared"]:
            yield Told(
                "everyone", one["uid"], f"Everyone in the domain may book {one['label']}, and nobody declared it."
            )


def _strangers(seen: ProviderSeen) -> Iterator[Told]:
    for one in seen["resources"]:
        for subject in one["strangers"]:
            text = f"{subject} has a right on {one['label']} and is no longer in the directory."
            yield Told("dead_subject", subject, text)
