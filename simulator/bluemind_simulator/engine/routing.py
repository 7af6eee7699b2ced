# SPDX-License-Identifier: GPL-3.0-or-later
"""The routing table: literal segments win over variables, without backtracking (contract#requests-and-paths)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from ..state.callers import Caller
from .faults import Planned
from .wire import Body, Returns, decode_segment
from .world import World


@dataclass(slots=True)
class Call:
    """One call of a method: who, where, with what."""

    world: World
    caller: Caller
    params: dict[str, str]
    query: dict[str, str]
    body: Any = None
    planned: Planned | None = None


Handler = Callable[[Call], Any]


@dataclass(frozen=True, slots=True)
class Route:
    """One method of the API; it exists on the lines `since` <= line < `until`."""

    method: str
    pattern: str
    handler: Handler
    returns: Returns
    body: Body
    since: int
    until: int


@dataclass(slots=True)
class Routes:
    """The methods of one service, collected by decorators."""

    items: list[Route] = field(default_factory=list)

    def add(
        self,
        method: str,
        pattern: str,
        returns: Returns = Returns.JSON,
        body: Body = Body.NONE,
        since: int = 0,
        until: int = 9999,
    ) -> Callable[[Handler], Handler]:
        """Register a handler; variables of the pattern are written `{name}`."""

        def register(handler: Handler) -> Handler:
            self.items.append(Route(method, pattern, handler, returns, body, since, until))
            return handler

        return register


class _Node:
    __slots__ = ("literals", "names", "route", "variable")

    def __init__(self) -> None:
        self.literals: dict[str, _Node] = {}
        self.variable: _Node | None = None
        self.names: tuple[str, ...] = ()
        self.route: Route | None = None


class Table:
    """The compiled table of one server line, one tree for each verb."""

    def __init__(self, routes: Iterable[Route], line: int) -> None:
        self._roots: dict[str, _Node] = {}
        for route in routes:
            if route.since <= line < route.until:
                self._add(route)

    def _add(self, route: Route) -> None:
        node = self._roots.setdefault(route.method, _Node())
        names = []
        for segment in route.pattern.split("/"):
            if segment.startswith("{"):
                names.append(segment[1:-1])
                node.variable = node.variable or _Node()
                node = node.variable
            else:
                node = node.literals.setdefault(segment, _Node())
        node.names = tuple(names)
        node.route = route

    def find(self, method: str, path: str) -> tuple[Route, dict[str, str]] | None:
        """The method at this raw path; double slashes only work without parameters (contract#requests-and-paths)."""
        root = self._roots.get(method)
        if root is None:
            return None
        segments = path.split("/")
        if "" not in segments:
            return self._walk(root, segments)
        found = self._walk(root, [segment for segment in segments if segment])
        return None if found is None or found[1] else found

    @staticmethod
    def _walk(node: _Node, segments: list[str]) -> tuple[Route, dict[str, str]] | None:
        values = []
        for segment in segments:
            child = node.literals.get(segment)
            if child is None:
                child = node.variable
                if child is None:
                    return None
                values.append(decode_segment(segment))
            node = child
        if node.route is None:
            return None
        return node.route, dict(zip(node.names, values, strict=True))
