# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook `audit`, called by its name on an inventory, against servers on which everything is wrong."""

from __future__ import annotations

import csv
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.bluemind.videoconferencing.plugins.filter.videoconference_records import (
    videoconference_records,
)
from tests.playbooks import canaries
from tests.playbooks.audit_world import CODES, DECLARED, LEFT, PUBLISHED, SOUND, STORED, world
from tests.playbooks.programs import ELSEWHERE, QUICK, ansible_playbook, recap, write_yaml
from tests.support import seeds
from tests.support.collection import KEY, call
from tests.support.providers import BY_NAME, ROWS, Row
from tests.support.seeds import share, starleaf
from tests.support.simulator import CHECKOUT, Simulator

AUDIT = "bluemind.videoconferencing.audit"
MAIL, AWAY, WRONG = "mail.example.org", "away.example.org", "wrong.example.org"
API = ("--tags", "verify")
RECORDED = CHECKOUT / "tests" / "unit" / "audit" / "recorded.json"
HERE = ("-e", "ansible_connection=local", "-e", "ansible_become=false")


def host(simulator: Simulator, **variables: Any) -> dict[str, Any]:
    """The variables of one installation."""
    reach = {"starleaf_api_url": simulator.url, "starleaf_api_key": KEY, "starleaf_api_retry_timeout": 0}
    return {**reach, "starleaf_domains": DECLARED, **variables}


def audit(folder: Path, hosts: dict[str, Any], *options: object) -> subprocess.CompletedProcess[str]:
    """One run; its files are in `folder`/out."""
    inventory = write_yaml(folder / "inventory.yml", {"bluemind_core": {"hosts": hosts}})
    return ansible_playbook("-i", inventory, *QUICK, "-e", f"audit_path={folder}/out", *options, AUDIT)


def found(folder: Path) -> dict[tuple[str, str], list[str]]:
    """(installation, domain) → codes, of the rows that have any."""
    rows = json.loads((folder / "out" / "audit.json").read_text(encoding="utf-8"))["rows"]
    return {
        (row["installation"], row["domain"]): [one["code"] for one in row["findings"]]
        for row in rows
        if row["findings"]
    }


def outcome(done: subprocess.CompletedProcess[str]) -> tuple[int, set[str]]:
    """(exit status, the hosts that failed)."""
    return done.returncode, {name for name, counts in recap(done.stdout).items() if counts["failed"]}


@pytest.mark.parametrize("line", sorted(CODES))
def test_the_verdict_is_tested_on_what_this_server_says(simulator: Simulator, line: str) -> None:
    """Otherwise `recorded.json` is to be recorded anew, by hand, from what this prints."""
    simulator.reset(world(), profile=line, providers=["starleaf"])
    result = call(simulator, "bluemind_audit_info", domains=videoconference_records(DECLARED, "starleaf"))
    recorded = json.loads(RECORDED.read_text(encoding="utf-8"))[line]
    seen = {"release": result["release"], "domains": result["domains"], "codes": CODES[line]}
    assert seen == recorded, json.dumps(seen, indent=1)
    assert simulator.writes() == []


def test_any_provider_may_be_declared(simulator: Simulator) -> None:
    """A domain with two providers, has two rows of findings."""
    simulator.reset(world(), profile="4.9", providers=["starleaf", "jitsi"])
    jitsi = {"provider": "jitsi", "settings": {"url": "https://other.example"}}
    domains = [{"domain": name, **jitsi} for name in ("other.example.net", "example.org")]
    result = call(simulator, "bluemind_audit_info", domains=[*domains, *videoconference_records(DECLARED, "starleaf")])
    rows = {row["domain"]: row for row in result["domains"]}
    changes = rows["other.example.net"]["providers"][0]["changes"]
    assert [(one["field"], one["before"], one["after"]) for one in changes] == [
        ("url", "https://meet.example/", "https://other.example/")
    ]
    assert [(one["name"], one["declared"], len(one["resources"])) for one in rows["example.org"]["providers"]] == [
        ("StarLeaf", "present", 1),
        ("Jitsi", "present", 0),
    ]
    assert simulator.writes() == []


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_what_is_declared_absent_is_looked_at_like_the_rest(simulator: Simulator, row: Row) -> None:
    """A whole resource is whole, whatever is to become of it."""
    whole = row.resource(settings_acl=share(seeds.UID, "Read"))
    simulator.reset(seeds.server(whole), profile=row.profile, providers=[row.name])
    absent = {"domain": "example.org", "provider": row.name, "state": "absent"}
    seen = [
        call(simulator, "bluemind_audit_info", domains=given)["domains"][0]["providers"] for given in ([], [absent])
    ]
    undeclared, declared = ({one["provider"]: one for one in providers}[row.id] for providers in seen)
    assert declared["resources"] == undeclared["resources"]
    assert declared["changes"][0]["kind"] == "delete"


