# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an export writes of each record that bluemind_videoconference_info has read: pure.

A record that a rollout would change or refuse is commented out, so that to feed an export back is never a change.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from typing import Any, Iterable, Mapping, NamedTuple, Sequence

from ..module_utils.bluemind.redaction import MASK
from ..module_utils.model.fields import FIELDS
from ..module_utils.model.providers import BY_NAME

# As the documentation of the module has them.
OPTIONS = (
    "domain",
    "provider",
    "state",
    "settings",
    "openid",
    "external_accounts",
    *(field.option for field in FIELDS),
    "availability",
    "shares",
)


SURROGATE = re.compile("[\ud800-\udfff]")


class Variable(str):
    """A text that is a reference to a variable."""


class Entry(NamedTuple):
    """One record as it is written, with comments above it; not `active` means commented out.

    `variables` are the names of the variables that it needs, by option, such as settings.token.
    """

    record: Mapping[str, Any]
    comments: Sequence[str]
    active: bool
    variables: Mapping[str, str]


def entries(found: Sequence[Mapping[str, Any]]) -> list[Entry]:
    """One for each record of bluemind_videoconference_info."""
    stems = _stems({str(one["domain"]) for one in found})
    return [_entry(one, f"vault_videoconference_{stems[one['domain']]}_{one['provider']}") for one in found]


def _stems(domains: Iterable[str]) -> dict[str, str]:
    """Domain → a part of the names of its variables, another one for each domain."""
    plain = {one: re.sub(r"[^a-z0-9]", "_", one.lower()) for one in domains}
    digested = {one: f"{stem}_{hashlib.sha256(one.encode()).hexdigest()[:8]}" for one, stem in plain.items()}
    count = Counter([*plain.values(), *digested.values()])
    return {one: digested[one] if count[stem] > 1 else stem for one, stem in plain.items()}


def _entry(found: Mapping[str, Any], stem: str) -> Entry:
    details = found["details"]
    told = [_told(found, text) for text in details["problems"]]
    if not details["supported"]:
        return _leftover(found, told)
    record, masked = _unmasked({name: found[name] for name in OPTIONS if name in found and name != "state"})
    variables = _variables(found, stem)
    comments = [*_left_out(found), *masked, *(f"{uid} is {name}." for uid, name in details["as_uid"].items())]
    comments += _rights(details)
    if "external_accounts" in record:
        comments.append("external_accounts: only users who have a right of their own were looked at.")
    if told:
        comments += ["Commented out, because a rollout of it would not leave the server as it is:", *told]
    return Entry(_with(record, variables), comments, not told, variables)


def _leftover(found: Mapping[str, Any], told: Sequence[str]) -> Entry:
    """Of a provider that the release does not have: present would be refused, absent would delete it."""
    text = "What is left of it can only be removed, so it is not declared. This record would do so:"
    record = {"domain": found["domain"], "provider": found["provider"], "state": "absent"}
    return Entry(record, [*told, text], False, {})


def _told(found: Mapping[str, Any], text: str) -> str:
    """A message that need not name the domain again."""
    start = f"{found['domain']}: "
    return text[len(start) :] if text.startswith(start) else text


def _left_out(found: Mapping[str, Any]) -> list[str]:
    return [f"Left out, and left as it is: {_told(found, one['reason'])}" for one in found["details"]["left_out"]]


def _rights(details: Mapping[str, Any]) -> list[str]:
    """What no share can say. A published calendar's subject is the secret part of its address."""
    found = []
    for one in details["other_rights"]:
        what = one["subject"] if one["kind"] else f"{one['uid']}, an account that no longer exists"
        state = ", archived" if one["archived"] else ""
        right = one["right"] or "/".join(one["verbs"])
        uid = f" (uid {one['uid']})" if one["kind"] else ""
        found.append(f"No share can say this right, which stays: {what}{uid}{state}: {right}.")
    if details["published"]:
        count = details["published"]
        found.append(f"The calendar is published under {count} address{'' if count == 1 else 'es'}, which stays so.")
    return found


def _variables(found: Mapping[str, Any], stem: str) -> dict[str, str]:
    """Option → variable of each secret that is stored, or required; one that is not valid input stays as it is."""
    provider, details = BY_NAME[found["provider"]], found["details"]
    refused = {one["option"] for one in details["left_out"]}
    names = {
        f"settings.{one.option}": f"{stem}_{one.option}"
        for one in provider.secrets
        if one.required or details["secrets"][one.option]["set"]
    }
    if "openid" in found:
        names.update({f"openid.{one.option}": f"{stem}_openid_{one.option}" for one in provider.openid if one.secret})
    return {option: name for option, name in names.items() if option not in refused}


def _with(record: Mapping[str, Any], variables: Mapping[str, str]) -> dict[str, Any]:
    """The record with references in the place of its secrets, in the order of the documentation."""
    found = dict(record)
    for option, name in variables.items():
        outer, inner = option.split(".")
        found[outer] = {**found.get(outer, {}), inner: Variable(f"{{{{ {name} }}}}")}
    for outer in ("settings", "openid"):
        order = [one.option for one in getattr(BY_NAME[found["provider"]], outer)]
        found[outer] = {name: found[outer][name] for name in order if name in found.get(outer, {})}
    return {name: found[name] for name in OPTIONS if name in found and found[name] != {}}


def _unmasked(record: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Without texts in which a secret had to be masked, or which UTF-8 cannot hold, and what was left out."""
    found, told = {}, []
    for name, value in record.items():
        if isinstance(value, dict):
            kept: Any = {key: one for key, one in value.items() if not _wrong(one)}
        elif isinstance(value, list):
            kept = [one for one in value if not _wrong(one)]
        else:
            kept = None if _wrong(value) else value
        if kept != value:
            told.append(f"Left out, and left as it is: {name} has a text that {_wrong(value)}.")
        if kept is not None:
            found[name] = kept
    return found, told


def _wrong(value: Any) -> str | None:
    """What is wrong with a value, at any depth."""
    text = json.dumps(value, ensure_ascii=False)
    if MASK in text:
        return "contains a secret"
    return "no file can hold" if SURROGATE.search(text) else None
