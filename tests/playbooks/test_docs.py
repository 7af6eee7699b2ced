# SPDX-License-Identifier: GPL-3.0-or-later
"""Every snippet of the documentation site runs, in few runs; its tables name every kind of error."""

from __future__ import annotations

import importlib
import inspect
import re
import shlex
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

from ansible_collections.bluemind.videoconferencing.plugins.module_utils.audit import exceptions
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.audit.codes import CODES
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.bluemind import errors
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.host.errors import HostError
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.model.provider import Provider
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.model.providers import BY_NAME
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.model.records import (
    Outside,
    Principal,
    Resource,
)
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.reconcile.readiness import Facts, missing
from tests.playbooks.programs import API_HALF, QUICK, ROLLOUT, ansible_playbook, installations, recap, write_yaml
from tests.playbooks.test_examples import FENCE, PREFIX, known_host, secrets, server
from tests.playbooks.test_export import export, files, host
from tests.support import seeds
from tests.support.collection import KEY, PACKAGE
from tests.support.odd import PUBLISHED
from tests.support.providers import BY_NAME as PROVIDERS
from tests.support.providers import Row
from tests.support.seeds import share
from tests.support.simulator import CHECKOUT, Simulator

NO_GUIDES = ("contract.md", "index.md", "results.md")
PAGES = sorted(path for path in (CHECKOUT / "docs").rglob("*.md") if path.name not in NO_GUIDES)
# Their steps follow from each other; tests/playbooks/test_adopt.py does them in order.
GUIDES = ("adopt", "reprendre-un-site")
# These work on a host, where molecule runs them; here their options are checked by the parser alone.
HOST_MODULES = ("bluemind_plugin", "bluemind_host_info", "bluemind_restart")
# What a reader is told to type and no test may: it installs, or works on a BlueMind host.
UNTESTED = {
    "ansible-galaxy",
    "ansible-vault",
    "python3",
    "ansible-builder",
    "cat",
    "tail",
    "ls",
    "bmctl",
    "systemctl",
    "journalctl",
    "export",
}


def blocks(*languages: str) -> Iterator[tuple[str, str]]:
    """(page, text) of every fenced block in these languages."""
    for page in PAGES:
        for language, text in FENCE.findall(page.read_text(encoding="utf-8")):
            if language in languages:
                yield page.stem, text


def snippets() -> list[tuple[str, Any]]:
    """(page, content) of every YAML block."""
    return [(page, yaml.safe_load(text)) for page, text in blocks("yaml")]


def is_exceptions(content: Any) -> bool:
    """Whether it is a file for audit_accept."""
    return isinstance(content, list) and "expires" in content[0]


def is_export(content: Any) -> bool:
    """Whether it is a file that the playbook export writes."""
    return isinstance(content, dict) and "videoconference_domains" in content


def test_the_export_that_is_shown_is_written_so(simulator: Simulator, tmp_path: Path) -> None:
    [shown] = [text for _page, text in blocks("yaml") if is_export(yaml.safe_load(text))]
    acl = share("g-dir", "Invitation") + share("u-plain", "All") + share("u-gone", "Read") + share(PUBLISHED, "Read")
    seed = seeds.server(PROVIDERS["teams"].resource(acl=acl))
    seed["domains"][0]["users"].append({"uid": "u-plain", "login": "plain", "name": "Anne Petit"})
    simulator.reset(seed, profile="4.9", providers=["teams"])
    done = export(tmp_path, {"mail.example.org": host(simulator)})
    assert done.returncode == 0, done.stdout
    [file] = files(tmp_path)
    assert file.read_text(encoding="utf-8").replace(simulator.url, "https://mail.example.org") == shown


def test_the_drift_that_is_shown_looks_so(simulator: Simulator, tmp_path: Path) -> None:
    [variables] = [content for page, content in snippets() if page == "check-mode" and "starleaf_domains" in content]
    drifted = seeds.starleaf(acl=share("u-alice", "Invitation"), reservation_mode="AUTO_ACCEPT")
    outputs = []
    for words in (["--tags", "verify"], [*API_HALF, "--check", "--diff"]):
        simulator.reset(seeds.server(drifted), profile="4.9", providers=["starleaf"])
        reach = ["-e", f"starleaf_api_url={simulator.url}", "-e", f"@{secrets(tmp_path)}"]
        hosts = write_yaml(tmp_path / "inventory.yml", known_host(**variables))
        outputs.append(ansible_playbook("-i", hosts, *reach, *QUICK, *words, ROLLOUT).stdout)
    table, diff = (text for _page, text in blocks("text"))
    assert " ".join(installations(outputs[0])) == " ".join(table.split())
    assert diff in outputs[1]


def test_exceptions_are_accepted() -> None:
    found = [exceptions.parse(content) for _page, content in snippets() if is_exceptions(content)]
    assert found


