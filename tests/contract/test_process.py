# SPDX-License-Identifier: GPL-3.0-or-later
"""The simulator as a program: what its command line promises (contract 1.6, 2, 7.2, 11, 14)."""

from __future__ import annotations

import json
import socket
import ssl
import time
from pathlib import Path

import pytest
import requests

from tests.contract.seeds import CALENDAR, CORE, DOMAIN, NEW, RESOURCE, SETTINGS, standard, without_resource
from tests.contract.wire import Api, World, entries
from tests.support.simulator import Simulator

JAR = "net.bluemind.videoconferencing.starleaf_4.1.56815.jar"


@pytest.fixture
def seed_file(tmp_path: Path) -> Path:
    """The standard seed as a file; JSON is YAML."""
    path = tmp_path / "seed.yml"
    path.write_text(json.dumps(standard()), encoding="utf-8")
    return path


@pytest.fixture
def empty_seed(tmp_path: Path) -> Path:
    """The seed without a resource."""
    path = tmp_path / "empty.yml"
    path.write_text(json.dumps(without_resource()), encoding="utf-8")
    return path


def creates(simulator: Simulator, uid: str = NEW) -> bool:
    """Whether createResource really made something."""
    world = World(simulator, "4.5.3")
    assert world.create_starleaf(uid, who=world.core).is_void
    return world.core("GET", f"resources/{DOMAIN}/{uid}").status == 200


def test_a_seed_file_fills_it(seed_file: Path) -> None:
    with Simulator.start("--seed", str(seed_file), "--profile", "4.9", control=False) as one:
        core = Api(one.url, CORE)
        assert core.get(f"resources/{DOMAIN}/{RESOURCE}")["label"] == "StarLeaf"
        assert core.get("system/installation/version")["versionName"].startswith("4.9")


def test_options_of_the_command_line() -> None:
    options = {
        "--release": "4.5.7",
        "--software": "4.1.56900",
        "--core-token": "another-token",
        "--system-state": "CORE_STATE_UPGRADE",
    }
    with Simulator.start(*[part for pair in options.items() for part in pair]) as one:
        version = Api(one.url, "another-token").get("system/installation/version")
        assert (version["versionName"], version["softwareVersion"]) == ("4.5.7", "4.1.56900")
        assert Api(one.url).get("system/installation/state") == "CORE_STATE_UPGRADE"


def test_1_6_the_boot_of_the_command_line() -> None:
    with Simulator.start("--boot-seconds", "600") as one:
        reply = Api(one.url)("GET", "system/installation/state")
        assert (reply.status, b"<html" in reply.content.lower()) == (502, True)


def test_1_6_systemd_hears_of_it_while_the_state_is_still_starting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        channel.bind(str(tmp_path / "notify"))
        channel.settimeout(30)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        with Simulator.start("--boot-seconds", "5") as one:
            api = Api(one.url)
            assert channel.recv(100) == b"READY=1"
            assert api.get("system/installation/state") == "CORE_STATE_STARTING"
            deadline = time.monotonic() + 10
            while api.get("system/installation/state") != "CORE_STATE_RUNNING":
                assert time.monotonic() < deadline
                time.sleep(0.02)


def test_tls_by_the_name_of_the_machine(tmp_path: Path) -> None:
    with Simulator.start("--host", "0.0.0.0", "--tls", str(tmp_path)) as one:
        context = ssl.create_default_context(cafile=one.ca)
        port = int(one.url.removesuffix("/api").rpartition(":")[2])
        for name in (socket.gethostname(), "localhost"):
            with socket.create_connection(("127.0.0.1", port)) as plain:
                context.wrap_socket(plain, server_hostname=name).close()


def test_tls(tmp_path: Path) -> None:
    folder = tmp_path / "tls"
    folder.mkdir()
    with Simulator.start("--tls", str(folder)) as one:
        assert one.url.startswith("https://")
        assert one.ca is not None
        assert Path(one.ca).samefile(folder / "ca.pem")
        assert Api(one.url, ca=one.ca)("GET", "auth/ping").status == 200
        with pytest.raises(requests.exceptions.SSLError):
            Api(one.url)("GET", "auth/ping")


