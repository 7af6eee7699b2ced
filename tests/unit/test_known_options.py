# SPDX-License-Identifier: GPL-3.0-or-later
"""What is wrong with options is said in sentences that name the place, the mistake and the cure."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.bluemind.videoconferencing.plugins.module_utils.bluemind.errors import BlueMindError
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.jobs.known_options import require_known
from tests.support.collection import job_of

ONE = {"domain": "example.org"}


def message(options: dict[str, Any], module: str = "bluemind_starleaf_domains") -> str:
    with pytest.raises(BlueMindError) as refused:
        require_known(job_of(module).arguments()["argument_spec"], options, module)
    assert refused.value.kind == "input"
    return refused.value.message


def domains(**record: Any) -> dict[str, Any]:
    return {"domains": [ONE, {"domain": "b.example", **record}]}


CASES: list[tuple[str, dict[str, Any], str]] = [
    ("option", {"purg": True}, "unsupported option purg of the module bluemind_starleaf_domains. Did you mean purge?"),
    (
        "far",
        {"xyz": 1},
        "unsupported option xyz of the module bluemind_starleaf_domains. It has: allow_empty, allow_http",
    ),
    ("field", domains(tokn="t"), "domains[1] (b.example): unsupported option tokn of this entry. Did you mean token?"),
    ("state", domains(state="presnt"), "domains[1] (b.example).state is presnt, and must be one of: present, absent."),
    ("right", domains(shares=[{"user": "a", "right": "admin"}]), "shares[0].right is admin, and must be one of: book,"),
    ("both", domains(shares=[{"user": "a", "group": "b"}]), "(b.example).shares[0] has user and group. Keep one"),
    ("nobody", domains(shares=[{"right": "book"}]), "(b.example).shares[0] names nobody. Give one of: user, group"),
    ("dictionary", {"domains": ONE}, "domains must be a list, and is a dictionary. Start each entry with a dash."),
    ("text", {"domains": "example.org"}, "domains must be a list, and is a single value."),
    ("shares", domains(shares={"user": "a"}), "domains[1] (b.example).shares must be a list, and is a dictionary."),
    ("entry", domains(shares=["alice"]), "shares[0] must be a dictionary (option: value), and is a single value."),
    ("days", domains(availability={"days": ["lundi"]}), "availability.days[0] is lundi, and must be one of: mon"),
    ("no-name", {"domains": [{"token": "t"}]}, "domains[0] has no domain, and needs one."),
]


@pytest.mark.parametrize(("options", "words"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_the_mistake_is_told(options: dict[str, Any], words: str) -> None:
    assert words in message(options)


def test_every_mistake_is_told_at_once() -> None:
    text = message({"domains": [{**ONE, "tokn": "t", "shares": [{"usr": "a"}]}], "api_ur": "x"})
    assert [word for word in ("tokn", "usr", "names nobody", "api_ur") if word not in text] == []


def test_what_ansible_accepts_passes() -> None:
    spec = job_of("bluemind_starleaf_domains").arguments()["argument_spec"]
    hours = {"days": "mon,tue", "minimum_duration": "60"}
    record = {**ONE, "availability": hours, "purge_shares": "yes", "shares": [{"everyone": True}], "label": None}
    require_known(spec, {"domains": [record], "_ansible_check_mode": True}, "bluemind_starleaf_domains")
