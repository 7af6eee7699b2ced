# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificates: whose is taken, and which is shown."""

from __future__ import annotations

import contextlib
import datetime
import os
import socket
import ssl
import subprocess
import threading
import warnings
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from urllib.parse import urlsplit

import pytest
import trustme

from tests.support.collection import KEY, call
from tests.support.simulator import Simulator

DOMAIN = "bluemind_starleaf_domain"


def test_a_certificate_for_another_name_is_refused(tmp_path: Path, recwarn: pytest.WarningsRecorder) -> None:
    """Of the right authority; without validate_certs it is taken, and no library warns of what was asked for."""
    with Simulator.start("--tls", str(tmp_path), "--host", "0.0.0.0") as one:
        place = {"api_url": f"https://127.0.0.2:{urlsplit(one.url).port}/api", "ca_path": one.ca, "api_key": None}
        told = call(one, "bluemind_server_info", **place)
        assert (told["reachable"], "doesn't match" in str(told) or "mismatch" in str(told)) == (False, True), told
        assert call(one, "bluemind_server_info", **place, validate_certs=False)["reachable"]
    assert [str(one.message) for one in recwarn] == []


def test_a_folder_of_authorities(tmp_path: Path) -> None:
    """Plain PEM files, named as people name them, beside what else lies there; or named as OpenSSL wants it."""
    tls, plain, hashed, empty = (tmp_path / name for name in ("tls", "plain", "hashed", "empty"))
    for folder in (tls, plain, hashed, empty):
        folder.mkdir()
    (empty / "README").write_text("certificates come here\n", encoding="utf-8")
    (plain / "README").write_text("certificates come here\n", encoding="utf-8")
    (plain / "gone.pem").symlink_to("nowhere")
    (plain / "folder.pem").mkdir()
    os.mkfifo(plain / "pipe.pem")
    trustme.CA().cert_pem.write_to_path(str(plain / "another.crt"))
    with Simulator.start("--tls", str(tls)) as one:
        authority = Path(str(one.ca)).read_bytes()
        (plain / "our authority.pem").write_bytes(authority)
        (hashed / f"{subject_hash(Path(str(one.ca)))}.0").write_bytes(authority)
        told = {
            folder.name: call(one, "bluemind_server_info", ca_path=str(folder)) for folder in (plain, hashed, empty)
        }
        assert told["plain"]["reachable"], told["plain"]
        assert told["hashed"]["reachable"], told["hashed"]
        assert f"cannot load {empty}: the folder has no file with a certificate" in told["empty"]["starleaf"]["reason"]
        (plain / "broken.pem").write_text("-----BEGIN CERTIFICATE-----\nnone\n", encoding="utf-8")
        told = call(one, "bluemind_server_info", ca_path=str(plain))
        assert f"cannot load {plain / 'broken.pem'}: " in told["starleaf"]["reason"]


