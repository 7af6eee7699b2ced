# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives one official BlueMind client; runs with the Python of that client's own environment.

Reads `{"url": …, "key": …, "steps": [step, …]}` on stdin and prints `{step id: outcome}` as JSON.

A step is `{"id", "on", "call", "args"}`. `on` is `"bm"` for a method of the client's `BMClient` (which keeps the
session key of its `login`), or `[class path, constructor argument, …]` for an endpoint, e.g.
`["resource.api.IResources", "example.org"]`. `key` replaces the session key for one step.
An outcome is `{"value": …}`, `{"fault": [code, type, message]}` for the client's ServerFault, or
`{"raised": class, "text": …}` for anything else.

Arguments are JSON, with four markers: `{"$new": path, attribute: …}` makes one of the client's objects,
`{"$enum": path, "name": …}` one of its constants, `{"$ref": "id.attribute.0"}` takes the live result of an earlier
step (and `"set": {…}` changes it first), `{"$bytes": base64}` makes bytes.
"""

from __future__ import annotations

import base64
import importlib
import json
import sys
import warnings
from datetime import datetime
from enum import Enum
from typing import Any

Results = dict[str, Any]


def named(path: str) -> Any:
    """A class of the client: `resource.api.IResources` is the class of that name in the module of that name."""
    return getattr(importlib.import_module(f"netbluemind.{path}"), path.rpartition(".")[2])


def follow(results: Results, reference: str) -> Any:
    """A live object: the result of an earlier step, then attributes, keys and indexes."""
    name, *steps = reference.split(".")
    found = results[name]
    for step in steps:
        if isinstance(found, list):
            found = found[int(step)]
        elif isinstance(found, dict):
            found = found[step]
        else:
            found = getattr(found, step)
    return found


def live(value: Any, results: Results) -> Any:
    """JSON with its markers turned into the client's objects."""
    if isinstance(value, list):
        return [live(one, results) for one in value]
    if not isinstance(value, dict):
        return value
    if "$bytes" in value:
        return base64.b64decode(value["$bytes"])
    if "$enum" in value:
        return named(value["$enum"])[value["name"]]
    if "$ref" in value:
        made, changes = follow(results, value["$ref"]), value.get("set", {})
    elif "$new" in value:
        made, changes = named(value["$new"])(), {key: one for key, one in value.items() if key != "$new"}
    else:
        return {key: live(one, results) for key, one in value.items()}
    for attribute, one in changes.items():
        if not hasattr(made, attribute):
            raise AttributeError(f"{type(made).__name__} has no {attribute}")
        setattr(made, attribute, live(one, results))
    return made


def plain(value: Any) -> Any:
    """The client's objects as JSON."""
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, bytes):
        return {"$bytes": base64.b64encode(value).decode()}
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple, set)):
        return [plain(one) for one in value]
    if hasattr(value, "__dict__"):
        return {key: plain(one) for key, one in vars(value).items()}
    return value


def run(url: str, key: str | None, steps: list[dict[str, Any]]) -> dict[str, Any]:
    """All the steps in their order; a step that fails does not stop the next one."""
    client_module = importlib.import_module("netbluemind.python.client")
    client = client_module.BMClient(url, key)
    results: Results = {}
    outcomes: dict[str, Any] = {}
    for step in steps:
        try:
            caller = client
            if "key" in step:
                caller = client_module.BMClient(url, live(step["key"], results))
            target = caller
            if step["on"] != "bm":
                path, *arguments = step["on"]
                target = caller.instance(named(path), *live(arguments, results))
            result = getattr(target, step["call"])(*live(step.get("args", []), results))
            results[step["id"]] = result
            outcomes[step["id"]] = {"value": plain(result)}
        except client_module.ServerFault as fault:
            outcomes[step["id"]] = {"fault": list(fault.args)}
        except Exception as error:  # what the client does with the answer is what the test looks at
            outcomes[step["id"]] = {"raised": type(error).__name__, "text": str(error)}
    return outcomes


def main() -> None:
    """Run what stdin asks for."""
    warnings.simplefilter("ignore")  # the clients never verify certificates
    order = json.load(sys.stdin)
    json.dump(run(order["url"], order.get("key"), order["steps"]), sys.stdout)


if __name__ == "__main__":
    main()
