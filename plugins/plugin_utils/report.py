# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What became of one installation, as the variable `videoconference_result`, and of a fleet, as lines: pure."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import Any, Iterable, Mapping, Sequence

# Options of the modules that the roles have under their prefix, and those that a role has under another name.
OPTIONS = re.compile(
    r"(?<!\w)(?:api_url|api_key|api_key_path|allow_http|validate_certs|ca_path|client_cert|client_key|retry_timeout"
    r"|purge_limit|purge_providers|leave_behind|bookings_path|booked(?=: (?:refuse|keep|delete))"
    r"|settings\.token|update_secrets|during_backup(?=: true)|method(?=: services)"
    r"|username(?= (?:with|and|is|are) )|(?<=with )password|(?<=without )password|(?<=username and )password)(?!\w)"
)
RENAMED = {
    "starleaf": {"purge_providers": "starleaf_purge", "settings.token": "token", "update_secrets": "update_token"},
    "videoconference": {
        "purge_providers": "videoconference_purge",
        "settings.token": "settings.token",
        "update_secrets": "update_secrets",
    },
}
HOST_OPTIONS = {"during_backup": "restart_during_backup", "method": "restart"}
NO_VARIABLE = ", or raise lock_timeout"  # the roles wait as long as the module does by itself
ASIDE = re.compile(r"(?:, so |, although |: see ).*")  # of a remark what follows from it
NAMES = 5  # how many of those who are mailed a line names


def installation(
    check_mode: bool,
    server: Mapping[str, Any],
    pending: Sequence[str],
    remarks: Mapping[str, Sequence[str]],
    packages: Sequence[Mapping[str, Any]],
    restarts: Sequence[Mapping[str, Any]],
    gate: Mapping[str, Any],
    configured: Mapping[str, Any],
    failed: str | None,
) -> dict[str, Any]:
    """The variable. `packages` and `restarts` are results of the host modules with their loop items.

    `remarks` are those of each host before the restart. `compared` in `configured` says that nothing was to be changed.
    """
    done = [one for one in restarts if one.get("changed")]
    # Without a change: by another run, for which this one waited.
    afterwards = {one["item"]["host"]: one["remarks"] for one in restarts if "remarks" in one}
    hosts = {*afterwards, *(one["item"]["host"] for one in done)}
    restarted = bool(done) and not check_mode
    ready = gate.get("state") and restarted
    remarks = {**remarks, **afterwards}
    changes = configured.get("changes") or []
    created = any(change["kind"] == "create" and change["field"] == "resource" for change in changes)
    return {
        "check_mode": check_mode,
        "release": (gate.get("version") or server.get("version") or {}).get("release"),
        "packages_changed": [one["item"]["host"] for one in packages if one.get("changed")],
        "restarted": restarted,
        "restart_pending": [host for host in pending if check_mode or host not in hosts],
        "remarks": [f"{host}: {text}" for host, texts in remarks.items() for text in texts],
        "seconds_to_ready": round(sum(one["seconds"] for one in done) + gate["waited"], 1) if ready else None,
        "provider_proved": created and not check_mode and not configured.get("compared"),
        "changes": changes,
        "domains": _domains(check_mode, configured),
        "bookings": configured.get("bookings") or [],
        "reason": failed,
    }


def _domains(check_mode: bool, configured: Mapping[str, Any]) -> list[dict[str, Any]]:
    """One row for each domain and provider; what failed before its state was known comes last."""
    failures, compared = configured.get("failed_domains") or [], configured.get("compared")
    foreseen = check_mode and not compared
    broken = {_key(one, "domain"): one["msg"] for one in failures}
    # A failure names a domain as the record has it; its changes name it as BlueMind does.
    by_name = {
        (change["domain"], one.get("provider")): one["msg"]
        for one in failures
        for part in ("applied", "failed_changes", "not_attempted")
        for change in one[part]
    }
    rows, known = [], set()
    for one in configured.get("domains") or []:
        key = _key(one, "name")
        known.add(key)
        reason = broken.pop(key, None) or by_name.get(key)
        differs = one["changes"] and compared
        verified = None if foreseen else reason is None and not differs
        rows.append(_row(key, one["state"], one["changes"], list(one["notified"]), verified, reason))
    told = {by_name[key] for key in by_name if key in known}
    unknown = None if foreseen else False
    return rows + [_row(key, None, 0, [], unknown, text) for key, text in broken.items() if text not in told]


def _key(one: Mapping[str, Any], name: str) -> tuple[str, str | None]:
    """Domain and provider."""
    return (one[name], one.get("provider"))


def _row(
    key: tuple[str, str | None],
    state: str | None,
    changes: int,
    mailed: list[str],
    verified: bool | None,
    reason: str | None,
) -> dict[str, Any]:
    return {
        "domain": key[0],
        "provider": key[1],
        "state": state,
        "changes": changes,
        "mailed": mailed,
        "verified": verified,
        "reason": reason,
    }


def differences(configured: Mapping[str, Any]) -> list[str]:
    """What a comparison found: the lines of its diff, each "place: now → wanted"."""
    sides = (configured.get("diff") or {}).get
    pairs = zip((sides("before") or "").splitlines(), (sides("after") or "").splitlines())
    return [f"{now} → {_value(now, wanted)}" for now, wanted in pairs]


def _value(now: str, wanted: str) -> str:
    """The end of `wanted` that follows the place, which both lines begin with."""
    same = sum(1 for _pair in takewhile(lambda pair: pair[0] == pair[1], zip(now, wanted)))
    place = now[:same].rpartition(": ")[0]
    return wanted[len(place) + 2 :] if place else wanted


