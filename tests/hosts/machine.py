# SPDX-License-Identifier: GPL-3.0-or-later
"""What the hosts of the molecule scenarios need on this machine: a container engine, repositories and images.

    python -m tests.hosts.machine           make all of it; says why not where that is impossible
    python -m tests.hosts.machine --shell   print the variables that `molecule` needs, for a shell

Everything is kept by a hash of what it was made from, below .cache/hosts and in the engine's own store.
BLUEMIND_TEST_ENGINE chooses podman or docker.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import platform
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
CACHE = CHECKOUT / ".cache" / "hosts"
PREFIX = "localhost/bluemind-test"
ENGINE = "BLUEMIND_TEST_ENGINE"

DEBIAN_RELEASES = {"bullseye": "11", "bookworm": "12", "trixie": "13"}
# Python 3.11 and its C library come from here, for the simulator on all hosts.
RUNTIME_SUITE = "bookworm"
IN_BASE = (
    "python3,python3-apt,python3-requests,ca-certificates,systemd,systemd-sysv,dbus,openssh-server,iproute2,procps,sudo"
)
CAP_SYS_RESOURCE = 24
# Named one by one: left to itself, apt would choose crun, which does not run where cgroups are hybrid.
APT_PACKAGES = ("podman", "runc", "netavark", "mmdebstrap", "rpm", "createrepo-c", "dpkg-dev", "openssh-client")
PROGRAMS = ("rpmbuild", "createrepo_c", "dpkg-deb", "dpkg-scanpackages", "ssh", "ssh-keygen")
CONTAINERS_CONF = """\
[containers]
default_ulimits = ["nofile=16384:16384", "nproc=16384:16384"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
"""


@dataclass(frozen=True)
class Image:
    """One kind of host; `pose` is the step of hosts.sh that makes it look like another system."""

    name: str
    suite: str
    family: str
    pose: str = ""


IMAGES = (
    Image("debian12", "bookworm", "debian"),
    Image("rocky9", "bookworm", "redhat", "rocky9"),
    Image("debian11", "bullseye", "debian"),
    Image("rocky8", "bullseye", "redhat", "rocky8"),
    Image("debian13", "trixie", "debian"),
    Image("ubuntu2404", "trixie", "debian", "ubuntu"),
)


class LeftOut(Exception):
    """Hosts cannot run on this machine; the message says why."""


def _run(*command: str | Path, **more: Any) -> None:
    done = subprocess.run(command, capture_output=True, text=True, env=environment(), check=False, **more)
    if done.returncode:
        raise RuntimeError(f"{' '.join(map(str, command))}\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}")


def _succeeds(*command: str) -> bool:
    try:
        return subprocess.run(command, capture_output=True, env=environment(), timeout=60, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def engine() -> str:
    """podman or docker: what the variable says, else what is there; podman is what would be installed."""
    if chosen := os.environ.get(ENGINE):
        return chosen
    return "docker" if not shutil.which("podman") and _answers("docker") else "podman"


def _answers(name: str) -> bool:
    return bool(shutil.which(name)) and _succeeds(name, "version")


def environment() -> dict[str, str]:
    """The environment for the engine and for molecule."""
    own = {
        "ANSIBLE_HOME": str(CHECKOUT / ".cache" / "ansible"),
        "ANSIBLE_COLLECTIONS_PATH": str(CHECKOUT / ".cache" / "ansible" / "collections"),
        "LC_ALL": "C.UTF-8",
        "NO_COLOR": "1",
        # For molecule's verifier, where a pytest-ansible is installed beside: its options collide with testinfra's.
        "PYTEST_ADDOPTS": "-p no:pytest-ansible",
    }
    if (CACHE / "containers.conf").exists():
        own["CONTAINERS_CONF"] = str(CACHE / "containers.conf")
    return {**os.environ, **own}


def _has_limits() -> bool:
    """Whether podman's own defaults fail here: no CAP_SYS_RESOURCE, or hybrid cgroups."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    effective = int(next(line.split()[1] for line in status.splitlines() if line.startswith("CapEff")), 16)
    return not effective >> CAP_SYS_RESOURCE & 1 or Path("/sys/fs/cgroup/unified").exists()


def why_not() -> str | None:
    """Why the hosts cannot run here; None when they can, after what is missing was installed."""
    if sys.platform != "linux":
        return f"the hosts are Linux containers, and this is {sys.platform}"
    missing = [one for one in PROGRAMS if not shutil.which(one)]
    needed = missing or (engine() == "podman" and not shutil.which("podman"))
    if needed:
        if os.geteuid() != 0 or not shutil.which("apt-get"):
            what = ", ".join(missing) or "podman or docker"
            return f"missing: {what} (with root and apt-get they would be installed)"
        names = [one for one in APT_PACKAGES if engine() == "podman" or one not in ("podman", "runc", "netavark")]
        own = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        print(f"+ apt-get install {' '.join(names)}", flush=True)
        for verb, *rest in (["update"], ["install", "--yes", "--no-install-recommends", *names]):
            apt = ["apt-get", verb, "-qq", *rest]
            if subprocess.run(apt, check=False, env=own, stdout=subprocess.DEVNULL).returncode:
                return f"apt-get {verb} failed"
    if engine() == "podman":
        if os.geteuid() != 0:
            return "podman needs root here: systemd inside, with ssh through `podman exec`"
        if _has_limits() and shutil.which("runc"):
            CACHE.mkdir(parents=True, exist_ok=True)
            (CACHE / "containers.conf").write_text(CONTAINERS_CONF, encoding="utf-8")
    if not _succeeds(engine(), "ps"):
        return f"{engine()} does not run here (`{engine()} ps` fails)"
    return None


def _hash(*parts: str | Path) -> str:
    digest = hashlib.sha256()
    for part in parts:
        files = [part] if isinstance(part, Path) and part.is_file() else []
        if isinstance(part, Path) and part.is_dir():
            files = sorted(one for one in part.rglob("*") if one.is_file() and "__pycache__" not in one.parts)
        for file in files:
            digest.update(file.name.encode() + b"\0" + file.read_bytes())
        if isinstance(part, str):
            digest.update(part.encode() + b"\0")
    return digest.hexdigest()[:16]


def _keep_only(folder: Path) -> None:
    for other in folder.parent.iterdir():
        if other != folder and not other.is_symlink():
            shutil.rmtree(other)


def _point(link: Path, target: Path) -> None:
    draft = link.with_name(f".{link.name}.{os.getpid()}")
    draft.symlink_to(os.path.relpath(target, link.parent))
    draft.replace(link)


def repositories() -> Path:
    """The apt and rpm repositories; `.cache/hosts/repositories` points to them."""
    folder = CACHE / "packages" / _hash(HERE / "packages")
    if not folder.exists():
        draft = folder.with_suffix(".new")
        shutil.rmtree(draft, ignore_errors=True)
        _run(sys.executable, "-m", "tests.hosts.packages.build", draft, cwd=CHECKOUT)
        draft.rename(folder)
        _keep_only(folder)
    _point(CACHE / "repositories", folder)
    return folder


def site() -> Path:
    """The simulator's dependencies for the Python of the runtime image, in the versions of requirements-dev.txt."""
    names = ("starlette", "uvicorn", "pyyaml", "trustme", "tzdata")
    lines = (CHECKOUT / "requirements-dev.txt").read_text(encoding="utf-8").splitlines()
    wanted = [line for line in lines if line.split("==")[0] in names]
    folder = CACHE / "site" / _hash("py311", platform.machine(), *wanted)
    if not folder.exists():
        draft = folder.with_suffix(".new")
        shutil.rmtree(draft, ignore_errors=True)
        where = ["--python-version", "3.11", "--implementation", "cp", "--only-binary", ":all:"]
        where += ["--platform", f"manylinux2014_{platform.machine()}"]
        _run(sys.executable, "-m", "pip", "install", "-qq", *where, "--target", draft / "site", *wanted)
        draft.rename(folder)
        _keep_only(folder)
    return folder


def _exists(tag: str) -> bool:
    return _succeeds(engine(), "image", "inspect", tag)


def _codename() -> str:
    """The release name of this machine when it is Debian with mmdebstrap, else empty."""
    release = Path("/etc/os-release")
    lines = release.read_text(encoding="utf-8").splitlines() if release.exists() else []
    fields = dict(line.split("=", 1) for line in lines if "=" in line)
    is_debian = fields.get("ID") == "debian" and shutil.which("mmdebstrap") and os.geteuid() == 0
    return fields.get("VERSION_CODENAME", "") if is_debian else ""


def base(suite: str) -> str:
    """The name of an image with a bare Debian: made from this machine's own apt sources, else from the registry."""
    codename = _codename()
    if not codename:
        return f"debian:{DEBIAN_RELEASES[suite]}"
    key = _hash(suite, IN_BASE)
    tag = f"{PREFIX}/base-{suite}:{key}"
    if not _exists(tag):
        tar = CACHE / "base" / f"{suite}-{key}.tar"
        if not tar.exists():
            tar.parent.mkdir(parents=True, exist_ok=True)
            sources = [Path("/etc/apt/sources.list"), *Path("/etc/apt/sources.list.d").glob("debian.*")]
            text = "\n".join(one.read_text(encoding="utf-8") for one in sources if one.exists())
            command = [
                "mmdebstrap",
                "-q",
                "--format=tar",
                "--variant=minbase",
                f"--include={IN_BASE}",
                suite,
                f"{tar}.new",
                "-",
            ]
            _run(*command, input=text.replace(codename, suite))
            Path(f"{tar}.new").rename(tar)
        _run(engine(), "import", str(tar), tag)
    return tag


def _build(tag: str, containerfile: str, context: dict[str, Path], arguments: dict[str, str]) -> None:
    folder = CACHE / "context" / tag.rsplit("/", 1)[1].replace(":", "-")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, source in context.items():
        (shutil.copytree if source.is_dir() else shutil.copy2)(source, folder / name)
    command = [engine(), "build", "--network", "host", "--tag", tag, "--file", str(HERE / "images" / containerfile)]
    for key, value in arguments.items():
        command += ["--build-arg", f"{key}={value}"]
    _run(*command, str(folder))
    shutil.rmtree(folder)


def runtime(start: str) -> str:
    """The name of the image that holds the simulator's Python."""
    made_from = site()
    containerfile, script = HERE / "images" / "Containerfile.runtime", HERE / "images" / "run"
    tag = f"{PREFIX}/runtime:{_hash(start, containerfile, script, made_from.name)}"
    if not _exists(tag):
        _build(tag, containerfile.name, {"site": made_from / "site", "run": script}, {"BASE": start})
    return tag


def image(kind: Image, start: str, python: str) -> None:
    """Build one host image and tag it with the name that the inventories use."""
    packages = repositories() / "installed"
    script, containerfile = HERE / "images" / "hosts.sh", HERE / "images" / f"Containerfile.{kind.family}"
    key = _hash(kind.pose, start, python, script, containerfile, HERE / "packages")
    tag = f"{PREFIX}/{kind.name}:{key}"
    if not _exists(tag):
        started = time.monotonic()
        arguments = {"BASE": start, "RUNTIME": python, **({"POSE": kind.pose} if kind.pose else {})}
        _build(tag, containerfile.name, {"hosts.sh": script, "packages": packages}, arguments)
        print(f"+ image {kind.name}, {time.monotonic() - started:.0f} s", flush=True)
    _run(engine(), "tag", tag, f"{PREFIX}/{kind.name}:latest")


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """One process at a time."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with open(CACHE / "lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def prepare() -> None:
    """Make everything; raises LeftOut where hosts cannot run. Only one process at a time does it."""
    with _alone():
        if reason := why_not():
            raise LeftOut(reason)
        repositories()
        with ThreadPoolExecutor(2) as pool:
            bases: dict[str, Future[str]] = {suite: pool.submit(base, suite) for suite in _suites()}
            python = runtime(bases[RUNTIME_SUITE].result())
            made = [(kind, pool.submit(image, kind, bases[kind.suite].result(), python)) for kind in IMAGES]
            for _kind, one in made:
                one.result()


def _suites() -> list[str]:
    return sorted({kind.suite for kind in IMAGES}, key=lambda suite: suite != RUNTIME_SUITE)


def ready() -> str | None:
    """Why the scenarios cannot run now; None when they can. Builds nothing, but waits for a `make hosts` at work."""
    with _alone():
        if sys.platform != "linux":
            return f"the hosts are Linux containers, and this is {sys.platform}"
        if missing := [one for one in (engine(), "ssh", "ssh-keygen") if not shutil.which(one)]:
            return f"{', '.join(missing)} missing; `make hosts` says more"
        if engine() == "podman" and os.geteuid() != 0:
            return "podman needs root here"
        if absent := [kind.name for kind in IMAGES if not _exists(f"{PREFIX}/{kind.name}:latest")]:
            return f"no image for {', '.join(absent)}; `make hosts` builds them"
        return None


def main() -> int:
    """The command."""
    if "--shell" in sys.argv:
        names = ("ANSIBLE_HOME", "ANSIBLE_COLLECTIONS_PATH", "LC_ALL", "CONTAINERS_CONF")
        own = environment() | {ENGINE: engine()}
        print("\n".join(f"export {name}={own[name]}" for name in (*names, ENGINE) if name in own))
        return 0
    started = time.monotonic()
    try:
        prepare()
    except LeftOut as reason:
        print(f"Molecule scenarios are LEFT OUT: {reason}.")
        return 0
    print(f"Hosts are ready, {engine()}, {time.monotonic() - started:.0f} s.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