def test_every_finding_is_explained() -> None:
    page = (CHECKOUT / "docs" / "audit.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| `(\w+)` \| (\w+), (\w+) \| [^|]+ \|$", page, re.MULTILINE)
    assert told == [(name, one.status, one.severity) for name, one in CODES.items()]


def run(
    simulator: Simulator, folder: Path, inventory: dict[str, Any], *words: object, home: dict[str, str] | None = None
) -> str:
    """One run on a fresh server, which must succeed; its output."""
    simulator.reset(server(), profile="4.9", providers=list(PROVIDERS))
    reach = ["-e", f"starleaf_api_url={simulator.url}", "-e", f"@{secrets(folder)}"]
    hosts = write_yaml(folder / "inventory.yml", inventory)
    done = ansible_playbook("-i", hosts, *reach, *QUICK, *words, variables=home)
    assert done.returncode == 0, done.stdout
    return done.stdout


def test_every_block_is_of_a_kind_that_is_tested() -> None:
    unknown = {language for page in PAGES for language, _text in FENCE.findall(page.read_text(encoding="utf-8"))}
    assert unknown <= {"yaml", "sh", "text"}
    assert {page for page, _text in blocks("text")} == {"check-mode"}
    for page, content in snippets():
        assert (
            isinstance(content, list)
            or {"bluemind_core", "collections"} & set(content)
            or all(name.startswith("starleaf_") for name in content)
            or is_export(content)
        ), f"{page}: nobody knows how to run {content}"


def test_inventories_and_variables_are_accepted(simulator: Simulator, tmp_path: Path) -> None:
    """All in one run of the check mode, each as a host of its own."""
    hosts = {}
    for number, (page, content) in enumerate(snippets()):
        if isinstance(content, list) or "collections" in content or is_export(content) or page in GUIDES:
            continue
        group = content.get("bluemind_core", known_host(**content)["bluemind_core"])
        for name, variables in group["hosts"].items():
            # The requests leave from here, and root is for the host alone.
            kept = {
                one: value for one, value in variables.items() if one not in ("ansible_become", "starleaf_api_key_path")
            }
            local = {"starleaf_api_delegate_to": "localhost", "starleaf_api_key": "{{ vault_bluemind_api_key }}"}
            if "videoconference_api_url" in kept:
                local = {"videoconference_api_url": simulator.url}
            hosts[f"{page}-{number}-{name}"] = {**kept, **local}
    assert len(hosts) > 5
    output = run(simulator, tmp_path, {"bluemind_core": {"hosts": hosts}}, *API_HALF, "--check", "--diff", ROLLOUT)
    counts = recap(output)
    assert set(counts) >= set(hosts)
    assert simulator.writes() == []


def tasks_of(content: Any) -> list[dict[str, Any]]:
    """The tasks of a list of tasks or plays."""
    return [task for one in content for task in one.get("tasks", [one])]


def plays_of(content: Any) -> list[dict[str, Any]]:
    """The plays of a block; tasks become one."""
    if not isinstance(content, list) or is_exceptions(content):
        return []
    return content if "hosts" in content[0] else [{"hosts": "localhost", "gather_facts": False, "tasks": content}]


def is_for_hosts(play: dict[str, Any]) -> bool:
    return any(word in str(play) for word in HOST_MODULES)


def all_plays() -> list[dict[str, Any]]:
    return [play for _page, content in snippets() for play in plays_of(content)]


def test_tasks_run(simulator: Simulator, tmp_path: Path) -> None:
    """The tasks and plays of all pages as one playbook."""
    plays = [play for play in all_plays() if not is_for_hosts(play)]
    text = yaml.safe_dump(plays, sort_keys=False).replace("https://mail.example.org", simulator.url)
    # An example may write a file at home.
    file = write_yaml(tmp_path / "play.yml", yaml.safe_load(text))
    output = run(simulator, tmp_path, known_host(), file, home={"HOME": str(tmp_path)})
    counts = recap(output)["localhost"]
    assert "is ready" in output
    assert counts["failed"] == counts["rescued"] == 0
    assert counts["ok"] == sum(len(tasks_of([play])) for play in plays)
    assert counts["changed"] > 0


def sentences(provider: Provider) -> str:
    """What `ready.missing` can say of one provider, each setting missing by itself."""
    user = Principal("u", "user", "Alice")
    whole: dict[str, Any] = {setting.key: '{"fr": ""}' for setting in provider.settings}
    lacking = [{**whole, key: None} for key in whole]
    resources = [None, *(Resource("r", freebusy=False, settings=one) for one in (whole, *lacking))]
    outside = [
        Outside(registration={}, accounts={"u": {"x": None}}, subscribed=provider.needs_role or None),
        Outside(subscribed=False if provider.needs_role else None),
    ]
    simple = [replace(one, simple={"u": user}) for one in outside]
    facts = (Facts("d", provider, resource, False, one, {"u": user}) for resource in resources for one in simple)
    return "\n".join(sentence for one in facts for sentence in missing(one))


