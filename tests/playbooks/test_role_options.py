# SPDX-License-Identifier: GPL-3.0-or-later
"""The variables of the role: converted once, by their specification, whoever wrote them and however."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.bluemind.videoconferencing.plugins.module_utils.jobs.arguments import connection_spec
from tests.playbooks.programs import API_HALF, QUICK, ROLLOUT, ansible_playbook, installations, recap, write_yaml
from tests.playbooks.test_rollout import DOMAINS, HOST, counts, host, rollout, server, starleafs
from tests.support.collection import KEY
from tests.support.simulator import CHECKOUT, Simulator

ROLES = CHECKOUT / "roles"
SPEC = yaml.safe_load((ROLES / "starleaf" / "meta" / "argument_specs.yml").read_text())["argument_specs"]["main"][
    "options"
]
BOOLEANS = sorted(name for name, option in SPEC.items() if option["type"] == "bool")
SPELLINGS = {"false": False, "no": False, "off": False, "0": False, "False": False, "n": False, "yes": True, "1": True}
# Purge, restart during a backup, and how many halves of the plugin belong on the host.
UNDERSTOOD = (
    "{{ __videoconference.purge }} {{ __videoconference.restart_during_backup }}"
    " {{ __videoconference.targets[0].parts | length }}"
)
# Runs nothing of the role but what has the tag `always`.
NOTHING = ("--tags", "none-of-these")


def test_no_task_sees_a_boolean_before_it_is_converted() -> None:
    """Only options of modules, which convert them themselves, take the variable as it is."""
    files = [file for file in ROLES.glob("*/*/*.yml") if file.parent.name in ("tasks", "vars")]
    text = "".join(file.read_text(encoding="utf-8") for file in files)
    for name in (boolean.removeprefix("starleaf") for boolean in BOOLEANS):
        option = name.removeprefix("_api_")
        direct = rf"""^ +{option}: "{{{{ lookup\('ansible.builtin.vars', __videoconference_role ~ '{name}'\) }}}}"$"""
        allowed = (
            len(re.findall(direct, text, re.MULTILINE))
            if connection_spec().get(option, {}).get("type") == "bool"
            else 0
        )
        assert len(re.findall(rf"(?:starleaf|(?<!_)videoconference|'){name}\b", text)) == allowed, name


def test_nothing_is_decided_in_yaml() -> None:
    for folder in (ROLES, CHECKOUT / "playbooks"):
        for file in folder.glob("**/*.yml"):
            text = file.read_text(encoding="utf-8")
            assert "{%" not in text, file
            assert not re.search(r"regex_|\| ?(?:search|match)\b|is (?:search|match)", text), file


@pytest.mark.parametrize("source", ["ini", "yaml", "extra"])
def test_every_spelling_of_every_boolean_means_the_same(tmp_path: Path, source: str) -> None:
    """A host for each spelling, which all booleans have there; a task tells what the role understood."""
    spellings = dict(enumerate(SPELLINGS)) if source != "extra" else {0: "off"}
    name = "h{}".format
    if source == "ini":
        rows = [" ".join([name(place), *(f"{one}={text}" for one in BOOLEANS)]) for place, text in spellings.items()]
        inventory = tmp_path / "inventory.ini"
        inventory.write_text("\n".join(["[bluemind_core]", *rows, ""]))
    else:
        given = {name(place): dict.fromkeys(BOOLEANS, text) for place, text in spellings.items()}
        hosts = given if source == "yaml" else {name(0): {}}
        inventory = write_yaml(tmp_path / "inventory.yml", {"bluemind_core": {"hosts": hosts}})
    extra = [item for one in BOOLEANS for item in ("-e", f"{one}=off")] if source == "extra" else []
    look = {"name": "Look", "ansible.builtin.debug": {"msg": UNDERSTOOD}, "tags": ["always"]}
    role = {"role": "bluemind.videoconferencing.starleaf", "starleaf_api_url": "http://127.0.0.1:1"}
    play = {"hosts": "all", "gather_facts": False, "roles": [role], "post_tasks": [look]}
    done = ansible_playbook("-i", inventory, *extra, *NOTHING, write_yaml(tmp_path / "play.yml", [play]))
    assert done.returncode == 0, done.stdout
    seen = dict(re.findall(r'ok: \[(\S+)\] => {\s+"msg": "(.*)"', done.stdout))
    meaning = {True: "True True 2", False: "False False 1"}
    assert seen == {name(place): meaning[SPELLINGS[text]] for place, text in spellings.items()}


def test_text_that_says_false_purges_nothing(secure: Simulator, tmp_path: Path) -> None:
    """old.example has StarLeaf and is not listed."""
    secure.reset(server())
    listed = [one for one in DOMAINS if one["domain"] != "old.example"]
    hosts = {HOST: host(secure, starleaf_domains=listed)}
    for spelling in ("starleaf_purge=false", '{"starleaf_purge": "no"}'):
        done = rollout(tmp_path, hosts, "-e", spelling)
        assert done.returncode == 0, done.stdout
        assert "old.example" in starleafs(secure)
    done = rollout(tmp_path, hosts, "-e", "starleaf_purge=true")
    assert done.returncode == 0, done.stdout
    assert "old.example" not in starleafs(secure)


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        (
            {"starleaf_purge_limt": 3},
            "starleaf_purge_limt is not a variable of this role (did you mean starleaf_purge_limit?)",
        ),
        (
            {"starleaf_purge_limit": "two"},
            "starleaf_purge_limit must be a whole number, and is 'two'",
        ),
        (
            {"starleaf_purge": True, "starleaf_domains": []},
            "starleaf_purge: true with an empty starleaf_domains would dissociate every domain of the server",
        ),
        ({"starleaf_state": "gone"}, "starleaf_state must be one of present, absent, and is 'gone'"),
        (
            {"starleaf_domains": [{"domian": "example.org"}]},
            "unsupported option starleaf_domains[0].domian (did you mean domain?)",
        ),
        ({"starleaf_api_key": "{{ vault_forgotten }}"}, "starleaf_api_key: 'vault_forgotten' is undefined"),
        (
            {"starleaf_domains": [{"domain": "example.org", "label": 1.1, "shares": [{"group": True}]}]},
            "starleaf_domains[0] (example.org).label must be a text, and YAML reads it as a number (1.1)",
        ),
        ({"starleaf_api_key": 4711471147114711}, "starleaf_api_key must be a text, and YAML reads it as a number"),
        ({"starleaf_domains": [{"domain": "example.org", "token": None}]}, "(example.org).token has no value"),
        (
            {"starleaf_domains": [{"domain": "example.org", "shares": [{"user": "a", "group": "b"}, {}]}]},
            "starleaf_domains[0] (example.org).shares[0]: user and group are given; keep one of them."
            " starleaf_domains[0] (example.org).shares[1]: one of user, group, everyone is required",
        ),
        ({"starleaf_state": ...}, "starleaf_state has no value. Give it one of present, absent, or leave it out"),
        ({"starleaf_purge": ...}, "starleaf_purge has no value. Give it true or false, or leave it out"),
        ({"starleaf_domains": ...}, "starleaf_domains has no value. Give it a list, or leave it out"),
        ({"starleaf_booked": ...}, "starleaf_booked has no value. Give it one of refuse, keep, delete"),
        ({"starleaf_wait_timeout": ...}, "starleaf_wait_timeout has no value. Give it a number, from 0 to 86400"),
        (
            {"starleaf_domains": [{"domain": "example.org", "update_token": None}]},
            "(example.org).update_token has no value. Give it one of always, on_create, or leave it out",
        ),
        ({"starleaf_max_fail_percentage": ...}, "must be a number from 0 to 100, and is null"),
        ({"starleaf_serial": ...}, "starleaf_serial must be a number of installations from 1"),
        ({"starleaf_api_delegate_to": ""}, "starleaf_api_delegate_to is empty. Give it a text, or leave it out"),
        ({"starleaf_bookings_path": ""}, "starleaf_bookings_path is empty. Give it a text, or leave it out"),
        ({"starleaf_admin_console_host": " "}, "starleaf_admin_console_host is empty. Give it a text, or leave it out"),
        ({"starleaf_api_username": "admin0"}, "starleaf_api_key and starleaf_api_username are given"),
        (
            {"starleaf_api_key": None, "starleaf_api_username": "admin0"},
            "starleaf_api_username is given without starleaf_api_password",
        ),
        ({"starleaf_api_key": None}, "no credentials are given. Give one of starleaf_api_key, starleaf_api_key_path"),
        ({"starleaf_api_key": "no-such-key"}, "does not accept these credentials. Check which of starleaf_api_key"),
        ({"starleaf_wait_timeout": -1}, "starleaf_wait_timeout must be from 0 to 86400, and is '-1'"),
        (
            {"starleaf_max_fail_percentage": "x"},
            "starleaf_max_fail_percentage must be a number from 0 to 100, and is x",
        ),
        ({"starleaf_serial": "x"}, "starleaf_serial must be a number of installations from 1, a share from 1% to 100%"),
    ],
    ids=[
        "unknown",
        "number",
        "purge-empty",
        "choice",
        "record",
        "undefined",
        "misread",
        "misread-key",
        "null",
        "who",
        "null-state",
        "null-boolean",
        "null-list",
        "null-choice",
        "null-number",
        "null-in-record",
        "null-share",
        "null-serial",
        "empty-host",
        "empty-path",
        "blank-host",
        "two-credentials",
        "no-password",
        "no-credentials",
        "wrong-key",
        "range",
        "share",
        "serial",
    ],
)
def test_mistakes_are_told_whole(secure: Simulator, tmp_path: Path, variables: dict[str, Any], words: str) -> None:
    """`...` stands for a variable without a value."""
    secure.reset(server())
    empty = {name: None for name, value in variables.items() if value is ...}
    done = rollout(tmp_path, {HOST: {**host(secure, **variables), **empty}})
    assert (done.returncode, counts(done)) == (2, (0, 1)), done.stdout
    assert words in " ".join(installations(done.stdout))
    assert KEY not in done.stdout
    assert secure.writes() == []


def test_every_use_in_a_play_leaves_its_own_result(secure: Simulator, tmp_path: Path) -> None:
    """Also one that the role refuses before it looks at anything; the playbooks use it like that."""
    secure.reset(server())
    uses: list[dict[str, Any]] = [
        {"starleaf_domains": [{"domain": "example.org", "token": "token-number-one"}]},
        {"starleaf_domains": [], "starleaf_state": "gone"},
        {"starleaf_domains": [{"domain": "other.example", "token": "token-number-two"}]},
    ]
    names, why = (
        "starleaf_result.domains | map(attribute='domain') | join",
        "starleaf_result.reason | default('', true)",
    )
    show = {"ansible.builtin.debug": {"msg": f"RESULT {{{{ {names} }}}}/{{{{ {why} }}}}."}, "tags": ["always"]}
    role = {"name": "bluemind.videoconferencing.starleaf", "rolespec_validate": False}
    tasks = [
        {
            "block": [{"ansible.builtin.include_role": role, "vars": one, "tags": ["always"]}],
            "rescue": [show],
            "always": [show],
        }
        for one in uses
    ]
    hosts = {"bluemind_core": {"hosts": {HOST: host(secure, starleaf_domains=None)}}}
    play = write_yaml(tmp_path / "play.yml", [{"hosts": "all", "gather_facts": False, "tasks": tasks}])
    done = ansible_playbook("-i", write_yaml(tmp_path / "i.yml", hosts), *API_HALF, play)
    refused = "mail.example.org: nothing was changed. starleaf_state must be one of present, absent, and is 'gone'"
    assert re.findall(r'"RESULT (.*)\."', done.stdout) == [
        "example.org/",
        *[f"/{refused}"] * 2,
        "other.example/",
    ], done.stdout


def test_the_environment_may_have_the_address(secure: Simulator, tmp_path: Path) -> None:
    secure.reset(server())
    inventory = write_yaml(
        tmp_path / "i.yml", {"bluemind_core": {"hosts": {HOST: host(secure, starleaf_api_url=None)}}}
    )
    variables = {"BLUEMIND_API_URL": secure.url}
    done = ansible_playbook("-i", inventory, *QUICK, *API_HALF, ROLLOUT, variables=variables)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("book", [ROLLOUT, "bluemind.videoconferencing.dissociate"])
def test_an_inventory_without_installations_is_told(tmp_path: Path, book: str) -> None:
    done = ansible_playbook("-i", write_yaml(tmp_path / "i.yml", {"mail": {"hosts": {HOST: {}}}}), book)
    assert done.returncode == 2
    assert "The inventory has no host in the group bluemind_core" in done.stdout


def test_an_omitted_variable_has_its_default(secure: Simulator, tmp_path: Path) -> None:
    secure.reset(server())
    omitted = dict.fromkeys(("starleaf_wait_timeout", "starleaf_api_username", "starleaf_restart"), "{{ omit }}")
    done = rollout(tmp_path, {HOST: host(secure, **omitted)})
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(("state", "halves"), [("present", 1), ("absent", 2)])
def test_a_removal_takes_the_half_of_the_console_too(tmp_path: Path, state: str, halves: int) -> None:
    """Whatever is left out of an installation: it was perhaps in it once."""
    look = {"name": "Look", "ansible.builtin.debug": {"msg": UNDERSTOOD}, "tags": ["always"]}
    given = {"starleaf_api_url": "http://127.0.0.1:1", "starleaf_state": state, "starleaf_install_admin_console": False}
    role = {"role": "bluemind.videoconferencing.starleaf", **given}
    play = {"hosts": "localhost", "gather_facts": False, "roles": [role], "post_tasks": [look]}
    done = ansible_playbook(*NOTHING, write_yaml(tmp_path / "play.yml", [play]))
    assert f"False False {halves}" in done.stdout


def test_root_is_asked_for_on_the_hosts_alone(secure: Simulator, tmp_path: Path) -> None:
    """`all` reaches the controller too, and so does -b; a sudo that is not there would end the run."""
    secure.reset(server())
    everybody = {
        "all": {"vars": {"ansible_become": True, "ansible_become_exe": "/nowhere/sudo"}},
        "bluemind_core": {"hosts": {HOST: host(secure)}},
    }
    inventory = write_yaml(tmp_path / "inventory.yml", everybody)
    for more in ((), ("--become",)):
        done = ansible_playbook("-i", inventory, *QUICK, *API_HALF, *more, ROLLOUT)
        assert (done.returncode, recap(done.stdout)[HOST]["failed"]) == (0, 0), done.stdout


def test_a_step_that_is_skipped_skips_no_other(secure: Simulator, tmp_path: Path) -> None:
    """With packages skipped, the restart still looks at the host, which here nobody can reach."""
    secure.reset(server())
    gone = {"ansible_connection": "ssh", "ansible_host": "127.0.0.1", "ansible_port": 1}
    inventory = write_yaml(tmp_path / "i.yml", {"bluemind_core": {"hosts": {HOST: host(secure, **gone)}}})
    for step in ("packages", "restart"):
        done = ansible_playbook("-i", inventory, "--skip-tags", step, ROLLOUT)
        assert f"{HOST} 4.5.3 FAILED: Cannot run anything there" in installations(done.stdout)[0]
    done = ansible_playbook("-i", inventory, *QUICK, "--skip-tags", "packages,restart", ROLLOUT)
    assert done.returncode == 0, done.stdout
