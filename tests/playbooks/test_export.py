# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook `export`: what it writes is no change when a rollout gets it back, and never shows a secret."""

from __future__ import annotations

import copy
import stat
import subprocess
from pathlib import Path
from typing import Any

import pytest
from ansible.parsing.dataloader import DataLoader
from ansible.parsing.vault import VaultLib, VaultSecret

from tests.playbooks import canaries
from tests.playbooks.programs import ELSEWHERE, QUICK, ansible_playbook, module, recap, write_yaml
from tests.support import odd, seeds
from tests.support.collection import KEY
from tests.support.providers import BY_NAME
from tests.support.seeds import share, starleaf
from tests.support.simulator import Simulator

EXPORT = "bluemind.videoconferencing.export"
MAIL = "mail.example.org"
PASSWORD = "vault-password-3b7e"
TASK = module(
    "videoconferences", api_key=KEY, **{one: f"{{{{ videoconference_{one} }}}}" for one in ("api_url", "domains")}
)
FEEDING = [{"hosts": "bluemind_core", "gather_facts": False, "tasks": [{**TASK, "delegate_to": "localhost"}]}]


def host(simulator: Simulator, **variables: Any) -> dict[str, Any]:
    """The variables of one installation."""
    reach = {"api_url": simulator.url, "api_key": KEY, "api_retry_timeout": 0}
    local = {"ansible_connection": "local", "ansible_python_interpreter": "{{ ansible_playbook_python }}"}
    return {**{f"videoconference_{name}": value for name, value in reach.items()}, **local, **variables}


def with_vault(folder: Path) -> tuple[str, ...]:
    file = folder / "password"
    file.write_text(PASSWORD, encoding="utf-8")
    return ("--vault-password-file", str(file))


def export(folder: Path, hosts: dict[str, Any], *options: object, **more: Any) -> subprocess.CompletedProcess[str]:
    """One run; its files are variables of the inventory."""
    inventory = write_yaml(folder / "inventory.yml", {"bluemind_core": {"hosts": hosts}})
    path = ("-e", f"export_path={folder}/host_vars")
    return ansible_playbook("-i", inventory, *QUICK, *path, *options, EXPORT, **more)


def feed(folder: Path, *options: object) -> subprocess.CompletedProcess[str]:
    """What was written, through the module, as an inventory without anything else has it."""
    inventory = write_yaml(folder / "inventory.yml", {"bluemind_core": {"hosts": {MAIL: {}}}})
    return ansible_playbook("-i", inventory, *QUICK, *options, write_yaml(folder / "feed.yml", FEEDING))


def files(folder: Path) -> list[Path]:
    return sorted(one for one in (folder / "host_vars").rglob("*") if one.is_file())


def domains(folder: Path, name: str = MAIL) -> list[dict[str, Any]]:
    text = (folder / "host_vars" / name / "videoconference.yml").read_text(encoding="utf-8")
    return list(DataLoader().load(text)["videoconference_domains"])


def unlocked(file: Path) -> Any:
    vault = VaultLib([("default", VaultSecret(PASSWORD.encode()))])
    return DataLoader().load(vault.decrypt(file.read_text(encoding="utf-8")).decode())


def outcome(done: subprocess.CompletedProcess[str]) -> dict[str, tuple[int, int]]:
    """Host → how many tasks (changed, failed)."""
    counts = recap(done.stdout)
    return {name: (one["changed"], one["failed"]) for name, one in counts.items() if name != "localhost"}


