# SPDX-License-Identifier: GPL-3.0-or-later
"""What the official clients are asked to do, in this order, against the standard seed."""

from __future__ import annotations

import base64
from typing import Any

from tests.contract.clients import Step
from tests.contract.seeds import (
    ALIAS,
    BOB,
    CALENDAR,
    DOMAIN,
    FREEBUSY,
    NEW,
    OLD,
    PNG,
    PROPERTY,
    RESOURCE,
    SETTINGS,
    STARLEAF,
    TYPE,
    TYPE_DESCRIPTOR,
)

AUTH, KEYS = ["authentication.api.IAuthentication"], ["authentication.api.IAPIKeys"]
DOMAINS, INSTALLATION = ["domain.api.IDomains"], ["system.api.IInstallation"]
RESOURCES, TYPES = ["resource.api.IResources", DOMAIN], ["resource.api.type.IResourceTypes", DOMAIN]
DIRECTORY, USERS, GROUPS = (
    ["directory.api.IDirectory", DOMAIN],
    ["user.api.IUser", DOMAIN],
    ["group.api.IGroup", DOMAIN],
)
CONTAINERS = ["core.container.api.IContainers"]
SETTINGS_OF = ["core.container.api.IContainerManagement", SETTINGS]
MADE_OF = ["core.container.api.IContainerManagement", f"{NEW}-settings-container"]
CALENDAR_OF = ["core.container.api.IContainerManagement", CALENDAR]
JOBS = ["scheduledjob.api.IJob"]
HOURS = ["calendar.api.ICalendarSettings", CALENDAR]


def step(name: str, on: list[str] | str, call: str, *args: Any, **more: Any) -> Step:
    """One step of the driver."""
    return {"id": name, "on": on, "call": call, "args": list(args), **more}


def ace(subject: str, verb: str) -> dict[str, Any]:
    """An AccessControlEntry of the client."""
    constant = {"$enum": "core.container.model.acl.Verb", "name": verb}
    return {"$new": "core.container.model.acl.AccessControlEntry", "subject": subject, "verb": constant}


def query(**filters: Any) -> dict[str, Any]:
    """A DirEntryQuery; what is not given is sent as null."""
    kinds = [{"$enum": "directory.api.BaseDirEntryKind", "name": kind} for kind in filters.pop("kinds", [])]
    return {"$new": "directory.api.DirEntryQuery", "kindsFilter": kinds, **filters}


def resource(label: str) -> dict[str, Any]:
    """A new ResourceDescriptor."""
    return {
        "$new": "resource.api.ResourceDescriptor",
        "label": label,
        "typeIdentifier": TYPE,
        "reservationMode": {"$enum": "resource.api.ResourceReservationMode", "name": "OWNER_MANAGED"},
        "properties": [
            {"$new": "resource.api.ResourceDescriptorPropertyValue", "propertyId": PROPERTY, "value": STARLEAF}
        ],
        "emails": [{"$new": "core.api.Email", "address": f"client@{DOMAIN}", "allAliases": True, "isDefault": True}],
    }


def container(uid: str) -> dict[str, Any]:
    """A new ContainerDescriptor."""
    return {
        "$new": "core.container.model.ContainerDescriptor",
        "uid": uid,
        "name": uid,
        "owner": NEW,
        "type": "container_settings",
        "domainUid": DOMAIN,
        "defaultContainer": False,
    }


