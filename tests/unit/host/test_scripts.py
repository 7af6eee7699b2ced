# SPDX-License-Identifier: GPL-3.0-or-later
"""The scripts themselves, run by the shells that hosts have."""

from __future__ import annotations

import contextlib
import itertools
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path

import pytest

from ansible_collections.bluemind.videoconferencing.plugins.module_utils.host import (
    complaints,
    facts,
    job,
    managers,
    records,
)
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.host.errors import HostError
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.host.records import (
    RecordError,
    Section,
    Sections,
)
from tests.unit.host.recordings import CONSOLE, CORE, PLUGIN

SHELLS = {"dash": ["dash"], "bash": ["bash", "--posix"], "busybox": ["busybox", "sh"]}
AVAILABLE = {name: argv for name, argv in SHELLS.items() if shutil.which(argv[0])}
SCRIPTS = sorted(path.stem for path in Path(records.__file__).parent.glob("*.sh"))
# What is sent together, with all variables, filled with what is longest.
QUESTIONS: dict[tuple[str, ...], dict[str, str]] = {
    ("units", "facts", "poll"): {"id": "", "wait": "0", **facts.variables(PLUGIN)},
    ("units", "facts", "ahead", "others"): {"running": "bm-core bm-webserver", **facts.variables(PLUGIN)},
    ("patience", "plan"): dict.fromkeys(("manager", "state", "change", "pins", "simulate", "lock_timeout"), "x" * 500),
    ("start",): {"id": "x" * 16, "what": "x" * 80},
    ("poll",): {"id": "x" * 16, "wait": "5"},
    ("clear",): {"id": "x" * 16},
    ("units", "restart_facts", "poll"): {"id": "", "wait": "0", "daemons": "bm-core bm-webserver", "ask_backup": "yes"},
    ("diagnose",): {"daemons": "bm-core bm-webserver"},
}
JOBS: dict[tuple[str, ...], dict[str, str]] = {
    ("patience", "change"): dict.fromkeys(("steps", "marks", "plugin", "lock_timeout"), "x" * 500),
    ("restart",): {"method": "bmctl", "daemons": "bm-core bm-webserver"},
}


class LocalHost:
    """A `Host` that is this machine, with programs of its own in front and its folder for jobs elsewhere."""

    name = "here"

    def __init__(self, folder: Path, shell: list[str]) -> None:
        self.shell = shell
        self.bin = folder / "bin"
        self.bin.mkdir()
        self.heard: list[str] = []
        self.places: dict[str, str] = {}  # files of the machine → ours in their place
        self.environment = {
            **os.environ,
            "PATH": f"{self.bin}:{os.environ['PATH']}",
            "LC_ALL": "fr_FR.UTF-8",
            "LANGUAGE": "fr",
        }

    def program(self, name: str, text: str) -> None:
        """A program of this name that runs these lines of sh."""
        (self.bin / name).write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
        (self.bin / name).chmod(0o755)

    def run(self, script: str, before: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*self.shell, "-s"],
            input=before + script,
            env=self.environment,
            text=True,
            check=False,
            capture_output=True,
            timeout=60,
        )

    def ask(self, *scripts: str, **variables: str) -> Sections:
        prefix = records.draw_prefix()
        script = self._moved(records.render(("begin", *scripts, "done"), variables, prefix))
        return records.parse(self.run(script).stdout, prefix)

    def script(self, *scripts: str, **variables: str) -> str:
        return self._moved(records.render(scripts, variables, records.draw_prefix()))

    def _moved(self, script: str) -> str:
        for place, ours in self.places.items():
            script = script.replace(place, ours)
        return script

    def say(self, text: str) -> None:
        self.heard.append(text)

    def sleep(self, seconds: float) -> None:
        time.sleep(min(seconds, 0.2))

    def now(self) -> float:
        return time.monotonic()


@pytest.fixture(params=AVAILABLE)
def host(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalHost]:
    monkeypatch.setattr(records, "RUN", str(tmp_path / "run"))
    monkeypatch.setattr(job, "POLL", 1)
    one = LocalHost(tmp_path, AVAILABLE[request.param])
    one.program("sleep", "exec /bin/sleep 0.02")
    yield one
    pid = tmp_path / "run" / "job" / "pid"
    if pid.exists() and pid.read_text(encoding="utf-8").strip():
        with contextlib.suppress(ProcessLookupError):
            os.killpg(int(pid.read_text(encoding="utf-8")), signal.SIGKILL)


