# SPDX-License-Identifier: GPL-3.0-or-later
"""Run `ansible-test sanity` as Galaxy expects it: on a real directory ansible_collections/<namespace>/<name>.

The path of a .tar.gz as first argument takes that artefact in place of the checkout.
Everything, ansible-test's own caches included, stays in .cache/sanity, and is kept for the next run.
"""

from __future__ import annotations

import fcntl
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HOME = ROOT / ".cache" / "sanity"
COLLECTION = HOME / "ansible_collections" / "bluemind" / "videoconferencing"
LINKS = HOME / "bin"
PIP_CACHE = HOME / ".ansible" / "test" / "cache"

# The oldest and the newest that a managed host may have, and the one that runs ansible-test.
OWN_VERSION = "{}.{}".format(*sys.version_info[:2])
VERSIONS = sorted({"3.8", "3.13", OWN_VERSION}, key=lambda version: int(version.partition(".")[2]))

# ansible-test downloads pip's bootstrap script from a host of its own, which many networks cannot reach.
# This one does the same with a wheel from the package index.
GET_PIP = """\
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "pip-{version}-py3-none-any.whl"))
from pip._internal.cli.main import main

sys.exit(main(["install"] + [a for a in sys.argv[1:] if a not in ("--no-setuptools", "--no-wheel")]))
"""


def copy_collection() -> None:
    """Copy what git tracks or would track: ansible-test follows no symlink, and caches are not its business.

    The copy is a repository of its own: inside that of the checkout, which ignores .cache, ansible-test would
    see no file, and pass.
    """
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listing, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split("\0")
    shutil.rmtree(COLLECTION, ignore_errors=True)
    for name in filter(None, names):
        source, target = ROOT / name, COLLECTION / name
        if source.is_symlink() or source.is_file():  # else: tracked, and deleted since
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target, follow_symlinks=False)
    subprocess.run(["git", "init", "--quiet", "--initial-branch=main"], cwd=COLLECTION, check=True)


def unpack(artefact: Path) -> None:
    """The built collection in place of the checkout, as `ansible-galaxy collection install` would lay it out."""
    shutil.rmtree(COLLECTION, ignore_errors=True)
    COLLECTION.mkdir(parents=True)
    with tarfile.open(artefact) as archive:
        archive.extractall(COLLECTION, filter="data")
    subprocess.run(["git", "init", "--quiet", "--initial-branch=main"], cwd=COLLECTION, check=True)


def provide_pip() -> None:
    """Put the pip versions that this ansible-test asks for where it looks first."""
    spec = importlib.util.find_spec("ansible_test._internal")
    if spec is None or spec.origin is None:
        sys.exit("ansible-test is missing: run `make venv`.")
    source = Path(spec.origin).with_name("python_requirements.py").read_text(encoding="utf-8")
    versions = set(re.findall(r"\bpip='([0-9.]+)'", source))
    if not versions:
        sys.exit("tools/sanity.py no longer finds in ansible-test which pip it bootstraps.")
    PIP_CACHE.mkdir(parents=True, exist_ok=True)
    for version in versions:
        script = PIP_CACHE / f"get_pip_{version.replace('.', '_')}.py"
        if not script.exists():
            download = [sys.executable, "-m", "pip", "download", "-qq", "--no-deps", f"pip=={version}"]
            subprocess.run([*download, "--dest", str(PIP_CACHE)], check=True)
            script.write_text(GET_PIP.format(version=version), encoding="utf-8")


def keep_pip_settings() -> None:
    """ansible-test gets a home of its own, but the package index of the user's, and a quiet pip."""
    link, settings = HOME / ".config" / "pip", Path.home() / ".config" / "pip"
    link.unlink(missing_ok=True)
    if settings.is_dir():
        link.parent.mkdir(exist_ok=True)
        link.symlink_to(settings)
    quiet = HOME / ".pip" / "pip.conf"  # the other place where pip looks
    quiet.parent.mkdir(exist_ok=True)
    quiet.write_text("[global]\nquiet = 2\n", encoding="utf-8")


def search_path() -> tuple[list[str], list[str]]:
    """PATH without pyenv's shims, which exist also for versions not chosen; and the folders of its interpreters."""
    folders = [one for one in os.environ["PATH"].split(os.pathsep) if Path(one).name != "shims"]
    if not shutil.which("pyenv"):
        return folders, []
    answer = subprocess.run(["pyenv", "root"], capture_output=True, text=True, check=False)
    root = Path(answer.stdout.strip() or "/nonexistent")
    interpreters = [str(one) for one in sorted(root.glob("versions/*/bin"))]
    return folders, interpreters


def works(python: str, version: str) -> bool:
    """Whether it starts, is what its name says, and can make virtual environments."""
    program = "import ctypes, ssl, sys, venv; print('{}.{}'.format(*sys.version_info))"
    answer = subprocess.run([python, "-c", program], capture_output=True, text=True, check=False)
    return answer.stdout.strip() == version


def link_pythons(folders: list[str]) -> list[str]:
    """Link the Pythons that work into one folder; the versions found, the running one included."""
    shutil.rmtree(LINKS, ignore_errors=True)
    LINKS.mkdir(parents=True)
    found = [OWN_VERSION]
    for version in VERSIONS:
        candidates = (Path(one, f"python{version}") for one in folders)
        python = next((one for one in candidates if one.exists() and works(str(one), version)), None)
        if python and version != OWN_VERSION:
            (LINKS / python.name).symlink_to(python)
            found.append(version)
    return sorted(found, key=VERSIONS.index)


def main() -> int:
    arguments = sys.argv[1:]
    HOME.mkdir(parents=True, exist_ok=True)
    with open(HOME / "lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if arguments and arguments[0].endswith(".tar.gz"):
            unpack(ROOT / arguments.pop(0))
        else:
            copy_collection()
        provide_pip()
        keep_pip_settings()
        folders, interpreters = search_path()
        print("Pythons:", *link_pythons(folders + interpreters), flush=True)
        own = str(Path(sys.executable).parent)
        path = os.pathsep.join([own, str(LINKS), *folders])
        command = [f"{own}/ansible-test", "sanity", "--local", "--color=no", "--truncate=0", *arguments]
        environment = {**os.environ, "HOME": str(HOME), "PATH": path}
        return subprocess.run(command, cwd=COLLECTION, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
