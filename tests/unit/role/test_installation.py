# SPDX-License-Identifier: GPL-3.0-or-later
"""What the role decides: steps, hosts, refusals."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.bluemind.videoconferencing.plugins.plugin_utils import installation, wanted
from ansible_collections.bluemind.videoconferencing.plugins.plugin_utils.installation import decide
from ansible_collections.bluemind.videoconferencing.plugins.plugin_utils.refusals import Refused

ALL = ["packages", "restart", "configure", "verify"]
CORE, CONSOLE = "core.example", "console.example"
RUNNING: dict[str, Any] = {
    "state": "CORE_STATE_RUNNING",
    "authenticated": True,
    "starting": False,
    "version": {"release": "4.9.0", "software": "4.9.3884"},
    "starleaf": {"supported": True, "reason": "4.9.0 has it."},
}


def server(**other: Any) -> dict[str, Any]:
    """The result of bluemind_server_info."""
    return {**RUNNING, **other}


def down(starting: bool = False) -> dict[str, Any]:
    """A server that does not answer."""
    reason = {"supported": False, "reason": "cannot talk to it."}
    nothing = {"release": None, "software": None}
    return server(state=None, authenticated=None, starting=starting, version=nothing, starleaf=reason)


def options(steps: list[str] | None = None, **other: Any) -> dict[str, Any]:
    """The result of role_options."""
    chosen = ALL if steps is None else steps
    return {
        "prefix": "starleaf_",
        "state": "present",
        "plugins": ["starleaf"],
        "restart": "bmctl",
        "api_url": "https://mail.example",
        "replaced_by": None,
        "steps": chosen,
        "compare_only": "configure" not in chosen,
        "on_domains": bool({"configure", "verify"} & set(chosen)),
        "targets": [{"host": CORE, "parts": ["core", "admin_console"]}],
        **other,
    }


def host(
    name: str = CORE,
    planned: str | None = None,
    due: tuple[str, ...] = (),
    active: str = "active",
    plugin: str = "videoconferencing-starleaf",
) -> dict[str, Any]:
    """A result of bluemind_plugin."""
    return {
        "item": {"host": name, "name": plugin, "parts": ["core"]},
        "planned": planned,
        "restart": [{"daemon": daemon, "why": "it is older"} for daemon in due],
        "services": {"bm-core": active},
        "remarks": [],
        "awaited": [],
    }


@pytest.mark.parametrize(
    ("run", "skip", "own", "chosen"),
    [
        (["all"], [], [], ALL),
        (["tagged"], [], [], ALL),
        (["packages"], [], [], ["packages"]),
        (["configure", "verify"], [], [], ["configure", "verify"]),
        (["all"], ["packages"], [], ["restart", "configure", "verify"]),
        (["all"], ["restart", "verify"], [], ["packages", "configure"]),
        (["video"], [], ["always", "video"], ALL),
        (["video"], ["packages"], ["video"], ["restart", "configure", "verify"]),
        (["something"], [], ["always"], []),
        (["always"], [], ["always"], []),
    ],
)
def test_tags_choose_steps(run: list[str], skip: list[str], own: list[str], chosen: list[str]) -> None:
    assert wanted.steps(run, skip, own) == chosen


def test_unknown_variables_are_refused_with_the_near_one() -> None:
    known = ["starleaf_purge_limit", "starleaf_domains"]
    wanted.require_known("starleaf_", ["starleaf_domains", "starleaf_serial", "starleaf_result"], known)
    with pytest.raises(Refused, match=r"starleaf_purge_limt is not .* \(did you mean starleaf_purge_limit\?\)"):
        wanted.require_known("starleaf_", ["starleaf_purge_limt"], known)
    with pytest.raises(Refused, match=r"starleaf_qqq is not a variable of this role\. "):
        wanted.require_known("starleaf_", ["starleaf_qqq"], known)


@pytest.mark.parametrize(
    ("console", "with_console", "cores", "consoles", "found"),
    [
        (CORE, True, [CORE], [], [(CORE, ["core", "admin_console"])]),
        (CORE, False, [CORE], [CONSOLE], [(CORE, ["core"])]),
        (CORE, True, [CORE], [CONSOLE], [(CORE, ["core"]), (CONSOLE, ["admin_console"])]),
        # With several installations nobody knows whose console it is.
        (CORE, True, [CORE, "other.example"], [CONSOLE], [(CORE, ["core", "admin_console"])]),
        (CONSOLE, True, [CORE, "other.example"], [], [(CORE, ["core"]), (CONSOLE, ["admin_console"])]),
        (CONSOLE, False, [CORE], [CONSOLE], [(CORE, ["core"])]),
    ],
)
def test_which_half_belongs_where(
    console: str, with_console: bool, cores: list[str], consoles: list[str], found: list[tuple[str, list[str]]]
) -> None:
    targets = wanted.targets(["starleaf"], CORE, console, with_console, cores, consoles)
    assert [(one["host"], one["parts"]) for one in targets] == found
    assert {one["name"] for one in targets} == {"videoconferencing-starleaf"}


def test_every_host_has_every_plugin() -> None:
    targets = wanted.targets(["jitsi", "teams"], CORE, CONSOLE, True, [CORE], [])
    assert [(one["host"], one["name"].rpartition("-")[2]) for one in targets] == [
        (CORE, "jitsi"),
        (CORE, "teams"),
        (CONSOLE, "jitsi"),
        (CONSOLE, "teams"),
    ]


PRESENT, ABSENT = {"domain": "a.example", "state": "present"}, {"domain": "b.example", "state": "absent"}


@pytest.mark.parametrize(
    ("records", "default", "state", "everything", "plugins"),
    [
        ([], "starleaf", "present", ["starleaf"], ["starleaf"]),
        ([ABSENT], "jitsi", "present", ["jitsi"], ["jitsi"]),
        ([{**PRESENT, "provider": "teams"}], None, "present", ["teams"], ["teams"]),
        ([{**PRESENT, "provider": "teams"}, PRESENT], "jitsi", "present", ["jitsi", "teams"], ["jitsi", "teams"]),
        # A provider that only goes needs no plugin, and with the state absent its plugin goes too.
        (
            [{**ABSENT, "provider": "starleaf"}, {**PRESENT, "provider": "zoom"}],
            None,
            "present",
            ["starleaf", "zoom"],
            ["zoom"],
        ),
        ([{**ABSENT, "provider": "starleaf"}], None, "absent", ["starleaf"], ["starleaf"]),
        # BlueMind.Video is a part of BlueMind.
        ([{**PRESENT, "provider": "bluemind"}], None, "present", ["bluemind"], []),
        ([{**PRESENT, "provider": "bluemind"}], None, "absent", ["bluemind"], []),
        ([], None, "present", [], []),
    ],
)
def test_which_providers_and_plugins_are_meant(
    records: list[dict[str, Any]], default: str | None, state: str, everything: list[str], plugins: list[str]
) -> None:
    assert wanted.providers("videoconference_", records, default, state) == (everything, plugins)


def test_a_record_without_a_provider_is_refused() -> None:
    with pytest.raises(
        Refused, match=r"videoconference_domains\[0\] \(a\.example\): provider is required.*_provider for all"
    ):
        wanted.providers("videoconference_", [PRESENT], None, "present")


def test_a_host_that_is_right_needs_nothing() -> None:
    assert not decide(options(), server(), [host()]).work


def test_packages_and_the_restart_that_they_will_need() -> None:
    decision = decide(options(), server(), [host(planned="apt-get install", due=("bm-core",))])
    assert [one["host"] for one in decision.change] == [CORE]
    assert decision.restart == [{"host": CORE, "daemons": ["bm-core"]}]
    assert decision.ask == decision.restart
    assert not decision.unloaded


def test_the_core_host_is_asked_for_the_backup_whichever_host_is_restarted() -> None:
    two = options(targets=[{"host": CORE}, {"host": CONSOLE}])
    decision = decide(two, server(), [host(), host(CONSOLE, due=("bm-webserver",))])
    assert decision.ask == [{"host": CORE, "daemons": ["bm-core"]}, {"host": CONSOLE, "daemons": ["bm-webserver"]}]
    assert decision.restart == [{"host": CONSOLE, "daemons": ["bm-webserver"]}]


def test_two_plugins_need_one_restart() -> None:
    looks = [host(due=("bm-core",)), host(due=("bm-core", "bm-webserver"), plugin="videoconferencing-jitsi")]
    decision = decide(options(), server(), looks)
    assert decision.restart == [{"host": CORE, "daemons": ["bm-core", "bm-webserver"]}]
    assert decision.pending == [CORE]


def test_of_two_looks_at_a_host_the_later_counts() -> None:
    """On Debian the package of the console restarts bm-webserver itself."""
    before = host(planned="apt-get install", due=("bm-core", "bm-webserver"))
    decision = decide(options(), {}, [before, host(due=("bm-core",))])
    assert decision.change == []
    assert decision.restart == [{"host": CORE, "daemons": ["bm-core"]}]


def test_the_later_look_at_a_host_remarks() -> None:
    looks = [{**host(), "remarks": ["old"]}, {**host(), "remarks": ["new"]}, {**host(CONSOLE), "remarks": ["other"]}]
    assert decide(options(), {}, looks).remarks == {CORE: ["new"], CONSOLE: ["other"]}


@pytest.mark.parametrize("left_out", [{"restart": "never"}, {"steps": ["packages", "configure"]}])
def test_a_restart_that_is_left_out_is_pending(left_out: dict[str, Any]) -> None:
    decision = decide(options(**left_out), server(), [host(due=("bm-core",))])
    assert (decision.ask, decision.restart, decision.pending, decision.unloaded) == ([], [], [CORE], True)
    console_only = decide(options(**left_out), server(), [host(due=("bm-webserver",))])
    assert (console_only.pending, console_only.unloaded) == ([CORE], False)


def test_packages_that_are_left_out_stay() -> None:
    assert decide(options(["restart", "verify"]), server(), [host(planned="apt-get install")]).change == []


@pytest.mark.parametrize(
    "state", ["UPGRADE", "NOT_INSTALLED", "DEMOTED", "MAINTENANCE", "CLONING"], ids=lambda name: name.lower()
)
@pytest.mark.parametrize("wanted", ["present", "absent"])
def test_states_that_no_restart_cures(state: str, wanted: str) -> None:
    sick = server(state=f"CORE_STATE_{state}", starleaf={"supported": False, "reason": "do this."})
    with pytest.raises(Refused, match=r"https://mail\.example: do this\."):
        decide(options(state=wanted), sick, [host(due=("bm-core",))])


@pytest.mark.parametrize("accepted", [False, None])
def test_credentials_that_are_wrong_or_missing(accepted: bool | None) -> None:
    with pytest.raises(Refused, match="starleaf_api_username with starleaf_api_password"):
        decide(options(), server(authenticated=accepted, warnings=[]), [host()])


def test_credentials_that_nobody_can_judge_yet() -> None:
    doubt = server(authenticated=None, starting=True, warnings=["HTTP 503"])
    assert decide(options(), doubt, [host()]).wait
    starting = server(state="CORE_STATE_STARTING", authenticated=False, starting=True)
    assert decide(options(["packages"]), starting, [host()]).wait is False


def test_a_server_that_starts_is_waited_for() -> None:
    assert decide(options(), down(starting=True), [host()]).wait
    assert decide(options(), down(), [host(active="activating")]).wait


def test_a_server_that_another_run_has_just_restarted_is_waited_for() -> None:
    """It was asked before its host, on which that run was still at work."""
    for job in ("bmctl restart", "systemctl restart bm-core"):
        assert decide(options(), down(), [{**host(), "awaited": [job]}]).wait
    with pytest.raises(Refused, match="waiting will not help"):
        decide(options(), down(), [{**host(), "awaited": ["installing videoconferencing-starleaf"]}])


def test_a_server_that_a_restart_may_bring_back_is_waited_for() -> None:
    assert decide(options(), down(), [host(due=("bm-core",))]).wait


def test_a_server_that_no_waiting_brings_back_is_refused_at_once() -> None:
    with pytest.raises(
        Refused, match=r"cannot talk to it\. This run does not restart bm-core, so waiting will not help"
    ):
        decide(options(), down(), [host()])
    with pytest.raises(Refused):
        decide(options(restart="never"), down(), [host(due=("bm-core",))])


def test_a_refusal_names_the_variables_of_the_role() -> None:
    seen = down()
    seen["starleaf"]["reason"] = "cannot talk to it. Check api_url and ca_path."
    with pytest.raises(Refused, match=r"Check starleaf_api_url and starleaf_api_ca_path\."):
        decide(options(), seen, [host()])


def test_a_restart_that_does_not_bring_it_back_in_time_is_not_waited_for() -> None:
    """A removal dissociates first; services restarts bm-webserver alone."""
    gone = host(planned="remove", due=("bm-core",))
    with pytest.raises(Refused, match=r"does not restart bm-core before the domains go, so waiting will not help"):
        decide(options(state="absent"), down(), [gone])
    assert decide(options(state="absent"), down(starting=True), [gone]).wait
    console = host(due=("bm-webserver",))
    assert decide(options(), down(), [console]).wait
    with pytest.raises(Refused, match=r"does not restart bm-core, so waiting will not help"):
        decide(options(restart="services"), down(), [console])


def test_a_refusal_tells_which_daemon_does_not_run() -> None:
    stopped = {**host(active="failed"), "remarks": ["bm-core does not run (failed). See `systemctl status bm-core`"]}
    with pytest.raises(Refused, match=r"talk to it\. core\.example: bm-core does not run .* bm-core`\. This run does"):
        decide(options(), down(), [stopped, host(CONSOLE)])


@pytest.mark.parametrize("why", ["GET https://mail.example/api/x: cannot talk to mail.example.", "cannot talk to it."])
def test_the_address_is_told_once(why: str) -> None:
    away = {**down(), "starleaf": {"supported": False, "reason": why}}
    with pytest.raises(Refused) as refused:
        decide(options(), away, [host()])
    assert str(refused.value).count("https://mail.example") == 1


def test_packages_alone_need_no_server() -> None:
    assert not decide(options(["packages", "restart"]), down(), [host()]).wait


@pytest.mark.parametrize("release", ["4.5.2", "4.4", "5.0.0", "5.1.2"])
def test_releases_without_the_plugin(release: str) -> None:
    other = server(version={"release": release, "software": None})
    with pytest.raises(Refused, match=rf"BlueMind {release} (has no|no longer has the) StarLeaf p"):
        decide(options(), other, [host()])
    assert not decide(options(state="absent"), other, [host()]).work
    assert not decide(options(["verify"]), other, []).work


@pytest.mark.parametrize("release", ["4.5.3", "4.5.3.1", "4.9.12", "4.10"])
def test_releases_with_the_plugin(release: str) -> None:
    assert not decide(options(), server(version={"release": release, "software": None}), [host()]).work


def test_each_plugin_needs_a_release_that_has_it() -> None:
    old = server(version={"release": "4.6.0", "software": None})
    assert not decide(options(plugins=["starleaf", "jitsi"]), old, [host()]).work
    with pytest.raises(Refused, match="has no Teams plugin"):
        decide(options(plugins=["jitsi", "teams"]), old, [host()])


@pytest.mark.parametrize(
    ("planned", "due", "parts", "more", "gone"),
    [
        (None, (), ["core", "admin_console"], {"state": "absent"}, True),
        ("remove", (), ["core", "admin_console"], {"state": "absent"}, False),
        (None, ("bm-webserver",), ["core", "admin_console"], {"state": "absent"}, False),
        (None, (), ["core"], {"state": "absent"}, False),
        (None, (), ["core", "admin_console"], {"state": "absent", "steps": ["configure"]}, False),
        (None, (), ["core", "admin_console"], {}, False),
    ],
)
def test_when_the_console_has_no_half_of_the_plugin(
    planned: str | None, due: tuple[str, ...], parts: list[str], more: dict[str, Any], gone: bool
) -> None:
    one = {**host(planned=planned, due=due), "item": {"host": CORE, "name": "x", "parts": parts}}
    assert decide(options(**more), server(), [one]).console_gone is gone


def test_no_domain_loses_the_plugin_unasked() -> None:
    rows = [{"name": f"{name}.example", "provider": "starleaf"} for name in "abc"]
    changes = [{"domain": "b.example"}, {"domain": "c.example"}]
    decision = decide(options(state="absent"), {}, [])

    def require(domains: list[dict[str, Any]], **more: Any) -> None:
        found = {"domains": domains, "changes": changes}
        installation.require_plugins(options(state="absent", **more), decision, found)

    require(rows, listed=3)
    require([], listed=0)
    with pytest.raises(Refused, match=r"and c\.example \(StarLeaf\) has a resource.*starleaf_purge: true"):
        require(rows, listed=2)
    with pytest.raises(
        Refused, match=r"b\.example \(StarLeaf\), c\.example \(StarLeaf\) have .*the step configure too"
    ):
        require(rows, listed=3, steps=["packages"])
    with pytest.raises(Refused, match="with provider: jitsi to move it, or") as refused:
        require(rows, listed=2, replaced_by="jitsi")
    assert "purge" not in str(refused.value)


@pytest.mark.parametrize(
    ("left_out", "cure"),
    [
        ({"restart": "never"}, "starleaf_restart is never; a.example needs it.*Run `bmctl restart`"),
        ({"steps": ["packages", "configure"]}, "a.example needs it.*tag restart as well"),
    ],
)
def test_no_resource_is_tried_while_the_restart_is_pending(left_out: dict[str, Any], cure: str) -> None:
    wanted = options(**left_out)
    decision = decide(wanted, {}, [host(due=("bm-core",))])
    new = {"kind": "create", "field": "resource", "domain": "a.example"}
    installation.require_plugins(wanted, decision, {"changes": [{**new, "field": "label"}]})
    with pytest.raises(Refused, match=rf"Restart pending.*{cure}"):
        installation.require_plugins(wanted, decision, {"changes": [new]})
    loaded = decide(wanted, {}, [host()])
    installation.require_plugins(wanted, loaded, {"changes": [new]})


@pytest.mark.parametrize(
    ("more", "one", "asked", "checked"),
    [
        ({}, host(planned="install"), server(), True),
        ({}, host(due=("bm-core",)), server(), True),
        ({}, host(), server(), False),
        ({}, host(planned="install"), down(starting=True), False),
        ({"steps": ["packages", "restart"]}, host(planned="install"), server(), False),
        ({"restart": "never"}, host(due=("bm-core",)), server(), False),
        ({"state": "absent"}, host(planned="remove"), server(), False),
    ],
    ids=["packages", "restart", "nothing-due", "not-usable", "no-domains", "no-restart", "removal"],
)
def test_domains_are_looked_at_before_a_host_is_changed(
    more: dict[str, Any], one: dict[str, Any], asked: dict[str, Any], checked: bool
) -> None:
    assert decide(options(**more), asked, [one]).check_domains is checked
