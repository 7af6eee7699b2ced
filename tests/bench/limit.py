# SPDX-License-Identifier: GPL-3.0-or-later
"""The limit: the requests of the batch, by a bare asyncio client that does nothing else: `limit.py ORDER`.

As many requests at a time as aiohttp opens connections by itself, 100. The answers are compared with what is wanted,
and differences written, without any error handling.
"""

from __future__ import annotations

import asyncio
import json
import ssl
import sys
import uuid
from pathlib import Path
from typing import Any

import aiohttp

PROVIDER = "videoconferencing-starleaf"
LINK = {"propertyId": "bm-videoconferencing-type", "value": PROVIDER}
EVERYBODY = {"kindsFilter": ["USER", "GROUP"], "hiddenFilter": False, "systemFilter": False, "size": -1}
CONTAINERS = ("{}-settings-container", "calendar:{}", "freebusy:{}")
CHUNK = 3000
PROBES = 3


class Limit:
    """One run."""

    def __init__(self, session: aiohttp.ClientSession, order: dict[str, Any]) -> None:
        self.session = session
        self.root = order["api_url"]
        self.domains = order["domains"]
        self.asking = asyncio.Lock()
        self.actor: Any = None

    async def call(self, method: str, path: str, body: Any = None) -> Any:
        """One request."""
        data = None if body is None else json.dumps(body).encode()
        async with self.session.request(method, f"{self.root}/{path}", data=data) as answer:
            answer.raise_for_status()
            content = await answer.read()
            return json.loads(content) if content else None

    async def run(self) -> None:
        """Everything."""
        assert await self.call("GET", "system/installation/state") == "CORE_STATE_RUNNING"
        assert (await self.call("GET", "system/installation/_infos"))["softwareVersion"].startswith("4.")
        known = {one["uid"] for one in await self.call("GET", "domains")}
        assert all(one["domain"] in known for one in self.domains)
        found = await asyncio.gather(*(self.find(one["domain"]) for one in self.domains))
        names = [name for one, uid in zip(self.domains, found, strict=True) for name in containers(one, uid)]
        chunks = [names[start : start + CHUNK] for start in range(0, len(names), CHUNK)]
        parts = await asyncio.gather(*(self.call("POST", "containers/_manage/_mget", chunk) for chunk in chunks))
        there = {one["uid"]: one for part in parts for one in part}
        pairs = zip(self.domains, found, strict=True)
        await asyncio.gather(*(self.settle(one, uid, there) for one, uid in pairs))

    async def find(self, domain: str) -> str | None:
        """The domain's StarLeaf resource."""
        for uid in await self.call("GET", f"resources/{domain}/byType/bm-videoconferencing"):
            if LINK in (await self.call("GET", f"resources/{domain}/{uid}"))["properties"]:
                return str(uid)
        return None

    async def settle(self, wanted: dict[str, Any], found: str | None, there: dict[str, Any]) -> None:
        """One domain; what was written is read again."""
        domain = wanted["domain"]
        uid = found or own_uid(domain)
        container, calendar = f"containers/_manage/{uid}-settings-container", f"containers/_manage/calendar:{uid}"
        read = self.acls(uid) if found else self.may_create(domain)
        (settings_acl, acl), listed = await asyncio.gather(
            read, self.call("POST", f"directory/{domain}/_search", EVERYBODY)
        )
        if not found:
            body = {"label": "StarLeaf", "provider": PROVIDER, "acls": []}
            await self.call("PUT", f"videoconferencing/{domain}/createResource/{uid}", body)
            assert await self.call("GET", f"resources/{domain}/{uid}")
            settings_acl, acl = {(domain, "Read")}, set()
        writes: list[tuple[str, Any]] = []
        settings = (there.get(f"{uid}-settings-container") or {}).get("settings") or {}
        if settings.get("token") != wanted["token"]:
            writes.append((f"{container}/_settings", {**settings, "token": wanted["token"]}))
        if settings_acl != {(domain, "Read")}:
            writes.append((f"{container}/_acl", entries({(domain, "Read")})))
        addresses = {one["value"]["email"]: one["value"]["entryUid"] for one in listed["values"]}
        uids = {addresses[one["user"]] for one in wanted["shares"]}
        rights = {one for one in acl if one[0] not in uids} | {(one, "Invitation") for one in uids}
        if rights != acl:
            assert pairs(await self.call("GET", f"{calendar}/_acl")) == acl  # nobody has changed it since
            writes.append((f"{calendar}/_acl", entries(rights)))
        await asyncio.gather(*(self.call("PUT", path, body) for path, body in writes))
        if writes:
            assert await self.find(domain) == uid
            await asyncio.gather(self.call("POST", "containers/_manage/_mget", containers(wanted, uid)), self.acls(uid))
            new = sorted(uids - {subject for subject, verb in acl if verb == "Invitation"})[:PROBES]
            await asyncio.gather(*(self.may_book(domain, one, f"calendar:{uid}") for one in new))

    async def acls(self, uid: str) -> list[set[tuple[str, str]]]:
        """The ACLs of the settings and of the calendar."""
        paths = [f"containers/_manage/{name.format(uid)}/_acl" for name in CONTAINERS[:2]]
        found = await asyncio.gather(*(self.call("GET", path) for path in paths))
        return [pairs(acl) for acl in found]

    async def may_book(self, domain: str, user: str, calendar: str) -> None:
        """Ask for the verbs that a user has."""
        query = f"domainUid={domain}&userUid={user}&uid={calendar}"
        assert await self.call("GET", f"containers/_manage/_forUser?{query}")

    async def may_create(self, domain: str) -> list[set[tuple[str, str]]]:
        """Whether a resource can be created; the ACLs of one that is not there."""
        assert await self.call("GET", f"resources/{domain}/type/bm-videoconferencing")
        async with self.asking:
            self.actor = self.actor or await self.call("GET", "auth")
        return [set(), set()]


def own_uid(domain: str) -> str:
    """Of a resource that we create."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{PROVIDER}:{domain}"))


def containers(wanted: dict[str, Any], uid: str | None) -> list[str]:
    """The containers of a domain's resource."""
    owner = uid or own_uid(wanted["domain"])
    return [name.format(owner) for name in CONTAINERS]


def pairs(acl: list[dict[str, str]]) -> set[tuple[str, str]]:
    """The entries as (subject, verb)."""
    return {(one["subject"], one["verb"]) for one in acl}


def entries(acl: set[tuple[str, str]]) -> list[dict[str, str]]:
    """(subject, verb) as JSON."""
    return [{"subject": subject, "verb": verb} for subject, verb in sorted(acl)]


async def main(file: str) -> None:
    """One order."""
    order = json.loads(Path(file).read_text(encoding="utf-8"))
    headers = {"X-BM-ApiKey": order["api_key"], "Accept": "application/json", "Content-Type": "application/json"}
    trust = ssl.create_default_context(cafile=order["ca_path"]) if order["ca_path"] else True
    connector = aiohttp.TCPConnector(ssl=trust)
    async with aiohttp.ClientSession(connector=connector, headers=headers) as session:
        await Limit(session, order).run()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
