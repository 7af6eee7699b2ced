# SPDX-License-Identifier: GPL-3.0-or-later
"""What follows from the record of a provider."""

from __future__ import annotations

import pytest

from ansible_collections.bluemind.videoconferencing.plugins.module_utils.bluemind.redaction import Secret
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.bluemind.releases import Release
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.model.providers import STARLEAF


@pytest.mark.parametrize(
    ("release", "software", "supported", "language"),
    [
        ("4.5.3", "4.1.56815", True, "4.x"),
        ("4.5.2", "4.1.56811", False, "4.x"),
        ("4.10.1", "4.10.1", True, "4.x"),
        ("4.9.0", "4.9.3884", True, "4.x"),
        (None, "4.1.56815", True, "4.x"),
        (None, "4.1.56811", False, "4.x"),
        (None, "4.1.57012", True, "4.x"),
        (None, "4.9.2894", True, "4.x"),
        ("4.5.3.1-rc2", "4.1.56816", True, "4.x"),
        ("5.0.0", "5.0.7664", False, "5.0"),
        ("5.1.2", "5.1.2585", False, "5.1"),
        (None, "5.7.3268", False, "5.1"),
        (None, "4.1.0.qualifier", True, "4.x"),
        (None, None, True, "4.x"),
    ],
)
def test_release(release: str | None, software: str | None, supported: bool, language: str) -> None:
    found = Release.parse(release, software)
    assert (STARLEAF.supports(found), found.dialect.name) == (supported, language)
    assert (release or software or "unknown") in STARLEAF.reason(found)


def test_a_required_setting_may_not_be_empty() -> None:
    for settings in (None, {}, {"token": None}, {"token": Secret("")}, {"other": "x"}):
        assert [setting.option for setting in STARLEAF.missing(settings)] == ["token"]
        assert not STARLEAF.holds_secret(settings)
    assert STARLEAF.missing({"token": Secret("t")}) == []
    assert STARLEAF.own_settings({"token": Secret("t"), "other": "x"}) == {"token": Secret("t")}


def test_every_run_makes_the_same_uid() -> None:
    first = STARLEAF.own_uid("17c9a.internal")
    assert first == STARLEAF.own_uid("17c9a.internal", taken={"r-1"})
    assert STARLEAF.own_uid("17c9a.internal", taken={first}) not in (first, STARLEAF.own_uid("other"))