@pytest.mark.parametrize("provider", PROVIDERS.values(), ids=list(PROVIDERS))
def test_a_page_for_each_provider_quotes_what_the_module_says(provider: Row) -> None:
    name = {"bluemind": "bluemind-video"}.get(provider.name, provider.name)
    page = (CHECKOUT / "docs" / "providers" / f"{name}.md").read_text(encoding="utf-8")
    cells = re.findall(r"^\| `ready.missing`: ([^|]+) \|", page, re.MULTILINE)
    told = [quote for cell in cells for quote in re.findall(r"`([^`]+)`", cell)]
    assert told
    said = sentences(BY_NAME[provider.name])
    assert [one for one in told if one not in said] == [], said


def test_plays_for_hosts_are_read(tmp_path: Path) -> None:
    plays = [play for play in all_plays() if is_for_hosts(play)]
    for task in tasks_of(plays):
        for name in {f"{PREFIX}{one}" for one in HOST_MODULES} & set(task):
            documented = importlib.import_module(f"{PACKAGE}.{name.removeprefix(PREFIX)}").DOCUMENTATION
            assert set(task[name] or {}) <= set(yaml.safe_load(documented).get("options", {})), task
    hosts = write_yaml(tmp_path / "inventory.yml", known_host())
    done = ansible_playbook("-i", hosts, "--syntax-check", write_yaml(tmp_path / "play.yml", plays))
    assert plays
    assert done.returncode == 0, done.stdout


def commands() -> list[str]:
    """Every distinct ansible-playbook command; those of the README run in test_examples."""
    readme = (CHECKOUT / "README.md").read_text(encoding="utf-8")
    lines = {
        line
        for page, text in blocks("sh")
        for line in text.splitlines()
        if line.startswith("ansible-playbook ") and page not in GUIDES
    }
    return sorted(line for line in lines if line not in readme)


@pytest.mark.parametrize("line", commands())
def test_commands_run(simulator: Simulator, tmp_path: Path, line: str) -> None:
    words = shlex.split(line)[1:]
    del words[words.index("-i") : words.index("-i") + 2]
    verify = "verify" in words
    kept = {"starleaf_domains": [{"domain": "other.example", "state": "absent"}]}
    nothing = {"starleaf_domains": [{"domain": "example.net", "state": "absent"}]}
    # Removing packages needs a word about every domain that has StarLeaf.
    everything = {"starleaf_purge": True, "starleaf_purge_limit": 5} if "dissociate" in line else {}
    inventory = known_host(**{**(nothing if verify else kept), **everything})
    if "migrate" in line:
        domains = [{"domain": "old.example.net", "settings": {"url": "https://meet.example.org/"}}]
        own = {"api_url": simulator.url, "api_key": KEY, "provider": "jitsi", "domains": domains}
        variables = {f"videoconference_{name}": value for name, value in own.items()}
        inventory = {"bluemind_core": {"hosts": {"mail.example.org": variables}}}
    words += ["-e", f"audit_path={tmp_path}"] if "audit" in line else []
    words += ["-e", f"export_path={tmp_path}/host_vars"] if "export" in line else []
    if "--vault-password-file" in words:
        (tmp_path / "password").write_text("vault-password-1", encoding="utf-8")
        words[words.index("--vault-password-file") + 1] = str(tmp_path / "password")
    tags = [] if "--tags" in words else API_HALF
    run(simulator, tmp_path, inventory, *tags, *words)
    assert bool(simulator.writes()) is not ("--check" in words or verify or "export" in line)


def test_other_commands_are_ours_or_told_apart() -> None:
    for page, text in blocks("sh"):
        for line in text.splitlines():
            program = shlex.split(line)[0]
            assert program in UNTESTED | {"ansible-playbook"}, f"{page}: {line}"


def test_every_kind_of_error_has_cause_and_cure() -> None:
    page = (CHECKOUT / "docs" / "errors.md").read_text(encoding="utf-8")
    api, _heading, host = page.partition("## Modules of the host")
    told = [set(re.findall(r"^\| `(\w+)` \| [^|]+ \| [^|]+ \|$", part, re.MULTILINE)) for part in (api, host)]
    assert told[0] == set(get_args(errors.Kind))
    assert told[1] == host_kinds()


def host_kinds() -> set[str]:
    """As the exception documents them."""
    sentence = re.sub(r"\([^)]*\)", "", inspect.getdoc(HostError) or "").partition("one of:")[2].partition(".")[0]
    return {word.strip() for word in sentence.split(",")}
