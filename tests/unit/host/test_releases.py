# SPDX-License-Identifier: GPL-3.0-or-later
"""Packages carry the technical number of a release; a plugin is installed only where its provider exists."""

from __future__ import annotations

import pytest

from ansible_collections.bluemind.videoconferencing.plugins.module_utils.host.errors import HostError
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.host.facts import HostFacts, Package
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.host.plugin import plugin
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.host.readiness import Wanted, needed

TOOLS = frozenset({"setsid", "apt-get", "dpkg-query"})


def asked(version: str, name: str = "videoconferencing-starleaf", state: str = "present") -> tuple[str, ...]:
    """The packages to change on a host with this version of bm-core."""
    packages = {"bm-core": Package("bm-core", "installed", version)}
    return needed(HostFacts("Debian", "apt", True, TOOLS, packages, {}), Wanted(plugin(name, ["core"]), state))


@pytest.mark.parametrize("version", ["4.1.56815", "1:4.1.61831-1", "4.9.3884", "4.9.3884-1", "unknown"])
def test_starleaf_exists(version: str) -> None:
    assert asked(version) == ("bm-plugin-core-videoconferencing-starleaf",)


@pytest.mark.parametrize(
    ("version", "words"),
    [
        ("4.1.56814-1", "upgrade BlueMind first"),
        ("2:5.0.1", "set state: absent to remove what is left"),
        ("5.1.2585", "set state: absent to remove what is left"),
    ],
)
def test_starleaf_does_not_exist(version: str, words: str) -> None:
    with pytest.raises(HostError, match=words):
        asked(version)
    assert asked(version, state="absent") == ()


def test_other_plugins_have_other_releases() -> None:
    assert asked("5.1.2585", "videoconferencing-jitsi") == ("bm-plugin-core-videoconferencing-jitsi",)
