# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Records of domains in a list: the options of one domain as suboptions of `domains`."""

from __future__ import annotations

import re
import textwrap

from .domain import ModuleDocFragment as Domain
from .resource import ModuleDocFragment as Resource
from .shares import ModuleDocFragment as Shares

DETAILS = r"""
details:
  description: Ignored. It allows records of M(bluemind.videoconferencing.{info}) as input.
  type: dict
"""


def records(own: str, info: str) -> str:
    """The option `domains`, `own` being the options of one domain that not every record has."""
    texts = "".join(_options(text) for text in (own, Resource.DOCUMENTATION, Shares.DOCUMENTATION))
    options = textwrap.indent(texts + DETAILS.replace("{info}", info), " " * 6)
    return "options:\n  domains:\n    suboptions:\n" + options


def _options(text: str) -> str:
    options = textwrap.dedent(text.split("options:\n", 1)[1])
    return re.sub(r"\bO\(", "O(domains[].", options)


class ModuleDocFragment:
    """Documentation only."""

    # Annotated, because ansible-test expects a literal text in a plain assignment.
    DOCUMENTATION: str = records(Domain.DOCUMENTATION, "bluemind_starleaf_info")
