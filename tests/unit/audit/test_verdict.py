# SPDX-License-Identifier: GPL-3.0-or-later
"""The verdict of an audit, on what was seen."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.bluemind.videoconferencing.plugins.module_utils.audit import exceptions
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.audit.codes import CODES
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.audit.records import (
    SEVERITIES,
    STATUSES,
    Verdict,
)
from tests.audit.fleet import EVERYONE, book, change, domain, fleet, host, installation, provider, resource, verdict

RECORDED = json.loads(Path(__file__).with_name("recorded.json").read_text(encoding="utf-8"))


def codes(found: Verdict) -> dict[tuple[str, str], list[str]]:
    """(installation, domain) → codes, for rows that have any."""
    return {(row.installation, row.domain): [one.code for one in row.findings] for row in found.rows if row.findings}


def judged(*domains: dict[str, Any], **more: Any) -> Verdict:
    """One installation with these domains."""
    return verdict([installation("mail", *domains, **more)], accepted=[])


def one(found: dict[str, Any], **more: Any) -> list[str]:
    """The codes of an installation whose only domain has this provider."""
    return codes(judged(domain("a.example", found), **more)).get(("mail", "a.example"), [])


def test_a_fleet_with_everything() -> None:
    assert codes(verdict()) == {
        ("mail.example.org", "school.example.org"): ["drift", "drift", "drift"],
        ("mail.example.org", "lab.example.org"): ["undeclared"],
        ("mail.example.org", "press.example.org"): ["dead_subject", "dead_subject", "everyone"],
        ("mail.example.org", "sales.example.org"): ["no_settings", "twins"],
        ("mail.example.org", "city.example.org"): ["missing"],
        ("mail.example.org", "archive.example.org"): ["orphan_secret"],
        ("paris.example.net", ""): ["restart_due", "repository_ahead"],
        ("paris.example.net", "example.net"): ["half_made"],
        ("new.example.com", "example.com"): ["leftover_shared"],
        ("new.example.com", "old.example.com"): ["leftover"],
        ("away.example.org", ""): ["installation_unread", "packages_missing"],
    }
    assert verdict().counts == {
        "problem": 7, "unknown": 1, "differs": 2, "accepted": 1, "note": 0, "ok": 4, "empty": 6,
    }  # fmt: skip


@pytest.mark.parametrize("line", sorted(RECORDED))
def test_what_a_server_was_seen_to_hold(line: str) -> None:
    """`recorded.json` has results of bluemind_audit_info; see test_audit.py of the playbooks."""
    record = RECORDED[line]
    found = verdict([installation("mail", *record["domains"], release=record["release"], hosts=[])], accepted=[])
    assert {name: told for (_mail, name), told in codes(found).items()} == record["codes"]


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        pytest.param(provider(resource("r")), [], id="whole"),
        pytest.param(provider(resource("r", EVERYONE), everyone_declared=True), [], id="everyone-declared"),
        pytest.param(provider(resource("r", EVERYONE)), ["everyone"], id="everyone-not-declared"),
        pytest.param(provider(resource("r", published=2)), [], id="published"),
        pytest.param(provider(resource("r"), declared="absent"), ["not_removed"], id="declared-absent"),
        pytest.param(provider(declared="absent"), [], id="absent-as-declared"),
        pytest.param(provider(resource("r", calendar=False, kept=False)), ["half_made", "missing"], id="no-calendar"),
        pytest.param(provider(resource("r", settings=False)), ["no_settings"], id="no-settings"),
        pytest.param(provider(resource("r", settings_readable=False)), ["half_made"], id="settings-hidden"),
        pytest.param(provider(resource("r", linked=False)), ["not_linked"], id="no-provider"),
        pytest.param(provider(resource("r", listed_first="Room")), ["provider_not_first"], id="no-sign-in"),
        pytest.param(provider(resource("r"), loaded=False), ["not_loaded"], id="not-loaded"),
        pytest.param(provider(refusal="impossible"), ["refused"], id="refused"),
        pytest.param(provider(refusal="too old", supported=False), ["unsupported"], id="unsupported"),
        pytest.param(
            provider(resource("r", EVERYONE), removed=True, declared="absent"), ["leftover_shared"], id="leftover"
        ),
        pytest.param(
            provider(resource("r"), changes=[change("r", "twin", "-", "-"), change("x", "settings_acl", "-", "-")]),
            [],
            id="healing-is-no-drift",
        ),
    ],
)  # fmt: skip
def test_one_provider(found: dict[str, Any], expected: list[str]) -> None:
    assert one(found) == expected


def test_a_missing_package_is_a_provider_that_is_not_loaded() -> None:
    packages = {"bm-plugin-core-videoconferencing-starleaf": None}
    assert one(provider(resource("r")), hosts=[host("mail", packages=packages)]) == ["not_loaded"]
    assert one(provider(resource("r")), hosts=[host("mail", packages=packages, error="away")]) == []
    other = provider(resource("r"), provider="videoconferencing-jitsi")
    assert one(other, hosts=[host("mail", packages=packages)]) == []


def test_packages_of_providers_that_nobody_declares() -> None:
    """Each provider has looked at the same host; a half that is declared elsewhere is declared."""
    jitsi, zoom = "bm-plugin-core-videoconferencing-jitsi", "bm-plugin-core-videoconferencing-zoom"
    plugins = {"bm-plugin-admin-console-videoconferencing-starleaf": "4.9.3884", jitsi: "4.9.3884", zoom: "4.9.3884"}
    looks = [host("mail", plugins=plugins), host("mail", plugins=plugins, provider="videoconferencing-jitsi")]
    [found] = judged(hosts=looks).findings
    assert (found.code, found.target) == ("packages_undeclared", "mail")
    assert found.sentence == f"mail: {zoom} is installed, and no declared provider needs it."
    lost = host("mail", provider="videoconferencing-zoom", error="away")
    assert [one.code for one in judged(hosts=[*looks, lost]).findings] == ["host_unread"]


def test_a_difference_shows_before_and_after() -> None:
    found = judged(domain("a.example", provider(resource("r"), changes=[change("group X", "shares", "-", "book")])))
    drift = found.findings[0]
    assert (drift.target, drift.before, drift.after) == ("shares of group X", "-", "book")
    assert drift.sentence == "The right of group X is not what is declared."


def test_who_may_book_begins_with_everyone_and_groups() -> None:
    shares = [*book("zoe@a.example", "Board"), EVERYONE, *book("adam@a.example", right="manage")]
    row = judged(domain("a.example", provider(resource("r", *shares)))).rows[1]
    assert dict(row.shares) == {"book": ("everyone", "group Board", "zoe@a.example"), "manage": ("adam@a.example",)}


def test_orphans_and_errors_are_told_once_for_a_domain() -> None:
    pair = [provider(resource("r")), provider(resource("s"), name="Jitsi", provider="videoconferencing-jitsi")]
    found = judged(domain("a.example", *pair, orphans=[{"uid": "o", "secret": False}]))
    assert [(row.provider, row.status) for row in found.rows[1:]] == [("StarLeaf", "problem"), ("Jitsi", "ok")]
    assert codes(judged(domain("b.example", error="HTTP 500"))) == {("mail", "b.example"): ["domain_unread"]}


@pytest.mark.parametrize(
    ("policy", "failing"),
    [
        ("drift", {"problem", "unknown", "differs"}),
        ("problems", {"problem", "unknown"}),
        ("never", set()),
    ],
)
def test_what_a_policy_makes_fail(policy: str, failing: set[str]) -> None:
    found = verdict(policy=policy)
    assert {finding.status for finding in found.failures} == failing
    assert all(finding in found.failures for finding in found.findings if finding.status in failing)


def test_an_exception_counts_until_its_day_and_for_its_place_alone() -> None:
    seen = [installation("mail", *(domain(name, provider(resource("r"), declared=None)) for name in ("a", "b")))]
    entry = {"code": "undeclared", "installation": "mail", "domain": "a", "reason": "pilot", "expires": "2026-11-25"}
    last_day = verdict(seen, accepted=[entry])
    assert [row.status for row in last_day.rows] == ["ok", "accepted", "differs"]
    assert last_day.findings[0].accepted == "pilot (until 2026-11-25)"
    expired = verdict(seen, accepted=[{**entry, "expires": "2026-11-24"}])
    assert [row.status for row in expired.rows] == ["ok", "differs", "differs"]
    assert expired.remarks == ("The exception for undeclared mail a expired on 2026-11-24 and counts again.",)
    for other in ({"domain": "c"}, {"installation": "x"}, {"code": "twins"}, {"target": "Jitsi"}):
        unused = verdict(seen, accepted=[{**entry, **other}])
        assert [row.status for row in unused.rows] == ["ok", "differs", "differs"]
        told = "no installation of this run" if "installation" in other else "matches nothing; remove it"
        assert told in unused.remarks[0]
    wider = {**entry, "expires": "2026-12-31"}
    covered = verdict(seen, accepted=[{**entry, "target": "StarLeaf", "expires": "2026-11-24"}, wider])
    assert [row.status for row in covered.rows] == ["ok", "accepted", "differs"]
    assert verdict(seen, accepted=[{**entry, "target": "StarLeaf"}]).rows[1].status == "accepted"
    assert covered.remarks == ("The exception for undeclared mail a StarLeaf expired on 2026-11-24; remove it.",)


@pytest.mark.parametrize(
    ("code", "more", "remove"),
    [
        ("twins", {}, True),
        ("restart_due", {}, True),
        ("twins", {"looked": ["domains"]}, True),
        ("restart_due", {"looked": ["domains"]}, False),
        ("not_loaded", {"looked": ["domains"]}, False),
        ("twins", {"looked": ["hosts"]}, False),
        ("twins", {"error": "no answer", "domains": []}, False),
        ("restart_due", {"error": "no answer", "domains": []}, True),
        ("twins", {"domains": [domain("a", error="no answer")]}, False),
        ("twins", {"domains": [domain("a", error="no answer"), domain("c")]}, False),
        ("restart_due", {"hosts": [host("mail", error="no answer")]}, False),
    ],
)
def test_an_exception_is_given_up_only_for_what_was_looked_at(code: str, more: dict[str, Any], remove: bool) -> None:
    entry = {"code": code, "installation": "mail", "reason": "known", "expires": "2026-12-31"}
    where = {} if code == "restart_due" else {"domain": "a"}
    seen = {**installation("mail", domain("a")), **more}
    found = verdict([seen], accepted=[{**entry, **where}])
    told = [one for one in found.remarks if one.startswith("The exception")]
    assert len(told) == 1
    assert ("remove it" in told[0]) is remove, told


GOOD = {"code": "twins", "installation": "mail", "reason": "waits", "expires": datetime.date(2027, 1, 31)}


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ({"code": "twins"}, "it must be a list"),
        (["twins"], "entry 1: it must have code"),
        ([{**GOOD, "codes": "x"}], "entry 1: codes is not a key of an exception (did you mean code?)"),
        ([{**GOOD, "code": "twin"}], "entry 1: there is no code twin (did you mean twins?)"),
        ([{**GOOD, "code": "zzz"}], "there is no code zzz; known: dead_subject, domain_unread, drift"),
        ([{**GOOD, "reason": " "}], "reason must be a text that is not empty"),
        ([{**GOOD, "domain": 4}], "domain must be a text"),
        ([GOOD, {name: value for name, value in GOOD.items() if name != "reason"}], "entry 2: reason is missing"),
        ([{**GOOD, "expires": "soon"}], "expires must be a day such as 2027-01-31, not soon"),
        ([{**GOOD, "expires": 20270131}], "expires must be a day"),
        ([GOOD, GOOD], "entry 2: twins mail is there twice; keep one"),
    ],
)
def test_a_bad_file_of_exceptions_is_refused(content: Any, told: str) -> None:
    with pytest.raises(exceptions.BadExceptions) as caught:
        exceptions.parse(content)
    assert told in str(caught.value)


def test_an_empty_file_of_exceptions_accepts_nothing() -> None:
    assert exceptions.parse(None) == exceptions.parse([]) == ()


def test_what_was_left_out_is_told_once_for_the_fleet() -> None:
    seen = [{**one, "looked": ["domains"]} for one in fleet()]
    assert verdict(seen, accepted=[]).remarks == (
        "This run did not look at the hosts of 4 installations: its tags leave that step out.",
    )


def test_every_code_is_of_a_known_kind() -> None:
    for code in CODES.values():
        assert code.status in STATUSES
        assert code.severity in SEVERITIES
        assert code.advice.endswith(".")


@pytest.mark.parametrize(("readable", "expected"), [(True, ["drift"]), (False, ["half_made"])])
def test_too_many_rights_on_settings_differ_and_too_few_are_broken(readable: bool, expected: list[str]) -> None:
    more = change("r-settings-container", "settings_acl", "bob All, domain Read", "domain Read")
    found = judged(domain("a", provider(resource("r", settings_readable=readable), changes=[more])))
    assert codes(found) == {("mail", "a"): expected}