# The frame


def frame(body: str, prefix: str, **variables: str) -> str:
    """A script as render() makes it, with these lines in its middle."""
    script = records.render(("begin", "done"), variables, prefix)
    return script.replace("printf '%s done\\n'", f"{body}\nprintf '%s done\\n'")


def test_a_script_comes_through_everything_around_it(host: LocalHost) -> None:
    prefix = records.draw_prefix()
    script = frame("section one echo a; section two sh -c 'echo b >&2; exit 7'", prefix)
    done = host.run(script, before="echo Welcome to mail; printf 'no end of line'\n")
    assert records.parse(done.stdout, prefix) == {"one": Section("a", 0), "two": Section("b", 7)}


def test_a_terminal_makes_no_difference(host: LocalHost) -> None:
    prefix = records.draw_prefix()
    done = host.run(frame("section one printf 'a\\n\\nb\\n'", prefix))
    through_a_terminal = done.stdout.replace("\n", "\r\n")
    assert records.parse(through_a_terminal, prefix)["one"].text == "a\n\nb"


def test_no_command_eats_the_rest_of_the_script(host: LocalHost) -> None:
    prefix = records.draw_prefix()
    answers = records.parse(host.run(frame("section one cat; section two echo b", prefix)).stdout, prefix)
    assert answers == {"one": Section("", 0), "two": Section("b", 0)}


def test_a_text_that_looks_like_ours_is_none(host: LocalHost) -> None:
    prefix = records.draw_prefix()
    text = f"bm-0123456789abcdef end one 0\nx {prefix} done\nbegin"
    answers = records.parse(host.run(frame('section one printf "%s\\n" "$text"', prefix, text=text)).stdout, prefix)
    assert answers["one"] == Section(text, 0)


@pytest.mark.parametrize(
    ("cut", "begun"),
    [
        ("", False),
        ("Welcome\n", False),
        ("P start\n", True),
        ("P start\nP begin one\na\n", True),
        ("P start\nP begin one\na\nP end one 0\n", True),
    ],
)
def test_a_missing_end_is_an_error_of_its_own(cut: str, begun: bool) -> None:
    with pytest.raises(RecordError) as error:
        records.parse(cut, "P")
    assert error.value.begun == begun


def test_an_answer_that_is_cut_anywhere_is_an_error() -> None:
    whole = "P start\nP begin one\na\nP end one 12\nP done"
    for length in range(len(whole)):
        with pytest.raises(RecordError):
            records.parse(whole[:length], "P")


@pytest.mark.parametrize("text", ["'", '"', "$HOME", "`id`", "a\nb", "\\", "*", "; exit 1", "é\u20ac", "-n", "%s"])
def test_a_value_arrives_as_it_is(host: LocalHost, text: str) -> None:
    prefix = records.draw_prefix()
    done = host.run(frame('section one printf "%s" "$value"', prefix, value=text))
    assert records.parse(done.stdout, prefix)["one"].text == text


def test_the_environment_of_the_task_arrives_and_the_language_does_not(host: LocalHost) -> None:
    prefix = records.draw_prefix()
    given = {"http_proxy": "http://bob:p'w$@proxy", "LC_ALL": "fr_FR.UTF-8"}
    script = records.render(("begin", "done"), {}, prefix, given)
    body = "section one sh -c 'echo $LC_ALL,$LANGUAGE,$http_proxy'"
    script = script.replace("printf '%s done\\n'", f"{body}\nprintf '%s done\\n'")
    assert records.parse(host.run(script).stdout, prefix)["one"].text == "C,,http://********@proxy"


MASKED = {
    "http://bob:s3cret@repo.example.org/x": "http://********@repo.example.org/x",
    "a http://bob:s3@cret@repo/x and https://u:s3cret@r": "a http://********@repo/x and https://********@r",
    "http://bob:s3/cret@repo/x": "http://********@repo/x",
    "password: s3cret": "password: ********",
    "proxy_password = s3cret": "proxy_password = ********",
    '{"Password":"s3cret","x":1}': '{"Password": ********',
    "PASSWORD=s3cret": "PASSWORD= ********",
    "sudo: a password is required": "sudo: a password is required",
    "http://repo.example.org/x": "http://repo.example.org/x",
}