def test_a_resource_that_nothing_links_to_a_provider_is_told(simulator: Simulator, tmp_path: Path) -> None:
    """One of StarLeaf or Teams shows by its secret whose it was; these show nothing, and are no domain without use."""
    seed = seeds.server()
    for number, name in enumerate(("jitsi", "webex")):
        lost = BY_NAME[name].resource(f"r-{name}", provider=None, settings_acl=share(f"{name}.example", "Read"))
        acl = share(f"{name}.example", "Invitation") + share("u-nobody", "Read")
        twin = [{**lost, "uid": "r-2", "acl": []}] if number else []
        seed["domains"].append({"uid": f"{name}.example", "resources": [{**lost, "acl": acl}, *twin]})
    simulator.reset(seed, profile="4.9", providers=["jitsi"])
    jitsi = {"domain": "jitsi.example", "provider": "jitsi", "settings": {"url": "https://other.example"}}
    wanted = {f"videoconference_api_{name}": value for name, value in (("url", simulator.url), ("key", KEY))}
    done = audit(tmp_path, {MAIL: {**wanted, "videoconference_domains": [jitsi]}}, *API)
    assert outcome(done) == (2, {MAIL}), done.stdout
    rows = json.loads((tmp_path / "out" / "audit.json").read_text(encoding="utf-8"))["rows"]
    told = {
        (row["domain"], row["provider"]): [one["code"] for one in row["findings"]]
        for row in rows
        if row["domain"].startswith(("jitsi", "webex"))
    }
    assert told == {
        ("jitsi.example", "Jitsi"): ["missing"],
        ("jitsi.example", "unknown"): ["no_provider", "dead_subject", "everyone"],
        ("webex.example", "unknown"): ["no_provider", "no_provider", "dead_subject", "everyone"],
    }
    assert simulator.writes() == []


@pytest.mark.parametrize(("login", "whole"), [("chief@example.org", False), ("admin0@global.virt", True)])
def test_an_account_that_sees_one_domain_alone_is_told(simulator: Simulator, login: str, whole: bool) -> None:
    seed = seeds.server(starleaf())
    simulator.reset({**seed, "api_keys": [{"key": KEY, "login": login}]}, profile="4.9", providers=["starleaf"])
    result = call(simulator, "bluemind_audit_info")
    assert len(result["domains"]) == (2 if whole else 1)
    told = [one for one in result["remarks"] if "no other domain of this server was looked at" in one]
    assert len(told) == (0 if whole else 1), result["remarks"]


def test_containers_that_cannot_be_listed_are_told(simulator: Simulator) -> None:
    simulator.reset(world(), profile="4.9", providers=["starleaf"])
    simulator.fault(**canaries.says("POST", "_manage/_list$", "not allowed", times=9))
    result = call(simulator, "bluemind_audit_info")
    assert "secrets that were left behind under other uids are not found" in result["remarks"][0]
    assert not any(row["orphans"] for row in result["domains"])


def test_a_settings_container_of_another_name_is_nobodys(simulator: Simulator) -> None:
    """It is named after no resource, so nobody knows whether one has it; the rest of the domain is read."""
    seed = world()
    [lost] = [one for one in seed["domains"] if one["uid"] == "lost.example"]
    lost["orphan_containers"].append({**lost["orphan_containers"][0], "uid": "of-something-else"})
    simulator.reset(seed, profile="4.9", providers=["starleaf"])
    [row] = [one for one in call(simulator, "bluemind_audit_info")["domains"] if one["domain"] == "lost.example"]
    assert (row["error"], row["orphans"]) == (None, [{"uid": "r-lost-settings-container", "secret": True}])


