# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the molecule scenarios, and counts what their testinfra tests say: molecule takes no tests for a success.

`make hosts` has to come first: it builds the images. Without it, or where no engine runs, everything here is skipped.
"""

from __future__ import annotations

import contextlib
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

# Slowest first. The number is that of the tests (hosts times functions, over every verify step).
SCENARIOS = {
    "default": 38,
    "fleet": 32,
    "check": 16,
    "dissociate": 10,
    "retired": 18,
    "interrupted": 9,
    "ahead": 6,
}
# ansible-core → its host, and the Pythons that it runs on.
OTHER_CORES = {
    "2.16.19": ("bmt-core-rocky8", ("3.10", "3.11", "3.12")),
    "2.21.5": ("bmt-core-debian12", ("3.12", "3.13", "3.14")),
}
OLDEST = "2.16.19"
SECONDS = 900


@pytest.fixture(scope="session")
def hosts() -> None:
    """The images, if they can be had: `make test` builds them while other tests run already."""
    faulthandler.cancel_dump_traceback_later()
    if reason := ready():
        pytest.skip(f"LEFT OUT: {reason}")


@pytest.fixture
def patience(hosts: None) -> None:
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


def _playbook_program(version: str, python: str) -> str:
    """ansible-playbook of this release, in a virtual environment of its own."""
    venv = CACHE / f"core-{version}"
    program = venv / "bin" / "ansible-playbook"
    if not program.exists():
        subprocess.run([python, "-m", "venv", "--clear", venv], check=True)
        subprocess.run([venv / "bin" / "pip", "install", "-qq", f"ansible-core=={version}"], check=True)
    return str(program)


@contextlib.contextmanager
def _core_hosts() -> Iterator[dict[str, str]]:
    """The hosts of scenario `core`, fresh; gives the variables with which Ansible finds them."""
    molecule("destroy", "--scenario-name", "core")
    molecule("create", "--scenario-name", "core")
    (folder,) = (CHECKOUT / ".cache/ansible/tmp").glob("molecule.*.core")
    yield {"ANSIBLE_CONFIG": str(folder / "ansible.cfg")}
    molecule("destroy", "--scenario-name", "core")


@pytest.mark.usefixtures("patience")
def test_other_ansible_cores() -> None:
    """One test, because molecule makes the hosts together, and xdist would run several at the same time."""
    scenario = CHECKOUT / "molecule" / "core"
    inventories = [f"--inventory={scenario}/inventory", f"--inventory={scenario}/../shared/inventory"]
    missing = []
    with _core_hosts() as config:
        for version, (host, pythons) in OTHER_CORES.items():
            if python := _python(pythons):
                command = [_playbook_program(version, python), *inventories, f"--limit={host}"]
                converge = [*command, str(scenario / "converge.yml")]
                if version == OLDEST:
                    _packages_alone(converge, host, config)
                _install_and_configure(converge, host, config)
                if version == OLDEST:
                    _dissociate([*command, "bluemind.videoconferencing.dissociate"], config)
            else:
                missing.append(f"ansible-core {version} needs Python {' or '.join(pythons)}")
    if missing:
        pytest.skip(f"LEFT OUT: {'; '.join(missing)}")


def _testinfra(host: str) -> list[str]:
    """The tests of scenario `core` on this host, as molecule would run them on all."""
    scenario = CHECKOUT / "molecule" / "core"
    options = ["--connection=ansible", f"--ansible-inventory={scenario}/inventory", f"--hosts={host}"]
    return [sys.executable, "-m", "pytest", *options, str(scenario / "tests")]


def _packages_alone(command: list[str], host: str, config: dict[str, str]) -> None:
    told = " ".join(_checked([*command, "--tags", "packages"], **config).split())
    assert re.findall(r"Restart pending on (\S+):", told) == [host]


def _install_and_configure(command: list[str], host: str, config: dict[str, str]) -> None:
    assert "changed=0" not in _checked(command, **config)
    assert passed(_checked(_testinfra(host), **config)) == 2


def _dissociate(command: list[str], config: dict[str, str]) -> None:
    told = " ".join(_checked(command, **config).split())
    assert re.search(r"restarted, ready after [0-9.]+ s - example.org: absent, 1 changes, 0 mailed, verified", told)


@pytest.mark.usefixtures("patience")
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_scenario(scenario: str) -> None:
    # Ends with destroy, also after a failure; every run begins with it as well.
    assert passed(molecule("test", "--scenario-name", scenario)) == SCENARIOS[scenario]


def test_every_scenario_is_run() -> None:
    found = {one.parent.name for one in (CHECKOUT / "molecule").glob("*/molecule.yml")}
    assert found == {*SCENARIOS, "core"}
