# SPDX-License-Identifier: GPL-3.0-or-later
"""What a run tells: the variable of an installation, and the lines of a fleet."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from ansible_collections.bluemind.videoconferencing.plugins.action.role_report import ActionModule
from ansible_collections.bluemind.videoconferencing.plugins.plugin_utils import batches, report

SERVER = {"version": {"release": "4.9.0"}}
DOMAIN = {"name": "example.org", "state": "present", "notified": ["group Direction"], "changes": 0}
CREATED = {"domain": "example.org", "kind": "create", "field": "resource", "target": "r-1"}
CHANGED = {"changed": True, "item": {"host": "core"}}
RESTART: dict[str, Any] = {"changed": True, "seconds": 10.25, "item": {"host": "core"}, "remarks": []}
READY = {"state": "CORE_STATE_RUNNING", "waited": 2.0, "version": {"release": "4.9.1"}}


def told(**other: Any) -> dict[str, Any]:
    """The variable of an installation."""
    given: dict[str, Any] = {
        "check_mode": False,
        "server": SERVER,
        "pending": [],
        "remarks": {},
        "packages": [],
        "restarts": [],
        "gate": {},
        "configured": {"domains": [DOMAIN], "changes": []},
        "failed": None,
    }
    return report.installation(**{**given, **other})


def lines(result: dict[str, Any] | None, lost: bool = False) -> list[str]:
    return [" ".join(line.split()) for line in report.lines([("mail", result, lost)])]


def test_nothing_to_do() -> None:
    result = told(configured={"domains": [{**DOMAIN, "notified": []}], "changes": []})
    assert lines(result) == ["mail 4.9.0 not restarted", "└ example.org present 0 changes, 0 mailed, verified"]
    assert (result["restarted"], result["reason"], result["provider_proved"]) == (False, None, False)


def test_all_of_it() -> None:
    configured = {"domains": [{**DOMAIN, "changes": 1}], "changes": [CREATED]}
    result = told(configured=configured, packages=[CHANGED], restarts=[RESTART], pending=["core"], gate=READY)
    assert (result["seconds_to_ready"], result["restart_pending"]) == (12.2, [])
    assert lines(result) == [
        "mail 4.9.1 packages changed, restarted, ready after 12.2 s,"
        " plugin loaded: a resource was created and read back",
        "└ example.org present 1 change, 1 mailed (group Direction), verified",
    ]


def test_bookings_have_their_own_lines() -> None:
    one = {
        "domain": "example.org",
        "label": "StarLeaf",
        "kept": True,
        "count": 2,
        "until": "2027-01-01",
        "problem": None,
    }
    other = {**one, "kept": False, "count": 1, "until": None, "organizers": ["u@example.org"]}
    unread = {**one, "problem": "no", "organizers": [], "kept": None}
    names = [f"u{number}@example.org" for number in range(6)]
    configured = {"domains": [DOMAIN], "changes": [], "bookings": [{**one, "organizers": names}, other, unread]}
    assert lines(told(configured=configured))[2:] == [
        f"└ example.org booked 2 bookings of StarLeaf, kept, until 2027-01-01: {', '.join(names[:5])} and 1 more",
        "└ example.org booked 1 booking of StarLeaf, gone, without an end: u@example.org",
        "└ example.org booked nobody can tell who has booked StarLeaf",
    ]


def test_check_mode_says_would() -> None:
    packages, restarts = [CHANGED], [{**RESTART, "seconds": 0.0}]
    result = told(check_mode=True, pending=["core"], packages=packages, restarts=restarts)
    assert (result["restarted"], result["restart_pending"]) == (False, ["core"])
    assert lines(result) == [
        "mail 4.9.0 packages would be changed (simulated, without the download), would be restarted",
        "└ example.org present 0 changes would be made, 1 would be mailed (group Direction)",
    ]
    assert lines(told(check_mode=True))[0] == "mail 4.9.0 would not be restarted"


def test_a_restart_that_is_pending_names_its_hosts() -> None:
    assert lines(told(pending=["core", "console"]))[0] == "mail 4.9.0 restart PENDING on core, console"


def test_daemons_that_do_not_run_are_told_with_their_hosts() -> None:
    off = "bm-webserver is masked, so it is not restarted"
    dead = "bm-core does not run (failed), although it is not switched off. See `systemctl status bm-core`"
    found = {"mail": [dead, "dpkg has not finished bm-x, bm-y: see `dpkg --audit`"], "console": [off]}
    result = told(remarks=found)
    assert result["remarks"][0] == f"mail: {dead}"
    short = "bm-core does not run (failed), dpkg has not finished bm-x, bm-y, console: bm-webserver is masked"
    assert lines(result)[0] == f"mail 4.9.0 not restarted, {short}"


def test_after_a_restart_the_remarks_of_the_restart_count() -> None:
    before = {"core": ["bm-webserver does not run (failed)"], "console": ["bm-webserver is masked"]}
    assert told(remarks=before, restarts=[RESTART])["remarks"] == ["console: bm-webserver is masked"]
    failed = {"changed": True, "failed": True, "item": {"host": "core"}}
    assert len(told(remarks=before, restarts=[failed], failed="no")["remarks"]) == 2
    restarted = {**RESTART, "remarks": ["bm-core is masked"]}
    assert told(remarks=before, restarts=[restarted])["remarks"][0] == "core: bm-core is masked"


def test_a_restart_by_another_run_leaves_nothing_pending() -> None:
    """bluemind_restart waited for it, and did nothing itself."""
    awaited = {**RESTART, "changed": False, "seconds": 0.0}
    result = told(pending=["core"], restarts=[awaited], remarks={"core": ["bm-webserver does not run (failed)"]})
    assert (result["restarted"], result["restart_pending"], result["remarks"]) == (False, [], [])
    refused = {"failed": True, "changed": False, "item": {"host": "core"}}
    assert told(pending=["core"], restarts=[refused], failed="no")["restart_pending"] == ["core"]


def test_many_who_are_mailed_are_counted() -> None:
    many = [f"user u{number}" for number in range(7)]
    row = lines(told(configured={"domains": [{**DOMAIN, "notified": many}], "changes": []}))[1]
    assert row.endswith("7 mailed (user u0, user u1, user u2, user u3, user u4 and 2 more), verified")


def test_the_whole_reason_is_told_below_its_first_line() -> None:
    text = "mail: nothing was changed. bmctl is missing.\nIt said:\n  no such file"
    assert report.lines([("mail", told(failed=text, configured={}), False)]) == [
        "mail  4.9.0  FAILED: bmctl is missing.",
        "             It said:",
        "               no such file",
    ]


def test_what_was_done_before_the_failure_is_told() -> None:
    result = told(failed="mail: the gate", restarts=[RESTART], pending=["core"])
    assert lines(result)[0] == "mail 4.9.0 FAILED after a restart: the gate"


def test_domains_that_failed_have_their_own_lines() -> None:
    broken = {"domain": "alias.example", "msg": "alias.example: HTTP 500", "failed_changes": [CREATED]}
    unknown = {"domain": "typo.example", "msg": "typo.example: no such domain", "failed_changes": []}
    failed = [{"applied": [], "not_attempted": [], **one} for one in (broken, unknown)]
    configured = {"domains": [DOMAIN], "changes": [], "failed_domains": failed}
    text = f"2 of 2 domains failed. {broken['msg']} {unknown['msg']}"
    assert lines(told(configured=configured, failed=text)) == [
        "mail 4.9.0 FAILED: 2 of 2 domains failed.",
        "└ example.org present FAILED: alias.example: HTTP 500",
        "└ typo.example - FAILED: no such domain",
    ]


def test_a_comparison_proves_nothing_of_the_plugin() -> None:
    """What would be created is a difference."""
    result = told(
        configured={"domains": [{**DOMAIN, "changes": 1}], "changes": [CREATED], "compared": True}, failed="it differs"
    )
    assert (result["provider_proved"], result["domains"][0]["verified"]) == (False, False)


def test_domains_that_were_looked_at_before_a_host_is_changed_have_their_lines() -> None:
    step = ActionModule.__new__(ActionModule)
    step._task = SimpleNamespace(check_mode=False)
    typo = {"domain": "typo.example", "msg": "typo.example: no such domain"}
    failed = [{**typo, "applied": [], "failed_changes": [], "not_attempted": []}]
    looked = {"failed": True, "msg": f"1 of 2 domains failed. {typo['msg']}", "failed_domains": failed}
    looked |= {"domains": [{**DOMAIN, "changes": 1}], "changes": [CREATED]}
    params: dict[str, Any] = {name: {} for name in step.spec}
    params |= {"role": "starleaf", "server": SERVER, "looked": looked, "failure": looked}
    step._templar = SimpleNamespace(template=lambda value: value)
    result = step.decide(params, {"inventory_hostname": "mail"})
    assert result["reason"] == f"mail: nothing was changed. {looked['msg']}"
    assert lines(result) == [
        "mail 4.9.0 FAILED: 1 of 2 domains failed.",
        "└ example.org present 1 difference, 1 would be mailed (group Direction)",
        "└ typo.example - FAILED: no such domain",
    ]


def test_hosts_without_a_result() -> None:
    assert lines(None, lost=True) == ["mail - LOST: became unreachable during the run; run this again"]
    assert lines(None) == ["mail - not done"]


def test_columns_are_aligned() -> None:
    hosts = [("a", told(), False), ("a-long-name.example", told(), False)]
    columns = {line.index("4.9.0") for line in report.lines(hosts) if "4.9.0" in line}
    assert len(columns) == 1


def test_the_reason_of_a_loop_is_that_of_its_items() -> None:
    items = [
        {"failed": False, "msg": "fine"},
        {"failed": True, "msg": "core: no"},
        {"failed": True, "msg": "console: no"},
    ]
    assert report.reason({"msg": "One or more items failed", "results": items}) == "core: no\nconsole: no"
    assert report.reason({"msg": "no"}) == "no"
    assert report.reason({}) == "failed"


@pytest.mark.parametrize(
    ("serial", "batch", "everybody", "fine"),
    [
        (5, 5, 20, True),
        (5, 6, 20, False),
        ("5", 6, 20, False),
        ("30%", 6, 20, True),
        ("30%", 7, 20, False),
        ("1%", 1, 20, True),
        ([1, 5], 5, 20, True),
        ([1, "10%"], 3, 20, False),
    ],
)
def test_a_batch_larger_than_starleaf_serial_was_not_meant(serial: Any, batch: int, everybody: int, fine: bool) -> None:
    text = batches.serial_without_effect("starleaf_serial", serial, batch, everybody)
    assert (text is None) is fine
    assert fine or f"{batch} installations would be changed at the same time" in str(text)


def test_the_share_counts_the_lost() -> None:
    results: dict[str, Any] = {"a": {"reason": None}, "b": {"reason": "no"}, "c": None}
    assert batches.share(["a", "b", "c"], results) == pytest.approx(200 / 3)
    assert batches.too_many("starleaf_max_fail_percentage", 66.7, 66.7) is None
    assert batches.too_many("starleaf_max_fail_percentage", 0.0, None) is None
    assert "66.7 % of a batch before failed and starleaf_max_fail_percentage is 50" in str(
        batches.too_many("starleaf_max_fail_percentage", 66.67, 50)
    )


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Check api_url and ca_path.", "Check starleaf_api_url and starleaf_api_ca_path."),
        ("set one of api_key, api_key_path", "set one of starleaf_api_key, starleaf_api_key_path"),
        ("purge_limit is 1: raise purge_limit", "starleaf_purge_limit is 1: raise starleaf_purge_limit"),
        ("who has booked it: booked: delete", "who has booked it: starleaf_booked: delete"),
        ("Give starleaf_api_key, not my_api_key", "Give starleaf_api_key, not my_api_key"),
        ("Wait, or set during_backup: true", "Wait, or set starleaf_restart_during_backup: true"),
        ("Use method: services, or", "Use starleaf_restart: services, or"),
        ("Run this again when it has ended, or raise lock_timeout. It", "Run this again when it has ended. It"),
        ("purge_shares needs allow_empty: true", "purge_shares needs allow_empty: true"),
        ("a.example: settings.token is empty", "a.example: token is empty"),
        ("purge_providers would dissociate 2 domains", "starleaf_purge would dissociate 2 domains"),
    ],
)
def test_a_module_is_told_in_the_words_of_the_role(said: str, told: str) -> None:
    assert report.in_role_words("starleaf", said) == told


def test_the_role_of_all_providers_has_its_own_words() -> None:
    said = "a.example: settings.token is empty; check api_url, purge_providers, or set during_backup: true"
    told = (
        "a.example: settings.token is empty; check videoconference_api_url, videoconference_purge, or set"
        " videoconference_restart_during_backup: true"
    )
    assert report.in_role_words("videoconference", said) == told
