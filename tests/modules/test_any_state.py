# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever a server holds: a record that is read without a problem is no change, and no name in it is a problem."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ansible_collections.bluemind.videoconferencing.plugins.module_utils.bluemind.redaction import MASK
from tests.support import odd, seeds
from tests.support.collection import call
from tests.support.providers import ROWS, Row
from tests.support.simulator import Simulator

INFO, MANY = "bluemind_videoconference_info", "bluemind_videoconferences"
LINES = ("4.5.3", "4.9", "5.1")
# Of people and groups alike: names, addresses, logins and uids of others, in other cases and spellings.
NAMES = (
    *("Team", "team", "TEAM ", "Équipe", "E\u0301quipe", " ", "\u200b", "*", "everyone", "12", "no", odd.JINJA),
    *(
        "beta@example.org",
        "gamma@example.com",
        "x@other.example",
        "alpha",
        "Alpha",
        "u-1",
        "g-1",
        seeds.NAME,
        seeds.UID,
    ),
)
VERBS = ("Invitation", "Read", "Write", "Manage", "All", "SendOnBehalf")
STORED = ("", " ", "x", " padded value ", "{}", '{"fr": null}', '{"fr": "a", "FR": "b"}', "http://a@b/", "https://h/?q")
HOURS = st.fixed_dictionaries(
    {
        "workingDays": st.lists(st.sampled_from(["MO", "SU"]), unique=True),
        "dayStart": st.sampled_from([0, 28_830_500, 64_800_000]),
        "dayEnd": st.sampled_from([0, 28_800_000, 86_399_000]),
        "minDuration": st.sampled_from([0, 45, 60]),
        "timezoneId": st.sampled_from(["UTC", "+02:00", "Europe/Paris"]),
    }
)


@st.composite
def people(draw: st.DrawFn) -> dict[str, list[dict[str, Any]]]:
    """`users` and `groups` of a domain."""
    users: list[dict[str, Any]] = []
    for number, login in enumerate(draw(st.lists(st.sampled_from(["alpha", "beta", "team", "g-1"]), unique=True))):
        user: dict[str, Any] = {"uid": f"u-{number}", "login": login, "name": draw(st.sampled_from(NAMES))}
        mail = draw(st.sampled_from([None, "example.org", "example.com"]))
        user |= {"email": f"{login}@{mail}"} if mail else {}
        account = draw(st.sampled_from([None, "login@tenant.example", " padded "]))
        user |= {"accounts": {"videoconferencing-teams": {"login": account}}} if account else {}
        users.append({**user, "archived": draw(st.integers(0, 4)) == 0})
    names = draw(st.lists(st.sampled_from(NAMES), max_size=4))
    return {"users": users, "groups": [{"uid": f"g-{number}", "name": name} for number, name in enumerate(names)]}


@st.composite
def resource(draw: st.DrawFn, row: Row, subjects: list[str]) -> dict[str, Any]:
    """One of the provider, some of its settings lost or spoilt."""
    kept = st.sampled_from([True] * 5 + [False])
    stored = {key: value if draw(kept) else draw(st.sampled_from(STORED)) for key, value in row.stored.items()}
    pairs = draw(st.lists(st.tuples(st.sampled_from(subjects), st.sampled_from(VERBS)), max_size=6, unique=True))
    acl = [{"subject": subject, "verb": verb} for subject, verb in pairs]
    hours = draw(st.one_of(st.none(), HOURS))
    label = draw(st.sampled_from([row.label, *NAMES]))
    more: dict[str, Any] = {"config": hours} if hours else {}
    return row.resource(label=label, settings=stored, acl=acl, **more)


@st.composite
def server(draw: st.DrawFn) -> dict[str, Any]:
    """The seed of a simulator."""
    own = draw(people())
    known = [one["uid"] for kind in own.values() for one in kind]
    subjects = [*known, "u-left", "m-info", seeds.UID, odd.PUBLISHED]
    rows = draw(st.lists(st.sampled_from(ROWS), unique_by=str, min_size=1))
    registered = {
        key: value for row in rows if row.name in ("webex", "zoom") for key, value in row.registration().items()
    }
    spoilt = st.sampled_from(["kept"] * 6 + ["", " padded ", "http://no.tls/"])
    properties = {key: value if (new := draw(spoilt)) == "kept" else new for key, value in registered.items()}
    seed = seeds.server(*(draw(resource(row, subjects)) for row in rows), properties=properties)
    seed["domains"][0] |= own
    return seed


@settings(max_examples=30, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=server(), line=st.sampled_from(LINES), unambiguous=st.booleans())
def test_what_is_read_is_no_change(simulator: Simulator, seed: dict[str, Any], line: str, unambiguous: bool) -> None:
    simulator.reset(seed, profile=line, providers=list(odd.ALL))
    found = call(simulator, INFO, domains=[seeds.NAME], unambiguous_names=unambiguous)
    assert not found["failed"], found["msg"]
    problems = [text for one in found["domains"] for text in one["details"]["problems"]]
    assert not [text for text in problems if "shares" in text or "external_accounts" in text]
    # A result masks a text that is a secret elsewhere, so it is not what the server holds.
    sound = [one for one in found["domains"] if not one["details"]["problems"] and MASK not in str(one)]
    again = call(simulator, MANY, domains=sound)
    assert (again["failed"], again["changed"]) == (False, False), again
    assert simulator.writes() == []
