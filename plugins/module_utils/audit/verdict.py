# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The verdict of an audit: pure, computed once, from what was seen. Every output shows this and computes nothing."""

from __future__ import annotations

import datetime
from typing import Iterable, Iterator, Mapping, Sequence

from .codes import CODES, OF_HOSTS
from .exceptions import Exemption
from .of_domain import Told, of_domain, of_provider
from .of_installation import core_missing, of_installation
from .records import SEVERITIES, STATUSES, Finding, Row, Verdict
from .seen import InstallationSeen, ProviderSeen


def judge(
    seen: Sequence[InstallationSeen],
    exemptions: Sequence[Exemption],
    today: datetime.date,
    generated: str,
    policy: str,
) -> Verdict:
    """The verdict on these installations; `policy` is one of POLICIES."""
    valid = [one for one in exemptions if one.expires >= today]
    rows = tuple(row for one in seen for row in _rows(one, valid))
    return Verdict(generated, policy, rows, tuple(_remarks(seen, rows, exemptions, today)))


def _rows(seen: InstallationSeen, valid: Sequence[Exemption]) -> Iterator[Row]:
    yield _row(seen, valid, "", "", bool(seen["domains"]) or not seen["error"], list(of_installation(seen)))
    for domain in seen["domains"]:
        shared = list(of_domain(domain))
        for provider in domain["providers"]:
            told = [*shared, *of_provider(provider, core_missing(seen, provider["provider"]))]
            yield _row(seen, valid, domain["domain"], provider["name"], domain["declared"], told, provider)
            shared = []  # told once
        if not domain["providers"]:
            yield _row(seen, valid, domain["domain"], "", domain["declared"], shared)


def _row(
    seen: InstallationSeen,
    valid: Sequence[Exemption],
    domain: str,
    provider: str,
    declared: bool,
    told: Iterable[Told],
    found: ProviderSeen | None = None,
) -> Row:
    each = (_finding(one, seen["installation"], domain, provider, valid) for one in told)
    findings = tuple(sorted(each, key=lambda one: (STATUSES.index(one.status), SEVERITIES.index(one.severity))))
    fallback = "ok" if found or not domain else "empty"
    return Row(
        seen["installation"],
        domain,
        provider,
        min((one.status for one in findings), key=STATUSES.index, default=fallback),
        declared,
        findings,
        _shares(found) if found else {},
        seen["release"],
        seen["seconds"],
        found["bookings"] if found else None,
    )


def _finding(told: Told, installation: str, domain: str, provider: str, valid: Iterable[Exemption]) -> Finding:
    code = CODES[told.code]
    by = next((one for one in valid if one.covers(told.code, installation, domain, told.target)), None)
    return Finding(
        told.code,
        code.severity,
        "accepted" if by else code.status,
        installation,
        domain,
        provider,
        told.target,
        told.sentence,
        code.advice,
        told.before,
        told.after,
        f"{by.reason} (until {by.expires.isoformat()})" if by else None,
    )


def _shares(found: ProviderSeen) -> Mapping[str, tuple[str, ...]]:
    """Right → who has it on the resource that is kept, everyone and groups first."""
    kept = next((one for one in found["resources"] if one["kept"]), None)
    by_right: dict[str, list[tuple[int, str]]] = {}
    for share in kept["shares"] if kept else ():
        if share.get("everyone"):
            name = (0, "everyone")
        elif "group" in share:
            name = (1, f"group {share['group']}")
        else:
            name = (2, str(share["user"]))
        by_right.setdefault(str(share["right"]), []).append(name)
    order = ("book", "view", "edit", "manage")
    return {right: tuple(name for _rank, name in sorted(by_right[right])) for right in order if right in by_right}


def _remarks(
    seen: Iterable[InstallationSeen], rows: Sequence[Row], exemptions: Iterable[Exemption], today: datetime.date
) -> Iterator[str]:
    for what in ("domains", "hosts"):
        names = [one["installation"] for one in seen if what not in one["looked"]]
        if names:
            where = names[0] if len(names) == 1 else f"{len(names)} installations"
            yield f"This run did not look at the {what} of {where}: its tags leave that step out."
    for one in seen:
        yield from (f"{one['installation']}: {remark}" for remark in one["remarks"])
    by_name = {one["installation"]: one for one in seen}
    for exemption in exemptions:
        text = _about(exemption, by_name.get(exemption.installation), rows, today)
        if text:
            yield f"The exception for {exemption.name} {text}"


def _about(
    exemption: Exemption, seen: InstallationSeen | None, rows: Iterable[Row], today: datetime.date
) -> str | None:
    """What to know about an exception; None where it does its work."""
    findings = [one for row in rows for one in row.findings]
    found = [one for one in findings if exemption.covers(one.code, one.installation, one.domain, one.target)]
    if seen is None:
        return "is about no installation of this run."
    if not found:
        return "matches nothing; remove it." if _looked(exemption, seen) else "matches nothing that was looked at."
    if exemption.expires >= today:
        return None
    counts = any(one.status != "accepted" for one in found)  # another one may accept the same
    return f"expired on {exemption.expires.isoformat()}{' and counts again.' if counts else '; remove it.'}"


def _looked(exemption: Exemption, seen: InstallationSeen) -> bool:
    """Whether this run could have found what the exception is about."""
    hosts = "hosts" in seen["looked"] and not any(host["error"] for host in seen["hosts"])
    domains = "domains" in seen["looked"] and not seen["error"]
    unread = any(one["domain"] == exemption.domain and one["error"] for one in seen["domains"])
    if exemption.code in OF_HOSTS:
        return hosts and bool(seen["hosts"] or not seen["error"])
    if exemption.code == "not_loaded":  # of some providers only the packages tell
        return hosts and domains and not unread
    return domains and not unread
