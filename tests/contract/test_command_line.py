# SPDX-License-Identifier: GPL-3.0-or-later
"""The simulator as a program: what its command line promises (contract#start-up, contract#running-backup)."""

from __future__ import annotations

import json
import socket
import ssl
import subprocess
import time
from pathlib import Path

import pytest
import requests

from bluemind_simulator.control.options import installed
from tests.contract.program import COMMAND, ENVIRONMENT, SECONDS
from tests.contract.seeds import ADMIN0, CALENDAR, CORE, DOMAIN, NEW, RESOURCE, SETTINGS, standard
from tests.contract.wire import Api, World, entries
from tests.support.simulator import Simulator

JAR = "net.bluemind.videoconferencing.starleaf_4.1.56815.jar"


@pytest.fixture
def seed_file(tmp_path: Path) -> Path:
    """The standard seed as a file; JSON is YAML."""
    path = tmp_path / "seed.yml"
    path.write_text(json.dumps(standard()), encoding="utf-8")
    return path


def creates(simulator: Simulator, uid: str) -> bool:
    """Whether createResource really makes something."""
    world = World(simulator, "4.5.3")
    assert world.create_starleaf(uid, who=world.core).is_void
    return world.core("GET", f"resources/{DOMAIN}/{uid}").status == 200


def test_a_seed_file_fills_it_and_nobody_controls_it_unasked(seed_file: Path) -> None:
    with Simulator.start("--seed", str(seed_file), "--profile", "4.9", control=False) as one:
        core = Api(one.url, CORE)
        assert core.get(f"resources/{DOMAIN}/{RESOURCE}")["label"] == "StarLeaf"
        assert core.get("system/installation/version")["versionName"].startswith("4.9")
        root = Api(one.url.removesuffix("/api"))
        for method, path in (("GET", "state"), ("GET", "outbox"), ("POST", "reset")):
            assert root(method, f"_control/{path}", {}).status >= 400


def test_what_the_options_say_until_it_ends_when_asked() -> None:
    options = {
        "--release": "4.5.7",
        "--software": "4.1.56900",
        "--core-token": "another-token",
        "--system-state": "CORE_STATE_UPGRADE",
    }
    one = Simulator.start(*[part for pair in options.items() for part in pair])
    api = Api(one.url, "another-token")
    version = api.get("system/installation/version")
    assert (version["versionName"], version["softwareVersion"]) == ("4.5.7", "4.1.56900")
    assert api.get("system/installation/state") == "CORE_STATE_UPGRADE"
    one.stop()
    with pytest.raises(requests.ConnectionError):
        api("GET", "auth/ping")


def test_a_boot_is_502_then_starting_and_systemd_hears_of_it_before_it_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        channel.bind(str(tmp_path / "notify"))
        channel.settimeout(SECONDS)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        with Simulator.start("--boot-seconds", "5") as one:
            api = Api(one.url)

            def follow(until: str) -> list[str]:
                """What is answered, up to a state; the pages of the front by their status."""
                seen: list[str] = []
                deadline = time.monotonic() + SECONDS
                while until not in seen and time.monotonic() < deadline:
                    reply = api("GET", "system/installation/state")
                    assert reply.status == 200 or b"<html" in reply.content.lower()
                    now = reply.json if reply.status == 200 else str(reply.status)
                    seen += [now] if now not in seen[-1:] else []
                    time.sleep(0.02)
                return seen

            assert follow("CORE_STATE_STARTING") == ["502", "CORE_STATE_STARTING"]
            assert channel.recv(100) == b"READY=1"
            assert follow("CORE_STATE_RUNNING") == ["CORE_STATE_STARTING", "CORE_STATE_RUNNING"]


def test_tls_by_every_name_of_the_machine(tmp_path: Path) -> None:
    folder = tmp_path / "tls"
    folder.mkdir()
    with Simulator.start("--host", "0.0.0.0", "--tls", str(folder)) as one:
        assert one.url.startswith("https://")
        assert one.ca is not None
        assert Path(one.ca).samefile(folder / "ca.pem")
        port = int(one.url.removesuffix("/api").rpartition(":")[2])
        context = ssl.create_default_context(cafile=one.ca)
        for name in (socket.gethostname(), "localhost"):
            with socket.create_connection(("127.0.0.1", port)) as plain:
                context.wrap_socket(plain, server_hostname=name).close()
        url = f"https://localhost:{port}/api"
        assert Api(url, ca=one.ca)("GET", "auth/ping").status == 200
        with pytest.raises(requests.exceptions.SSLError):
            Api(url)("GET", "auth/ping")


