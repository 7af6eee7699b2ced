# SPDX-License-Identifier: GPL-3.0-or-later
"""Build the collection into .cache/dist, and refuse an artefact with the wrong contents."""

from __future__ import annotations

import posixpath
import re
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DIST = ROOT / ".cache" / "dist"

NEEDED = {
    "LICENSE",
    "README.md",
    "tests/config.yml",
    "meta/runtime.yml",
    "meta/execution-environment.yml",
    "plugins/modules",
}
UNWANTED = {"simulator", "tests", "molecule", "tools", "Makefile", "pyproject.toml", "importer_result.json"}
UNWANTED |= {"REUSE.toml", "requirements-demo.txt", "requirements-dev.txt", "requirements-galaxy.txt"}
NOWHERE = {"molecule", "__pycache__"}


def is_unwanted(name: str) -> bool:
    """Whether this path has no business in the artefact: development files, hidden ones, caches."""
    if name in ("tests", "tests/config.yml"):  # ansible-test reads from it which Pythons are supported
        return False
    parts = Path(name).parts
    return parts[0] in UNWANTED or any(one.startswith(".") or one in NOWHERE for one in parts)


LINK = re.compile(r"\]\(([^)\s]+)\)")


def dead_links(archive: tarfile.TarFile, names: set[str]) -> list[str]:
    """Relative links of the Markdown pages, as "page: target", that lead to nothing in the artefact."""
    dead = []
    for page in sorted(name for name in names if name.endswith(".md")):
        text = archive.extractfile(page).read().decode("utf-8")  # type: ignore[union-attr]  # a file, by its name
        for target in LINK.findall(re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)):
            path = posixpath.normpath(posixpath.join(posixpath.dirname(page), target.partition("#")[0]))
            if "://" not in target and not target.startswith(("#", "mailto:")) and path not in names:
                dead.append(f"{page}: {target}")
    return dead


def main() -> None:
    shutil.rmtree(DIST, ignore_errors=True)
    command = ["ansible-galaxy", "collection", "build", "--output-path", str(DIST), str(ROOT)]
    subprocess.run(command, cwd=ROOT, check=True)
    (artefact,) = DIST.glob("*.tar.gz")
    with tarfile.open(artefact) as archive:
        names = {one.name for one in archive.getmembers()}
        dead = dead_links(archive, names)
    if unwanted := sorted(filter(is_unwanted, names)):
        sys.exit(f"Does not belong in the artefact (build_ignore in galaxy.yml): {', '.join(unwanted[:20])}")
    if missing := sorted(NEEDED - names):
        sys.exit(f"Not in the artefact: {', '.join(missing)}")
    if dead:
        sys.exit(f"Links to what is not in the artefact: {', '.join(dead)}")
    print(f"{len(names)} files and directories, {artefact.stat().st_size // 1024} KiB")


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as error:
        sys.exit(error.returncode)
