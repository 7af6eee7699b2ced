# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests and answers as bytes (contract#requests-and-paths, contract#errors)."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any
from urllib.parse import parse_qsl, unquote_to_bytes

from ..state.errors import Fault, unknown, unparsable

JSON_TYPE = b"application/json"
Headers = Mapping[bytes, bytes]


class Body(Enum):
    """The type of a method's body parameter."""

    NONE = 0
    JSON = 1
    TEXT = 2
    BYTES = 3


class Returns(Enum):
    """The return type of a method."""

    VOID = 0
    JSON = 1
    TEXT = 2
    BYTES = 3
    IMAGE = 4


@dataclass(slots=True)
class RawJson:
    """JSON that is rendered already."""

    data: bytes


@dataclass(slots=True)
class Answer:
    """An HTTP answer; without `content_type` no such header is sent."""

    status: int
    body: bytes = b""
    content_type: bytes | None = None
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)


def dumps(value: Any) -> bytes:
    """Compact JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def success(value: Any, returns: Returns, accept: bytes | None) -> Answer:
    """The shapes of contract#success-answers: void = 200 empty, null = 204, strings and bytes depend on Accept."""
    if returns is Returns.VOID:
        return Answer(200, b"", JSON_TYPE)
    if value is None:
        return Answer(204)
    if isinstance(value, RawJson):
        return Answer(200, value.data, JSON_TYPE)
    if returns is Returns.TEXT and accept is None:
        return Answer(200, str(value).encode(), JSON_TYPE)
    if returns is Returns.IMAGE and b"application/json" not in (accept or b""):  # contract#success-answers
        return Answer(200, value, b"image/png")
    if returns is Returns.BYTES and accept is None:
        return Answer(200, value, b"application/octet-stream")
    if isinstance(value, bytes):
        return Answer(200, dumps(base64.b64encode(value).decode()), JSON_TYPE)
    return Answer(200, dumps(value), JSON_TYPE)


def failure(fault: Fault) -> Answer:
    """The error shape of contract#errors, without Content-Type."""
    return Answer(fault.status, dumps(fault.body))


def unknown_path(method: str, path: str, with_method: bool) -> Answer:
    """No such service: 500 with a serialised exception (contract#errors)."""
    message = f"no service registered on {method if with_method else 'path'} {path}"
    frame = {"methodName": "<simulated>", "fileName": None, "lineNumber": -1, "nativeMethod": False}
    body = {
        "cause": None,
        "stackTrace": [frame],
        "code": "UNKNOWN",
        "message": message,
        "localizedMessage": message,
        "suppressed": [],
    }
    return Answer(500, dumps(body))


def decode_segment(raw: str) -> str:
    """A path parameter goes through a query-string decoder: `+` is a space (contract#requests-and-paths)."""
    if "%" not in raw and "+" not in raw:
        return raw
    return unquote_to_bytes(raw.replace("+", " ")).decode("utf-8", "replace")


def decode_query(raw: bytes) -> dict[str, str]:
    """The query parameters; the first of several of the same name counts."""
    if not raw:
        return {}
    found: dict[str, str] = {}
    for key, value in parse_qsl(raw.decode("latin-1"), keep_blank_values=True):
        found.setdefault(key, value)
    return found


def read_body(kind: Body, data: bytes, headers: Headers, refuse_chunked: bool) -> Any:
    """The value of the body parameter (contract#requests-and-paths, contract#json-bodies); an absent body is null."""
    if kind is Body.NONE:
        return None
    if b"chunked" in headers.get(b"transfer-encoding", b""):
        if refuse_chunked:
            raise unknown("chunked request bodies are not supported")
        return None
    content_type = headers.get(b"content-type", b"").partition(b";")[0].strip().lower()
    if kind is Body.TEXT and content_type == b"text/plain":
        return data.decode("utf-8", "replace")
    if kind is Body.BYTES and content_type == b"application/octet-stream":
        return data
    if not data:
        return None
    try:
        value = json.loads(data)
    except ValueError:
        raise unparsable() from None
    if kind is Body.TEXT and isinstance(value, (dict, list)):
        raise unparsable()
    if kind is Body.TEXT and value is not None and not isinstance(value, str):
        return json.dumps(value)
    if kind is Body.BYTES and value is not None:
        return _base64(value)
    return value


def _base64(value: Any) -> bytes:
    if not isinstance(value, str):
        raise unparsable()
    try:
        return base64.b64decode(value, validate=True)
    except ValueError:
        raise unparsable() from None
