# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every code that a finding may have: how bad it is, what it is called, and what to do."""

from __future__ import annotations

from typing import NamedTuple


class Code(NamedTuple):
    """`status` is problem, unknown, differs or note; `severity` is high, medium or low."""

    status: str
    severity: str
    title: str
    advice: str


ROLLOUT = "Run the playbook rollout for this installation"

CODES = {
    # The installation and its hosts
    "installation_unread": Code(
        "unknown", "high", "installation not read", "Do what the message says, then audit again."
    ),
    "domain_unread": Code(
        "unknown", "high", "domain not read", "Do what the message says: a name is wrong, or the server fails."
    ),
    "host_unread": Code("unknown", "medium", "host not read", "Make the host reachable as root."),
    "packages_missing": Code("differs", "medium", "packages missing", f"{ROLLOUT}; it installs them."),
    "packages_undeclared": Code(
        "differs",
        "low",
        "packages not declared",
        "Declare the provider, or take the packages away: bluemind_plugin with state: absent, then bluemind_restart.",
    ),
    "restart_due": Code(
        "problem", "medium", "restart due", f"{ROLLOUT}, or restart the daemon when nobody is disturbed."
    ),
    "host_remark": Code("note", "low", "remark about the host", "Look at the host if that is not intended."),
    "repository_ahead": Code(
        "problem",
        "low",
        "repository ahead",
        "Lock the repository to the release that runs (bm-cli setup version current), or upgrade BlueMind.",
    ),
    # Declared, and different
    "missing": Code("differs", "medium", "declared and not there", f"{ROLLOUT}; it creates the resource."),
    "not_removed": Code("differs", "medium", "declared absent and there", f"{ROLLOUT}; it dissociates the domain."),
    "drift": Code("differs", "medium", "differs from what is declared", f"{ROLLOUT}, or change the declaration."),
    "refused": Code("problem", "high", "cannot be made as declared", "Do what the message says, then audit again."),
    # Nobody declared it
    "undeclared": Code(
        "differs", "low", "not declared", "Declare the domain, or accept the resource with a reason and a date."
    ),
    "everyone": Code(
        "note", "low", "everyone may book", "Share it with groups instead, or declare everyone: true for the domain."
    ),
    # Broken
    "twins": Code(
        "problem",
        "medium",
        "twin resources",
        f"{ROLLOUT} with the domain declared; it keeps one and moves the rights to it.",
    ),
    "half_made": Code("problem", "high", "half-made resource", f"{ROLLOUT} with the domain declared; it repairs it."),
    "no_settings": Code(
        "problem", "high", "resource without settings", "Declare the domain with its settings and roll it out."
    ),
    "not_linked": Code(
        "problem", "medium", "resource without its provider", f"{ROLLOUT} with the domain declared; it links it again."
    ),
    "no_provider": Code(
        "problem",
        "medium",
        "resource of an unknown provider",
        "No rollout repairs it. Look at its future bookings, delete it, and declare the domain that is to have one.",
    ),
    "provider_not_first": Code(
        "problem",
        "medium",
        "another property before the provider",
        "Remove that property from the resource, and from its resource type; no write changes the order.",
    ),
    "orphan_secret": Code(
        "problem",
        "high",
        "secret left behind",
        "Every user of the domain may read it. Delete the container, and change the secret at the provider. If a run of"
        " this collection made it, a record of the domain and provider with state: absent deletes it.",
    ),
    "orphan": Code("problem", "low", "container left behind", "Delete it; it may block a new resource."),
    "dead_subject": Code(
        "problem",
        "low",
        "right of somebody who is gone",
        "Remove the right: purge_shares: true with the shares that are meant.",
    ),
    "not_loaded": Code(
        "problem", "high", "provider not loaded", "Install the plugin and restart bm-core; bookings fail until then."
    ),
    "unsupported": Code(
        "problem", "high", "not on this release", "Declare another provider, or state: absent for this one."
    ),
    "leftover_shared": Code(
        "problem",
        "high",
        "leftover with a button that fails",
        "Users see a button that ends in an error. Declare state: absent and roll out, or run the playbook dissociate.",
    ),
    "leftover": Code(
        "problem",
        "low",
        "leftover that nobody sees",
        "Declare state: absent and roll out, or run the playbook dissociate.",
    ),
}

# What a look at the hosts finds.
OF_HOSTS = frozenset(
    {"host_unread", "host_remark", "restart_due", "repository_ahead", "packages_missing", "packages_undeclared"}
)
