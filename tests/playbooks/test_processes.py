# SPDX-License-Identifier: GPL-3.0-or-later
"""No process shows a secret in its command line or environment while the collection works, nor does a log."""

from __future__ import annotations

import importlib
import subprocess
import threading
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ansible.module_utils import basic
from ansible.module_utils.testing import patch_module_args

from tests.modules.test_hostile_input import fill
from tests.playbooks.canaries import GIVEN, SECRETS, STRANGE, domain, leaks, server
from tests.playbooks.programs import ELSEWHERE, ansible_playbook, module, play, write_yaml
from tests.support.collection import PACKAGE
from tests.support.simulator import Simulator

LOUD = ("-vvvv", "--diff")


class Watch(threading.Thread):
    """Looks at the command line and the environment of every process of this machine, again and again."""

    def __init__(self, *secrets: str) -> None:
        super().__init__(daemon=True)
        self.secrets = [secret.encode() for secret in secrets]
        self.shown: set[str] = set()
        self.looks = 0
        self._end = threading.Event()

    def run(self) -> None:
        while not self._end.wait(0.01):
            self.looks += 1
            for file in self._files():
                try:
                    content = file.read_bytes()
                except OSError:  # it has ended
                    continue
                if any(secret in content for secret in self.secrets):
                    self.shown.add(f"{file.name}: {content[:400]!r}")

    def _files(self) -> Iterator[Path]:
        for process in Path("/proc").iterdir():
            if process.name.isdigit():
                yield from (process / "cmdline", process / "environ")

    def __enter__(self) -> Watch:
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._end.set()
        self.join()


def secret() -> str:
    """One that no other test has."""
    return f"secret-{uuid.uuid4().hex}"


def run(
    folder: Path, tasks: list[dict[str, Any]], vault: dict[str, str], *options: str
) -> tuple[subprocess.CompletedProcess[str], Watch, str]:
    """The tasks, which take their secrets from the vault; what was seen meanwhile, and the log of Ansible."""
    file, log = write_yaml(folder / "play.yml", play(tasks, {})), folder / "ansible.log"
    with Watch(*vault.values()) as watch:
        done = ansible_playbook(
            file,
            *("-e", f"@{write_yaml(folder / 'vault.yml', vault)}"),
            *LOUD,
            *options,
            variables={"ANSIBLE_LOG_PATH": str(log)},
        )
    assert watch.looks > 10
    return done, watch, log.read_text(encoding="utf-8")


@pytest.mark.parametrize("pipelining", ["true", "false"])
@pytest.mark.parametrize("way", [(), ELSEWHERE], ids=["here", "elsewhere"])
def test_the_modules_for_the_api(simulator: Simulator, tmp_path: Path, way: tuple[str, ...], pipelining: str) -> None:
    vault = {"vault_token": secret(), "vault_password": secret()}
    simulator.reset(server(vault["vault_password"]), profile="4.5.3", providers=["starleaf"])
    simulator.fault("PUT", "_settings$", "delay", seconds=0.4)  # so that a module lives long enough to be looked at
    login = {"username": "admin0@global.virt", "password": "{{ vault_password }}"}
    task = domain(api_url=simulator.url, token="{{ vault_token }}", **login)
    done, watch, log = run(tmp_path, [task], vault, *way, "-e", f"ansible_pipelining={pipelining}")
    assert done.returncode == 0, done.stdout
    assert "(new value)" in log
    assert watch.shown == set()
    assert [one for one in vault.values() if one in done.stdout + log] == []


def test_the_modules_for_hosts(tmp_path: Path) -> None:
    """The password of a proxy, which the `environment` of the tasks has."""
    vault = {"vault_proxy": f"http://me:{secret()}@proxy.invalid:3128"}
    proxy = {"environment": {"https_proxy": "{{ vault_proxy }}"}}
    tasks = [
        {**module("plugin", state="gathered"), **proxy, "ignore_errors": True},
        {**module("restart"), **proxy, "check_mode": True, "ignore_errors": True},
        {**module("host_info"), **proxy, "ignore_errors": True},
    ]
    done, watch, log = run(tmp_path, tasks, vault, "-e", "ansible_connection=local")
    assert done.stdout.count("TASK [bluemind.videoconferencing.bluemind_") == len(tasks)
    # In the environment is where the task wants it; only root and the same account can read that.
    assert [one for one in watch.shown if one.startswith("cmdline")] == []
    assert [one for one in vault.values() if one in done.stdout + log] == []


@pytest.mark.parametrize(
    "secret", [GIVEN, STRANGE, f"it's {STRANGE}", f"\\me:x@{STRANGE}"], ids=["plain", "odd", "quotes", "address"]
)
@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("bluemind_starleaf_domain", {"domain": "example.org", "token": "TEXT"}),
        ("bluemind_starleaf_domains", {"domains": [{"domain": "example.org", "token": "TEXT"}]}),
        (
            "bluemind_videoconference",
            {"domain": "example.org", "provider": "teams", "settings": {"secret": "TEXT"}},
        ),
    ],
    ids=["alone", "in-a-list", "in-a-dictionary"],
)
def test_the_log_of_the_host_where_a_module_runs(
    monkeypatch: pytest.MonkeyPatch, name: str, options: dict[str, Any], secret: str
) -> None:
    """Ansible writes a list as Python does, which doubles a backslash, and cuts what looks like an address."""
    logged: list[str] = []
    monkeypatch.setattr(basic, "has_journal", False)
    monkeypatch.setattr(basic.AnsibleModule, "_log_to_syslog", lambda _module, text: logged.append(text))
    place = {"api_url": "http://127.0.0.1:9", "api_key": "a-key-for-nobody", "retry_timeout": 0}
    with patch_module_args({**place, **fill(options, secret)}), pytest.raises(SystemExit):
        importlib.import_module(f"{PACKAGE}.{name}").main()
    assert "domain=example.org" in logged[0] or "'domain': 'example.org'" in logged[0]
    assert leaks("\n".join(logged), SECRETS) == []


def test_a_secret_in_a_process_would_be_seen() -> None:
    canary = secret()
    with Watch(canary) as watch:
        subprocess.run(["sh", "-c", "sleep 0.5", canary], check=True)
    assert len(watch.shown) == 1
