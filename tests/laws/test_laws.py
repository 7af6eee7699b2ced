# SPDX-License-Identifier: GPL-3.0-or-later
"""What holds for every module, each law in one place."""

from __future__ import annotations

import copy
from typing import Any

import pytest
import yaml

from ansible_collections.bluemind.videoconferencing.plugins.module_utils.jobs.booked_options import BOOKED_SPEC
from tests.laws.scenarios import SCENARIOS, WRITING, Scenario
from tests.support.collection import MODULES, PACKAGE, call, job_of
from tests.support.providers import BY_NAME
from tests.support.simulator import CHECKOUT, Simulator

every = pytest.mark.parametrize("scenario", SCENARIOS, ids=str)
writing = pytest.mark.parametrize("scenario", WRITING, ids=str)

LABELS = {
    "u-alice": "user alice@example.org",
    "u-bob": "user rob@example.org",
    "u-zoe": "user zoe@example.org",
    "u-other": "user other@other.example",
    "g-dir": "group Direction",
    "g-mail": "group Équipe réseau",
}


def start(simulator: Simulator, scenario: Scenario) -> None:
    simulator.reset(scenario.seed, profile=scenario.profile, providers=list(scenario.providers))


def run(simulator: Simulator, scenario: Scenario, check_mode: bool = False, **changed: Any) -> dict[str, Any]:
    result = call(simulator, scenario.module, check_mode=check_mode, **{**scenario.options, **changed})
    assert not result["failed"], result["msg"]
    return result


def views(result: dict[str, Any]) -> list[dict[str, Any]]:
    """The final states in a result."""
    return list(result.get("domains") or [result.get("domain") or result.get("resource")])


def rights(simulator: Simulator) -> dict[str, set[tuple[str, str]]]:
    """Calendar → (subject, verb) pairs."""
    containers = simulator.state()["containers"]
    return {
        uid: {tuple(pair) for pair in container["acl"]}
        for uid, container in containers.items()
        if uid.startswith("calendar:")
    }


@every
def test_check_mode_sends_no_write(simulator: Simulator, scenario: Scenario) -> None:
    start(simulator, scenario)
    run(simulator, scenario, check_mode=True)
    assert simulator.writes() == []
    assert simulator.outbox() == []


@writing
def test_changed_means_changes_means_a_diff(simulator: Simulator, scenario: Scenario) -> None:
    start(simulator, scenario)
    for check_mode in (True, False, False):
        simulator.clear()
        result = run(simulator, scenario, check_mode)
        assert result["changed"] == bool(result["changes"])
        assert result["changed"] == (result["diff"]["before"] != result["diff"]["after"])
        assert bool(simulator.writes()) == (result["changed"] and not check_mode)


@writing
def test_a_second_run_changes_nothing(simulator: Simulator, scenario: Scenario) -> None:
    start(simulator, scenario)
    first = run(simulator, scenario)
    simulator.clear()
    second = run(simulator, scenario)
    assert (second["changed"], second["notified"], simulator.writes(), simulator.outbox()) == (False, [], [], [])
    assert first["verified"] is second["verified"] is True


@writing
def test_check_mode_predicts_changes_and_mails(simulator: Simulator, scenario: Scenario) -> None:
    start(simulator, scenario)
    foreseen = run(simulator, scenario, check_mode=True)
    done = run(simulator, scenario)
    assert foreseen["verified"] is None
    for key in ("changed", "changes", "notified", "diff"):
        assert foreseen[key] == done[key]
    mailed = {LABELS[mail["subject"]] for mail in simulator.outbox() if mail["kind"] == "granted"}
    assert set(done["notified"]) == mailed
    for expected, found in zip(views(foreseen), views(done), strict=True):
        known = {name: value for name, value in expected.items() if value is not None}
        assert known == {name: found[name] for name in known}


@writing
def test_the_order_of_lists_does_not_matter(simulator: Simulator, scenario: Scenario) -> None:
    mixed = copy.deepcopy(scenario.options)
    for record in (mixed, *mixed.get("domains", ())):
        (record.get("shares") or []).reverse()
        (record.get("availability") or {}).get("days", []).reverse()
    start(simulator, scenario)
    first = run(simulator, scenario, check_mode=True)
    second = run(simulator, scenario, check_mode=True, **mixed)
    assert first == second


@writing
def test_without_purge_nobody_loses_a_right(simulator: Simulator, scenario: Scenario) -> None:
    asked_to = {"purge", "purge_shares", "purge_providers", "leave_behind"} & set(scenario.options)
    if asked_to or scenario.options.get("state") == "absent":
        return
    start(simulator, scenario)
    before = rights(simulator)
    result = run(simulator, scenario)
    listed = {change["target"] for change in result["changes"] if change["field"] == "shares"}
    after = set().union(*rights(simulator).values())
    for calendar, pairs in before.items():
        for subject, verb in pairs:
            assert (subject, verb) in after or LABELS.get(subject, subject) in listed, (calendar, subject, verb)


@writing
def test_published_calendars_stay_published(simulator: Simulator, scenario: Scenario) -> None:
    start(simulator, scenario)
    before = rights(simulator)
    run(simulator, scenario)
    for calendar, pairs in rights(simulator).items():
        published = {pair for pair in before.get(calendar, ()) if pair[0].startswith("x-calendar-p")}
        assert published <= pairs