@pytest.mark.parametrize("line", ["4.5.3", "4.9", "5.1"])
def test_to_feed_it_back_is_no_change(simulator: Simulator, tmp_path: Path, line: str) -> None:
    """Every provider that the release has, on a server full of oddities; with the variables as Ansible loads them."""
    simulator.reset(odd.server(line), profile=line, providers=list(odd.ALL))
    hosts = {MAIL: host(simulator, export_vault_id="default")}
    vault = with_vault(tmp_path)
    check = export(tmp_path, hosts, *vault, "--check")
    assert (outcome(check), files(tmp_path)) == ({MAIL: (1, 0)}, []), check.stdout
    assert f"{tmp_path}/host_vars/{MAIL}/videoconference.yml: would be written" in check.stdout
    for changed in (1, 0):
        done = export(tmp_path, hosts, *vault)
        assert outcome(done) == {MAIL: (changed, 0)}, done.stdout
    assert [(one.name, stat.S_IMODE(one.stat().st_mode)) for one in files(tmp_path)] == [
        ("videoconference.yml", 0o600),
        ("videoconference_vault.yml", 0o600),
    ]
    lacking = {"4.5.3": {"bluemind", "teams", "webex", "zoom"}, "5.1": {"starleaf"}}.get(line, set())
    assert {one["provider"] for one in domains(tmp_path)} == set(odd.ALL) - lacking
    again = feed(tmp_path, *vault)
    assert outcome(again) == {MAIL: (0, 0)}, again.stdout
    assert simulator.writes() == []


@pytest.mark.parametrize("value", [None, ""])
def test_a_secret_that_is_not_given_stops_the_play(simulator: Simulator, tmp_path: Path, value: str | None) -> None:
    simulator.reset(odd.server("4.9", "starleaf"), profile="4.9", providers=["starleaf"])
    done = export(tmp_path, {MAIL: host(simulator)})
    assert [one.name for one in files(tmp_path)] == ["videoconference.yml"], done.stdout
    [name] = [name for name in odd.SECRETS if "starleaf" in name]
    assert f"#   {name}\n" in files(tmp_path)[0].read_text(encoding="utf-8")
    again = feed(tmp_path, *(() if value is None else ("-e", f"{name}={value}")))
    assert outcome(again) == {MAIL: (0, 1)}, again.stdout
    assert ("is undefined" if value is None else "settings.token is empty") in again.stdout
    assert simulator.writes() == []


def _starleaf(domain: str, uid: str, **more: Any) -> dict[str, Any]:
    return starleaf(uid, **{"settings_acl": share(domain, "Read"), **more})


def _broken() -> dict[str, Any]:
    """Domains in which a rollout would do something, and some with secrets that are hard to handle."""
    seed = seeds.server(starleaf("r-1", acl=share("u-bob", "Read")), starleaf("r-2", acl=share("u-zoe", "Read")))
    settings = {"bare.example": {}, "short.example": {"token": "a#b"}, "word.example": {"token": "StarLeaf"}}
    settings |= {"jinja.example": {"token": "{{ 7 * 7 }}: '#\""}}
    settings |= {name: {"token": f"token-of-{name}"} for name in ("a-b.example", "a.b.example")}
    for name, stored in settings.items():
        seed["domains"].append({"uid": name, "resources": [_starleaf(name, f"r-{name}", settings=stored)]})
    return seed


def test_what_a_rollout_would_change_is_commented_out(simulator: Simulator, tmp_path: Path) -> None:
    simulator.reset(_broken(), profile="4.9", providers=["starleaf"])
    vault = with_vault(tmp_path)
    done = export(tmp_path, {MAIL: host(simulator, export_vault_id="default")}, *vault)
    assert outcome(done) == {MAIL: (1, 0)}, done.stdout
    assert "5 declared, 2 commented out" in done.stdout
    text = files(tmp_path)[0].read_text(encoding="utf-8")
    for words in ("twin of r-2: delete", "no token is given and none is stored", "has fewer than 8 characters"):
        assert words in text, text
    records = {one["domain"]: one for one in domains(tmp_path)}
    assert set(records) == {f"{name}.example" for name in ("short", "word", "jinja", "a-b", "a.b")}
    assert "settings" not in records["short.example"]
    assert records["word.example"]["label"] == "StarLeaf"  # which is its token, too
    stored = unlocked(files(tmp_path)[1])
    assert sorted(stored.values()) == sorted(
        [seeds.OLD_TOKEN, "StarLeaf", "{{ 7 * 7 }}: '#\"", "token-of-a-b.example", "token-of-a.b.example"]
    )
    again = feed(tmp_path, *vault)
    assert outcome(again) == {MAIL: (0, 0)}, again.stdout
    assert simulator.writes() == []


