# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What package managers complain about, and what an administrator can do about each."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Complaint:
    """A cause in our words, and its cure; `kind` as in HostError."""

    pattern: str
    kind: str
    cause: str
    cure: str = ""


EXCLUDED_CURE = (
    "Look at excludepkgs (exclude), includepkgs and versionlock in /etc/dnf, /etc/yum and /etc/yum.conf, and at modules"
)
# The first that fits is the cause; those below it are often what it led to.
COMPLAINTS = (
    Complaint(
        r"superuser privileges|are you root|need to be root|must be root",
        "unreachable",
        "only root may do this",
        "Set ansible_become: true for this host",
    ),
    Complaint(
        r"Could not get lock|Unable to lock|Unable to acquire the dpkg|(?:already )?locked by (?:another process|\d)"
        r"|transaction lock|another copy is running",
        "busy",
        "another program is working with the packages",
        "Run this again when it has ended, or raise lock_timeout",
    ),
    Complaint(
        r"dpkg was interrupted",
        "package_manager",
        "an earlier run of dpkg was interrupted",
        "Run `dpkg --configure -a` on the host first",
    ),
    Complaint(
        r"Held packages were changed|held packages will be changed",
        "refused",
        "packages are on hold",
        "Release them with `apt-mark unhold`, if whoever held them agrees",
    ),
    Complaint(
        r"No space left|You don't have enough free space|more space needed",
        "package_manager",
        "the disk is full",
        "Make room first",
    ),
    Complaint(
        r"is expired \(invalid since|is not valid yet",
        "package_manager",
        "the index of a repository has expired, or the clock of this host is wrong",
        "Compare the clock, and ask the owner of the repository for a new index",
    ),
    Complaint(
        r"NO_PUBKEY|EXPKEYSIG|REVKEYSIG|EXPSIG|BADSIG|is not signed"
        r"|(?:cannot|couldn't|could not) be (?:verified|authenticated)"
        r"|unauthenticated packages|GPG check FAILED|GPG key retrieval failed|Public key for .* is not installed"
        r"|do not have any (?:GPG|OpenPGP) public keys|Failed to validate GPG signature|Bad GPG signature"
        r"|repomd\.xml signature could not be verified|(?:does not have|no longer has) a Release file",
        "package_manager",
        "the repository or its packages are not signed by a key that this host trusts",
        "Install the key that the owner of the repository publishes; do not switch the check off",
    ),
    Complaint(
        r"filtered out by (?:exclude|modular) filtering|packages excluded due to|versionlock",
        "refused",
        "the configuration of the package manager excludes the packages",
        EXCLUDED_CURE,
    ),
    Complaint(
        r"(?:HTTP Error|Status code:|returned error:|^ *) *40[13]\b|40[13] +(?:Unauthorized|Forbidden|Authorization)",
        "package_manager",
        "a repository refuses this host",
        "Check the subscription of BlueMind, or the credentials for the repository",
    ),
    Complaint(
        r"Failed to download metadata for repo|Cannot retrieve repository metadata|Cannot find a valid baseurl"
        r"|failure: repodata/repomd.xml",
        "package_manager",
        "the package manager needs a repository that cannot be read",
        "Repair that repository; only if it is not BlueMind's, disable it or set skip_if_unavailable=1 for it",
    ),
    Complaint(
        r"Failed to fetch|Cannot download|All mirrors were tried|Errors? during download|Error downloading packages"
        r"|No more mirrors to try|Unable to fetch",
        "package_manager",
        "a package or an index could not be downloaded",
        "Check network and proxy (the `environment` of the task is used), and whether the repository is there",
    ),
    Complaint(
        r"needs to be reinstalled|very bad inconsistent state",
        "package_manager",
        "a package was left half-installed",
        "Install that package again by hand first (`apt-get install --reinstall`, or `dpkg -i` with its file)",
    ),
    Complaint(
        r"Read-only file system",
        "package_manager",
        "a file system of this host is read-only",
        "Mount it for writing first, and find out why it is not",
    ),
    Complaint(
        r"Sub-process \S*dpkg returned an error|scriptlet failed|Error in \S+ scriptlet",
        "package_manager",
        "the script of a package failed",
        "Repair on the host what that script says, and run this again",
    ),
    Complaint(
        r"unmet dependencies|held broken packages|nothing provides|conflicting requests|Depsolve|^Error: Package: "
        r"|protected packages",
        "refused",
        "dependencies do not allow it",
    ),
    Complaint(
        r"Unable to locate package|No match for argument|Unable to find a match|no installation candidate"
        r"|No package .* available|Version '.*' for '.*' was not found",
        "refused",
        "no repository of this host offers the packages",
    ),
)
UNKNOWN = Complaint("", "package_manager", "the package manager would not do it")

_TELLING = re.compile(
    r"^(?:[EW]: |Error\b|Problem\b|fatal\b|RPM: error|rpm: |dpkg: error|Errors? during|All matches|No match|lock held)"
    r"|^ +- |already locked|The application with PID",
    re.IGNORECASE,
)
_NOISE = re.compile(
    r"^(?:Reading |Building |\(Reading|Get:|Hit:|Ign:|Err:|Fetched |The following |Use 'apt|Last metadata"
    r"|Dependencies resolved|Transaction |Loaded plugins|Loading mirror"
    r"|W: .*(?:legacy trusted.gpg|weak digest|multiple times)|\+ |=+$|-+$|\d+ upgraded|\d+%|[EW]: Some index files"
    r"|Errors were encountered|Problem repository|Ignoring repositories)|^[a-z_]+:(?: (?!error).*)?$|^\S+ +Package +"
)


def unwrapped(text: str) -> str:
    """The text with the reasons of dpkg, which it gives in a line of their own, in the lines that they belong to."""
    return re.sub(r"(error[^\n]*:)\n +", r"\1 ", text)


def find(text: str) -> Complaint:
    """The first complaint that the text holds, UNKNOWN when it holds none of them."""
    for complaint in COMPLAINTS:
        if re.search(complaint.pattern, text, re.MULTILINE | re.IGNORECASE):
            return complaint
    return UNKNOWN


def words(text: str, limit: int = 6) -> str:
    """The lines in which a package manager says what is wrong, once each; its last lines where none does."""
    complaint = find(text)
    lines = [line for line in unwrapped(text).splitlines() if line.strip() and not _NOISE.match(line.strip())]
    # Nothing is found where nothing could be read, and the newer package managers name who holds a lock.
    dull = [COMPLAINTS[-1].pattern] if complaint is not COMPLAINTS[-1] else []
    dull += ["^lock held by process"] if re.search(r"held by process \d+ \(|application with PID", text) else []
    lines = [line for line in lines if not any(re.search(pattern, line) for pattern in dull)]
    pattern = f"{_TELLING.pattern}|{complaint.pattern}" if complaint.pattern else _TELLING.pattern
    telling = [line for line in lines if re.search(pattern, line, re.IGNORECASE)]
    once = list(dict.fromkeys(line.strip().rstrip(".") for line in telling or lines[-3:]))
    return " / ".join(once[-limit:])


def sentence(doing: str, text: str) -> tuple[str, str]:
    """(kind, message) for a command that failed: what was tried, why it failed, the cure, the program's own words."""
    complaint = find(text)
    own = words(text)
    cure = f". {complaint.cure}" if complaint.cure else ""
    said = f". The package manager says: {own}" if own else ""
    return complaint.kind, f"{doing}: {complaint.cause}{cure}{said}"
