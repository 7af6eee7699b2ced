# SPDX-License-Identifier: GPL-3.0-or-later
"""What holds for any state and any wish, in every dialect."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ansible_collections.bluemind.videoconferencing.plugins.module_utils.bluemind.acl import (
    Ace,
    Dialect,
    subjects,
)
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.bluemind.errors import BlueMindError
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.bluemind.releases import Release
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.model.provider import Provider
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.model.providers import (
    PROVIDERS,
)
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.model.records import (
    Availability,
    Current,
    Desired,
    Grant,
    Resource,
)
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.model.steps import (
    DeleteResource,
    Plan,
    WriteAcl,
    changes_of,
    predict,
)
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.reconcile import report
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.reconcile.plan import plan_domain
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.reconcile.plan_acl import plan_acl
from tests.support.providers import BY_NAME as ROWS
from tests.unit.server_model import carry_out, stored
from tests.unit.strategies import DOMAIN, RELEASES, acls, currents, grants, wishes

# Each provider is drawn where it exists. 5.0 differs from 5.1 by a verb, which the laws about rights alone try.
COVERED = [name for name in RELEASES if name != "5.0.0"]
covered = pytest.mark.parametrize("name", COVERED)


def supported(name: str) -> list[Provider]:
    """The providers of a release."""
    return [provider for provider in PROVIDERS if provider.supports(RELEASES[name])]


def test_every_provider_is_tried() -> None:
    assert {one.id for name in COVERED for one in supported(name)} == {one.id for one in PROVIDERS}


def drawn(data: st.DataObject, name: str) -> tuple[Release, Desired, Current]:
    """The release, a wish for one of its providers, and a domain."""
    release, provider = RELEASES[name], data.draw(st.sampled_from(supported(name)))
    return release, data.draw(wishes(provider)), data.draw(currents(release.dialect, provider))


def _plan(desired: Desired, current: Current, release: Release) -> Plan:
    try:
        return plan_domain(desired, current, release)
    except BlueMindError as error:
        assume(error.kind != "input")  # hours that cannot be, or somebody who has booked it
        raise


@covered
@given(data=st.data())
def test_any_state_converges_in_one_step(name: str, data: st.DataObject) -> None:
    release, desired, current = drawn(data, name)
    plan = _plan(desired, current, release)
    after = carry_out(current, plan, release.dialect)
    assert plan_domain(desired, after, release) == ()
    booked = [one for one in current.resources if one.bookings and one.bookings.exist]
    kept = len(booked) if desired.removal.booked == "keep" else 0
    assert len(after.resources) == (kept if desired.state == "absent" else 1)


@covered
@given(data=st.data())
def test_what_is_booked_goes_only_when_it_may(name: str, data: st.DataObject) -> None:
    release, desired, current = drawn(data, name)
    try:
        plan = plan_domain(desired, current, release)
    except BlueMindError:
        return  # a refusal deletes nothing
    deleted = {step.uid for step in plan if isinstance(step, DeleteResource)}
    for one in current.resources:
        if one.uid in deleted and one.bookings and one.bookings.exist and desired.removal.booked != "delete":
            assert (desired.removal.booked, release.may_lock_meetings) == (None, False)
            assert one.bookings.complete
            assert not one.bookings.problem


@covered
@given(data=st.data())
def test_a_prediction_is_what_the_server_makes_of_it(name: str, data: st.DataObject) -> None:
    """Except what only the server knows: the reservation mode and the working hours of a new resource."""
    release, desired, current = drawn(data, name)
    plan = _plan(desired, current, release)
    predicted, after = predict(current, plan), carry_out(current, plan, release.dialect)
    found = {one.uid: one for one in after.resources}
    assert {one.uid for one in predicted.resources} == set(found)
    for one in predicted.resources:
        made = found[one.uid]
        whole = {**made.fields, **{name: value for name, value in one.fields.items() if value is not None}}
        assert _as_read(replace(one, fields=whole), release.dialect) == _as_read(made, release.dialect)
        assert (
            one.availability is None or one.availability.over(made.availability or Availability()) == made.availability
        )
    assert predicted.orphans == after.orphans


def _as_read(one: Resource, dialect: Dialect) -> Resource:
    """ACLs as the server shows them."""
    acl, settings_acl = stored(one.acl, dialect), stored(one.settings_acl, dialect)
    return replace(one, availability=None, acl=acl, settings_acl=settings_acl)


@covered
@given(data=st.data())
def test_changed_diff_and_plan_agree(name: str, data: st.DataObject) -> None:
    release, desired, current = drawn(data, name)
    plan = _plan(desired, current, release)
    diff = report.diff(changes_of(plan))
    assert bool(plan) == (diff["before"] != diff["after"])
    shown = str(diff) + repr((plan, current, desired))
    assert [secret for secret in ROWS[desired.provider.short].secrets if secret in shown] == []


@covered
@given(data=st.data())
def test_nobody_unlisted_loses_a_right(name: str, data: st.DataObject) -> None:
    """Unless asked to; and a published calendar never does, as long as its resource stays."""
    release, desired, current = drawn(data, name)
    assume(desired.state == "present")
    after = carry_out(current, _plan(desired, current, release), release.dialect).resources[0]
    listed = {one.principal.uid for one in current.grants or ()} if desired.shares is not None else set()
    kept = subjects(after.acl)
    for one in current.resources:
        for subject, verbs in subjects(one.acl).items():
            published = subject.startswith("x-calendar-p")
            if (published and one.uid == after.uid) or not (published or subject in listed or desired.purge_shares):
                assert verbs <= release.dialect.closure(kept.get(subject, ()))


@pytest.mark.parametrize("name", RELEASES)
@given(data=st.data(), wanted=grants, purge=st.booleans())
def test_rights_converge_whatever_the_release(
    name: str, data: st.DataObject, wanted: tuple[Grant, ...], purge: bool
) -> None:
    dialect = RELEASES[name].dialect
    one = Resource("r-1", acl=data.draw(acls(dialect)))
    current = Current(DOMAIN, (one,))
    plan = plan_acl("example.org", one, subjects(one.acl), wanted, purge, dialect, {})
    after = carry_out(current, plan, dialect).resources[0]
    assert plan_acl("example.org", after, subjects(after.acl), wanted, purge, dialect, {}) == ()
    for grant in wanted:
        assert dialect.level(subjects(after.acl)[grant.principal.uid]) == grant.right


@pytest.mark.parametrize("name", RELEASES)
@given(data=st.data(), wanted=grants, purge=st.booleans())
def test_mails_never_exceed_the_added_pairs(
    name: str, data: st.DataObject, wanted: tuple[Grant, ...], purge: bool
) -> None:
    dialect = RELEASES[name].dialect
    one = Resource("r-1", acl=data.draw(acls(dialect)))
    names = {grant.principal.uid: grant.principal for grant in wanted}
    plan = plan_acl("example.org", one, subjects(one.acl), wanted, purge, dialect, names)
    mailed = report.notified(plan, names, dialect, "")
    added = {
        subject
        for step in plan
        if isinstance(step, WriteAcl)
        for subject, _verb in _pairs(step.after, dialect) - _pairs(step.before, dialect)
    }
    assert set(mailed) <= {names[subject].label for subject in added & set(names)}
    assert "everyone" not in mailed


def _pairs(acl: Iterable[Ace], dialect: Dialect) -> set[Ace]:
    """As the server stores it."""
    if not dialect.batched_mails:
        return set(acl)
    return {(subject, verb) for subject, verbs in subjects(acl).items() for verb in dialect.compact(verbs)}


@covered
@given(data=st.data(), seed=st.integers())
def test_the_order_of_lists_does_not_matter(name: str, data: st.DataObject, seed: int) -> None:
    release, desired, current = drawn(data, name)
    shuffle = random.Random(seed)
    mixed = replace(
        current,
        resources=tuple(shuffle.sample(current.resources, len(current.resources))),
        grants=tuple(shuffle.sample(current.grants or (), len(current.grants or ()))),
    )
    assert _plan(desired, current, release) == _plan(desired, mixed, release)
