# SPDX-License-Identifier: GPL-3.0-or-later
"""contract#saves-of-the-console: every installed editor saves, each by its own rule."""

from __future__ import annotations

import json
from typing import Any

import pytest
import requests

from tests.contract.seeds import DOMAIN, TYPE, starleaf, without_resource
from tests.contract.wire import World

IDS = {name: f"videoconferencing-{name}" for name in ("starleaf", "jitsi", "bluemind", "teams", "webex", "zoom")}
COMPLETE: dict[str, dict[str, Any]] = {
    "starleaf": {"token": "t"},
    "jitsi": {"url": "https://meet.example.org/", "templates": '{"fr": "Visio"}'},
    "bluemind": {"templates": '{"fr": "Visio"}'},
    "teams": {"clientId": "c", "tenant": "t", "secret": "s"},
    "webex": {"templates": '{"fr": "Visio"}', "webex-ics-mail": "visio@example.org"},
    "zoom": {"templates": '{"fr": "Visio"}'},
}
TEMPLATES = tuple(name for name, settings in COMPLETE.items() if "templates" in settings and name != "jitsi")


def with_resources(world: World, **settings: dict[str, Any]) -> None:
    """A domain with these resources, all six providers loaded."""
    seed = without_resource()
    seed["domains"][0]["resources"] = [
        starleaf(f"r-{name}", label=name, provider=IDS[name], settings=one) for name, one in settings.items()
    ]
    world.load(seed, providers=list(IDS), task_polls=0)  # the console never polls


def save(world: World, *editors: str, **forms: dict[str, Any]) -> list[dict[str, Any]]:
    """Press "save" on the domain's page; without editors all loaded ones are on it."""
    order: dict[str, Any] = {"domain": DOMAIN, "forms": forms}
    return list(world.simulator.control("POST", "console", order | ({"editors": list(editors)} if editors else {})))


def found(world: World, name: str) -> list[dict[str, Any]]:
    """The settings of the provider's resources, templates parsed."""
    settings = []
    for uid in world.admin.get(f"resources/{DOMAIN}/byType/{TYPE}"):
        if world.admin.get(f"resources/{DOMAIN}/{uid}")["properties"][0]["value"] == IDS[name]:
            one = world.admin.get(f"containers/_manage/{uid}-settings-container/_settings")
            settings.append({key: json.loads(text) if key == "templates" else text for key, text in one.items()})
    return settings


def parsed(name: str) -> dict[str, Any]:
    """The complete settings of a provider, templates parsed."""
    return {key: json.loads(text) if key == "templates" else text for key, text in COMPLETE[name].items()}


@pytest.mark.parametrize("name", IDS)
def test_a_save_takes_away_what_the_editor_does_not_know(world: World, name: str) -> None:
    with_resources(world, **{name: {**COMPLETE[name], "extra": "gone"}})
    save(world, name)
    assert found(world, name) == [parsed(name)]


def test_all_editors_save_whatever_was_edited(world: World) -> None:
    with_resources(world, **COMPLETE)
    done = save(world, jitsi={"url": "https://new.example.org/"})
    assert len(done) == len(IDS)
    assert {one["status"] for one in done} == {200}
    for name in IDS:
        expected = parsed(name) | ({"url": "https://new.example.org/"} if name == "jitsi" else {})
        assert found(world, name) == [expected]


# Provider, what the administrator empties, whether the resource is still there afterwards.
EMPTIED: tuple[tuple[str, dict[str, Any], bool], ...] = (
    ("starleaf", {"token": ""}, False),
    ("teams", {"secret": ""}, False),
    ("teams", {"tenant": ""}, False),
    ("teams", {"clientId": ""}, False),
    ("jitsi", {"url": ""}, True),
    ("bluemind", {"templates": {"fr": ""}}, True),
)


@pytest.mark.parametrize(("name", "boxes", "there"), EMPTIED)
def test_an_empty_box(world: World, name: str, boxes: dict[str, Any], there: bool) -> None:
    with_resources(world, **{name: COMPLETE[name]})
    save(world, name, **{name: boxes})
    assert found(world, name) == ([parsed(name)] if there else [])


def test_an_empty_url_deleted_before_4_5_3(world: World) -> None:
    seed = without_resource()
    seed["domains"][0]["resources"] = [starleaf("r-jitsi", provider=IDS["jitsi"], settings=COMPLETE["jitsi"])]
    world.load(seed, providers=["jitsi"], software="4.1.56811", task_polls=0)
    (done,) = save(world, jitsi={"url": ""})
    assert (done["method"], done["path"]) == ("DELETE", f"resources/{DOMAIN}/r-jitsi")


def test_a_resource_without_settings(world: World) -> None:
    """StarLeaf and Teams are deleted, Jitsi is left alone, the others get templates that break events."""
    with_resources(world, **{name: {} for name in IDS})
    done = save(world)
    deleted = {one["path"].rpartition("-")[2] for one in done if one["method"] == "DELETE"}
    assert deleted == {"starleaf", "teams"}
    for name in TEMPLATES:
        assert found(world, name) == [{"templates": {}}]
    assert found(world, "jitsi") == [{}]


def test_blanked_languages(world: World) -> None:
    """Jitsi stores an empty text, the others keep the old one."""
    with_resources(world, **COMPLETE)
    save(world, **{name: {"templates": {"fr": "", "en": "Video"}} for name in (*TEMPLATES, "jitsi")})
    assert found(world, "jitsi")[0]["templates"] == {"fr": "", "en": "Video"}
    for name in TEMPLATES:
        assert found(world, name)[0]["templates"] == {"fr": "Visio", "en": "Video"}


def test_what_a_first_save_makes(world: World) -> None:
    """Domain-wide for all but StarLeaf and Teams; a second page makes no twin, a template without text nothing."""
    with_resources(world)
    save(world, starleaf={"token": ""}, bluemind={"templates": {"fr": ""}})
    assert [found(world, name) for name in IDS] == [[]] * len(IDS)
    forms = {
        name: {key: json.loads(one) if key == "templates" else one for key, one in settings.items()}
        for name, settings in COMPLETE.items()
    }
    save(world, **forms)
    save(world, **forms)
    shared = set()
    for uid in world.admin.get(f"resources/{DOMAIN}/byType/{TYPE}"):
        label = world.admin.get(f"resources/{DOMAIN}/{uid}")["label"]
        if {"subject": DOMAIN, "verb": "Invitation"} in world.admin.get(f"containers/_manage/calendar:{uid}/_acl"):
            shared.add(label)
    assert shared == {"Jitsi", "BlueMind.Video", "Webex", "Zoom"}
    assert [found(world, name) for name in IDS] == [[parsed(name)] for name in IDS]


def test_an_order_that_makes_no_sense(world: World) -> None:
    for order in ({}, {"domain": DOMAIN, "forms": {"jitsi": []}}, {"domain": DOMAIN, "editors": ["skype"]}):
        with pytest.raises(requests.HTTPError):
            world.simulator.control("POST", "console", order)
