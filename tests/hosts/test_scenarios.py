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
import socket
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from .machine import CACHE, CHECKOUT, engine, environment, ready

# Slowest first. The number is that of the tests (hosts times functions, over every verify step).
SCENARIOS = {
    "troubles": 10,
    "default": 38,
    "migrate": 22,
    "interrupted": 11,
    "fleet": 39,
    "check": 16,
    "ahead": 6,
    "retired": 18,
}
# ansible-core → its hosts, and the Pythons that it runs on.
OTHER_CORES = {
    "2.16.19": (("bmt-core-rocky8",), ("3.10", "3.11", "3.12")),
    "2.21.5": (("bmt-core-debian12", "bmt-core-rocky9"), ("3.12", "3.13", "3.14")),
}
OLDEST = "2.16.19"
# dnf is Python itself: it keeps one that Ansible does not find.
WITHOUT_PYTHON = {
    "bmt-core-debian12": "rm -rf /usr/bin/python3* /usr/lib/python3*",
    "bmt-core-rocky9": """
        mv /usr/bin/python3.11 /usr/libexec/dnf-python
        rm -f /usr/bin/python3* /usr/libexec/platform-python
        sed -i '1s,^#!.*,#!/usr/libexec/dnf-python,' /usr/bin/dnf-3
    """,
}
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
        # The API tasks run here where the hosts have no Python.
        subprocess.run([venv / "bin" / "pip", "install", "-qq", f"ansible-core=={version}", "requests"], check=True)
    return str(program)


@contextlib.contextmanager
def _core_hosts() -> Iterator[Path]:
    """The hosts of scenario `core`, fresh; gives the folder with what Ansible needs to find them."""
    molecule("destroy", "--scenario-name", "core")
    molecule("create", "--scenario-name", "core")
    (folder,) = (CHECKOUT / ".cache/ansible/tmp").glob("molecule.*.core")
    yield folder
    molecule("destroy", "--scenario-name", "core")


@contextlib.contextmanager
def _api_from_here(folder: Path, hosts: Iterable[str]) -> Iterator[str]:
    """Take these hosts their Python, and bring their API to this machine; gives the inventory that says so."""
    key = folder / "key"
    key.write_text("admin0-key", encoding="utf-8")
    tunnels, lines = [], ["[bluemind_core]"]
    for host in hosts:
        _checked([engine(), "exec", host, "sh", "-ec", WITHOUT_PYTHON[host]])
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        forward = ["ssh", "-F", str(folder / "ssh_config"), "-N", "-L", f"127.0.0.1:{port}:127.0.0.1:8090", host]
        tunnels.append(subprocess.Popen(forward, env=_environment(), stdin=subprocess.DEVNULL))
        where = f"starleaf_api_url=http://127.0.0.1:{port} starleaf_api_delegate_to=localhost"
        lines.append(f"{host} {where} starleaf_api_key_path={key}")
    inventory = folder / "api_from_here.ini"
    inventory.write_text("\n".join([*lines, ""]), encoding="utf-8")
    try:
        yield str(inventory)
    finally:
        for tunnel in tunnels:
            tunnel.terminate()
            tunnel.wait()


@pytest.mark.usefixtures("patience")
def test_other_ansible_cores() -> None:
    """One test, because molecule makes the hosts together, and xdist would run several at the same time."""
    missing = []
    with _core_hosts() as folder:
        for version, (hosts, pythons) in OTHER_CORES.items():
            if python := _python(pythons):
                program = _playbook_program(version, python)
                if version == OLDEST:
                    _with_python(_command(program, hosts), hosts, folder)
                else:
                    with _api_from_here(folder, hosts) as inventory:
                        _without_python([*_command(program, hosts), f"--inventory={inventory}"], hosts, folder)
            else:
                missing.append(f"ansible-core {version} needs Python {' or '.join(pythons)}")
    if missing:
        pytest.skip(f"LEFT OUT: {'; '.join(missing)}")


def _command(program: str, hosts: Iterable[str]) -> list[str]:
    scenario = CHECKOUT / "molecule" / "core"
    inventories = [f"--inventory={scenario}/inventory", f"--inventory={scenario}/../shared/inventory"]
    return [program, *inventories, f"--limit={','.join(hosts)}"]


def _with_python(command: list[str], hosts: tuple[str, ...], folder: Path) -> None:
    told = _run_playbook([*command, "--tags=packages"], "rollout", folder)
    assert re.findall(r"restart PENDING on (\S+)", told) == list(hosts)
    _install_and_dissociate(command, hosts, folder)


def _without_python(command: list[str], hosts: tuple[str, ...], folder: Path) -> None:
    for host in hosts:
        ping = [str(Path(command[0]).with_name("ansible")), *command[1:], host, "-m", "ansible.builtin.ping"]
        done = subprocess.run(ping, env=_with_config(folder), cwd=CHECKOUT, capture_output=True, text=True, check=False)
        assert done.returncode != 0, f"Ansible found a Python on {host}\n{done.stdout}"
    _install_and_dissociate(command, hosts, folder)


def _install_and_dissociate(command: list[str], hosts: tuple[str, ...], folder: Path) -> None:
    _run_playbook(command, "rollout", folder)
    assert passed(_checked(_testinfra(hosts), ANSIBLE_CONFIG=str(folder / "ansible.cfg"))) == 2 * len(hosts)
    told = _run_playbook(command, "dissociate", folder)
    row = r"restarted, ready after [0-9.]+ s'?( -)? '?└ example.org +absent +1 change, 0 mailed, verified"
    assert len(re.findall(row, told)) == len(hosts), told


def _run_playbook(command: list[str], playbook: str, folder: Path) -> str:
    """What it said, on one line."""
    program = [*command, f"bluemind.videoconferencing.{playbook}"]
    return " ".join(_checked(program, ANSIBLE_CONFIG=str(folder / "ansible.cfg")).split())


def _with_config(folder: Path) -> dict[str, str]:
    return _environment() | {"ANSIBLE_CONFIG": str(folder / "ansible.cfg")}


def _testinfra(hosts: Iterable[str]) -> list[str]:
    """The tests of scenario `core` on these hosts, as molecule would run them on all."""
    scenario = CHECKOUT / "molecule" / "core"
    options = ["--connection=ansible", f"--ansible-inventory={scenario}/inventory", f"--hosts={','.join(hosts)}"]
    return [sys.executable, "-m", "pytest", *options, str(scenario / "tests")]


@pytest.mark.usefixtures("patience")
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_scenario(scenario: str) -> None:
    # Ends with destroy, also after a failure; every run begins with it as well.
    assert passed(molecule("test", "--scenario-name", scenario)) == SCENARIOS[scenario]


def test_every_scenario_is_run() -> None:
    found = {one.parent.name for one in (CHECKOUT / "molecule").glob("*/molecule.yml")}
    assert found == {*SCENARIOS, "core"}
