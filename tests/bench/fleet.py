# SPDX-License-Identifier: GPL-3.0-or-later
"""What a rollout costs that changes nothing, on 1 to 100 hosts: `python -m tests.bench.fleet`, after `make hosts`.

The hosts are containers with systemd, reached by ssh through the engine. There are at most 20; of more hosts, several
are the same container, which only answers. All use one simulator on the controller, where the API tasks run by default.
With `--against REF` the collection of another commit does the same in turn. Controller and hosts are counted apart; the
ssh and engine clients belong to the controller.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import yaml

from tests.hosts.machine import CHECKOUT, PREFIX, engine, environment, ready
from tests.support.collection import KEY
from tests.support.simulator import Simulator

COUNTS = (1, 6, 20, 100)
CONTAINERS = 20
ROUNDS = 3
IMAGE = f"{PREFIX}/debian12:latest"
OWN = CHECKOUT / ".cache" / "ansible" / "collections"
SSH = """\
Host {names}
  User root
  IdentityFile {key}
  IdentitiesOnly yes
  StrictHostKeyChecking no
  UserKnownHostsFile /dev/null
  LogLevel ERROR
  ProxyCommand {engine} exec -i %h sh -c 'mkdir -p /run/sshd; exec /usr/sbin/sshd -i'
"""
SETTINGS = """\
[defaults]
forks = 20
interpreter_python = /usr/bin/python3
[ssh_connection]
pipelining = true
ssh_args = -o ControlMaster=auto -o ControlPersist=60s -F {config}
"""
SEED = {
    "api_keys": [{"key": KEY, "login": "admin0@global.virt"}],
    "domains": [
        {
            "uid": "example.org",
            "users": [{"uid": "u-alice", "login": "alice", "name": "Alice Martin", "email": "alice@example.org"}],
        }
    ],
}
DOMAINS = [{"domain": "example.org", "token": "token-of-the-fleet", "shares": [{"user": "alice@example.org"}]}]


@dataclass(frozen=True)
class Cost:
    """One run: tasks and lines that the user sees, seconds."""

    tasks: int
    lines: int
    wall: float
    controller: float
    hosts: float


def _run(*command: str | Path, **more: Any) -> str:
    done = subprocess.run(command, check=True, text=True, stdout=subprocess.PIPE, env=environment(), **more)
    return done.stdout.strip()


@contextmanager
def fleet(folder: Path, count: int) -> Iterator[list[str]]:
    """Fresh hosts, their ssh configuration and Ansible's in `folder`; gives their names."""
    names = [f"bluemind-bench-{number}" for number in range(count)]
    key = folder / "id_ed25519"
    _run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key)
    config = folder / "ssh_config"
    config.write_text(SSH.format(names=" ".join(names), key=key, engine=engine()))
    (folder / "ansible.cfg").write_text(SETTINGS.format(config=config))
    systemd = {
        "podman": ["--systemd=always"],
        "docker": ["--privileged", "--tmpfs", "/run", "--tmpfs", "/run/lock", "--tmpfs", "/tmp"],
    }
    packages = (CHECKOUT / ".cache/hosts/repositories/current").resolve()
    mounts = [f"--volume={packages}:/srv/repo:ro", f"--volume={CHECKOUT}/simulator:/opt/simulator/app:ro"]
    mounts += [f"--volume={CHECKOUT}/molecule/shared/files/seed.yml:/opt/simulator/seed.yml:ro"]
    start = [engine(), "run", "--detach", "--stop-timeout", "0", "--network", "none", *systemd[engine()], *mounts]
    let_in = "umask 077; mkdir -p /root/.ssh; cat >/root/.ssh/authorized_keys"
    let_in += "; until systemctl is-system-running; do sleep 0.2; done"
    try:
        for name in names:
            _run(*start, "--name", name, "--hostname", name, IMAGE)
        for name in names:
            _run(engine(), "exec", "-i", name, "sh", "-c", let_in, input=key.with_suffix(".pub").read_text())
        yield names
    finally:
        subprocess.run([engine(), "rm", "--force", "--volumes", *names], check=False, stdout=subprocess.DEVNULL)


def host_seconds(made: list[str]) -> float:
    """CPU seconds that the containers have used since they were made."""
    paths = _run(engine(), "inspect", "--format", "{{.State.CgroupPath}}", *made).split()
    return sum(_cgroup_seconds(path) for path in paths)


def _cgroup_seconds(path: str) -> float:
    first, second = Path(f"/sys/fs/cgroup/cpuacct{path}/cpuacct.usage"), Path(f"/sys/fs/cgroup{path}/cpu.stat")
    if first.exists():
        return int(first.read_text()) / 1e9
    found = re.search(r"usage_usec (\d+)", second.read_text())
    return int(found.group(1)) / 1e6 if found else 0.0


