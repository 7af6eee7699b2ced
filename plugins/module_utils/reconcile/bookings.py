# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The future bookings of resources: read, remembered over a run, and told.

See contract#listing-the-bookings-of-a-resource.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any, Iterable

from ..bluemind.api import Api
from ..bluemind.errors import BlueMindError
from ..model.bookings import Bookings, by_date, from_server
from ..model.records import Current, Desired, Resource
from .bookings_file import BookingsFile
from .plan_booked import READABLE

PAGE = 500
# The index gives no more than this, whatever the pages.
WINDOW = 10_000
GONE = "the console's half of the plugin is gone; then give console_plugin_removed: true"


def read_bookings(api: Api, calendar: str) -> Bookings:
    """What is booked from now on. That the account may not look, or the index fails, is a `problem` and no error."""
    now = datetime.now(timezone.utc)
    # Days and times without a zone are compared as local time, so look a little further back.
    since = (now - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    found: dict[str, Any] = {}
    total = 0
    try:
        for start in range(0, WINDOW, PAGE):
            values, total = api.events(calendar, since, start, PAGE)
            found.update(_by_uid(values, start))
            if not values or start + len(values) >= total:
                break
    except BlueMindError as error:
        if error.kind not in ("permission", "server"):
            raise
        return Bookings(complete=False, problem=error.message)
    entries = (from_server(item, uid) for uid, item in found.items())
    return Bookings(by_date(one for one in entries if one and not one.is_over(now)), len(found) >= total < WINDOW)


def _by_uid(values: Iterable[Any], start: int) -> dict[str, Any]:
    """Pages have no stable order, so an item may come twice."""
    return {
        str(item["uid"]) if isinstance(item, dict) and item.get("uid") else f"number {start + number}": item
        for number, item in enumerate(values)
    }


class Ledger:
    """What a run has seen of the bookings of one domain, also after the server has forgotten it.

    Whatever is read is in the file, if there is one, before anything can be deleted because of it. It also counts for
    the rest of the run: the rights that a run takes away may be those by which its own account could read.
    """

    def __init__(self, file: BookingsFile | None) -> None:
        self._file = file
        self._read: dict[str, Bookings] = {}
        self._seen: dict[str, tuple[Resource, Bookings]] = {}

    def _known(self, one: Resource) -> Resource:
        """With what could be read before, if it cannot be read now. A deletion looks again, and needs to."""
        if one.bookings and not one.bookings.problem:
            self._read[one.uid] = one.bookings
        return replace(one, bookings=self._read.get(one.uid, one.bookings)) if one.bookings else one

    def see(self, current: Current, staying: str | None = None) -> Current:
        """The same, with the bookings that are known; those of the resource `staying` (its uid) need not be told.

        Errors: `input` if the file cannot be written.
        """
        resources, replaced = (tuple(map(self._known, some)) for some in (current.resources, current.replaced))
        current = replace(current, resources=resources, replaced=replaced)
        for one in (*current.resources, *current.replaced):
            if one.bookings and one.bookings.exist and one.uid != staying:
                before = self._seen.get(one.uid)
                self._seen[one.uid] = (one, one.bookings.over(before[1]) if before else one.bookings)
        if self._file and self._seen:
            rows = ((one, entry) for one, found in self._seen.values() for entry in found.entries)
            self._file.add(current.domain.name, rows)
        return current

    @property
    def has_any(self) -> bool:
        """Whether any were seen."""
        return bool(self._seen)

    def warnings(self, domain: str, current: Current | None, desired: Desired, secrets_go: bool) -> list[str]:
        """What their organizers, or the administrator, have to do now."""
        left = {one.uid: one for one in (*current.resources, *current.replaced)} if current else {}
        replaced = {one.uid for one in current.replaced} if current else set()
        texts = []
        for uid, (one, found) in sorted(self._seen.items()):
            told = f"bookings that nobody can tell ({found.problem.rstrip('.')})" if found.problem else found.sentence
            if desired.state == "absent" and uid in left and desired.removal.booked == "keep":
                then = READABLE if found.problem else "Run again then."
                texts.append(f"{domain}: resource {one.label} stays and cannot be booked any more: {told}. {then}")
                unasked = desired.removal.console_gone is None and not secrets_go
                if unasked and desired.provider.holds_secret(left[uid].settings):
                    texts.append(f"{domain}: {desired.provider.incomplete}, so its secret stays until {GONE}.")
            elif uid in replaced:
                texts.append(
                    f"{domain}: resource {one.label}: {told}. Links stay as they are. To move a meeting, its organizer "
                    f"opens it in the web calendar, removes the link (X), adds {desired.provider.name} and saves."
                )
            elif current and uid not in left:
                texts.append(
                    f"{domain}: resource {one.label} had {told}. Their links end with it; renew these meetings."
                )
        return texts

    def view(self, domain: str, current: Current | None) -> list[dict[str, Any]]:
        """The `bookings` of a result; `current` is the state in the end, None if nobody knows it."""
        left = {one.uid for one in (*current.resources, *current.replaced)} if current else None
        return [
            {
                "domain": domain,
                "resource_uid": uid,
                "label": one.label,
                "kept": None if left is None else uid in left,
                **found.as_dict("organizers"),
            }
            for uid, (one, found) in sorted(self._seen.items())
        ]
