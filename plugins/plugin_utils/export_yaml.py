# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The text of an export: YAML for people, which Ansible reads as exactly the values that were meant."""

from __future__ import annotations

import re
import textwrap
from typing import Any, Iterable, Mapping, Sequence

import yaml

from .export_records import Entry, Variable

WIDTH = 120
# What Ansible would take for a template.
TEMPLATE = re.compile(r"\{[{%#]")
SIMPLE = re.compile(r"[A-Za-z][A-Za-z0-9@.+_/ -]*")


class _Row(list):
    """A list in one line."""


class _Dumper(yaml.SafeDumper):
    """Texts that could be read as something else are quoted; lists are indented."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Indent lists inside dictionaries, too."""
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        """Write a value again instead of a reference to it."""
        return True


def _text(dumper: _Dumper, value: str) -> yaml.Node:
    tag = "!unsafe" if TEMPLATE.search(value) else "tag:yaml.org,2002:str"
    return dumper.represent_scalar(tag, value, style=_style(value))


def _style(value: str) -> str | None:
    lines = value.split("\n")
    # A block that ends in empty lines depends on what follows it in the file.
    if len(lines) > 1 and all(line.isprintable() for line in lines) and any(lines[-2:]) and value.strip():
        return "|"
    return None if SIMPLE.fullmatch(value) else '"'


def _variable(dumper: _Dumper, value: Variable) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:str", str(value), style='"')


def _row(dumper: _Dumper, value: _Row) -> yaml.Node:
    return dumper.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=True)


_Dumper.add_representer(_Row, _row)
_Dumper.add_representer(str, _text)
_Dumper.add_multi_representer(str, _text)  # Ansible has texts of its own
_Dumper.add_representer(Variable, _variable)


def variables(values: Mapping[str, str]) -> str:
    """A file of variables."""
    return f"---\n{_dump(dict(values))}" if values else "---\n{}\n"


def installation(host: str, api_url: str, found: Sequence[Entry]) -> str:
    """The file of one installation."""
    needed = sorted(name for one in found if one.active for name in one.variables.values())
    head = [f"Video conferencing of {host}, as its server held it when the playbook export read it."]
    if needed:
        head.append("These variables are needed, and a play stops where one of them is undefined:")
    lines = [*_comments(head, ""), *(f"#   {name}" for name in needed), "---"]
    lines += [_dump({"videoconference_api_url": api_url}).rstrip("\n")]
    active = any(one.active for one in found)
    lines += ["videoconference_domains:" if active else "videoconference_domains: []"]
    for number, one in enumerate(found):
        lines += [*([""] if number else []), *_comments(one.comments, "  "), *_record(one)]
    return "\n".join(lines) + "\n"


def _record(one: Entry) -> list[str]:
    start = "  " if one.active else "  # "
    hours = {"availability": _hours(one.record["availability"])} if "availability" in one.record else {}
    return [f"{start}{line}" if line else line for line in _dump([{**one.record, **hours}]).rstrip("\n").split("\n")]


def _hours(given: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _Row(value) if name == "days" else value for name, value in given.items()}


def _dump(value: Any) -> str:
    # Without folding: a long line that is commented out stays one.
    return yaml.dump(value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10**9)


def _comments(texts: Iterable[str], indent: str) -> list[str]:
    """Lines of comments. A text of the server must not end one: it can have line breaks of every kind."""
    wrapped = (
        textwrap.wrap(_printable(text), WIDTH - len(indent) - 2, break_long_words=False, break_on_hyphens=False)
        for text in texts
    )
    return [f"{indent}# {line}" for lines in wrapped for line in lines]


def _printable(text: str) -> str:
    return "".join(one if one.isprintable() else f"\\u{ord(one):04x}" for one in text)
