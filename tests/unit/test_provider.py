# SPDX-License-Identifier: GPL-3.0-or-later
"""What follows from the record of a provider."""

from __future__ import annotations

import pytest

from ansible_collections.bluemind.videoconferencing.plugins.module_utils.bluemind.redaction import Secret
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.bluemind.releases import Release
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.model.providers import (
    BY_NAME,
    PROVIDERS,
    STARLEAF,
)


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


@pytest.mark.parametrize(
    ("name", "release", "software", "supported", "words"),
    [
        ("jitsi", "4.5.0", "4.1.56794", True, "supports Jitsi"),
        ("jitsi", None, "4.1.56799", True, "supports Jitsi"),
        ("jitsi", "4.4.2", "4.1.50000", False, "came with 4.5;"),
        ("bluemind", "4.5.19", "4.1.57012", False, "came with 4.6;"),
        ("bluemind", None, "4.1.58998", True, "supports BlueMind.Video"),
        ("teams", None, "4.1.62132", False, "came with 4.8 (that it came with 4.8 is inferred"),
        ("teams", "4.8.0", "4.1.64635", True, "supports Teams (that it came with 4.8 is inferred"),
        ("webex", "4.8.2", "4.1.65140", False, "it came with 4.8, build 4.1.65141 (which build"),
        ("webex", "4.8.2", "4.1.65141", True, "supports Webex (which build of 4.8"),
        ("webex", "4.8.2", None, True, "supports Webex (which build of 4.8"),
        ("zoom", "4.8.2", "4.1.65141", False, "which of them is not known"),
        ("zoom", "4.9.0", "4.9.3884", True, "BlueMind 4.9.0 supports Zoom"),
        ("starleaf", "4.9.0", "4.9.3884", True, "supports StarLeaf (whether the repository of 4.9"),
        ("teams", "5.7.0", "5.7.3268", True, "BlueMind 5.7.0 supports Teams"),
    ],
)
def test_which_release_has_it(
    name: str, release: str | None, software: str | None, supported: bool, words: str
) -> None:
    found = Release.parse(release, software)
    assert BY_NAME[name].supports(found) is supported
    assert words in BY_NAME[name].reason(found)


def test_the_provider_of_every_server_has_no_packages() -> None:
    """Never install or purge them: they belong to bm-full."""
    assert [one.short for one in PROVIDERS if not one.packages] == ["bluemind"]
    assert "part of BlueMind itself" in BY_NAME["bluemind"].cure


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
