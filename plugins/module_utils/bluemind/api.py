# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""BlueMind's REST operations that the collection uses: one method each, no decisions.

`domain` is always the technical uid, because an alias works only in some calls (contract#domain-uids-and-aliases).
Only reads and logins are repeated. After a write whose answer was lost, reading shows what became of it.
"""

from __future__ import annotations

from typing import AbstractSet, Any, Iterable, Mapping

from .acl import Ace
from .errors import BlueMindError
from .redaction import SHORTEST, Secret, reveal, searchable
from .transport import Connection, Transport

ORIGIN = "bluemind.videoconferencing"


class Api:
    """The operations, over one transport."""

    def __init__(self, transport: Transport, secret_settings: AbstractSet[str] = frozenset()) -> None:
        """`secret_settings` are the keys of settings containers whose values are secrets."""
        self._call = transport.call
        self._secret_settings = secret_settings
        self.together = transport.together
        self.recall = transport.recall
        self.forget = transport.forget
        self._transport = transport

    @property
    def connection(self) -> Connection:
        """How the server is reached."""
        return self._transport.connection

    @property
    def repeated(self) -> int:
        """How many requests of this run were sent again, because no answer came; each counts once."""
        return self._transport.repeated

    def tell(self, text: str) -> None:
        """Say something to the user while the task runs."""
        self._transport.tell(text)

    def _hide(self, secret: Any) -> None:
        """Mask a secret that only the server knows in all texts; a short one would mask ordinary words."""
        if isinstance(secret, str):
            self._transport.secrets |= searchable([secret])

    # --- session and system (contract#login, contract#system-states, contract#release-numbers)

    def login(self, username: str, password: str) -> None:
        """Open a session and use its key from now on. BlueMind answers a wrong password with 200 and status Bad."""
        query = {"login": username, "origin": ORIGIN}
        answer = self._call(
            "POST", "auth", "login", query=query, body=password, repeatable=True, anonymous=True, private=True
        )
        if answer["status"] != "Ok":
            # It may quote the password; one that is too short to be searched for is hidden with the whole sentence.
            quotable = answer.get("message") if len(password) >= SHORTEST else None
            said = quotable or f"status {answer['status']}"
            hint = "change the password" if answer["status"] == "Expired" else "check username and password"
            text = f"BlueMind refuses the login of {username}: {said}; {hint}."
            raise BlueMindError("authentication", text, code=answer["status"])
        self._transport.key = answer["authKey"]
        self._transport.secrets |= searchable([answer["authKey"]])

    def logout(self) -> None:
        """End the session."""
        self._call("POST", "auth", "logout")

    def ping(self) -> None:
        """Check that the server accepts the key."""
        self._call("GET", "auth", "ping")

    def whoami(self) -> dict[str, Any] | None:
        """The AuthUser of the key; None for the core token, which is not a user."""
        return self._call("GET", "auth")

    def state(self) -> str:
        """CORE_STATE_…; sent without a key, because the server would refuse an expired one."""
        return str(self._call("GET", "system", "installation", "state", anonymous=True))

    def infos(self) -> dict[str, Any]:
        """{softwareVersion, releaseName, defaultDomain}."""
        return _record(self._call("GET", "system", "installation", "_infos", anonymous=True))

    def external_systems(self) -> list[str]:
        """Ids of the external systems that loaded plugins have registered (contract#plugin-loaded)."""
        return [system["identifier"] for system in _rows(self._call("GET", "system", "external"))]

    # --- domains and directory (contract#domains, contract#directory-entries)

    def domains(self) -> list[dict[str, Any]]:
        """Every domain that the caller may see, `global.virt` included."""
        return _rows(self._call("GET", "domains"))

    def domain_value(self, domain: str) -> dict[str, Any]:
        """The whole value; its properties hold secrets of all kinds, so it goes into no record and no text."""
        return dict(_record(self._call("GET", "domains", domain))["value"])

    def write_domain_value(self, domain: str, value: Mapping[str, Any]) -> None:
        """Replace it; the last writer wins (contract#domain-properties)."""
        self._call("POST", "domains", domain, body=value, private=True)

    def domain_settings(self, domain: str) -> dict[str, Any]:
        """The domain's settings over BlueMind's defaults; some hold secrets, as above."""
        return _record(self._call("GET", "domains", domain, "_settings"))

    def write_domain_settings(self, domain: str, settings: Mapping[str, Any]) -> None:
        """Replace all of them."""
        self._call("PUT", "domains", domain, "_settings", body=settings, private=True)

    def registration(self, domain: str, keys: Mapping[str, bool], in_settings: bool) -> dict[str, Any]:
        """These keys of the settings or else the properties, and no others; each with whether it is a `Secret`."""
        stored = self.domain_settings(domain) if in_settings else self.domain_value(domain).get("properties") or {}
        for key, secret in keys.items():
            if secret:
                self._hide(stored.get(key))
        return {key: Secret(stored[key]) if secret else stored[key] for key, secret in keys.items() if stored.get(key)}

    def entries(self, domain: str, **query: Any) -> list[dict[str, Any]]:
        """Directory entries; hidden, system and archived ones included."""
        body = {"hiddenFilter": False, "systemFilter": False, "size": -1, **query}
        found = self._call("POST", "directory", domain, "_search", body=body, repeatable=True)
        return [entry["value"] for entry in _rows(found["values"])]

    def entries_of(self, domain: str, uids: Iterable[str]) -> list[dict[str, Any]]:
        """The directory entries of these uids; unknown ones are left out."""
        found = self._call("POST", "directory", domain, "_mget", body=sorted(uids), repeatable=True)
        return [entry["value"] for entry in _rows(found)]

    def entry(self, domain: str, uid: str) -> dict[str, Any] | None:
        """One directory entry."""
        return self._call("GET", "directory", domain, "entry-uid", uid)

    def entry_by_email(self, domain: str, address: str) -> dict[str, Any] | None:
        """The entry, of any kind, that has this address, secondary ones included."""
        return self._call("GET", "directory", domain, "_byEmail", address)

    def user_by_login(self, domain: str, login: str) -> dict[str, Any] | None:
        """ItemValue<User>."""
        return self._call("GET", "users", domain, "byLogin", login)

    def users_of_group(self, domain: str, group: str) -> list[str]:
        """Uids of the users of a group, sub-groups expanded."""
        return [one["uid"] for one in _rows(self._call("GET", "groups", domain, group, "expandedmembers"))]

    # --- what providers need outside their resource (contract#external-accounts, contract#roles-of-bluemindvideo)

    def account(self, domain: str, user: str, system: str) -> dict[str, Any] | None:
        """{login, credentials, additionalSettings} of a user at an external system; the credentials are always null."""
        return self._call("GET", "users", domain, user, "accounts", system)

    def write_account(self, domain: str, user: str, system: str, account: Mapping[str, Any], new: bool) -> None:
        """Create or replace it; credentials of null stay as they are."""
        self._call("PUT" if new else "POST", "users", domain, user, "accounts", system, body=account, private=True)

    def subscription(self) -> dict[str, Any]:
        """{kind, valid, indicator: [{kind, expiration}]} and more."""
        return _record(self._call("GET", "system", "installation", "subscription"))

    # --- resources (contract#resource-calls, contract#resource-types, contract#createresource)

    def resource_uids(self, domain: str, kind: str) -> list[str]:
        """Uids of the resources of this type."""
        return sorted(_rows(self._call("GET", "resources", domain, "byType", kind)))

    def resource(self, domain: str, uid: str) -> dict[str, Any] | None:
        """ResourceDescriptor; its hidden, archived and system are always false."""
        return self._call("GET", "resources", domain, uid)

    def resource_by_email(self, domain: str, address: str) -> dict[str, Any] | None:
        """ItemValue<ResourceDescriptor>."""
        return self._call("GET", "resources", domain, "byEmail", address)

    def resource_type(self, domain: str, uid: str) -> dict[str, Any] | None:
        """The type's descriptor."""
        return self._call("GET", "resources", domain, "type", uid)

    def create_type(self, domain: str, uid: str, descriptor: Mapping[str, Any]) -> None:
        """Create a resource type."""
        self._call("PUT", "resources", domain, "type", uid, body=descriptor)

    def create_videoconference(self, domain: str, uid: str, label: str, provider: str) -> None:
        """Create a provider's resource, shared with nobody.

        BlueMind answers 200 and does nothing if the provider is not loaded.
        """
        body: dict[str, Any] = {"label": label, "provider": provider, "acls": []}
        self._call("PUT", "videoconferencing", domain, "createResource", uid, body=body)

    def update_resource(self, domain: str, uid: str, descriptor: Mapping[str, Any]) -> None:
        """Replace the whole descriptor."""
        self._call("POST", "resources", domain, uid, body=descriptor)

    def delete_resource(self, domain: str, uid: str) -> str:
        """Start the deletion; the id of its task."""
        return str(self._call("DELETE", "resources", domain, uid)["id"])

    def task(self, uid: str) -> dict[str, Any]:
        """State of a task; `not_found` once BlueMind has forgotten it (contract#tasks)."""
        return _record(self._call("GET", "tasks", uid))

    # --- containers (contract#containers, contract#acl-calls, contract#working-hours, contract#proving-a-right)

    def containers(self, uids: Iterable[str]) -> dict[str, dict[str, Any]]:
        """Descriptors of those that exist; their secret settings are `Secret`."""
        return self._described(self._call("POST", "containers", "_manage", "_mget", body=list(uids), repeatable=True))

    def settings_containers(self) -> dict[str, dict[str, Any]]:
        """As `containers`, all settings containers that the account may list."""
        found = self._call(
            "POST", "containers", "_manage", "_list", body={"type": "container_settings"}, repeatable=True
        )
        return self._described(found)

    def _described(self, found: Any) -> dict[str, dict[str, Any]]:
        return {
            entry["uid"]: {**entry, "settings": self._conceal(entry.get("settings") or {})} for entry in _rows(found)
        }

    def _conceal(self, settings: Mapping[str, Any]) -> dict[str, Any]:
        secrets = {name: value for name, value in settings.items() if value and name in self._secret_settings}
        for value in secrets.values():
            self._hide(value)
        return {**settings, **{name: Secret(value) for name, value in secrets.items()}}

    def create_container(self, uid: str, descriptor: Mapping[str, Any]) -> None:
        """Create a container; its settings are ignored."""
        self._call("PUT", "containers", "_manage", uid, body=descriptor)

    def delete_container(self, uid: str) -> None:
        """Delete a container; an unknown one is no error."""
        self._call("DELETE", "containers", "_manage", uid)

    def acl(self, container: str) -> tuple[Ace, ...]:
        """(subject, verb) pairs."""
        found = self._call("GET", "containers", "_manage", container, "_acl")
        return tuple(sorted({(entry["subject"], entry["verb"]) for entry in _rows(found)}))

    def write_acl(self, container: str, acl: Iterable[Ace]) -> None:
        """Replace the whole ACL. BlueMind mails who gets something new (contract#mails-about-new-rights)."""
        self._call("PUT", "containers", "_manage", container, "_acl", body=_entries(acl))

    def write_settings(self, container: str, settings: Mapping[str, Any]) -> None:
        """Replace all settings."""
        body = {name: reveal(value) for name, value in settings.items()}
        self._conceal(body)
        self._call("PUT", "containers", "_manage", container, "_settings", body=body, private=True)

    def hours(self, calendar: str) -> dict[str, Any]:
        """{workingDays, dayStart, dayEnd, minDuration, timezoneId}."""
        return _record(self._call("GET", "calendars", calendar, "_config"))

    def write_hours(self, calendar: str, hours: Mapping[str, Any]) -> None:
        """Replace the working hours; all five values are required."""
        self._call("POST", "calendars", calendar, "_config", body=hours)

    def events(self, calendar: str, since: str, start: int, size: int) -> tuple[list[Any], int]:
        """ItemValue<VEventSeries> of what ends after `since`, and how many there are of them.

        See contract#listing-the-bookings-of-a-resource.
        """
        date = {"iso8601": since, "timezone": "UTC", "precision": "DateTime"}
        body = {"from": start, "size": size, "dateMin": date}
        found = _record(self._call("POST", "calendars", calendar, "_search", body=body, repeatable=True))
        return _rows(found["values"]), int(found["total"])

    def rights_of(self, domain: str, user: str, container: str) -> list[str]:
        """The verbs that this user has on the container, directly or by groups."""
        query = {"domainUid": domain, "userUid": user, "uid": container}
        return _rows(self._call("GET", "containers", "_manage", "_forUser", query=query)["verbs"] or [])


def _entries(acl: Iterable[Ace]) -> list[dict[str, str]]:
    return [{"subject": subject, "verb": verb} for subject, verb in acl]


def _rows(answer: Any) -> list[Any]:
    """The answer, which has to be a list: looping over anything else would find nothing."""
    if not isinstance(answer, list):
        raise TypeError(f"a list was expected, not {type(answer).__name__}")
    return answer


def _record(answer: Any) -> dict[str, Any]:
    if not isinstance(answer, dict):
        raise TypeError(f"an object was expected, not {type(answer).__name__}")
    return answer
