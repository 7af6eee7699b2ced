# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTP to one BlueMind server: kept-alive connections, bounded retries, errors without secrets (contract#transport)."""

from __future__ import annotations

import json
import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from http.client import IncompleteRead
from typing import Any, Callable, Iterator, Mapping
from urllib.parse import quote, urlencode, urlsplit

from .connections import (
    CANNOT_LOAD,
    FAILURES,
    GATEWAY,
    NO_ANSWER,
    NO_TLS,
    TOO_MANY,
    Budget,
    Call,
    Connections,
    requests,
    timed_out,
)
from .errors import BlueMindError, Kind
from .redaction import MASK, redact, searchable

HEADERS = {"Accept": "application/json", "Content-Type": "application/json"}
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
# A failure of BlueMind has at least one of these (contract#errors); of anybody else, this much is looked at.
FAULT = frozenset({"errorCode", "errorType", "code"})
PEEK = 4000
LONGEST_TITLE = 100
# What to do about a handshake that failed, by OpenSSL's words for it.
TLS_CURE = (
    "Check that the certificate is for this name and give the authority that signed it in ca_path; check client_cert "
    "where one is used."
)
TLS_CURES = (
    (
        "protocol.version|unsupported.protocol",
        "The server speaks only a TLS older than 1.2, which is not safe; let it speak TLS 1.2 or 1.3.",
    ),
    (
        "wrong.version.number|http.request",
        "What answers does not speak TLS: check the port of api_url. Plain http:// is accepted for localhost, "
        "elsewhere with allow_http.",
    ),
    ("expired|not.yet.valid", "Renew the server's certificate, and check the clock of the machine that runs the task."),
)
# What a server that expects TLS does to a request without it.
CUT_OFF = re.compile(r"without response|reset by peer", re.IGNORECASE)
# The subject of a published calendar, which the server may quote, is the secret part of an address.
PUBLISHED = re.compile(r"x-calendar-p(?:ublic|rivate)-[\w.~%-]+")
# Threads for requests that do not depend on each other. More threads open more connections and are no faster.
THREADS = 16
# Seconds for which the items of a loop share an answer.
SHARED = 10.0


@dataclass(frozen=True)
class Connection:
    """How to reach one server; `api_url` ends in /api, times are seconds. Its repr shows no secrets."""

    api_url: str
    api_key: str | None = field(default=None, repr=False)
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    validate_certs: bool = True
    ca_path: str | None = None
    client_cert: str | None = None
    client_key: str | None = None
    timeout: float = 30.0
    retry_timeout: float = 60.0


