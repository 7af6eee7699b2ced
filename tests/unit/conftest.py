# SPDX-License-Identifier: GPL-3.0-or-later
"""Hypothesis without a clock: a busy machine is no failure."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=80)
settings.load_profile("patient")
