# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many domains of one server, over shared connections, for the modules of every provider.

Phases: find the resources of every domain, read the containers of all with few requests, then reconcile each domain.
Nothing is written before every domain is found and the purge is within its limit.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Callable, Iterable, List, Mapping, NamedTuple, Sequence

from ..bluemind.api import Api
from ..bluemind.connections import POOL
from ..bluemind.errors import BlueMindError, protocol_errors
from ..bluemind.releases import Release
from ..model.provider import Provider
from ..model.records import Current, Desired, Domain
from ..reconcile.plan import plan_domain
from ..reconcile.read import Found, complete, find
from ..reconcile.server import ServerCache
from .booked_options import RemovalOptions
from .one_domain import reconcile_domain
from .runner import failure
from .workers import Workers

BATCH_SPEC: dict[str, Any] = {
    "purge_limit": {"type": "int", "default": 1},
    "allow_empty": {"type": "bool", "default": False},
    "concurrency": {"type": "int", "default": POOL},
}
# Container uids in one request, far below the 10 MB that the web server accepts (contract#addresses-and-proxies).
CHUNK = 3000
PARTS = ("applied", "failed_changes", "not_attempted")


def records_spec(record: Mapping[str, Any]) -> dict[str, Any]:
    """The option `domains`; `details` lets it take what the info module returns."""
    options = {**record, "details": {"type": "dict"}}
    return {"type": "list", "elements": "dict", "required": True, "options": options}


class Purge(NamedTuple):
    """What every domain loses that is not listed: the option that says so, these providers, at most `limit` of it."""

    option: str
    providers: tuple[Provider, ...]
    limit: int
    allow_empty: bool


NO_PURGE = Purge("", (), 0, False)


@dataclass(frozen=True)
class Entry:
    """One domain and provider to reconcile, or the `error` that prevents it.

    `before` is its state if it was read already.
    """

    desired: Desired
    domain: Domain | None = None
    found: Found | None = None
    before: Current | None = None
    error: BlueMindError | None = None

    @property
    def key(self) -> tuple[str, str]:
        """The same for two entries that would change the same resource."""
        return (self.domain.uid if self.domain else self.desired.domain, self.desired.provider.id)


Group = List[Entry]  # of one domain


def many_domains(
    api: Api,
    wanted: Sequence[Desired],
    purge: Purge,
    concurrency: int,
    check_mode: bool,
    removal: RemovalOptions,
    strict: bool = False,
) -> dict[str, Any]:
    """The result of a task that lists domains."""
    if not 1 <= concurrency <= POOL:
        raise BlueMindError("input", f"concurrency must be from 1 to {POOL}, and is {concurrency}.")
    if purge.limit < 0:
        raise BlueMindError("input", f"purge_limit must be 0 or more, and is {purge.limit}.")
    server = ServerCache(api)
    entries = [_locate(server, replace(desired, removal=removal.policy)) for desired in wanted]
    _refuse_twice(entries)
    with Workers(api, concurrency) as workers:
        entries = _find_all(server, entries, workers)
        others = _others(server, entries, purge, removal, workers) if purge.providers else []
        uids = (uid for entry in (*entries, *others) if entry.found for uid in entry.found.containers)
        containers = read_containers(api, uids, workers)
        others = workers.map(lambda entry: replace(entry, before=_before(server, entry, containers)), others)
        entries += _purged(server, entries, others, purge)

        def work(entry: Entry) -> dict[str, Any]:
            return _reconcile(server, entry, containers, check_mode, removal, strict)

        results = _reconcile_all(server, entries, work, workers)
    return _together(entries, results, check_mode)


def _locate(server: ServerCache, desired: Desired) -> Entry:
    try:
        return Entry(desired, server.domain(desired.domain))
    except BlueMindError as error:
        if error.kind != "input":
            raise
        return Entry(desired, error=error)


