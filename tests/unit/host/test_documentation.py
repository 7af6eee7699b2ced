# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation of the modules that have no Python is their specification: sanity's tests compare neither."""

from __future__ import annotations

import importlib
from typing import Any

import pytest
import yaml

COLLECTION = "ansible_collections.bluemind.videoconferencing.plugins"
JOBS = {"bluemind_plugin": "host_plugin", "bluemind_restart": "host_restart"}
KEYS = ("type", "default", "choices", "elements", "required")


def told(option: dict[str, Any]) -> dict[str, Any]:
    return {key: option[key] for key in KEYS if option.get(key) is not None}


@pytest.mark.parametrize("module", JOBS)
def test_documentation_and_specification_are_the_same(module: str) -> None:
    documented = yaml.safe_load(importlib.import_module(f"{COLLECTION}.modules.{module}").DOCUMENTATION)
    specified = importlib.import_module(f"{COLLECTION}.module_utils.jobs.{JOBS[module]}").SPEC
    assert documented["module"] == module
    assert {name: told(option) for name, option in documented["options"].items()} == {
        name: told(option) for name, option in specified.items()
    }


@pytest.mark.parametrize("module", JOBS)
def test_the_action_plugin_has_that_specification(module: str) -> None:
    action = importlib.import_module(f"{COLLECTION}.action.{module}").ActionModule
    job = importlib.import_module(f"{COLLECTION}.module_utils.jobs.{JOBS[module]}")
    assert (action.spec, action.work) == (job.SPEC, job.work)


def test_the_modules_are_outside_the_action_group(checkout: Any) -> None:
    """The group's defaults would be unknown options of theirs."""
    groups = yaml.safe_load((checkout / "meta" / "runtime.yml").read_text(encoding="utf-8"))["action_groups"]
    assert not set(JOBS) & set(groups["bluemind"])
