# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files for people, each written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def write(file: Path, text: str, mode: int) -> str:
    """Write or replace it; its path. Errors: OSError.

    A lone surrogate, which UTF-8 cannot hold, becomes what JSON escapes it to.
    """
    handle, temporary = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace", newline="") as stream:
            stream.write(text)
        os.chmod(temporary, mode)
        os.replace(temporary, file)
    except BaseException:
        os.unlink(temporary)
        raise
    return str(file)
