# SPDX-License-Identifier: GPL-3.0-or-later
"""How settings are stored, and which of them mean the same."""

from __future__ import annotations

import pytest

from ansible_collections.bluemind.videoconferencing.plugins.module_utils.model import templates
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.model.settings import ADDRESS, Place

PLACE = Place("example.org: settings.url", "url", "Jitsi", "https://mail.example.org/api")


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("meet.example.org", "https://meet.example.org/"),
        ("http://meet.example.org", "http://meet.example.org/"),
        ("https://meet.example.org:8443/rooms", "https://meet.example.org:8443/rooms/"),
        ("[2001:db8::1]", "https://[2001:db8::1]/"),
        ("https://mail.example.org:8443", "https://mail.example.org:8443/"),
        ("https://mail.example.org/jitsi", "https://mail.example.org/jitsi/"),
    ],
)
def test_an_address_is_completed(written: str, stored: str) -> None:
    assert ADDRESS.store(written, PLACE) == stored
    assert ADDRESS.store(stored, PLACE) == stored


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://meet.example.org/", "meet.example.org", True),
        ("https://meet.example.org/", "HTTPS://Meet.Example.Org:443", True),
        ("https://meet.example.org/", "http://meet.example.org/", False),
        ("https://meet.example.org/", "https://meet.example.org/Rooms/", False),
        ("https://meet.example.org/rooms/", "https://meet.example.org/Rooms/", False),
        ("https://meet.example.org/", "https://meet.example.org:nonsense/", False),
        ("https://meet.example.org/", "https://meet.example.org/?lang=fr", False),
        ("https://meet.example.org/", "https://meet.example.org/#a", False),
        ("https://meet.example.org/", "https://me@meet.example.org/", False),
    ],
)
def test_which_addresses_are_the_same(one: str, other: str, same: bool) -> None:
    assert (ADDRESS.meaning(one) == ADDRESS.meaning(other)) is same


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ('{"fr": "R&eacute;union"}', '{"fr": "Réunion"}', True),
        ('{"fr": "a", "en": "b"}', '{"en":"b","fr":"a"}', True),
        ('{"fr": "a"}', '{"fr": "a", "en": ""}', False),
        ('{"fr": "a"}', '{"fr": "a", "en": null}', False),
    ],
)
def test_which_templates_are_the_same(one: str, other: str, same: bool) -> None:
    assert (templates.meaning(one) == templates.meaning(other)) is same


def test_templates_keep_their_order_and_letters() -> None:
    """Its first entry serves the languages that have none."""
    texts = {"nl": "één", "fr": ""}
    assert templates.to_server(texts) == '{"nl": "één", "fr": ""}'
    assert templates.from_server(templates.to_server(texts)) == texts


@pytest.mark.parametrize(
    ("language", "near"), [("FR", "near: fr"), ("en_GB", "near: en"), ("ita", "near: it"), ("xx", "fr, en, de, es")]
)
def test_a_language_that_bluemind_does_not_have(language: str, near: str) -> None:
    assert near in (templates.problem({language: ""}) or "")


@pytest.mark.parametrize("text", ["$&#123;Foo}", "${Foo}", "a ${} ${Foo}"])
def test_variables_that_nothing_replaces(text: str) -> None:
    [told] = templates.unknown_variables(templates.to_server({"fr": text, "en": "${URL}"}), templates.VARIABLES)
    assert "templates.fr" in told
    assert "${Foo}" in told
