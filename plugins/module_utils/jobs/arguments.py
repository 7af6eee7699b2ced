# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Task arguments: their specification, and what they mean. Everything that can be refused without a server is."""

from __future__ import annotations

import os
import re
from typing import Any, Mapping
from urllib.parse import urlsplit

from ansible.module_utils.basic import env_fallback

from ..bluemind.acl import RIGHTS
from ..bluemind.errors import BlueMindError
from ..bluemind.redaction import SHORTEST, Secret
from ..bluemind.transport import LOOPBACK, Connection
from ..model import working_hours
from ..model.fields import FIELDS
from ..model.provider import Provider, Setting
from ..model.records import Availability, Desired, Share

try:
    from zoneinfo import available_timezones
except ImportError:  # Python 3.8: only the server checks

    def available_timezones() -> set[str]:
        """No list."""
        return set()


CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")

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


def domain_spec(provider: Provider) -> dict[str, Any]:
    """One domain's record; a required setting has to be given only if none is stored."""
    return {
        "domain": {"type": "str", "required": True},
        "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
        **{setting.name: {"type": setting.type, "no_log": setting.secret} for setting in provider.settings},
        "update_token": {
            "type": "str",
            "choices": ["always", "on_create"],
            "default": "always",
            "no_log": False,
        },
        **{field.option: field.spec() for field in FIELDS},
        "shares": shares_spec(),
        "purge_shares": {"type": "bool", "default": False},
        "allow_empty": {"type": "bool", "default": False},
        "availability": {
            "type": "dict",
            "options": {
                "days": {"type": "list", "elements": "str", "choices": list(working_hours.DAYS)},
                "start": {"type": "str"},
                "end": {"type": "str"},
                "minimum_duration": {"type": "int", "choices": list(working_hours.DURATIONS)},
                "timezone": {"type": "str"},
            },
        },
    }


def to_connection(params: Mapping[str, Any], credentials: bool = True) -> Connection:
    """From the connection options; reads `api_key_path`. `credentials`: whether they are required. Errors: `input`."""
    given = _credentials(params)
    if credentials and not given:
        raise _refuse(f"set one of {', '.join(CREDENTIALS)}")
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


def to_desired(record: Mapping[str, Any], provider: Provider) -> Desired:
    """From one domain's record. Errors: `input`."""
    name = _text("domain", record["domain"])
    shares = to_shares(record, name)
    return Desired(
        domain=name,
        provider=provider,
        state=record["state"],
        settings={
            setting.name: _setting(setting, record[setting.name], f"{name}: {setting.name}", provider)
            for setting in provider.settings
            if record[setting.name] is not None
        },
        keep_stored_secrets=record["update_token"] == "on_create",
        fields={
            field.option: _text(field.option, record[field.option])
            for field in FIELDS
            if record[field.option] is not None
        },
        shares=shares,
        purge_shares=record["purge_shares"],
        availability=_availability(record["availability"], name),
    )


def _setting(setting: Setting, value: Any, where: str, provider: Provider) -> Any:
    if isinstance(value, str) and (not value.strip() or value != value.strip()):
        what = "empty" if not value.strip() else "surrounded by white space"
        raise _refuse(
            f"{where} is {what}. Give the {setting.name} of {provider.name}, or leave it out to keep the stored one"
        )
    if setting.secret and len(value) < SHORTEST:
        raise _refuse(
            f"{where} has fewer than {SHORTEST} characters. A {setting.name} of {provider.name} is longer, and nothing "
            "can hide so short a text in outputs. Give the one that the portal shows"
        )
    return Secret(value) if setting.secret else value


def to_shares(record: Mapping[str, Any], where: str) -> tuple[Share, ...] | None:
    """From `shares`, `purge_shares` and `allow_empty`; None if shares are not managed. Errors: `input`."""
    if record["shares"] is None:
        if record["purge_shares"]:
            raise _refuse(f"{where}: purge_shares removes the rights that shares does not list; give shares")
        return None
    if record["purge_shares"] and not record["shares"] and not record["allow_empty"]:
        raise _refuse(f"{where}: purge_shares with empty shares removes every right; confirm it with allow_empty: true")
    return tuple(_share(share, where) for share in record["shares"])


def _share(one: Mapping[str, Any], where: str) -> Share:
    kind = next(kind for kind in ("user", "group", "everyone") if one[kind] is not None)
    if kind == "everyone":
        if not one["everyone"]:
            raise _refuse(f"{where}: a share with everyone: false has no effect; leave it out")
        return Share(kind, "", one["right"])
    return Share(kind, _text(f"shares: {kind}", one[kind]), one["right"])


