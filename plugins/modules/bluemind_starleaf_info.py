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
  - Reports for each domain whether StarLeaf is connected, who may book it, and what is wrong with it.
  - Each record is valid input for M(bluemind.videoconferencing.bluemind_starleaf_domains) and, without
    RV(domains[].details), for M(bluemind.videoconferencing.bluemind_starleaf_domain), and changes nothing there. The
    module never returns tokens.
author:
  - bluemind.videoconferencing contributors (@bluemind-videoconferencing)
extends_documentation_fragment:
  - bluemind.videoconferencing.connection
  - bluemind.videoconferencing.attributes
  - bluemind.videoconferencing.attributes.info
options:
  domains:
    description: Uids, names or aliases of the domains to read; by default all domains that the account may see.
    type: list
    elements: str
  bookings:
    description:
      - What to tell about the future bookings of the resource in RV(domains[].details.bookings). V(organizers) adds
        who made them, V(full) their titles and dates, too. Titles are personal data.
      - BlueMind lets admin0, the core token and whoever has the right V(view) read them, but not every administrator
        of a domain.
    type: str
    choices: ["none", count, organizers, full]
    default: count
seealso:
  - module: bluemind.videoconferencing.bluemind_starleaf_domain
"""

EXAMPLES = r"""
- name: Read every domain of the server
  bluemind.videoconferencing.bluemind_starleaf_info:
    api_url: https://mail.example.org
    api_key: "{{ vault_bluemind_api_key }}"
  register: starleaf

- name: List the domains that have problems
  ansible.builtin.debug:
    msg: "{{ item.domain }}: {{ item.details.problems | join(', ') }}"
  loop: "{{ starleaf.domains | selectattr('details.problems') }}"
  loop_control:
    label: "{{ item.domain }}"

- name: Read who has booked StarLeaf
  bluemind.videoconferencing.bluemind_starleaf_info:
    api_url: https://mail.example.org
    api_key: "{{ vault_bluemind_api_key }}"
    bookings: organizers
  register: starleaf

- name: List them
  ansible.builtin.debug:
    msg: "{{ item.domain }}: {{ item.details.bookings.organizers | join(', ') }}"
  loop: "{{ starleaf.domains | selectattr('details.bookings') }}"
  loop_control:
    label: "{{ item.domain }}"
"""

RETURN = r"""
domains:
  description: One record for each domain.
  returned: success
  type: list
  elements: dict
  contains:
    domain: {type: str, returned: success, description: The name that people use.}
    state: {type: str, returned: success, description: Whether a StarLeaf resource exists.}
    shares:
      description: Rights that can be written as the option C(shares).
      type: list
      elements: dict
      returned: when present
    # begin fields
    label:
      description: Display name of the resource. Null or left out without a resource.
      type: str
      returned: when present
    reservation_policy:
      description: As the option of the same name. Null in check mode if BlueMind will choose it.
      type: str
      returned: when present
    # end fields
    availability:
      description: As the option of the same name, without values that are not set.
      type: dict
      returned: when present and set
    details:
      description: What can only be read.
      type: dict
      returned: success
      contains:
        uid: {type: str, returned: success, description: Technical uid of the domain.}
        resource_uid: {type: str, returned: success, description: "Uid of the resource, null if absent."}
        supported:
          description: Whether this release has the provider. If not, only C(state=absent) can be written.
          type: bool
          returned: success
        usable:
          description: Whether a complete resource exists. A writing module completes an incomplete one.
          type: bool
          returned: success
        token: {type: dict, returned: success, description: "Key C(set), whether a token is stored."}
        as_uid:
          description: Who is named by the uid, uid → name.
          type: dict
          returned: success
        other_rights:
          description:
            - Rights that cannot be written as C(shares), each with C(subject), its C(uid), its C(kind), which is null
              for an account that was deleted, C(archived), the C(right), null for verbs that are none of the console's
              levels, and BlueMind's C(verbs).
          type: list
          elements: dict
          returned: success
        published:
          description: How many public and private addresses the calendar has. Their subjects are secret.
          type: int
          returned: success
        # begin bookings_details
        bookings:
          description: Future bookings of the resource, a series as one. Null without a resource, or if not asked.
          type: dict
          returned: success
          contains:
            count: {type: int, returned: success, description: "How many, null if nobody can tell."}
            complete: {type: bool, returned: success, description: False if there are more than BlueMind lists.}
            until:
              description: When the last one is over at the latest, null without an end.
              type: str
              returned: success
            endless: {type: bool, returned: success, description: Whether one of them has no known end.}
            problem: {type: str, returned: success, description: "Why they could not be read, null if they were."}
            organizers:
              description: Whose meetings they are, by address.
              type: list
              elements: str
              returned: if O(bookings) is V(organizers) or V(full)
            entries:
              description: Each with C(organizer), C(title), C(start), C(end) and C(recurring), by date.
              type: list
              elements: dict
              returned: if O(bookings) is V(full)
        # end bookings_details
        left_out:
          description:
            - What is stored and cannot be written as an option, each with C(option) and C(reason). A run of the writing
              module leaves it as it is.
          type: list
          elements: dict
          returned: success
        problems:
          description: What a run of the writing module with this record would change or refuse, one sentence each.
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
