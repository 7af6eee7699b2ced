#!/usr/bin/python
# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: bluemind_starleaf_domains
short_description: Connect many BlueMind mail domains to StarLeaf videoconferencing at once
version_added: 1.0.0
description:
  - Does for every listed domain of one server what M(bluemind.videoconferencing.bluemind_starleaf_domain) does for
    one, with one login, over shared connections, many domains at a time.
  - A domain that fails does not stop the others. The task then fails and lists each in RV(failed_domains).
  - BlueMind mails everybody who gets a new right. RV(notified) names who is mailed, in check mode too.
author:
  - bluemind.videoconferencing contributors (@bluemind-videoconferencing)
extends_documentation_fragment:
  - bluemind.videoconferencing.connection
  - bluemind.videoconferencing.attributes
options:
  domains:
    description:
      - The domains, each at most once. The options are those of
        M(bluemind.videoconferencing.bluemind_starleaf_domain).
      - What M(bluemind.videoconferencing.bluemind_starleaf_info) returns can be given back as it is.
    type: list
    elements: dict
    required: true
    suboptions:
      domain:
        description: Uid, name or alias of the mail domain.
        type: str
        required: true
      state:
        description:
          - V(present) needs BlueMind from 4.5.3 up to, not including, 5.0.
          - V(absent) deletes the StarLeaf resource with its rights and token. It works on every release, and when the
            plugin is gone.
        type: str
        choices: [present, absent]
        default: present
      token:
        description:
          - Token of the StarLeaf portal. Needed when the domain has none stored yet.
          - It is compared with the stored one, and never shown. Every user of the domain can read it from BlueMind,
            so use one token a domain with as few privileges as possible.
        type: str
      update_token:
        description:
          - V(always) replaces a stored token that differs from O(domains[].token); V(on_create) leaves a stored one
            alone.
        type: str
        choices: [always, on_create]
        default: always
      label:
        description: Display name of the resource; V(StarLeaf) for a new resource when not given.
        type: str
      reservation_policy:
        description: How bookings are answered. Not managed when not given.
        type: str
        choices: [manual, auto_accept, auto_accept_refuse]
      availability:
        description: Working hours of the resource. What is not given is left as it is.
        type: dict
        suboptions:
          days:
            description: Working days.
            type: list
            elements: str
            choices: [mon, tue, wed, thu, fri, sat, sun]
          start:
            description: Begin of the day, C(HH:MM) in quotes.
            type: str
          end:
            description: End of the day, C(HH:MM) in quotes, V(23:59) at the latest.
            type: str
          minimum_duration:
            description: Shortest booking in minutes.
            type: int
            choices: [60, 120, 720, 1440]
          timezone:
            description: Time zone, for instance V(Europe/Paris).
            type: str
      shares:
        description:
          - Who may book, and more. Each entry names exactly one of C(user), C(group) and C(everyone).
          - A listed subject ends with exactly the listed right. Others keep theirs, unless
            O(domains[].purge_shares=true).
          - A name counts only when exactly one active user or group of this very domain answers to it.
        type: list
        elements: dict
        suboptions:
          user:
            description: Login, display name, e-mail address or uid of a user.
            type: str
          group:
            description: Name, e-mail address or uid of a group.
            type: str
          everyone:
            description: V(true) for every user of the domain.
            type: bool
          right:
            description:
              - The console's levels. V(book) invites the resource, V(view) also sees its bookings, V(edit) changes
                them and is mailed at each booking, V(manage) also manages its rights.
            type: str
            choices: [book, view, edit, manage]
            default: book
      purge_shares:
        description:
          - Whether to take away every right that O(domains[].shares) does not list. Published calendars always stay
            published.
          - Needs O(domains[].shares).
        type: bool
        default: false
      allow_empty:
        description:
          - Whether O(domains[].purge_shares=true) may come with an empty O(domains[].shares), which takes every
            right away.
        type: bool
        default: false
      details:
        description: Ignored. Lets records of M(bluemind.videoconferencing.bluemind_starleaf_info) be given back.
        type: dict
  purge:
    description:
      - Whether to dissociate StarLeaf from every domain of the server that O(domains) does not list.
      - Refused before anything is written when it would dissociate more than O(purge_limit) domains, when
        O(domains) is empty without O(allow_empty=true), or when a listed domain cannot be found.
    type: bool
    default: false
  purge_limit:
    description: How many domains O(purge=true) may dissociate at most.
    type: int
    default: 1
  allow_empty:
    description: Whether O(purge=true) may come with empty O(domains).
    type: bool
    default: false
  concurrency:
    description: How many domains are worked on at a time, each with up to three requests under way.
    type: int
    default: 16
seealso:
  - module: bluemind.videoconferencing.bluemind_starleaf_domain
  - module: bluemind.videoconferencing.bluemind_starleaf_info
"""

EXAMPLES = r"""
- name: Two domains are connected, a third one no longer
  bluemind.videoconferencing.bluemind_starleaf_domains:
    api_url: https://mail.example.org
    api_key: "{{ vault_bluemind_api_key }}"
    domains:
      - domain: example.org
        token: "{{ vault_starleaf_token }}"
        shares:
          - group: Direction
      - domain: example.net
        token: "{{ vault_starleaf_token }}"
      - domain: old.example.net
        state: absent

- name: Nothing but this domain is connected; up to five others may be dissociated
  bluemind.videoconferencing.bluemind_starleaf_domains:
    api_url: https://mail.example.org
    api_key: "{{ vault_bluemind_api_key }}"
    domains:
      - domain: example.org
        token: "{{ vault_starleaf_token }}"
    purge: true
    purge_limit: 5
"""

RETURN = r"""
domains:
  description:
    - The final state of every domain, in the order given, purged ones last; in check mode as a real run would leave
      it.
    - A domain whose state is not known after a failure is left out.
  returned: always, except when the task fails before it knows what to do
  type: list
  elements: dict
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
      description:
        - Everybody who may book, each with the highest right held, as the option O(domains[].shares) writes it.
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
    notified:
      description: Those of RV(notified) that this domain is about.
      type: list
      elements: str
      returned: success
failed_domains:
  description: Domains that failed, in the order given.
  returned: always, except when the task fails before it knows what to do
  type: list
  elements: dict
  contains:
    domain:
      description: As the task names it.
      type: str
      returned: always
    msg:
      description: What, where, why, and what to do.
      type: str
      returned: always
    error:
      description: As RV(error).
      type: dict
      returned: always
    applied:
      description: As RV(applied).
      type: list
      elements: dict
      returned: always
    failed_changes:
      description: As RV(failed_changes).
      type: list
      elements: dict
      returned: always
    not_attempted:
      description: As RV(not_attempted).
      type: list
      elements: dict
      returned: always
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
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.jobs.starleaf_domains import JOB


def main() -> None:
    """Entry point."""
    run(JOB)


if __name__ == "__main__":
    main()
