# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets that must never show, a server that holds them, and what runs that try to show them are made of."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from tests.playbooks.programs import module
from tests.support import seeds
from tests.support.seeds import share, starleaf

# Each has a core that no other text has, so that a part, or another spelling around it, shows too.
GIVEN = "given-7f1c0e52a9d84b36"
STORED = "stored-93be61d05c2f4a78"
API_KEY = "apikey-c84d2a6f17e05b39"
WRONG_KEY = "wrongkey-5e90b7d3c1f26a84"
PASSWORD = "password-2d6a8f0b4c91e375"
CORE = "core-e17b35c9d0f84a62"
PUBLISHED = "x-calendar-public-46f8d12ab09c7e53"
STRANGE = 'ström"\\ /+%&-8b02f6a4d7c91e53'
SECRETS = {
    "given token": GIVEN,
    "stored token": STORED,
    "API key": API_KEY,
    "wrong key": WRONG_KEY,
    "password": PASSWORD,
    "core token": CORE,
    "address of a published calendar": PUBLISHED,
    "strange secret": STRANGE,
}
LENGTH = 10  # this many characters in a row of a secret's core are a leak

TOKEN_PATH = "-settings-container/_settings$"
EVERYBODY = [{"group": "Direction"}, {"user": "alice", "right": "manage"}]


def leaks(output: str, secrets: dict[str, str]) -> list[str]:
    """The lines in which a secret shows, as a whole or in part, each after the secret's name."""
    found = []
    for name, secret in secrets.items():
        core = secret.rpartition("-")[2]
        parts = {core[start : start + LENGTH] for start in range(len(core) - LENGTH + 1)}
        found += [f"{name}: {line[:200]}" for line in output.splitlines() if any(part in line for part in parts)]
    return found


def veiled(content: Any, values: dict[str, Any]) -> Any:
    """`content` with a variable in the place of every text that holds a secret; `values` gets the variables.

    Secrets belong in a vault: Ansible itself prints the lines of a playbook around a task that failed.
    """
    if isinstance(content, dict):
        return {name: veiled(value, values) for name, value in content.items()}
    if isinstance(content, list):
        return [veiled(value, values) for value in content]
    if not isinstance(content, str) or not any(secret in content for secret in SECRETS.values()):
        return content
    name = f"vault_{len(values)}"
    values[name] = content
    return f"{{{{ {name} }}}}"


def server(password: str = PASSWORD) -> dict[str, Any]:
    """example.org has StarLeaf and a published calendar, new.example has nothing yet."""
    acl = share("u-bob", "Read") + share(PUBLISHED, "Read")
    room = {**seeds.ROOM, "acl": share("u-bob", "Invitation") + share(PUBLISHED, "Read")}
    seed = seeds.server(starleaf(settings={"token": STORED}, acl=acl), room)
    more = {"uid": "new.example", "users": [{"uid": "u-new", "login": "new", "email": "new@new.example"}]}
    keys = [{"key": API_KEY, "login": "admin0@global.virt"}]
    return {
        **seed,
        "core_token": CORE,
        "admin_password": password,
        "api_keys": keys,
        "domains": [*seed["domains"], more],
    }


def says(method: str, path: str, message: str, status: int = 500, **more: Any) -> dict[str, Any]:
    """A fault: BlueMind's error shape with this message."""
    body = {"errorCode": "UNKNOWN", "errorType": "ServerFault", "message": message}
    return {"method": method, "path": path, "kind": "status", "status": status, "body": json.dumps(body), **more}


def answers(method: str, path: str, content: Any) -> dict[str, Any]:
    """A fault: HTTP 200 with this JSON instead of the answer."""
    return {"method": method, "path": path, "kind": "status", "status": 200, "body": json.dumps(content)}


@dataclass(frozen=True)
class Case:
    """Tasks for a server with faults; `shows` must be in the output: the case happened, and was not empty."""

    name: str
    tasks: list[dict[str, Any]] = field(repr=False)
    shows: tuple[str, ...]
    faults: tuple[dict[str, Any], ...] = field(default=(), repr=False)
    login: dict[str, Any] = field(default_factory=lambda: {"api_key": API_KEY}, repr=False)
    variables: dict[str, str] = field(default_factory=dict, repr=False)
    fails: bool = True
    both_ways: bool = False  # in Ansible's own process, and as a module elsewhere

    def __str__(self) -> str:
        return self.name


def domain(name: str = "example.org", **options: Any) -> dict[str, Any]:
    """A task."""
    return module("starleaf_domain", domain=name, **options)


def anyway(tasks: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The tasks, each going on after its failure."""
    return [{**task, "ignore_errors": True} for task in tasks]


def role(**variables: Any) -> dict[str, Any]:
    """The role with these variables, its failure caught."""
    include = {"ansible.builtin.include_role": {"name": "bluemind.videoconferencing.starleaf"}, "vars": variables}
    told = {"ansible.builtin.debug": {"msg": "caught {{ ansible_failed_result }}"}}
    return {"block": [{**include, "tags": "always"}], "rescue": [{**told, "tags": "always"}]}
