# SPDX-License-Identifier: GPL-3.0-or-later
"""The work of bluemind_plugin, from the question to the result."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from ansible_collections.bluemind.videoconferencing.plugins.module_utils.host import job
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.host.errors import HostError
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.jobs import host_plugin
from tests.unit.host.fake_host import ALIVE, LOST, STARTED, Answer, FakeHost, ended, left
from tests.unit.host.recordings import CONSOLE, CORE, debian, recorded, said

CLEAN, INSTALLED = recorded("debian12-clean-present"), recorded("debian11-installed-later-present")
REMOVABLE = recorded("debian12-installed-absent")


def work(host: FakeHost, check: bool = False, **params: Any) -> dict[str, Any]:
    defaults = {name: option["default"] for name, option in host_plugin.SPEC.items()}
    return host_plugin.work(host, {**defaults, **params}, check)


def clean(**rules: Any) -> FakeHost:
    """A host without the plugin, where it can be installed."""
    return FakeHost(**{"facts": [CLEAN, INSTALLED], "plan": CLEAN, "start": STARTED, "poll": ended(0), **rules})


def steps(script: str) -> str:
    return script.partition("steps=")[2].partition("\nmarks=")[0]


def test_a_host_that_is_right_costs_one_question() -> None:
    host = FakeHost(facts=INSTALLED)
    result = work(host)
    assert not result["changed"]
    assert [name for name, _variables in host.asked] == ["facts"]


def test_an_installation_downloads_installs_and_looks_again() -> None:
    host = clean()
    result = work(host)
    assert result["changed"]
    assert result["packages"] == {name: {"before": None, "after": "4.9.3884"} for name in (CORE, CONSOLE)}
    assert [one["daemon"] for one in result["restart"]] == ["bm-core"]
    [script] = host.jobs
    first, second = steps(script).splitlines()
    assert "--download-only install" in first
    assert first.replace("--download-only ", "").lstrip("'") == second.rstrip("'")
    assert result["diff"]["before"] == f"{CORE}: not installed\n{CONSOLE}: not installed\n"


def test_check_mode_announces_the_command_that_a_run_runs() -> None:
    predicted = work(clean(), check=True)
    host = clean()
    done = work(host)
    assert predicted["planned"] in host.jobs[0]
    assert predicted["packages"] == done["packages"]
    assert predicted["changed"]
    assert predicted["diff"] == done["diff"]


def test_check_mode_starts_no_job() -> None:
    host = clean()
    work(host, check=True)
    assert host.jobs == []


def test_the_simulation_and_the_run_differ_by_one_word() -> None:
    host = clean()
    work(host)
    simulated = next(variables["simulate"] for name, variables in host.asked if name == "plan")
    command = simulated.replace(" --simulate", "")
    assert command in host.jobs[0]


def test_download_only_changes_nothing() -> None:
    host = clean()
    result = work(host, download_only=True)
    assert not result["changed"]
    assert len(steps(host.jobs[0]).splitlines()) == 1
    assert "--download-only" in steps(host.jobs[0])


def test_a_removal_leaves_marks_for_the_daemons_that_hold_the_plugin() -> None:
    host = FakeHost(facts=[REMOVABLE, CLEAN], plan=REMOVABLE, start=STARTED, poll=ended(0))
    result = work(host, state="absent")
    assert result["changed"]
    assert "marks='bm-core bm-webserver'" in host.jobs[0]


def test_the_removal_of_an_empty_half_leaves_no_mark_for_its_daemon() -> None:
    emptied = {**REMOVABLE, **said(dpkg_files=f"{CORE} /usr/share/bm-core/extensions/p.jar")}
    host = FakeHost(facts=[emptied, CLEAN], plan=REMOVABLE, start=STARTED, poll=ended(0))
    assert work(host, state="absent")["packages"][CONSOLE]["after"] is None
    assert "marks=bm-core\n" in host.jobs[0]


def test_dnf_has_nothing_to_download_for_a_removal() -> None:
    removable = recorded("rocky8-installed-absent")
    host = FakeHost(facts=removable, plan=removable)
    assert not work(host, state="absent", download_only=True)["changed"]
    assert host.jobs == []


def test_a_half_installed_package_is_installed_again_and_not_removed_again() -> None:
    """--reinstall is needed for the one, and would fetch the package for the other."""
    broken = recorded("debian12-half-installed-present")
    assert "--reinstall install" in work(FakeHost(facts=broken, plan=broken), check=True)["planned"]
    unflagged = debian("install ok half-installed", simulation=f"Remv {CORE} [4.9.3884]")
    assert "--reinstall" not in work(FakeHost(facts=unflagged, plan=unflagged), check=True, state="absent")["planned"]


def test_gathered_asks_and_leaves_alone() -> None:
    host = FakeHost(facts=CLEAN)
    result = work(host, state="gathered")
    assert not result["changed"]
    assert host.count("plan") == 0


def test_a_failed_installation_tells_why_and_whether_anything_changed() -> None:
    failing = ended(
        100, "+ apt-get install\nE: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 7 (x)"
    )
    with pytest.raises(HostError, match="Installing videoconferencing-starleaf failed: another program") as failed:
        work(clean(poll=failing, facts=CLEAN))
    assert (failed.value.kind, failed.value.changed) == ("busy", False)
    half = debian("install ok half-configured")
    with pytest.raises(HostError) as failed:
        work(clean(poll=failing, facts=[CLEAN, half]))
    assert failed.value.changed
    with pytest.raises(HostError, match="another program") as failed:
        work(clean(poll=failing, facts=[CLEAN, LOST]))
    assert failed.value.changed


def test_a_failed_download_has_changed_nothing() -> None:
    failing = ended(100, "E: Failed to fetch file:/srv/x.deb  File not found")
    with pytest.raises(HostError, match="Trying the change of videoconferencing-starleaf failed") as failed:
        work(clean(poll=failing), download_only=True)
    assert not failed.value.changed


def test_a_download_of_which_nobody_knows_the_end_has_changed_nothing() -> None:
    with pytest.raises(HostError) as unknown:
        work(clean(poll=ALIVE), download_only=True, timeout=30)
    assert (unknown.value.kind, unknown.value.changed) == ("unknown", False)


@pytest.mark.parametrize("after", ["install ok half-configured", "install reinstreq half-installed", ""])
def test_success_is_believed_only_after_looking(after: str) -> None:
    host = clean(facts=[CLEAN, debian(after)], poll=ended(0, "all is well\nE: not really"))
    with pytest.raises(HostError, match="The package manager ended without an error, and") as failed:
        work(host)
    assert (failed.value.kind, failed.value.changed) == ("failed", True)
    assert "E: not really" in failed.value.message


def test_a_half_removed_package_is_shown_with_its_state() -> None:
    result = work(FakeHost(facts=debian("install ok half-configured", "install ok installed")), state="gathered")
    assert result["packages"][CORE]["before"] == "4.9.3884 (half-configured)"


def test_the_version_of_a_leftover_is_not_shown() -> None:
    result = work(FakeHost(facts=debian("deinstall ok config-files")), state="gathered")
    assert result["packages"][CORE] == {"before": None, "after": None}


def test_a_daemon_that_is_masked_is_remarked() -> None:
    """Ansible takes the warnings out of what it registers."""
    result = work(FakeHost(facts=recorded("debian11-masked-present")), state="gathered")
    assert result["remarks"] == ["bm-webserver is masked, so it is not restarted"]
    assert result["warnings"] == result["remarks"]


def test_only_the_parts_of_this_host_are_touched() -> None:
    host = FakeHost(facts=debian("install ok installed"))
    result = work(host, parts=["core"])
    assert list(result["packages"]) == [CORE]
    assert list(result["versions"]) == ["bm-core"]


def test_the_job_of_an_earlier_run_is_awaited_and_what_it_did_counts() -> None:
    busy = {**CLEAN, **left("installing videoconferencing-starleaf", "alive")}
    host = FakeHost(facts=[busy, INSTALLED], poll=[ALIVE, ended(0)])
    result = work(host)
    assert not result["changed"]
    assert host.jobs == []
    assert "ended with exit status 0" in result["warnings"][0]
    assert result["awaited"] == ["installing videoconferencing-starleaf"]
    ended_before = {**INSTALLED, **left("bmctl restart", "status 0")}
    assert work(FakeHost(facts=[ended_before, INSTALLED]))["awaited"] == []


def test_a_job_that_begins_meanwhile_is_awaited_and_everything_asked_again() -> None:
    starts: list[Answer] = [said(("start", "bmctl restart", 3)), STARTED]
    busy = {**CLEAN, **left("bmctl restart", "alive")}
    host = FakeHost(facts=[CLEAN, busy, CLEAN, INSTALLED], plan=CLEAN, start=starts, poll=[ALIVE, ended(0), ended(0)])
    assert work(host)["changed"]
    assert host.count("plan") == 2
    assert not any("Run this again" in line for line in host.heard)
    assert "mail: another run has begun to work here (bmctl restart); waiting for it" in host.heard


def test_a_host_that_stays_busy_is_given_up() -> None:
    host = FakeHost(facts=CLEAN, plan=CLEAN, start=said(("start", "bmctl restart", 3)))
    with pytest.raises(job.Busy, match="bmctl restart"):
        work(host)
    assert host.count("start") == job.ATTEMPTS


@pytest.mark.parametrize("name", ["", "a b", "x;reboot", "$(reboot)", "../x", "-y", "Videoconferencing", "a\nb"])
def test_a_name_that_cannot_be_one_reaches_no_host(name: str) -> None:
    host = clean()
    with pytest.raises(HostError, match="name: ") as refused:
        work(host, name=name)
    assert (refused.value.kind, host.asked) == ("input", [])


def test_no_parts_are_refused() -> None:
    with pytest.raises(HostError, match="parts: give core, admin_console, or both"):
        work(clean(), parts=[])


def test_a_daemon_that_is_not_there_is_not_brought_in() -> None:
    rows = ("dpkg_packages", "dpkg-query: no packages found matching bm-core", 1)
    with pytest.raises(HostError, match="bm-core is not installed here, and a plugin must not bring it in"):
        work(FakeHost(facts=debian("", "", rows)))


def test_a_half_configured_daemon_is_named() -> None:
    rows = ("dpkg_packages", "bm-core\t4.9\tinstall ok half-configured\nbm-webserver\t4.9\tinstall ok installed", 1)
    with pytest.raises(HostError, match="bm-core is half-configured here") as refused:
        work(FakeHost(facts=debian("", "", rows)))
    assert "dpkg --configure -a" in refused.value.message


def test_another_release_is_refused_and_can_still_be_cleaned() -> None:
    rows = "\n".join(f"{name}\t5.0.1\tinstall ok installed" for name in ("bm-core", "bm-webserver", CORE))
    facts = debian("", "", ("dpkg_packages", rows, 1), simulation=f"Remv {CORE} [5.0.1]")
    with pytest.raises(HostError, match=r"BlueMind 5\.0\.1 no longer has") as refused:
        work(FakeHost(facts=facts))
    assert refused.value.kind == "unsupported"
    assert work(FakeHost(facts=facts, plan=facts), check=True, state="absent")["changed"]


def test_every_variable_of_a_script_is_given() -> None:
    """A script that finds none of its variables would ask about everything, or nothing."""
    host = clean()
    work(host)
    given = {name: set(variables) for name, variables in host.asked}
    assert given["plan"] == {"manager", "state", "change", "pins", "simulate", "lock_timeout"}
    assert given["facts"] == {"plugin", "plugins", "daemons", "packages", "id", "wait"}
    assert given["start"] == {"id", "what", "job"}
    assert given["poll"] == {"id", "wait"}


def test_a_recorded_answer_of_another_kind_is_possible(monkeypatch: pytest.MonkeyPatch) -> None:
    def answer(host: FakeHost, variables: Mapping[str, str]) -> Answer:
        return {**CLEAN, **said(simulation="Inst bm-core [4.9.3884] (4.9.4010 x [all])")}

    with pytest.raises(HostError, match="without changing bm-core"):
        work(clean(plan=answer))
