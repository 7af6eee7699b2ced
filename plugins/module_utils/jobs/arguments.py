# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Task arguments: their specification, and what they mean. Everything that can be refused without a server is."""

from __future__ import annotations

import os
from typing import Any, Mapping
from urllib.parse import SplitResult, urlsplit

from ansible.module_utils.basic import env_fallback

from ..bluemind.acl import RIGHTS
from ..bluemind.errors import BlueMindError
from ..bluemind.transport import LOOPBACK, Connection
from ..model.records import Share

LONGEST = 86400.0
CREDENTIALS = ("api_key", "api_key_path", "username")
CONNECTION_RULES: dict[str, Any] = {"mutually_exclusive": [CREDENTIALS]}


def _env(name: str, **option: Any) -> dict[str, Any]:
    return {**option, "fallback": (env_fallback, [f"BLUEMIND_{name}"])}


def connection_spec() -> dict[str, Any]:
    """The connection options, which every module has."""
    return {
        "api_url": _env("API_URL", type="str", required=True),
        "api_key": {"type": "str", "no_log": True},
        "api_key_path": {"type": "path"},
        "username": {"type": "str"},
        "password": {"type": "str", "no_log": True},
        "allow_http": {"type": "bool", "default": False},
        "validate_certs": _env("VALIDATE_CERTS", type="bool", default=True),
        "ca_path": _env("CA_PATH", type="path"),
        "client_cert": {"type": "path"},
        "client_key": {"type": "path"},
        "timeout": _env("TIMEOUT", type="float", default=30.0),
        "retry_timeout": {"type": "float", "default": 60.0},
    }


def shares_spec() -> dict[str, Any]:
    """The option `shares`."""
    return {
        "type": "list",
        "elements": "dict",
        "options": {
            "user": {"type": "str"},
            "group": {"type": "str"},
            "everyone": {"type": "bool"},
            "right": {"type": "str", "choices": list(RIGHTS), "default": "book"},
        },
        "mutually_exclusive": [("user", "group", "everyone")],
        "required_one_of": [("user", "group", "everyone")],
    }


def to_connection(params: Mapping[str, Any], credentials: bool = True) -> Connection:
    """From the connection options; reads `api_key_path`. `credentials`: whether they are required. Errors: `input`."""
    given = _credentials(params)
    if credentials and not given:
        raise refuse("no credentials are given. Give one of api_key, api_key_path, or username with password")
    return Connection(
        api_url=_api_url(params["api_url"], params["allow_http"]),
        api_key=_key(given),
        username=given.get("username"),
        password=_password(given),
        validate_certs=params["validate_certs"],
        ca_path=_existing("ca_path", params),
        client_cert=_existing("client_cert", params),
        client_key=_existing("client_key", params),
        timeout=seconds("timeout", params, 0.001),
        retry_timeout=seconds("retry_timeout", params),
    )


def to_shares(record: Mapping[str, Any], where: str) -> tuple[Share, ...] | None:
    """From `shares`, `purge_shares` and `allow_empty`; None if shares are not managed. Errors: `input`."""
    if record["shares"] is None:
        if record["purge_shares"]:
            raise refuse(f"{where}: purge_shares removes the rights that shares does not list; give shares")
        return None
    if record["purge_shares"] and not record["shares"] and not record["allow_empty"]:
        raise refuse(f"{where}: purge_shares with empty shares removes every right; confirm it with allow_empty: true")
    return tuple(_share(share, where) for share in record["shares"])


def _share(one: Mapping[str, Any], where: str) -> Share:
    kind = next(kind for kind in ("user", "group", "everyone") if one[kind] is not None)
    if kind == "everyone":
        if not one["everyone"]:
            raise refuse(f"{where}: a share with everyone: false has no effect; leave it out")
        return Share(kind, "", one["right"])
    return Share(kind, text(f"{where}: shares: {kind}", one[kind]), one["right"])


def _api_url(given: str, allow_http: bool) -> str:
    url = _parts(text("api_url", given).rstrip("/"))
    if url is None:
        raise refuse("api_url must look like https://mail.example.org or https://mail.example.org/api")
    if url.scheme == "http" and url.hostname not in LOOPBACK and not allow_http:
        raise refuse(
            f"api_url {url.scheme}://{url.netloc} would send the key unencrypted; use https, or allow_http: true on a "
            "network that you trust"
        )
    path = url.path if url.path.endswith("/api") else f"{url.path}/api"
    return f"{url.scheme}://{url.netloc}{path}"


def _parts(address: str) -> SplitResult | None:
    """None unless it is that of a web server, without login, query and fragment."""
    try:
        url = urlsplit(address if "://" in address else f"https://{address}")
        has_place = bool(url.hostname) and url.port != 0  # ValueError if the port is not a number
    except ValueError:
        return None
    is_web = url.scheme in ("http", "https")
    has_more = url.query or url.fragment or "@" in url.netloc
    return url if is_web and has_place and not has_more else None


def _credentials(params: Mapping[str, Any]) -> dict[str, str]:
    """Those of the task; those of the environment only if it has none."""
    task = {name: params[name] for name in CREDENTIALS if params[name] is not None}
    found = task or {name: value for name in CREDENTIALS if (value := os.environ.get(f"BLUEMIND_{name.upper()}"))}
    if len(found) > 1:
        names = ", ".join(f"BLUEMIND_{name.upper()}" for name in found)
        raise refuse(f"the environment has {names}; keep one of them, or set one in the task")
    password = params["password"] or os.environ.get("BLUEMIND_PASSWORD")
    return {**found, "password": password} if "username" in found and password else found


def _password(given: Mapping[str, str]) -> str | None:
    if "username" in given and "password" not in given:
        raise refuse("username is given without password. Give both, or api_key or api_key_path instead")
    return given.get("password")


def _key(given: Mapping[str, str]) -> str | None:
    path, key = given.get("api_key_path"), given.get("api_key")
    if path is not None:
        try:
            with open(os.path.expanduser(path), encoding="utf-8") as file:
                key = file.read().strip()
        except (OSError, UnicodeDecodeError) as error:
            raise refuse(f"api_key_path {path} cannot be read where the task runs: {error}") from None
    if key is not None and not key.strip():
        raise refuse("the API key is empty" if path is None else f"api_key_path {path} is an empty file")
    if key is not None and not (key.isprintable() and key.isascii()):
        raise refuse("the API key has characters that no HTTP header can carry")
    return key


def _existing(name: str, params: Mapping[str, Any]) -> str | None:
    path = params[name]
    if path is not None and not os.path.exists(path):
        raise refuse(f"{name} {path} does not exist where the task runs")
    return path


def seconds(name: str, params: Mapping[str, Any], least: float = 0.0) -> float:
    """A time option. Errors: `input`."""
    value = float(params[name])
    if not least <= value <= LONGEST:
        raise refuse(f"{name} must be from {least:g} to {LONGEST:g} seconds, and is {value:g}")
    return value


def text(name: str, value: str) -> str:
    """An option without the white space around it. Errors: `input` if nothing is left."""
    if not value.strip():
        raise refuse(f"{name} is empty; give it a text")
    return value.strip()


def refuse(sentence: str) -> BlueMindError:
    """The error of an option; the sentence has no full stop."""
    return BlueMindError("input", f"{sentence}.")