def test_a_fleet_with_every_mistake(simulator: Simulator, tmp_path: Path) -> None:
    """Each installation fails alone, in words that name what to do, and before anything is written."""
    simulator.reset(odd.server("4.9", "jitsi"), profile="4.9", providers=["jitsi"])
    there = tmp_path / "host_vars"
    for name, text in (("full.example/videoconference.yml", "mine: 1\n"), ("flat.example.yml", "mine: 2\n")):
        (there / name).parent.mkdir(parents=True, exist_ok=True)
        (there / name).write_text(text, encoding="utf-8")
    former = {f"starleaf_api_{name}": value for name, value in (("url", simulator.url), ("key", KEY))}
    broken = {
        "wrong.example": ({"videoconference_api_key": "wrong-key-0815"}, "is not valid"),
        "none.example": ({"videoconference_api_key": "{{ omit }}"}, "one of videoconference_api_key, "),
        "away.example": ({"videoconference_api_url": "http://127.0.0.1:9"}, "cannot talk to 127.0.0.1:9"),
        "full.example": ({}, f"{there}/full.example/videoconference.yml exists and has other content"),
        "flat.example": ({}, f"{there}/flat.example.yml is a file"),
        "Case.example": ({}, "where case does not count"),
        "case.example": ({}, "where case does not count"),
        "bool.example": ({"export_overwrite": "perhaps"}, "export_overwrite must be true or false"),
        "path.example": ({"export_path": ""}, "export_path is empty"),
        "file.example": (
            {"export_path": f"{there}/flat.example.yml"},
            "flat.example.yml/file.example cannot be written",
        ),
        "vault.example": ({"export_vault_id": "prod"}, "this run has default. Give it with --vault-id prod@FILE"),
    }
    hosts: dict[str, Any] = {name: host(simulator, **variables) for name, (variables, _words) in broken.items()}
    hosts |= {MAIL: host(simulator), "former.example": former}
    for one in hosts.values():
        one.setdefault("export_path", str(there))
    before = {file: file.read_text(encoding="utf-8") for file in files(tmp_path)}
    inventory = write_yaml(tmp_path / "inventory.yml", {"bluemind_core": {"hosts": hosts}})
    for check in (("--check",), ()):
        done = ansible_playbook("-i", inventory, *QUICK, *with_vault(tmp_path), *check, EXPORT)
        assert done.returncode == 2
        assert outcome(done) == {name: (0, 1) if name in broken else (1, 0) for name in hosts}, done.stdout
        for _variables, words in broken.values():
            assert words in done.stdout
    assert {file: file.read_text(encoding="utf-8") for file in before} == before
    assert {file.parent.name for file in set(files(tmp_path)) - set(before)} == {MAIL, "former.example"}
    again = export(tmp_path, {"former.example": former})  # now with a part of the variables that were written
    assert outcome(again) == {"former.example": (0, 0)}, again.stdout
    over = export(tmp_path, {"full.example": host(simulator)}, "-e", "export_overwrite=true export_vaultid=x")
    assert outcome(over) == {"full.example": (1, 0)}, over.stdout
    assert "export_vaultid is no variable of this playbook (did you mean export_vault_id?)" in " ".join(
        over.stdout.split()
    )
    assert [one["provider"] for one in domains(tmp_path, "full.example")] == ["jitsi"]
    assert simulator.writes() == []


def test_a_group_without_hosts_is_refused(tmp_path: Path) -> None:
    done = export(tmp_path, {})
    assert done.returncode == 2
    assert "The inventory has no host in the group bluemind_core" in done.stdout


def test_requests_may_leave_from_elsewhere(simulator: Simulator, tmp_path: Path) -> None:
    """The same file; but secrets do not travel."""
    simulator.reset(odd.server("4.9"), profile="4.9", providers=list(odd.ALL))
    export(tmp_path, {MAIL: host(simulator)})
    here = files(tmp_path)[0].read_text(encoding="utf-8")
    away = host(simulator, videoconference_api_delegate_to=MAIL)
    del away["ansible_connection"]
    done = export(tmp_path, {MAIL: away}, *ELSEWHERE)
    assert outcome(done) == {MAIL: (0, 0)}, done.stdout
    assert files(tmp_path)[0].read_text(encoding="utf-8") == here
    refused = export(tmp_path, {MAIL: away}, *ELSEWHERE, "-e", "export_vault_id=default", *with_vault(tmp_path))
    assert outcome(refused) == {MAIL: (0, 1)}
    assert "secrets are encrypted where they are read" in refused.stdout


