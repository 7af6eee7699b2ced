# SPDX-License-Identifier: GPL-3.0-or-later
"""The pages of the web server in front of the API (contract#addresses-and-proxies, contract#start-up)."""

from __future__ import annotations

from .wire import Answer

BODY_LIMIT = 10 * 1024 * 1024
HTML = b"text/html"


def _page(title: str) -> bytes:
    head = f"<html>\r\n<head><title>{title}</title></head>\r\n"
    body = f"<body>\r\n<center><h1>{title}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n"
    return f"{head}{body}</html>\r\n".encode()


def bad_gateway() -> Answer:
    """The core does not answer: 502 with an HTML page."""
    return Answer(502, _page("502 Bad Gateway"), HTML)


def not_found() -> Answer:
    """A path outside /api; contract silent on the page."""
    return Answer(404, _page("404 Not Found"), HTML)


def too_large() -> Answer:
    """A body above 10 MB."""
    return Answer(413, _page("413 Request Entity Too Large"), HTML)


def redirect(location: str) -> Answer:
    """Port 80 answers 301 for every path."""
    return Answer(301, _page("301 Moved Permanently"), HTML, [(b"location", location.encode("latin-1"))])


def welcome() -> Answer:
    """A page where JSON is expected, as a login portal would serve it."""
    return Answer(200, _page("BlueMind"), b"text/html; charset=utf-8")
