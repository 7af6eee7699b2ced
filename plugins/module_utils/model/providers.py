# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The providers that the collection configures; a new one is a record here (contract#providers)."""

from __future__ import annotations

from . import templates
from .provider import Doubt, Provider
from .settings import ADDRESS, ENDPOINT, MAIL_ADDRESS, SECRET, TEMPLATES, TEXT, Setting

_UNSAVED = "BlueMind saves no event with an incomplete {} resource"
_TEMPLATES = Setting("templates", "templates", TEMPLATES, required=True, default=templates.NO_TEXT)
_OF_WEBEX = frozenset({"siteUrl", "sipAddress", "meetingNumber", "password", "phoneAndVideoSystemPassword"})


def _packages(name: str) -> tuple[str, str]:
    return (f"bm-plugin-core-videoconferencing-{name}", f"bm-plugin-admin-console-videoconferencing-{name}")


def _openid(name: str, endpoint: str, token_endpoint: str) -> tuple[Setting, ...]:
    """The registration, with the vendor's addresses (contract#webex-and-zoom)."""
    key = f"videoconferencing-{name}"
    return (
        Setting("client_id", f"{key}_appid", TEXT, required=True),
        Setting("secret", f"{key}_secret", SECRET, required=True),
        Setting("endpoint", f"{key}_endpoint", ENDPOINT, required=True, default=endpoint),
        Setting("token_endpoint", f"{key}_tokenendpoint", ENDPOINT, required=True, default=token_endpoint),
    )


STARLEAF = Provider(
    id="videoconferencing-starleaf",
    name="StarLeaf",
    settings=(Setting("token", "token", SECRET, required=True),),
    packages=_packages("starleaf"),
    first=(4, 5, 3),
    removed=(5, 0),
    doubt=Doubt((4, 9), "whether the repository of 4.9 still has its packages is not known"),
    incomplete="BlueMind's console deletes a StarLeaf resource that has no token",
)
JITSI = Provider(
    id="videoconferencing-jitsi",
    name="Jitsi",
    settings=(Setting("url", "url", ADDRESS, required=True), _TEMPLATES),
    packages=_packages("jitsi"),
    first=(4, 5),
    incomplete=_UNSAVED.format("Jitsi"),
)
BLUEMIND = Provider(
    id="videoconferencing-bluemind",
    name="BlueMind.Video",
    settings=(_TEMPLATES,),
    packages=(),
    first=(4, 6),
    incomplete=_UNSAVED.format("BlueMind.Video"),
    needs_role=True,
)
TEAMS = Provider(
    id="videoconferencing-teams",
    name="Teams",
    settings=(
        Setting("client_id", "clientId", TEXT, required=True),
        Setting("tenant", "tenant", TEXT, required=True),
        Setting("secret", "secret", SECRET, required=True),
    ),
    packages=_packages("teams"),
    first=(4, 8),
    doubt=Doubt((4, 8), "that it came with 4.8 is inferred from the dates of its documentation"),
    incomplete="BlueMind's console deletes a Teams resource that lacks client_id, tenant or secret",
    proved_by_rest=True,
    needs_accounts=True,
)
WEBEX = Provider(
    id="videoconferencing-webex",
    name="Webex",
    settings=(
        _TEMPLATES._replace(variables=_OF_WEBEX),
        Setting("webex_ics_mail", "webex-ics-mail", MAIL_ADDRESS),
    ),
    packages=_packages("webex"),
    first=(4, 8),
    first_build=65141,
    doubt=Doubt((4, 8), "which build of 4.8 brought it is inferred from the published clients"),
    incomplete=_UNSAVED.format("Webex"),
    proved_by_rest=True,
    openid=_openid("webex", "https://webexapis.com/v1/authorize", "https://webexapis.com/v1/access_token"),
)
ZOOM = Provider(
    id="videoconferencing-zoom",
    name="Zoom",
    settings=(_TEMPLATES,),
    packages=_packages("zoom"),
    first=(4, 8),
    # A month younger than Webex; no published client tells the first build that has it.
    first_build=65142,
    doubt=Doubt((4, 8), "it came with the last builds of 4.8 or with 4.9, which of them is not known"),
    incomplete=_UNSAVED.format("Zoom"),
    proved_by_rest=True,
    openid=_openid("zoom", "https://zoom.us/oauth/authorize", "https://zoom.us/oauth/token"),
)

PROVIDERS = (STARLEAF, JITSI, BLUEMIND, TEAMS, WEBEX, ZOOM)
BY_NAME = {provider.short: provider for provider in PROVIDERS}
# What an option calls a key of a settings container; the same for every provider that has the key.
OPTIONS = {setting.key: setting.option for provider in PROVIDERS for setting in provider.settings}

# Keys of settings containers whose values are secrets.
SECRET_SETTINGS = frozenset(setting.key for provider in PROVIDERS for setting in provider.secrets)
