# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTP to one BlueMind server: kept-alive connections, bounded retries, errors without secrets (contract section 1)."""

from __future__ import annotations

import functools
import json
import socket
import threading
import traceback
from dataclasses import dataclass, field
from typing import Any, Mapping
from urllib.parse import quote, urlencode, urlsplit

from .errors import BlueMindError, scrub

REQUESTS_IMPORT_ERROR: str | None
try:
    import requests
    from requests.adapters import HTTPAdapter
    from urllib3.exceptions import MaxRetryError, NewConnectionError, SSLError
    from urllib3.exceptions import TimeoutError as HTTPTimeout
    from urllib3.util.retry import Retry

    Retry(allowed_methods=None)  # urllib3 before 1.26 does not know it
    REQUESTS_IMPORT_ERROR = None
except (ImportError, TypeError):  # reported by the edge
    REQUESTS_IMPORT_ERROR = traceback.format_exc()
    Retry = HTTPAdapter = object  # type: ignore[assignment,misc]  # only so that the classes below can be defined

FIRST_WAIT, LONGEST_WAIT = 0.2, 5.0
HEADERS = {"Accept": "application/json", "Content-Type": "application/json"}
GATEWAY = frozenset({502, 503, 504})
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
# More connections than any run uses at a time; they are opened when they are needed.
POOL = 64


@dataclass(frozen=True)
class Connection:
    """How to reach one server; `api_url` ends in /api, times are seconds. Secrets do not show in its repr."""

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


class BoundedRetry(Retry):
    """urllib3's retries, for requests that may be repeated, within the time that a run may spend on them in all.

    A connection that could not be opened carried nothing, so any request is tried again then. Everything else is
    repeated only when the calling thread said so (`repeatable`).
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        self.budget: Budget = options.pop("budget", None)
        self.thread: _Calls = options.pop("thread", None)
        self.wait = 0.0
        super().__init__(*args, **options)

    def new(self, **options: Any) -> BoundedRetry:
        """A copy for the next try."""
        return super().new(budget=self.budget, thread=self.thread, **options)

    def increment(
        self,
        method: Any = None,
        url: Any = None,
        response: Any = None,
        error: Any = None,
        _pool: Any = None,
        _stacktrace: Any = None,
    ) -> Any:
        """Note one failure, or give up: MaxRetryError."""
        unsent = error is not None and self._is_connection_error(error)
        hopeless = isinstance(error, SSLError) or isinstance(getattr(error, "__cause__", None), socket.gaierror)
        wait = min(FIRST_WAIT * 2 ** len(self.history), LONGEST_WAIT)
        lost = self.thread.timeout if _timed_out(error) else 0.0
        if hopeless or not (unsent or self.thread.repeatable) or not self.budget.take(wait + lost):
            raise MaxRetryError(_pool, url, error)
        self.thread.retried += 1
        after = super().increment(method, url, response, error, _pool, _stacktrace)
        after.wait = wait
        return after

    def get_backoff_time(self) -> float:
        """Seconds to wait: doubling, capped."""
        return self.wait


class Budget:
    """Seconds that one run may still spend on repeating; shared by its threads."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._lock = threading.Lock()
        self.renew()

    def renew(self) -> None:
        """Begin another run."""
        self._left = self._seconds

    def take(self, cost: float) -> bool:
        """Whether `cost` seconds can still be spent; then they are."""
        with self._lock:
            if cost > self._left:
                return False
            self._left -= cost
            return True


class _Calls(threading.local):
    """What a thread tells its retries, and what they tell it."""

    repeatable = False
    retried = 0
    timeout = 0.0


