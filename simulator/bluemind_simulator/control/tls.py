# SPDX-License-Identifier: GPL-3.0-or-later
"""A throw-away certificate authority and a server certificate."""

from __future__ import annotations

import re
import socket
import ssl
from pathlib import Path
from typing import NamedTuple

import trustme

LOOPBACK = ("localhost", "127.0.0.1", "::1")
EVERYWHERE = ("0.0.0.0", "::")
HOST_NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?")


class Files(NamedTuple):
    """What TLS needs, and the CA for those who connect."""

    ca: Path
    certificate: Path
    key: Path


def _names(host: str) -> list[str]:
    """Whom the certificate is for: a server that listens everywhere is reached by the machine's name."""
    machine = socket.gethostname()
    names = [*LOOPBACK, *([machine] if HOST_NAME.fullmatch(machine) else [])]
    return list(dict.fromkeys([*names, *([host] if host not in EVERYWHERE else [])]))


def prepare(folder: Path, host: str) -> Files:
    """The files under `folder`, made when they are not there yet; raises OSError and ValueError."""
    ca, certificate, key = (folder / name for name in ("ca.pem", "server.pem", "server.key"))
    if not (ca.exists() and certificate.exists() and key.exists()):
        folder.mkdir(parents=True, exist_ok=True)
        authority = trustme.CA()
        issued = authority.issue_cert(*_names(host))
        authority.cert_pem.write_to_path(str(ca))
        certificate.write_bytes(b"".join(blob.bytes() for blob in issued.cert_chain_pems))
        key.touch(mode=0o600)
        issued.private_key_pem.write_to_path(str(key))
    ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(certificate, key)
    return Files(ca, certificate, key)
