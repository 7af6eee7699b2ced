# SPDX-License-Identifier: GPL-3.0-or-later
"""What hosts said, from files, and small hosts of the same kind to vary."""

from __future__ import annotations

import re
from pathlib import Path

from ansible_collections.bluemind.videoconferencing.plugins.module_utils.host import facts, packages, readiness
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.host.facts import HostFacts
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.host.plugin import plugin
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.host.readiness import Wanted
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.host.records import Section, Sections

FOLDER = Path(__file__).parent / "recorded"
PLUGIN = plugin("videoconferencing-starleaf", ["core", "admin_console"])
CORE, CONSOLE = (part.package for part in PLUGIN.parts)
DEBIAN = "ID=debian\nPRETTY_NAME='Debian GNU/Linux 12'"
REDHAT = 'ID="centos"\nID_LIKE="rhel fedora"\nPRETTY_NAME="CentOS Linux 7 (Core)"'
OLD = "4.9.3884"


def recorded(name: str) -> dict[str, Section]:
    """The sections of one file, without .txt."""
    text = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    blocks = re.split(r"^== (\S+) (\d+)\n", text, flags=re.MULTILINE)[1:]
    return {
        section: Section(body.removesuffix("\n"), int(status))
        for section, status, body in zip(blocks[::3], blocks[1::3], blocks[2::3], strict=True)
    }


def facts_of(name: str) -> HostFacts:
    """The host of one file."""
    return facts.read(PLUGIN, recorded(name))


def decide(sections: Sections, state: str) -> packages.Change | None:
    """The whole decision, None for nothing to do; raises HostError."""
    host, wanted = facts.read(PLUGIN, sections), Wanted(PLUGIN, state)
    change = readiness.needed(host, wanted)
    return packages.judge(host, wanted, change, sections) if change else None


def said(*answers: tuple[str, str] | tuple[str, str, int], **sections: str) -> dict[str, Section]:
    """Sections by hand; (name, text, status) where the status is not 0."""
    found = {name: Section(text, 0) for name, text in sections.items()}
    for name, text, *status in answers:
        found[name] = Section(text, *status) if status else Section(text, 0)
    return found


def debian(core: str = "", console: str = "", *others: tuple[str, str, int], **sections: str) -> dict[str, Section]:
    """A Debian host with both daemons; `core` and `console` are dpkg's words for the packages of the plugin."""
    rows = [f"{name}\t{OLD}\tinstall ok installed" for name in ("bm-core", "bm-webserver")]
    rows += [f"{name}\t{OLD}\t{words}" for name, words in ((CORE, core), (CONSOLE, console)) if words]
    files = [f"{CORE} /usr/share/bm-core/extensions/p.jar"] if core else []
    files += [f"{CONSOLE} /usr/share/bm-webserver/extensions/p.jar"] if console else []
    missing = [
        f"dpkg-query: no packages found matching {name}"
        for name, words in ((CORE, core), (CONSOLE, console))
        if not words
    ]
    packages = ("dpkg_packages", "\n".join([*missing, *rows]), 1 if missing else 0)
    given = {"system": DEBIAN, "user": "0", "tools": "apt-get\ndpkg-query\nsetsid", "dpkg_files": "\n".join(files)}
    return said(packages, *others, **{**given, **sections})


def redhat(*rows: str, tools: str = "yum\nrpm\nsetsid", **sections: str) -> dict[str, Section]:
    """A RedHat-like host with both daemons; `rows` are more lines of rpm."""
    daemons = [f"{name}\t0:{OLD}-1\t1700000000" for name in ("bm-core", "bm-webserver")]
    known = {row.split("\t")[0] for row in rows if "\t" in row}
    missing = [f"package {name} is not installed" for name in (CORE, CONSOLE) if name not in known]
    answer = ("rpm_packages", "\n".join([*daemons, *rows, *missing]), len(missing))
    return said(answer, **{"system": REDHAT, "user": "0", "tools": tools, **sections})
