# SPDX-License-Identifier: GPL-3.0-or-later
"""Any state of a domain, and any wish for it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from ansible_collections.bluemind.videoconferencing.plugins.module_utils.bluemind.acl import Dialect
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.bluemind.releases import Release
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.model import working_hours
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.model.bookings import Booking, Bookings
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.model.provider import Provider
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.model.records import (
    Availability,
    Current,
    Desired,
    Domain,
    Grant,
    Principal,
    Removal,
    Resource,
    Share,
)
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.model.settings import Place, Setting
from tests.support.providers import BY_NAME

DOMAIN = Domain("17c9.internal", "example.org", ("example.org",))
RELEASES = {
    name: Release.parse(name, None) for name in ("4.5.3", "4.9.0", "5.0.0", "5.1.0")
}  # every dialect, one release each
PRINCIPALS = (
    Principal("u-alice", "user", "Alice Martin", "alice@example.org"),
    Principal("u-bob", "user", "Bob", None),
    Principal("g-dir", "group", "Direction", None),
    Principal("g-all", "group", "Staff", "staff@example.org"),
    Principal(DOMAIN.uid, "everyone", "everyone"),
)
SUBJECTS = (*(one.uid for one in PRINCIPALS), "u-gone", "x-calendar-public-1", "x-calendar-private-2", "anonymous")

BOOKINGS = [
    Bookings(),
    Bookings(),
    Bookings((Booking("e-1", "alice@example.org"),)),
    Bookings((Booking("e-1"),), complete=False),
    Bookings(complete=False, problem="not allowed."),
]

policies = st.sampled_from(["manual", "auto_accept", "auto_accept_refuse"])


def values(provider: Provider, setting: Setting) -> list[Any]:
    """What a setting may hold, as BlueMind stores it."""
    row = BY_NAME[provider.short]
    written = [one[setting.option] for one in (row.given, row.other) if setting.option in one]
    place = Place(setting.option, setting.option, provider.name)
    return [setting.kind.store(one, place) for one in written] + ([setting.default] if setting.default else [])


def acls(dialect: Dialect) -> st.SearchStrategy[tuple[tuple[str, str], ...]]:
    """Any ACL that the server may return: expanded on 5.x, verbatim on 4.x."""
    verbs = st.sampled_from(sorted(dialect.implies))
    pairs = st.lists(st.tuples(st.sampled_from(SUBJECTS), verbs), max_size=8)

    def read(found: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
        if not dialect.batched_mails:
            return tuple(sorted(set(found)))
        return tuple(sorted({(who, low) for who, verb in found for low in dialect.closure([verb])}))

    return pairs.map(read)


availabilities = st.builds(
    Availability,
    days=st.none() | st.just(working_hours.DAYS[:5]) | st.just(("sat",)),
    start=st.none() | st.sampled_from(["08:00", "09:30"]),
    end=st.none() | st.sampled_from(["17:00", "18:30"]),
    minimum_duration=st.none() | st.sampled_from([60, 120]),
    timezone=st.none() | st.just("Europe/Paris"),
)


def resources(dialect: Dialect, provider: Provider, uids: st.SearchStrategy[str]) -> st.SearchStrategy[Resource]:
    """Whole ones, half-made ones, and ones that lost their property."""
    stored = {one.key: st.sampled_from([*values(provider, one), ""]) for one in provider.settings}
    settings = st.none() | st.fixed_dictionaries({}, optional={**stored, "other": st.just("kept")})
    return st.builds(
        Resource,
        uid=uids,
        fields=st.fixed_dictionaries({"label": st.sampled_from(["StarLeaf", "Visio"]), "reservation_policy": policies}),
        provider=st.sampled_from([provider.id, provider.id, None]),
        calendar=st.sampled_from([True, True, False]),
        freebusy=st.sampled_from([True, True, False]),
        acl=acls(dialect),
        settings=settings,
        settings_domain=st.sampled_from([DOMAIN.uid, DOMAIN.uid, "example.org"]),
        settings_acl=st.sampled_from([((DOMAIN.uid, "Read"),), (), (("example.org", "Read"),)]),
        availability=st.none() | availabilities,
        bookings=st.sampled_from(BOOKINGS),
    ).map(_consistent)


def _consistent(one: Resource) -> Resource:
    if not one.calendar:
        one = replace(one, acl=(), availability=None, bookings=None)
    if one.settings is None:
        one = replace(one, settings_domain=None, settings_acl=(), freebusy_acl=() if one.freebusy else None)
    return one


def currents(dialect: Dialect, provider: Provider) -> st.SearchStrategy[Current]:
    """Any domain: nothing, one resource, twins, orphans."""
    own = provider.own_uid(DOMAIN.uid)
    uids = st.sampled_from([own, "r-1", "r-2"])
    found = st.lists(resources(dialect, provider, uids), max_size=3, unique_by=lambda one: one.uid)
    return st.builds(
        lambda found, orphans, missing, grants: Current(
            domain=DOMAIN,
            resources=tuple(found),
            orphans=() if any(one.uid == own for one in found) else orphans,
            type_missing=missing and not any(one.calendar for one in found),
            names={one.uid: one for one in PRINCIPALS},
            grants=grants,
        ),
        found,
        st.sampled_from([(), (f"{own}-settings-container",), (f"calendar:{own}",)]),
        st.booleans(),
        grants,
    )


grants = st.lists(
    st.builds(Grant, st.sampled_from(PRINCIPALS), st.sampled_from(["book", "view", "edit", "manage"])),
    max_size=5,
    unique_by=lambda one: one.principal.uid,
).map(tuple)


def wishes(provider: Provider) -> st.SearchStrategy[Desired]:
    """Any wish for this provider; what cannot be stored already is given."""
    given = {one.key: st.sampled_from(values(provider, one)) for one in provider.settings}
    needed = {one.key for one in provider.settings if one.required and not one.default}
    settings = st.fixed_dictionaries(
        {key: one for key, one in given.items() if key in needed},
        optional={key: one for key, one in given.items() if key not in needed},
    )
    return st.builds(
        Desired,
        domain=st.just("example.org"),
        state=st.sampled_from(["present", "present", "present", "absent"]),
        provider=st.just(provider),
        settings=settings,
        keep_stored_secrets=st.booleans(),
        fields=st.fixed_dictionaries(
            {}, optional={"label": st.sampled_from(["StarLeaf", "Réunion à distance"]), "reservation_policy": policies}
        ),
        shares=st.none() | st.just((Share("everyone", "", "book"),)),
        purge_shares=st.booleans(),
        removal=st.builds(Removal, st.sampled_from([None, "refuse", "keep", "delete"]), st.booleans()),
        availability=st.none() | availabilities,
    )
