# SPDX-License-Identifier: GPL-3.0-or-later
"""Every provider from the same rows: made, changed, adopted, merged, refused, taken away."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.bluemind.videoconferencing.plugins.module_utils.bluemind.api import Api
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.model.providers import PROVIDERS
from tests.modules.test_bad_input import refused
from tests.support import seeds
from tests.support.collection import call
from tests.support.providers import BY_NAME, ROWS, Row
from tests.support.seeds import share
from tests.support.simulator import Simulator

ONE, MANY, INFO = "bluemind_videoconference", "bluemind_videoconferences", "bluemind_videoconference_info"
every = pytest.mark.parametrize("row", ROWS, ids=str)
bad = pytest.mark.parametrize(
    ("row", "settings", "words"),
    [(row, settings, words) for row in ROWS for _name, settings, words in row.bad],
    ids=[f"{row}-{name}" for row in ROWS for name, _settings, _words in row.bad],
)


def start(simulator: Simulator, row: Row, *resources: dict[str, Any], **more: Any) -> None:
    simulator.reset(seeds.server(*resources), **{"profile": row.profile, "providers": [row.name], **more})


def made(simulator: Simulator) -> list[dict[str, Any]]:
    """uid, label, ACL and settings of the domain's resources."""
    state = simulator.state()
    entries = state["domains"][seeds.UID]["entries"].values()
    return [
        {
            "uid": one["uid"],
            "label": one["name"],
            "acl": state["containers"][f"calendar:{one['uid']}"]["acl"],
            "settings": state["containers"][f"{one['uid']}-settings-container"]["settings"],
        }
        for one in entries
        if one["kind"] == "RESOURCE"
    ]


def test_every_provider_has_a_row() -> None:
    assert [row.id for row in ROWS] == [provider.id for provider in PROVIDERS]
    for row, provider in zip(ROWS, PROVIDERS, strict=True):
        assert row.label == provider.name
        assert bool(row.secrets) == bool(provider.secrets)
        assert set(row.given) | set(row.other) == {setting.option for setting in provider.settings}
        assert row.bad


@every
def test_a_new_one_is_shared_with_nobody(simulator: Simulator, row: Row) -> None:
    start(simulator, row)
    result = call(simulator, ONE, **row.task())
    assert (result["failed"], result["changed"], result["notified"]) == (False, True, []), result
    [found] = made(simulator)
    assert (found["label"], found["acl"], found["settings"]) == (row.label, [], row.written)
    assert result["domain"]["provider"] == row.name
    ready = result["ready"]
    assert (ready["ok"], len(ready["missing"])) == (not row.lacks, bool(row.lacks))
    assert row.lacks in "".join(ready["missing"])
    assert [secret for secret in row.secrets if secret in str(result)] == []


@every
def test_what_means_the_same_is_adopted_as_it_is(simulator: Simulator, row: Row) -> None:
    start(simulator, row, row.resource(acl=share("u-bob", "Invitation")))
    before = made(simulator)
    result = call(simulator, ONE, **row.task())
    assert (result["failed"], result["changed"]) == (False, False), result
    assert made(simulator) == before


@every
def test_another_value_changes_that_setting_alone(simulator: Simulator, row: Row) -> None:
    start(simulator, row, row.resource(settings={**row.stored, "others": "kept"}))
    [before] = made(simulator)
    result = call(simulator, ONE, **row.task(settings=row.other))
    assert [change["field"] for change in result["changes"]] == list(row.other)
    [after] = made(simulator)
    same = {key for key, value in after["settings"].items() if before["settings"].get(key) == value}
    assert len(same) == len(row.stored), after  # all but one, and what others keep there
    assert [secret for secret in row.secrets if secret in str(result)] == []
    assert not call(simulator, ONE, **row.task(settings=row.other))["changed"]


@every
def test_stored_secrets_stay(simulator: Simulator, row: Row) -> None:
    start(simulator, row, row.resource())
    result = call(simulator, ONE, **row.task(settings=row.other, update_secrets="on_create"))
    assert result["changed"] is not bool(row.secrets)


@every
def test_what_a_failed_move_from_an_alias_loses_has_the_names_of_options(simulator: Simulator, row: Row) -> None:
    stored = {**row.stored, "others": "kept"}
    start(simulator, row, row.resource(settings=stored, settings_domain="example.org"))
    simulator.fault("PUT", "_settings$", "status", status=500, body="{}", times=-1)
    given = {**row.other, **row.given}
    result = call(simulator, ONE, **row.task(settings=given))
    assert (result["failed"], result["changed"]) == (True, True)
    assert f"missing: {', '.join(sorted(['others', *given]))}. Run again with the values." in result["msg"]


@every
def test_twins_are_merged(simulator: Simulator, row: Row) -> None:
    twins = [row.resource("r-1", acl=share("u-bob", "Invitation")), row.resource("r-2", acl=share("u-zoe", "Read"))]
    start(simulator, row, *twins)
    result = call(simulator, ONE, **row.task())
    assert not result["failed"], result
    [found] = made(simulator)
    assert {subject for subject, _verb in found["acl"]} == {"u-bob", "u-zoe"}