LOGIN = [
    step("wrong password", "bm", "login", f"alice@{DOMAIN}", "wrong"),
    step("wrong answer", AUTH, "login", f"alice@{DOMAIN}", "wrong", "tests"),
    step("login", "bm", "login", f"alice@{DOMAIN}", "pw"),
    step("ping", AUTH, "ping"),
    step("current user", AUTH, "getCurrentUser"),
    step("unknown key", DOMAINS, "all", key="no-such-key"),
    step("no key", AUTH, "getCurrentUser", key=None),
    step("second session", AUTH, "login", f"bob@{DOMAIN}", "pw", "tests"),
    step("second session works", AUTH, "getCurrentUser", key={"$ref": "second session.authKey"}),
    step("second session ends", AUTH, "logout", key={"$ref": "second session.authKey"}),
    step("second session is dead", AUTH, "ping", key={"$ref": "second session.authKey"}),
    step("validate", AUTH, "validate", f"alice@{DOMAIN}", "pw", "tests"),
    step("login with parameters", AUTH, "loginWithParams", f"bob@{DOMAIN}", "pw", "tests", False),
    step("su", AUTH, "su", f"bob@{DOMAIN}", key="key-admin0"),
    step("api key", KEYS, "create", "made by a client"),
    step("api key works", AUTH, "getCurrentUser", key={"$ref": "api key.sid"}),
    step("api keys", KEYS, "list"),
]

READS = [
    step("state", INSTALLATION, "getSystemState", key=None),
    step("infos", INSTALLATION, "getInfos", key=None),
    step("version", INSTALLATION, "getVersion"),
    step("domains", DOMAINS, "all", key="key-admin0"),
    step("own domains", DOMAINS, "all"),
    step("domain", DOMAINS, "get", DOMAIN),
    step("unknown domain", DOMAINS, "get", "nope.example", key="key-admin0"),
    step("lookup", DOMAINS, "findByNameOrAliases", ALIAS),
    step("domain settings", ["domain.api.IDomainSettings", DOMAIN], "get"),
    step("types", TYPES, "getTypes"),
    step("type", TYPES, "get", TYPE),
    step("type of an old domain", ["resource.api.type.IResourceTypes", OLD], "get", TYPE, key="key-admin0"),
    step("user", USERS, "byLogin", "bob"),
    step("user by e-mail", USERS, "byEmail", f"a.martin@{DOMAIN}"),
    step("unknown user", USERS, "byLogin", "nobody"),
    step("group", GROUPS, "byName", "Direction"),
    step("group by e-mail", GROUPS, "byEmail", f"direction@{DOMAIN}"),
    step("unknown group", GROUPS, "byName", "Nobody"),
    step("entry", DIRECTORY, "findByEntryUid", "u-bob"),
    step("entry by e-mail", DIRECTORY, "getByEmail", f"alice@{ALIAS}"),
    step("unknown e-mail", DIRECTORY, "getByEmail", f"nobody@{DOMAIN}"),
    step("e-mail with a plus", DIRECTORY, "getByEmail", f"a+b@{DOMAIN}"),
    step("entries", DIRECTORY, "getMultiple", ["u-bob", "nope", "g-dir", RESOURCE]),
    step("search", DIRECTORY, "search", query(kinds=["USER"], hiddenFilter=True, systemFilter=True, size=-1)),
    step("search of nulls", DIRECTORY, "search", query(kinds=["USER"])),
    step("search of everything", DIRECTORY, "search", query()),
    step("search of a name", DIRECTORY, "search", query(nameFilter="noel", size=-1)),
    step("search of an old domain", ["directory.api.IDirectory", "nope.example"], "search", query()),
]