@pytest.mark.parametrize(
    "scenario",
    [one for one in WRITING if "video" in one.module or ("starleaf" in one.module and one.profile != "5.1")],
    ids=str,
)
def test_what_info_returns_is_no_change(simulator: Simulator, scenario: Scenario) -> None:
    start(simulator, scenario)
    run(simulator, scenario)
    one_provider = "starleaf" in scenario.module
    info = "bluemind_starleaf_info" if one_provider else "bluemind_videoconference_info"
    batch = "bluemind_starleaf_domains" if one_provider else "bluemind_videoconferences"
    seen = call(simulator, info)
    assert not seen["failed"]
    assert seen["domains"] or scenario.options.get("state") == "absent"
    simulator.clear()
    assert [record["details"]["problems"] for record in seen["domains"]] == [[] for _record in seen["domains"]]
    all_of_it: list[dict[str, Any]] = [{"purge": True} if one_provider else {"purge_providers": list(BY_NAME)}]
    for purge in ({}, *all_of_it):
        again = call(simulator, batch, domains=seen["domains"], **purge)
        assert (again["failed"], again["changed"]) == (False, False), again
    assert simulator.writes() == []


@every
def test_result_keys_are_the_documented_ones(simulator: Simulator, scenario: Scenario) -> None:
    start(simulator, scenario)
    documented = documentation(scenario.module, "RETURN")
    result = run(simulator, scenario)
    always = {name for name, key in documented.items() if "fail" not in key["returned"].split(",")[0]}
    assert set(result) - {"failed", "warnings", "changed"} == always
    for name, key in documented.items():
        if isinstance(result.get(name), dict) and "contains" in key:
            assert set(result[name]) == set(key["contains"]), name
        if isinstance(result.get(name), list) and result[name] and "contains" in key:
            optional = {one for one, what in key["contains"].items() if what["returned"].startswith("when")}
            for item in result[name]:
                assert set(key["contains"]) - optional <= set(item) <= set(key["contains"]), name


@pytest.mark.parametrize("module", MODULES)
def test_failures_have_the_documented_keys(simulator: Simulator, module: str) -> None:
    simulator.reset({}, system_state="CORE_STATE_UPGRADE")
    options: dict[str, Any] = {"domain": "example.org"} if "domain" in job_of(module).options else {}
    if "resource" in job_of(module).options:
        options.update(resource="Board room", shares=[])
    if module in ("bluemind_starleaf_domains", "bluemind_videoconferences", "bluemind_videoconference_migration"):
        options.update(domains=[])
    if module == "bluemind_videoconference_migration":
        options.update(source="starleaf", target="zoom")
    if module == "bluemind_videoconference":
        options.update(provider="zoom")
    if module == "bluemind_server_info":
        options.update(wait=True)
    result = call(simulator, module, **options)
    assert result["failed"]
    assert result["error"]["kind"] == "not_ready"
    documented = documentation(module, "RETURN")
    assert set(result) - {"failed", "msg", "changed"} <= set(documented)
    assert set(result["error"]) == set(documented["error"]["contains"])


def documentation(module: str, block: str) -> dict[str, Any]:
    """One documentation block of a module."""
    source = __import__(f"{PACKAGE}.{module}", fromlist=[block])
    return dict(yaml.safe_load(getattr(source, block)))


def test_every_module_is_tried() -> None:
    assert {one.module for one in SCENARIOS} == set(MODULES)


def test_every_module_is_in_the_action_group() -> None:
    runtime = yaml.safe_load((CHECKOUT / "meta" / "runtime.yml").read_text(encoding="utf-8"))
    assert runtime["action_groups"]["bluemind"] == MODULES


@pytest.mark.parametrize("role", ["starleaf", "videoconference"])
def test_role_defaults_are_the_documented_ones(role: str) -> None:
    file = CHECKOUT / "roles" / role / "defaults" / "main.yml"
    defaults = yaml.safe_load(file.read_text(encoding="utf-8"))
    options = role_options(role)
    documented = {name: option["default"] for name, option in options.items() if "default" in option}
    assert defaults == documented


def test_a_role_domain_is_a_module_domain() -> None:
    """Same options, types, choices and defaults, all the way down."""
    module = {name: one for name, one in job_of("bluemind_starleaf_domain").options.items() if name not in BOOKED_SPEC}
    assert shape(role_options("starleaf")["starleaf_domains"]["options"]) == shape(module)


def test_a_record_of_any_provider_is_that_of_the_module_or_names_no_provider() -> None:
    record = job_of("bluemind_videoconferences").options["domains"]["options"]
    module = {name: one for name, one in record.items() if name != "details"}
    module["provider"] = {name: value for name, value in module["provider"].items() if name != "required"}
    assert shape(role_options("videoconference")["videoconference_domains"]["options"]) == shape(module)


def test_the_roles_differ_in_nothing_but_the_provider() -> None:
    starleaf, every = (
        {name.removeprefix(f"{role}_"): one for name, one in role_options(role).items()}
        for role in ("starleaf", "videoconference")
    )
    del every["provider"], every["domains"], starleaf["domains"]
    assert shape(starleaf) == shape(every)


def test_role_connection_variables_are_named_after_the_options() -> None:
    options = role_options("starleaf")
    own = {name.removeprefix("starleaf_api_") for name in options if name.startswith("starleaf_api_")}
    connection = set(job_of("bluemind_server_info").arguments()["argument_spec"]) - {
        "wait",
        "wait_timeout",
        "wait_sleep",
    }
    named = {name.removeprefix("api_") if name != "api_url" else "url" for name in connection}
    assert own - {"delegate_to"} == named


def role_options(role: str) -> dict[str, Any]:
    file = CHECKOUT / "roles" / role / "meta" / "argument_specs.yml"
    specs = yaml.safe_load(file.read_text(encoding="utf-8"))
    return dict(specs["argument_specs"]["main"]["options"])


def shape(options: dict[str, Any]) -> dict[str, Any]:
    """What matters of an argument specification."""
    kept = ("type", "elements", "choices", "default", "required")
    return {
        name: {key: option[key] for key in kept if key in option} | {"options": shape(option.get("options", {}))}
        for name, option in options.items()
    }
