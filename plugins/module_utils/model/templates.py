# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The texts that go into events, one a language (contract#templates). BlueMind stores them as one JSON text."""

from __future__ import annotations

import difflib
import html
import json
import re
from typing import Any, Container, Mapping

# Of BlueMind's console.
LANGUAGES = ("fr", "en", "de", "es", "pt", "it", "hu", "nl", "pl", "ru", "sk", "uk", "zh")
# What every provider replaces.
VARIABLES = frozenset({"Organisateur", "Organizer", "NomRessource", "ResourceName", "URL"})
# A link without a text. With nothing stored, every event with the resource fails to be saved.
NO_TEXT = '{"fr": ""}'
_VARIABLE = re.compile(r"\$\{([^}]*)\}")


def problem(given: Mapping[Any, Any]) -> str | None:
    """Why people's templates are refused, to follow the name of the option; None if they are fine."""
    if not given:
        return ' is empty. Give a text for at least one language; fr: "" makes a link without a text'
    for language, text in given.items():
        if language not in LANGUAGES:
            return f".{language} is not a language of BlueMind{_near(str(language))}"
        if not isinstance(text, str):
            return f".{language} must be a text. Put it in quotes"
    return None


def _near(language: str) -> str:
    """The language that is probably meant, else all of them."""
    code = language.lower()
    near = [code[:2]] if code[:2] in LANGUAGES else difflib.get_close_matches(code, LANGUAGES, n=1)
    return f"; near: {near[0]}" if near else f"; it has {', '.join(LANGUAGES)}"


def to_server(texts: Mapping[str, str]) -> str:
    """As BlueMind stores them; its first entry serves the languages that have none."""
    return json.dumps(dict(texts), ensure_ascii=False)


def from_server(stored: Any) -> dict[str, str] | None:
    """Language → text; None where events would fail, because no language has a text, not even an empty one."""
    return {language: text for language, text in _entries(stored).items() if isinstance(text, str)} or None


def meaning(stored: Any) -> dict[str, Any]:
    """BlueMind decodes HTML entities, and its editor makes some of accents."""
    return {name: html.unescape(text) if isinstance(text, str) else None for name, text in _entries(stored).items()}


def unknown_variables(stored: Any, known: Container[str]) -> list[str]:
    """A sentence for each language with variables that are not `known`."""
    found = []
    for language, text in (from_server(stored) or {}).items():
        unknown = sorted({name for name in _VARIABLE.findall(html.unescape(text)) if name not in known})
        if unknown:
            names = ", ".join(f"${{{name}}}" for name in unknown)
            found.append(f"templates.{language} has {names}, which nothing replaces: BlueMind leaves out such a line")
    return found


def _entries(stored: Any) -> dict[str, Any]:
    try:
        found = json.loads(stored or "{}")
    except (TypeError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
