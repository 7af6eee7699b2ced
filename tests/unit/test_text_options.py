# SPDX-License-Identifier: GPL-3.0-or-later
"""What YAML reads as something else than a text is refused wherever a name or a secret is meant."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.bluemind.videoconferencing.plugins.module_utils.bluemind.errors import BlueMindError
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.jobs.text_options import require_text
from tests.support.collection import MODULES, job_of
from tests.support.simulator import CHECKOUT

ROLES = {
    file.parts[-3]: yaml.safe_load(file.read_text("utf-8")) for file in CHECKOUT.glob("roles/*/meta/argument_specs.yml")
}
SPECS: dict[str, Any] = {
    **{name: job_of(name).arguments()["argument_spec"] for name in MODULES},
    **{name: role["argument_specs"]["main"]["options"] for name, role in ROLES.items()},
}
# As people write it in YAML, and what the message calls it.
MISREAD = {
    "0123456701234567": "a number",
    "1.10": "a number",
    "1.0e+5": "a number",
    ".inf": "a number",
    "yes": "true or false",
    "2026-11-25": "a date",
    "2026-11-25 10:00:00": "a date",
    "[a, b]": "a list",
    "{{ token }}": "a dictionary",
    "": "no value",
}


def places(spec: Mapping[str, Any], *above: Any) -> Iterator[tuple[Any, ...]]:
    """The path of every option that is a text, e.g. ("domains", 0, "token")."""
    for name, option in spec.items():
        kind, path = option.get("type", "str"), (*above, name)
        if kind == "list":
            kind, path = option["elements"], (*path, 0)
        if kind == "dict":
            yield from places(option.get("options", {}), *path)
        elif kind in ("str", "path") and "choices" not in option:
            yield path


def put(path: tuple[Any, ...], value: Any) -> Any:
    """Options with this value at that place."""
    for step in reversed(path):
        value = [value] if step == 0 else {step: value}
    return value


TEXTS = [(name, path) for name, spec in SPECS.items() for path in places(spec)]


@pytest.mark.parametrize(("name", "path"), TEXTS, ids=[f"{name}-{path}" for name, path in TEXTS])
def test_every_text_option_of_every_module_and_role(name: str, path: tuple[Any, ...]) -> None:
    for written, reading in MISREAD.items():
        value = _unhashed(written)
        with pytest.raises(BlueMindError) as refused:
            require_text(SPECS[name], put(path, value))
        assert refused.value.kind == "input"
        assert reading in refused.value.message
        assert str(path[0]) in refused.value.message
        assert ("Put it in quotes" in refused.value.message) is (value is not None)
    require_text(SPECS[name], put(path, "0123"))


LISTS = [(name, path[:-1]) for name, path in TEXTS if path[-1] == 0]


@pytest.mark.parametrize(("name", "path"), LISTS, ids=[f"{name}-{path}" for name, path in LISTS])
def test_one_text_in_the_place_of_a_list(name: str, path: tuple[Any, ...]) -> None:
    """Ansible makes a list of it."""
    for written in ("1.10", "yes", "2026-11-25"):
        with pytest.raises(BlueMindError, match=f"must be a text, and YAML reads it as {MISREAD[written]}"):
            require_text(SPECS[name], put(path, yaml.safe_load(written)))
    for fine in ("0123", ["0123"], None):
        require_text(SPECS[name], put(path, fine))


def _unhashed(text: str) -> Any:
    """What YAML reads; Ansible's reader makes a dictionary of braces in braces."""
    return {"token": None} if text.startswith("{{") else yaml.safe_load(text)


def test_the_place_is_named_and_the_secret_is_not() -> None:
    record = {"domain": "example.org", "token": 4711471147114711, "shares": [{"user": 7}, {"group": True}]}
    with pytest.raises(BlueMindError) as refused:
        require_text(SPECS["starleaf"], {"starleaf_domains": [{"domain": "a.example"}, record]})
    message = refused.value.message
    assert "starleaf_domains[1] (example.org).token must be a text" in message
    assert "(example.org).shares[0].user must be a text, and YAML reads it as a number (7)" in message
    assert "shares[1].group must be a text, and YAML reads it as true or false (True)" in message
    assert "4711" not in message


NAMES = sorted({step for _name, path in TEXTS for step in path if isinstance(step, str)})
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=3), inner),
    max_leaves=12,
)


@settings(max_examples=40)
@given(st.dictionaries(st.sampled_from(NAMES), JSON))
def test_whatever_is_given_is_taken_or_refused(options: dict[str, Any]) -> None:
    for spec in SPECS.values():
        with contextlib.suppress(BlueMindError):
            require_text(spec, options)
