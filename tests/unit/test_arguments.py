# SPDX-License-Identifier: GPL-3.0-or-later
"""From checked options to records: what they become, and what is refused with which words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.bluemind.videoconferencing.plugins.module_utils.bluemind.errors import BlueMindError
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.bluemind.redaction import Secret
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.jobs.arguments import (
    connection_spec,
    to_connection,
)
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.jobs.starleaf_domain import (
    SPEC,
    starleaf_desired,
)
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.model.providers import STARLEAF
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.model.records import (
    Availability,
    Desired,
    Share,
)

NEW = {"domain": "example.org", "token": "brand-new-token"}
FRIDAY = {"days": ["fri"], "start": "09:00", "end": "17:00", "minimum_duration": 60, "timezone": "UTC"}
SERVER = {"api_url": "https://mail.example.org", "api_key": "key-1"}


def checked(spec: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    """The options as Ansible hands them on."""
    validated = ArgumentSpecValidator(spec).validate(given)
    assert not validated.error_messages
    return dict(validated.validated_parameters)


def desired(**given: Any) -> Desired:
    return starleaf_desired(checked(SPEC, given), SERVER["api_url"])


def hours(**changed: Any) -> dict[str, Any]:
    return {**NEW, "availability": {**FRIDAY, **changed}}


def test_not_given_is_not_managed() -> None:
    assert desired(domain=" example.org ") == Desired("example.org", STARLEAF)


def test_every_option_arrives() -> None:
    found = desired(
        **hours(days=["sun", "mon"]),
        label=" Visio ",
        reservation_policy="manual",
        update_token="on_create",
        shares=[{"user": "alice"}, {"group": "Direction", "right": "edit"}, {"everyone": True}],
        purge_shares=True,
    )
    assert found == Desired(
        "example.org",
        STARLEAF,
        settings={"token": Secret("brand-new-token")},
        keep_stored_secrets=True,
        fields={"label": "Visio", "reservation_policy": "manual"},
        shares=(Share("user", "alice", "book"), Share("group", "Direction", "edit"), Share("everyone", "", "book")),
        purge_shares=True,
        availability=Availability(("mon", "sun"), "09:00", "17:00", 60, "UTC"),
    )
    assert "brand-new-token" not in repr(found)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({**NEW, "token": ""}, ["example.org", "token is empty"]),
        ({**NEW, "token": " \n"}, ["example.org", "token is empty"]),
        ({**NEW, "token": "abc\n"}, ["example.org", "white space"]),
        ({**NEW, "token": "create"}, ["example.org: token has fewer than 8 characters", "the portal shows"]),
        ({**NEW, "domain": " "}, ["domain is empty"]),
        ({**NEW, "label": " "}, ["example.org: label is empty"]),
        ({**NEW, "shares": [{"everyone": False}]}, ["example.org", "everyone: false"]),
        ({**NEW, "shares": [{"user": " "}]}, ["example.org: shares: user is empty"]),
        ({**NEW, "purge_shares": True}, ["purge_shares", "give shares"]),
        ({**NEW, "purge_shares": True, "shares": []}, ["allow_empty: true"]),
        (hours(end="24:00"), ["availability.end '24:00'", "23:59"]),
        (hours(end="1020"), ["availability.end '1020'", 'quoted: "18:00"']),
        (hours(start="9:00"), ["availability.start '9:00'", "HH:MM"]),
        (hours(start="18:00"), ["availability.start 18:00 is not before availability.end 17:00", "earlier start"]),
        (hours(days=[]), ["availability.days is empty"]),
        (hours(timezone="Europe/Pariss"), ["Europe/Pariss", "unknown"]),
        (hours(timezone=""), ["timezone", "unknown"]),
    ],
)
def test_a_record_that_is_refused(given: dict[str, Any], words: list[str]) -> None:
    with pytest.raises(BlueMindError) as refused:
        desired(**given)
    assert refused.value.kind == "input"
    assert [word for word in words if word not in refused.value.message] == [], refused.value.message


def connection(**given: Any) -> Any:
    return to_connection(checked(connection_spec(), {**SERVER, **given}))


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ("mail.example.org", "https://mail.example.org/api"),
        ("https://mail.example.org/", "https://mail.example.org/api"),
        ("https://mail.example.org:8443/bm/api/", "https://mail.example.org:8443/bm/api"),
        ("http://localhost:8090", "http://localhost:8090/api"),
    ],
)
def test_an_address_ends_in_api(given: str, url: str) -> None:
    assert connection(api_url=given).api_url == url


def test_plain_http_needs_a_word() -> None:
    assert connection(api_url="http://mail.example.org", allow_http=True).api_url == "http://mail.example.org/api"


def test_a_key_is_read_from_its_file(tmp_path: Path) -> None:
    file = tmp_path / "bm-core.tok"
    file.write_text("core-token\n", encoding="utf-8")
    found = to_connection(checked(connection_spec(), {"api_url": "localhost", "api_key_path": str(file)}))
    assert found.api_key == "core-token"
    assert "core-token" not in repr(found)
    file.write_text(" \n", encoding="utf-8")
    with pytest.raises(BlueMindError, match="is an empty file"):
        to_connection(checked(connection_spec(), {"api_url": "localhost", "api_key_path": str(file)}))


def test_credentials_of_the_task_win_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    given = checked(connection_spec(), {"api_url": "localhost"})
    monkeypatch.setenv("BLUEMIND_API_KEY", "key-of-the-environment")
    assert connection().api_key == "key-1"
    assert to_connection(given).api_key == "key-of-the-environment"
    monkeypatch.setenv("BLUEMIND_USERNAME", "admin0")
    with pytest.raises(BlueMindError, match="BLUEMIND_API_KEY, BLUEMIND_USERNAME"):
        to_connection(given)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"api_url": "http://mail.example.org"}, ["https", "allow_http"]),
        ({"api_url": "ftp://mail.example.org"}, ["https://mail.example.org"]),
        ({"api_url": "https://me:pw@mail.example.org"}, ["api_url must look like"]),
        ({"api_url": "https://mail.example.org?x=1"}, ["api_url must look like"]),
        ({"api_url": "https://[bad"}, ["api_url must look like"]),
        ({"api_url": "https://mail.example.org:x"}, ["api_url must look like"]),
        ({"api_url": "https://mail.example.org:0"}, ["api_url must look like"]),
        ({"api_url": " "}, ["api_url is empty"]),
        ({"api_key": " "}, ["API key is empty"]),
        ({"api_key": "a\nb"}, ["no HTTP header can carry"]),
        ({"api_key": None}, ["no credentials are given", "api_key, api_key_path, or username with password"]),
        ({"api_key": None, "api_key_path": "/nonexistent/bm-core.tok"}, ["/nonexistent/bm-core.tok"]),
        ({"api_key": None, "username": "admin0"}, ["username is given without password", "Give both"]),
        ({"ca_path": "/nonexistent/ca.pem"}, ["ca_path /nonexistent/ca.pem does not exist"]),
        ({"timeout": 0}, ["timeout must be from"]),
        ({"timeout": float("nan")}, ["timeout must be from"]),
        ({"timeout": float("inf")}, ["timeout must be from"]),
    ],
)
def test_a_connection_that_is_refused(given: dict[str, Any], words: list[str]) -> None:
    with pytest.raises(BlueMindError) as refused:
        connection(**given)
    assert refused.value.kind == "input"
    assert [word for word in words if word not in refused.value.message] == [], refused.value.message
