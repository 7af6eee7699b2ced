# SPDX-License-Identifier: GPL-3.0-or-later
"""The part of `make live` that writes, on a throw-away domain that its caller names: makes a resource, and deletes it.

Nobody is mailed: the one right that is given is that of the whole domain, which BlueMind announces to nobody.
"""

from __future__ import annotations

import time
import uuid
from typing import Any

import requests

PROVIDER = "videoconferencing-jitsi"
SETTINGS = {"url": "https://meet.invalid/", "templates": '{"fr": ""}'}
TASK_SECONDS = 120.0
Outcome = tuple[str, str, bool | None]  # heading of the contract, statement, whether it is so; None: not asked


class Refused(Exception):
    """Nothing was written."""


class Writer:
    """One resource of a new uid in one domain."""

    def __init__(self, url: str, key: str, verify: str | bool, domain: str) -> None:
        self.url, self.verify = url, verify
        self.headers = {"X-BM-ApiKey": key, "Accept": "application/json"}
        self.uid = str(uuid.uuid4())
        self.domain = self._uid_of(domain)
        self.settings = f"containers/_manage/{self.uid}-settings-container"
        self.calendar = f"containers/_manage/calendar:{self.uid}"

    def call(self, method: str, path: str, body: Any = None) -> requests.Response:
        """One request."""
        return requests.request(
            method,
            f"{self.url}/{path}",
            json=body,
            headers=self.headers,
            verify=self.verify,
            timeout=60,
            allow_redirects=False,
        )

    def _uid_of(self, name: str) -> str:
        known = self.call("GET", "domains").json()
        mail = [one for one in known if not one["value"]["global"]]
        found = [one for one in mail if name in (one["uid"], one["value"]["name"], *one["value"]["aliases"])]
        if not found:
            raise Refused("--write-domain names no domain that this account can see. Give its uid or its name.")
        domain = str(found[0]["uid"])
        if self.call("GET", f"resources/{domain}/byType/bm-videoconferencing").json():
            raise Refused("--write-domain has videoconferencing resources, so it is in use. Name a throw-away domain.")
        return domain

    def create(self) -> bool:
        """Whether createResource is accepted and makes what it should."""
        body = {"label": "Contract check", "provider": PROVIDER, "acls": []}
        answer = self.call("PUT", f"videoconferencing/{self.domain}/createResource/{self.uid}", body)
        return answer.status_code == 200 and self.found()

    def found(self) -> bool:
        """Whether the resource is there."""
        return self.call("GET", f"resources/{self.domain}/{self.uid}").status_code == 200

    def delete(self) -> bool:
        """Whether a deletion is a task that ends and leaves nothing."""
        task = self.call("DELETE", f"resources/{self.domain}/{self.uid}").json()["id"]
        end = time.monotonic() + TASK_SECONDS
        while time.monotonic() < end:
            answer = self.call("GET", f"tasks/{task}")
            if answer.status_code != 200 or answer.json()["state"] in ("Success", "InError"):
                break
            time.sleep(0.5)
        return not self.found() and self.call("GET", f"{self.settings}/_settings").status_code == 404


def outcomes(writer: Writer) -> list[Outcome]:
    """Every statement with its outcome. What was made is deleted, whatever happens in between."""
    told: list[Outcome] = []
    try:
        made = writer.create()
        told.append(("createResource", "it makes a resource of the provider under the uid of the caller", made))
        if made:
            told += _on_a_resource(writer)
        else:
            why = "is the Jitsi plugin installed and loaded, and the account an administrator?"
            told.append(("Plugin loaded", f"nothing else could be tried; {why}", None))
    finally:
        if writer.found():  # also a part of one, after an error or a lost answer
            text = "its deletion is a task, after which its settings are gone"
            told.append(("Deleting a resource", text, writer.delete()))
    return told


def _on_a_resource(writer: Writer) -> list[Outcome]:
    path, right = f"{writer.settings}/_settings", [{"subject": writer.domain, "verb": "Invitation"}]
    empty = writer.call("GET", path).json() == {}
    writer.call("PUT", path, SETTINGS)
    stored = writer.call("GET", path).json() == SETTINGS
    fewer = {"url": SETTINGS["url"]}
    writer.call("PUT", path, fewer)
    replaced = writer.call("GET", path).json() == fewer
    unshared = writer.call("GET", f"{writer.calendar}/_acl").json() == []
    writer.call("PUT", f"{writer.calendar}/_acl", right)
    held = writer.call("GET", f"{writer.calendar}/_acl").json()
    kind = writer.call("GET", f"resources/{writer.domain}/{writer.uid}").json()
    properties = [one["propertyId"] for one in kind["properties"]]
    return [
        ("ResourceDescriptor", "the provider is the first property", properties[:1] == ["bm-videoconferencing-type"]),
        ("Settings container", "a new one reads {}", empty),
        ("Settings container", "settings read as they were written", stored),
        ("Settings container", "PUT replaces the whole map", replaced),
        ("createResource", "with acls [] the calendar is shared with nobody", unshared),
        ("Writing an ACL", "a right that was written reads back", right[0] in held),
    ]