def test_a_fleet_in_every_mode(simulator: Simulator, tmp_path: Path) -> None:
    """One installation with all troubles, one that does not answer, one whose variables are wrong."""
    simulator.reset(world(), profile="4.9", providers=["starleaf"])
    away = host(simulator, starleaf_api_url="http://127.0.0.1:9")
    hosts = {MAIL: host(simulator), AWAY: away, WRONG: host(simulator, starleaf_apikey="x")}
    check = audit(tmp_path, hosts, *API, "--check")
    assert outcome(check) == (2, {MAIL, AWAY, WRONG}), check.stdout
    assert not (tmp_path / "out").exists()
    done = audit(tmp_path, hosts, *API)
    assert outcome(done) == (2, {MAIL, AWAY, WRONG}), done.stdout
    expected = {(MAIL, name): codes for name, codes in SOUND.items()}
    expected |= {(AWAY, ""): ["installation_unread"], (WRONG, ""): ["installation_unread"]}
    assert found(tmp_path) == expected
    assert sorted(file.name for file in (tmp_path / "out").iterdir()) == [
        "audit.csv", "audit.html", "audit.json", "audit.xml",
    ]  # fmt: skip
    for text in (
        "[reservation_policy: auto_accept → manual]",
        "[shares of group Direction: - → book]",
        "did you mean starleaf_api_key?",
        "cannot talk to 127.0.0.1:9",
        "did not look at the hosts of 2 installations",
    ):
        assert text in done.stdout
    with (tmp_path / "out" / "audit.csv").open(encoding="utf-8-sig", newline="") as table:
        booked = {row["Domain"]: row["Future bookings"] for row in csv.DictReader(table)}
    assert (booked["example.org"], booked["shared.example"], booked["lost.example"]) == ("1", "0", "")
    never = audit(tmp_path, hosts, *API, "-e", "audit_fail_on=never")
    assert outcome(never) == (0, set()), never.stdout
    assert found(tmp_path) == expected
    assert simulator.writes() == []


def test_problems_alone_and_what_is_accepted(simulator: Simulator, tmp_path: Path) -> None:
    seed = seeds.server(starleaf(acl=share("g-dir", "Invitation") + share("u-nobody", "Read")))
    simulator.reset(seed, profile="4.9", providers=["starleaf"])
    declared = [{"domain": "example.org", "reservation_policy": "manual"}]
    hosts = {MAIL: host(simulator, starleaf_domains=declared)}
    entry = {
        "code": "dead_subject", "installation": MAIL, "domain": "example.org", "target": "u-nobody",
        "reason": "she comes back", "expires": "2999-12-31",
    }  # fmt: skip
    accepted = ("-e", f"audit_accept={write_yaml(tmp_path / 'accept.yml', [entry])}")
    problems = ("-e", "audit_fail_on=problems")
    assert outcome(audit(tmp_path, hosts, *API, *problems)) == (2, {MAIL})
    done = audit(tmp_path, hosts, *API, *problems, *accepted)
    assert outcome(done) == (0, set()), done.stdout
    assert "Accepted: she comes back (until 2999-12-31)." in done.stdout
    assert outcome(audit(tmp_path, hosts, *API, *accepted)) == (2, {MAIL})
    hosts[MAIL]["starleaf_domains"] = [{"domain": "example.org", "reservation_policy": "auto_accept"}]
    done = audit(tmp_path, hosts, *API, *accepted)
    assert outcome(done) == (0, set()), done.stdout
    assert found(tmp_path) == {(MAIL, "example.org"): ["dead_subject"]}


@pytest.mark.parametrize(
    ("options", "told"),
    [
        pytest.param(("--tags", "packages"), "with these tags no domain is looked at", id="no-domains"),
        pytest.param(
            ("-e", "audit_fail_on=dirft"),
            "nothing was changed. audit_fail_on must be one of drift, problems, never, and is 'dirft' (did you mean",
            id="policy",
        ),
        pytest.param(
            ("-e", "audit_accept=/nonexistent.yml"), "audit_accept /nonexistent.yml cannot be read", id="none"
        ),
        pytest.param(("-e", "audit_accept={folder}/bad.yml"), "bad.yml: entry 1: there is no code twin", id="bad"),
        pytest.param(("-e", "audit_path=''"), "audit_path is empty", id="path"),
        pytest.param(
            ("-e", "audit_path='' audit_fail_om=never"),
            "audit_fail_om is no variable of this playbook (did you mean audit_fail_on?)",
            id="misspelt",
        ),
        pytest.param(
            ("-e", "audit_path=/dev/null/x"), "audit_path /dev/null/x cannot be written", id="not-a-directory"
        ),
    ],
)
def test_what_cannot_be_obeyed_is_refused(
    simulator: Simulator, tmp_path: Path, options: tuple[str, ...], told: str
) -> None:
    simulator.reset(seeds.server(), profile="4.9", providers=["starleaf"])
    write_yaml(tmp_path / "bad.yml", [{"code": "twin", "installation": MAIL, "reason": "x", "expires": "2999-12-31"}])
    tags = () if "--tags" in options else API
    done = audit(tmp_path, {MAIL: host(simulator)}, *tags, *(one.format(folder=tmp_path) for one in options))
    assert outcome(done) == (2, {MAIL}), done.stdout
    assert told in " ".join(done.stdout.split())
    assert simulator.requests() == []


