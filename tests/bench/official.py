# SPDX-License-Identifier: GPL-3.0-or-later
"""The same work as a script over the official client, in that client's own environment: `official.py ORDER`.

The client opens a connection for every request and does not verify certificates. It has no call that creates a video
resource, so that one request is made here as the client would make it.
"""

from __future__ import annotations

import json
import sys
import uuid
import warnings
from pathlib import Path
from typing import Any

import requests
from netbluemind.core.container.api.IContainerManagement import IContainerManagement
from netbluemind.core.container.api.IContainers import IContainers
from netbluemind.core.container.model.acl.AccessControlEntry import AccessControlEntry
from netbluemind.core.container.model.acl.Verb import Verb
from netbluemind.directory.api.BaseDirEntryKind import BaseDirEntryKind
from netbluemind.directory.api.DirEntryQuery import DirEntryQuery
from netbluemind.python.client import BMClient
from netbluemind.resource.api.IResources import IResources

PROVIDER = "videoconferencing-starleaf"
LINK = ("bm-videoconferencing-type", PROVIDER)


class Script:
    """All domains, one after the other."""

    def __init__(self, order: dict[str, Any]) -> None:
        self.url, self.key = order["api_url"], order["api_key"]
        self.client = BMClient(self.url, self.key)
        self.domains = order["domains"]

    def run(self) -> None:
        """Read everything, write what differs."""
        installation = self.client.installation()
        assert installation.getSystemState().name == "CORE_STATE_RUNNING"
        assert installation.getInfos().softwareVersion.startswith("4.")
        known = {one.uid for one in self.client.domains().all()}
        assert all(one["domain"] in known for one in self.domains)
        found = {one["domain"]: self.find(one["domain"]) for one in self.domains}
        names = [f"{uid}-settings-container" for uid in found.values() if uid]
        containers = self.client.instance(IContainers).getContainers(names)
        settings = {one.uid: one.settings for one in containers}
        for one in self.domains:
            self.settle(one, found[one["domain"]], settings)

    def find(self, domain: str) -> str | None:
        """The domain's StarLeaf resource."""
        resources = self.client.instance(IResources, domain)
        for uid in resources.byType("bm-videoconferencing"):
            if LINK in {(one.propertyId, one.value) for one in resources.get(uid).properties}:
                return str(uid)
        return None

    def settle(self, wanted: dict[str, Any], found: str | None, settings: dict[str, dict[str, str]]) -> None:
        """One domain."""
        domain = wanted["domain"]
        uid = found or str(uuid.uuid5(uuid.NAMESPACE_URL, f"{PROVIDER}:{domain}"))
        calendar = self.client.instance(IContainerManagement, f"calendar:{uid}")
        container = self.client.instance(IContainerManagement, f"{uid}-settings-container")
        acl, settings_acl = set(), {(domain, "Read")}
        if found:
            acl, settings_acl = pairs(calendar.getAccessControlList()), pairs(container.getAccessControlList())
        else:
            self.create(domain, uid)
        stored = settings.get(f"{uid}-settings-container") or {}
        if stored.get("token") != wanted["token"]:
            container.setSettings({**stored, "token": wanted["token"]})
        if settings_acl != {(domain, "Read")}:
            container.setAccessControlList(entries({(domain, "Read")}))
        uids = self.uids(domain, [one["user"] for one in wanted["shares"]])
        rights = {one for one in acl if one[0] not in uids} | {(one, "Invitation") for one in uids}
        if rights != acl:
            calendar.setAccessControlList(entries(rights))

    def uids(self, domain: str, addresses: list[str]) -> set[str]:
        """The uids behind these addresses, by one search."""
        query = DirEntryQuery()
        query.kindsFilter = [BaseDirEntryKind.USER, BaseDirEntryKind.GROUP]
        query.hiddenFilter, query.systemFilter, query.size = False, False, -1
        listed = {one.value.email: one.value.entryUid for one in self.client.directory(domain).search(query).values}
        return {listed[address] for address in addresses}

    def create(self, domain: str, uid: str) -> None:
        """Ask for a resource."""
        requests.put(
            f"{self.url}/videoconferencing/{domain}/createResource/{uid}",
            verify=False,
            headers={"X-BM-ApiKey": self.key, "Accept": "application/json"},
            data=json.dumps({"label": "StarLeaf", "provider": PROVIDER, "acls": []}),
        ).raise_for_status()


def pairs(acl: list[AccessControlEntry]) -> set[tuple[str, str]]:
    """The client's entries as (subject, verb)."""
    return {(one.subject, one.verb.name) for one in acl}


def entries(acl: set[tuple[str, str]]) -> list[AccessControlEntry]:
    """(subject, verb) as the client's entries."""
    made = []
    for subject, verb in sorted(acl):
        entry = AccessControlEntry()
        entry.subject, entry.verb = subject, Verb[verb]
        made.append(entry)
    return made


if __name__ == "__main__":
    warnings.simplefilter("ignore")  # the client never verifies certificates
    Script(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))).run()
