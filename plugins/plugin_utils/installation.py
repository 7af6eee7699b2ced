# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the role decides for one BlueMind installation: pure, from options and what was asked to what is to be done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Iterable, Mapping, Sequence

from ..module_utils.bluemind.releases import Release
from ..module_utils.bluemind.states import CURES, RUNNING
from ..module_utils.host.restart import covers
from ..module_utils.model.providers import BY_NAME
from .refusals import NotLoaded, Refused
from .report import in_role_words


@dataclass(frozen=True)
class Decision:
    """What is to be done on the hosts.

    `change` are loop items of the packages, `ask` and `restart` those of the restart: first whether it may be done.
    `pending` are the hosts whose daemons have not loaded their half, whoever restarts them, and `unloaded` says that
    bm-core is among them and that this run leaves it so. `wait` says that BlueMind is about to be usable,
    `check_domains` that it is, so that the domains can be looked at before a host is changed, and `console_gone` that
    the console has no half of the plugin any more. `remarks` are those of each host.
    """

    change: list[dict[str, Any]]
    ask: list[dict[str, Any]]
    restart: list[dict[str, Any]]
    pending: list[str]
    unloaded: bool
    wait: bool
    check_domains: bool
    console_gone: bool
    remarks: dict[str, list[str]]

    @property
    def work(self) -> bool:
        """Whether anything of it is to be done."""
        return bool(self.change or self.restart or self.unloaded or self.wait)


def decide(options: Mapping[str, Any], server: Mapping[str, Any], hosts: Sequence[Mapping[str, Any]]) -> Decision:
    """What is to be done; raises Refused.

    `server` is the result of bluemind_server_info, empty when it was judged before. `hosts` are results of
    bluemind_plugin with their loop items; of several for one host and plugin the last one counts.
    """
    latest = list({(host["item"]["host"], host["item"]["name"]): host for host in hosts}.values())
    due = _due(latest)
    restarts = "restart" in options["steps"] and options["restart"] != "never"
    if server:
        _refuse_server(options, server, latest, restarts and _brings_back(options, due))
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
        remarks={host["item"]["host"]: host["remarks"] for host in latest},
    )


