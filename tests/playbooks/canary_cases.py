# SPDX-License-Identifier: GPL-3.0-or-later
"""The runs that try hard to show a secret."""

from __future__ import annotations

import json

from tests.playbooks.canaries import (
    API_KEY,
    CORE,
    EVERYBODY,
    GIVEN,
    PASSWORD,
    STORED,
    STRANGE,
    TOKEN_PATH,
    WRONG_KEY,
    Case,
    answers,
    anyway,
    domain,
    role,
    says,
)
from tests.playbooks.programs import module

WITH_PASSWORD = {"username": "admin0@global.virt", "password": PASSWORD}
STRANGE_PASSWORD = {"username": "admin0@global.virt", "password": STRANGE}
STRANGE_BODY = json.dumps({"token": STRANGE})
STAY = says("POST", "auth/logout", "later", times=-1)  # keeps the session, so that its key can be read afterwards
ROLE_DOMAINS = [
    {"domain": "example.org", "token": GIVEN, "shares": EVERYBODY},
    {"domain": "new.example", "token": GIVEN},
]
BATCH = [{"domain": "example.org", "token": STORED}, {"domain": "new.example", "token": STRANGE}]
STORY = [
    module("server_info"),
    domain("new.example", token=GIVEN, shares=[{"user": "new"}]),
    domain(token=GIVEN, shares=EVERYBODY, purge_shares=True, label="Visio"),
    module("starleaf_info"),
    module("resource_acl", domain="example.org", resource="Board room", shares=EVERYBODY, purge_shares=True),
    module("starleaf_domains", domains=BATCH, purge=True),
    domain(state="absent"),
]

