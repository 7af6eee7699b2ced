# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether repositories are ahead of what runs, in the words of apt-cache, dnf and yum."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ansible_collections.bluemind.videoconferencing.plugins.module_utils.host.ahead import ahead
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.host.records import Section
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.jobs import host_audit
from tests.unit.host.fake_host import FakeHost
from tests.unit.host.recordings import CONSOLE, CORE, OLD, facts_of, recorded, said

RUNNING = ["bm-core", "bm-webserver"]
NEWER = [{"package": "bm-core", "running": OLD, "offered": "4.9.3901"}]


def policy(core: str, console: str = OLD) -> str:
    return "".join(
        f"{name}:\n  Installed: {OLD}\n  Candidate: {candidate}\n  Version table:\n *** {OLD} 500\n"
        for name, candidate in (("bm-core", core), ("bm-webserver", console))
    )


@pytest.mark.parametrize(
    ("manager", "text", "expected"),
    [
        pytest.param("apt", policy("4.9.3901"), NEWER, id="apt-newer"),
        pytest.param("apt", policy(OLD), [], id="apt-same"),
        pytest.param("apt", policy("(none)"), [], id="apt-none"),
        pytest.param("dnf", "Available Upgrades\nbm-core.x86_64    4.9.3901    bluemind", NEWER, id="dnf-newer"),
        pytest.param("yum", "Updated Packages\nbm-core.x86_64\n    4.9.3901    bluemind", NEWER, id="yum-wrapped"),
        pytest.param("dnf", "", [], id="dnf-same"),
    ],
)
def test_what_the_lists_know(manager: str, text: str, expected: list[dict[str, str]]) -> None:
    host = replace(facts_of("debian12-installed-present"), manager=manager)
    assert ahead(host, RUNNING, said(("ahead", text))) == expected


def test_lists_that_cannot_be_read_say_nothing() -> None:
    host = facts_of("debian12-installed-present")
    assert ahead(host, RUNNING, said(("ahead", policy("4.9.3901"), 100))) == []
    assert ahead(host, RUNNING, {}) == []


def test_an_audit_of_a_host_asks_once_and_changes_nothing() -> None:
    answer = {**recorded("debian12-installed-present"), "ahead": Section(policy("4.9.3901"), 0)}
    host = FakeHost(facts=answer)
    params = {"name": "videoconferencing-starleaf", "parts": ["core", "admin_console"]}
    found = host_audit.work(host, params, False)
    assert (found["packages"], found["ahead"]) == ({CORE: OLD, CONSOLE: OLD}, NEWER)
    assert [name for name, _variables in host.asked] == ["facts"]


ZOOM = "bm-plugin-core-videoconferencing-zoom"
# What BlueMind.Video needs is not a provider's that somebody chose.
PART_OF_BLUEMIND = "bm-plugin-core-videoconferencing-bluemind"
APT = f"""{ZOOM}\t{OLD}\tinstall ok installed
{ZOOM.replace("zoom", "webex")}\t1\tdeinstall ok config-files
{PART_OF_BLUEMIND}\t{OLD}\tinstall ok installed"""


@pytest.mark.parametrize(
    ("recording", "answer", "expected"),
    [
        ("debian12-installed-present", ("dpkg_plugins", APT), {ZOOM: OLD}),
        ("debian12-installed-present", ("dpkg_plugins", "dpkg-query: no packages found matching x", 1), {}),
        ("rocky8-installed-present", ("rpm_plugins", f"{ZOOM}\t0:{OLD}-1\t1760000000"), {ZOOM: f"{OLD}-1"}),
        ("rocky8-installed-present", ("rpm_plugins", ""), {}),
    ],
    ids=["apt", "apt-none", "rpm", "rpm-none"],
)
def test_the_plugins_of_all_providers(
    recording: str, answer: tuple[str, str] | tuple[str, str, int], expected: dict[str, str]
) -> None:
    host = FakeHost(facts={**recorded(recording), **said(answer)})
    params = {"name": "videoconferencing-starleaf", "parts": ["core", "admin_console"]}
    assert host_audit.work(host, params, False)["plugins"] == expected