WRITES = [
    step("by type", RESOURCES, "byType", TYPE),
    step("resource", RESOURCES, "get", RESOURCE),
    step("unknown resource", RESOURCES, "get", "nope"),
    step("resource by e-mail", RESOURCES, "byEmail", f"{RESOURCE}@{DOMAIN}"),
    step("rename", RESOURCES, "update", RESOURCE, {"$ref": "resource", "set": {"label": "Visio é"}}),
    step("renamed", RESOURCES, "get", RESOURCE),
    step("update of nobody", RESOURCES, "update", "nope", {"$ref": "resource"}),
    step("create", RESOURCES, "create", NEW, resource("Made by a client")),
    step("create again", RESOURCES, "create", NEW, resource("Made by a client")),
    step("created", RESOURCES, "get", NEW),
    step("set icon", RESOURCES, "setIcon", NEW, {"$bytes": base64.b64encode(PNG).decode()}),
    step("icon", RESOURCES, "getIcon", NEW),
    step("settings", SETTINGS_OF, "getSettings"),
    step("set settings", SETTINGS_OF, "setSettings", {"token": "new", "é": "ü"}),
    step("settings again", SETTINGS_OF, "getSettings"),
    step("unknown settings", ["core.container.api.IContainerManagement", "nope"], "getSettings"),
    step("share", CALENDAR_OF, "setAccessControlList", [ace("g-dir", "Invitation"), ace("u-carl", "Read")]),
    step("acl", CALENDAR_OF, "getAccessControlList"),
    step("acl of a user", CALENDAR_OF, "getAccessControlList", key=BOB),
    step("can access", CALENDAR_OF, "canAccess", ["Invitation"], key=BOB),
    step("cannot access", CALENDAR_OF, "canAccess", ["Write"], key=BOB),
    step("for user", CONTAINERS, "getForUser", DOMAIN, "u-bob", CALENDAR),
    step("container", CONTAINERS, "get", SETTINGS),
    step("unknown container", CONTAINERS, "get", "nope"),
    step("if present", CONTAINERS, "getIfPresent", SETTINGS),
    step("if not present", CONTAINERS, "getIfPresent", "nope"),
    step("containers", CONTAINERS, "getContainers", [CALENDAR, FREEBUSY, "nope", SETTINGS]),
    step("share otherwise", CONTAINERS, "setAccessControlList", CALENDAR, [ace("u-bob", "Invitation")]),
    step("acl otherwise", CALENDAR_OF, "getAccessControlList"),
    step("new container", CONTAINERS, "create", f"{NEW}-settings-container", container(f"{NEW}-settings-container")),
    step("new settings", MADE_OF, "getSettings", key="key-admin0"),
    step("hours", HOURS, "get"),
    step("set hours", HOURS, "set", {"$ref": "hours", "set": {"minDuration": 120}}),
    step("hours again", HOURS, "get"),
    step(
        "make a type",
        ["resource.api.type.IResourceTypes", OLD],
        "create",
        TYPE,
        {
            "$new": "resource.api.type.ResourceTypeDescriptor",
            "label": TYPE_DESCRIPTOR["label"],
            "properties": [
                {
                    "$new": "resource.api.type.ResourceTypeDescriptorProperty",
                    "id": PROPERTY,
                    "label": "Type",
                    "type": {"$enum": "resource.api.type.ResourceTypeDescriptorPropertyType", "name": "String"},
                }
            ],
            "templates": {},
        },
        key="key-admin0",
    ),
    step("made type", ["resource.api.type.IResourceTypes", OLD], "get", TYPE, key="key-admin0"),
    step("delete", RESOURCES, "delete", RESOURCE),
    step("task", "bm", "waitTask", {"$ref": "delete"}),
    step("by type after", RESOURCES, "byType", TYPE),
    step("settings after", CONTAINERS, "getIfPresent", SETTINGS),
    step("delete nobody", RESOURCES, "delete", "nope"),
    step("failed task", "bm", "waitTask", {"$ref": "delete nobody"}),
    step("unknown task", ["core.task.api.ITask", "nope"], "status"),
    step("delete container", CONTAINERS, "delete", f"{NEW}-settings-container"),
    step("logout", AUTH, "logout"),
    step("after logout", DOMAINS, "all"),
]

BACKUP = [
    step("backup", JOBS, "getJobFromId", "DataProtect", key="key-admin0"),
    step("backup starts", JOBS, "start", "DataProtect", "global.virt", key="key-admin0"),
    step("backup runs", JOBS, "getJobFromId", "DataProtect", key="key-admin0"),
    step("backup is cancelled", JOBS, "cancel", "DataProtect", "global.virt", key="key-admin0"),
    step("cancelled backup", JOBS, "getJobFromId", "DataProtect", key="key-admin0"),
    step("unknown job", JOBS, "getJobFromId", "nope", key="key-admin0"),
    step("backup for a domain administrator", JOBS, "getJobFromId", "DataProtect", key="key-alice"),
]

