# SPDX-License-Identifier: GPL-3.0-or-later
"""The benchmark. Started as a program, it finds the collection and the simulator where pytest's settings say."""

from __future__ import annotations

import sys
from pathlib import Path

_CHECKOUT = Path(__file__).resolve().parents[2]
sys.path += [str(_CHECKOUT / ".cache" / "ansible" / "collections"), str(_CHECKOUT / "simulator")]
