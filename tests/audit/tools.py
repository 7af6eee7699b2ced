# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of the audit's page need on this machine: Chromium, and two checkers that Node.js runs.

python -m tests.audit.tools    make it; says why not where that is impossible
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
CACHE = CHECKOUT / ".cache" / "page"
MODULES = CACHE / "node_modules"
# Program → Debian's package. The fonts have the signs.
PACKAGES = {"chromium": ("chromium", "fonts-dejavu-core"), "node": ("nodejs",), "npm": ("npm",)}


def why_not(*programs: str) -> str | None:
    """Why these programs cannot be had; None when they are there, after what is missing was installed."""
    missing = [one for one in programs if not shutil.which(one)]
    if not missing:
        return None
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return f"missing: {', '.join(missing)} (with root and apt-get they would be installed)"
    names = [name for one in missing for name in PACKAGES[one]]
    own = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    print(f"+ apt-get install {' '.join(names)}", flush=True)
    for verb, *rest in (["update"], ["install", "--yes", "--no-install-recommends", *names]):
        apt = ["apt-get", verb, "-qq", "-o", "DPkg::Lock::Timeout=300", *rest]
        if subprocess.run(apt, check=False, env=own, stdout=subprocess.DEVNULL).returncode:
            return f"apt-get {verb} failed"
    return None


def without_checkers() -> str | None:
    """Why axe-core and html-validate cannot be had; None when they are in MODULES, in the versions of package.json."""
    wanted = (HERE / "package.json").read_bytes()
    CACHE.mkdir(parents=True, exist_ok=True)
    with open(CACHE / "lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two workers at once
        made = CACHE / "package.json"
        if MODULES.exists() and made.exists() and made.read_bytes() == wanted:
            return why_not("node")
        if reason := why_not("node", "npm"):
            return reason
        made.write_bytes(wanted)
        npm = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--no-package-lock", "--loglevel=error"]
        done = subprocess.run(npm, cwd=CACHE, check=False, capture_output=True, text=True)
        if done.returncode:
            made.unlink()
            return f"npm install failed: {done.stderr.strip().splitlines()[-1:]}"
        return None


def main() -> None:
    """Make all of it."""
    for reason in (why_not("chromium"), without_checkers()):
        if reason:
            print(f"Tests of the audit's page are left out: {reason}")
            sys.exit(1)


if __name__ == "__main__":
    main()