def _due(hosts: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The hosts with the daemons that have not loaded their half of some plugin."""
    found: dict[str, list[str]] = {}
    for host in hosts:
        found.setdefault(host["item"]["host"], []).extend(one["daemon"] for one in host["restart"])
    return [{"host": name, "daemons": list(dict.fromkeys(daemons))} for name, daemons in found.items() if daemons]


def _console_gone(options: Mapping[str, Any], hosts: Sequence[Mapping[str, Any]]) -> bool:
    """Whether the packages are to go, and the host of the console has nothing left to do for that."""
    consoles = [host for host in hosts if "admin_console" in host["item"]["parts"]]
    going = options["state"] == "absent" and "packages" in options["steps"]
    return going and bool(consoles) and not any(host["planned"] or host["restart"] for host in consoles)


def _ask(targets: Sequence[Mapping[str, Any]], due: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The core host is asked for the backup whichever host is restarted."""
    if not due:
        return []
    core = str(targets[0]["host"])
    return [{"host": core, "daemons": ["bm-core"]}, *(dict(one) for one in due if one["host"] != core)]


def _brings_back(options: Mapping[str, Any], due: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a restart comes before BlueMind has to be usable, and takes bm-core along."""
    if options["state"] == "absent":  # the domains go first
        return False
    return any(options["restart"] == "bmctl" or "bm-core" in one["daemons"] for one in due)


def usable(server: Mapping[str, Any]) -> bool:
    """Whether BlueMind runs and says what it thinks of the credentials."""
    return server["state"] == RUNNING and server["authenticated"] is not None


def _refuse_server(
    options: Mapping[str, Any], server: Mapping[str, Any], hosts: Sequence[Mapping[str, Any]], restarts: bool
) -> None:
    """Raise Refused where neither waiting nor a restart helps."""
    state, warnings = server["state"], server.get("warnings")
    why = warnings[0] if state == RUNNING and warnings else server["starleaf"]["reason"]
    if state in CURES:
        raise Refused(_told(options, why))
    # While it starts, it knows no accounts but its own. Without a warning, no credentials were given.
    if state == RUNNING and not server["authenticated"] and not warnings:
        raise Refused(credentials(options["prefix"], options["api_url"], server["authenticated"] is not None))
    release = Release.parse(server["version"]["release"], server["version"]["software"])
    for provider in (BY_NAME[name] for name in options["plugins"] if options["state"] == "present" and hosts):
        if not provider.supports(release):
            raise Refused(provider.reason(release))
    starts = server["starting"] or any("activating" in host["services"].values() for host in hosts)
    # It was asked before the host, while another run restarted it.
    starts = starts or any(covers(job, ["bm-core"]) for host in hosts for job in host["awaited"])
    if options["on_domains"] and not usable(server) and not (starts or restarts):
        seen = [f"{host['item']['host']}: {text}. " for host in hosts for text in host["remarks"]]
        when = " before the domains go" if options["state"] == "absent" else ""
        told = f"{_told(options, why)} {''.join(seen)}This run does not restart bm-core{when}"
        raise Refused(f"{told}, so waiting will not help")


def _told(options: Mapping[str, Any], why: str) -> str:
    """With the address, which an error of the connection names itself, and in the role's words."""
    why = in_role_words(options["prefix"].rstrip("_"), why)
    return why if options["api_url"] in why else f"{options['api_url']}: {why}"


def credentials(prefix: str, api_url: str, given: bool) -> str:
    """What to say when BlueMind does not accept them, or none are given."""
    options = f"{prefix}api_key, {prefix}api_key_path, or {prefix}api_username with {prefix}api_password"
    if given:
        return f"{api_url}: BlueMind does not accept these credentials. Check which of {options} you have given"
    return f"{api_url}: no credentials are given. Give one of {options}"


def require_plugins(options: Mapping[str, Any], decision: Decision, found: Mapping[str, Any]) -> None:
    """Raise Refused where domains need a plugin that is to go, or that bm-core has not loaded.

    `found` is the result of bluemind_videoconferences in check mode; with the state absent, of a run that takes the
    providers from all domains of the server.
    """
    if options["state"] == "absent":
        _require_no_other_domain(options, found)
    elif decision.unloaded:
        _require_loaded(options, found["changes"])


def _require_no_other_domain(options: Mapping[str, Any], found: Mapping[str, Any]) -> None:
    # Without the step configure this run dissociates nothing.
    listed = 0 if options["compare_only"] else options["listed"]
    losing = {str(change["domain"]) for change in found["changes"]}
    others = [one for one in found["domains"][listed:] if one["name"] in losing]
    if others:
        prefix = options["prefix"]
        have = "has" if len(others) == 1 else "have"
        who = ", ".join(f"{one['name']} ({BY_NAME[one['provider']].name})" for one in others)
        cure = f"or set {prefix}purge: true with a sufficient {prefix}purge_limit"
        if options["replaced_by"]:  # a migration, which purges nothing
            cure = f"with provider: {options['replaced_by']} to move it, or with its provider and state: absent"
        raise Refused(
            f"The packages are to go, and {who} {have} a resource that this run does not dissociate: users would see a"
            f" button that ends in an error. List the domain in {prefix}domains, {cure}, and run the step configure too"
        )


def _require_loaded(options: Mapping[str, Any], changes: Iterable[Mapping[str, Any]]) -> None:
    """A resource that is there and of no use would be made anew."""
    new = [str(one["domain"]) for one in changes if (one["kind"], one["field"]) == ("create", "resource")]
    if new:
        never = options["restart"] == "never"
        why = f"{options['prefix']}restart is never" if never else "this run leaves the step restart out"
        cure = "Run `bmctl restart` there, then this again" if never else "Run this with the tag restart as well"
        raise NotLoaded(
            f"Restart pending: the plugin is installed and bm-core has not loaded it, because {why};"
            f" {', '.join(dict.fromkeys(new))} {'needs' if len(new) == 1 else 'need'} it. {cure}"
        )