@pytest.mark.parametrize("broken", [False, True], ids=["success", "failure"])
def test_no_secret_shows(simulator: Simulator, tmp_path: Path, broken: bool) -> None:
    """Not in what `-vvvv --diff` prints, and in no file: temporary ones are kept, where those of Ansible go."""
    seed = canaries.server()
    resources = seed["domains"][0]["resources"]
    teams = copy.deepcopy(BY_NAME["teams"].resource("r-teams", settings_acl=share(seeds.UID, "Read")))
    resources += [{**teams, "settings": {**teams["settings"], "secret": canaries.STRANGE}}]
    seed["domains"][0]["properties"] = BY_NAME["zoom"].registration(secret=canaries.GIVEN)
    resources += [BY_NAME["zoom"].resource("r-zoom")]
    simulator.reset(seed, profile="4.9", providers=["starleaf", "teams", "zoom"])
    if broken:
        told = f"the token is {canaries.STORED}, the key {canaries.API_KEY}"
        simulator.fault(**canaries.says("GET", "calendar:.*_acl$", told, times=-1))
    secrets = write_yaml(tmp_path / "secrets.yml", {"key": canaries.API_KEY})
    hosts = {MAIL: host(simulator, videoconference_api_key="{{ key }}", export_vault_id="default")}
    kept = tmp_path / "temporary"
    kept.mkdir()
    variables = {
        "ANSIBLE_KEEP_REMOTE_FILES": "1",
        "ANSIBLE_LOCAL_TEMP": str(kept / "local"),
        "ANSIBLE_REMOTE_TEMP": str(kept / "remote"),
        "TMPDIR": str(kept),
    }
    options = (*with_vault(tmp_path), "-e", f"@{secrets}", "-vvvv", "--diff")
    done = export(tmp_path, hosts, *options, variables=variables)
    assert outcome(done) == {MAIL: (0, 1) if broken else (1, 0)}, done.stdout
    assert ("HTTP 500 UNKNOWN: " if broken else "videoconference_vault.yml: written") in done.stdout
    assert canaries.leaks(done.stdout, canaries.SECRETS) == []
    on_disk = [one for folder in (kept, tmp_path / "host_vars") for one in folder.rglob("*") if one.is_file()]
    assert len(on_disk) >= (0 if broken else 2)
    for file in on_disk:
        assert canaries.leaks(file.read_text(encoding="utf-8", errors="replace"), canaries.SECRETS) == [], file
    if not broken:
        found = {canaries.STORED, canaries.STRANGE, canaries.GIVEN}
        assert set(unlocked(files(tmp_path)[1]).values()) == found


def test_secrets_move_to_another_vault_id(simulator: Simulator, tmp_path: Path) -> None:
    """A run that knows both passwords must not keep the file of the old one."""
    simulator.reset(odd.server("4.9", "starleaf"), profile="4.9", providers=["starleaf"])
    known: list[str] = []
    for name in ("old", "new"):
        (tmp_path / name).write_text(f"password-{name}", encoding="utf-8")
        known += ["--vault-id", f"{name}@{tmp_path / name}"]
    for name, more, expected in (
        ("old", (), (1, 0)),
        ("old", (), (0, 0)),
        ("new", (), (0, 1)),
        ("new", ("-e", "export_overwrite=true"), (1, 0)),
    ):
        done = export(tmp_path, {MAIL: host(simulator, export_vault_id=name)}, *known, *more)
        assert outcome(done) == {MAIL: expected}, done.stdout
    assert files(tmp_path)[1].read_text(encoding="utf-8").startswith("$ANSIBLE_VAULT;1.2;AES256;new\n")
    blank = export(tmp_path, {MAIL: host(simulator, export_vault_id="")}, *known)
    assert "export_vault_id is empty. Name a vault id of the run, or leave it out" in blank.stdout
