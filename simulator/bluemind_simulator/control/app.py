# SPDX-License-Identifier: GPL-3.0-or-later
"""The ASGI application: front, control path, API, and the faults of the wire."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from starlette.types import Receive, Scope, Send

from ..engine import front
from ..engine.api import Api
from ..engine.faults import Planned
from ..engine.journal import Record
from ..engine.wire import Answer, Headers, decode_query, decode_segment, dumps
from ..engine.world import World
from ..services import ROUTES
from ..state.persistence import keep, try_save
from .path import control_app


class App:
    """One server for one world; `state` is the file that keeps its data, `kept` whether it did to the end."""

    def __init__(self, world: World, state: Path | None = None, control: bool = False) -> None:
        self._world = world
        self._api = Api(world, ROUTES)
        self._state = state
        self.kept = state is None
        self._control = control_app(world, self._api) if control else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._serve(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        keeper = asyncio.create_task(keep(self._world, self._state)) if self._state else None
        await send({"type": "lifespan.startup.complete"})
        await receive()
        if keeper is not None and self._state is not None:
            keeper.cancel()
            await asyncio.wait([keeper])  # however it ended, the last save comes
            self.kept = try_save(self._world.store, self._state)
        await send({"type": "lifespan.shutdown.complete"})

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        raw = scope["raw_path"].decode("latin-1")
        if self._control is not None and raw.startswith("/_control"):
            await self._control(scope, receive, send)
            return
        body = await _read(receive)
        if self._world.is_down:
            await _reply(send, front.bad_gateway())
        elif body is None:
            await _reply(send, front.too_large())
        else:
            prefix, _mark, below = raw.lstrip("/").partition("/")
            if prefix == "api":
                await self._call(scope, below, body, receive, send)
            else:
                await _reply(send, front.not_found())

    async def _call(self, scope: Scope, raw: str, body: bytes, receive: Receive, send: Send) -> None:
        world, method = self._world, scope["method"]
        query = decode_query(scope["query_string"])
        path = decode_segment(raw)
        record = world.journal.open(method, path, query, body) if world.journal is not None else None
        if world.latency:
            await asyncio.sleep(world.latency)
        planned: Planned | None = None
        headers = dict(scope["headers"])
        others: list[Planned] = []
        for fault in world.faults.strike(method, path):
            if fault.kind == "delay":
                await asyncio.sleep(float(fault.options.get("seconds", 1)))
            elif fault.kind == "meanwhile":
                others.append(fault)
            else:
                planned = fault
        kind = planned.kind if planned else ""
        self._meanwhile(others, "before", headers)
        if kind == "drop_before":
            await _drop(receive, send)
            return
        answer = _instead(planned)
        if answer is None:
            answer = self._api.answer(method, raw, query, headers, body, planned, record)
        self._meanwhile(others, "after", headers)
        if kind == "drop_after":
            await _drop(receive, send)
            return
        if kind == "html":
            answer = front.welcome()
        _note(record, answer)
        if kind == "truncate":
            await _truncate(receive, send, answer)
        else:
            await _reply(send, answer)

    def _meanwhile(self, faults: list[Planned], when: str, headers: Headers) -> None:
        """What somebody else does right before or after a request, with the request's key or with one of their own.

        It is not in the request log. Raises RuntimeError, which the caller sees as a plain 500, if BlueMind refuses it.
        """
        calls = [
            one for fault in faults if fault.options.get("when", "before") == when for one in fault.options["calls"]
        ]
        for one in calls:
            own = {b"x-bm-apikey": one["key"].encode()} if "key" in one else {}
            body = dumps(one["body"]) if "body" in one else b""
            sent = {**headers, b"content-type": b"application/json", **own}
            answer = self._api.answer(one["method"], one["path"], {}, sent, body, None, None)
            if answer.status >= 400:
                raise RuntimeError(f"meanwhile {one['method']} {one['path']}: {answer.status} {answer.body!r}")


def _note(record: Record | None, answer: Answer) -> None:
    if record is not None:
        record.status = answer.status


def _instead(planned: Planned | None) -> Answer | None:
    """The answer of a fault that keeps the work from being done."""
    if planned is None:
        return None
    options = planned.options
    if planned.kind == "status":
        body = options.get("body") or ""
        content = body.encode("utf-8", "surrogatepass") if isinstance(body, str) else dumps(body)
        kind, after = (options.get(name, "").encode() for name in ("content_type", "retry_after"))
        headers = [(b"retry-after", after)] if after else []
        return Answer(int(options.get("status", 500)), content, kind or None, headers)
    if planned.kind == "redirect":
        return front.redirect(str(options.get("location", "/")))
    return front.bad_gateway() if planned.kind == "unavailable" else None


async def _read(receive: Receive) -> bytes | None:
    """The request body; None when it is larger than the front allows."""
    message = await receive()
    body: bytes = message.get("body", b"")
    while message.get("more_body", False):
        message = await receive()
        body += message.get("body", b"")
    return body if len(body) <= front.BODY_LIMIT else None


def _head(answer: Answer) -> dict[str, Any]:
    headers = list(answer.headers)
    if answer.content_type is not None:
        headers.append((b"content-type", answer.content_type))
    if answer.status != 204:
        headers.append((b"content-length", b"%d" % len(answer.body)))
    return {"type": "http.response.start", "status": answer.status, "headers": headers}


async def _reply(send: Send, answer: Answer) -> None:
    await send(_head(answer))
    await send({"type": "http.response.body", "body": answer.body})


async def _hang_up(receive: Receive, send: Send, at_once: bool) -> None:
    """Close the connection under the request; uvicorn's `send` is a method of what holds the transport."""
    transport = getattr(getattr(send, "__self__", None), "transport", None)
    if transport is None:
        raise RuntimeError("the transport of the connection is out of reach")
    if at_once:
        transport.abort()
    else:
        transport.close()
    while (await receive())["type"] != "http.disconnect":
        pass


async def _drop(receive: Receive, send: Send) -> None:
    await _hang_up(receive, send, at_once=True)


async def _truncate(receive: Receive, send: Send, answer: Answer) -> None:
    """Half of the body under the Content-Length of the whole."""
    body = answer.body or b"{}"
    status = answer.status if answer.body else 200
    await send(_head(Answer(status, body, answer.content_type, answer.headers)))
    await send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})
    await _hang_up(receive, send, at_once=False)