def rollout(folder: Path, hosts: dict[str, str], collections: Path) -> Cost:
    """One rollout over these hosts, each with its container."""
    made = sorted(set(hosts.values()))
    program = str(Path(sys.executable).with_name("ansible-playbook"))
    command = [
        program,
        f"--inventory={folder}/inventory.yml",
        f"--limit={','.join(hosts)}",
        "bluemind.videoconferencing.rollout",
    ]
    own = {"ANSIBLE_CONFIG": str(folder / "ansible.cfg"), "ANSIBLE_COLLECTIONS_PATH": str(collections)}
    before, began, used = os.times(), time.perf_counter(), host_seconds(made)
    done = subprocess.run(command, check=False, text=True, stdout=subprocess.PIPE, env={**environment(), **own})
    wall, after = time.perf_counter() - began, os.times()
    if done.returncode:
        raise RuntimeError(done.stdout[-4000:])
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return Cost(
        len(re.findall(r"^TASK \[", done.stdout, re.MULTILINE)),
        len(done.stdout.strip().splitlines()),
        wall,
        cpu,
        host_seconds(made) - used,
    )


def other(reference: str) -> Path:
    """The collections path of another commit."""
    root = CHECKOUT / ".cache" / "bench" / reference
    target = root / "ansible_collections" / "bluemind" / "videoconferencing"
    if not target.exists():
        target.mkdir(parents=True)
        archive = subprocess.run(["git", "archive", reference], cwd=CHECKOUT, check=True, stdout=subprocess.PIPE)
        subprocess.run(["tar", "-x", "-C", target], check=True, input=archive.stdout)
    return root


def measure(folder: Path, contestants: dict[str, Path], counts: list[int], rounds: int) -> dict[str, dict[int, Cost]]:
    """The median of each contestant and number of hosts."""
    with ExitStack() as stack:
        made = stack.enter_context(fleet(folder, min(max(counts), CONTAINERS)))
        hosts = [(f"host-{number}", one) for number, one in zip(range(max(counts)), itertools.cycle(made))]
        server = stack.enter_context(Simulator.start("--boot-seconds", "0"))
        server.reset(SEED, profile="4.9", providers=["starleaf"])
        variables = {"starleaf_api_url": server.url, "starleaf_api_key": KEY, "starleaf_domains": DOMAINS}
        addresses = {name: {"ansible_host": one} for name, one in hosts}
        inventory = {"bluemind_core": {"hosts": addresses, "vars": variables}}
        (folder / "inventory.yml").write_text(yaml.safe_dump(inventory))
        rollout(folder, dict(hosts[: len(made)]), OWN)  # installs, restarts, configures, and opens the connections
        found: dict[str, dict[int, list[Cost]]] = {name: {count: [] for count in counts} for name in contestants}
        for count in counts:
            for _round in range(rounds):
                for name, collections in contestants.items():
                    cost = rollout(folder, dict(hosts[:count]), collections)
                    found[name][count].append(cost)
                    print(f"{name:12} {count:3} hosts {cost}", flush=True)
    return {name: {count: _median(runs) for count, runs in by_count.items()} for name, by_count in found.items()}


def _median(runs: list[Cost]) -> Cost:
    times = {field: median(getattr(run, field) for run in runs) for field in ("wall", "controller", "hosts")}
    return Cost(runs[0].tasks, runs[0].lines, **times)


def table(found: dict[str, dict[int, Cost]]) -> str:
    """Markdown, and what a further host costs."""
    rows = [
        "| collection | hosts | tasks | lines | seconds | CPU s controller | CPU s hosts |",
        "| --- " + "| ---: " * 6 + "|",
    ]
    for name, by_count in found.items():
        for count, cost in by_count.items():
            figures = f"{cost.wall:.1f} | {cost.controller:.2f} | {cost.hosts:.2f}"
            rows.append(f"| {name} | {count} | {cost.tasks} | {cost.lines} | {figures} |")
    rows += ["", "| a further host costs | CPU s controller | CPU s host |", "| --- | ---: | ---: |"]
    for name, by_count in found.items():
        few, many = min(by_count), max(by_count)
        more = [
            (getattr(by_count[many], side) - getattr(by_count[few], side)) / (many - few)
            for side in ("controller", "hosts")
        ]
        rows.append(f"| {name} | {more[0]:.2f} | {more[1]:.2f} |")
    return "\n".join(rows)


def main() -> None:
    """Measure and print; with --output also write."""
    parser = argparse.ArgumentParser("tests.bench.fleet", description="What a rollout costs that changes nothing.")
    parser.add_argument(
        "--against", action="append", default=[], help="a commit whose collection does the same in turn"
    )
    parser.add_argument("--output", type=Path, help="file for the table, and with .json for the figures")
    parser.add_argument("--hosts", type=int, nargs="+", default=list(COUNTS), help="how many hosts, several numbers")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="how often; the median is told")
    given = parser.parse_args()
    if reason := ready():
        sys.exit(f"The hosts cannot run here: {reason}.")
    contestants = {"this": OWN, **{name: other(name) for name in given.against}}
    with tempfile.TemporaryDirectory() as folder:
        found = measure(Path(folder), contestants, given.hosts, given.rounds)
    text = table(found)
    print(f"\n{text}")
    if given.output:
        given.output.write_text(f"{text}\n")
        figures = {name: {count: vars(cost) for count, cost in by_count.items()} for name, by_count in found.items()}
        given.output.with_suffix(".json").write_text(f"{json.dumps(figures, indent=1)}\n")


if __name__ == "__main__":
    main()
