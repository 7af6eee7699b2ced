# SPDX-License-Identifier: GPL-3.0-or-later
"""What is settled among those who have rights is what the whole directory would say."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import event, example, given
from hypothesis import strategies as st

from ansible_collections.bluemind.videoconferencing.plugins.module_utils.bluemind.errors import BlueMindError
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.model.records import (
    Domain,
    Grant,
    Principal,
    Share,
)
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.reconcile.directory import Directory, Lookup

DOMAIN = Domain("d.internal", "example.org", ("alias.example",))
RIGHTS = ("book", "view")
# Few words, so that uids, names, addresses and logins of different people are the same again and again.
WORDS = ("al", "AL", "bo")
ADDRESSES = tuple(f"{word}@example.org" for word in ("al", "bo"))
NAMES = (*WORDS, *ADDRESSES, "AL@example.org", "al@alias.example", "al@other.example")

people = st.lists(
    st.builds(
        Principal,
        uid=st.sampled_from([*WORDS, "u-1", "u-2"]),
        kind=st.sampled_from(["user", "user", "group"]),
        name=st.sampled_from(NAMES),
        email=st.none() | st.sampled_from([*ADDRESSES, "Al@example.org"]),
        archived=st.sampled_from([False, False, True]),
    ),
    max_size=5,
    unique_by=(lambda one: one.uid, lambda one: (one.email or one.uid).lower()),
)


@st.composite
def servers(draw: st.DrawFn) -> tuple[list[Principal], Lookup]:
    """A directory, and the look-ups of its logins and of all its addresses."""
    found = draw(people)
    users = [one for one in found if one.kind == "user"]
    owners = st.sampled_from(found) if found else st.nothing()
    logins = draw(st.dictionaries(st.sampled_from(WORDS).map(str.lower), st.sampled_from(users))) if users else {}
    second = (
        draw(st.dictionaries(st.sampled_from([*ADDRESSES, "al@alias.example", "al@other.example"]), owners))
        if found
        else {}
    )
    addresses = {**second, **{one.email.lower(): one for one in found if one.email}}

    def lookup(share: Share) -> Principal | None:
        if "@" in share.name:
            return addresses.get(share.name.lower())
        return logins.get(share.name.lower()) if share.kind == "user" else None

    return found, lookup


@st.composite
def situations(draw: st.DrawFn) -> tuple[list[Principal], Lookup, list[Share], dict[str, str | None]]:
    """The same, with shares, and who has which right; often those who may be meant."""
    found, lookup = draw(servers())
    subjects = [*(one.uid for one in found), DOMAIN.uid, "x-calendar-public-1", "u-gone"]
    held: dict[str, str | None] = {one.uid: "book" for one in found if draw(st.booleans())}
    held.update(draw(st.dictionaries(st.sampled_from(subjects), st.sampled_from([*RIGHTS, None]), max_size=2)))
    kinds = st.sampled_from(["user", "user", "group"])
    names = st.sampled_from([*NAMES, "u-1"])
    meant = st.sampled_from(found).flatmap(
        lambda one: st.builds(
            Share, st.just(one.kind), st.sampled_from([one.uid, one.name, one.email or "al"]), st.just("")
        )
    )
    some = st.builds(Share, kinds, names, st.just("")) | st.just(Share("everyone", "", ""))
    shares = draw(st.lists(st.one_of(meant, some) if found else some, min_size=1, max_size=2))
    return found, lookup, [replace(one, right=draw(st.sampled_from(["book", *RIGHTS]))) for one in shares], held


LIKE = [Principal("u-1", "user", "al", None), Principal("u-2", "user", "AL", None)]


@given(situations(), st.booleans())
@example((LIKE, lambda _share: None, [Share("user", "AL", "book")], {"u-1": "book"}), False)
@example((LIKE, lambda _share: LIKE[0], [Share("user", "bo@other.example", "book")], {"u-1": "book"}), False)
def test_who_is_settled_is_who_the_whole_directory_finds(
    situation: tuple[list[Principal], Lookup, list[Share], dict[str, str | None]], purge: bool
) -> None:
    """Or nobody, where it refuses a name: then nothing is written for anybody."""
    found, lookup, shares, held = situation
    named = {share.name for share in shares}
    concerned = Directory(DOMAIN, [one for one in found if one.uid in held or one.uid in named])
    settled = concerned.settled(shares, lookup, held, purge)
    event("open" if settled is None else "settled")
    if settled is None:
        return
    assert not any(grant.principal.archived for grant in settled)
    assert all(held[grant.principal.uid] == grant.right for grant in settled)
    assert not purge or {uid for uid in held if not uid.startswith("x-")} == {grant.principal.uid for grant in settled}
    assert _whole(found, shares, lookup, held, purge) in (settled, "refused")


def _whole(
    found: list[Principal], shares: list[Share], lookup: Lookup, held: dict[str, str | None], purge: bool
) -> tuple[Grant, ...] | str:
    """The answer of the whole directory; an error that is not about a name that two have fails the test."""
    try:
        return Directory(DOMAIN, found).grants(shares, lookup, held, purge=purge)
    except BlueMindError as refused:
        if "ambiguous" in refused.message or "archived" in refused.message:
            return "refused"
        raise


@given(servers(), st.data(), st.booleans())
def test_without_doubts_nobody_else_is_asked(
    server: tuple[list[Principal], Lookup], data: st.DataObject, purge: bool
) -> None:
    """By uid or exact name, as the results of the information module give them."""
    found = [one for one in server[0] if not one.archived]
    chosen = {one.uid: data.draw(st.sampled_from(RIGHTS)) for one in found}
    shares = [Share(one.kind, one.uid, chosen[one.uid]) for one in found]
    settled = Directory(DOMAIN, found).settled(shares, server[1], dict(chosen), purge)
    assert settled == tuple(Grant(one, chosen[one.uid]) for one in found)
