# SPDX-License-Identifier: GPL-3.0-or-later
"""What holds for any migration: from any state, with anybody left behind, killed after any step."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ansible_collections.bluemind.videoconferencing.plugins.module_utils.bluemind.acl import (
    PUBLISHED_PREFIX,
    Ace,
    Dialect,
    subjects,
)
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.bluemind.errors import BlueMindError
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.model.providers import PROVIDERS
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.model.records import (
    BEHIND,
    Current,
    Desired,
    Replacing,
    Resource,
)
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.model.steps import Plan, WriteAcl, predict
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.reconcile.plan import (
    plan_domain,
    resolve_defaults,
)
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.reconcile.plan_replaced import (
    carried,
    left_behind,
)
from tests.unit.server_model import carry_out
from tests.unit.strategies import RELEASES, acls, currents, wishes

covered = pytest.mark.parametrize("name", [name for name in RELEASES if name != "5.0.0"])
few = settings(max_examples=30)  # the states of one resource are those of test_plan_properties.py


def drawn(data: st.DataObject, name: str) -> tuple[Desired, Current, Plan]:
    """A migration that is not refused: what is desired, a domain with one or two old resources, and the plan."""
    release = RELEASES[name]
    old, new = data.draw(st.permutations([one for one in PROVIDERS if one.supports(release)]))[:2]
    desired = replace(data.draw(wishes(new)), state="present", shares=None, purge_shares=False)
    behind = data.draw(st.frozensets(st.sampled_from(BEHIND), max_size=2))
    wanted = replace(desired, replaces=Replacing(old, behind))
    found = data.draw(st.lists(acls(release.dialect), min_size=1, max_size=2))
    replaced = tuple(Resource(f"old-{number}", provider=old.id, acl=acl) for number, acl in enumerate(found))
    current = replace(data.draw(currents(release.dialect, new)), grants=None, replaced=replaced)
    try:
        return wanted, current, plan_domain(wanted, current, release)
    except BlueMindError as error:
        assume(error.kind != "input")
        raise


def held(resources: tuple[Resource, ...], dialect: Dialect) -> dict[str, frozenset[str]]:
    """Subject → all that it may do on any of the resources; published calendars are nobody."""
    aces: list[Ace] = [ace for one in resources for ace in one.acl if not ace[0].startswith(PUBLISHED_PREFIX)]
    return {subject: dialect.closure(verbs) for subject, verbs in subjects(aces).items()}


@covered
@few
@given(data=st.data())
def test_everybody_has_on_the_new_one_what_they_had(name: str, data: st.DataObject) -> None:
    wanted, current, plan = drawn(data, name)
    dialect = RELEASES[name].dialect
    after = carry_out(current, plan, dialect)
    before, now = held(current.replaced, dialect), held(after.resources, dialect)
    behind = set(before) - set(carried(wanted, current, dialect))
    assert len(behind) == len(left_behind(wanted, current, dialect))
    assert not behind or (wanted.replaces and wanted.replaces.behind)
    assert all(before[one] <= now[one] for one in set(before) - behind)
    assert all(verbs <= now[one] for one, verbs in held(current.resources, dialect).items())
    assert held(after.replaced, dialect) == {}
    for old, new in zip(current.replaced, after.replaced, strict=True):
        assert {ace for ace in old.acl if ace[0].startswith(PUBLISHED_PREFIX)} <= set(new.acl)
    assert held(predict(current, plan).replaced, dialect) == {}
    uids = {one.uid for one in current.replaced}
    taking = [isinstance(step, WriteAcl) and step.uid in uids for step in plan]
    assert taking == sorted(taking)  # the old rights go last, and each time the new one is looked at before
    assert all(step.guards for step in plan if isinstance(step, WriteAcl) and step.uid in uids)


@covered
@few
@given(data=st.data())
def test_killed_after_any_step(name: str, data: st.DataObject) -> None:
    """Nobody is without a right then, and the next run ends like one that was not killed."""
    wanted, current, plan = drawn(data, name)
    release = RELEASES[name]
    stop = data.draw(st.integers(0, len(plan)))
    halfway = carry_out(current, plan[:stop], release.dialect)
    kept = set(carried(wanted, current, release.dialect))
    assert kept <= set(held((*halfway.resources, *halfway.replaced), release.dialect))
    rest = plan_domain(wanted, halfway, release)
    whole, again = (carry_out(one, steps, release.dialect) for one, steps in ((current, plan), (halfway, rest)))
    assert held(again.resources, release.dialect) == held(whole.resources, release.dialect)
    assert held(again.replaced, release.dialect) == {}
    assert plan_domain(wanted, again, release) == ()


@covered
@few
@given(data=st.data())
def test_rights_that_a_run_has_seen_are_not_forgotten(name: str, data: st.DataObject) -> None:
    """Also where the old resource has gone meanwhile, or its rights."""
    wanted, current, plan = drawn(data, name)
    release = RELEASES[name]
    begun = resolve_defaults(wanted, current)
    gone = data.draw(st.sampled_from([(), tuple(replace(one, acl=()) for one in current.replaced)]))
    undone = replace(current, replaced=gone)
    after = carry_out(undone, plan_domain(begun, undone, release), release.dialect)
    before, now = held(current.replaced, release.dialect), held(after.resources, release.dialect)
    assert all(before[one] <= now[one] for one in carried(wanted, current, release.dialect))
    assert plan or not before
