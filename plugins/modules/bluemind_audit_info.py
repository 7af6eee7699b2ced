#!/usr/bin/python
# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: bluemind_audit_info
short_description: Read everything of video conferencing on a BlueMind server, and compare it with what is declared
version_added: 1.0.0
description:
  - Reads every domain that the account may see, and every provider there, those included that this collection does not
    configure.
  - Tells what is declared in O(domains) and differs, as the writing modules would change it.
  - Gives facts. The playbook C(audit) makes findings, pages and an exit status of them.
  - Never returns a token or another secret, nor the subject of a published calendar, which is the secret part of its
    address.
  - A domain that cannot be read does not stop the others.
author:
  - bluemind.videoconferencing contributors (@bluemind-videoconferencing)
extends_documentation_fragment:
  - bluemind.videoconferencing.connection
  - bluemind.videoconferencing.attributes
  - bluemind.videoconferencing.attributes.info
  - bluemind.videoconferencing.videoconferences
options:
  domains:
    description: What is declared, as for M(bluemind.videoconferencing.bluemind_videoconferences). Nothing is written.
    type: list
    elements: dict
    default: []
seealso:
  - module: bluemind.videoconferencing.bluemind_videoconference_info
  - module: bluemind.videoconferencing.bluemind_videoconferences
"""

EXAMPLES = r"""
- name: Read the server
  bluemind.videoconferencing.bluemind_audit_info:
    api_url: https://mail.example.org
    api_key: "{{ vault_bluemind_api_key }}"
    domains:
      - domain: example.org
        provider: jitsi
        reservation_policy: auto_accept
  register: audit

- name: List the domains that use video conferencing although nobody declared it
  ansible.builtin.debug:
    msg: "{{ audit.domains | selectattr('providers') | rejectattr('declared') | map(attribute='domain') }}"
"""

RETURN = r"""
release:
  description: The public number of the release, or the technical one if the server has no other.
  returned: success
  type: str
  sample: 4.9.0
remarks:
  description: What could not be looked at, one sentence each.
  returned: success
  type: list
  elements: str
seconds:
  description: How long the reading took.
  returned: success
  type: float
domains:
  description: One record for each domain, and one for each record that names none.
  returned: success
  type: list
  elements: dict
  contains:
    domain: {type: str, returned: success, description: The name that people use.}
    uid: {type: str, returned: success, description: "Technical uid, null if there is no such domain."}
    declared: {type: bool, returned: success, description: Whether there is a record of it.}
    error: {type: str, returned: success, description: "Why the domain could not be read, null if it was."}
    orphans:
      description: Containers that no resource has, each with C(uid) and C(secret), whether a secret is in it.
      type: list
      elements: dict
      returned: success
    providers:
      description: Each provider that is declared or has a resource there.
      type: list
      elements: dict
      returned: success
      contains:
        provider:
          description: BlueMind's id of the provider, empty where nothing tells whose the resources are.
          type: str
          returned: success
        name: {type: str, returned: success, description: What people call it.}
        declared: {type: str, returned: success, description: "The declared state, null if nobody declared it."}
        supported: {type: bool, returned: success, description: Whether this release can have it.}
        removed: {type: bool, returned: success, description: Whether this release no longer has it.}
        reason: {type: str, returned: success, description: Why.}
        resources:
          description: Its resources, with what each lacks and who may book it.
          type: list
          elements: dict
          returned: success
        changes:
          description:
            - What would make it as declared, each with C(kind), C(domain), C(target), C(field), C(before) and C(after).
          type: list
          elements: dict
          returned: success
        refusal: {type: str, returned: success, description: "Why a writing module would refuse, else null."}
        bookings: {type: int, returned: success, description: "Future bookings, null if they were not counted."}
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

from ansible_collections.bluemind.videoconferencing.plugins.module_utils.jobs.audit_info import JOB
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.jobs.runner import main as run


def main() -> None:
    """Entry point."""
    run(JOB)


if __name__ == "__main__":
    main()
