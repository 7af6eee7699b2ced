# SPDX-License-Identifier: GPL-3.0-or-later
"""The examples for CI, AWX and execution environments are accepted, or name only what exists."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from importlib.metadata import metadata
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.specifiers import SpecifierSet

from tests.support.simulator import CHECKOUT

EXAMPLES = CHECKOUT / "examples"
ROLE = yaml.safe_load((CHECKOUT / "roles/starleaf/meta/argument_specs.yml").read_text())["argument_specs"]["main"]
OF_PLAYBOOKS = {"starleaf_serial", "starleaf_max_fail_percentage"}


def read(name: str) -> Any:
    """One example."""
    return yaml.safe_load((EXAMPLES / name).read_text(encoding="utf-8"))


def test_ansible_builder_accepts_the_definition(tmp_path: Path) -> None:
    folder = tmp_path / "ee"
    shutil.copytree(EXAMPLES / "execution-environment", folder)
    (folder / "bluemind-videoconferencing.tar.gz").write_bytes(b"the archive")
    program = str(Path(sys.executable).with_name("ansible-builder"))
    done = subprocess.run(
        [program, "create", "--file", "execution-environment.yml"],
        cwd=folder,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    context = folder / "context"
    containerfile = (context / "Containerfile").read_text()
    copied = re.findall(r"^COPY (_build/archive\S*)", containerfile, re.MULTILINE)
    assert copied
    assert all((context / name).exists() for name in copied)
    # The base image's own Python is 3.9, and it has no ssh.
    [python] = re.findall(r'^ARG PYCMD="/usr/bin/python([\d.]+)"$', containerfile, re.MULTILINE)
    assert f'ARG PYPKG="python{python}"' in containerfile
    assert SpecifierSet(metadata("ansible-core")["Requires-Python"]).contains(python)
    assert "openssh-clients" in (context / "_build" / "bindep.txt").read_text()


def test_the_collection_names_what_it_needs() -> None:
    needed = (CHECKOUT / "meta" / "ee-requirements.txt").read_text().split()
    assert {re.split("[>=]", one)[0] for one in needed} == {"requests", "urllib3"}


def test_awx_gives_the_role_its_variables() -> None:
    credential = read("awx/credential-type.yml")
    fields = {one["id"] for one in credential["inputs"]["fields"]}
    injected = {**credential["injectors"]["env"], **credential["injectors"]["extra_vars"]}
    assert {name for text in injected.values() for name in re.findall(r"{{ (\w+) }}", text)} == fields
    assert set(credential["injectors"]["extra_vars"]) <= set(ROLE["options"])
    assert {one["variable"] for one in read("awx/survey.yml")["spec"]} <= {*ROLE["options"], *OF_PLAYBOOKS}
    for template in read("awx/job-templates.yml"):
        assert (CHECKOUT / "playbooks" / template["playbook"]).exists()


@pytest.mark.parametrize("name", ["ci/gitlab-ci.yml", "ci/github-workflow.yml"])
def test_pipelines_provision_and_verify(name: str) -> None:
    read(name)
    text = (EXAMPLES / name).read_text(encoding="utf-8")
    assert "ansible-playbook -i inventory.yml bluemind.videoconferencing.rollout" in text
    commands = re.findall(r"\$ROLLOUT (.*)$", text, re.MULTILINE)
    assert {"--tags configure,verify --check --diff", "--tags configure,verify", "--tags verify"} == set(commands)
