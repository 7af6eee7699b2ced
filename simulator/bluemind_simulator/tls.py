# SPDX-License-Identifier: GPL-3.0-or-later
"""A throw-away certificate authority and a server certificate."""

from __future__ import annotations

from pathlib import Path

import trustme

NAMES = ("localhost", "127.0.0.1", "::1")


def prepare(folder: Path, host: str) -> tuple[Path, Path, Path]:
    """The CA, the certificate and its key under `folder`; made when they are not there yet."""
    ca, certificate, key = (folder / name for name in ("ca.pem", "server.pem", "server.key"))
    if not (ca.exists() and certificate.exists() and key.exists()):
        folder.mkdir(parents=True, exist_ok=True)
        authority = trustme.CA()
        names = dict.fromkeys([*NAMES, *([host] if host not in ("0.0.0.0", "::") else [])])
        issued = authority.issue_cert(*names)
        authority.cert_pem.write_to_path(str(ca))
        certificate.write_bytes(b"".join(blob.bytes() for blob in issued.cert_chain_pems))
        key.touch(mode=0o600)
        issued.private_key_pem.write_to_path(str(key))
    return ca, certificate, key
