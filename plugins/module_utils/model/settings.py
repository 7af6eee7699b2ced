# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The settings of providers: how each kind is written, stored and compared (contract#settings-container)."""

from __future__ import annotations

import re
from typing import Any, Callable, Mapping, NamedTuple
from urllib.parse import SplitResult, urlsplit

from ..bluemind.errors import BlueMindError
from ..bluemind.redaction import SHORTEST, Secret
from . import templates


class Place(NamedTuple):
    """Where a value was written: `where` begins the message about it, `owner` is the provider's name.

    `api_url` is the address of the server that the task talks to.
    """

    where: str
    option: str
    owner: str
    api_url: str = ""


class Kind(NamedTuple):
    """What the settings of one kind have in common.

    `store` checks what people write and gives what BlueMind stores; errors: `input`. `show` gives a stored value as
    people write it, None if it is not set or not usable. `meaning` is what two stored values are compared by.
    """

    spec: Mapping[str, Any]
    store: Callable[[Any, Place], Any]
    show: Callable[[Any], Any]
    meaning: Callable[[Any], Any]


class Setting(NamedTuple):
    """One value in the settings container: its option, and its key there.

    A `required` one must be given or stored, unless it has a `default`, which is stored where neither is so.
    `variables` are those that a template may have besides the ones that every provider knows.
    """

    option: str
    key: str
    kind: Kind
    required: bool = False
    default: str | None = None
    variables: frozenset[str] = frozenset()

    @property
    def secret(self) -> bool:
        """Whether it is never shown."""
        return self.kind is SECRET

    def spec(self) -> dict[str, Any]:
        """Its argument specification."""
        return dict(self.kind.spec)

    def is_set(self, stored: Mapping[str, Any] | None) -> bool:
        """Whether these stored settings have a usable value of it."""
        return self.show(stored) is not None

    def show(self, stored: Mapping[str, Any] | None) -> Any:
        """Its value as people write it; None where it has none that is usable."""
        return self.kind.show((stored or {}).get(self.key))

    def same(self, stored: Mapping[str, Any], value: Any) -> bool:
        """Whether what is stored means the same as `value`, which is to be stored."""
        return self.is_set(stored) and self.kind.meaning(stored[self.key]) == self.kind.meaning(value)

    def warnings(self, value: Any) -> list[str]:
        """What is likely a mistake in a value to be stored, although BlueMind takes it."""
        if self.kind is not TEMPLATES:
            return []
        return templates.unknown_variables(value, templates.VARIABLES | self.variables)


def _text(value: str, place: Place) -> str:
    if not value.strip() or value != value.strip():
        what = "empty" if not value.strip() else "surrounded by white space"
        hint = f"Give the {place.option} of {place.owner}, or leave it out to keep the stored one"
        raise _refuse(f"{place.where} is {what}. {hint}")
    if not value.isprintable():  # a copy from a web page or a document may bring them along
        raise _refuse(f"{place.where} has invisible characters. Write the {place.option} of {place.owner} by hand")
    return value


def _secret(value: str, place: Place) -> Secret:
    if len(_text(value, place)) < SHORTEST:
        raise _refuse(
            f"{place.where} has fewer than {SHORTEST} characters. A {place.option} of {place.owner} is longer, and "
            "nothing can hide so short a text in outputs. Give the one that the portal shows"
        )
    return Secret(value)


def _mail_address(value: str, place: Place) -> str:
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", _text(value, place)):
        raise _refuse(f"{place.where} {value!r} is not an address with an @; every booking is mailed there")
    return value


# First steps of paths that are BlueMind's own on its host; an address without any is its start page.
_OF_BLUEMIND = frozenset({"", "adminconsole", "api", "webmail"})
_SCHEMES = ("http", "https")


def _address(value: str, place: Place) -> str:
    """With scheme and slash, as BlueMind itself completes it."""
    example = "write one such as https://meet.example.org/"
    if re.search(r"\s", value.strip()):
        raise _refuse(f"{place.where} {value!r} has blanks; {example}")
    try:
        url = _split(_text(value, place))
        host, port = url.hostname, url.port
    except ValueError:
        url, host, port = urlsplit(""), None, None
    # One slash after https:, or two without the colon, would make the host of it.
    if not host or host in _SCHEMES or port == 0 or url.netloc.endswith(":") or url.scheme not in _SCHEMES:
        raise _refuse(f"{place.where} {value!r} is no address of a web server; {example}")
    if url.query or url.fragment or "@" in url.netloc:
        raise _refuse(f"{place.where} has a query, a fragment or a login; rooms are added to its end, so {example}")
    first = url.path.strip("/").split("/")[0]
    own = _split(place.api_url) if place.api_url else url._replace(netloc="")
    if first == "adminconsole" or (_authority(url) == _authority(own) and first in _OF_BLUEMIND):
        raise _refuse(
            f"{place.where} {value!r} is the address of BlueMind itself. Give the address of the {place.owner} server"
        )
    return _completed(url)


def _endpoint(value: str, place: Place) -> str:
    """As it is: where BlueMind sends browsers and asks for tokens."""
    try:
        url = urlsplit(_text(value, place))
    except ValueError:
        url = urlsplit("")
    if url.scheme != "https" or not url.hostname or re.search(r"\s", value):
        raise _refuse(
            f"{place.where} {value!r} is no address that begins with https://; leave it out for that of the vendor"
        )
    return value


def _split(text: str) -> SplitResult:
    return urlsplit(text if "://" in text else f"https://{text}")


def _completed(url: SplitResult) -> str:
    return url._replace(path=url.path if url.path.endswith("/") else f"{url.path}/").geturl()


def _authority(url: SplitResult) -> tuple[str | None, int]:
    return url.hostname, url.port or (80 if url.scheme == "http" else 443)


def _address_meaning(stored: str) -> Any:
    try:
        url = _split(stored.strip())
        more = (url.username, url.password, url.query, url.fragment)  # none of which a room may follow
        return (url.scheme, *_authority(url), urlsplit(_completed(url)).path, more)
    except ValueError:
        return stored


def _refuse(text: str) -> BlueMindError:
    return BlueMindError("input", f"{text}.")


def _store_templates(value: Mapping[str, Any], place: Place) -> str:
    problem = templates.problem(value)
    if problem:
        raise _refuse(f"{place.where}{problem}")
    return templates.to_server(value)


def _or_none(stored: Any) -> Any:
    return stored or None


def _itself(stored: Any) -> Any:
    return stored


TEXT = Kind({"type": "str"}, _text, _or_none, _itself)
SECRET = Kind({"type": "str", "no_log": True}, _secret, _or_none, _itself)
MAIL_ADDRESS = Kind({"type": "str"}, _mail_address, _or_none, _itself)
ADDRESS = Kind({"type": "str"}, _address, _or_none, _address_meaning)
# Without no_log ansible-test takes an option called token_endpoint for a secret.
ENDPOINT = Kind({"type": "str", "no_log": False}, _endpoint, _or_none, _itself)
TEMPLATES = Kind({"type": "dict"}, _store_templates, templates.from_server, templates.meaning)
