# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a provider is ready for users: pure, from facts to sentences about what is missing."""

from __future__ import annotations

from typing import Iterable, Mapping, NamedTuple

from ..bluemind.acl import Dialect, subjects
from ..model.provider import Provider, names
from ..model.records import Outside, Principal, Resource


class Facts(NamedTuple):
    """What is known about one provider of a domain, `domain` being its name.

    `resource` is the one that is kept, None if none is; `loaded` whether BlueMind has loaded the provider's plugin,
    None where it does not tell. `bookers` are the principals who may book, by uid.
    """

    domain: str
    provider: Provider
    resource: Resource | None
    loaded: bool | None
    outside: Outside = Outside()
    bookers: Mapping[str, Principal] = {}


def bookers(resource: Resource | None, known: Mapping[str, Principal], dialect: Dialect) -> dict[str, Principal]:
    """Those of the known principals who may book the resource, by uid."""
    held = subjects(resource.acl) if resource else {}
    return {uid: known[uid] for uid, verbs in held.items() if uid in known and dialect.may_book(verbs)}


def missing(facts: Facts) -> list[str]:
    """One sentence for each thing without which users cannot book, or their bookings get no link."""
    found = (*_of_the_resource(facts), *_of_the_server(facts), *_registration(facts), *_accounts(facts), *_roles(facts))
    return [f"{facts.domain}: {sentence}" for sentence in found]


def _of_the_resource(facts: Facts) -> list[str]:
    one, provider = facts.resource, facts.provider
    if one is None:
        return [f"there is no usable {provider.name} resource."]
    found = []
    lacking = names(provider.missing(one.settings))
    if lacking:
        found.append(f"the {provider.name} resource has no {lacking}: {provider.incomplete}.")
    if not one.freebusy:
        found.append(f"the {provider.name} resource has no free/busy container, so booking it can fail.")
    if provider.openid and one.listed_first:
        found.append(
            f"BlueMind lists the property {one.listed_first} of the {provider.name} resource before its provider, so "
            "the web calendar does not let users sign in. No write changes that order: remove the property from this "
            "resource, and from the resource type of video conferences."
        )
    return found


def _of_the_server(facts: Facts) -> list[str]:
    if facts.loaded is not False:
        return []
    return [f"BlueMind has not loaded the {facts.provider.name} plugin. {facts.provider.cure}"]


def _registration(facts: Facts) -> list[str]:
    provider, stored = facts.provider, facts.outside.registration
    lacking = [] if stored is None else [one for one in provider.openid if not one.is_set(stored)]
    if not lacking:
        return []
    registration = f"OpenID registration of {provider.name}"
    whole = len(lacking) == len(provider.openid)
    what = f"there is no {registration}" if whole else f"the {registration} has no {names(lacking)}"
    return [
        f"{what}, so users cannot let BlueMind act for them. Give openid, or fill in the tab OpenID of the domain in "
        "BlueMind's console."
    ]


def _accounts(facts: Facts) -> list[str]:
    accounts = facts.outside.accounts or {}
    users = (one for uid, one in facts.bookers.items() if one.kind == "user" and uid in accounts)
    lacking = [one for one in users if None in accounts[one.uid].values()]
    if not lacking:
        return []
    return [
        f"these users have no external account for {facts.provider.name}: {_some(lacking)}. BlueMind saves no meeting "
        "of theirs with it. Give external_accounts, or let them enter the account in their own preferences."
    ]


def _roles(facts: Facts) -> list[str]:
    outside, name = facts.outside, facts.provider.name
    if outside.subscribed is None:
        return []
    role = "the role hasSimpleVideoconferencing, without which BlueMind saves no meeting with it"
    if not outside.subscribed:
        return [f"{name} is not in the subscription, or has ended there: nobody has {role}. Renew the subscription."]
    lacking = [one for uid, one in sorted((outside.simple or {}).items()) if _may_book(facts, uid)]
    if not lacking:
        return []
    return [
        f"these users have simple accounts, which never have {role}: {_some(lacking)}. Make them full accounts on the "
        "pages of the users in BlueMind's console."
    ]


def _may_book(facts: Facts, uid: str) -> bool:
    members = facts.outside.members
    return any(
        one.kind == "everyone" or one.uid == uid or uid in members.get(one.uid, ()) for one in facts.bookers.values()
    )


def _some(people: Iterable[Principal]) -> str:
    """At most five of them, and how many more."""
    labels = [one.label for one in people]
    more = f" and {len(labels) - 5} more" if len(labels) > 5 else ""
    return f"{', '.join(labels[:5])}{more}"
