# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`audit_report`: the verdict on all installations, its files and its lines."""

from __future__ import annotations

import datetime
from typing import Any, ClassVar, Mapping

from ..module_utils.audit import exceptions
from ..module_utils.audit.lines import lines
from ..module_utils.audit.records import Verdict
from ..module_utils.audit.seen import InstallationSeen
from ..module_utils.audit.verdict import judge
from ..plugin_utils import audit_files
from ..plugin_utils.refusals import Refused
from ..plugin_utils.role_step import RoleStep
from .audit_options import VARIABLE

RECORD = "__videoconference_audit"  # what the role registers
OPTIONS = ("path", "fail_on", "exceptions")


class ActionModule(RoleStep):
    """See the module of the same name."""

    spec: ClassVar[Mapping[str, Any]] = {}

    def decide(self, params: Mapping[str, Any], task_vars: Mapping[str, Any]) -> dict[str, Any]:
        """The lines, the files that were written, and why which installations fail."""
        hosts, hostvars = task_vars["ansible_play_hosts_all"], task_vars["hostvars"]
        options = self._options({host: hostvars[host].get(VARIABLE) for host in hosts})
        now = datetime.datetime.now().astimezone()
        seen: list[InstallationSeen] = [(hostvars[host].get(RECORD) or {}).get("seen") or _lost(host) for host in hosts]
        verdict = judge(
            seen,
            exceptions.parse(options["exceptions"]),
            now.date(),
            now.isoformat(timespec="seconds"),
            options["fail_on"],
        )
        written = []
        if not self._task.check_mode:
            try:
                written = audit_files.write(options["path"], verdict)
            except OSError as error:
                raise Refused(f"audit_path {options['path']} cannot be written: {error}") from error
        return {
            "_ansible_verbose_always": True,
            "audit": lines(verdict),
            "files": written,
            "failed_installations": _reasons(verdict),
        }

    def _options(self, of_hosts: Mapping[str, Mapping[str, Any] | None]) -> Mapping[str, Any]:
        """Those of all hosts, which must agree: one run has one end."""
        for host, one in of_hosts.items():
            if one and one.get("failed"):
                reason = str(one.get("msg")).replace(f"{host}: nothing was changed. ", "")
                raise Refused(f"the options of {host} are refused, and one run can obey only one set: {reason}")
        given = {host: {name: one.get(name) for name in OPTIONS} for host, one in of_hosts.items() if one}
        (first, options), *others = given.items()
        for host, other in others:
            for name in OPTIONS:
                if other[name] != options[name]:
                    variable = {"exceptions": "audit_accept"}.get(name, f"audit_{name}")
                    raise Refused(f"{variable} differs between {first} and {host}; one run can obey only one")
        return options


def _lost(host: str) -> InstallationSeen:
    """A host that Ansible gave up."""
    return {
        "installation": host,
        "error": "became unreachable during the run; run this again",
        "looked": ["domains", "hosts"],
        "wanted": False,
        "release": None,
        "seconds": None,
        "domains": [],
        "hosts": [],
        "remarks": [],
    }


def _reasons(verdict: Verdict) -> dict[str, str]:
    """Installation → why it fails."""
    found: dict[str, list[str]] = {}
    for one in verdict.failures:
        found.setdefault(one.installation, []).append(one.code)
    return {
        name: f"{name}: {len(codes)} {'finding' if len(codes) == 1 else 'findings'} that audit_fail_on:"
        f" {verdict.policy} makes fail: {', '.join(dict.fromkeys(codes))}"
        for name, codes in found.items()
    }
