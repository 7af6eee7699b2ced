# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Resources that are to go although somebody has booked them: the options of every module that deletes some."""

from __future__ import annotations


class ModuleDocFragment:
    """Documentation only."""

    DOCUMENTATION = r"""
options:
  booked:
    description:
      - What becomes of a resource with future bookings that is to be deleted. With it, BlueMind deletes the list of
        its bookings; the meetings and the dead links in them stay. RV(bookings) tells first who has booked it.
      - V(refuse) deletes nothing of this domain and fails.
      - V(keep) takes all shares away, so that nobody can book it any more, and leaves the resource until its last
        booking is over. The next run after that deletes it. A published calendar stays published until then. Its
        secret goes as soon as O(console_plugin_removed) allows it.
      - V(delete) deletes it, also if nobody can tell who has booked it.
      - If this is not set, the release decides. Up to about build 4.1.65022 of 4.8, a meeting can no longer be saved
        once the resource that it booked is gone (BM-19283), so the module does as with V(refuse). Later builds of 4.8,
        4.9 and 5.x do not have this fault, so the resource is deleted. All this is inferred from BlueMind's source and
        was not tried on a server. An unknown release counts as one with the fault.
      - If the account may not read the calendar of the resource, or it has more bookings than BlueMind lists, only
        V(delete) deletes it. BlueMind lets admin0, the core token and whoever has the right V(view) read it, but not
        every administrator of a domain. A right by which the account reads it goes with V(keep), too; then the resource
        stays, with a warning, until another account runs the same.
      - A resource that V(present) merges with another one is only deleted, or refused.
    type: str
    choices: [refuse, keep, delete]
  bookings_path:
    description:
      - A CSV file to which the module writes the future bookings of every resource that is to be deleted, before it
        deletes anything, and also if it refuses to. It is written where the task runs, but not in check mode.
      - The columns are C(domain), C(resource_uid), C(resource), C(organizer), C(title), C(start), C(end),
        C(recurring) and C(event). Titles are personal data, so only its owner can read the file.
      - One file can serve many domains, servers and runs. What it holds already stays, so nothing is lost if a run is
        killed and started again. Any other file is refused.
      - The task fails before it deletes anything if the file cannot be written.
    type: path
  console_plugin_removed:
    description:
      - Whether the plugin of BlueMind's administration console is removed, so that O(booked=keep) may also remove the
        secret of the resource. With the plugin, the next save in the console would delete a resource without one.
      - If this is not set, it counts as V(false), and a warning tells of a secret that stays for that reason.
      - A release that no longer has the provider needs no such statement.
    type: bool
"""
