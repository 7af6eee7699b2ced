# SPDX-License-Identifier: GPL-3.0-or-later
"""When a daemon has to be restarted for its half of a plugin."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ansible_collections.bluemind.videoconferencing.plugins.module_utils.host import restart_due
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.host.facts import Daemon, HostFacts, Package
from tests.unit.host.recordings import CONSOLE, CORE, PLUGIN, facts_of

BEGAN = 1700000000.0
UP = {"load": "loaded", "active": "active", "started_at": BEGAN}


def host(core: Any = None, console: Any = None, marks: Any = None, **given: Any) -> HostFacts:
    """Both daemons run since BEGAN; `core` and `console` vary them, `given` the packages core and console."""
    daemons = {
        name: Daemon(name, **{**UP, **(own or {})}) for name, own in (("bm-core", core), ("bm-webserver", console))
    }
    packages = {name: Package(name, "installed", "4.9") for name in daemons}
    for part, name in ((PLUGIN.parts[0], "core_package"), (PLUGIN.parts[1], "console_package")):
        if name in given:
            own = {"state": "installed", "version": "4.9", "files": (f"{part.folder}extensions/p.jar",), **given[name]}
            packages[part.package] = Package(part.package, **own)
    return HostFacts("x", "apt", True, frozenset(), packages, daemons, marks or {}, audit=given.get("audit", ""))


def due(facts: HostFacts) -> list[str]:
    return [one.daemon for one in restart_due.due(facts, PLUGIN)]


@pytest.mark.parametrize(
    ("installed_at", "expected"),
    [(BEGAN - 100, []), (BEGAN, []), (BEGAN + 0.01, ["bm-core"]), (BEGAN + 9e8, ["bm-core"]), (None, [])],
)
def test_the_time_of_the_installation_decides(installed_at: float | None, expected: list[str]) -> None:
    assert due(host(core_package={"installed_at": installed_at})) == expected


@pytest.mark.parametrize(("ahead", "expected"), [(-1.0, ["bm-core"]), (1.0, ["bm-core"]), (3.0, []), (1e8, [])])
def test_an_installation_in_the_future_restarts_nothing_and_is_remarked(ahead: float, expected: list[str]) -> None:
    """The clock was ahead then; until it gets there again, each run would restart."""
    facts = replace(host(core_package={"installed_at": BEGAN + 100 + ahead}), now=BEGAN + 100)
    assert due(facts) == expected
    remarks = [
        text for text in restart_due.remarks(facts, PLUGIN) if "before the clock of this host was set back" in text
    ]
    assert len(remarks) == (0 if expected else 1)


def test_each_half_concerns_its_own_daemon() -> None:
    both = {"installed_at": BEGAN + 1}
    assert due(host(core_package=both)) == ["bm-core"]
    assert due(host(console_package=both)) == ["bm-webserver"]
    assert due(host(core_package=both, console_package=both)) == ["bm-core", "bm-webserver"]


@pytest.mark.parametrize(
    "daemon",
    [
        {"switched_off": True},
        {"switched_off": True, "started_at": None, "active": "inactive"},
        {"load": "masked", "started_at": None, "active": "inactive"},
        {"load": "not-found", "started_at": None, "active": "inactive"},
        {"started_at": None, "active": "inactive"},
        {"started_at": None, "active": "failed"},
        {"load": "unknown", "started_at": None},
    ],
)
def test_a_daemon_that_does_not_run_is_never_due_and_is_named(daemon: dict[str, Any]) -> None:
    facts = host(core=daemon, core_package={"installed_at": BEGAN + 9}, marks={"bm-core": BEGAN + 9})
    assert due(facts) == []
    assert restart_due.foreseen(facts, PLUGIN, (CORE,), "present") == []
    [remark] = restart_due.remarks(facts, PLUGIN)
    assert "bm-core" in remark


@pytest.mark.parametrize(
    ("unpacked", "version", "expected"),
    [(BEGAN - 5, "4.9", []), (BEGAN + 5, "4.9", ["bm-core"]), (BEGAN - 5, "4.8", ["bm-core"])],
)
def test_a_package_that_is_only_to_be_configured_counts_from_its_unpacking(
    unpacked: float, version: str, expected: list[str]
) -> None:
    facts = host(core_package={"state": "half-configured", "installed_at": unpacked, "version": version})
    assert [one.daemon for one in restart_due.foreseen(facts, PLUGIN, (CORE,), "present")] == expected


def test_a_daemon_that_is_starting_is_neither_due_nor_remarked() -> None:
    facts = host(core={"active": "activating", "started_at": None}, core_package={"installed_at": BEGAN + 9})
    assert (due(facts), restart_due.remarks(facts, PLUGIN)) == ([], [])


def test_a_daemon_that_is_not_installed_is_named() -> None:
    facts = host(core={"load": "not-found", "started_at": None})
    without = HostFacts(**{**vars(facts), "packages": {}})
    assert restart_due.remarks(without, PLUGIN) == [
        f"{name} is not installed here" for name in ("bm-core", "bm-webserver")
    ]


@pytest.mark.parametrize(("mark", "expected"), [(BEGAN - 5, []), (BEGAN + 5, ["bm-core"])])
def test_a_removal_is_known_by_its_mark(mark: float, expected: list[str]) -> None:
    assert due(host(marks={"bm-core": mark})) == expected


def test_the_mark_of_a_removal_that_failed_does_not_count() -> None:
    assert due(host(marks={"bm-core": BEGAN + 5}, core_package={"installed_at": BEGAN - 5})) == []


def test_an_empty_package_is_loaded_by_nobody() -> None:
    empty = {"files": ("/usr/share/doc/x",), "installed_at": BEGAN + 5}
    assert due(host(core_package=empty)) == []
    assert restart_due.foreseen(host(core_package=empty), PLUGIN, (CORE,), "absent") == []


def test_what_a_change_will_make_due_is_foreseen() -> None:
    installed = {"installed_at": BEGAN - 5}
    told = restart_due.foreseen(host(core_package=installed), PLUGIN, (CONSOLE,), "present")
    assert [one.as_dict() for one in told] == [{"daemon": "bm-webserver", "why": f"{CONSOLE} is to be installed"}]
    told = restart_due.foreseen(host(core_package=installed, console_package=installed), PLUGIN, (CORE,), "absent")
    assert [(one.daemon, one.why) for one in told] == [("bm-core", f"{CORE} is to be removed")]
    told = restart_due.foreseen(host(marks={"bm-core": BEGAN + 1}), PLUGIN, (CONSOLE,), "present")
    assert [one.daemon for one in told] == ["bm-core", "bm-webserver"]


def test_what_dpkg_has_left_is_remarked() -> None:
    audit = "The following packages are only half configured:\n bm-setup-wizard      Stand-in\n other    X\n"
    assert restart_due.remarks(host(audit=audit), PLUGIN) == [
        "dpkg has not finished bm-setup-wizard, other: see `dpkg --audit`"
    ]


@pytest.mark.parametrize(
    ("recording", "expected"),
    [
        # The trigger of the package bm-webserver restarted it.
        ("debian11-installed-later-present", ["bm-core"]),
        # chown -R and a backup that restores access times moved the ctimes after the restart.
        ("debian11-restarted-ctime-moved-present", []),
        ("debian11-core-removed-gathered", ["bm-core"]),
        ("debian11-switched-off-and-stopped-present", []),
        ("debian11-masked-present", []),
        ("rocky8-installed-later-present", ["bm-core", "bm-webserver"]),
        ("rocky8-restarted-present", []),
    ],
)
def test_recorded_hosts(recording: str, expected: list[str]) -> None:
    assert due(facts_of(recording)) == expected


@pytest.mark.parametrize(
    ("recording", "fragments"),
    [
        ("debian11-switched-off-and-stopped-present", ["does not run (inactive)", "/etc/bm/bm-webserver.disabled"]),
        ("debian11-masked-present", ["bm-webserver is masked"]),
        ("debian12-triggers-pending-present", ["dpkg has not finished bm-webserver"]),
        ("rocky8-restarted-present", []),
    ],
)
def test_recorded_hosts_are_remarked(recording: str, fragments: list[str]) -> None:
    remarks = restart_due.remarks(facts_of(recording), PLUGIN)
    assert len(remarks) == len(fragments)
    assert all(fragment in remark for fragment, remark in zip(fragments, remarks, strict=True))
