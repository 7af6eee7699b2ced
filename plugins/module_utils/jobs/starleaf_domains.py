# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`bluemind_starleaf_domains`: many domains of one server, over shared connections.

Phases: find the resources of every domain, read the containers of all with few requests, then reconcile each domain.
Nothing is written before every domain is found and the purge is within its limit.
"""

from __future__ import annotations

from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any, Iterable, Mapping, Sequence

from ..bluemind.api import Api
from ..bluemind.connections import POOL
from ..bluemind.errors import BlueMindError, protocol_errors
from ..model.providers import STARLEAF
from ..model.records import Current, Desired, Domain
from ..reconcile.plan import plan_domain
from ..reconcile.read import Found, complete, find
from ..reconcile.server import ServerCache
from .arguments import domain_spec, to_desired
from .runner import Job, failure
from .starleaf_domain import reconcile_domain

SPEC: dict[str, Any] = {
    "domains": {
        "type": "list",
        "elements": "dict",
        "required": True,
        "options": {**domain_spec(STARLEAF), "details": {"type": "dict"}},
    },
    "purge": {"type": "bool", "default": False},
    "purge_limit": {"type": "int", "default": 1},
    "allow_empty": {"type": "bool", "default": False},
    "concurrency": {"type": "int", "default": 16},
}
# Container uids in one request, far below the 10 MB that the web server accepts (contract#addresses-and-proxies).
CHUNK = 3000
PARTS = ("applied", "failed_changes", "not_attempted")


@dataclass(frozen=True)
class Entry:
    """One domain to reconcile, or the `error` that prevents it; `before` is its state if it was read already."""

    desired: Desired
    domain: Domain | None = None
    found: Found | None = None
    before: Current | None = None
    error: BlueMindError | None = None


def starleaf_domains(api: Api, params: Mapping[str, Any], check_mode: bool) -> dict[str, Any]:
    """The result of one task."""
    if not 1 <= params["concurrency"] <= POOL or params["purge_limit"] < 0:
        raise BlueMindError("input", f"concurrency must be from 1 to {POOL}, and purge_limit 0 or more.")
    wanted = [to_desired(record, STARLEAF) for record in params["domains"]]
    server = ServerCache(api)
    entries = [_locate(server, desired) for desired in wanted]
    _refuse_twice(entries)
    with ThreadPoolExecutor(params["concurrency"]) as pool:
        entries = list(pool.map(lambda entry: _find(server, entry), entries))
        others = _others(server, entries, pool) if params["purge"] else []
        containers = _containers(api, [*entries, *others], pool)
        others = list(pool.map(lambda entry: replace(entry, before=_before(server, entry, containers)), others))
        entries += _purged(server, entries, others, params)
        results = list(pool.map(lambda entry: _reconcile(server, entry, containers, check_mode), entries))
    return _together(entries, results, check_mode)


def _locate(server: ServerCache, desired: Desired) -> Entry:
    try:
        return Entry(desired, server.domain(desired.domain))
    except BlueMindError as error:
        if error.kind != "input":
            raise
        return Entry(desired, error=error)


def _refuse_twice(entries: Iterable[Entry]) -> None:
    names: dict[str, str] = {}
    for entry in entries:
        if entry.domain and entry.domain.uid in names:
            text = f"{names[entry.domain.uid]} and {entry.desired.domain} are the same domain; list it once."
            raise BlueMindError("input", text)
        if entry.domain:
            names[entry.domain.uid] = entry.desired.domain


def _find(server: ServerCache, entry: Entry) -> Entry:
    """The entry with its domain's resources."""
    if entry.domain is None:
        return entry
    try:
        with protocol_errors():
            return replace(entry, found=find(server, entry.domain, entry.desired.provider))
    except BlueMindError as error:
        return replace(entry, error=error)


def _others(server: ServerCache, entries: Sequence[Entry], pool: Executor) -> list[Entry]:
    """Every domain of the server that is not listed, to be dissociated."""
    lost = [entry.desired.domain for entry in entries if entry.error]
    if lost:
        # The domain that a misspelt name means would be purged.
        text = f"purge is not safe unless every listed domain is found; not found or not readable: {', '.join(lost)}."
        raise BlueMindError("input", f"{text} {_messages(entries)}")
    listed = {entry.domain for entry in entries}
    others = [
        Entry(Desired(domain.name, STARLEAF, state="absent"), domain)
        for domain in server.domains
        if domain not in listed
    ]
    return list(pool.map(lambda entry: _find(server, entry), others))


def _before(server: ServerCache, entry: Entry, containers: Mapping[str, Mapping[str, Any]]) -> Current:
    """The state of the entry's domain."""
    if entry.error or entry.found is None:
        raise entry.error or BlueMindError("input", "unknown domain")
    with protocol_errors():
        return complete(server, entry.found, containers, entry.desired)


def _purged(
    server: ServerCache, entries: Sequence[Entry], others: Iterable[Entry], params: Mapping[str, Any]
) -> list[Entry]:
    """The others that have anything of the provider. Errors: `input` if they are more than the limit."""
    doomed = [entry for entry in others if entry.before and plan_domain(entry.desired, entry.before, server.release)]
    names = ", ".join(entry.desired.domain for entry in doomed)
    if doomed and not entries and not params["allow_empty"]:
        raise BlueMindError(
            "input", f"purge with an empty list would dissociate {names}; confirm it with allow_empty: true."
        )
    if len(doomed) > params["purge_limit"]:
        text = f"purge would dissociate {len(doomed)} domains, purge_limit is {params['purge_limit']}: {names}."
        raise BlueMindError("input", f"{text} Raise purge_limit if this is intended. Nothing was written.")
    return doomed


def _messages(entries: Iterable[Entry]) -> str:
    """All error messages."""
    return " ".join(entry.error.message for entry in entries if entry.error)


def _containers(api: Api, entries: Iterable[Entry], pool: Executor) -> dict[str, dict[str, Any]]:
    """The descriptors of the containers of all domains."""
    uids = [uid for entry in entries if entry.found for uid in entry.found.containers]
    chunks = [uids[start : start + CHUNK] for start in range(0, len(uids), CHUNK)]
    return {uid: one for found in pool.map(api.containers, chunks) for uid, one in found.items()}


def _reconcile(
    server: ServerCache, entry: Entry, containers: Mapping[str, Mapping[str, Any]], check_mode: bool
) -> dict[str, Any]:
    """The result of one domain, in the format of the module for one domain."""
    try:
        with protocol_errors():
            before = entry.before or _before(server, entry, containers)
            return reconcile_domain(server, before, entry.desired, check_mode)
    except BlueMindError as error:
        return failure(error)
    finally:
        if entry.domain:
            server.forget(entry.domain)


def _together(entries: Sequence[Entry], results: Sequence[dict[str, Any]], check_mode: bool) -> dict[str, Any]:
    """One result from many, in the order given."""
    failed = [_failed(entry, result) for entry, result in zip(entries, results) if "error" in result]
    whole: dict[str, Any] = {
        "changed": any(result["changed"] for result in results),
        "domains": [{**result["domain"], "notified": result["notified"]} for result in results if result.get("domain")],
        "changes": [change for result in results for change in result.get("changes", ())],
        "notified": [one for result in results for one in result.get("notified", ())],
        "failed_domains": failed,
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
    return {"domain": name, "msg": text if named else f"{name}: {text}", "error": error, **kept}


JOB = Job(starleaf_domains, SPEC)
