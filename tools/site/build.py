# SPDX-License-Identifier: GPL-3.0-or-later
"""Build the documentation site into .cache/site/html, without the network; every warning is an error.

Its pages are the Markdown files of docs/, with CONTRIBUTING.md and SECURITY.md; the reference is generated.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
SITE = ROOT / ".cache" / "site"
SOURCE = SITE / "source"
# Pages that live where people look for them in a repository.
OUTSIDE = {"CONTRIBUTING.md": "contributing.md", "SECURITY.md": "security.md"}
# Of the generated reference: the theme shows the contents itself, and a note says on each page how to install.
CONTENTS = r"^\.\. contents::\n   :local:\n   :depth: 1\n"
NOISE = re.compile(CONTENTS + r"|^\.\. Collection note\n.*?(?=^\.\. version_added)", re.MULTILINE | re.DOTALL)
TITLE = re.compile(r"^bluemind\.videoconferencing\.(\w+) (module|role) -- (.*)\n\++$", re.MULTILINE)
LINK = re.compile(r"(?<!!)\[([^\]]+)\]\((?!\w+:|#)([^)#\s]+)(#[^)\s]*)?\)")


def pages() -> dict[Path, Path]:
    """File of the repository → file of the site."""
    inside = {one: SOURCE / one.relative_to(ROOT / "docs") for one in (ROOT / "docs").rglob("*.md")}
    kept = {one: target for one, target in inside.items() if one.parent.name != "benchmarks"}
    return {**kept, **{ROOT / name: SOURCE / target for name, target in OUTSIDE.items()}}


def lead(text: str, file: Path, known: dict[Path, Path]) -> str:
    """Links to pages lead to their place in the site; those to other files of the repository become their names."""

    def one(match: re.Match[str]) -> str:
        words, target, anchor = match.groups()
        goal = (file.parent / target).resolve()
        if not goal.exists():
            sys.exit(f"{file.relative_to(ROOT)} links to {target}, which is not there.")
        if goal not in known:
            return f"{words} (`{goal.relative_to(ROOT)}`)" if words != target else f"`{words}`"
        return f"[{words}]({os.path.relpath(known[goal], known[file].parent)}{anchor or ''})"

    return LINK.sub(one, text)


def tidy(text: str) -> str:
    """A page of the reference with a title that fits a menu."""
    return TITLE.sub(lambda found: f"{found[1]}\n{'+' * len(found[1])}\n\n*{found[3]}*", NOISE.sub("", text))


def run(*command: str) -> None:
    """One program, at home in .cache, with the collection of this checkout."""
    environment = {**os.environ, "HOME": str(SITE)}
    done = subprocess.run(command, cwd=ROOT, env=environment, check=False)
    if done.returncode:
        sys.exit(done.returncode)


def main() -> None:
    shutil.rmtree(SOURCE, ignore_errors=True)
    known = pages()
    for file, target in known.items():
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(lead(file.read_text(encoding="utf-8"), file, known), encoding="utf-8")
    for picture in (ROOT / "docs" / "audit").glob("*.png"):
        (SOURCE / "audit").mkdir(exist_ok=True)
        shutil.copy(picture, SOURCE / "audit")
    reference = SOURCE / "reference"
    reference.mkdir(mode=0o755)
    antsibull = [
        "antsibull-docs",
        "collection",
        "--use-current",
        "--squash-hierarchy",
        "--no-indexes",
        "--fail-on-error",
    ]
    run(*antsibull, "--dest-dir", str(reference), "bluemind.videoconferencing")
    for file in reference.glob("*.rst"):
        file.write_text(tidy(file.read_text(encoding="utf-8")), encoding="utf-8")
    sphinx = ["sphinx-build", "--quiet", "--builder", "html", "--fail-on-warning", "--conf-dir", str(HERE)]
    run(*sphinx, "--doctree-dir", str(SITE / "doctrees"), str(SOURCE), str(SITE / "html"))
    print(f"{(SITE / 'html' / 'index.html').relative_to(ROOT)}: {len(known)} pages and the reference.")


if __name__ == "__main__":
    main()
