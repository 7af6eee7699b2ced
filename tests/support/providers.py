# SPDX-License-Identifier: GPL-3.0-or-later
"""One row for each provider: what the laws, the records and the tests of bad input try it with.

A provider of the collection that has no row here fails a test.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from tests.support import seeds

FRENCH = "<p>Réunion de ${Organizer}</p><p>${URL}</p>"
# As the console's editor stores it.
STORED_FRENCH = json.dumps({"fr": FRENCH.replace("é", "&eacute;")})
DUTCH = {"fr": FRENCH, "nl": ""}


@dataclass(frozen=True)
class Row:
    """`given` are settings of a task, as options; `kept` of them lead to no change where `stored` is.

    `other` is one setting with another value; `written` what BlueMind has stored after `given`. `profile` is a line of
    releases that has the provider. `bad` is (name, settings, words of the refusal). `lacks` are words about what the
    standard server lacks outside the resource.
    """

    name: str
    label: str
    given: dict[str, Any]
    stored: dict[str, str]
    other: dict[str, Any]
    written: dict[str, str]
    profile: str
    secrets: tuple[str, ...] = ()
    too_old: str | None = None
    bad: tuple[tuple[str, dict[str, Any], list[str]], ...] = field(default=(), repr=False)
    lacks: str = ""

    def __str__(self) -> str:
        return self.name

    @property
    def id(self) -> str:
        """The provider's id on the server."""
        return f"videoconferencing-{self.name}"

    def task(self, **more: Any) -> dict[str, Any]:
        """The options of `bluemind_videoconference`."""
        return {"domain": seeds.NAME, "provider": self.name, "settings": self.given, **more}

    def resource(self, uid: str | None = None, **more: Any) -> dict[str, Any]:
        """A whole resource of the provider; `more` makes it something else."""
        own = {"label": self.label, "provider": self.id, "settings": self.stored, **more}
        return seeds.starleaf(uid or f"r-{self.name}", **own)

    def registration(self, **changed: str) -> dict[str, str]:
        """A whole OpenID registration, as the server keeps it."""
        found = {"appid": "client-4711", "secret": "openid-secret-1", **_ENDPOINTS[self.name], **changed}
        return {f"{self.id}_{key}": value for key, value in found.items()}


_ENDPOINTS = {
    "webex": {
        "endpoint": "https://webexapis.com/v1/authorize",
        "tokenendpoint": "https://webexapis.com/v1/access_token",
    },
    "zoom": {"endpoint": "https://zoom.us/oauth/authorize", "tokenendpoint": "https://zoom.us/oauth/token"},
}


def _templates(value: object) -> dict[str, Any]:
    return {"templates": value}


_BAD_TEMPLATES: tuple[tuple[str, dict[str, Any], list[str]], ...] = (
    ("unknown-language", _templates({"fr-FR": ""}), ["settings.templates.fr-FR is not a language", "near: fr"]),
    ("no-language", _templates({}), ["settings.templates is empty", 'fr: ""']),
    ("no-text", _templates({"en": 12}), ["settings.templates.en must be a text", "quotes"]),
)

