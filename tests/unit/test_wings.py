# SPDX-License-Identifier: GPL-3.0-or-later
"""Imports in `plugins/` go down only: jobs → reconcile → model → bluemind; host beside reconcile, audit alone."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.simulator import CHECKOUT

PLUGINS = CHECKOUT / "plugins"
# Folder → the wings that its files may import, besides their own.
BELOW = {
    "bluemind": set(),
    "model": {"bluemind"},
    "reconcile": {"model", "bluemind"},
    "host": {"model", "bluemind"},
    "jobs": {"host", "reconcile", "model", "bluemind"},
    "audit": set(),
    "plugin_utils": {"jobs", "host", "model", "bluemind", "audit"},
    "action": {"jobs", "host", "bluemind", "plugin_utils", "audit"},
    "modules": {"jobs"},
    "doc_fragments": set(),
    "filter": {"plugin_utils"},
}
WINGS = {"bluemind", "model", "reconcile", "host", "jobs", "audit", "plugin_utils"}
# What is not of this collection and not of the standard library → the files that may import it.
OUTSIDE = {
    "requests": {"bluemind/connections.py", "bluemind/transport.py"},
    "urllib3": {"bluemind/connections.py"},
    "jinja2": {"plugin_utils/audit_page.py"},
    "yaml": {"plugin_utils/export_yaml.py"},
    "ansible": {"jobs/runner.py", "jobs/arguments.py", "plugin_utils/", "action/"},
}
FILES = sorted(path for path in PLUGINS.rglob("*.py") if path.name != "__init__.py")


def place(file: Path) -> str:
    """The file's wing or folder and its name, e.g. `model/records.py`."""
    return f"{file.parent.name}/{file.name}"


def imported(file: Path) -> Iterator[str]:
    """Dotted names, those of the collection from its `plugins` folder on, e.g. `module_utils.model.records`."""
    folder = file.parent.relative_to(PLUGINS).parts
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = folder[: len(folder) + 1 - node.level] if node.level else ()
            module = ".".join((*base, *([node.module] if node.module else [])))
            module = module.removeprefix("ansible_collections.bluemind.videoconferencing.plugins.")
            yield from (f"{module}.{name.name}" for name in node.names)


def wings_of(file: Path) -> set[str]:
    """The wings that the file imports."""
    names = (name.removeprefix("module_utils.").split(".")[0] for name in imported(file) if _own(name))
    return {name for name in names if name in WINGS}


def _own(name: str) -> bool:
    return name.startswith(("module_utils.", "plugin_utils."))


@pytest.mark.parametrize("file", FILES, ids=place)
def test_imports_go_down(file: Path) -> None:
    folder = file.parent.name
    assert wings_of(file) <= BELOW[folder] | {folder}


@pytest.mark.parametrize("file", FILES, ids=place)
def test_only_the_edges_know_other_projects(file: Path) -> None:
    for name in imported(file):
        allowed = OUTSIDE.get(name.split(".")[0])
        assert allowed is None or place(file).startswith(tuple(allowed)), name


def test_no_file_imports_itself_through_others() -> None:
    names = {".".join(file.relative_to(PLUGINS).with_suffix("").parts): file for file in FILES}
    graph = {
        name: {other for found in imported(file) for other in names if f"{found}.".startswith(f"{other}.")}
        for name, file in names.items()
    }
    while leaves := {name for name, below in graph.items() if not below}:
        graph = {name: below - leaves for name, below in graph.items() if name not in leaves}
    assert graph == {}


@pytest.mark.parametrize(
    "file", [one for one in FILES if one.parent.name in ("bluemind", "model", "reconcile")], ids=place
)
def test_only_its_record_knows_a_provider(file: Path) -> None:
    if file.name != "providers.py":
        text = file.read_text(encoding="utf-8").lower()
        assert [name for name in ("starleaf", "jitsi", "teams", "webex", "zoom") if name in text] == []
