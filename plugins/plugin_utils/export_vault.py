# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Encrypts with a vault secret that the run has loaded; nothing in clear leaves the memory."""

from __future__ import annotations

from typing import Any

from ansible.errors import AnsibleError
from ansible.parsing.vault import VaultLib, match_encrypt_vault_id_secret

from .refusals import Refused


class Vault:
    """The vault secrets of a run, of which `vault_id` encrypts. Raises Refused where it is not among them."""

    def __init__(self, loader: Any, vault_id: str) -> None:
        if not vault_id.strip():
            raise Refused("export_vault_id is empty. Name a vault id of the run, or leave it out")
        loaded = loader._vault.secrets or []  # pylint: disable=protected-access  # there is no public name
        known = sorted({name for name, _secret in loaded})
        if vault_id not in known:
            has = f"has {', '.join(known)}" if known else "has none"
            text = f"export_vault_id is {vault_id!r}, and of vault passwords this run {has}. Give it with"
            option = "--vault-password-file FILE" if vault_id == "default" else f"--vault-id {vault_id}@FILE"
            raise Refused(f"{text} {option}")
        self._lib = VaultLib(loaded)
        self._id, self._secret = match_encrypt_vault_id_secret(loaded, vault_id)

    def encrypt(self, text: str) -> str:
        """As a file."""
        vault_id = None if self._id == "default" else self._id
        return bytes(self._lib.encrypt(text, self._secret, vault_id)).decode()

    def is_same(self, there: str, encrypted: str) -> bool:
        """Whether both files hold the same for the same vault id; False for what this run cannot decrypt."""
        if there.partition("\n")[0] != encrypted.partition("\n")[0]:
            return False
        try:
            return bool(self._lib.decrypt(there) == self._lib.decrypt(encrypted))
        except AnsibleError:
            return False
