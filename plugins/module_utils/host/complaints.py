# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What package managers complain about, and what an administrator can do about each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Iterable


@dataclass(frozen=True)
class Complaint:
    """A cause in our words, and its cure; `kind` as in HostError."""

    pattern: str
    kind: str
    cause: str
    cure: str


COMPLAINTS = (
    Complaint(
        r"Could not get lock|Unable to lock|already locked by|transaction lock|another copy is running|locked by another process",
        "busy",
        "another program is working with the packages",
        "Run this again when it has ended, or raise lock_timeout",
    ),
    Complaint(
        r"dpkg was interrupted|dpkg --configure -a",
        "package_manager",
        "an earlier run of dpkg was interrupted",
        "Run `dpkg --configure -a` on the host first",
    ),
    Complaint(
        r"Held packages were changed",
        "refused",
        "packages are on hold",
        "Release them with `apt-mark unhold`, if whoever held them agrees",
    ),
    Complaint(
        r"NO_PUBKEY|EXPKEYSIG|REVKEYSIG|BADSIG|is not signed|not (?:be )?(?:properly )?(?:verified|authenticated)|There were unauthenticated packages"
        r"|GPG check FAILED|Public key for .* is not installed|do not have any GPG public keys|GPG key retrieval failed"
        r"|does not have a Release file|no longer has a Release file",
        "package_manager",
        "the repository or its packages are not signed by a key that this host trusts",
        "Install the key that the owner of the repository publishes; do not switch the check off",
    ),
    Complaint(
        r"is expired \(invalid since|is not valid yet",
        "package_manager",
        "the index of the repository has expired, or the clock of this host is wrong",
        "Ask the owner of the repository (an expired BlueMind subscription looks like this), and compare the clock",
    ),
    Complaint(
        r"[Ff]iltered out by (?:exclude|modular) filtering|versionlock",
        "refused",
        "the configuration of the package manager excludes the packages",
        "Look at excludepkgs, includepkgs and versionlock in /etc/dnf or /etc/yum.conf, and at modules",
    ),
    Complaint(
        r"Failed to download metadata for repo '(?P<who>[^']+)'|Cannot retrieve repository metadata|Cannot find a valid baseurl",
        "package_manager",
        "a repository cannot be read",
        "Repair it, disable it, or set skip_if_unavailable=1 for it, as the package manager needs it otherwise",
    ),
    Complaint(
        r"40[134] |Failed to fetch|Cannot download|All mirrors were tried|Errors? during download|No more mirrors to try",
        "package_manager",
        "a package or an index could not be downloaded",
        "Check network, proxy (`environment:` of the task is used) and the subscription of the repository",
    ),
    Complaint(
        r"No space left|You don't have enough free space|more space needed",
        "package_manager",
        "the disk is full",
        "Make room first",
    ),
    Complaint(
        r"[Uu]nmet dependencies|held broken packages|nothing provides|conflicting requests|Depsolve|Requires:",
        "refused",
        "dependencies cannot be met",
        "",
    ),
    Complaint(
        r"superuser privileges|are you root|You need to be root|must be root",
        "unreachable",
        "root is needed",
        "Set ansible_become: true for this host",
    ),
    Complaint(
        r"Unable to locate package|No match for argument|Unable to find a match|has no installation candidate|No package .* available|Version '.*' for '.*' was not found",
        "refused",
        "no repository of this host offers the packages",
        "",
    ),
)
UNKNOWN = Complaint("", "package_manager", "the package manager would not do it", "")

_TELLING = re.compile(
    r"^(?:E|W|Err)[:0-9]|^ ?(?:Error|ERROR|Problem|error)|^(?:All matches|No match|lock held|  - |\s+Problem)|already locked|PID ",
    re.IGNORECASE,
)
_NOISE = re.compile(r"^(?:Reading|Building|\(Reading)|^\s*[a-z_]+: ?.*$")


def find(text: str) -> Complaint:
    """The first complaint that the text holds, UNKNOWN when it holds none of them."""
    for complaint in COMPLAINTS:
        if re.search(complaint.pattern, text):
            return complaint
    return UNKNOWN


def words(text: str, limit: int = 8) -> str:
    """The lines in which a package manager says what is wrong; its last lines where none does."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    telling = [line.strip() for line in text.splitlines() if _TELLING.search(line)]
    rest = [line for line in lines if not _NOISE.match(line)]
    return " / ".join(_unique(telling or rest or lines)[-limit:])


def _unique(lines: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(lines))


def sentence(doing: str, text: str) -> tuple[str, str]:
    """(kind, message) for a command that failed: what was tried, why it failed, the cure, the program's own words."""
    complaint = find(text)
    own = words(text)
    cure = f" {complaint.cure}." if complaint.cure else ""
    said = f" The package manager says: {own}" if own else ""
    return complaint.kind, f"{doing}: {complaint.cause}.{cure}{said}"
