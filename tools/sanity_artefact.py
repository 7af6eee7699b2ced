# SPDX-License-Identifier: GPL-3.0-or-later
"""`ansible-test sanity` on the built artefact, with the oldest, the middle and the newest ansible-core.

Each has a virtual environment of its own in .cache, kept for the next run.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import sanity

# ansible-core → the Python that it runs on here; the same releases as in tests/hosts.
CORES = {"2.16.19": "3.11", "2.19.14": "3.11", "2.21.5": "3.12"}


def environment_of(core: str, version: str) -> Path:
    """The Python of a virtual environment with this ansible-core."""
    home = sanity.ROOT / ".cache" / f"core-{core}"
    python = home / "bin" / "python"
    if not (home / "bin" / "ansible-test").exists():
        folders, interpreters = sanity.search_path()
        candidates = [str(Path(one, f"python{version}")) for one in interpreters + folders]
        found = next((one for one in candidates if Path(one).exists() and sanity.works(one, version)), None)
        if found is None:
            sys.exit(f"ansible-core {core} needs Python {version}, which is not here.")
        subprocess.run([found, "-m", "venv", "--clear", str(home)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "-qq", f"ansible-core=={core}"], check=True)
    return python


def main() -> int:
    (artefact,) = (sanity.ROOT / ".cache" / "dist").glob("*.tar.gz")
    failed = []
    for core, version in CORES.items():
        print(f"== ansible-core {core}", flush=True)
        python = environment_of(core, version)
        path = f"{python.parent}{os.pathsep}{os.environ['PATH']}"
        command = [str(python), str(sanity.ROOT / "tools" / "sanity.py"), str(artefact), *sys.argv[1:]]
        if subprocess.run(command, env={**os.environ, "PATH": path}, check=False).returncode:
            failed.append(core)
    if failed:
        print(f"Sanity failed with ansible-core {', '.join(failed)}", file=sys.stderr)
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