SYSTEMS = ["system.api.IExternalSystem"]
ACCOUNTS_OF_BOB = ["user.api.IUserExternalAccount", DOMAIN, "u-bob"]
OPENID = {"videoconferencing-webex_appid": "client", "videoconferencing-webex_secret": "s3cret"}


def account(login: str, **more: Any) -> dict[str, Any]:
    """A UserAccount of the client."""
    return {"$new": "user.api.UserAccount", "login": login, **more}


def kind(name: str) -> dict[str, Any]:
    """An account type of the client."""
    return {"$enum": "directory.api.BaseDirEntryAccountType", "name": name}


OUTSIDE_RESOURCES = [
    step("domain before", DOMAINS, "get", DOMAIN),
    step("set properties", DOMAINS, "update", DOMAIN, {"$ref": "domain before.value", "set": {"properties": OPENID}}),
    step("domain after", DOMAINS, "get", DOMAIN),
    step("domain of a user", DOMAINS, "get", DOMAIN, key=BOB),
    step("rename a domain", DOMAINS, "update", DOMAIN, {"$ref": "domain before.value", "set": {"name": "other"}}),
    step("external systems", SYSTEMS, "getExternalSystems", key=BOB),
    step("unknown system", SYSTEMS, "getExternalSystem", "nope", key=BOB),
    step("no account", ACCOUNTS_OF_BOB, "get", "Teams"),
    step("make an account", ACCOUNTS_OF_BOB, "create", "Teams", account("bob@tenant.example", credentials="secret")),
    step("make it again", ACCOUNTS_OF_BOB, "create", "Teams", account("bob@tenant.example")),
    step("change the account", ACCOUNTS_OF_BOB, "update", "Teams", account("robert@tenant.example")),
    step("account", ACCOUNTS_OF_BOB, "get", "Teams"),
    step("accounts", ACCOUNTS_OF_BOB, "getAll"),
    step("delete the account", ACCOUNTS_OF_BOB, "delete", "Teams"),
    step("delete all accounts", ACCOUNTS_OF_BOB, "deleteAll"),
    step("no accounts", ACCOUNTS_OF_BOB, "getAll"),
    step("make it simple", USERS, "updateAccountType", "u-bob", kind("SIMPLE")),
    step("simple roles", USERS, "getResolvedRoles", "u-bob"),
    step("make it full", USERS, "updateAccountType", "u-bob", kind("FULL")),
    step("roles", USERS, "getResolvedRoles", "u-bob"),
    step("own roles", USERS, "getRoles", "u-bob"),
    step("set roles", USERS, "setRoles", "u-carl", ["manageResource"]),
    step("who has roles", USERS, "getUsersWithRoles", ["manageResource"]),
    step("subscription", INSTALLATION, "getSubscriptionInformations"),
]

# Not in the client of 4.5.3.
BY_KIND = [
    step(
        "systems by kind",
        SYSTEMS,
        "getExternalSystemsByAuthKind",
        [{"$enum": "system.api.ExternalSystemAuthKind", "name": "OPEN_ID_PKCE"}],
    ),
    step("one system", SYSTEMS, "getExternalSystem", "videoconferencing-webex"),
    step("make it visio", USERS, "updateAccountType", "u-bob", kind("FULL_AND_VISIO")),
    step("visio roles", USERS, "getResolvedRoles", "u-bob"),
]

STEPS = [*LOGIN, *READS, *BACKUP, *OUTSIDE_RESOURCES, *WRITES]
STEPS_49 = [*LOGIN, *READS, *BACKUP, *OUTSIDE_RESOURCES, *BY_KIND, *WRITES]
