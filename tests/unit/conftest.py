# SPDX-License-Identifier: GPL-3.0-or-later
"""Hypothesis without a clock and without chance: a busy machine is no failure, and a red test is red again.

New examples are looked for by `make search`.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("repeatable", PATIENT, derandomize=True, max_examples=80)
settings.register_profile("search", PATIENT, max_examples=3000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))
