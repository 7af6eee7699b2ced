#!/usr/bin/python
# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: bluemind_resource_acl
short_description: Manage who may book a BlueMind resource
version_added: 1.0.0
description:
  - Manages who has which of the four rights of BlueMind's console on the calendar of a resource - a room, or the
    resource of any video provider. Works on BlueMind 4.x and 5.x.
  - BlueMind mails everybody who gets a new right. This module writes rights only if they differ, and RV(notified)
    lists who is mailed, also in check mode.
author:
  - bluemind.videoconferencing contributors (@bluemind-videoconferencing)
extends_documentation_fragment:
  - bluemind.videoconferencing.connection
  - bluemind.videoconferencing.attributes
  - bluemind.videoconferencing.shares
options:
  domain:
    description: Uid, name or alias of the mail domain.
    type: str
    required: true
  resource:
    description: Uid, e-mail address or label of the resource. The label must be unique in the domain.
    type: str
    required: true
  shares:
    required: true
  state:
    description:
      - V(present) gives each listed subject exactly the listed right.
      - V(absent) removes all rights of the listed subjects and ignores O(shares[].right). A name that nobody has
        changes nothing and gives a warning, because an account that has left is not known any more.
    type: str
    choices: [present, absent]
    default: present
seealso:
  - module: bluemind.videoconferencing.bluemind_starleaf_domain
"""

EXAMPLES = r"""
- name: Let the direction book the board room and Alice manage it
  bluemind.videoconferencing.bluemind_resource_acl:
    api_url: https://mail.example.org
    api_key: "{{ vault_bluemind_api_key }}"
    domain: example.org
    resource: Board room
    shares:
      - group: Direction
      - user: alice
        right: manage

- name: Remove all rights of Bob
  bluemind.videoconferencing.bluemind_resource_acl:
    api_url: https://mail.example.org
    api_key: "{{ vault_bluemind_api_key }}"
    domain: example.org
    resource: Board room
    shares:
      - user: bob
    state: absent
"""

RETURN = r"""
resource:
  description: The resource and who may book it; in check mode the state that a real run would leave.
  returned: always, null if a failed run could not read the server again
  type: dict
  contains:
    domain: {type: str, returned: success, description: Name of the domain.}
    uid: {type: str, returned: success, description: Uid of the resource.}
    label: {type: str, returned: success, description: Display name.}
    email: {type: str, returned: success, description: Address of the resource.}
    shares:
      description: Everybody who may book, each with the highest right held, in the format of the option O(shares).
      type: list
      elements: dict
      returned: success
# begin outcome
changes:
  description: What was changed, or would be in check mode. After a failure, what was changed nevertheless.
  returned: always, except when the task fails before it knows what to do
  type: list
  elements: dict
  contains:
    kind: {type: str, returned: always, description: "One of V(create), V(update), V(delete), V(grant), V(revoke)."}
    domain: {type: str, returned: always, description: Name of the domain.}
    target:
      description: Uid of the resource or container, or who gets or loses a right.
      type: str
      returned: always
    field: {type: str, returned: always, description: "What of it, for instance V(token) or V(shares)."}
  sample: [{kind: grant, domain: example.org, target: group Direction, field: shares}]
notified:
  description:
    - Who is mailed by BlueMind about a new right; in check mode, who would be.
    - A group without an address stands for its members on BlueMind 4.x.
    - Mails cannot be taken back. After a failure, the list also has those whose right was lost again.
  returned: always, except when the task fails before it knows what to do
  type: list
  elements: str
  sample: [group Direction]
verified:
  description:
    - True if the module read the server again and it holds what was requested. Null in check mode, false after a
      failure.
  returned: always, except when the task fails before it knows what to do
  type: bool
  sample: true
diff:
  description: The changes as two texts, one line each; secrets are masked.
  returned: in diff mode
  type: dict
  contains:
    before: {type: str, returned: in diff mode, description: What is replaced.}
    after: {type: str, returned: in diff mode, description: What replaces it.}
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
# end outcome
# begin common
requests:
  description: HTTP requests of this task.
  returned: always
  type: dict
  contains:
    sent: {type: int, returned: always, description: "How many were sent, repeated ones included."}
    retried: {type: int, returned: always, description: How many of them were repetitions after a failure.}
  sample: {sent: 8, retried: 0}
error:
  description: Why the task failed, for playbooks that decide by it.
  returned: on failure
  type: dict
  contains:
    kind:
      description:
        - One of V(input), V(connection), V(tls), V(timeout), V(unavailable), V(redirect), V(protocol),
          V(authentication), V(permission), V(not_found), V(server), V(conflict), V(not_ready),
          V(unsupported), V(provider), V(task) and V(verification).
      type: str
      returned: on failure
    status: {type: int, returned: on failure, description: "HTTP status, null if there was no answer."}
    code: {type: str, returned: on failure, description: BlueMind's error code.}
    method: {type: str, returned: on failure, description: HTTP method of the request that failed.}
    url: {type: str, returned: on failure, description: "Its address, without query."}
# end common
"""

from ansible_collections.bluemind.videoconferencing.plugins.module_utils.jobs.resource_acl import JOB
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.jobs.runner import main as run


def main() -> None:
    """Entry point."""
    run(JOB)


if __name__ == "__main__":
    main()