def subject_hash(certificate: Path) -> str:
    """The name that `openssl rehash` gives it, without its number."""
    command = ["openssl", "x509", "-noout", "-subject_hash", "-in", str(certificate)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


AUTHORITY = trustme.CA()
YESTERDAY = datetime.datetime.now(tz=datetime.UTC) - datetime.timedelta(days=1)


def plain(_context: ssl.SSLContext) -> None:
    """As servers are today."""


def old(context: ssl.SSLContext) -> None:
    """As servers were."""
    with warnings.catch_warnings(action="ignore"):
        context.minimum_version, context.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    context.set_ciphers("ALL:@SECLEVEL=0")


def strict(context: ssl.SSLContext) -> None:
    """Only for those who show a certificate."""
    context.maximum_version = ssl.TLSVersion.TLSv1_2  # later ones refuse after the handshake
    context.verify_mode = ssl.CERT_REQUIRED
    AUTHORITY.configure_trust(context)


@contextlib.contextmanager
def served(context: ssl.SSLContext | None) -> Iterator[str]:
    """The address of a server with this context; without one it does not speak TLS."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        if context:
            server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"https://127.0.0.1:{server.server_port}/api"
        server.shutdown()


@pytest.mark.parametrize(
    ("authority", "tweak", "words"),
    [
        (AUTHORITY, old, ["TLS older than 1.2", "let it speak TLS 1.2 or 1.3"]),
        (AUTHORITY, strict, ["client_cert"]),
        (trustme.CA(), plain, ["certificate verify failed", "ca_path"]),
        (None, plain, ["expired", "Renew"]),
        ("no TLS", plain, ["does not speak TLS", "check the port of api_url"]),
    ],
    ids=["old-tls", "client-certificate", "unknown-authority", "expired", "plain-http"],
)
def test_a_handshake_that_fails_says_what_to_do(tmp_path: Path, authority: Any, tweak: Any, words: list[str]) -> None:
    AUTHORITY.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    context = None
    if authority != "no TLS":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        ended: dict[str, Any] = {"not_before": YESTERDAY - datetime.timedelta(days=9), "not_after": YESTERDAY}
        shown = authority.issue_cert("127.0.0.1") if authority else AUTHORITY.issue_cert("127.0.0.1", **ended)
        shown.configure_cert(context)
        tweak(context)
    with served(context) as url:
        front = cast("Simulator", SimpleNamespace(url=url))
        result = call(front, DOMAIN, domain="example.org", state="absent", ca_path=str(tmp_path / "ca.pem"))
    assert result["error"]["kind"] == "tls", result
    assert [word for word in words if word not in result["msg"]] == [], result["msg"]


def test_plain_http_where_tls_is_spoken_says_so() -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    AUTHORITY.issue_cert("127.0.0.1").configure_cert(context)
    with served(context) as url:
        front = cast("Simulator", SimpleNamespace(url=url.replace("https://", "http://")))
        result = call(front, DOMAIN, domain="example.org", state="absent", retry_timeout=0)
    assert result["error"]["kind"] == "connection"
    assert "may expect TLS: then api_url begins with https://" in result["msg"]


def test_a_proxy_that_refuses_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It never sees the key, which goes through its tunnel only."""
    seen: list[bytes] = []

    def refuse(proxy: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                client = proxy.accept()[0]
                seen.append(client.recv(65536))
                client.sendall(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
                client.close()

    with socket.create_server(("127.0.0.1", 0)) as proxy:
        threading.Thread(target=refuse, args=(proxy,), daemon=True).start()
        place = f"127.0.0.1:{proxy.getsockname()[1]}"
        result = through(f"http://carol:pass-of-carol@{place}/", monkeypatch)
        proxy.shutdown(socket.SHUT_RDWR)
    assert result["error"]["kind"] == "connection"
    assert f"cannot talk to mail.example.org through the proxy {place}: Tunnel connection failed: 407" in result["msg"]
    assert "pass-of-carol" not in str(result)
    assert seen[0].startswith(b"CONNECT mail.example.org:443 ")
    assert KEY.encode() not in b"".join(seen)


@pytest.mark.parametrize(
    "address", ["http://", "http://carol:pass-of-carol@", "http://127.0.0.1:pass-of-carol", "[::1"]
)
def test_what_is_no_proxy_is_told_and_not_passed_by(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    result = through(address, monkeypatch)
    assert "https_proxy or http_proxy of the environment is not a proxy's address" in result["msg"]
    assert "pass-of-carol" not in str(result)


def test_a_proxy_of_an_unknown_name_is_not_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    result = through("http://proxy.invalid:3128", monkeypatch, retry_timeout=2)
    assert "through the proxy proxy.invalid:3128: " in result["msg"]
    assert result["requests"]["retried"] == 0


def test_a_proxy_that_is_silent_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as proxy:
        place = f"127.0.0.1:{proxy.getsockname()[1]}"
        result = through(f"http://carol:pass-of-carol@{place}", monkeypatch, timeout=0.2)
    assert result["error"]["kind"] == "timeout"
    assert f"no answer within 0.2 s through the proxy {place}. Raise timeout, or look at the proxy and" in result["msg"]


def through(
    proxy: str, monkeypatch: pytest.MonkeyPatch, retry_timeout: float = 0, timeout: float = 30
) -> dict[str, Any]:
    """What comes of a task whose server is behind a proxy."""
    monkeypatch.setenv("https_proxy", proxy)
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    front = cast("Simulator", SimpleNamespace(url="https://mail.example.org/api"))
    times = {"retry_timeout": retry_timeout, "timeout": timeout}
    return call(front, DOMAIN, domain="example.org", state="absent", **times)


class Answering(BaseHTTPRequestHandler):
    """A web server in front, without BlueMind."""

    def do_GET(self) -> None:
        self.send_response(404)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        """Quiet."""


def test_a_client_certificate_is_shown(tmp_path: Path) -> None:
    authority = trustme.CA()
    mine, theirs = authority.issue_cert("me.example"), authority.issue_cert("127.0.0.1")
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    mine.private_key_and_cert_chain_pem.write_to_path(str(tmp_path / "me.pem"))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    theirs.configure_cert(context)
    authority.configure_trust(context)
    context.verify_mode = ssl.CERT_REQUIRED
    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        front = cast("Simulator", SimpleNamespace(url=f"https://127.0.0.1:{server.server_port}/api"))
        options = {
            "ca_path": str(tmp_path / "ca.pem"),
            "domain": "example.org",
            "state": "absent",
        }
        shown = call(front, DOMAIN, **options, client_cert=str(tmp_path / "me.pem"))
        hidden = call(front, DOMAIN, **options)
        server.shutdown()
    assert shown["error"]["status"] == 404
    assert hidden["error"]["status"] is None


def pump(source: socket.socket, sink: socket.socket) -> None:
    """Pass on what comes, until one side has had enough."""
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)


def tunnel(proxy: socket.socket, context: ssl.SSLContext, target: tuple[str, int]) -> None:
    """A proxy that is spoken to over TLS and connects the first client to `target`."""
    with contextlib.suppress(OSError):  # a client that does not trust it
        client = context.wrap_socket(proxy.accept()[0], server_side=True)
        client.recv(65536)
        client.sendall(b"HTTP/1.1 200 connected\r\n\r\n")
        server = socket.create_connection(target)
        for pair in ((client, server), (server, client)):
            threading.Thread(target=pump, args=pair, daemon=True).start()


def test_a_proxy_over_tls_is_trusted_like_the_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1", "mail.example.org").configure_cert(context)
    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server, socket.create_server(("127.0.0.1", 0)) as proxy:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        place = ("127.0.0.1", server.server_port)
        threading.Thread(target=tunnel, args=(proxy, context, place), daemon=True).start()
        monkeypatch.setenv("https_proxy", f"https://127.0.0.1:{proxy.getsockname()[1]}")
        monkeypatch.delenv("no_proxy", raising=False)
        monkeypatch.delenv("NO_PROXY", raising=False)
        front = cast("Simulator", SimpleNamespace(url="https://mail.example.org/api"))
        result = call(front, DOMAIN, domain="example.org", state="absent", ca_path=str(tmp_path / "ca.pem"))
        server.shutdown()
    assert result["error"]["status"] == 404, result
