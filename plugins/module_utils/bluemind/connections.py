# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The connections to one server: kept alive, one TLS context for all of them, bounded retries (contract#transport)."""

from __future__ import annotations

import os
import re
import socket
import ssl
import threading
import time
import traceback
import warnings
from typing import Any, Iterator, Mapping
from urllib.parse import urlsplit

REQUESTS_IMPORT_ERROR: str | None
# What a request raises: urllib3 sends it, and requests reads the environment for it. Of these, what TLS does not allow,
# and what urllib3 raises at the end of its attempts.
FAILURES: tuple[type[Exception], ...] = ()
NO_TLS: tuple[type[Exception], ...] = ()
NO_ANSWER: tuple[type[Exception], ...] = ()
try:
    import requests
    from requests.adapters import DEFAULT_CA_BUNDLE_PATH, HTTPAdapter
    from requests.utils import prepend_scheme_if_needed, select_proxy
    from urllib3 import PoolManager
    from urllib3.exceptions import HTTPError, InsecureRequestWarning, MaxRetryError, NewConnectionError, SSLError
    from urllib3.exceptions import TimeoutError as HTTPTimeout
    from urllib3.util.retry import Retry
    from urllib3.util.ssl_ import create_urllib3_context
    from urllib3.util.url import parse_url

    Retry(allowed_methods=None)  # urllib3 before 1.26 does not know it
    FAILURES, NO_TLS, NO_ANSWER = (requests.RequestException, HTTPError), (SSLError,), (MaxRetryError,)
    REQUESTS_IMPORT_ERROR = None
except (ImportError, TypeError):  # jobs/runner.py reports it
    REQUESTS_IMPORT_ERROR = traceback.format_exc()
    requests = Retry = object  # type: ignore[assignment,misc]  # a base class, so that this file can be imported

HASHED = re.compile(r"[0-9a-f]{8}\.[0-9]+")  # OpenSSL's names in a folder of authorities
CANNOT_LOAD = "cannot load"
FIRST_WAIT, LONGEST_WAIT = 0.2, 5.0
GATEWAY = frozenset({502, 503, 504})
TOO_MANY = 429  # nobody has looked at what was sent
# Most connections at a time, and the limit of `concurrency`. Each is opened when it is needed.
POOL = 64


class Call:
    """One request: whether it may be sent again, how long to wait for its answer, and how often it was sent again."""

    def __init__(self, repeatable: bool, timeout: float) -> None:
        self.repeatable = repeatable
        self.timeout = timeout
        self.retried = 0


class Budget:
    """Seconds that one run may still spend on repeating. Threads that wait at the same time spend the same seconds."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._lock = threading.Lock()
        self.renew()

    def renew(self) -> None:
        """Start another run."""
        self._left = self._seconds
        self._paid_until = 0.0

    def take(self, lost: float, wait: float) -> bool:
        """Spend the last `lost` and the next `wait` seconds; False if less is left."""
        with self._lock:
            now = time.monotonic()
            cost = max(0.0, now + wait - max(now - lost, self._paid_until))
            if cost > self._left:
                return False
            self._left -= cost
            self._paid_until = max(self._paid_until, now + wait)
            return True


class BoundedRetry(Retry):
    """urllib3's retries, limited by the time that a run may spend on them in all, not by a number of attempts.

    Any request is repeated if no connection could be opened, because nothing was sent, or if it was one too many. After
    any other failure only a `repeatable` one is.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        self.budget: Budget = options.pop("budget", None)
        self.call: Call = options.pop("call", None)
        self.wait = 0.0
        super().__init__(*args, **options)

    def new(self, **options: Any) -> BoundedRetry:
        """A copy for the next attempt, or for the next call."""
        return super().new(**{"budget": self.budget, "call": self.call, **options})

    def increment(
        self,
        method: Any = None,
        url: Any = None,
        response: Any = None,
        error: Any = None,
        _pool: Any = None,
        _stacktrace: Any = None,
    ) -> Any:
        """Count one failure, or give up with MaxRetryError."""
        unsent = self._is_connection_error(error) if error else response.status == TOO_MANY
        inner = getattr(error, "original_error", error)  # urllib3 wraps errors of a proxy
        hopeless = isinstance(inner, SSLError) or isinstance(getattr(inner, "__cause__", None), socket.gaierror)
        wait = min(FIRST_WAIT * 2 ** len(self.history), LONGEST_WAIT)
        lost = self.call.timeout if timed_out(error) else 0.0
        if hopeless or not (unsent or self.call.repeatable) or not self.budget.take(lost, wait):
            raise MaxRetryError(_pool, url, error)
        self.call.retried += 1
        after = super().increment(method, url, response, error, _pool, _stacktrace)
        after.wait = wait
        return after

    def get_backoff_time(self) -> float:
        """Seconds to wait, doubled each time up to a limit."""
        return self.wait