class Transport:
    """One server, one session key, counted requests. Safe to share between threads once it is opened."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.sent = 0
        self.retried = 0
        self.secrets = {secret for secret in (connection.api_key, connection.password) if secret}
        self.key = connection.api_key
        self._count = threading.Lock()
        self._thread = _Calls()
        self._budget = Budget(connection.retry_timeout)
        self._session = self._open()
        self._adapter = self._session.get_adapter(connection.api_url)
        self._settings = self._secured()

    def _open(self) -> requests.Session:
        connection = self.connection
        session = requests.Session()
        session.trust_env = urlsplit(connection.api_url).hostname not in LOOPBACK
        # Time is the bound, not a number of tries.
        retries = BoundedRetry(
            total=None,
            connect=10**6,
            read=10**6,
            redirect=0,
            status=10**6,
            status_forcelist=GATEWAY,
            allowed_methods=None,
            raise_on_status=False,
            respect_retry_after_header=False,
            budget=self._budget,
            thread=self._thread,
        )
        session.mount(connection.api_url, HTTPAdapter(POOL, POOL, retries, pool_block=True))
        return session

    @functools.cached_property
    def _blank(self) -> requests.PreparedRequest:
        """What every request begins with: the server's address, checked and encoded once."""
        return requests.Request("GET", self.connection.api_url).prepare()

    def _secured(self) -> Mapping[str, Any]:
        """Proxies and certificates for every request, the environment looked at once."""
        connection = self.connection
        # Said here: left to the session, REQUESTS_CA_BUNDLE would win over ca_path.
        verify = (connection.ca_path or True) if connection.validate_certs else False
        cert: Any = connection.client_cert
        if cert and connection.client_key:
            cert = (cert, connection.client_key)
        return self._session.merge_environment_settings(connection.api_url, {}, False, verify, cert)

    def renew(self) -> None:
        """Forget the last run's session key and counts; the connections stay."""
        self.sent = self.retried = 0
        self.key = self.connection.api_key
        self._settings = self._secured()  # the environment may be another one
        self._budget.renew()

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

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
        """One request below /api; `path` are raw segments, percent-encoded here (section 17.1).

        `private` hides what the server says about a refused body, which may quote a piece of a secret.
        Returns the decoded JSON; None for void (200 without a body) and null (204), section 1.4.
        Raises BlueMindError; no secret is in it.
        """
        place = "/" + "/".join(quote(segment, safe="") for segment in path)
        url = self.connection.api_url + place
        self._thread.repeatable = method == "GET" if repeatable is None else repeatable
        self._thread.retried = 0
        self._thread.timeout = self.connection.timeout
        try:
            request = self._blank.copy()
            request.method = method
            request.url = f"{request.url}{place}?{urlencode(query)}" if query else f"{request.url}{place}"
            request.prepare_headers(HEADERS if anonymous or not self.key else {**HEADERS, "X-BM-ApiKey": self.key})
            request.body = None if body is None else json.dumps(body).encode("utf-8")
            request.prepare_content_length(request.body)
            # Not by the session, which would add ~/.netrc, and keep cookies: it is shared by threads.
            answer = self._adapter.send(request, timeout=self.connection.timeout, **self._settings)
            return self._decode(method, url, answer, private)
        except requests.RequestException as error:
            raise self._error(*_reason(error, self.connection), method=method, url=url) from None
        finally:
            with self._count:
                self.sent += 1 + self._thread.retried
                self.retried += self._thread.retried

    def _decode(self, method: str, url: str, answer: requests.Response, private: bool) -> Any:
        if answer.status_code in (200, 204) and not answer.content:
            return None
        try:
            content = json.loads(answer.content)
        except ValueError:
            content = None
        if answer.status_code == 200 and content is not None:
            return content
        kind, text, code = _refusal(answer, content, private)
        raise self._error(kind, text, method=method, url=url, status=answer.status_code, code=code)

    def _error(self, kind: str, text: str, **where: Any) -> BlueMindError:
        place = f"{where['method']} {where['url']}"
        return BlueMindError(kind, scrub(f"{place}: {text}", self.secrets), **where)


def _timed_out(error: Any) -> bool:
    """urllib3 calls a refused connection a timeout as well."""
    return isinstance(error, HTTPTimeout) and not isinstance(error, NewConnectionError)


def _reason(error: Exception, connection: Connection) -> tuple[str, str]:
    """Kind and sentence for a request that got no usable answer."""
    server = urlsplit(connection.api_url).netloc
    if isinstance(error, requests.exceptions.SSLError):
        return "tls", (
            f"the TLS handshake with {server} failed: {_innermost(error)}. Check that the certificate is for this name "
            "and give the authority that signed it in ca_path; check client_cert where one is used."
        )
    if isinstance(error, requests.exceptions.Timeout) or _timed_out(_innermost(error)):
        return (
            "timeout",
            f"no answer within {connection.timeout:g} s. Raise timeout, or look at bm-core's load.",
        )
    if isinstance(error, requests.exceptions.ConnectionError):
        return "connection", f"cannot talk to {server}: {_innermost(error)}. Check api_url and that bm-core runs."
    if isinstance(error, requests.exceptions.ChunkedEncodingError):
        return "connection", f"the connection to {server} broke in the middle of the answer."
    return "connection", f"the request could not be made: {_innermost(error)}."


def _innermost(error: BaseException) -> BaseException:
    """The reason that the libraries give, out of its wrappers."""
    inner = getattr(error, "reason", None) or next((one for one in error.args if isinstance(one, Exception)), None)
    return _innermost(inner) if isinstance(inner, Exception) else error


def _refusal(answer: requests.Response, content: Any, private: bool) -> tuple[str, str, str | None]:
    """Kind, sentence and BlueMind's error code for an answer that is no success (section 1.5)."""
    status = answer.status_code
    fault = content if isinstance(content, dict) else {}
    code = fault.get("errorCode") or fault.get("code")
    said = fault.get("message") or fault.get("errorType") or "no reason given"
    said = "the reason is in bm-core's log; it may quote a secret" if private else said
    if status in GATEWAY:
        return (
            "unavailable",
            f"HTTP {status}: the web server in front answers, but bm-core does not (yet).",
            None,
        )
    if 300 <= status < 400:
        target = answer.headers.get("Location", "nowhere")
        return (
            "redirect",
            f"HTTP {status}: the server redirects to {target}; put the final address in api_url.",
            None,
        )
    if status == 401:
        return "authentication", f"HTTP 401: BlueMind refuses the key: {said}. Check api_key.", code
    if status == 403 or code in ("PERMISSION_DENIED", "FORBIDDEN"):
        return "permission", f"HTTP {status} {code}: this account may not do that: {said}.", code
    if status == 404:
        return "not_found", f"HTTP 404: {said}.", code
    if "no service registered" in str(said):
        return "unsupported", f"HTTP {status}: this BlueMind has no such service: {said}.", code
    if status == 200 or not fault:
        return (
            "protocol",
            f"HTTP {status} without the JSON that BlueMind sends; does api_url lead to BlueMind?",
            code,
        )
    return "server", f"HTTP {status} {code or ''}: {said}.", code