ROWS = (
    Row(
        "starleaf",
        "StarLeaf",
        {"token": "brand-new-token"},
        {"token": "brand-new-token"},
        {"token": "another-token"},
        {"token": "brand-new-token"},
        "4.5.3",
        ("brand-new-token", "another-token"),
        "4.5.2",
        (("empty-secret", {"token": " "}, ["settings.token is empty", "StarLeaf"]),),
    ),
    Row(
        "jitsi",
        "Jitsi",
        {"url": "meet.example.org", "templates": {"fr": FRENCH}},
        {"url": "https://Meet.example.org", "templates": STORED_FRENCH},
        {"url": "http://meet.example.net/rooms"},
        {"url": "https://meet.example.org/", "templates": json.dumps({"fr": FRENCH}, ensure_ascii=False)},
        "4.9",
        bad=(
            ("no-url", {"templates": {"fr": ""}}, ["no url is given and none is stored", "Give url"]),
            (
                "blanks",
                {"url": "https://meet .example.org"},
                ["settings.url", "has blanks", "https://meet.example.org/"],
            ),
            ("no-host", {"url": "https:///rooms"}, ["settings.url", "no address"]),
            ("invisible", {"url": "https://meet.example.org/\u200b"}, ["settings.url", "invisible characters"]),
            ("one-slash", {"url": "https:/meet.example.org"}, ["settings.url", "no address"]),
            ("no-colon", {"url": "https//meet.example.org"}, ["settings.url", "no address"]),
            ("other-scheme", {"url": "ftp://meet.example.org"}, ["settings.url", "no address"]),
            (
                "console",
                {"url": "https://mail.example.org/adminconsole/"},
                ["settings.url", "BlueMind itself"],
            ),
            ("query", {"url": "https://meet.example.org/?lang=fr"}, ["settings.url", "query"]),
            ("foreign", {"url": "meet.example.org", "token": "x" * 9}, ["Jitsi has no token", "url, templates"]),
            *_BAD_TEMPLATES,
        ),
    ),
    Row(
        "bluemind",
        "BlueMind.Video",
        {},
        {"templates": '{"fr": ""}'},
        {"templates": DUTCH},
        {"templates": '{"fr": ""}'},
        "4.9",
        too_old="4.5.3",
        lacks="BlueMind.Video is not in the subscription",
        bad=(
            ("foreign", {"url": "x.example"}, ["BlueMind.Video has no url", "templates"]),
            *_BAD_TEMPLATES,
        ),
    ),
    Row(
        "teams",
        "Teams",
        {"client_id": "client-4711", "tenant": "example.onmicrosoft.com", "secret": "teams-secret-1"},
        {"clientId": "client-4711", "tenant": "example.onmicrosoft.com", "secret": "teams-secret-1"},
        {"secret": "teams-secret-2"},
        {"clientId": "client-4711", "tenant": "example.onmicrosoft.com", "secret": "teams-secret-1"},
        "5.1",
        ("teams-secret-1", "teams-secret-2"),
        "4.7.0",
        (
            ("no-secret", {"client_id": "c", "tenant": "t"}, ["no secret is given and none is stored"]),
            ("empty-secret", {"client_id": "c", "tenant": "t", "secret": ""}, ["settings.secret is empty"]),
            ("invisible", {"client_id": "c", "tenant": "t", "secret": "s3cret-1\ufeff"}, ["secret has invisible"]),
            ("two-lines", {"client_id": "c\nd", "tenant": "t", "secret": "s3cret-1"}, ["client_id has invisible"]),
            ("short-secret", {"client_id": "c", "tenant": "t", "secret": "s"}, ["settings.secret has fewer than 8"]),
            ("foreign", {"templates": {"fr": ""}}, ["Teams has no templates", "client_id, tenant, secret"]),
        ),
    ),
    Row(
        "webex",
        "Webex",
        {"templates": {"fr": "${meetingNumber}"}, "webex_ics_mail": "webex@example.org"},
        {"templates": '{"fr": "${meetingNumber}"}', "webex-ics-mail": "webex@example.org"},
        {"webex_ics_mail": "rooms@example.org"},
        {"templates": '{"fr": "${meetingNumber}"}', "webex-ics-mail": "webex@example.org"},
        "5.1",
        too_old="4.7.0",
        lacks="there is no OpenID registration of Webex",
        bad=(("no-at", {"webex_ics_mail": "webex.example.org"}, ["settings.webex_ics_mail", "@"]), *_BAD_TEMPLATES),
    ),
    Row(
        "zoom",
        "Zoom",
        {"templates": {"en": FRENCH, "fr": ""}},
        {"templates": json.dumps({"en": FRENCH, "fr": ""})},
        {"templates": {"en": ""}},
        {"templates": json.dumps({"en": FRENCH, "fr": ""}, ensure_ascii=False)},
        "4.9",
        too_old="4.7.0",
        lacks="there is no OpenID registration of Zoom",
        bad=(
            ("foreign", {"webex_ics_mail": "a@b.example"}, ["Zoom has no webex_ics_mail"]),
            *_BAD_TEMPLATES,
        ),
    ),
)
BY_NAME = {row.name: row for row in ROWS}


OF_LINE = {
    "4.5.3": ["starleaf", "jitsi"],
    "4.9": list(BY_NAME),
    "5.1": [name for name in BY_NAME if name != "starleaf"],
}
# Every (source, target, line) where both exist, and on 5.x from what StarLeaf has left.
PAIRS = [
    (source, target, line)
    for line, targets in OF_LINE.items()
    for source in (targets if line == "4.5.3" else BY_NAME)
    for target in targets
    if source != target
]
