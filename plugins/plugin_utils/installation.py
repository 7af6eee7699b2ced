# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the role decides for one BlueMind installation: pure, from options and what was asked to what is to be done."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import Any, Iterable, Mapping, Sequence

from ..module_utils.bluemind.releases import Release
from ..module_utils.bluemind.states import CURES, RUNNING
from ..module_utils.model.providers import STARLEAF

STEPS = ("packages", "restart", "configure", "verify")
# Variables of the playbooks, and the fact that the role leaves.
OTHER_VARIABLES = ("starleaf_serial", "starleaf_max_fail_percentage", "starleaf_result")


class Refused(Exception):
    """The installation is left as it is; the message says why, and what to do."""


def steps(run_tags: Iterable[str], skip_tags: Iterable[str], own_tags: Iterable[str]) -> list[str]:
    """The steps that --tags and --skip-tags choose; `own_tags` are those that the user gave the role."""
    run, skip = set(run_tags), set(skip_tags)
    every = bool(run & ({"all", "tagged"} | (set(own_tags) - {"always"})))
    return [step for step in STEPS if (every or step in run) and step not in skip]


def require_known(names: Iterable[str], known: Iterable[str]) -> None:
    """Raise Refused for a variable of the role's prefix that the role does not have."""
    allowed = {*known, *OTHER_VARIABLES}
    told = []
    for name in sorted(set(names) - allowed):
        near = difflib.get_close_matches(name, sorted(allowed), 1, cutoff=0.8)
        told.append(f"{name} is not a variable of this role{f' (did you mean {near[0]}?)' if near else ''}")
    if told:
        raise Refused(f"{'. '.join(told)}. Give variables of your own another prefix than starleaf_")


def require_listed(domains: Sequence[Any], purge: bool) -> None:
    """Raise Refused where an empty list would dissociate every domain."""
    if purge and not domains:
        raise Refused(
            "starleaf_purge: true with an empty starleaf_domains would dissociate every domain of the server. List the"
            " domains in starleaf_domains, also those that are to be dissociated, with state: absent, or set"
            " starleaf_purge: false"
        )


def targets(
    core: str, console_host: str, with_console: bool, cores: Sequence[str], consoles: Sequence[str]
) -> list[dict[str, Any]]:
    """The hosts of the installation with their halves of the plugin, in the order of their restart."""
    if console_host == core and len(cores) == 1 and len(consoles) == 1:
        console_host = consoles[0]
    if not with_console:
        return [{"host": core, "parts": ["core"]}]
    if console_host == core:
        return [{"host": core, "parts": ["core", "admin_console"]}]
    return [{"host": core, "parts": ["core"]}, {"host": console_host, "parts": ["admin_console"]}]


@dataclass(frozen=True)
class Decision:
    """What is to be done on the hosts.

    `change` are loop items of the packages, `ask` and `restart` those of the restart: first whether it may be done.
    `pending` are the hosts whose daemons have not loaded their half, whoever restarts them, and `unloaded` says that
    bm-core is among them and that this run leaves it so. `wait` says that BlueMind is about to be usable,
    `check_domains` that it is, so that the domains can be looked at before a host is changed, and `console_gone` that
    the console has no half of the plugin any more.
    """

    change: list[dict[str, Any]]
    ask: list[dict[str, Any]]
    restart: list[dict[str, Any]]
    pending: list[str]
    unloaded: bool
    wait: bool
    check_domains: bool
    console_gone: bool

    @property
    def work(self) -> bool:
        """Whether anything of it is to be done."""
        return bool(self.change or self.restart or self.unloaded or self.wait)