@pytest.mark.parametrize("text", MASKED)
def test_no_password_leaves_the_host(host: LocalHost, text: str) -> None:
    prefix = records.draw_prefix()
    done = host.run(frame('section one printf "first\\n%s\\n" "$text"', prefix, text=text))
    assert records.parse(done.stdout, prefix)["one"].text == f"first\n{MASKED[text]}"


@pytest.mark.parametrize("names", [*QUESTIONS, *JOBS], ids="+".join)
def test_every_script_is_short_and_understood_by_every_shell(names: tuple[str, ...]) -> None:
    variables = {**QUESTIONS, **JOBS}[names]
    if names == ("start",):
        jobs = (records.render(one, JOBS[one], "x") for one in JOBS)
        variables = {**variables, "job": max(jobs, key=len)}
    script = records.render(("begin", *names, "done"), variables, records.draw_prefix())
    assert len(script.encode()) < records.MAXIMUM_BYTES / 2
    for argv in AVAILABLE.values():
        checked = subprocess.run([*argv, "-n"], input=script, text=True, check=False, capture_output=True)
        assert (checked.returncode, checked.stderr) == (0, ""), argv


def test_every_script_is_tried() -> None:
    assert set(itertools.chain(*QUESTIONS, *JOBS)) == set(SCRIPTS) - {"begin", "common", "done"}


def test_a_script_that_is_too_long_is_not_sent() -> None:
    with pytest.raises(ValueError, match="has more than 60000 bytes"):
        records.render(("begin", "done"), {"x": "y" * records.MAXIMUM_BYTES}, "prefix")


def test_prefixes_differ() -> None:
    assert len({records.draw_prefix() for _time in range(50)}) == 50


# Facts


def test_options_may_follow_words(host: LocalHost) -> None:
    host.environment["POSIXLY_CORRECT"] = "1"
    host.program("systemctl", 'test -z "${POSIXLY_CORRECT+set}" && echo fine')
    assert host.ask("units", daemons="bm-core")["units"].lines == ["fine"]


def test_programs_are_asked_in_english(host: LocalHost) -> None:
    for name in ("dpkg-query", "dpkg", "rpm", "systemctl"):
        host.program(name, 'echo "$LC_ALL $LANGUAGE."')
    answer = host.ask("units", "facts", "poll", **QUESTIONS["units", "facts", "poll"])
    for section in ("dpkg_packages", "dpkg_audit", "rpm_packages", "units"):
        assert set(answer[section].lines) == {"C ."}, section


def test_an_exit_status_belongs_to_its_section(host: LocalHost) -> None:
    host.program("dpkg-query", "echo 'dpkg-query: error: parsing file'; exit 2")
    host.program("dpkg", "exit 0")
    answer = host.ask("units", "facts", "poll", **QUESTIONS["units", "facts", "poll"])
    assert answer["dpkg_packages"] == Section("dpkg-query: error: parsing file", 2)
    assert answer["dpkg_times"].status == 0


def test_only_files_that_exist_count(host: LocalHost, tmp_path: Path) -> None:
    (tmp_path / "there is.jar").touch()
    listing = f"/.\n{tmp_path}\n{tmp_path}/there is.jar\n{tmp_path}/gone.jar"
    host.program("dpkg-query", f"case $1 in --listfiles) [ $2 = {CORE} ] && cat <<'E'\n{listing}\nE\nesac")
    answer = host.ask("units", "facts", "poll", **QUESTIONS["units", "facts", "poll"])
    assert answer["dpkg_files"].lines == [f"{CORE} {tmp_path}/there is.jar"]


def test_the_shell_leaves_the_pattern_to_the_package_manager(host: LocalHost) -> None:
    for name in ("dpkg-query", "rpm"):
        host.program(name, 'for word; do :; done; echo "$word"')
    answer = host.ask("others")
    for section in ("dpkg_plugins", "rpm_plugins"):
        assert answer[section].text == "bm-plugin-*-videoconferencing-*"


