# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The job of `bluemind_starleaf_domains`: many domains of one server, each on its own, over shared connections.

Phases: find the resources of every domain, read all their containers with one request, then settle each domain.
Nothing is written before every domain is found and the purge is known to be within its limit.
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
# Container uids in one request: far below the 10 MB that the web server in front takes (contract section 1.1).
CHUNK = 3000
PARTS = ("applied", "failed_changes", "not_attempted")


@dataclass(frozen=True)
class Task:
    """One domain to settle, or the `error` that keeps it from being settled; `before` is its state once it is read."""

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
    tasks = [_locate(server, desired) for desired in wanted]
    _refuse_twice(tasks)
    with ThreadPoolExecutor(params["concurrency"]) as pool:
        tasks = list(pool.map(lambda task: _find(server, task), tasks))
        others = _others(server, tasks, pool) if params["purge"] else []
        containers = _containers(api, [*tasks, *others], pool)
        others = list(pool.map(lambda task: replace(task, before=_before(server, task, containers)), others))
        tasks += _purged(server, tasks, others, params)
        results = list(pool.map(lambda task: _settle(server, task, containers, check_mode), tasks))
    return _together(tasks, results, check_mode)


def _locate(server: ServerCache, desired: Desired) -> Task:
    try:
        return Task(desired, server.domain(desired.domain))
    except BlueMindError as error:
        if error.kind != "input":
            raise
        return Task(desired, error=error)


def _refuse_twice(tasks: Iterable[Task]) -> None:
    names: dict[str, str] = {}
    for task in tasks:
        if task.domain and task.domain.uid in names:
            text = f"{names[task.domain.uid]} and {task.desired.domain} are the same domain; list it once."
            raise BlueMindError("input", text)
        if task.domain:
            names[task.domain.uid] = task.desired.domain


def _find(server: ServerCache, task: Task) -> Task:
    """The task with its domain's resources."""
    if task.domain is None:
        return task
    try:
        with protocol_errors():
            return replace(task, found=find(server, task.domain, task.desired.provider))
    except BlueMindError as error:
        return replace(task, error=error)


def _others(server: ServerCache, tasks: Sequence[Task], pool: Executor) -> list[Task]:
    """Every domain of the server that is not listed, to be dissociated."""
    lost = [task.desired.domain for task in tasks if task.error]
    if lost:
        # A misspelt domain would count as "another" one, and be purged.
        text = f"purge needs to know every listed domain; not found or not readable: {', '.join(lost)}."
        raise BlueMindError("input", f"{text} {_messages(tasks)}")
    listed = {task.domain for task in tasks}
    others = [Task(Desired(one.name, STARLEAF, state="absent"), one) for one in server.domains if one not in listed]
    return list(pool.map(lambda task: _find(server, task), others))


def _before(server: ServerCache, task: Task, containers: Mapping[str, Mapping[str, Any]]) -> Current:
    """The state of the task's domain."""
    if task.error or task.found is None:
        raise task.error or BlueMindError("input", "unknown domain")
    with protocol_errors():
        return complete(server, task.found, containers, task.desired)


def _purged(
    server: ServerCache, tasks: Sequence[Task], others: Iterable[Task], params: Mapping[str, Any]
) -> list[Task]:
    """Those of the others that hold anything of StarLeaf; refused whole when they are more than was allowed."""
    doomed = [task for task in others if task.before and plan_domain(task.desired, task.before, server.release)]
    names = ", ".join(task.desired.domain for task in doomed)
    if doomed and not tasks and not params["allow_empty"]:
        raise BlueMindError(
            "input", f"purge with an empty list would dissociate {names}; say so with allow_empty: true."
        )
    if len(doomed) > params["purge_limit"]:
        text = f"purge would dissociate {len(doomed)} domains, purge_limit is {params['purge_limit']}: {names}."
        raise BlueMindError("input", f"{text} Raise purge_limit if that is meant. Nothing was written.")
    return doomed


def _messages(tasks: Iterable[Task]) -> str:
    """The messages of the tasks that have an error."""
    return " ".join(task.error.message for task in tasks if task.error)


def _containers(api: Api, tasks: Iterable[Task], pool: Executor) -> dict[str, dict[str, Any]]:
    """The descriptors of the containers of all domains, by as few requests as their size allows."""
    uids = [uid for task in tasks if task.found for uid in task.found.containers]
    chunks = [uids[start : start + CHUNK] for start in range(0, len(uids), CHUNK)]
    return {uid: one for found in pool.map(api.containers, chunks) for uid, one in found.items()}


def _settle(
    server: ServerCache, task: Task, containers: Mapping[str, Mapping[str, Any]], check_mode: bool
) -> dict[str, Any]:
    """The result of one domain, as the module for one domain gives it."""
    try:
        with protocol_errors():
            before = task.before or _before(server, task, containers)
            return reconcile_domain(server, before, task.desired, check_mode)
    except BlueMindError as error:
        return failure(error)
    finally:
        if task.domain:
            server.forget(task.domain)


def _together(tasks: Sequence[Task], results: Sequence[dict[str, Any]], check_mode: bool) -> dict[str, Any]:
    """One result of many, in the order given."""
    failed = [_failed(task, result) for task, result in zip(tasks, results) if "error" in result]
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
        parts["applied"] = whole["changes"]  # what the other domains reached is true as well
        whole.update(msg=f"{len(failed)} of {len(tasks)} domains failed. {told}", error=failed[0]["error"], **parts)
    return whole


def _failed(task: Task, result: Mapping[str, Any]) -> dict[str, Any]:
    kept = {key: result.get(key, []) for key in PARTS}
    name, text, error = task.desired.domain, result["msg"], result["error"]
    named = name in text.replace(error["url"] or "", "")
    return {"domain": name, "msg": text if named else f"{name}: {text}", "error": error, **kept}


JOB = Job(starleaf_domains, SPEC)