def decide(options: Mapping[str, Any], server: Mapping[str, Any], hosts: Sequence[Mapping[str, Any]]) -> Decision:
    """What is to be done; raises Refused.

    `server` is the result of bluemind_server_info, empty when it was judged before. `hosts` are results of
    bluemind_plugin with their loop items; of several for one host the last one counts.
    """
    latest = list({host["item"]["host"]: host for host in hosts}.values())
    due = [{"host": host["item"]["host"], "daemons": _daemons(host)} for host in latest if host["restart"]]
    restarts = "restart" in options["steps"] and options["restart"] != "never"
    if server:
        _refuse_server(options, server, latest, bool(due and restarts))
    change = [host["item"] for host in latest if host["planned"]] if "packages" in options["steps"] else []
    asked = bool(server) and options["on_domains"]
    return Decision(
        change=change,
        ask=_ask(options["targets"], due) if restarts else [],
        restart=due if restarts else [],
        pending=[one["host"] for one in due],
        unloaded=not restarts and any("bm-core" in one["daemons"] for one in due),
        wait=asked and not usable(server),
        check_domains=asked and usable(server) and options["state"] == "present" and bool(change or (due and restarts)),
        console_gone=_console_gone(options, latest),
    )


def _console_gone(options: Mapping[str, Any], hosts: Sequence[Mapping[str, Any]]) -> bool:
    """Whether the packages are to go, and the host of the console has nothing left to do for that."""
    consoles = [host for host in hosts if "admin_console" in host["item"]["parts"]]
    going = options["state"] == "absent" and "packages" in options["steps"]
    return going and bool(consoles) and not any(host["planned"] or host["restart"] for host in consoles)


def _daemons(host: Mapping[str, Any]) -> list[str]:
    return [one["daemon"] for one in host["restart"]]


def _ask(targets: Sequence[Mapping[str, Any]], due: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The core host is asked for the backup whichever host is restarted."""
    if not due:
        return []
    core = str(targets[0]["host"])
    return [{"host": core, "daemons": ["bm-core"]}, *(dict(one) for one in due if one["host"] != core)]


def usable(server: Mapping[str, Any]) -> bool:
    """Whether BlueMind runs and says what it thinks of the credentials."""
    return server["state"] == RUNNING and server["authenticated"] is not None


def _refuse_server(
    options: Mapping[str, Any], server: Mapping[str, Any], hosts: Sequence[Mapping[str, Any]], restarts: bool
) -> None:
    """Raise Refused where neither waiting nor a restart helps."""
    state, why = server["state"], server["starleaf"]["reason"]
    if state in CURES:
        raise Refused(_told(options, why))
    # While it starts, it knows no accounts but its own. Without a warning, no credentials were given.
    if state == RUNNING and not server["authenticated"] and not server.get("warnings"):
        raise Refused(credentials(options["api_url"]))
    release = Release.parse(server["version"]["release"], server["version"]["software"])
    if options["state"] == "present" and hosts and not STARLEAF.supports(release):
        raise Refused(STARLEAF.reason(release))
    starts = server["starting"] or any("activating" in host["services"].values() for host in hosts)
    if options["on_domains"] and not usable(server) and not (starts or restarts):
        raise Refused(f"{_told(options, why)} This run restarts nothing, so waiting will not help")


def _told(options: Mapping[str, Any], why: str) -> str:
    """With the address, which an error of the connection names itself."""
    return why if options["api_url"] in why else f"{options['api_url']}: {why}"


def credentials(api_url: str) -> str:
    """What to say when BlueMind does not accept them."""
    return (
        f"{api_url}: BlueMind does not accept these credentials. Give one of starleaf_api_key, starleaf_api_key_path,"
        " or starleaf_api_username with starleaf_api_password"
    )


def require_no_other_domain(gone: Sequence[Mapping[str, Any]], changes: Sequence[Mapping[str, Any]]) -> None:
    """Raise Refused when domains keep something of StarLeaf, which `changes` would remove, and lose the plugin.

    `gone` are the domains that this run dissociates.
    """
    others = sorted({str(change["domain"]) for change in changes} - {str(domain["name"]) for domain in gone})
    if others:
        have = "has" if len(others) == 1 else "have"
        raise Refused(
            f"The packages are to go, and {', '.join(others)} {have} a StarLeaf resource that this run does not"
            " dissociate: users would see a button that ends in an error. List the domain in starleaf_domains, or set"
            " starleaf_purge: true with a sufficient starleaf_purge_limit, and run the step configure too"
        )
