# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of an audit, all of one verdict."""

from __future__ import annotations

import json
from pathlib import Path

from ..module_utils.audit.junit import as_junit
from ..module_utils.audit.records import Verdict
from ..module_utils.audit.table import as_csv
from . import files
from .audit_page import page

NAMES = ("audit.json", "audit.xml", "audit.csv", "audit.html")


def write(folder: str, verdict: Verdict) -> list[str]:
    """Write all of them, or none; their paths. Errors: OSError."""
    texts = (
        json.dumps(verdict.as_dict(), ensure_ascii=False, indent=1) + "\n",
        as_junit(verdict),
        # Spreadsheets take a file without this mark for an old 8-bit one.
        "\ufeff" + as_csv(verdict),
        page(verdict),
    )
    Path(folder).mkdir(parents=True, exist_ok=True)
    # Names and addresses are for those who administer.
    return files.write({Path(folder, name): text for name, text in zip(NAMES, texts)}, 0o640)