def _availability(given: Mapping[str, Any] | None, where: str) -> Availability | None:
    if given is None or all(value is None for value in given.values()):
        return None
    if given["days"] == []:
        raise _refuse(f"{where}: availability.days is empty; BlueMind needs at least one day")
    start, end = (_clock(name, given[name], where) for name in ("start", "end"))
    zones, zone = available_timezones(), given["timezone"]
    if zone is not None and (zone not in zones if zones else not re.fullmatch(r"[A-Za-z0-9_+/-]+", zone)):
        raise _refuse(f"{where}: availability.timezone {zone!r} is unknown; write one such as Europe/Paris")
    days = None if given["days"] is None else tuple(day for day in working_hours.DAYS if day in given["days"])
    found = Availability(days, start, end, given["minimum_duration"], zone)
    if found.is_backwards:
        raise _refuse(f"{where}: availability starts at {start}, not before it ends at {end}")
    return found


def _clock(name: str, value: str | None, where: str) -> str | None:
    if value is None or CLOCK.fullmatch(value):
        return value
    hint = ""
    if value.isdigit():
        hint = '; YAML reads 18:00 as a number unless it is quoted: "18:00"'
    elif value.startswith("24:"):
        hint = "; BlueMind stores no 24:00, the day ends at 23:59"
    raise _refuse(f"{where}: availability.{name} {value!r} is not a time HH:MM{hint}")


def _api_url(given: str, allow_http: bool) -> str:
    text = _text("api_url", given).rstrip("/")
    try:
        url = urlsplit(text if "://" in text else f"https://{text}")
        port = url.port  # ValueError if it is not a number
    except ValueError:
        url, port = urlsplit(""), None
    if (
        url.scheme not in ("http", "https")
        or not url.hostname
        or port == 0
        or url.query
        or url.fragment
        or "@" in url.netloc
    ):
        raise _refuse("api_url must look like https://mail.example.org or https://mail.example.org/api")
    if url.scheme == "http" and url.hostname not in LOOPBACK and not allow_http:
        raise _refuse(
            f"api_url {url.scheme}://{url.netloc} would send the key unencrypted; use https, or allow_http: true on a "
            "network that you trust"
        )
    path = url.path if url.path.endswith("/api") else f"{url.path}/api"
    return f"{url.scheme}://{url.netloc}{path}"


def _credentials(params: Mapping[str, Any]) -> dict[str, str]:
    """Those of the task; those of the environment only if it has none."""
    task = {name: params[name] for name in CREDENTIALS if params[name] is not None}
    found = task or {name: value for name in CREDENTIALS if (value := os.environ.get(f"BLUEMIND_{name.upper()}"))}
    if len(found) > 1:
        names = ", ".join(f"BLUEMIND_{name.upper()}" for name in found)
        raise _refuse(f"the environment has {names}; keep one of them, or set one in the task")
    password = params["password"] or os.environ.get("BLUEMIND_PASSWORD")
    return {**found, "password": password} if "username" in found and password else found


def _password(given: Mapping[str, str]) -> str | None:
    if "username" in given and "password" not in given:
        raise _refuse("username, password: both are needed to log in")
    return given.get("password")


def _key(given: Mapping[str, str]) -> str | None:
    path, key = given.get("api_key_path"), given.get("api_key")
    if path is not None:
        try:
            with open(os.path.expanduser(path), encoding="utf-8") as file:
                key = file.read().strip()
        except (OSError, UnicodeDecodeError) as error:
            raise _refuse(f"api_key_path {path} cannot be read where the task runs: {error}") from None
    if key is not None and not key.strip():
        raise _refuse("the API key is empty" if path is None else f"api_key_path {path} is an empty file")
    if key is not None and not (key.isprintable() and key.isascii()):
        raise _refuse("the API key has characters that no HTTP header can carry")
    return key


def _existing(name: str, params: Mapping[str, Any]) -> str | None:
    path = params[name]
    if path is not None and not os.path.exists(path):
        raise _refuse(f"{name} {path} does not exist where the task runs")
    return path


def seconds(name: str, params: Mapping[str, Any], least: float = 0.0) -> float:
    """A time option. Errors: `input`."""
    value = float(params[name])
    if not least <= value <= LONGEST:
        raise _refuse(f"{name} must be from {least:g} to {LONGEST:g} seconds")
    return value


def _text(name: str, value: str) -> str:
    if not value.strip():
        raise _refuse(f"{name} is empty")
    return value.strip()


def _refuse(text: str) -> BlueMindError:
    return BlueMindError("input", f"{text}.")