CASES = [
    Case("success-api-key", STORY, ("(new value)", "api_key"), fails=False),
    Case(
        "success-password",
        STORY[1:],
        ("(new value)", "admin0@global.virt"),
        (STAY,),
        WITH_PASSWORD,
        fails=False,
        both_ways=True,
    ),
    Case("success-core-token", STORY[1:2], ("(new value)",), login={"api_key": CORE}, fails=False),
    Case("success-env-api-key", STORY[1:4], ("(new value)",), (), {}, {"BLUEMIND_API_KEY": API_KEY}, fails=False),
    Case(
        "success-env-password",
        STORY[1:3],
        ("(new value)",),
        (STAY,),
        {"username": "admin0@global.virt"},
        {"BLUEMIND_PASSWORD": PASSWORD},
        fails=False,
    ),
    Case(
        "unreachable",
        anyway(
            module(name, **own, api_url=url)
            for url in ("http://127.0.0.1:9", "https://127.0.0.1:9")
            for name, own in {"starleaf_domain": {"domain": "example.org", "token": GIVEN}, "server_info": {}}.items()
        ),
        ("cannot talk to 127.0.0.1:9", '"reachable": false'),
        fails=False,
    ),
    Case(
        "401-echoes-the-key",
        anyway([domain(token=GIVEN), domain(token=GIVEN, state="absent"), module("server_info")]),
        ("session id ******** is not valid", '"authenticated": false'),
        login={"api_key": WRONG_KEY},
        fails=False,
    ),
    Case(
        "401-echoes-the-key-of-the-environment",
        [domain(token=GIVEN)],
        ("session id ******** is not valid",),
        login={},
        variables={"BLUEMIND_API_KEY": WRONG_KEY},
        both_ways=True,
    ),
    Case(
        "500-echoes-the-token-that-was-sent",
        anyway(
            [domain(token=GIVEN), domain(token=GIVEN), domain(token=STRANGE), module("starleaf_domains", domains=BATCH)]
        ),
        ("HTTP 500 UNKNOWN: ", '"failed_changes"', '"failed_domains"'),
        (
            says("PUT", TOKEN_PATH, f'cannot store {{"token": "{GIVEN}"}}'),
            says("PUT", TOKEN_PATH, f"cannot store {GIVEN[:18]}... and so on"),
            says("PUT", TOKEN_PATH, f"cannot store {STRANGE_BODY}"),
            says("PUT", TOKEN_PATH, f"cannot store {STRANGE_BODY}"),
        ),
        fails=False,
        both_ways=True,
    ),
    Case(
        "500-echoes-every-secret",
        anyway([module("starleaf_info"), domain(token=GIVEN, shares=EVERYBODY)]),
        ("the token was ********, is ********", "header ********"),
        (
            says("PUT", "_acl$", f"the token was {STORED}, is {GIVEN}, the key {API_KEY}", times=4),
            says("GET", "domains$", f"header {API_KEY}"),
        ),
        fails=False,
        both_ways=True,
    ),
    Case(
        "500-echoes-the-password",
        anyway([domain(), module("server_info")]),
        ("/api/auth/login: HTTP 500 UNKNOWN: ",),
        (
            says("POST", "auth/login", f"no session for {PASSWORD}"),
            says("POST", "auth/login", f"cannot parse {json.dumps(PASSWORD)}"),
        ),
        WITH_PASSWORD,
        fails=False,
    ),
    Case(
        "500-echoes-a-piece-of-the-password",
        [domain()],
        ("/api/auth/login: HTTP 500 UNKNOWN: ",),
        (says("POST", "auth/login", f"cannot parse {json.dumps(PASSWORD)[:21]}... and so on"),),
        WITH_PASSWORD,
    ),
    Case(
        "500-echoes-a-password-in-json",
        [domain()],
        ("/api/auth/login: HTTP 500 UNKNOWN: ",),
        (says("POST", "auth/login", f"cannot parse {json.dumps(STRANGE)}"),),
        STRANGE_PASSWORD,
    ),
    Case(
        "login-refused",
        anyway([domain(token=GIVEN), domain(token=GIVEN)]),
        ("refuses the login of nobody@global.virt", "denied: ********"),
        (answers("POST", "auth/login", {"status": "Bad", "message": f"denied: {PASSWORD}", "authKey": None}),),
        {**WITH_PASSWORD, "username": "nobody@global.virt"},
        fails=False,
        both_ways=True,
    ),
    Case(
        "truncated",
        anyway([domain(token=GIVEN), domain(token=GIVEN), module("starleaf_info")]),
        ("/auth/login", "/_mget", "/domains"),
        (
            {"method": "POST", "path": "auth/login", "kind": "truncate"},
            {"method": "POST", "path": "_manage/_mget", "kind": "truncate"},
            {"method": "GET", "path": "domains$", "kind": "truncate"},
            STAY,
        ),
        WITH_PASSWORD,
        fails=False,
    ),
    Case(
        "answers-of-another-shape",
        anyway([domain(token=GIVEN), domain(token=GIVEN), domain(token=GIVEN, availability={"start": "08:00"})]),
        ("unexpected shape", "without the JSON"),
        (
            answers("GET", "domains$", [API_KEY]),
            {"method": "GET", "path": "domains$", "kind": "status", "status": 200, "body": f"<p>{API_KEY}</p>"},
            answers("GET", "_config$", {"dayStart": GIVEN, "workingDays": [STORED]}),
        ),
        fails=False,
        both_ways=True,
    ),
    Case(
        "redirect",
        [domain(token=GIVEN)],
        ("the server redirects to",),
        ({"method": "GET", "path": "domains$", "kind": "redirect", "location": f"https://x/?apikey={API_KEY}"},),
    ),
    Case(
        "verification",
        [domain(token=GIVEN, shares=EVERYBODY)],
        ("BlueMind answered every write with success", '"verified": false'),
        ({"method": "PUT", "path": TOKEN_PATH, "kind": "status", "status": 200, "body": "", "times": -1},),
        both_ways=True,
    ),
    Case(
        "torn-rights",
        anyway(
            [
                domain(shares=EVERYBODY),
                module("resource_acl", domain="example.org", resource="r-room", shares=EVERYBODY, purge_shares=True),
            ]
        ),
        ("may be lost",),
        tuple({"method": "PUT", "path": "calendar:.*/_acl$", "kind": "torn_acl"} for _time in range(4)),
        fails=False,
    ),
    Case(
        "deletion-fails",
        [domain(token=GIVEN, state="absent")],
        ("did not delete",),
        ({"method": "DELETE", "path": "resources/", "kind": "task_error", "times": -1},),
    ),
    Case(
        "wrong-input",
        anyway(
            [
                domain(token="   "),
                domain(token=f"{GIVEN}\n"),
                domain(token=GIVEN, shares=[{"user": "nobody"}]),
                domain(token=GIVEN, state="gone"),
                domain(token={"value": GIVEN}),
                domain(tokn=1, token=GIVEN),
                domain("nowhere.example", token=GIVEN),
                domain(token=GIVEN, **WITH_PASSWORD),
                domain(token=GIVEN, availability={"start": "24:00"}),
                module("starleaf_domains", domains=[{"domain": "example.org", "token": GIVEN, "state": "gone"}]),
                module("starleaf_domains", domains=[{"domain": "example.org", "token": {"value": GIVEN}, "tokn": 1}]),
                module("starleaf_domains", domains=[{"domain": "nowhere.example", "token": GIVEN}], purge=True),
                module("starleaf_domains", domains=f"domain=example.org token={GIVEN}, state=gone"),
                module("starleaf_info", api_key=f"{WRONG_KEY}\n"),
                module("starleaf_info", api_key=f" {WRONG_KEY}"),
                module("starleaf_info", api_key=f"é{WRONG_KEY}"),
            ]
        ),
        ("token is empty", "white space", "nobody does not exist", "are given; keep one", "no HTTP header", "tokn"),
        fails=False,
        both_ways=True,
    ),
    Case(
        "loop-over-names",
        [
            {
                **domain("{{ item }}", token="{{ tokens[item] }}"),
                "loop": ["example.org", "nowhere.example", "new.example"],
                "vars": {"tokens": {"example.org": GIVEN, "nowhere.example": STORED, "new.example": STRANGE}},
                "register": "found",
                "ignore_errors": True,
            },
            {"ansible.builtin.debug": {"var": "found"}},
        ],
        ("(item=example.org)", "domain nowhere.example does not exist", '"found": {'),
        fails=False,
        both_ways=True,
    ),
    Case(
        "role-in-a-loop",
        [
            {
                "ansible.builtin.include_role": {"name": "bluemind.videoconferencing.starleaf"},
                "vars": {"starleaf_domains": "{{ [ROLE_DOMAINS[item]] }}"},
                "loop": [0, 1],
                "tags": "always",
            }
        ],
        ("(new value)", "item=1", "validate_args_context"),
        fails=False,
    ),
    Case(
        "role-arguments",
        [
            role(starleaf_domains=[{"domain": "example.org", "token": GIVEN, "state": "gone"}]),
            role(starleaf_domains=[{"domain": "example.org", "token": {"value": GIVEN}}]),
            role(starleaf_domains=[{"token": GIVEN}]),
            role(starleaf_domains=[{"domain": "example.org", "token": GIVEN, "shares": "everybody"}]),
            role(starleaf_domains=[{"domain": "example.org", "token": GIVEN, "tokn": 1}]),
            role(starleaf_domains={"domain": "example.org", "token": GIVEN}),
            role(starleaf_domains=f"domain=example.org token={GIVEN}, state=gone"),
            role(starleaf_domains=[], starleaf_api_password=PASSWORD, starleaf_api_timeout="soon"),
        ],
        ("Validation of arguments failed", "caught"),
        fails=False,
    ),
    Case(
        "role-fails",
        [role(starleaf_domains=ROLE_DOMAINS)],
        ("HTTP 500 UNKNOWN: ", "caught"),
        (says("PUT", TOKEN_PATH, f"cannot store {GIVEN}", times=-1),),
        fails=False,
    ),
]
