# SPDX-License-Identifier: GPL-3.0-or-later
"""How the simulator is built: imports go down, whole paths in the routes, references to headings that exist."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from bluemind_simulator.services import ROUTES
from tests.support.simulator import CHECKOUT

PACKAGE = CHECKOUT / "simulator" / "bluemind_simulator"
FLOORS = ("state", "engine", "services", "control", "__main__")  # each may import the ones before it
REFERENCE = re.compile(r"contract#([\w-]+)")


@cache
def modules() -> dict[str, Path]:
    """`engine.wire` → its file."""
    return {".".join(file.relative_to(PACKAGE).with_suffix("").parts): file for file in PACKAGE.rglob("*.py")}


def imports(name: str, file: Path) -> Iterator[str]:
    """The modules of the simulator that this one names, those for type checking included."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            package = name.split(".")[: -node.level]
            base = ".".join([*package, *([node.module] if node.module else [])])
            for alias in node.names:
                found = [f"{base}.{alias.name}", base, f"{base}.__init__"]
                yield from [one for one in found if one in modules()][:1]


@cache
def graph() -> dict[str, set[str]]:
    """Every module and what it imports."""
    return {name: set(imports(name, file)) for name, file in modules().items()}


def floor(name: str) -> int:
    """0 is the lowest."""
    return FLOORS.index(name.split(".")[0])


def test_imports_go_down() -> None:
    up = [(one, other) for one, named in graph().items() for other in named if floor(other) > floor(one)]
    assert up == []


def test_no_import_circle() -> None:
    assert list(TopologicalSorter(graph()).static_order())


def test_a_grep_for_a_path_finds_its_handler() -> None:
    for route in ROUTES:
        assert f'"{route.pattern}"' in inspect.getsource(route.handler), route


def anchors() -> set[str]:
    """The headings of the contract, as links to them are written."""
    text = (CHECKOUT / "docs" / "contract.md").read_text(encoding="utf-8")
    return {
        re.sub(r"[^a-z0-9 _-]", "", title.lower()).replace(" ", "-") for title in re.findall(r"(?m)^#+ (.*)$", text)
    }


@pytest.mark.parametrize("folder", ["plugins", "simulator", "tests", "docs"])
def test_a_reference_to_the_contract_names_a_heading(folder: str) -> None:
    known, lost = anchors(), []
    for file in (CHECKOUT / folder).rglob("*.*"):
        if file.suffix in {".py", ".md", ".yml"}:
            text = file.read_text(encoding="utf-8")
            lost += [f"{file.name}: {name}" for name in REFERENCE.findall(text) if name not in known]
            if file.name == "contract.md":
                lost += [name for name in re.findall(r"\]\(#([^)]+)\)", text) if name not in known]
    assert lost == []
