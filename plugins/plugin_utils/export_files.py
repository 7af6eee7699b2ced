# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where an export writes, and what must not happen there."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path
from typing import Callable, Iterable, NamedTuple

from . import files
from .refusals import Refused

NAME, VAULT = "videoconference.yml", "videoconference_vault.yml"
# Ansible reads a folder with the name of the host, or else a file with one of these.
SUFFIXES = ("", ".yml", ".yaml", ".json")
Same = Callable[[str, str], bool]


class Content(NamedTuple):
    """One file; `same` is whether what is there, the first, means the same as the text, the second."""

    name: str
    text: str
    same: Same


def folder(path: str, host: str, hosts: Iterable[str]) -> Path:
    """The folder of the host's files. Raises Refused where they would be no variables of this host."""
    if not path.strip():
        raise Refused("export_path is empty. Give the folder of the files, or leave it out")
    if "/" in host or host in (".", ".."):
        raise Refused(f"{host!r} cannot be the name of a folder, so Ansible reads no variables of it from files")
    twins = sorted(one for one in hosts if one != host and _fold(one) == _fold(host))
    if twins:
        raise Refused(f"{host} and {twins[0]} would have the same folder where case does not count; rename one of them")
    chosen = Path.cwd() / Path(path).expanduser() / host
    for suffix in SUFFIXES:
        other = chosen.with_name(host + suffix)
        if other.is_file():
            text = f"{other} is a file, and beside a folder {host} Ansible would not read it any more. Move it to"
            raise Refused(f"{text} {host}/main.yml in {chosen.parent}")
    return chosen


def write(chosen: Path, contents: Iterable[Content], overwrite: bool, check_mode: bool) -> list[str]:
    """Write the files that differ, none if one of them must not be replaced; their paths. Raises Refused."""
    try:
        differing = [one for one in contents if not _is_same(chosen / one.name, one)]
        existing = [str(chosen / one.name) for one in differing if os.path.lexists(chosen / one.name)]
        if existing and not overwrite:
            what = " and ".join(existing)
            text = "Move it away, give another export_path, or set export_overwrite: true"
            raise Refused(f"{what} exists and has other content. {text}")
        if check_mode:
            files.require_writable(chosen)
            return [str(chosen / one.name) for one in differing]
        chosen.mkdir(parents=True, exist_ok=True)
        return files.write({chosen / one.name: one.text for one in differing}, 0o600)
    except OSError as error:
        raise Refused(f"export_path: {chosen} cannot be written: {error}") from error


def _is_same(file: Path, content: Content) -> bool:
    if not file.is_file():
        return False
    try:
        return content.same(file.read_text(encoding="utf-8"), content.text)
    except UnicodeDecodeError:
        return False


def _fold(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
