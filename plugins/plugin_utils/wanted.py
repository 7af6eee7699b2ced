# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the variables of a role mean: steps, providers, hosts. Pure; what they cannot mean is refused."""

from __future__ import annotations

import difflib
from typing import Any, Iterable, Mapping, NamedTuple, Sequence

from ..module_utils.model.providers import BY_NAME
from .options import near
from .refusals import Refused

STEPS = ("packages", "restart", "configure", "verify")
# Variables of the playbooks, and the fact that the role leaves, without the role's prefix.
OTHER_VARIABLES = ("serial", "max_fail_percentage", "source", "leave_behind", "result")


def steps(run_tags: Iterable[str], skip_tags: Iterable[str], own_tags: Iterable[str]) -> list[str]:
    """The steps that --tags and --skip-tags choose; `own_tags` are those that the user gave the role."""
    run, skip = set(run_tags), set(skip_tags)
    every = bool(run & ({"all", "tagged"} | (set(own_tags) - {"always"})))
    return [step for step in STEPS if (every or step in run) and step not in skip]


def require_known(prefix: str, names: Iterable[str], known: Iterable[str]) -> None:
    """Raise Refused for a variable of the role's prefix that the role does not have."""
    allowed = {*known, *(f"{prefix}{name}" for name in OTHER_VARIABLES)}
    told = []
    for name in sorted(set(names) - allowed):
        meant = difflib.get_close_matches(name, sorted(allowed), 1, cutoff=0.8)
        told.append(f"{name} is not a variable of this role{f' (did you mean {meant[0]}?)' if meant else ''}")
    if told:
        raise Refused(f"{'. '.join(told)}. Give variables of your own another prefix than {prefix}")


def require_listed(prefix: str, domains: Sequence[Any], purge: bool) -> None:
    """Raise Refused where an empty list would dissociate every domain."""
    if purge and not domains:
        raise Refused(
            f"{prefix}purge: true with an empty {prefix}domains would dissociate every domain of the server. List the"
            f" domains in {prefix}domains, also those that are to be dissociated, with state: absent, or set"
            f" {prefix}purge: false"
        )


class Providers(NamedTuple):
    """The providers of an installation, by name: `all` that it speaks of, and those whose `plugins` it manages."""

    all: list[str]
    plugins: list[str]


def providers(prefix: str, domains: Sequence[Mapping[str, Any]], default: str | None, state: str) -> Providers:
    """Raise Refused for a record that names no provider where no `default` does.

    A plugin is needed by the default provider and by records that are to be present; with the state absent, all go.
    """
    for index, record in enumerate(domains):
        if not (record.get("provider") or default):
            raise Refused(
                f"{prefix}domains[{index}] ({record['domain']}): provider is required. Set it there, or set"
                f" {prefix}provider for all of them, to one of {', '.join(BY_NAME)}"
            )
    named = {default, *(record.get("provider") for record in domains)}
    needed = {default, *(record.get("provider") for record in domains if record["state"] == "present")}
    wanted = named if state == "absent" else needed
    return Providers(
        [name for name in BY_NAME if name in named],
        [name for name, provider in BY_NAME.items() if name in wanted and provider.packages],
    )


def require_migration(prefix: str, source: str, target: str | None, state: str) -> None:
    """Raise Refused where a migration has not two providers, or is to bring none."""
    if state == "absent":
        raise Refused(
            f"{prefix}state is absent, and a migration brings a provider. Leave it out; the playbook dissociate takes"
            " providers away"
        )
    if target is None:
        raise Refused(f"{prefix}provider is required: the provider that replaces {source or 'another one'}")
    if source not in BY_NAME:
        given = f", and is '{source}'{near(source, BY_NAME)}" if source else ""
        raise Refused(
            f"{prefix}source, the provider that {target} replaces, must be one of {', '.join(BY_NAME)}{given}"
        )
    if source == target:
        raise Refused(f"{prefix}source and {prefix}provider are both {target}; a migration needs two providers")


class Migration(NamedTuple):
    """Records of a migration, without what they carry: those that it `brings`, and those whose source `leaves`."""

    brings: list[dict[str, str]]
    leaves: list[dict[str, str]]


def migration(prefix: str, domains: Sequence[Mapping[str, Any]], source: str, target: str) -> Migration:
    """Raise Refused for a record that keeps the source where the target comes.

    A migration takes nothing away but its source: what else is to be absent waits for a rollout.
    """
    whole = [
        {"domain": one["domain"], "provider": one.get("provider") or target, "state": one["state"]} for one in domains
    ]
    brings = [one for one in whole if one["state"] == "present"]
    moved = [one["domain"] for one in brings if one["provider"] == target]
    gone = [one["domain"] for one in whole if (one["provider"], one["state"]) == (source, "absent")]
    for index, one in enumerate(whole):
        if one in brings and one["provider"] == source and one["domain"] in moved:
            raise Refused(
                f"{prefix}domains[{index}] ({one['domain']}): {target} is to replace {source} there, and this record is"
                f" to keep it. Take the record away, or set state: absent"
            )
    return Migration(brings, [{"domain": name, "state": "absent"} for name in dict.fromkeys([*moved, *gone])])


def set_aside(prefix: str, domains: Sequence[Mapping[str, Any]], purge: bool) -> list[str]:
    """What a migration does not do although the variables say so, because they describe the state afterwards."""
    found = []
    if purge:
        found = [f"{prefix}purge: true is set aside: a migration takes only {prefix}source away. A rollout purges"]
    purging = [one["domain"] for one in domains if one["state"] == "present" and one.get("purge_shares")]
    if purging:
        names = ", ".join(dict.fromkeys(purging))
        found.append(
            f"purge_shares: true of {names} is set aside, so that rights can be carried over."
            " The next rollout takes them from everybody whom shares does not list: list whoever is to keep them, or"
            " leave purge_shares out"
        )
    return found


def targets(
    plugins: Iterable[str],
    core: str,
    console_host: str,
    with_console: bool,
    cores: Sequence[str],
    consoles: Sequence[str],
) -> list[dict[str, Any]]:
    """The hosts of the installation with their halves of each plugin, in the order of their restart."""
    if console_host == core and len(cores) == 1 and len(consoles) == 1:
        console_host = consoles[0]
    halves = {core: ["core"]}
    if with_console:
        halves.setdefault(console_host, []).append("admin_console")
    return [
        {"host": host, "name": BY_NAME[plugin].id, "parts": parts}
        for host, parts in halves.items()
        for plugin in plugins
    ]
