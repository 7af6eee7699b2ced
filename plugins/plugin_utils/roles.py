# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which of the two roles an installation is written for: pure, from the names of its variables."""

from __future__ import annotations

from typing import Container

ROLES = ("videoconference", "starleaf")
# Any of them shows for which role an installation is written. The environment may have the address.
TELLING = ("videoconference_api_url", "videoconference_domains", "videoconference_provider")


def role_of(names: Container[str]) -> str:
    """The role that the playbooks run for an installation."""
    return "videoconference" if any(name in names for name in TELLING) else "starleaf"


def of_both_roles(names: Container[str]) -> str | None:
    """Why an installation with variables of both roles must not begin; None for one that may."""
    if role_of(names) == "videoconference" and "starleaf_domains" in names:
        return (
            "starleaf_domains is set beside variables of the role videoconference, and the playbooks run one role for"
            " an installation. Move its records into videoconference_domains with provider: starleaf and the token in"
            " settings, or take the variables of one role away"
        )
    return None


def written_for_starleaf(names: Container[str]) -> str | None:
    """Why an installation cannot migrate whose address is a variable of the role starleaf; None when it is not."""
    if "starleaf_api_url" in names and "videoconference_api_url" not in names:
        return (
            "a migration reads variables with videoconference_, and here are those with starleaf_. Rename them, as"
            " starleaf_api_url to videoconference_api_url; videoconference_domains lists what the new provider needs in"
            " each domain"
        )
    return None


def playbook_variable(name: str, names: Container[str]) -> str:
    """What the user calls a variable of the playbooks, which both prefixes have."""
    return next((f"{role}_{name}" for role in ROLES if f"{role}_{name}" in names), f"{ROLES[0]}_{name}")