def test_marks_are_those_of_this_plugin(host: LocalHost, tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    for name in ("videoconferencing-starleaf.bm-core", "other.bm-webserver"):
        (tmp_path / "run" / f"restart-pending.{name}").touch()
    sections = host.ask("units", "facts", "poll", **QUESTIONS["units", "facts", "poll"])
    marks = facts.read(PLUGIN, sections).marks
    assert list(marks) == ["bm-core"]
    assert (
        abs(
            marks["bm-core"] - (tmp_path / "run" / "restart-pending.videoconferencing-starleaf.bm-core").stat().st_mtime
        )
        < 1e-3
    )


def test_the_start_of_a_process_is_told_in_the_time_of_files(host: LocalHost, tmp_path: Path) -> None:
    """The start of a process lies between files that were made before and after it."""
    (tmp_path / "before").touch()
    time.sleep(0.05)
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        time.sleep(0.05)
        (tmp_path / "after").touch()
        unit = "Id=bm-core.service\nLoadState=loaded\nActiveState=active"
        host.program("systemctl", f"case $2 in *Id*) echo '{unit}' ;; esac; echo MainPID={process.pid}")
        sections = host.ask("units", daemons="bm-core")
        process.communicate(b"\n")
    [daemon] = facts.daemons_of(["bm-core"], sections)
    assert daemon.started_at is not None
    before, after = ((tmp_path / name).stat().st_mtime for name in ("before", "after"))
    assert before < daemon.started_at < after


# Jobs


def wait_until(condition: Callable[[], bool]) -> None:
    for _time in range(200):
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError("it did not happen")


def test_a_job_runs_on_its_own_and_leaves_nothing(host: LocalHost, tmp_path: Path) -> None:
    session = "cut -d' ' -f6 /proc/self/stat"
    outcome = job.run(host, "a test", f"echo said; echo wrong >&2; {session}; exit 7", 60)
    assert outcome.status == 7
    said, wrong, own_session = outcome.said.split("\n")
    assert (said, wrong) == ("said", "wrong")
    assert int(own_session) != os.getsid(0)
    assert not (tmp_path / "run" / "job").exists()


def test_a_job_outlives_who_started_it(host: LocalHost, tmp_path: Path) -> None:
    script = records.render(
        ("begin", "start", "done"), {"id": "1", "what": "x", "job": "/bin/sleep 0.3; echo done"}, records.draw_prefix()
    )
    began = subprocess.Popen([*host.shell, "-s"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True)
    began.communicate(script.encode(), timeout=10)  # nothing of the job holds the output open
    with contextlib.suppress(ProcessLookupError):
        os.killpg(began.pid, signal.SIGKILL)
    wait_until((tmp_path / "run" / "job" / "status").exists)
    assert host.ask("poll", id="1", wait="0")["said"].text == "done"


def test_the_folder_of_a_job_is_for_root_alone(host: LocalHost, tmp_path: Path) -> None:
    host.ask("start", id="1", what="x", job="true")
    folder = tmp_path / "run" / "job"
    wait_until((folder / "status").exists)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert all(file.stat().st_mode & 0o077 == 0 for file in folder.iterdir())


def test_there_are_never_two_jobs(host: LocalHost, tmp_path: Path) -> None:
    assert host.ask("start", id="1", what="the first", job="/bin/sleep 30")["start"] == Section("started", 0)
    assert host.ask("start", id="2", what="the second", job=f"touch {tmp_path}/second")["start"] == Section(
        "the first", 3
    )
    assert host.ask("start", id="1", what="the first", job=f"touch {tmp_path}/second")["start"] == Section("started", 0)
    assert not (tmp_path / "second").exists()
    host.ask("clear", id="2")
    assert (tmp_path / "run" / "job" / "id").read_text(encoding="utf-8") == "1\n"
    assert host.ask("poll", id="2", wait="0")["job"].text == ""
    assert host.ask("poll", id="", wait="0")["job"].lines == ["id 1", "what the first", "alive"]


def test_a_waiting_poll_keeps_to_its_job_when_another_follows(host: LocalHost, tmp_path: Path) -> None:
    """Another run clears the job away and starts its own while this one waits."""
    host.ask("start", id="1", what="the first", job="/bin/sleep 1; echo mine; exit 7")
    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(host.ask, "poll", id="1", wait="500")
        wait_until((tmp_path / "run" / "job" / "status").exists)
        host.ask("clear", id="1")
        host.ask("start", id="2", what="the second", job="echo foreign")
        answer = waiting.result()
    assert answer["job"].lines == ["id 1", "what the first", "status 7"]
    assert answer["said"].text == "mine"


def test_who_waits_finds_a_job_that_others_have_followed(host: LocalHost, tmp_path: Path) -> None:
    for number in ("1", "2", "3"):
        host.ask("start", id=number, what="x", job=f"echo secret >/dev/null; echo {number}; exit {number}")
        wait_until((tmp_path / "run" / "job" / "status").exists)
        host.ask("clear", id=number)
    answer = host.ask("poll", id="1", wait="0")
    assert answer["job"].lines == ["id 1", "what x", "status 1"]
    assert answer["said"].text == "1"
    assert not list((tmp_path / "run" / "ended").glob("*/job"))


def test_ended_jobs_are_not_kept_for_ever(host: LocalHost, tmp_path: Path) -> None:
    for number in ("1", "2"):
        host.ask("start", id=number, what="x", job="true")
        wait_until((tmp_path / "run" / "job" / "status").exists)
        host.ask("clear", id=number)
        if number == "1":
            two_days_ago = time.time() - 2 * 86400
            os.utime(tmp_path / "run" / "ended" / "1", (two_days_ago, two_days_ago))
    assert [folder.name for folder in (tmp_path / "run" / "ended").iterdir()] == ["2"]


def test_a_start_that_is_repeated_after_the_end_starts_nothing(host: LocalHost, tmp_path: Path) -> None:
    """By a connection that is tried again, when another run has cleared the job away."""
    count = tmp_path / "count"
    for _again in range(2):
        assert host.ask("start", id="1", what="x", job=f"echo begun >>{count}")["start"] == Section("started", 0)
        wait_until(lambda: "status 0" in host.ask("poll", id="1", wait="0")["job"].lines)
        host.ask("clear", id="1")
    assert count.read_text(encoding="utf-8") == "begun\n"


def test_of_two_that_clear_a_job_away_none_takes_the_next(host: LocalHost, tmp_path: Path) -> None:
    """One of them is held up between its look and its deed."""
    count, held, go = (tmp_path / name for name in ("count", "held", "go"))
    host.ask("start", id="1", what="x", job="true")
    wait_until((tmp_path / "run" / "job" / "status").exists)
    host.program("rm", f'mkdir {held} 2>/dev/null && until [ -e {go} ]; do sleep 1; done; exec /bin/rm "$@"')
    with ThreadPoolExecutor() as pool:
        first = pool.submit(host.ask, "clear", id="1")
        wait_until(held.exists)
        second = pool.submit(host.ask, "clear", id="1")
        wait([second], timeout=0.5)
        follow = {"id": "2", "what": "y", "job": f"echo begun >>{count}; /bin/sleep 30"}
        host.ask("start", **follow)
        go.touch()
        wait([first, second])
    assert host.ask("start", **follow)["start"] == Section("started", 0)
    assert host.ask("poll", id="2", wait="0")["job"].lines == ["id 2", "what y", "alive"]
    wait_until(count.exists)
    assert count.read_text(encoding="utf-8") == "begun\n"


def test_a_folder_that_cannot_be_made_is_no_other_job(host: LocalHost, tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "job").write_text("in the way", encoding="utf-8")
    with pytest.raises(HostError, match="could not be started") as failed:
        job.run(host, "x", "true", 60)
    assert failed.value.kind == "failed"


def test_a_killed_job_is_seen_although_its_number_lives_on(host: LocalHost, tmp_path: Path) -> None:
    host.ask("start", id="1", what="x", job="sleep 0.1")
    folder = tmp_path / "run" / "job"
    wait_until((folder / "status").exists)
    (folder / "status").unlink()  # as if it had been killed
    (folder / "pid").write_text(f"{os.getpid()}\n", encoding="utf-8")
    alive = "alive" in host.ask("poll", id="1", wait="0")["job"].lines
    assert alive == (os.getsid(0) == os.getpid())


def test_a_child_that_outlives_its_shell_keeps_the_job_alive(host: LocalHost, tmp_path: Path) -> None:
    host.ask("start", id="1", what="x", job="/bin/sleep 30")
    pid = tmp_path / "run" / "job" / "pid"
    wait_until(lambda: pid.exists() and bool(pid.read_text(encoding="utf-8")))
    os.kill(int(pid.read_text(encoding="utf-8")), signal.SIGKILL)
    assert "alive" in host.ask("poll", id="1", wait="0")["job"].lines


def test_what_a_job_says_is_masked_even_where_it_is_cut(host: LocalHost, tmp_path: Path) -> None:
    line = "http://bob:s3cret@repo/x"
    script = (
        f"i=0; while [ $i -lt 2000 ]; do echo {line}; i=$((i + 1)); done; printf 'http://bob:s3cret'; /bin/sleep 30"
    )
    host.ask("start", id="1", what="x", job=script)
    out = tmp_path / "run" / "job" / "out"
    wait_until(lambda: out.exists() and out.read_text(encoding="utf-8").endswith("s3cret"))
    answer = host.ask("poll", id="1", wait="0")
    assert answer["now"].text == "http://********@repo/x"
    assert not any("s3cret" in section.text for section in answer.values())


def test_the_end_of_a_long_output_is_masked_too(host: LocalHost) -> None:
    script = "i=0; while [ $i -lt 2000 ]; do echo http://bob:s3cret@repo/x; i=$((i + 1)); done; printf 'the end'"
    said = job.run(host, "x", script, 60).said
    assert said.endswith("the end")
    assert len(said) > 5000
    assert "s3cret" not in said
    assert "cret@" not in said


# Changing packages


def change(host: LocalHost, *steps: str, lock_timeout: int = 0, marks: str = "") -> job.Outcome:
    script = host.script(
        "patience", "change", steps="\n".join(steps), marks=marks, plugin="p", lock_timeout=str(lock_timeout)
    )
    return job.run(host, "a change", script, 60)


def test_steps_follow_each_other_until_one_fails(host: LocalHost) -> None:
    host.program("apt-get", 'echo "ran $*"; [ "$1" != fail ]')
    outcome = change(host, "apt-get one", "apt-get fail now", "apt-get three")
    assert outcome == job.Outcome(1, "+ apt-get one\nran one\n+ apt-get fail now\nran fail now")


def test_no_question_and_no_restart_by_hooks(host: LocalHost) -> None:
    host.program(
        "apt-get", "echo $DEBIAN_FRONTEND $NEEDRESTART_SUSPEND $NEEDRESTART_MODE; read answer || echo no input"
    )
    assert change(host, "apt-get x").said == "+ apt-get x\nnoninteractive 1 l\nno input"


def test_yum_that_calls_a_download_a_failure_goes_on(host: LocalHost) -> None:
    told = 'Background downloading packages, then exiting:\nexiting because "Download Only" specified'
    host.program("yum", f"[ $1 = install ] && echo installed && exit; cat <<'E'\n{told}\nE\nexit 1")
    assert change(host, "yum --downloadonly install x", "yum install x").said.endswith("+ yum install x\ninstalled")


def test_a_download_that_fails_ends_the_job(host: LocalHost) -> None:
    host.program("yum", "echo 'Error downloading packages:'; exit 1")
    assert change(host, "yum --downloadonly x", "yum x").said == "+ yum --downloadonly x\nError downloading packages:"


LOCKS = [
    "E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 7 (x)",
    "E: Could not get lock /var/lib/apt/lists/lock - open (11: Resource temporarily unavailable)",
    "E: Unable to lock directory /var/lib/apt/lists/",
    "dpkg: error: dpkg frontend lock is locked by another process",
    "metadata already locked by 303",
    "RPM: error: can't create transaction lock on /var/lib/rpm/.rpm.lock (Resource temporarily unavailable)",
    "Error: Failed to obtain the transaction lock (logged in as: root).",
    "Existing lock /var/run/yum.pid: another copy is running as pid 4711.",
]


@pytest.mark.parametrize("words", LOCKS)
def test_a_lock_is_awaited(host: LocalHost, tmp_path: Path, words: str) -> None:
    tried = tmp_path / "tried"
    host.program("apt-get", f'[ -e {tried} ] && echo done && exit; touch {tried}; echo "{words}"; exit 100')
    assert change(host, "apt-get x", lock_timeout=120) == job.Outcome(0, "+ apt-get x\ndone")


def test_a_lock_is_awaited_no_longer_than_allowed_and_its_holder_named(host: LocalHost, tmp_path: Path) -> None:
    host.program("apt-get", f"echo x >>{tmp_path}/tries; echo 'E: Unable to lock directory /x'; exit 100")
    host.places["/var/lib/apt/lists/lock"] = str(tmp_path / "lock")
    (tmp_path / "elsewhere").mkdir()
    others = subprocess.Popen(["sleep", "60"], stdin=(tmp_path / "elsewhere" / "lock").open("w"))
    with others, (tmp_path / "lock").open("w"):
        outcome = change(host, "apt-get x", lock_timeout=10)
        others.kill()
    assert outcome.status == 100
    assert f"lock held by process {os.getpid()} " in outcome.said
    assert f"process {others.pid} " not in outcome.said  # as in a container: another file of that name
    assert len((tmp_path / "tries").read_text(encoding="utf-8").splitlines()) == 6


def test_other_failures_are_not_tried_again(host: LocalHost, tmp_path: Path) -> None:
    host.program("apt-get", f"echo x >>{tmp_path}/tries; echo 'E: Unable to locate package x'; exit 100")
    change(host, "apt-get x", lock_timeout=10)
    assert (tmp_path / "tries").read_text(encoding="utf-8") == "x\n"


def test_marks_are_there_before_the_removal_begins(host: LocalHost, tmp_path: Path) -> None:
    host.program("apt-get", f"ls {tmp_path}/run")
    said = change(host, "apt-get remove x", marks="bm-core bm-webserver").said
    assert said.split("\n")[1:] == ["job", "restart-pending.p.bm-core", "restart-pending.p.bm-webserver"]


# Planning

SHOWN = f"Package: {CORE}\nVersion: 4.9.1\n\nPackage: {CORE}\nVersion: 5.10\n\nPackage: {CONSOLE}\nVersion: 4.9.1\n"
LISTED = f"Available Packages\n{CORE}.noarch\n            4.9.1-1   bm\n{CONSOLE}.noarch 4.9.2-1 bm\n"


@pytest.mark.parametrize(
    ("manager", "pins", "chosen"),
    [
        ("apt", "4.9.1", [f"{CORE}=4.9.1", f"{CONSOLE}=4.9.1"]),
        ("apt", "5.10", [f"{CORE}=5.10", CONSOLE]),
        ("apt", "5.1", [CORE, CONSOLE]),
        ("apt", "4.9", [CORE, CONSOLE]),
        ("apt", "", [CORE, CONSOLE]),
        ("dnf", "4.9.1-1", [f"{CORE}-4.9.1-1", CONSOLE]),
        ("yum", "4.9.2-1", [CORE, f"{CONSOLE}-4.9.2-1"]),
    ],
)
def test_the_version_of_the_daemon_is_chosen_where_it_is_offered(
    host: LocalHost, manager: str, pins: str, chosen: list[str]
) -> None:
    host.program("apt-cache", f"[ $1 = show ] && cat <<'E'\n{SHOWN}E")
    for name in ("dnf", "yum"):
        host.program(name, f"cat <<'E'\n{LISTED}E")
    host.program("apt-get", "echo lists")
    host.program("simulate", 'echo "would $*"; exit 1')
    variables = {"manager": manager, "state": "present", "change": f"{CORE} {CONSOLE}", "lock_timeout": "0"}
    answer = host.ask("patience", "plan", pins=f"{CORE} {pins}\n{CONSOLE} {pins}", simulate="simulate it", **variables)
    assert answer["specifications"].lines == chosen
    assert answer["simulation"] == Section(f"would it {' '.join(chosen)}", 1)
    assert ("refresh" in answer) == (manager == "apt")


@pytest.mark.parametrize(
    ("offered", "release", "asked"),
    [
        ([], "1", True),
        ([CORE], "1", True),
        ([CONSOLE], "1", True),
        ([CORE, CONSOLE], "1", False),
        ([CORE, CONSOLE], "2", True),
    ],
)
def test_what_is_not_offered_is_looked_for_among_the_excluded(
    host: LocalHost, offered: list[str], release: str, asked: bool
) -> None:
    rows = "".join(f"{name}.noarch\n    4.9.1-1  bm\n" for name in offered)
    host.program("dnf", f"cat <<'E'\nAvailable Packages\n{rows}E")
    pins = "\n".join(f"{name} 4.9.1-{release}" for name in (CORE, CONSOLE))
    variables = {"manager": "dnf", "state": "present", "change": f"{CORE} {CONSOLE}", "lock_timeout": "0"}
    assert ("excluded" in host.ask("patience", "plan", pins=pins, simulate="true", **variables)) == asked


@pytest.mark.parametrize("manager", ["dnf", "yum"])
def test_a_configuration_that_colours_everything_changes_nothing(host: LocalHost, manager: str) -> None:
    colour = f"printf '\\033[1m%s\\033[m.noarch 4.9.1-1 bm\\n' {CORE} {CONSOLE}"
    host.program(manager, f"case $* in *color=never*) cat <<'E'\n{LISTED}E\n;; *) {colour};; esac")
    variables = {"manager": manager, "state": "present", "change": CORE, "pins": f"{CORE} 4.9.1-1", "lock_timeout": "0"}
    simulate = managers.command(manager, "present", managers.SIMULATE)
    answer = host.ask("patience", "plan", simulate=simulate, **variables)
    assert answer["specifications"].lines == [f"{CORE}-4.9.1-1"]
    assert "\033" not in answer["simulation"].text


def test_a_removal_is_not_called_possible_while_rpm_is_locked(host: LocalHost, tmp_path: Path) -> None:
    """What dnf and yum simulate does not take that lock."""
    host.places["/var/lib/rpm/.rpm.lock"] = str(tmp_path / ".rpm.lock")
    host.program("simulate", "echo Operation aborted.; exit 1")
    variables = {"manager": "dnf", "state": "absent", "change": CORE, "pins": "", "lock_timeout": "4"}
    with (tmp_path / ".rpm.lock").open("w"):
        answer = host.ask("patience", "plan", simulate="simulate", **variables)["simulation"]
    told, holder = answer.lines
    assert complaints.find(told).kind == "busy"
    assert holder.startswith(f"lock held by process {os.getpid()} ")
    assert host.ask("patience", "plan", simulate="simulate", **variables)["simulation"].lines == ["Operation aborted."]


def test_a_removal_asks_no_repository(host: LocalHost) -> None:
    host.program("simulate", 'echo "would $*"')
    variables = {"manager": "apt", "state": "absent", "change": f"{CORE} {CONSOLE}", "pins": "", "lock_timeout": "0"}
    answer: Mapping[str, Section] = host.ask("patience", "plan", simulate="simulate", **variables)
    assert answer == {"simulation": Section(f"would {CORE} {CONSOLE}", 0)}


# Restarting


def restart(host: LocalHost, tmp_path: Path, method: str) -> tuple[job.Outcome, list[str]]:
    (tmp_path / "run").mkdir()
    for name in ("p.bm-core", "p.bm-webserver", "other.bm-core"):
        (tmp_path / "run" / f"restart-pending.{name}").touch()
    outcome = job.run(host, "x", host.script("restart", method=method, daemons="bm-core"), 60)
    return outcome, sorted(file.name for file in (tmp_path / "run").glob("restart-pending.*"))


def test_bmctl_gets_one_word_and_takes_all_marks(host: LocalHost, tmp_path: Path) -> None:
    host.program("bmctl", 'echo "bmctl:$*:"')
    assert restart(host, tmp_path, "bmctl") == (job.Outcome(0, "bmctl:restart:"), [])


def test_services_take_the_marks_of_their_daemon(host: LocalHost, tmp_path: Path) -> None:
    host.program("systemctl", 'echo "$*"')
    outcome, marks = restart(host, tmp_path, "services")
    assert (outcome.said, marks) == ("restart bm-core.service", ["restart-pending.p.bm-webserver"])


@pytest.mark.parametrize("method", ["bmctl", "services"])
def test_a_restart_that_fails_leaves_the_marks(host: LocalHost, tmp_path: Path, method: str) -> None:
    for name in ("bmctl", "systemctl"):
        host.program(name, "echo failed; exit 5")
    outcome, marks = restart(host, tmp_path, method)
    assert (outcome.status, len(marks)) == (5, 3)
