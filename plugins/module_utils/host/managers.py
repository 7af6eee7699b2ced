# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The commands of apt, dnf 4 and yum 3. What is simulated and what is done differ by one word."""

from __future__ import annotations

_RPM = "--setopt=clean_requirements_on_remove=False --setopt=exit_on_lock=True --setopt=color=never"
_BASE = {
    # Without --assume-yes a simulation passes held packages. Configuration files stay as the administrator left them.
    "apt": "apt-get --quiet --assume-yes"
    " --option Dpkg::Options::=--force-confdef --option Dpkg::Options::=--force-confold"
    " --option DPkg::Lock::Timeout=0 --option APT::Get::AutomaticRemove=false",
    "dnf": f"dnf {_RPM}",
    "yum": f"yum {_RPM}",
}
_MODES = {
    # manager: (simulate, download, do)
    "apt": ("--simulate", "--download-only", ""),
    "dnf": ("--assumeno", "--assumeyes --downloadonly", "--assumeyes"),
    "yum": ("--assumeno", "--assumeyes --downloadonly", "--assumeyes"),
}
SIMULATE, DOWNLOAD, DO = range(3)


def command(manager: str, state: str, mode: int, reinstall: bool = False) -> str:
    """A command line without the packages; `mode` is SIMULATE, DOWNLOAD or DO."""
    verb = "install" if state == "present" else "remove"
    again = "--reinstall" if reinstall and manager == "apt" and state == "present" else ""
    return " ".join(word for word in (_BASE[manager], _MODES[manager][mode], again, verb) if word)