def test_what_a_restart_keeps_and_what_it_looks_for_anew(tmp_path: Path, seed_file: Path) -> None:
    """Data and sessions stay; tasks, the backup and the provider do not: a provider is loaded at the start only."""
    jar = tmp_path / "extensions" / "plugins" / JAR
    jar.parent.mkdir(parents=True)
    jar.touch()
    options = {"--state": tmp_path / "state.json", "--seed": seed_file, "--extensions": tmp_path / "extensions"}
    arguments = [str(part) for pair in options.items() for part in pair]
    backup = "scheduledjobs/_job/DataProtect"
    with Simulator.start(*arguments) as one:
        core, world = Api(one.url, CORE), World(one, "4.5.3")
        core.write("PUT", f"containers/_manage/{SETTINGS}/_settings", {"token": "kept"})
        core.write("PUT", f"containers/_manage/{CALENDAR}/_acl", entries(("u-bob", "Invitation")))
        assert creates(one, NEW)
        jar.unlink()
        assert creates(one, "r-still")
        session = world.anonymous("POST", f"auth/login?login=bob@{DOMAIN}&origin=t", "pw").json["authKey"]
        task = core("DELETE", f"resources/{DOMAIN}/nope").json["id"]
        assert core("GET", f"tasks/{task}").status == 200
        assert core("POST", "scheduledjobs/_start/DataProtect").is_void
        assert core.get(backup)["domainStatus"][0]["status"] == "IN_PROGRESS"
    with Simulator.start(*arguments) as one:
        core = Api(one.url, CORE)
        assert core.get(f"containers/_manage/{SETTINGS}/_settings") == {"token": "kept"}
        assert core.get(f"containers/_manage/{CALENDAR}/_acl") == entries(("u-bob", "Invitation"))
        assert core.get(f"resources/{DOMAIN}/{NEW}")["label"] == "StarLeaf"
        assert Api(one.url, session)("GET", "auth/ping").status == 200
        assert core("GET", f"tasks/{task}").status == 404
        assert core.get(backup)["domainStatus"][0]["status"] == "SUCCESS"
        assert not creates(one, "r-later")
        jar.touch()
        assert not creates(one, "r-later")  # installed, but not restarted


@pytest.mark.parametrize(
    ("name", "loaded"),
    [
        pytest.param(JAR, ("starleaf",), id="directly-below"),
        pytest.param(f"a/b/{JAR}", ("starleaf",), id="deeper"),
        pytest.param("net.bluemind.videoconferencing.jitsi_4.1.jar", ("jitsi",), id="another-provider"),
        pytest.param("net.bluemind.ui.adminconsole.videoconferencing.jitsi_4.1.jar", (), id="of-the-console"),
        pytest.param("net.bluemind.videoconferencing.starleaf.txt", (), id="not-a-jar"),
    ],
)
def test_what_counts_as_the_plugin(tmp_path: Path, name: str, loaded: tuple[str, ...]) -> None:
    jar = tmp_path / name
    jar.parent.mkdir(parents=True, exist_ok=True)
    jar.touch()
    assert installed(tmp_path) == loaded


def test_an_idle_session_ends_and_a_finished_task_is_forgotten_but_a_key_lives() -> None:
    limits = ("--session-idle-seconds", "2", "--task-retention-seconds", "2")
    with Simulator.start(*limits) as one:
        world = World(one, "4.5.3").load()
        task = world.admin("DELETE", f"resources/{DOMAIN}/{RESOURCE}").json
        assert world.wait(task)["state"] == "Success"
        login = world.anonymous("POST", f"auth/login?login=bob@{DOMAIN}&origin=t", "pw")
        session = world.api(login.json["authKey"])
        assert session("GET", "auth/ping").status == 200
        time.sleep(2.3)
        assert session("GET", "auth/ping").status == 401
        reply = world.admin("GET", f"tasks/{task['id']}")
        assert (reply.status, reply.json["message"]) == (404, f"no task {task['id']}")
        for key in (ADMIN0, CORE):
            assert world.api(key)("GET", "domains").status == 200


def test_a_refusal_is_one_line_and_exit_status_2() -> None:
    command = [*COMMAND, "--boot-seconds", "-1"]
    done = subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, check=False, timeout=SECONDS)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr
    assert (
        done.stderr.splitlines()[-1] == "bluemind_simulator: error: boot_seconds: a number >= 0 is expected, not -1.0"
    )