@every
def test_absent_takes_only_this_provider(simulator: Simulator, row: Row) -> None:
    others = [one.resource() for one in ROWS if one is not row]
    start(simulator, row, row.resource(), *others, providers=[])
    for changed in (True, False):
        result = call(simulator, ONE, domain=seeds.NAME, provider=row.name, state="absent")
        assert (result["failed"], result["changed"], result["ready"]) == (False, changed, None)
    assert {one["uid"] for one in made(simulator)} == {f"r-{one}" for one in ROWS if one is not row}


@bad
def test_bad_settings(simulator: Simulator, row: Row, settings: dict[str, Any], words: list[str]) -> None:
    start(simulator, row)
    refused(simulator, ONE, row.task(settings=settings), [seeds.NAME, *words])


@pytest.mark.parametrize("row", [row for row in ROWS if row.too_old], ids=str)
def test_a_release_without_the_provider(simulator: Simulator, row: Row) -> None:
    start(simulator, row, profile="4.5.3", release=row.too_old)
    refused(simulator, ONE, row.task(), [f"BlueMind {row.too_old} has no {row.label} plugin", "upgrade"])


@every
def test_a_plugin_that_is_not_loaded(simulator: Simulator, row: Row) -> None:
    start(simulator, row, providers=[])
    result = call(simulator, ONE, **row.task())
    assert (result["failed"], result["changed"], result["error"]["kind"]) == (True, False, "provider")
    assert row.label in result["msg"]
    assert "restart bm-core" in result["msg"]
    assert made(simulator) == []


@pytest.mark.parametrize("text", ["", "{}", "null", '{"fr": null}', "[]", "no json"])
def test_templates_without_which_events_fail(simulator: Simulator, text: str) -> None:
    row = BY_NAME["bluemind"]
    start(simulator, row, row.resource(settings={"templates": text}))
    [known] = call(simulator, INFO)["domains"]
    assert known["details"]["problems"] == ["templates of r-bluemind: update"]
    assert call(simulator, ONE, **row.task())["changed"]
    assert made(simulator)[0]["settings"] == row.written


def test_a_variable_that_nothing_replaces(simulator: Simulator) -> None:
    row = BY_NAME["zoom"]
    start(simulator, row)
    templates = {"fr": "${meetingNumber} ${URL} ${Organizer}", "en": "${ResourceName}"}
    result = call(simulator, ONE, **row.task(settings={"templates": templates}), check_mode=True)
    [warning] = result["warnings"]
    assert "example.org: settings.templates.fr has ${meetingNumber}, which nothing replaces" in warning


def test_the_address_of_the_server_itself(simulator: Simulator) -> None:
    row = BY_NAME["jitsi"]
    start(simulator, row)
    own = simulator.url.removesuffix("/api")
    refused(simulator, ONE, row.task(settings={"url": own}), ["settings.url", "address of BlueMind itself"])


def test_settings_of_twins_are_not_mixed(simulator: Simulator) -> None:
    """The whole one's are taken, not a tenant here and a secret there."""
    row = BY_NAME["teams"]
    part = row.resource("r-1", settings={"tenant": "old.example"}, acl=share("u-bob", "Invitation"))
    start(simulator, row, part, row.resource("r-2"))
    assert not call(simulator, ONE, **row.task(settings={}))["failed"]
    assert [one["settings"] for one in made(simulator)] == [row.stored]
    rest = {name: value for name, value in row.stored.items() if name != "tenant"}
    start(simulator, row, part, row.resource("r-2", settings=rest))
    refused(simulator, ONE, row.task(settings={}), ["no client_id and secret is given and none is stored"])


def test_several_providers_of_one_domain(simulator: Simulator) -> None:
    """Handled one after the other: both need the resource type, and each counts for itself."""
    rows = [row for row in ROWS if row.name != "starleaf"]
    seed, names = seeds.server(videoconferencing_type=False), [row.name for row in rows]
    simulator.reset(seed, profile="5.1", providers=names, latency_ms=5)
    result = call(simulator, MANY, domains=[row.task() for row in rows])
    assert not result["failed"], result["msg"]
    assert [view["provider"] for view in result["domains"]] == names
    assert len(made(simulator)) == len(rows)
    assert len([one for one in simulator.writes() if "/type/" in one["path"]]) == 1
    twice = call(simulator, MANY, domains=[rows[0].task(), rows[0].task(domain="example.com")])
    assert "are the same domain; list it once for Jitsi" in twice["msg"]