def in_role_words(role: str, text: str) -> str:
    """A message of a module for those who wrote variables of the role: its options under the role's names.

    Only names that cannot be a word of something else.
    """
    text = text.replace(NO_VARIABLE, "")
    return OPTIONS.sub(lambda found: RENAMED[role].get(found[0]) or f"{role}_{_variable(found[0])}", text)


def _variable(option: str) -> str:
    if option in HOST_OPTIONS:
        return HOST_OPTIONS[option]
    return option if option.startswith(("api_", "purge_limit", "leave_behind", "book")) else f"api_{option}"


def reason(failure: Mapping[str, Any]) -> str:
    """Why a task failed, in its own words; of a loop, those of every item that failed."""
    items = [one for one in failure.get("results") or [] if one.get("failed") or one.get("unreachable")]
    texts = [str(one.get("msg") or "failed") for one in items] or [str(failure.get("msg") or "failed")]
    extra = [str(failure[name]) for name in ("stderr",) if failure.get(name)]
    return "\n".join(dict.fromkeys([*texts, *extra]))


def lines(hosts: Iterable[tuple[str, Mapping[str, Any] | None, bool]]) -> list[str]:
    """One line a host, and one below for each of its domains, in columns.

    Each host comes with its variable, None where it has none, and whether it was lost.
    """
    table: list[tuple[str, ...]] = []
    for name, result, lost in hosts:
        if result is None:
            table.append((name, "-", "LOST: became unreachable during the run; run this again" if lost else "not done"))
            continue
        table.append((name, result["release"] or "-", _host(name, result)))
        several = len({row["provider"] for row in result["domains"]}) > 1
        table += [
            (
                f"└ {row['domain']}{' (' + row['provider'] + ')' if several else ''}",
                row["state"] or "-",
                _domain(row, result["check_mode"]),
            )
            for row in result["domains"]
        ]
        table += [(f"└ {one['domain']}", "booked", _booked(one)) for one in result.get("bookings") or []]
    widths = [max((len(row[column]) for row in table), default=0) for column in (0, 1)]
    return [text for row in table for text in _wrapped(f"{row[0]:{widths[0]}}  {row[1]:{widths[1]}}  ", row[2])]


def _wrapped(start: str, text: str) -> list[str]:
    """The further lines of a reason stand below its first."""
    first, *rest = text.splitlines() or [""]
    return [f"{start}{first}", *(f"{'':{len(start)}}{line}" for line in rest)]


def _host(name: str, result: Mapping[str, Any]) -> str:
    if result["reason"]:
        text = result["reason"]
        for row in result["domains"]:  # each has its own line
            text = text.replace(row["reason"] or "\0", "")
        text = _without(text, f"{name}: ", "nothing was changed. ").strip()
        return f"FAILED{' after a restart' if result['restarted'] else ''}: {text}"
    would = "would be " if result["check_mode"] else ""
    first = []
    if result["packages_changed"]:
        first = ["packages would be changed (simulated, without the download)" if would else "packages changed"]
    parts = [f"{'would not be' if would else 'not'} restarted"]
    if result["restarted"]:
        ready = result["seconds_to_ready"]
        parts = ["restarted" if ready is None else f"restarted, ready after {ready} s"]
    elif result["restart_pending"]:
        parts = ["would be restarted" if would else f"restart PENDING on {', '.join(result['restart_pending'])}"]
    if result["provider_proved"]:
        parts.append("plugin loaded: a resource was created and read back")
    parts += [_without(ASIDE.sub("", text), f"{name}: ") for text in result["remarks"]]
    return ", ".join([*first, *parts])


def _without(text: str, *starts: str) -> str:
    for start in starts:
        text = text[len(start) :] if text.startswith(start) else text
    return text


def _domain(row: Mapping[str, Any], check_mode: bool) -> str:
    if row["reason"]:
        return f"FAILED: {_without(row['reason'], row['domain'] + ': ')}"
    count, mailed = row["changes"], row["mailed"]
    differs = row["verified"] is False  # a comparison, which changes nothing
    what, would = ("difference", "") if differs else ("change", " would be made" if check_mode else "")
    names = ", ".join(mailed[:NAMES]) + (f" and {len(mailed) - NAMES} more" if len(mailed) > NAMES else "")
    parts = [
        f"{count} {what}{'' if count == 1 else 's'}{would}",
        f"{len(mailed)} {'would be ' if check_mode or differs else ''}mailed{f' ({names})' if names else ''}",
    ]
    if row["verified"]:
        parts.append("verified")
    return ", ".join(parts)


def _booked(one: Mapping[str, Any]) -> str:
    """Who has booked a resource that is to go, or has gone."""
    if one["problem"]:
        return f"nobody can tell who has booked {one['label']}"
    names, count = one["organizers"], one["count"]
    who = ", ".join(names[:NAMES]) + (f" and {len(names) - NAMES} more" if len(names) > NAMES else "")
    until = f"until {one['until']}" if one["until"] else "without an end"
    kept = {True: ", kept", False: ", gone", None: ""}[one["kept"]]
    return f"{count} booking{'' if count == 1 else 's'} of {one['label']}{kept}, {until}: {who}"


def diagnosis(found: Mapping[str, Any]) -> list[str]:
    """What bluemind_host_info tells, for a person."""
    titles = {"services": "bmctl status", "target": "bluemind.target", "journal": "End of the journal"}
    return [f"{title}:\n{found[name].strip()}" for name, title in titles.items() if found.get(name)]
