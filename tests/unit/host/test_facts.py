# SPDX-License-Identifier: GPL-3.0-or-later
"""How the words of dpkg, rpm, systemd and the kernel are read."""

from __future__ import annotations

import pytest

from ansible_collections.bluemind.videoconferencing.plugins.module_utils.host import facts
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.host.errors import HostError
from tests.unit.host.recordings import CORE, OLD, PLUGIN, debian, decide, facts_of, redhat, said


@pytest.mark.parametrize(
    ("words", "state", "installed", "absent", "held"),
    [
        ("install ok installed", "installed", True, False, False),
        ("install ok triggers-pending", "installed", True, False, False),
        ("install ok triggers-awaited", "installed", True, False, False),
        ("hold ok installed", "installed", True, False, True),
        ("deinstall ok installed", "installed", True, False, False),
        ("install ok unpacked", "unpacked", False, False, False),
        ("install ok half-configured", "half-configured", False, False, False),
        ("hold ok half-configured", "half-configured", False, False, True),
        ("install ok half-installed", "half-installed", False, False, False),
        ("install reinstreq half-installed", "half-installed (reinstreq)", False, False, False),
        ("install reinstreq installed", "installed (reinstreq)", False, False, False),
        ("deinstall ok config-files", "absent", False, True, False),
        ("purge ok not-installed", "absent", False, True, False),
        ("unknown ok not-installed", "absent", False, True, False),
        ("hold ok not-installed", "absent", False, True, True),
    ],
)
def test_dpkg_states_are_read_with_all_their_words(
    words: str, state: str, installed: bool, absent: bool, held: bool
) -> None:
    package = facts.read(PLUGIN, debian(words)).package(CORE)
    assert (package.state, package.installed, package.absent, package.held) == (state, installed, absent, held)


@pytest.mark.parametrize("words", ["triggers-pending", "triggers-awaited"])
def test_a_package_with_triggers_left_is_removed(words: str) -> None:
    change = decide(debian(f"install ok {words}", simulation=f"Remv {CORE} [{OLD}]"), "absent")
    assert change is not None
    assert change.act.endswith(f"remove {CORE}")


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("dpkg-query: error: parsing file '/var/lib/dpkg/status' near line 7:\n duplicate value for 'Status' field", 2),
        ("dpkg-query: error: failed to open package info file '/var/lib/dpkg/status' for reading", 2),
        ("", 137),
        ("sh: dpkg-query: Permission denied", 126),
    ],
)
@pytest.mark.parametrize("state", ["present", "absent", "gathered"])
def test_a_database_of_dpkg_that_cannot_be_read_is_an_error(text: str, status: int, state: str) -> None:
    with pytest.raises(HostError, match="database of installed packages cannot be read") as refused:
        decide(debian("", "", ("dpkg_packages", text, status)), state)
    assert (text.replace(":\n ", ": ") or str(status)) in refused.value.message


@pytest.mark.parametrize("rows", ["", f"{CORE}\t\tunknown ok not-installed", f"bm-core\t{OLD}\tinstall ok installed"])
@pytest.mark.parametrize("state", ["present", "absent", "gathered"])
def test_a_database_of_dpkg_that_has_lost_packages_is_an_error(rows: str, state: str) -> None:
    answer = debian("", "", ("dpkg_packages", rows, 1), dpkg_times=f"1700000000.5 {CORE}")
    with pytest.raises(HostError, match="database of installed packages cannot be read") as refused:
        decide(answer, state)
    assert f"the files of {CORE}, and /var/lib/dpkg/status has lost them" in refused.value.message


def test_a_list_of_files_that_outlives_its_package_is_no_loss() -> None:
    answer = debian("deinstall ok config-files", dpkg_times=f"1700000000.5 {CORE}")
    assert facts.read(PLUGIN, answer).database_error is None


@pytest.mark.parametrize("state", ["present", "absent", "gathered"])
def test_a_database_of_rpm_that_has_lost_everything_is_an_error(state: str) -> None:
    names = [part.package for part in PLUGIN.parts] + [part.daemon for part in PLUGIN.parts]
    text = "\n".join(f"package {name} is not installed" for name in names)
    with pytest.raises(HostError, match="database of installed packages cannot be read: rpm knows no package"):
        decide({**redhat(rpm_any=""), **said(("rpm_packages", text, 4))}, state)
    assert facts.read(PLUGIN, {**redhat(rpm_any="rpm-4.16"), **said(("rpm_packages", text, 4))}).database_error is None


