# SPDX-License-Identifier: GPL-3.0-or-later
"""Working hours as people write them and as BlueMind stores them (contract#working-hours)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.bluemind.videoconferencing.plugins.module_utils.model.records import Availability
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.model.working_hours import (
    DAYS,
    DEFAULTS,
    DURATIONS,
    from_server,
    to_server,
)

clocks = st.builds("{:02d}:{:02d}".format, st.integers(0, 23), st.integers(0, 59))
days = st.sets(st.sampled_from(DAYS), min_size=1).map(lambda found: tuple(day for day in DAYS if day in found))
whole = st.builds(Availability, days, clocks, clocks, st.sampled_from(DURATIONS), st.just("Europe/Paris"))


@given(whole)
def test_what_is_written_is_read_back(hours: Availability) -> None:
    assert from_server(to_server(hours)) == hours


def test_the_shape_of_the_server() -> None:
    assert to_server(DEFAULTS) == {
        "workingDays": ["MO", "TU", "WE", "TH", "FR"],
        "dayStart": 9 * 3600 * 1000,
        "dayEnd": 18 * 3600 * 1000,
        "minDuration": 60,
        "timezoneId": "UTC",
    }


@pytest.mark.parametrize(
    ("config", "found"),
    [
        ({}, Availability()),
        ({"workingDays": None, "dayStart": None}, Availability()),
        ({"workingDays": [], "dayStart": 0, "dayEnd": 60000}, Availability((), "00:00", "00:01")),
        ({"workingDays": ["SU", "MO"], "timezoneId": "UTC"}, Availability(("mon", "sun"), timezone="UTC")),
    ],
)
def test_what_was_never_set_is_none(config: dict[str, Any], found: Availability) -> None:
    assert from_server(config) == found


def test_given_values_go_over_stored_ones() -> None:
    merged = Availability(start="08:00").over(DEFAULTS)
    assert merged == Availability(DAYS[:5], "08:00", "18:00", 60, "UTC")
    assert not merged.is_backwards
    assert Availability(start="18:00", end="18:00").is_backwards
    assert not Availability(start="18:00").is_backwards
