# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the molecule scenarios, and counts what their testinfra tests say: molecule takes no tests for a success.

`make hosts` has to come first: it builds the images. Without it, or where no engine runs, everything here is skipped.
"""

from __future__ import annotations

import faulthandler
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from .machine import CACHE, CHECKOUT, environment, ready

# Slowest first, for two workers. The number is that of the tests (hosts times functions, over every verify step).
SCENARIOS = {
    "default": 38,
    "interrupted": 18,
    "fleet": 25,
    "dissociate": 10,
    "check": 10,
    "retired": 6,
    "ahead": 6,
}
OTHER_CORES = ("2.16.19", "2.21.5")
PYTHONS = {"2.16.19": ("3.10", "3.11", "3.12"), "2.21.5": ("3.12", "3.13", "3.14")}
WHY_NOT = ready()

pytestmark = pytest.mark.skipif(WHY_NOT is not None, reason=f"LEFT OUT: {WHY_NOT}")


SECONDS = 900


@pytest.fixture(autouse=True)
def patience() -> None:
    """A scenario may take longer than other tests; `_checked` ends one that hangs."""
    faulthandler.cancel_dump_traceback_later()


def molecule(*arguments: str) -> str:
    """Run molecule in the checkout; fails the test with the end of its output when it fails."""
    program = Path(sys.executable).with_name("molecule")
    return _checked([str(program), *arguments])


def _checked(command: list[str], **variables: str) -> str:
    done = subprocess.run(
        command,
        cwd=CHECKOUT,
        env=_environment() | variables,
        check=False,
        timeout=SECONDS,
        text=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout[-15000:]}"
    return done.stdout


def _environment() -> dict[str, str]:
    own = environment()
    own["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{own['PATH']}"
    # Those of this pytest are not meant for the verifier's.
    return {key: value for key, value in own.items() if not key.startswith("PYTEST_XDIST")}


def passed(output: str) -> int:
    """How many testinfra tests passed in all verify steps."""
    assert "Missing playbook" not in output
    return sum(int(count) for count in re.findall(r"^=+ (\d+) passed in .* =+$", output, re.MULTILINE))


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_scenario(scenario: str) -> None:
    # Ends with destroy, also after a failure; every run begins with it as well.
    assert passed(molecule("test", "--scenario-name", scenario)) == SCENARIOS[scenario]


def test_every_scenario_is_run() -> None:
    found = {one.parent.name for one in (CHECKOUT / "molecule").glob("*/molecule.yml")}
    assert found == {*SCENARIOS, "core"}


def _python(versions: tuple[str, ...]) -> str | None:
    """A Python of one of these versions: this one, on the PATH, or pyenv's."""
    if "{}.{}".format(*sys.version_info) in versions:
        return sys.executable
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    for version in versions:
        candidates = [*sorted(pyenv.glob(f"{version}.*/bin/python3")), shutil.which(f"python{version}")]
        for one in candidates:
            if (
                one
                and subprocess.run([one, "-c", "import ensurepip"], capture_output=True, check=False).returncode == 0
            ):
                return str(one)
    return None


@pytest.fixture
def core_hosts() -> Iterator[Path]:
    """The hosts of scenario `core`, fresh; gives the folder with their ansible.cfg."""
    molecule("destroy", "--scenario-name", "core")
    molecule("create", "--scenario-name", "core")
    (folder,) = (CHECKOUT / ".cache/ansible/tmp").glob("molecule.*.core")
    yield folder
    molecule("destroy", "--scenario-name", "core")


@pytest.mark.xdist_group("core")
@pytest.mark.parametrize("version", OTHER_CORES)
def test_other_ansible_core(version: str, core_hosts: Path) -> None:
    python = _python(PYTHONS[version])
    if python is None:
        pytest.skip(f"LEFT OUT: ansible-core {version} needs Python {' or '.join(PYTHONS[version])}")
    venv = CACHE / f"core-{version}"
    playbook = venv / "bin" / "ansible-playbook"
    if not playbook.exists():
        subprocess.run([python, "-m", "venv", "--clear", venv], check=True)
        subprocess.run([venv / "bin" / "pip", "install", "-qq", f"ansible-core=={version}"], check=True)
    scenario = CHECKOUT / "molecule" / "core"
    command = [str(playbook), f"--inventory={scenario}/inventory", f"--inventory={scenario}/../shared/inventory"]
    command.append(str(scenario / "converge.yml"))
    config = {"ANSIBLE_CONFIG": str(core_hosts / "ansible.cfg")}
    assert "changed=0" not in _checked(command, **config)
    assert _checked(command, **config).count("changed=0") == 2
    assert passed(molecule("verify", "--scenario-name", "core")) == 4
