# SPDX-License-Identifier: GPL-3.0-or-later
"""A save of the domain page in the admin console: every installed editor saves (contract#saves-of-the-console).

It reads and writes by the REST API, as the console does, with the key of whoever presses the button.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..engine.world import World
from ..state.providers import BY_NAME, PROVIDERS, Build, Provider
from ..state.standard_type import PROPERTY, TYPE
from .checks import each, filled, header, maybe, one_of, record, table, text

Form = dict[str, Any]
Ask = Callable[[str, str, Any], tuple[int, Any]]
LANGUAGE = "fr"  # the one on the screen
KEEPS_JITSI: Build = (4, 1, 56815)  # before it an empty URL deleted the resource (contract#jitsi)
TEAMS_BOXES = ("clientId", "secret", "tenant")


def _box(value: Any, place: str) -> None:
    """A text, or the texts of a template by language."""
    inner = table(text) if isinstance(value, dict) else maybe(text)
    inner(value, place)


ORDER = record(
    {
        "domain": filled,
        "key": header,
        "editors": each(one_of(PROVIDERS)),
        "forms": table(table(_box)),
    },
    "domain",
)


@dataclass(slots=True)
class Page:
    """The domain page of one person; `done` = what its editors wrote: method, path, status."""

    domain: str
    ask: Ask
    build: Build
    done: list[dict[str, Any]] = field(default_factory=list)

    def write(self, method: str, path: str, body: Any = None) -> None:
        """One write, however it ends: the console goes on."""
        status, _answer = self.ask(method, path, body)
        self.done.append({"method": method, "path": path, "status": status})

    def load(self, provider: Provider) -> tuple[str | None, Form]:
        """The resource that the editor shows, the one whose answer comes last, and its settings."""
        uid, _status = None, 0
        for one in self.ask("GET", f"resources/{self.domain}/byType/{TYPE}", None)[1] or ():
            found = self.ask("GET", f"resources/{self.domain}/{one}", None)[1] or {}
            if {"propertyId": PROPERTY, "value": provider.id} in found.get("properties", ()):
                uid = one
        if uid is None:
            return None, {}
        status, settings = self.ask("GET", f"containers/_manage/{uid}-settings-container/_settings", None)
        return uid, settings if status == 200 else {}

    def keep(self, provider: Provider, uid: str | None, settings: Form, shared: bool) -> None:
        """Replace all settings; without a resource make one first, of a new uid."""
        if uid is None:
            uid = str(uuid.uuid4()).upper()
            acls = [{"subject": self.domain, "verb": "Invitation"}] if shared else []
            made = {"label": provider.label, "provider": provider.id, "acls": acls}
            self.write("PUT", f"videoconferencing/{self.domain}/createResource/{uid}", made)
        self.write("PUT", f"containers/_manage/{uid}-settings-container/_settings", settings)

    def drop(self, uid: str | None) -> None:
        """Delete the resource; the uid is `null` when none is known."""
        self.write("DELETE", f"resources/{self.domain}/{uid or 'null'}")


def _templates(loaded: Form) -> dict[str, str]:
    try:
        found = json.loads(loaded.get("templates") or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _starleaf(page: Page, provider: Provider, uid: str | None, loaded: Form, form: Form) -> None:
    """An empty box deletes."""
    token = form.get("token", loaded.get("token"))
    page.keep(provider, uid, {"token": token}, shared=False) if token else page.drop(uid)


def _teams(page: Page, provider: Provider, uid: str | None, loaded: Form, form: Form) -> None:
    """One empty box of three deletes."""
    boxes = {name: form.get(name, loaded.get(name)) for name in TEAMS_BOXES}
    page.keep(provider, uid, boxes, shared=False) if all(boxes.values()) else page.drop(uid)


def _jitsi(page: Page, provider: Provider, uid: str | None, loaded: Form, form: Form) -> None:
    """An empty URL does nothing, and deleted once; a blanked language is stored as an empty text."""
    url = form.get("url", loaded.get("url"))
    if not url:
        if page.build < KEEPS_JITSI:
            page.drop(uid)
        return
    texts = {LANGUAGE: ""} | _templates(loaded) | {key: one or "" for key, one in form.get("templates", {}).items()}
    page.keep(provider, uid, {"url": url, "templates": json.dumps(texts, ensure_ascii=False)}, shared=True)


def _by_template(page: Page, provider: Provider, uid: str | None, loaded: Form, form: Form) -> None:
    """A blanked language keeps its old text; without any text no resource is made. Webex has an address as well."""
    texts = _templates(loaded) | {key: one for key, one in form.get("templates", {}).items() if one}
    if uid is None and not any(texts.values()):
        return
    settings = {"templates": json.dumps(texts, ensure_ascii=False)}
    address = form.get("webex-ics-mail", loaded.get("webex-ics-mail"))
    if provider.name == "webex" and address is not None:
        settings["webex-ics-mail"] = address
    page.keep(provider, uid, settings, shared=True)


_SAVES = {"starleaf": _starleaf, "teams": _teams, "jitsi": _jitsi}


def save(world: World, ask: Ask, order: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Open the page, fill in `forms`, press "save"; returns every write. Raises ValueError for a bad order.

    The editors are those of `editors`, or of the providers that the core has loaded.
    """
    ORDER(order, "")
    page, forms = Page(order["domain"], ask, world.build), order.get("forms") or {}
    loaded = [one for one in BY_NAME.values() if one.id in world.providers]
    chosen = [BY_NAME[name] for name in order["editors"]] if order.get("editors") is not None else loaded
    opened = [(provider, *page.load(provider)) for provider in chosen]
    for provider, uid, settings in opened:
        _SAVES.get(provider.name, _by_template)(page, provider, uid, settings, forms.get(provider.name) or {})
    return page.done
