# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter `videoconference_records`: what people write for one provider, as the modules for all take it."""

from __future__ import annotations

from typing import Any, Container, Mapping, Sequence

DOCUMENTATION = r"""
name: videoconference_records
short_description: Records of one provider as those of every provider
version_added: 1.0.0
description:
  - Makes of the variable C(starleaf_domains), or of records that do not name their provider, what
    P(bluemind.videoconferencing.bluemind_videoconferences#module) takes as C(domains).
  - C(token) and C(update_token) of a record become C(settings.token) and C(update_secrets).
author:
  - bluemind.videoconferencing contributors (@bluemind-videoconferencing)
positional: provider, state, without
options:
  _input:
    description: The records.
    type: list
    elements: dict
    required: true
  provider:
    description: The provider of records that name none.
    type: str
  state:
    description: A state for all records, whatever they say. A record without one is V(present).
    type: str
  without:
    description: Options that the records lose.
    type: list
    elements: str
    default: []
"""

EXAMPLES = r"""
- name: Configure what was written for the role starleaf
  bluemind.videoconferencing.bluemind_videoconferences:
    api_url: https://mail.example.org
    api_key: "{{ vault_bluemind_api_key }}"
    domains: "{{ starleaf_domains | bluemind.videoconferencing.videoconference_records('starleaf') }}"
  vars:
    starleaf_domains:
      - domain: example.org
        token: "{{ vault_starleaf_token }}"
"""

RETURN = r"""
_value:
  description: The records, in the order given.
  type: list
  elements: dict
"""


def videoconference_records(
    records: Sequence[Mapping[str, Any]],
    provider: str | None = None,
    state: str | None = None,
    without: Container[str] = (),
) -> list[dict[str, Any]]:
    """See DOCUMENTATION."""
    default, forced = {"provider": provider} if provider else {}, {"state": state} if state else {}
    whole = [_record({"state": "present", **default, **one, **forced}) for one in records]
    return [{name: value for name, value in one.items() if name not in without} for one in whole]


def _record(record: dict[str, Any]) -> dict[str, Any]:
    if "token" in record:
        record["settings"] = {**record.get("settings", {}), "token": record.pop("token")}
    if "update_token" in record:
        record["update_secrets"] = record.pop("update_token")
    return record


class FilterModule:
    """What Ansible loads."""

    def filters(self) -> dict[str, Any]:
        """The filters by name."""
        return {"videoconference_records": videoconference_records}
