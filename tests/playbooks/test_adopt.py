# SPDX-License-Identifier: GPL-3.0-or-later
"""The guide to adopt an existing site, from start to end: its files, its commands, in its order."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

import yaml
from ansible.parsing.vault import VaultLib, VaultSecret

from tests.playbooks.programs import QUICK, ansible_playbook, recap, write_yaml
from tests.playbooks.test_examples import FENCE
from tests.support import seeds
from tests.support.collection import KEY
from tests.support.odd import PUBLISHED
from tests.support.providers import BY_NAME
from tests.support.seeds import share
from tests.support.simulator import CHECKOUT, Simulator

PASSWORD = "vault-password-6c1d"
PAGES = {name: CHECKOUT / "docs" / name for name in ("adopt.md", "fr/reprendre-un-site.md")}


def blocks(page: str, language: str) -> list[str]:
    found = FENCE.findall(PAGES[page].read_text(encoding="utf-8"))
    return [text for one, text in found if one == language]


def commands(page: str) -> list[list[str]]:
    """The runs of Ansible, without the program."""
    lines = [line for text in blocks(page, "sh") for line in text.splitlines()]
    return [shlex.split(line)[1:] for line in lines if line.startswith("ansible-playbook ")]


def test_both_languages_have_the_same_steps() -> None:
    english, french = PAGES
    assert commands(english) == commands(french)
    for own, other in zip(blocks(english, "yaml"), blocks(french, "yaml"), strict=True):
        mine, theirs = yaml.safe_load(own), yaml.safe_load(other)
        for one in (mine, theirs):
            for entry in one if isinstance(one, list) else ():
                del entry["reason"]
        assert mine == theirs


def site() -> dict[str, Any]:
    """Two providers, a deleted account that still has a right, somebody with a name in common, a published calendar."""
    acl = share("u-alice", "All") + share("g-dir", "Invitation") + share("u-left", "Read") + share(PUBLISHED, "Read")
    zoom = BY_NAME["zoom"]
    resources = [BY_NAME["teams"].resource(acl=acl), zoom.resource(acl=share("g-twin", "Read"))]
    seed = seeds.server(*resources, properties=zoom.registration())
    seed["domains"][0]["groups"] += [{"uid": "g-twin", "name": "Team"}, {"uid": "g-team", "name": "Team"}]
    return seed


def begin(simulator: Simulator, folder: Path) -> dict[str, str]:
    """The files that the guide has its reader write, and the environment."""
    simulator.reset(site(), profile="4.9", providers=["teams", "zoom"])
    inventory, accepted = (yaml.safe_load(text) for text in blocks("adopt.md", "yaml"))
    [own] = inventory["bluemind_core"]["hosts"].values()
    own["videoconference_api_url"] = simulator.url
    write_yaml(folder / "inventory.yml", inventory)
    write_yaml(folder / "accepted.yml", accepted)
    (folder / "vault-password").write_text(PASSWORD, encoding="utf-8")
    vault = folder / "group_vars" / "bluemind_core" / "vault.yml"
    vault.parent.mkdir(parents=True)
    vault.write_bytes(VaultLib().encrypt(f"vault_bluemind_api_key: {KEY}\n", VaultSecret(PASSWORD.encode())))
    return {"ANSIBLE_VAULT_PASSWORD_FILE": "vault-password"}


def test_the_guide_from_start_to_end(simulator: Simulator, tmp_path: Path) -> None:
    variables = begin(simulator, tmp_path)
    steps = commands("adopt.md")
    assert [words[2].rpartition(".")[2] for words in steps] == ["export", "rollout", "audit", "rollout", "rollout"]
    for number, words in enumerate(steps):
        if number == 3:  # what the guide has its reader change
            file = tmp_path / "host_vars" / "mail.example.org" / "videoconference.yml"
            text = file.read_text(encoding="utf-8")
            assert text.count("right: manage") == 1
            file.write_text(text.replace("right: manage", "right: book"), encoding="utf-8")
        done = ansible_playbook(*words, *QUICK, folder=tmp_path, variables=variables)
        assert done.returncode == 0, done.stdout
        changes = number in (0, 3, 4)
        assert bool(recap(done.stdout)["mail.example.org"]["changed"]) is changes, done.stdout
        assert bool(simulator.writes()) is (number == 4)
        if number == 0:
            text = (tmp_path / "host_vars" / "mail.example.org" / "videoconference.yml").read_text(encoding="utf-8")
            assert "group: g-twin" in text
            assert "u-left, an account that no longer exists" in text
    rights = simulator.state()["containers"]["calendar:r-teams"]["acl"]
    assert ["u-alice", "Invitation"] in rights
    assert ["u-left", "Read"] in rights
    assert [PUBLISHED, "Read"] in rights
    simulator.clear()
    for words in steps[1:3]:
        done = ansible_playbook(*words, *QUICK, folder=tmp_path, variables=variables)
        assert done.returncode == 0, done.stdout
    assert simulator.writes() == []
