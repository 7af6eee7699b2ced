# SPDX-License-Identifier: GPL-3.0-or-later
"""A server that has every provider, with everything that is hard to write as input for a module that writes."""

from __future__ import annotations

import json
from typing import Any

from tests.support import seeds
from tests.support.providers import BY_NAME, ROWS, Row
from tests.support.seeds import share

PUBLISHED = "x-calendar-private-46f8d12ab09c7e53"
TEMPLATE = '<p>&Eacute;t&eacute; &amp; {{ 1 + 1 }} {% x %} ${URL}</p>\n  # no comment: "yes"\n'
ALL = tuple(row.name for row in ROWS)
JINJA, LINES = "{{ lookup('env', 'HOME') }}", "one\n- domain: two #"
# Users and groups whose names mean somebody else, too, or look like something else to YAML and Jinja.
USERS = [
    {"uid": "u-plain", "login": "plain", "name": "Plain"},
    {"uid": "u-like", "login": "like", "name": "bob2@example.org", "email": "like@example.org"},
    {"uid": "u-bob2", "login": "bob2", "name": "Bob Two", "email": "bob2@example.org"},
]
GROUPS = [
    {"uid": "g-one", "name": "Team"},
    {"uid": "g-two", "name": "Team"},
    {"uid": "g-yes", "name": "yes"},
    {"uid": "0123", "name": "1.10"},
    {"uid": "g-jinja", "name": JINJA},
    {"uid": "g-low", "name": "direction"},
    {"uid": "g-mean", "name": "g-plan"},
    {"uid": "g-plan", "name": "Plan"},
    {"uid": "g-blank", "name": "  "},
    {"uid": "g-line", "name": LINES},
]
_OWN = [
    *share("u-bob", "Read"),
    *share("u-twin1", "Invitation", "Freebusy"),
    *share("u-plain", "All"),
    *share("u-bob2", "Write"),
    *share("g-one", "Read"),
    *share("g-yes", "Invitation", "Freebusy"),
    *share("0123", "Read"),
    *share("g-jinja", "Write"),
    *share("g-dir", "Read"),
    *share("g-mean", "Read"),
    *share("g-blank", "Read"),
    *share("g-line", "Read"),
    *share(seeds.UID, "Invitation", "Freebusy"),
]
# What no share can say.
_OTHERS = [
    *share("u-gone", "Read"),
    *share("u-left", "Invitation"),
    *share("m-info", "Read"),
    *share("u-zoe", "Manage"),
    *share(PUBLISHED, "Read"),
]
_HOURS = {"workingDays": ["SU"], "dayStart": 64_800_000, "dayEnd": 0, "minDuration": 45, "timezoneId": "UTC+02:00"}
_WHOLE = {"workingDays": ["MO", "FR"], "dayStart": 28_830_000, "dayEnd": 61_200_000, "minDuration": 60}
_STORED = {
    "jitsi": {"url": "HTTPS://Meet.Example.org:443/rooms", "templates": json.dumps({"nl": TEMPLATE, "fr": ""})},
    "bluemind": {"templates": json.dumps({"en": "no", "fr": "0123", "xx": "of a language that is none"})},
    "zoom": {"templates": '{"fr": "", "en": 12}'},
}
_LABELS = {"jitsi": "{{ 7 * 7 }}", "bluemind": "  between blanks ", "teams": "18:00", "webex": "no"}


# Of the server, by the variable that an export has in their place.
SECRETS = {
    "vault_videoconference_example_org_starleaf_token": "brand-new-token",
    "vault_videoconference_example_org_teams_secret": "teams-secret-1",
    "vault_videoconference_example_org_webex_openid_secret": "openid-secret-1",
    "vault_videoconference_example_org_zoom_openid_secret": "openid-secret-1",
}


def _resource(row: Row, line: str) -> dict[str, Any]:
    acl = [one for one in _OWN if line.startswith("5") or one["verb"] != "Freebusy"] + _OTHERS
    config = _HOURS if row.name in ("bluemind", "zoom") else {**_WHOLE, "timezoneId": "Europe/Paris"}
    own: dict[str, Any] = {"settings": _STORED.get(row.name, row.stored), "label": _LABELS.get(row.name, row.label)}
    return row.resource(acl=acl, config=config, **own)


def server(line: str, *names: str) -> dict[str, Any]:
    """example.org has one resource of each provider, or of the named ones, as releases of this line store it."""
    rows = [BY_NAME[name] for name in names or ALL]
    registered = [row.registration() for row in rows if row.name in ("webex", "zoom")]
    properties = {key: value for one in registered for key, value in one.items()}
    seed = seeds.server(*(_resource(row, line) for row in rows), properties={**properties, "ldap": "of-others-1"})
    domain = seed["domains"][0]
    domain["users"] += USERS
    domain["groups"] += GROUPS
    for user in domain["users"]:
        if user["uid"] in ("u-bob", "u-twin1"):
            user["accounts"] = {BY_NAME["teams"].id: {"login": f"{user['login']}@tenant.example"}}
    return seed