class Connections:
    """The connections to the server at `url`, or to the proxy that leads there; threads share them.

    `settings` are those that requests reads from the environment. SSLError if a certificate cannot be loaded. Loading
    the usual authorities takes 20 ms, so all connections share one context.
    """

    def __init__(self, url: str, settings: Mapping[str, Any], budget: Budget) -> None:
        verify, tls = settings["verify"], {}
        proxy = _proxy(url, settings["proxies"])
        # Without its user and password.
        self.proxy = urlsplit(proxy).netloc.rpartition("@")[2] if proxy else None
        url = requests.Request("GET", url).prepare().url or url  # its host as the domain name system writes it
        self._start = urlsplit(url).path
        if url.startswith("https:"):
            tls["ssl_context"] = _context(verify, settings["cert"])
        elif proxy and not proxy.lower().startswith("socks"):
            self._start = url  # a proxy is told the whole address
        if proxy:
            if proxy.lower().startswith("https:"):  # it is checked like the server, and gets no client certificate
                tls["proxy_ssl_context"] = _context(verify, None)
            self._manager: Any = HTTPAdapter(1, POOL, pool_block=True).proxy_manager_for(proxy, **tls)
        else:
            self._manager = PoolManager(1, maxsize=POOL, block=True, **tls)
        self._pool = self._manager.connection_from_url(url)
        self._retries = BoundedRetry(
            total=None,
            connect=10**6,
            read=10**6,
            redirect=0,
            status=10**6,
            status_forcelist={TOO_MANY, *GATEWAY},
            allowed_methods=None,
            raise_on_status=False,
            respect_retry_after_header=False,
            budget=budget,
        )

    def send(self, method: str, place: str, headers: Mapping[str, str], body: bytes | None, call: Call) -> Any:
        """urllib3's response to one request below the url, read to its end. One of FAILURES if there is none."""
        return self._pool.request(
            method,
            self._start + place,
            body=body,
            headers=headers,
            retries=self._retries.new(call=call),
            redirect=False,
            assert_same_host=False,
            timeout=call.timeout,
        )

    def close(self) -> None:
        """Close them."""
        self._manager.clear()


def _proxy(url: str, proxies: Mapping[str, str]) -> str | None:
    """The address of the proxy on the way to the url; InvalidProxyURL, without its password, if it is none."""
    found = select_proxy(url, proxies)
    try:
        address = prepend_scheme_if_needed(found, "http") if found else None
        if address is None or parse_url(address).host:  # without a host, urllib3 would go directly
            return address
    except (HTTPError, TypeError, ValueError):  # TypeError: requests, with a user and no host
        pass
    raise requests.exceptions.InvalidProxyURL("https_proxy or http_proxy of the environment is not a proxy's address")


def _context(verify: Any, cert: Any) -> Any:
    """The TLS context for `verify` and `cert` as requests takes them; SSLError if a file cannot be loaded."""
    context, file = create_urllib3_context(), ""
    try:
        if verify is False:
            # The user has said so; Ansible would call the words on stderr an error of ours.
            warnings.simplefilter("ignore", InsecureRequestWarning)
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        else:
            file = place = DEFAULT_CA_BUNDLE_PATH if verify is True else verify
            for file, kind in _authorities(place):
                context.load_verify_locations(**{kind: file})
        if cert:
            # Without a password argument, OpenSSL would ask the terminal for the password of an encrypted key.
            certificate, key = (cert, None) if isinstance(cert, str) else cert
            file = f"{certificate} with {key}" if key else certificate
            context.load_cert_chain(certificate, key, password="")
    except OSError as error:
        raise SSLError(f"{CANNOT_LOAD} {file}: {error}") from None
    return context


def _authorities(place: str) -> Iterator[tuple[str, str]]:
    """What to load for a file or folder of authorities: each path, and as what. OSError if a folder has none.

    In a folder, OpenSSL finds only files that are named after the hash of their subject; others are loaded by name.
    """
    if not os.path.isdir(place):
        yield place, "cafile"
        return
    files = [os.path.join(place, name) for name in sorted(os.listdir(place))]
    hashed = {os.path.realpath(file) for file in files if HASHED.fullmatch(os.path.basename(file))}
    others = [file for file in files if os.path.realpath(file) not in hashed and _holds_certificate(file)]
    if not (hashed or others):
        raise OSError("the folder has no file with a certificate in PEM format")
    yield place, "capath"
    for file in others:
        yield file, "cafile"


def _holds_certificate(path: str) -> bool:
    """Whether it is a file with a certificate in PEM format; an unreadable one is not, such as a key beside it."""
    if not os.path.isfile(path):  # to open a named pipe is to wait for who writes into it
        return False
    try:
        with open(path, "rb") as file:
            text = file.read()
    except OSError:
        return False
    return b"-----BEGIN CERTIFICATE-----" in text or b"-----BEGIN TRUSTED CERTIFICATE-----" in text


def timed_out(error: Any) -> bool:
    """Whether no answer came in time. urllib3 counts refused connections as timeouts, too."""
    return isinstance(error, HTTPTimeout) and not isinstance(error, NewConnectionError)