def test_an_inventory_without_installations_is_refused(tmp_path: Path) -> None:
    inventory = write_yaml(tmp_path / "inventory.yml", {"bluemind_cores": {"hosts": {MAIL: {}}}})
    done = ansible_playbook("-i", inventory, *QUICK, *API, AUDIT)
    assert done.returncode == 2
    assert "no host in the group bluemind_core" in done.stdout


def test_one_run_has_one_policy(simulator: Simulator, tmp_path: Path) -> None:
    simulator.reset(seeds.server(), profile="4.9", providers=["starleaf"])
    hosts = {MAIL: host(simulator, audit_fail_on="never"), AWAY: host(simulator)}
    done = audit(tmp_path, hosts, *API)
    assert done.returncode == 2
    assert f"audit_fail_on differs between {MAIL} and {AWAY}" in done.stdout
    hosts[AWAY]["audit_fail_on"] = "dirft"
    done = audit(tmp_path, hosts, *API)
    assert done.returncode == 2
    told = f"the options of {AWAY} are refused, and one run can obey only one set: audit_fail_on must be one of drift,"
    assert told in " ".join(done.stdout.split())


def test_hosts_are_looked_at(simulator: Simulator, tmp_path: Path) -> None:
    """This machine, which has no BlueMind, and one that does not exist."""
    simulator.reset(seeds.server(starleaf()), profile="4.9", providers=["starleaf"])
    declared = [{"domain": "example.org"}]
    here = {"ansible_connection": "local", "ansible_become": False}
    there = {"ansible_host": "127.0.0.1", "ansible_port": 9}
    hosts = {
        MAIL: host(simulator, starleaf_domains=declared, **here),
        AWAY: host(simulator, starleaf_domains=declared, **there),
    }
    done = audit(tmp_path, hosts, "-e", "audit_fail_on=never")
    assert outcome(done) == (0, set()), done.stdout
    assert found(tmp_path) == {
        (MAIL, ""): ["packages_missing", "host_remark", "host_remark"],
        (MAIL, "example.org"): ["not_loaded"],
        (AWAY, ""): ["host_unread"],
    }


@pytest.mark.parametrize("way", [(), ELSEWHERE], ids=["here", "elsewhere"])
def test_no_secret_is_in_any_output(simulator: Simulator, tmp_path: Path, way: tuple[str, ...]) -> None:
    """As loud as Ansible can be, with a server that quotes what it stores."""
    seed = canaries.server()
    troubles = [one for one in world()["domains"] if one["uid"] in ("lost.example", "twins.example")]
    simulator.reset({**seed, "domains": [*seed["domains"], *troubles]}, profile="4.9", providers=["starleaf"])
    simulator.fault(
        **canaries.says("GET", "new.example/byType", f"cannot read {canaries.GIVEN} with {canaries.API_KEY}")
    )
    # Once the settings are read, their secrets are known.
    simulator.fault(**canaries.says("GET", "r-3/_acl$", f"cannot read {canaries.STORED} {LEFT} {PUBLISHED}"))
    declared = [
        {"domain": "example.org", "token": canaries.GIVEN},
        {"domain": "new.example", "token": canaries.STRANGE},
    ]
    hosts = {
        MAIL: host(simulator, starleaf_domains=declared, starleaf_api_key=canaries.API_KEY),
        AWAY: host(simulator, starleaf_domains=declared, starleaf_api_key=canaries.WRONG_KEY),
        WRONG: host(simulator, starleaf_domains=[*declared, {"token": canaries.GIVEN}]),
    }
    done = audit(tmp_path, hosts, *API, *way, "-vvvv", "--diff")
    written = [file.read_text(encoding="utf-8") for file in sorted((tmp_path / "out").iterdir())]
    codes = {code for told in found(tmp_path).values() for code in told}
    assert (MAIL, "example.org") in found(tmp_path)  # whose calendar is published
    assert {"orphan_secret", "installation_unread", "domain_unread"} <= codes
    secrets = {**canaries.SECRETS, "left token": LEFT, "stored token 2": STORED, "published": PUBLISHED}
    assert "******** with ********" in done.stdout
    assert "cannot read ******** ******** ********" in done.stdout
    assert canaries.leaks("\n".join([done.stdout, *written]), secrets) == []