@pytest.mark.parametrize(
    "text",
    [
        # rpm calls everything "not installed" where it cannot look.
        "error: cannot open Packages database in /var/lib/rpm\npackage bm-core is not installed\n"
        "package bm-webserver is not installed\npackage {core} is not installed\npackage {console} is not installed",
        "error: rpmdb: BDB0113 Thread/process 4711/1 failed: BDB1507 Thread died in Berkeley DB library",
        "",
        "bm-core\t0:4.9.3884-1\t1700000000",
        "Killed",
    ],
)
@pytest.mark.parametrize("state", ["present", "absent", "gathered"])
def test_a_database_of_rpm_that_cannot_be_read_is_an_error(text: str, state: str) -> None:
    names = {part.name: part.package for part in PLUGIN.parts}
    text = text.format(core=names["core"], console=names["admin_console"])
    with pytest.raises(HostError, match="database of installed packages cannot be read"):
        decide({**redhat(), **said(("rpm_packages", text, 2))}, state)


def test_a_warning_of_rpm_is_no_error() -> None:
    warned = redhat("warning: Found NDB Packages.db database while attempting bdb backend")
    assert facts.read(PLUGIN, warned).database_error is None


def test_epochs_stay_and_zero_goes() -> None:
    host = facts.read(PLUGIN, redhat(f"{CORE}\t2:4.9.3884-1\t1700000000"))
    assert host.package(CORE).version == "2:4.9.3884-1"
    assert host.package("bm-core").version == "4.9.3884-1"


def test_duplicates_of_rpm_are_no_installation() -> None:
    twice = facts.read(PLUGIN, redhat(f"{CORE}\t0:4.9-1\t1700000000", f"{CORE}\t0:4.10-1\t1700000000")).package(CORE)
    assert twice.state == "installed twice"
    assert not twice.installed
    assert not twice.absent


def test_a_file_counts_for_its_own_package_only() -> None:
    files = f"{CORE} /usr/share/bm-webserver/extensions/p.jar"
    host = facts.read(PLUGIN, debian("install ok installed", dpkg_files=files))
    assert not host.package(CORE).has_file_in(PLUGIN.part_of(CORE).folder)


def test_the_leftover_of_another_architecture_does_not_hide_the_package() -> None:
    rows = f"{CORE}\t{OLD}\tinstall ok installed\n{CORE}\t4.8\tdeinstall ok config-files"
    assert facts.read(PLUGIN, debian("", "", ("dpkg_packages", rows, 0))).package(CORE).version == OLD


@pytest.mark.parametrize(
    ("system", "tools", "manager"),
    [
        ("ID=debian", "apt-get dpkg-query", "apt"),
        ("ID=ubuntu\nID_LIKE=debian", "apt-get dpkg-query rpm dnf", "apt"),
        ("ID=linuxmint\nID_LIKE='ubuntu debian'", "apt-get dpkg-query", "apt"),
        ("ID=debian", "rpm dnf", None),
        ('ID="rocky"\nID_LIKE="rhel centos fedora"', "rpm dnf yum dpkg-query apt-get", "dnf"),
        ('ID="centos"\nID_LIKE="rhel fedora"', "rpm yum", "yum"),
        ('ID="rhel"', "rpm dnf yum", "dnf"),
        ("ID=fedora", "dnf", None),
        ("ID=alpine", "apk", None),
        ("ID='un\"matched\nNAME=x", "", None),
        ("cat: /etc/os-release: No such file or directory", "apt-get dpkg-query", None),
        ('ID=debian\nNAME=x\\\nPRETTY_NAME="a\'b" c\'d"', "apt-get dpkg-query", "apt"),
    ],
)
def test_the_package_manager_follows_the_kind_of_system(system: str, tools: str, manager: str | None) -> None:
    sections = said(system=system, tools=tools.replace(" ", "\n"), user="0")
    assert facts.read(PLUGIN, sections).manager == manager


def test_a_strange_system_is_refused_by_name() -> None:
    with pytest.raises(HostError, match=r"This is Alpine Linux v3.20, without apt, dnf or yum") as refused:
        decide(said(system='ID=alpine\nPRETTY_NAME="Alpine Linux v3.20"', tools="", user="0"), "present")
    assert refused.value.kind == "unsupported"


def test_a_system_without_a_name_is_refused_for_that() -> None:
    with pytest.raises(HostError, match="This is a system that /etc/os-release does not name, without apt"):
        decide(said(("system", "cat: /etc/os-release: No such file or directory", 1), tools="rpm\ndnf"), "present")