class Transport:
    """One server, one session key, counted requests; threads may share it."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.sent = 0
        self.retried = 0
        self.repeated = 0
        self.secrets = searchable((connection.api_key, connection.password))
        self.key = connection.api_key
        self._lock = threading.Lock()
        self._budget = Budget(connection.retry_timeout)
        self._settings = self._secured()
        self._connections: Connections | None = None
        self.tell: Callable[[str], Any] = _nobody  # who hears what takes long
        self._pool = ThreadPoolExecutor(THREADS)  # it starts each when it is needed
        self._answers: dict[str, tuple[float, Any]] = {}

    def _open(self) -> Connections:
        """The connections, with this run's certificates; SSLError if they cannot be loaded."""
        with self._lock:
            if self._connections is None:
                self._connections = Connections(self.connection.api_url, self._settings, self._budget)
            return self._connections

    def _secured(self) -> Mapping[str, Any]:
        """Proxies and certificates of every request; reads the environment once."""
        connection = self.connection
        # Without an explicit value, requests would prefer REQUESTS_CA_BUNDLE to ca_path.
        verify = (connection.ca_path or True) if connection.validate_certs else False
        cert: Any = connection.client_cert
        if cert and connection.client_key:
            cert = (cert, connection.client_key)
        session = requests.Session()
        session.trust_env = urlsplit(connection.api_url).hostname not in LOOPBACK
        return session.merge_environment_settings(connection.api_url, {}, False, verify, cert)

    def renew(self) -> None:
        """Forget the last run's key, secrets and counts. Connections stay open, unless the environment has changed."""
        self.sent = self.retried = self.repeated = 0
        self.key = self.connection.api_key
        self.secrets = searchable((self.connection.api_key, self.connection.password))
        self._budget.renew()
        before, self._settings = self._settings, self._secured()
        if self._settings != before:  # another way, perhaps to another server
            self._disconnect()
            self.forget()

    def recall(self, question: str, ask: Callable[[], Any]) -> Any:
        """The answer to a question that every item of a loop has; from `ask` if there is none, or if it is old."""
        known = self._answers.get(question)
        if known is None or time.monotonic() - known[0] > SHARED:
            known = self._answers[question] = time.monotonic(), ask()
        return known[1]

    def forget(self) -> None:
        """Let the next run ask everything itself."""
        self._answers.clear()

    def close(self) -> None:
        """Close the connections."""
        self._pool.shutdown()
        self._disconnect()

    def _disconnect(self) -> None:
        if self._connections is not None:
            self._connections.close()
        self._connections = None

    def together(self, *calls: Callable[[], Any]) -> list[Any]:
        """The results of independent calls, in their order.

        The calling thread takes part. The first error in that order is raised once all calls have ended.
        """
        others = [self._pool.submit(call) for call in calls[1:]]
        try:
            results = [call() for call in calls[:1]]
            for call, one in zip(calls[1:], others):
                results.append(call() if one.cancel() else one.result())
            return results
        finally:
            wait([future for future in others if not future.cancel()])

    def call(
        self,
        method: str,
        *path: str,
        query: Mapping[str, str] | None = None,
        body: Any = None,
        repeatable: bool | None = None,
        anonymous: bool = False,
        private: bool = False,
    ) -> Any:
        """One request below /api; `path` are raw segments, which are percent-encoded here.

        `private` hides the server's reason for refusing a body, because it may quote a part of a secret.
        Returns the decoded JSON, None for an answer without content (contract#success-answers).
        Raises BlueMindError without secrets.
        """
        if {".", ".."} & set(path):  # a web server in front would look for something else, further up
            text = f"{method} /{'/'.join(path)}: nothing in BlueMind is called . or .., a step in an address."
            raise BlueMindError("input", text)
        place = "/" + "/".join(quote(segment, safe="") for segment in path)
        url = self.connection.api_url + place
        call = Call(method == "GET" if repeatable is None else repeatable, self.connection.timeout)
        headers = HEADERS if anonymous or not self.key else {**HEADERS, "X-BM-ApiKey": self.key}
        data = None if body is None else json.dumps(body).encode("utf-8")
        target = f"{place}?{urlencode(query)}" if query else place
        try:
            answer = self._open().send(method, target, headers, data, call)
        except FAILURES as error:
            proxy = self._connections.proxy if self._connections else None
            raise self._error(*_reason(error, self.connection, proxy), method=method, url=url) from None
        finally:
            with self._lock:
                self.sent += 1 + call.retried
                self.retried += call.retried
                self.repeated += call.retried > 0
        return self._decode(method, url, answer, private)

    def _decode(self, method: str, url: str, answer: Any, private: bool) -> Any:
        if answer.status in (200, 204) and not answer.data:
            return None
        try:
            content = json.loads(answer.data)
        except (ValueError, RecursionError):  # the latter of brackets within brackets, a thousand deep
            content = None
        if answer.status == 200 and content is not None:
            return content
        if answer.status == 401 and isinstance(content, dict) and self.key:
            # BlueMind quotes the key, which may be too short to be searched for elsewhere.
            content = {name: redact(str(value), [self.key]) for name, value in content.items()}
        kind, text, code = _refusal(answer, content, private, self.connection)
        raise self._error(kind, text, method=method, url=url, status=answer.status, code=code)

    def _error(self, kind: Kind, text: str, **where: Any) -> BlueMindError:
        place = f"{where['method']} {where['url']}"
        told = PUBLISHED.sub(MASK, redact(f"{place}: {text}", self.secrets))
        return BlueMindError(kind, _printable(told), **where)


def _nobody(text: str) -> None:
    """A module's process has no way to speak before it ends."""


def _reason(error: Exception, connection: Connection, proxy: str | None) -> tuple[Kind, str]:
    """Kind and sentence for a request without a usable answer."""
    server, way = urlsplit(connection.api_url).netloc, "api_url"
    if proxy:
        server += f" through the proxy {proxy}"
        way = "api_url, the proxy in the environment (https_proxy, no_proxy)"
    causes = list(_causes(error))
    cause = _said(causes[-1])
    if any(isinstance(one, NO_TLS) for one in causes):
        if cause.startswith(CANNOT_LOAD):
            return "tls", f"{cause}. Check ca_path, client_cert and client_key: they must be in PEM format."
        cure = next((cure for words, cure in TLS_CURES if re.search(words, cause, re.IGNORECASE)), TLS_CURE)
        return "tls", f"the TLS handshake with {server} failed: {cause}. {cure}"
    if any(timed_out(one) for one in causes):
        by, look = (f" through the proxy {proxy}", "the proxy and ") if proxy else ("", "")
        return (
            "timeout",
            f"no answer within {connection.timeout:g} s{by}. Raise timeout, or look at {look}bm-core's load.",
        )
    if any(isinstance(one, IncompleteRead) for one in causes):
        return "connection", f"the connection to {server} broke in the middle of the answer."
    if isinstance(error, NO_ANSWER):
        tls = CUT_OFF.search(cause) and connection.api_url.startswith("http:")
        hint = " What answers there may expect TLS: then api_url begins with https://." if tls else ""
        return "connection", f"cannot talk to {server}: {cause}. Check {way} and that bm-core runs.{hint}"
    return "connection", f"the exchange failed: {cause.rstrip('.')}."