def _refuse_twice(entries: Iterable[Entry]) -> None:
    names: dict[tuple[str, str], str] = {}
    for entry in entries:
        if entry.domain and entry.key in names:
            first, again = names[entry.key], entry.desired.domain
            text = f"{again} is listed twice" if first == again else f"{first} and {again} are the same domain"
            raise BlueMindError("input", f"{text}; list it once for {entry.desired.provider.name}.")
        if entry.domain:
            names[entry.key] = entry.desired.domain


def _by_domain(entries: Iterable[Entry]) -> list[Group]:
    """Two providers of one domain are handled one after the other, because both may need its resource type."""
    groups: dict[str, Group] = {}
    for entry in entries:
        groups.setdefault(entry.key[0], []).append(entry)
    return list(groups.values())


def _find_all(server: ServerCache, entries: Sequence[Entry], workers: Workers) -> list[Entry]:
    """The entries with their domains' resources, in the order given."""
    groups = workers.map(lambda group: _find(server, group), _by_domain(entries))
    found = {entry.key: entry for group in groups for entry in group}
    return [found[entry.key] if entry.domain else entry for entry in entries]


def _find(server: ServerCache, group: Group) -> Group:
    domain = group[0].domain
    if domain is None:
        return group
    try:
        with protocol_errors():
            found = find(server, domain, group[0].desired.provider)
    except BlueMindError as error:
        return [replace(entry, error=error) for entry in group]
    return [replace(entry, found=found.of(entry.desired)) for entry in group]


def _others(
    server: ServerCache, entries: Sequence[Entry], purge: Purge, removal: RemovalOptions, workers: Workers
) -> list[Entry]:
    """Every domain of the server with each provider for which it is not listed, to be dissociated."""
    lost = [entry.desired.domain for entry in entries if entry.error]
    if lost:
        # The domain that a misspelt name means would be purged.
        listed = ", ".join(dict.fromkeys(lost))
        text = f"{purge.option} is not safe unless every listed domain is found; not found or not readable: {listed}."
        raise BlueMindError("input", f"{text} {_messages(entries)}")
    others = [
        Entry(Desired(domain.name, provider, state="absent", removal=removal.policy), domain)
        for domain in server.domains
        for provider in purge.providers
    ]
    listed_keys = {entry.key for entry in entries}
    return _find_all(server, [entry for entry in others if entry.key not in listed_keys], workers)


def _before(server: ServerCache, entry: Entry, containers: Mapping[str, Mapping[str, Any]]) -> Current:
    """The state of the entry's domain."""
    if entry.error or entry.found is None:
        raise entry.error or BlueMindError("input", "unknown domain")
    with protocol_errors():
        return complete(server, entry.found, containers, entry.desired)


def _purged(server: ServerCache, entries: Sequence[Entry], others: Iterable[Entry], purge: Purge) -> list[Entry]:
    """The others that have anything of the provider, also what stays booked, which is told again.

    Errors: `input` if more than the limit would change.
    """
    found = [(entry, entry.before) for entry in others if entry.before]
    doomed = [entry for entry, before in found if _has_work(entry.desired, before, server.release)]
    several = len(purge.providers) > 1
    names = ", ".join(
        f"{entry.desired.domain} ({entry.desired.provider.short})" if several else entry.desired.domain
        for entry in doomed
    )
    if doomed and not entries and not purge.allow_empty:
        text = f"{purge.option} with an empty list would dissociate {names}; confirm it with allow_empty: true."
        raise BlueMindError("input", text)
    if len(doomed) > purge.limit:
        text = f"{purge.option} would dissociate {len(doomed)} domains, purge_limit is {purge.limit}: {names}."
        raise BlueMindError("input", f"{text} Raise purge_limit if this is intended. Nothing was written.")
    keys = {entry.key for entry in doomed}
    return [entry for entry, before in found if entry.key in keys or _is_booked(before)]


def _is_booked(before: Current) -> bool:
    return any(one.bookings and one.bookings.exist for one in before.resources)


