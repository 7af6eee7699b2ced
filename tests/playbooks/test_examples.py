# SPDX-License-Identifier: GPL-3.0-or-later
"""Every example of the documentation runs."""

from __future__ import annotations

import importlib
import re
import shlex
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.playbooks.programs import API_HALF, QUICK, ROLLOUT, ansible_playbook, recap, write_yaml
from tests.support import seeds
from tests.support.collection import KEY, MODULES, PACKAGE, job_of
from tests.support.providers import BY_NAME as PROVIDERS
from tests.support.seeds import share, starleaf
from tests.support.simulator import CHECKOUT, Simulator

DOCUMENTS = ("README.md", "roles/starleaf/README.md", "roles/videoconference/README.md")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
TOKEN = "token-of-the-examples"
PREFIX = "bluemind.videoconferencing."


def server() -> dict[str, Any]:
    """The names of the examples; other.example has something to care for."""
    found = seeds.server({**seeds.ROOM, "acl": share("u-bob", "Read")})
    token = {"token": "old-token-of-old-example-net"}
    old = {"uid": "old.example.net", "resources": [starleaf("r-old", settings=token, settings_acl=[])]}
    former = {"uid": "former.example.net", "resources": [starleaf("r-former", settings=token)]}
    care = starleaf("r-care", settings={}, settings_acl=[])
    domains = [{**one, "resources": [care]} if one["uid"] == "other.example" else one for one in found["domains"]]
    return {**found, "domains": [*domains, {"uid": "example.net"}, old, former]}


def secrets(folder: Path) -> Path:
    """The variables that the examples take from a vault."""
    tokens = {"example.org": TOKEN, "other.example": TOKEN}
    vault = {"vault_bluemind_api_key": KEY, "vault_starleaf_token": TOKEN, "vault_starleaf_tokens": tokens}
    teams = {f"vault_teams_{name}": TOKEN for name in ("client_id", "tenant", "secret")}
    openid = {f"vault_{one}_{name}": TOKEN for one in ("webex", "zoom") for name in ("client_id", "secret")}
    return write_yaml(folder / "vault.yml", {**vault, **teams, **openid})


def examples(module: str) -> list[dict[str, Any]]:
    """The tasks of a module's EXAMPLES."""
    return list(yaml.safe_load(importlib.import_module(f"{PACKAGE}.{module}").EXAMPLES))


def own_tasks(module: str) -> list[dict[str, Any]]:
    """The arguments of the tasks that call the collection."""
    return [task[name] for task in examples(module) for name in task if name == f"{PREFIX}{module}"]


def strange(options: Mapping[str, Any], spec: Mapping[str, Any]) -> Iterator[str]:
    """Options, and options of options, that do not exist."""
    for name, value in options.items():
        if name not in spec:
            yield name
        elif "options" in spec[name]:
            for one in value if isinstance(value, list) else [value]:
                yield from strange(one, spec[name]["options"])


@pytest.mark.parametrize("module", MODULES)
def test_the_options_of_the_examples_exist(module: str) -> None:
    spec = job_of(module).arguments()["argument_spec"]
    assert own_tasks(module)
    for options in own_tasks(module):
        assert list(strange(options, spec)) == []
        assert {name for name in spec if spec[name].get("required")} <= set(options)