def stat(pid: int, ticks: int, name: str = "java") -> str:
    """/proc/PID/stat with this start."""
    return f"{pid} ({name}) S 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 {ticks} 0 0"


@pytest.mark.parametrize("name", ["java", "a b", ") 9 9", "(x) S 1 2"])
@pytest.mark.parametrize("now", ["1700001000.5", "1700001000,5"])
def test_a_start_is_told_by_the_clock_of_the_kernel(name: str, now: str) -> None:
    """A container, lxcfs or a suspended machine may count from any moment, as long as it is the same for both."""
    sections = said(
        clock=f"{now}\n100\n{stat(99, 2_000_000, 'cat')}",
        units="Id=bm-core.service\nLoadState=loaded\nActiveState=active\nMainPID=7",
        starts=stat(7, 1_990_000, name),
    )
    [daemon] = facts.daemons_of(["bm-core"], sections)
    assert daemon.started_at == 1700001000.5 - 100


@pytest.mark.parametrize(
    "clock",
    [
        "date: not found\n100\n" + stat(1, 5),
        "1700001000.%N\n100\n" + stat(1, 5),
        "1700001000.5\n0\n" + stat(1, 5),
        "1700001000.5\n100\ncat: /proc/self/stat: Permission denied",
        "1700001000.5\n100",
    ],
)
def test_a_host_that_tells_no_time_leaves_the_start_unknown(clock: str) -> None:
    unit = "Id=bm-core.service\nLoadState=loaded\nActiveState=active\nMainPID=7"
    [daemon] = facts.daemons_of(["bm-core"], said(units=unit, clock=clock, starts=stat(7, 5)))
    assert (daemon.active, daemon.started_at) == ("active", None)


@pytest.mark.parametrize(
    ("unit", "off", "why"),
    [
        ("LoadState=loaded\nActiveState=active", "", None),
        ("LoadState=loaded\nActiveState=inactive", "bm-core", "switched off by /etc/bm/bm-core.disabled"),
        ("LoadState=masked\nActiveState=inactive", "", "masked"),
        ("LoadState=not-found\nActiveState=inactive", "", "not installed as a service"),
    ],
)
def test_why_a_daemon_does_not_run(unit: str, off: str, why: str | None) -> None:
    [daemon] = facts.daemons_of(["bm-core"], said(units=f"Id=bm-core.service\n{unit}\nMainPID=0", switched_off=off))
    assert daemon.why_off == why
    assert daemon.started_at is None


def test_a_systemd_that_does_not_answer_is_not_an_absent_unit() -> None:
    answer = said(("units", "Failed to connect to bus: No such file or directory", 1))
    [daemon] = facts.daemons_of(["bm-core"], answer)
    assert (daemon.load, daemon.why_off) == ("unknown", None)


def test_a_file_that_goes_while_it_is_looked_at_is_passed_over() -> None:
    times = f"stat: cannot statx '/var/lib/dpkg/info/x.list': No such file or directory\n1700000000.25 {CORE}"
    assert (
        facts.read(PLUGIN, debian("install ok installed", dpkg_times=times)).package(CORE).installed_at == 1700000000.25
    )


def test_recorded_hosts_are_read_whole() -> None:
    debian_host, redhat_host = facts_of("debian11-restarted-ctime-moved-present"), facts_of("rocky8-restarted-present")
    for host in (debian_host, redhat_host):
        assert host.root
        assert host.job is None
        assert [daemon.active for daemon in host.daemons.values()] == ["active", "active"]
        assert all(package.installed for package in host.packages.values())
        assert all(host.package(part.package).has_file_in(part.folder) for part in PLUGIN.parts)
        assert all(host.package(part.package).installed_at for part in PLUGIN.parts)
    assert debian_host.system == "Debian GNU/Linux 11 (bullseye)"
    assert redhat_host.manager == "dnf"


@pytest.mark.parametrize(
    ("text", "job"),
    [
        ("", None),
        ("id 5e\nwhat installing x\nalive", facts.RunningJob("5e", "installing x", True, None)),
        ("id 5e\nwhat installing x\nstatus 0", facts.RunningJob("5e", "installing x", False, 0)),
        ("id 5e\nwhat bmctl restart\nstatus 137", facts.RunningJob("5e", "bmctl restart", False, 137)),
        ("id 5e\nwhat x\n", facts.RunningJob("5e", "x", False, None)),
        ("id \nwhat ", facts.RunningJob("", "", False, None)),
    ],
)
def test_a_job_is_read(text: str, job: facts.RunningJob | None) -> None:
    assert facts.job_of(said(job=text)["job"]) == job
