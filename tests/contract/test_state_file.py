# SPDX-License-Identifier: GPL-3.0-or-later
"""The simulator's `--state`: saves that fail are tried again, and nobody is told that all is well when it is not."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contract.program import Program
from tests.contract.seeds import CORE, SETTINGS, standard
from tests.contract.wire import Api

PATH = f"containers/_manage/{SETTINGS}/_settings"


class Disk:
    """The folder of a state file, which can go away; works for root too, whom no mode stops."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._away = folder, folder.with_name("away")
        self.file = folder / "state.json"

    def fails(self) -> None:
        """From now on nothing can be written."""
        self._folder.rename(self._away)
        self._folder.touch()

    def works(self) -> None:
        """As before."""
        self._folder.unlink()
        self._away.rename(self._folder)

    @property
    def token(self) -> str:
        """The token that is kept."""
        return str(json.loads(self.file.read_text(encoding="ascii"))["containers"][SETTINGS]["settings"]["token"])

    def comes_to_hold(self, token: str) -> bool:
        """Wait for a save."""
        deadline = time.monotonic() + 15
        while self.token != token and time.monotonic() < deadline:
            time.sleep(0.05)
        return self.token == token


@pytest.fixture
def disk(tmp_path: Path) -> Disk:
    """An empty one."""
    return Disk(tmp_path / "kept")


@pytest.fixture
def program(tmp_path: Path, disk: Disk) -> Iterator[Program]:
    """The standard seed, kept on the disk."""
    seed = tmp_path / "seed.json"
    seed.write_text(json.dumps(standard()), encoding="utf-8")
    with Program("--control", "--seed", str(seed), "--state", str(disk.file)) as one:
        yield one


def put(program: Program, token: str) -> None:
    """Change something that is worth keeping."""
    Api(program.url, CORE).write("PUT", PATH, {"token": token})


def test_a_failed_save_is_tried_again(program: Program, disk: Disk) -> None:
    assert disk.token == "old"  # kept from the start
    disk.fails()
    put(program, "new")
    assert program.comes_to_say("the state was not saved")
    disk.works()
    assert disk.comes_to_hold("new")
    put(program, "newer")
    assert disk.comes_to_hold("newer")


def test_the_last_save_comes_after_a_failed_one(program: Program, disk: Disk) -> None:
    disk.fails()
    put(program, "new")
    assert program.comes_to_say("the state was not saved")
    disk.works()
    status, errors = program.end()
    assert (status, disk.token) == (0, "new")
    assert "the state was not saved" in errors


def test_the_exit_status_tells_that_the_last_save_failed(program: Program, disk: Disk) -> None:
    disk.fails()
    status, errors = program.end()
    assert (status, "the state was not saved" in errors) == (1, True)
    assert "Traceback" not in errors


def test_half_of_a_surrogate_pair(program: Program, disk: Disk) -> None:
    """JSON can name it, UTF-8 can not."""
    put(program, "\ud800")
    control = Api(program.url.removesuffix("/api"))
    assert control.get("_control/state")["containers"][SETTINGS]["settings"] == {"token": "\ud800"}
    assert control.get("_control/requests")[0]["body"] == {"token": "\ud800"}
    assert disk.comes_to_hold("\ud800")
    assert program.end() == (0, "")
    with Program("--control", "--state", str(disk.file)) as again:
        control = Api(again.url.removesuffix("/api"))
        assert control.get("_control/state")["containers"][SETTINGS]["settings"] == {"token": "\ud800"}
