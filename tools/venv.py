# SPDX-License-Identifier: GPL-3.0-or-later
"""Make .cache/venv, or .cache/NAME, from the Python that runs this file, with the pinned requirements in FILE.

Usage: venv.py [NAME FILE]

Does nothing when the environment fits already: same requirements, same Python, same place.
Keeps to syntax that an old Python can read, so that it can say that it is too old.
"""

import fcntl
import hashlib
import importlib
import importlib.util
import os
import shutil
import subprocess
import sys

OLDEST = (3, 11)
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
CACHE = os.path.join(ROOT, ".cache")
NAME, FILE = sys.argv[1:] or ("venv", "requirements-dev.txt")
VENV = os.path.join(CACHE, NAME)
STAMP = os.path.join(VENV, "made-from")
REQUIREMENTS = os.path.join(ROOT, FILE)


def wanted_stamp():
    """What the environment depends on, as one line of text."""
    with open(REQUIREMENTS, "rb") as file:
        requirements = hashlib.sha256(file.read()).hexdigest()
    return f"{sys.version_info[:3]} {VENV} {requirements}\n"


def fits(stamp):
    """Whether the environment was completed from exactly this."""
    try:
        with open(STAMP, encoding="utf-8") as file:
            return file.read() == stamp and os.path.exists(os.path.join(VENV, "bin", "python"))
    except OSError:
        return False


def ensure_pip_is_bundled():
    """Debian keeps ensurepip in a package of its own: install it when that is possible, else say how."""
    if importlib.util.find_spec("ensurepip"):
        return
    package = "python{}.{}-venv".format(*sys.version_info[:2])
    command = ["apt-get", "install", "--yes", "--no-install-recommends", package]
    if not shutil.which("apt-get") or os.geteuid() != 0:
        how = "sudo " + " ".join(command)
        sys.exit(f"{sys.executable} cannot make virtual environments. On Debian and Ubuntu: {how}")
    print(f"+ {' '.join(command)}", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], env=environment, check=True)
    subprocess.run([*command, "-qq"], env=environment, check=True)
    importlib.invalidate_caches()


def main():
    if sys.version_info < OLDEST:
        sys.exit(
            "Python >= {}.{} is needed, {} is {}.{}.{}. Name another one: make PYTHON3=python3.11 …".format(
                *OLDEST, sys.executable, *sys.version_info[:3]
            )
        )
    os.makedirs(CACHE, exist_ok=True)
    with open(os.path.join(CACHE, "venv.lock"), "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two makes at once would destroy each other's work
        stamp = wanted_stamp()
        if fits(stamp):
            return
        ensure_pip_is_bundled()
        print(f"+ virtual environment in {os.path.relpath(VENV)} (a minute, once)", flush=True)
        python = os.path.join(VENV, "bin", "python")
        pip = [python, "-m", "pip"]
        subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], check=True)
        subprocess.run([*pip, "install", "-qq", "--requirement", REQUIREMENTS], check=True)
        subprocess.run([*pip, "check"], check=True)
        with open(STAMP, "w", encoding="utf-8") as file:
            file.write(stamp)


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as error:
        sys.exit(f"The virtual environment was not made: {error}")