def test_the_state_file_keeps_everything_over_a_restart(tmp_path: Path, seed_file: Path) -> None:
    state = str(tmp_path / "state.json")
    with Simulator.start("--state", state, "--seed", str(seed_file), "--provider", "starleaf") as one:
        core, world = Api(one.url, CORE), World(one, "4.5.3")
        core.write("PUT", f"containers/_manage/{SETTINGS}/_settings", {"token": "kept"})
        core.write("PUT", f"containers/_manage/{CALENDAR}/_acl", entries(("u-bob", "Invitation")))
        assert creates(one)
        session = world.anonymous("POST", f"auth/login?login=bob@{DOMAIN}&origin=t", "pw").json["authKey"]
        task = core("DELETE", f"resources/{DOMAIN}/nope").json["id"]
        assert core("GET", f"tasks/{task}").status == 200
    with Simulator.start("--state", state) as one:
        core = Api(one.url, CORE)
        assert core.get(f"containers/_manage/{SETTINGS}/_settings") == {"token": "kept"}
        assert core.get(f"containers/_manage/{CALENDAR}/_acl") == entries(("u-bob", "Invitation"))
        assert core.get(f"resources/{DOMAIN}/{NEW}")["label"] == "StarLeaf"
        assert Api(one.url, session)("GET", "auth/ping").status == 200  # 2: sessions survive
        assert core("GET", f"tasks/{task}").status == 404  # 11: tasks do not
        assert not creates(one, "r-later")  # the provider is not part of the state


def test_7_2_a_provider_is_loaded_at_the_start_only(tmp_path: Path, empty_seed: Path) -> None:
    extensions, state = tmp_path / "extensions", str(tmp_path / "state.json")
    (extensions / "plugins").mkdir(parents=True)
    arguments = ("--state", state, "--seed", str(empty_seed), "--extensions", str(extensions))
    with Simulator.start(*arguments) as one:
        assert not creates(one)
        (extensions / "plugins" / JAR).touch()
        assert not creates(one)  # installed, but not restarted
    with Simulator.start(*arguments) as one:
        assert creates(one)


@pytest.mark.parametrize(
    ("name", "loaded"),
    [
        pytest.param(JAR, True, id="7.2-directly-below"),
        pytest.param(f"a/b/{JAR}", True, id="7.2-deeper"),
        pytest.param("net.bluemind.videoconferencing.jitsi_4.1.jar", False, id="7.2-another-plugin"),
        pytest.param("net.bluemind.videoconferencing.starleaf.txt", False, id="7.2-not-a-jar"),
    ],
)
def test_what_counts_as_the_plugin(tmp_path: Path, empty_seed: Path, name: str, loaded: bool) -> None:
    jar = tmp_path / "extensions" / name
    jar.parent.mkdir(parents=True)
    jar.touch()
    with Simulator.start("--seed", str(empty_seed), "--extensions", str(tmp_path / "extensions")) as one:
        assert creates(one) is loaded


def test_14_never_on_5_x(tmp_path: Path, empty_seed: Path) -> None:
    (tmp_path / JAR).touch()
    arguments = ("--provider", "starleaf", "--extensions", str(tmp_path), "--profile", "5.1")
    with Simulator.start("--seed", str(empty_seed), *arguments) as one:
        assert not creates(one)


def test_it_ends_when_asked() -> None:
    one = Simulator.start()
    api = Api(one.url)
    assert api("GET", "auth/ping").status == 200
    one.stop()
    with pytest.raises(requests.ConnectionError):
        api("GET", "auth/ping")


def test_an_unknown_option_is_an_error() -> None:
    with pytest.raises(RuntimeError):
        Simulator.start("--no-such-option")


def test_the_control_path_is_off_unless_asked_for() -> None:
    with Simulator.start(control=False) as other:
        root = Api(other.url.removesuffix("/api"))
        for method, path in (("GET", "state"), ("GET", "outbox"), ("POST", "reset")):
            assert root(method, f"_control/{path}", {}).status >= 400
        assert root("GET", "api/auth/ping").status == 200
