#!/usr/bin/python
# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: bluemind_starleaf_domain
short_description: Connect a BlueMind mail domain to StarLeaf videoconferencing
version_added: 1.0.0
description:
  - Makes one domain's StarLeaf configuration what the task says - the token, the resource that users invite, who may
    book it, its reservation policy and working hours.
  - Half-made resources, duplicates and left-over containers that BlueMind can leave behind are healed.
  - BlueMind mails everybody who gets a new right. This module writes rights only where they differ, and RV(notified)
    names who is mailed, in check mode too.
  - Every write is read back; the task fails when the server does not hold what was asked.
author:
  - bluemind.videoconferencing contributors (@bluemind-videoconferencing)
extends_documentation_fragment:
  - bluemind.videoconferencing.connection
  - bluemind.videoconferencing.attributes
  - bluemind.videoconferencing.domain
  - bluemind.videoconferencing.shares
seealso:
  - module: bluemind.videoconferencing.bluemind_starleaf_info
  - module: bluemind.videoconferencing.bluemind_resource_acl
"""

EXAMPLES = r"""
- name: Connect a domain and let the direction and Alice book
  bluemind.videoconferencing.bluemind_starleaf_domain:
    api_url: https://mail.example.org
    api_key: "{{ vault_bluemind_api_key }}"
    domain: example.org
    token: "{{ vault_starleaf_token }}"
    shares:
      - group: Direction
      - user: alice@example.org
        right: manage

- name: Exactly this group may book, everybody else loses the right
  bluemind.videoconferencing.bluemind_starleaf_domain:
    api_url: https://mail.example.org
    api_key: "{{ vault_bluemind_api_key }}"
    domain: example.org
    shares:
      - group: Direction
    purge_shares: true

- name: Reservation policy and working hours
  bluemind.videoconferencing.bluemind_starleaf_domain:
    api_url: https://mail.example.org
    api_key: "{{ vault_bluemind_api_key }}"
    domain: example.org
    reservation_policy: auto_accept
    availability:
      days: [mon, tue, wed, thu, fri]
      start: "08:30"
      end: "19:00"
      minimum_duration: 60
      timezone: Europe/Paris

- name: Dissociate a domain; the resource, its rights and the token are deleted
  bluemind.videoconferencing.bluemind_starleaf_domain:
    api_url: https://mail.example.org
    api_key: "{{ vault_bluemind_api_key }}"
    domain: old.example.net
    state: absent
"""

RETURN = r"""
domain:
  description: The final state of the domain; in check mode the state that a real run would leave.
  returned: always, null when a failed run could not read the server again
  type: dict
  contains:
    name:
      description: The name that people know.
      type: str
      returned: success
    uid:
      description: The technical uid.
      type: str
      returned: success
    state:
      description: Whether a StarLeaf resource exists.
      type: str
      returned: success
    resource_uid:
      description: Uid of the resource, null when absent.
      type: str
      returned: success
    label:
      description: Display name of the resource, null when absent.
      type: str
      returned: success
    token:
      description: Whether a token is stored. The token itself is never returned.
      type: dict
      returned: success
      contains:
        set:
          description: True when a token is stored.
          type: bool
          returned: success
    shares:
      description: Everybody who may book, each with the highest right held, as the option O(shares) writes it.
      type: list
      elements: dict
      returned: success
    reservation_policy:
      description: As the option; null when absent, or in check mode when BlueMind will choose it.
      type: str
      returned: success
    availability:
      description: As the option; null when the task does not manage it.
      type: dict
      returned: success
  sample:
    name: example.org
    uid: example.org
    state: present
    resource_uid: 0b2c1f9e-54ae-5c54-b3ea-7c8b2f0e2b1d
    label: StarLeaf
    token:
      set: true
    shares:
      - group: Direction
        right: book
    reservation_policy: auto_accept
    availability: null
changes:
  description: What was changed, or would be in check mode. After a failure, what was changed all the same.
  returned: always, except when the task fails before it knows what to do
  type: list
  elements: dict
  contains:
    kind:
      description: One of V(create), V(update), V(delete), V(grant) and V(revoke).
      type: str
      returned: always
    domain:
      description: Name of the domain.
      type: str
      returned: always
    target:
      description: Uid of the resource or container, or who gets or loses a right.
      type: str
      returned: always
    field:
      description: What of it, for instance V(token) or V(shares).
      type: str
      returned: always
  sample:
    - kind: grant
      domain: example.org
      target: group Direction
      field: shares
notified:
  description:
    - Who is mailed by BlueMind about a new right; in check mode, who would be.
    - A group without an address stands for its members on BlueMind 4.x.
  returned: always, except when the task fails before it knows what to do
  type: list
  elements: str
  sample: [group Direction]
verified:
  description: True when the server was read and holds what was asked; null in check mode; false after a failure.
  returned: always, except when the task fails before it knows what to do
  type: bool
  sample: true
requests:
  description: HTTP requests of this task.
  returned: always
  type: dict
  contains:
    sent:
      description: How many were sent, repeated ones included.
      type: int
      returned: always
    retried:
      description: How many of them were repetitions after a failure.
      type: int
      returned: always
  sample:
    sent: 8
    retried: 0
diff:
  description: The changes as two texts, one line each; secrets are masked.
  returned: in diff mode
  type: dict
  contains:
    before:
      description: What is replaced.
      type: str
      returned: in diff mode
    after:
      description: What replaces it.
      type: str
      returned: in diff mode
error:
  description: Why the task failed, for playbooks that want to decide.
  returned: on failure
  type: dict
  contains:
    kind:
      description:
        - One of V(input), V(connection), V(tls), V(timeout), V(unavailable), V(redirect), V(protocol),
          V(authentication), V(permission), V(not_found), V(server), V(not_ready), V(unsupported), V(provider), V(task)
          and V(verification).
      type: str
      returned: on failure
    status:
      description: HTTP status, null when there was no answer.
      type: int
      returned: on failure
    code:
      description: BlueMind's error code.
      type: str
      returned: on failure
    method:
      description: HTTP method of the request that failed.
      type: str
      returned: on failure
    url:
      description: Its address, without query.
      type: str
      returned: on failure
applied:
  description: Changes that are true on the server in spite of the failure, as in RV(changes).
  returned: on failure after something was planned
  type: list
  elements: dict
failed_changes:
  description: Changes that the failing request should have made, as in RV(changes).
  returned: on failure after something was planned
  type: list
  elements: dict
not_attempted:
  description: Changes that were not tried because of the failure, as in RV(changes).
  returned: on failure after something was planned
  type: list
  elements: dict
"""

from ansible_collections.bluemind.videoconferencing.plugins.module_utils.jobs.runner import main as run
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.jobs.starleaf_domain import JOB


def main() -> None:
    """Entry point."""
    run(JOB)


if __name__ == "__main__":
    main()
