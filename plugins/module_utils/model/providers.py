# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The providers that the collection configures; a new one is a record here."""

from __future__ import annotations

from .provider import Provider
from .settings import SECRET, Setting

STARLEAF = Provider(
    id="videoconferencing-starleaf",
    name="StarLeaf",
    settings=(Setting("token", "token", SECRET, required=True),),
    packages=(
        "bm-plugin-core-videoconferencing-starleaf",
        "bm-plugin-admin-console-videoconferencing-starleaf",
    ),
    first=(4, 5, 3),
    removed=(5, 0),
    incomplete="BlueMind's console deletes a StarLeaf resource that has no token",
)

PROVIDERS = (STARLEAF,)

# Keys of settings containers whose values are secrets.
SECRET_SETTINGS = frozenset(setting.key for provider in PROVIDERS for setting in provider.secrets)
