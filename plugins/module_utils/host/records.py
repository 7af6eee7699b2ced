# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a script says on a host, as records that nothing else on that host can be taken for.

A script is POSIX sh. Each question is a section of its output, between a line that begins it and one that ends it with
the exit status. Every line of ours starts with a prefix that is drawn for the call: a banner, the lecture of sudo or an
echo in a profile cannot be mistaken for it, and a missing end is an error.
"""

from __future__ import annotations

import secrets
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Mapping

# All options that a script needs, as shell variables.
Variables = Mapping[str, str]
MAXIMUM_BYTES = 60_000  # a script must fit a command line even in quotes (128 KiB a word)

RUN = "/run/bluemind-videoconferencing"  # ours on a host: the job, and the marks of removals

_FOLDER = Path(__file__).parent


class RecordError(Exception):
    """The output does not hold what the script was to print; `begun` tells whether the script ran at all."""

    def __init__(self, message: str, begun: bool) -> None:
        super().__init__(message)
        self.begun = begun


@dataclass(frozen=True)
class Section:
    """The answer to one question: the text (standard output and error together) and the exit status."""

    text: str
    status: int

    @property
    def lines(self) -> list[str]:
        """The lines that are not empty."""
        return [line for line in self.text.splitlines() if line.strip()]


Sections = Mapping[str, Section]
NOT_ASKED = Section("", -1)


def draw_prefix() -> str:
    """A new prefix."""
    return f"bm-{secrets.token_hex(8)}"


def render(names: tuple[str, ...], variables: Variables, prefix: str, environment: Variables | None = None) -> str:
    """A script of the files `names` in this folder (without .sh), one after the other.

    It is one function, read whole before it runs: no command in it can eat the rest from standard input.
    """
    exports = [f"export {name}={shlex.quote(value)}" for name, value in (environment or {}).items()]
    settings = [f"{name}={shlex.quote(value)}" for name, value in {**variables, "prefix": prefix, "run": RUN}.items()]
    bodies = [_body(name) for name in ("common", *names)]
    inside = "\n".join([*exports, *settings, *bodies])
    script = f"main() {{\n{inside}\n}}\nmain </dev/null\nexit\n"
    if len(script.encode()) > MAXIMUM_BYTES:
        raise ValueError(f"the script {'+'.join(names)} has more than {MAXIMUM_BYTES} bytes")
    return script


def _body(name: str) -> str:
    """A file without its comments: they are for readers here, not for the wire."""
    lines = (_FOLDER / f"{name}.sh").read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if line.strip() and not line.lstrip().startswith("#"))


def parse(output: str, prefix: str) -> dict[str, Section]:
    """The sections of an output; raises RecordError where something is missing."""
    lines = [line.rstrip("\r") for line in output.split("\n")]
    if f"{prefix} start" not in lines:
        raise RecordError("the script did not start", begun=False)
    found: dict[str, Section] = {}
    name, inside = "", []
    for line in lines[lines.index(f"{prefix} start") + 1 :]:
        words = line.split(" ")
        if words[0] != prefix:
            inside.append(line)
        elif words[1:2] == ["begin"] and len(words) == 3:
            name, inside = words[2], []
        elif words[1:3] == ["end", name] and "".join(words[3:]).isdigit():
            found[name] = Section("\n".join(inside), int(words[3]))
        elif words[1:] == ["done"]:
            return found
    raise RecordError(f"the script was cut off after section {name or 'none'}", begun=True)
