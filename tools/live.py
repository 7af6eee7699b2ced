# SPDX-License-Identifier: GPL-3.0-or-later
"""Ask a real BlueMind whether it keeps to docs/contract.md. Started by `make live`.

It only reads, unless --write-domain names a throw-away domain, in which it makes a resource and deletes it.
Needs BLUEMIND_API_URL and BLUEMIND_API_KEY, and BLUEMIND_CA_PATH for a certificate of one's own authority. The report
names statements and headings of the contract, and nothing of the site: no name, uid, address, message or key.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import requests

from tools.live_write import Refused, Writer, outcomes

UNKNOWN = "no-such-name-2f6c9d.invalid"
KIND = "bm-videoconferencing"
LOOPBACK = ("localhost", "127.0.0.1", "::1")
# What an answer of another shape leads to.
OTHERWISE = (ValueError, LookupError, TypeError, AttributeError, RecursionError)
NO_ANSWER = (OSError,)  # those of requests, and a file of certificates that cannot be read


class Server:
    """The API, GET only but for the directory search."""

    def __init__(self) -> None:
        self.url = os.environ["BLUEMIND_API_URL"].rstrip("/").removesuffix("/api") + "/api"
        self.key = os.environ["BLUEMIND_API_KEY"]
        # requests would take an empty text for a wish to check no certificate
        self.verify: str | bool = os.environ.get("BLUEMIND_CA_PATH") or True

    def get(self, path: str, key: str | None = "") -> requests.Response:
        """With the own key, another one, or none (None)."""
        headers = {"Accept": "application/json"}
        if key is not None:
            headers["X-BM-ApiKey"] = key or self.key
        return requests.get(
            f"{self.url}/{path}", headers=headers, verify=self.verify, timeout=30, allow_redirects=False
        )

    def domains(self) -> list[str]:
        """Uids of the mail domains."""
        return [one["uid"] for one in self.get("domains").json() if not one["value"]["global"]]

    def resources(self) -> list[tuple[str, str]]:
        """(domain, uid) of every videoconferencing resource."""
        found = [(uid, self.get(f"resources/{uid}/byType/{KIND}").json()) for uid in self.domains()]
        return [(domain, uid) for domain, uids in found for uid in uids]


def shape(answers: list[Any], wanted: Callable[[Any], bool]) -> bool | None:
    """True when all answers are as wanted; None when there is nothing to look at."""
    return all(map(wanted, answers)) if answers else None


def statements(server: Server) -> list[tuple[str, str, Callable[[], bool | None]]]:
    """(heading of the contract, statement, question)."""
    get = server.get
    return [
        ("System states", "the state needs no key and is one string CORE_STATE_…", lambda: bool(
            re.fullmatch(r"CORE_STATE_[A-Z_]+", str(get("system/installation/state", None).json())))),
        ("Release numbers", "_infos needs no key and holds softwareVersion and releaseName", lambda: {
            "softwareVersion", "releaseName"} <= set(get("system/installation/_infos", None).json())),
        ("Errors", "an unknown key gives 401 with AUTHENTICATION_FAIL", lambda: (
            (answer := get("domains", "no-such-key")).status_code, answer.json()["errorCode"]
        ) == (401, "AUTHENTICATION_FAIL")),
        ("Errors", "an unknown path gives 500 and no errorCode", lambda: (
            (answer := get(f"{UNKNOWN}/nothing")).status_code == 500 and not answer.json().get("errorCode"))),
        ("Unknown names", "an unknown domain of the directory gives 404", lambda: get(
            f"resources/{UNKNOWN}/byType/{KIND}").status_code == 404),
        ("Unknown names", "an unknown resource gives 204", lambda: shape(
            [get(f"resources/{uid}/{UNKNOWN}").status_code for uid in server.domains()], lambda code: code == 204)),
        ("Unknown names", "an unknown container gives 404", lambda: get(
            f"containers/_manage/{UNKNOWN}/_acl").status_code == 404),
        ("Domains", "domains lists uid, value.name, value.aliases and value.global", lambda: shape(
            get("domains").json(), lambda one: {"name", "aliases", "global"} <= set(one["value"]) and "uid" in one)),
        ("Resource types", "each domain has the type bm-videoconferencing", lambda: shape(
            [get(f"resources/{uid}/type/{KIND}").status_code for uid in server.domains()], lambda code: code == 200)),
        ("ResourceDescriptor", "a resource holds label, typeIdentifier, properties and reservationMode", lambda: shape(
            [get(f"resources/{domain}/{uid}").json() for domain, uid in server.resources()],
            lambda one: {"label", "typeIdentifier", "properties", "reservationMode"} <= set(one))),
        ("Settings container", "a resource has <uid>-settings-container", lambda: shape(
            [get(f"containers/_manage/{uid}-settings-container/_settings").status_code
             for _domain, uid in server.resources()], lambda code: code == 200)),
        ("ACL calls", "the ACL of calendar:<uid> is a list of subject and verb", lambda: shape(
            [one for answer in (
                get(f"containers/_manage/calendar:{uid}/_acl") for _domain, uid in server.resources()
            ) if answer.status_code != 404 for one in answer.json()],  # a half-made resource has no calendar
            lambda one: {"subject", "verb"} <= set(one))),
    ]  # fmt: skip


def unusable(server: Server) -> str | None:
    """Why nothing can be asked; None where the server takes the key."""
    address = urlsplit(server.url)
    if address.scheme == "http" and address.hostname not in LOOPBACK:
        return "BLUEMIND_API_URL begins with http://, so everybody on the way could read the key. Use https://."
    try:
        status = server.get("domains").status_code
    except (*NO_ANSWER, ValueError) as error:
        return f"No answer ({type(error).__name__}). Check BLUEMIND_API_URL, BLUEMIND_CA_PATH and the network."
    if status in (401, 403):
        return f"HTTP {status}: the server refuses BLUEMIND_API_KEY."
    return None


def word(answer: bool | None) -> str:
    """What is printed of an answer."""
    return {True: "confirmed", False: "REFUTED", None: "no example"}[answer]


def failed(error: Exception) -> str:
    """What is printed of it; its own text may name the site."""
    return f"{'REFUTED' if isinstance(error, OTHERWISE) else 'no answer'} ({type(error).__name__})"


def written(server: Server, domain: str) -> int:
    """Try the statements about writing; how many are refuted."""
    refuted = 0
    for heading, statement, answer in outcomes(Writer(server.url, server.key, server.verify, domain)):
        refuted += answer is False
        print(f"{word(answer):<10}  {heading}: {statement}")
    return refuted


def main() -> int:
    """0 when nothing is refuted, 1 when something is or could not be asked, 2 when nothing was asked."""
    parser = argparse.ArgumentParser(prog="make live", description=__doc__)
    parser.add_argument("--write-domain", help="throw-away domain without videoconferencing, for a check that writes")
    given = parser.parse_args()
    if missing := [name for name in ("BLUEMIND_API_URL", "BLUEMIND_API_KEY") if not os.environ.get(name)]:
        print(f"Set {' and '.join(missing)}. Nothing is written to the server.", file=sys.stderr)
        return 2
    refuted, server = 0, Server()
    if reason := unusable(server):
        print(f"{reason} Nothing was asked, and nothing is written to the server.", file=sys.stderr)
        return 2
    for heading, statement, question in statements(server):
        try:
            told = word(question())
        except (*OTHERWISE, *NO_ANSWER) as error:
            told = failed(error)
        refuted += told.startswith(("REFUTED", "no answer"))
        print(f"{told:<10}  {heading}: {statement}")
    if given.write_domain is not None:
        try:
            refuted += written(server, given.write_domain)
        except Refused as refused:
            print(f"{refused} Nothing was written.", file=sys.stderr)
            return 2
        except (*NO_ANSWER, *OTHERWISE) as error:
            print(f'{failed(error)}  the check that writes stopped; look for a resource "Contract check"')
            refuted += 1
    return int(refuted > 0)


if __name__ == "__main__":
    sys.exit(main())