def _cure(connection: Connection) -> str:
    """What to do about a refused key: it is the user's own, or that of the session that this run has opened."""
    if connection.username is None:
        return "Check api_key."
    return (
        f"So the session of {connection.username} has ended: BlueMind was restarted or is in maintenance mode, or "
        "somebody has logged the account out. Run again."
    )


def _said(error: BaseException) -> str:
    """Its words, without the connection object that urllib3 names before them."""
    return re.sub(r"^<?\S*Connection(\([^)]*\)| object at \w+>): ", "", str(error))


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and what urllib3 has wrapped in it, the first cause last."""
    yield error
    inner = getattr(error, "reason", None) or next((one for one in error.args if isinstance(one, Exception)), None)
    if isinstance(inner, Exception):
        yield from _causes(inner)


def _refusal(answer: Any, content: Any, private: bool, connection: Connection) -> tuple[Kind, str, str | None]:
    """Kind, sentence and BlueMind's error code for an answer that is not a success (contract#errors)."""
    status = answer.status
    if status in GATEWAY:
        return (
            "unavailable",
            f"HTTP {status}: the web server in front of BlueMind answers, but bm-core does not (yet).",
            None,
        )
    if status == TOO_MANY:
        text = (
            "what stands in front of BlueMind lets no more requests through for now. Raise its limit, or retry_timeout."
        )
        return "unavailable", f"HTTP 429: {text}", None
    if 300 <= status < 400:
        target = answer.headers.get("Location", "nowhere")
        return (
            "redirect",
            f"HTTP {status}: the server redirects to {target}; put the final address in api_url.",
            None,
        )
    if not isinstance(content, dict) or not FAULT & set(content):
        return "protocol", f"HTTP {status} {_stranger(answer, content)}", None
    code = content.get("errorCode") or content.get("code")
    # Java writes a missing message as null, and sometimes as a text.
    said = next(
        (text for text in (content.get("message"), content.get("errorType")) if text not in (None, "", "null")), None
    )
    said = "it is not told why, because the reason may quote a secret" if private else said or "no reason given"
    where = f"HTTP {status} {code}" if code else f"HTTP {status}"
    if status == 401:
        return "authentication", f"HTTP 401: BlueMind refuses the key: {said}. {_cure(connection)}", code
    if status == 403 or code in ("PERMISSION_DENIED", "FORBIDDEN"):
        cure = "Use admin0@global.virt, or an account with the role admin on this domain."
        return "permission", f"{where}: this account is not allowed to do this: {said}. {cure}", code
    if status == 404:
        return "not_found", f"HTTP 404: {said}. Run again; if it stays so, check api_url.", code
    if "no service registered" in str(said):
        return "unsupported", f"HTTP {status}: this BlueMind has no such service: {said}.", code
    return "server", f"{where}: {said}. Look at /var/log/bm/core.log on the core host, and run again.", code


def _stranger(answer: Any, content: Any) -> str:
    """What answered in BlueMind's place, and what to do about it: a proxy, or another path of the web server."""
    body = answer.data[:PEEK].decode("utf-8", "replace")
    title = re.search(r"<title[^>]*>(.*?)</title", body, re.DOTALL | re.IGNORECASE)
    sender = answer.headers.get("Server")
    by = f" from {sender}" if sender else ""
    start = "without the JSON that BlueMind sends"
    if title or re.search(r"<(html|!doctype)", body, re.IGNORECASE):
        # A longer one is not cut, because half of a secret is not recognised.
        named = f' "{_printable(title.group(1))}"' if title and len(title.group(1)) <= LONGEST_TITLE else ""
        return (
            f"{start}: this is an HTML page{named}{by}, not BlueMind's API. Check that api_url leads to BlueMind, and "
            "that no proxy or firewall answers in its place (no_proxy)."
        )
    what = "an empty answer" if not body else "JSON of another kind" if content is not None else "no JSON, or a part"
    return f"{start}: this is {what}{by}. Does api_url lead to BlueMind?"


def _printable(text: str) -> str:
    """A text of others on one line, without what moves a terminal's cursor or turns the direction of the text."""
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())