def test_purge_takes_listed_providers_from_domains_that_are_not_listed(simulator: Simulator) -> None:
    jitsi, zoom = BY_NAME["jitsi"], BY_NAME["zoom"]
    simulator.reset(seeds.server(jitsi.resource(), zoom.resource()), profile="4.9", providers=["jitsi", "zoom"])
    wanted = {"domains": [zoom.task()], "purge_providers": ["jitsi", "zoom", "teams"]}
    few = call(simulator, MANY, **wanted, purge_limit=0)
    assert "purge_providers would dissociate 1 domains, purge_limit is 0: example.org (jitsi)" in few["msg"]
    empty = call(simulator, MANY, domains=[], purge_providers=["zoom"], purge_limit=9)
    assert "purge_providers with an empty list" in empty["msg"]
    done = call(simulator, MANY, **wanted)
    assert [(view["provider"], view["state"]) for view in done["domains"]] == [("zoom", "present"), ("jitsi", "absent")]
    assert [one["uid"] for one in made(simulator)] == ["r-zoom"]


def test_what_info_lists(simulator: Simulator) -> None:
    """Only what is valid input; what is not is left out, and stays as it is."""
    rows = [BY_NAME["teams"], BY_NAME["jitsi"], BY_NAME["webex"]]
    spoilt = rows[1].resource(settings={**rows[1].stored, "url": "https://mail.example.org/adminconsole"})
    simulator.reset(seeds.server(rows[0].resource(), spoilt, rows[2].resource()), profile="5.1")
    found = {one["provider"]: one for one in call(simulator, INFO)["domains"]}
    assert list(found) == ["jitsi", "teams", "webex"]
    assert found["teams"]["settings"] == {name: rows[0].given[name] for name in ("client_id", "tenant")}
    assert found["teams"]["details"]["secrets"] == {"secret": {"set": True}}
    assert found["webex"]["settings"] == rows[2].given
    assert "url" not in found["jitsi"]["settings"]
    [left_out] = found["jitsi"]["details"]["left_out"]
    assert left_out["option"] == "settings.url"
    assert "address of BlueMind itself" in left_out["reason"]
    assert found["jitsi"]["details"]["problems"] == []
    assert call(simulator, INFO, providers=["zoom"])["domains"] == []
    assert call(simulator, INFO, providers=[])["domains"] == []


UNPLUGGED = ["example.org: BlueMind has not loaded the Teams plugin. Install bm-plugin-core-videoconferencing-teams"]


@pytest.mark.parametrize("many", [False, True])
def test_what_is_missing_fails_only_when_strict(simulator: Simulator, many: bool) -> None:
    """After the work, which stays."""
    row = BY_NAME["teams"]
    start(simulator, row, row.resource(), providers=[])
    module = MANY if many else ONE
    task = row.task(settings=row.other)
    options = {"domains": [task]} if many else task
    foreseen = call(simulator, module, **options, strict=True, check_mode=True)
    assert (foreseen["failed"], foreseen["changed"]) == (False, True)
    strict = call(simulator, module, **options, strict=True)
    assert (strict["failed"], strict["changed"], strict["error"]["kind"]) == (True, True, "provider")
    assert [change["field"] for change in strict["applied"]] == ["secret"]
    assert UNPLUGGED[0] in strict["msg"]
    lenient = call(simulator, module, **options)
    assert (lenient["failed"], lenient["changed"]) == (False, False)
    for result in (foreseen, strict, lenient):
        assert not result["ready"]["ok"]
        assert result["ready"]["missing"][0].startswith(UNPLUGGED[0])
    views = lenient["domains"] if many else []
    assert [view["ready"] for view in views] == [lenient["ready"] for _view in views]


def test_check_mode_knows_that_nothing_would_be_created(simulator: Simulator) -> None:
    """Where BlueMind tells it; else only the attempt does."""
    for row in ROWS:
        start(simulator, row, providers=[])
        foreseen = call(simulator, ONE, **row.task(), check_mode=True)
        assert foreseen["failed"] is (row.name in ("teams", "webex", "zoom")), row


def test_teams_by_its_old_name(simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before 2023-03 it registered as Teams (contract#teams)."""
    row = BY_NAME["teams"]
    start(simulator, row)
    monkeypatch.setattr(Api, "external_systems", lambda self: ["Teams"])
    assert call(simulator, ONE, **row.task())["ready"]["ok"]


@pytest.mark.parametrize("login", ["core", "chief"])
def test_whom_5_mails_depends_on_who_writes(simulator: Simulator, login: str) -> None:
    """The core token mails nobody, and nobody is mailed about what they do themselves."""
    seed = seeds.server()
    next(one for one in seed["domains"][0]["users"] if one["login"] == "chief")["email"] = "chief@example.org"
    seed["api_keys"].append({"key": "chief-key", "login": "chief@example.org"})
    simulator.reset(seed, profile="5.1", providers=["zoom"])
    key = {"core": seed["core_token"], "chief": "chief-key"}[login]
    options = BY_NAME["zoom"].task(shares=[{"user": "chief"}, {"user": "bob"}])
    foreseen = call(simulator, ONE, **options, api_key=key, check_mode=True)
    result = call(simulator, ONE, **options, api_key=key)
    mailed = [one["subject"] for one in simulator.outbox() if one["kind"] == "granted"]
    assert mailed == ([] if login == "core" else ["u-bob"]), result
    assert result["notified"] == foreseen["notified"] == ([] if login == "core" else ["user rob@example.org"])
