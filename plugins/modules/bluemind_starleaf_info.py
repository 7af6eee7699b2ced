#!/usr/bin/python
# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: bluemind_starleaf_info
short_description: Read the StarLeaf configuration of BlueMind mail domains
version_added: 1.0.0
description:
  - Tells for each domain whether StarLeaf is connected, who may book it, and what is wrong with it.
  - The records are in the words of M(bluemind.videoconferencing.bluemind_starleaf_domain); given back to it, without
    RV(domains[].details), they change nothing. Tokens are never returned.
author:
  - bluemind.videoconferencing contributors (@bluemind-videoconferencing)
extends_documentation_fragment:
  - bluemind.videoconferencing.connection
  - bluemind.videoconferencing.attributes
  - bluemind.videoconferencing.attributes.info
options:
  domains:
    description: Uids, names or aliases of the domains to read; all domains that the account sees when not given.
    type: list
    elements: str
seealso:
  - module: bluemind.videoconferencing.bluemind_starleaf_domain
"""

EXAMPLES = r"""
- name: Read every domain of the server
  bluemind.videoconferencing.bluemind_starleaf_info:
    api_url: https://mail.example.org
    api_key: "{{ vault_bluemind_api_key }}"
  register: starleaf

- name: Name the domains that need care
  ansible.builtin.debug:
    msg: "{{ item.domain }}: {{ item.details.problems | join(', ') }}"
  loop: "{{ starleaf.domains | selectattr('details.problems') }}"
  loop_control:
    label: "{{ item.domain }}"
"""

RETURN = r"""
domains:
  description: One record a domain.
  returned: success
  type: list
  elements: dict
  contains:
    domain:
      description: The name that people know.
      type: str
      returned: success
    state:
      description: Whether a StarLeaf resource exists.
      type: str
      returned: success
    label:
      description: Display name of the resource.
      type: str
      returned: when present
    shares:
      description: The rights that shares can say, as the option of the same name writes them.
      type: list
      elements: dict
      returned: when present
    reservation_policy:
      description: As the option of the same name.
      type: str
      returned: when present
    availability:
      description: As the option of the same name; only what is set.
      type: dict
      returned: when present and set
    details:
      description: What can only be read.
      type: dict
      returned: success
      contains:
        uid:
          description: Technical uid of the domain.
          type: str
          returned: success
        resource_uid:
          description: Uid of the resource, null when absent.
          type: str
          returned: success
        usable:
          description: Whether there is a resource whose calendar came to be. A writing module makes any other anew.
          type: bool
          returned: success
        token:
          description: Key C(set), whether a token is stored.
          type: dict
          returned: success
        other_rights:
          description:
            - Rights that no share says, each with C(subject) and BlueMind's C(verbs) - of accounts that are gone or
              archived, or combinations that the console does not offer.
          type: list
          elements: dict
          returned: success
        problems:
          description: What a run of the writing module would heal or refuse, one sentence each.
          type: list
          elements: str
          returned: success
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

from ansible_collections.bluemind.videoconferencing.plugins.module_utils.jobs.runner import main as run
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.jobs.starleaf_info import JOB


def main() -> None:
    """Entry point."""
    run(JOB)


if __name__ == "__main__":
    main()