def _has_work(desired: Desired, before: Current, release: Release) -> bool:
    """Also if it will be refused: that domain fails then, and its bookings are told."""
    try:
        return bool(plan_domain(desired, before, release))
    except BlueMindError:
        return True


def _messages(entries: Iterable[Entry]) -> str:
    """All error messages."""
    return " ".join(dict.fromkeys(entry.error.message for entry in entries if entry.error))


def read_containers(api: Api, uids: Iterable[str], workers: Workers) -> dict[str, dict[str, Any]]:
    """The descriptors of those that exist, by uid, with few requests."""
    each_once = list(dict.fromkeys(uids))  # two providers of a domain may both look at a resource of neither
    chunks = [each_once[start : start + CHUNK] for start in range(0, len(each_once), CHUNK)]
    return {uid: one for found in workers.map(api.containers, chunks) for uid, one in found.items()}


def _reconcile_all(
    server: ServerCache, entries: Sequence[Entry], work: Callable[[Entry], dict[str, Any]], workers: Workers
) -> list[dict[str, Any]]:
    """The result of every entry, in the order given."""

    def work_off(group: Group) -> list[tuple[tuple[str, str], dict[str, Any]]]:
        try:
            return [(entry.key, work(entry)) for entry in group]
        finally:
            if group[0].domain:
                server.forget(group[0].domain)

    results = dict(pair for pairs in workers.map(work_off, _by_domain(entries)) for pair in pairs)
    return [results[entry.key] for entry in entries]


def _reconcile(
    server: ServerCache,
    entry: Entry,
    containers: Mapping[str, Mapping[str, Any]],
    check_mode: bool,
    removal: RemovalOptions,
    strict: bool,
) -> dict[str, Any]:
    """The result of one entry, in the format of the module for one domain."""
    try:
        with protocol_errors():
            before = entry.before or _before(server, entry, containers)
            return reconcile_domain(server, before, entry.desired, check_mode, removal, strict)
    except BlueMindError as error:
        return failure(error)


def _together(entries: Sequence[Entry], results: Sequence[dict[str, Any]], check_mode: bool) -> dict[str, Any]:
    """One result from many, in the order given."""
    failed = [_failed(entry, result) for entry, result in zip(entries, results) if "error" in result]
    lacking = [text for result in results for text in (result.get("ready") or {}).get("missing", ())]
    whole: dict[str, Any] = {
        "changed": any(result["changed"] for result in results),
        "domains": [
            {
                **result["domain"],
                "notified": result["notified"],
                "changes": len(result["changes"]),
                "ready": result["ready"],
            }
            for result in results
            if result.get("domain")
        ],
        "changes": [change for result in results for change in result.get("changes", ())],
        "notified": [one for result in results for one in result.get("notified", ())],
        "bookings": [one for result in results for one in result.get("bookings", ())],
        "failed_domains": failed,
        "ready": {"ok": not (lacking or failed), "missing": lacking},
        "verified": None if check_mode else not failed,
        "diff": {
            side: "".join(result["diff"][side] for result in results if "diff" in result)
            for side in ("before", "after")
        },
        "warnings": sorted({text for result in results for text in result.get("warnings", ())}),
    }
    if failed:
        told = " ".join(one["msg"] for one in failed)
        parts = {part: [one for entry in failed for one in entry.get(part, ())] for part in PARTS}
        parts["applied"] = whole["changes"]  # the other domains' changes are true as well
        whole.update(msg=f"{len(failed)} of {len(entries)} domains failed. {told}", error=failed[0]["error"], **parts)
    return whole


def _failed(entry: Entry, result: Mapping[str, Any]) -> dict[str, Any]:
    kept = {key: result.get(key, []) for key in PARTS}
    name, text, error = entry.desired.domain, result["msg"], result["error"]
    named = name in text.replace(error["url"] or "", "")
    shown = text if named else f"{name}: {text}"
    return {"domain": name, "provider": entry.desired.provider.short, "msg": shown, "error": error, **kept}
