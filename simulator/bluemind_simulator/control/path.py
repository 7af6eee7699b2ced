# SPDX-License-Identifier: GPL-3.0-or-later
"""The control path `/_control`, for those who test; no part of BlueMind."""

from __future__ import annotations

import json
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ..engine.api import Api
from ..engine.wire import dumps
from ..engine.world import World
from ..state.persistence import dump, to_json
from ..state.release_lines import PROFILES
from .console import Ask, save
from .fault_orders import parse
from .options import override
from .seed import build


class _Answer(JSONResponse):
    """JSON that every client can read."""

    def render(self, content: Any) -> bytes:
        """Whatever is stored, half of a surrogate pair included."""
        return to_json(content)


def reset(world: World, order: dict[str, Any]) -> None:
    """Empty the server, fill it with a seed; options not given return to those of the command line.

    Raises ValueError before anything is replaced.
    """
    seed = {} if order.get("seed") is None else order["seed"]
    options = override(world.base, {key: value for key, value in order.items() if key != "seed"})
    own_token = isinstance(seed, dict) and "core_token" in seed
    store = build(seed, PROFILES[options.profile], None if own_token else options.core_token)
    world.replace_store(store)
    world.configure(options)


def _as(api: Api, key: str) -> Ask:
    """Calls of the API with one key, which are not in the request log."""

    def ask(method: str, path: str, body: Any) -> tuple[int, Any]:
        headers = {b"x-bm-apikey": key.encode(), b"accept": b"application/json"}
        sent = b"" if body is None else dumps(body)
        answer = api.answer(method, path, {}, headers, sent, None, None)
        return answer.status, json.loads(answer.body) if answer.body else None

    return ask


def control_app(world: World, api: Api) -> Starlette:
    """The control application of a world."""

    async def answer_reset(request: Request) -> Response:
        try:
            reset(world, await _body(request))
        except ValueError as error:
            return _refused(error)
        return _Answer({})

    async def requests(request: Request) -> Response:
        if world.journal is not None and request.method == "DELETE":
            world.journal.clear()
        return _Answer(world.journal.export() if world.journal else [])

    async def outbox(request: Request) -> Response:
        if request.method == "DELETE":
            world.outbox.clear()
        return _Answer(world.outbox.export())

    async def state(_request: Request) -> Response:
        return _Answer(dump(world.store))

    async def faults(request: Request) -> Response:
        if request.method == "DELETE":
            world.faults.clear()
        elif request.method == "POST":
            try:
                world.faults.add(parse(await _body(request)))
            except ValueError as error:
                return _refused(error)
        return _Answer(world.faults.export())

    async def console(request: Request) -> Response:
        try:
            order = await _body(request)
            key = order.get("key", world.store.core_token)
            return _Answer(save(world, _as(api, key), order))
        except ValueError as error:
            return _refused(error)

    return Starlette(
        routes=[
            Route("/_control/reset", answer_reset, methods=["POST"]),
            Route("/_control/requests", requests, methods=["GET", "DELETE"]),
            Route("/_control/outbox", outbox, methods=["GET", "DELETE"]),
            Route("/_control/state", state, methods=["GET"]),
            Route("/_control/console", console, methods=["POST"]),
            Route("/_control/faults", faults, methods=["GET", "POST", "DELETE"]),
        ]
    )


async def _body(request: Request) -> dict[str, Any]:
    found = await request.json() if await request.body() else {}
    if not isinstance(found, dict):
        raise ValueError("an object is expected")
    return found


def _refused(error: ValueError) -> Response:
    return _Answer({"error": str(error)}, status_code=400)
