# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files for people, each written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Mapping


def write(contents: Mapping[Path, str], mode: int) -> list[str]:
    """Write or replace these files; their paths. None is touched where one of the texts cannot be stored.

    Errors: OSError. A lone surrogate, which UTF-8 cannot hold, becomes what JSON escapes it to.
    """
    stored: dict[Path, str] = {}
    try:
        for file, text in contents.items():
            handle, stored[file] = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}-")
            with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace", newline="") as stream:
                stream.write(text)
            os.chmod(stored[file], mode)
        for file in contents:
            os.replace(stored[file], file)
            del stored[file]
    finally:
        for temporary in stored.values():
            os.unlink(temporary)
    return [str(file) for file in contents]


def require_writable(folder: Path) -> None:
    """Raises PermissionError or NotADirectoryError as writing there would."""
    nearest = next(one for one in (folder, *folder.parents) if one.exists())
    if not nearest.is_dir():
        raise NotADirectoryError(f"{nearest} is not a folder")
    if not os.access(nearest, os.W_OK | os.X_OK):
        raise PermissionError(f"{nearest} is not writable")