@pytest.mark.parametrize("module", MODULES)
def test_the_examples_run(simulator: Simulator, tmp_path: Path, module: str) -> None:
    simulator.reset(server(), profile="4.9", providers=list(PROVIDERS))
    tasks = examples(module)
    for task in tasks:
        assert task["name"]
        for name in {f"{PREFIX}{one}" for one in MODULES} & set(task):
            task[name]["api_url"] = simulator.url
    file = write_yaml(tmp_path / "play.yml", [{"hosts": "localhost", "gather_facts": False, "tasks": tasks}])
    home = {"HOME": str(tmp_path)}  # where an example writes a file
    done = ansible_playbook(file, *QUICK, "-e", f"@{secrets(tmp_path)}", variables=home)
    assert done.returncode == 0, done.stdout
    assert TOKEN not in done.stdout
    counts = recap(done.stdout)["localhost"]
    assert (counts["ok"], counts["skipped"]) == (len(tasks), 0), done.stdout
    writing = 0 if module.endswith("_info") else len(own_tasks(module))
    assert counts["changed"] == writing, done.stdout
    assert bool(simulator.writes()) is bool(writing)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_the_examples_of_a_document_run(simulator: Simulator, tmp_path: Path, document: str) -> None:
    """YAML: inventories, variables, plays and tasks; and every ansible-playbook command on such an inventory."""
    file = CHECKOUT / document
    blocks = FENCE.findall(file.read_text(encoding="utf-8")) if file.exists() else []
    inventories = [known_host()]
    for language, text in blocks:
        content = yaml.safe_load(text) if language in ("yaml", "yml") else None
        if content is not None and "bluemind_core" in content:
            inventories.append(content)
            command(simulator, tmp_path, content, [ROLLOUT])
        elif isinstance(content, dict):
            assert all(name.startswith("starleaf_") for name in content), f"nobody knows how to run {content}"
            command(simulator, tmp_path, known_host(**content), [ROLLOUT])
        elif content is not None:
            plays = content if "hosts" in content[0] else [{"hosts": "bluemind_core", "tasks": content}]
            command(simulator, tmp_path, known_host(), [str(write_yaml(tmp_path / "play.yml", plays))])
        for line in re.findall(r"^\$? ?ansible-playbook (.*)$", text, re.MULTILINE) if content is None else ():
            command(simulator, tmp_path, inventories[-1], shlex.split(line, comments=True))


def known_host(**variables: Any) -> dict[str, Any]:
    """An inventory for plays without one of their own."""
    own = {"starleaf_api_key": KEY, "starleaf_domains": [{"domain": "old.example.net", "state": "absent"}]}
    return {"bluemind_core": {"hosts": {"mail.example.org": {**own, **variables}}}}


def command(simulator: Simulator, folder: Path, inventory: dict[str, Any], words: list[str]) -> None:
    """Run it on a fresh server, its inventory replaced."""
    simulator.reset(server(), profile="4.5.3", providers=["starleaf", "jitsi"])
    for option in {"-i", "--inventory"} & set(words):
        place = words.index(option)
        del words[place : place + 2]
    hosts = write_yaml(folder / "inventory.yml", inventory)
    written = "".join(Path(word).read_text(encoding="utf-8") for word in words if word.endswith(".yml"))
    role = "videoconference" if "videoconference_api_url" in f"{written}{inventory}" else "starleaf"
    reach = ["-e", f"{role}_api_url={simulator.url}", "-e", f"@{secrets(folder)}"]
    done = ansible_playbook("-i", hosts, *reach, *API_HALF, *QUICK, *words)
    assert done.returncode == 0, done.stdout
    assert TOKEN not in done.stdout
    checked = "--check" in words
    assert recap(done.stdout)["mail.example.org"]["changed"] > 0, done.stdout
    assert bool(simulator.writes()) is not checked


def test_the_inventory_for_make_simulator_runs(tmp_path: Path) -> None:
    """The commands of the README that name it, against the server that `make simulator` starts, on a free port."""
    readme = (CHECKOUT / "README.md").read_text(encoding="utf-8")
    lines = [line for line in readme.splitlines() if line.startswith("ansible-playbook -i examples/simulator/")]
    seed = CHECKOUT / "simulator" / "seeds" / "example.yml"
    with Simulator.start("--provider", "starleaf", "--seed", str(seed), "--tls", str(tmp_path)) as server:
        reach = ["-e", f"starleaf_api_url={server.url}", "-e", f"starleaf_api_ca_path={server.ca}"]
        for line in lines:
            words = [str(CHECKOUT / word) if "/" in word else word for word in shlex.split(line)[1:]]
            done = ansible_playbook(*words, *reach)
            assert done.returncode == 0, done.stdout
            assert recap(done.stdout)["localhost"]["changed"] == 1, done.stdout
            assert bool(server.writes()) is ("--check" not in words)
    assert len(lines) == 2
