#!/usr/bin/python
# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: bluemind_videoconferences
short_description: Connect many BlueMind mail domains to their videoconferencing providers at once
version_added: 1.0.0
description:
  - Manages many domains of one server like M(bluemind.videoconferencing.bluemind_videoconference) manages one, with one
    login, over shared connections, several domains at a time. Providers of the same domain come one after the other.
  - A domain that fails does not stop the others. The task then fails and lists each in RV(failed_domains).
  - BlueMind mails everybody who gets a new right. RV(notified) lists who is mailed, also in check mode.
author:
  - bluemind.videoconferencing contributors (@bluemind-videoconferencing)
extends_documentation_fragment:
  - bluemind.videoconferencing.connection
  - bluemind.videoconferencing.attributes
  - bluemind.videoconferencing.videoconferences
  - bluemind.videoconferencing.booked
  - bluemind.videoconferencing.strict
options:
  domains:
    description:
      - The domains, each at most once with each provider. The options are those of
        M(bluemind.videoconferencing.bluemind_videoconference).
      - The result of M(bluemind.videoconferencing.bluemind_videoconference_info) is valid input.
    type: list
    elements: dict
    required: true
  purge_providers:
    description:
      - Providers that every domain of the server loses that O(domains) does not list with them.
      - The task fails before it writes anything if this would take more than O(purge_limit) providers from domains, if
        O(domains) is empty without O(allow_empty=true), or if a listed domain is not found.
    type: list
    elements: str
    choices: [starleaf, jitsi, bluemind, teams, webex, zoom]
    default: []
  purge_limit:
    description: How many times O(purge_providers) may take a provider from a domain.
    type: int
    default: 1
  allow_empty:
    description: Whether O(purge_providers) is allowed with empty O(domains).
    type: bool
    default: false
  concurrency:
    description:
      - The most domains that the module handles at a time, each with up to three requests at once. From 1 to 64; never
        more than 64 requests at a time.
      - The module begins with 16. It takes more as long as that is faster, which it is where the server is far away,
        and fewer when requests stay without an answer.
    type: int
    default: 64
seealso:
  - module: bluemind.videoconferencing.bluemind_videoconference
  - module: bluemind.videoconferencing.bluemind_videoconference_info
"""

EXAMPLES = r"""
- name: Give two domains their providers, and take StarLeaf from up to five domains
  bluemind.videoconferencing.bluemind_videoconferences:
    api_url: https://mail.example.org
    api_key: "{{ vault_bluemind_api_key }}"
    domains:
      - domain: example.org
        provider: jitsi
        settings:
          url: https://meet.example.org/
        shares:
          - everyone: true
      - domain: example.net
        provider: zoom
        shares:
          - everyone: true
    purge_providers: [starleaf]
    purge_limit: 5
"""

RETURN = r"""
domains:
  description:
    - The final state of every domain, in the order given, purged ones last; in check mode the state that a real run
      would leave.
    - Without the domains whose state is unknown after a failure.
  returned: always, except when the task fails before it knows what to do
  type: list
  elements: dict
  contains:
    # begin videoconference_state
    name: {type: str, returned: success, description: The name that people use.}
    uid: {type: str, returned: success, description: The technical uid.}
    provider: {type: str, returned: success, description: As the option.}
    state: {type: str, returned: success, description: Whether a resource of the provider exists.}
    resource_uid: {type: str, returned: success, description: "Uid of the resource, null if absent."}
    settings:
      description:
        - The settings of the provider as the option, null for those that are not set. Of a secret, C(set) says whether
          it is stored; the secret itself is never returned.
      type: dict
      returned: success
    shares:
      description: Everybody who may book, each with the highest right held, in the format of the option C(shares).
      type: list
      elements: dict
      returned: success
    availability:
      description: As the option. Null if the task does not manage it.
      type: dict
      returned: success
    # end videoconference_state
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
    ready:
      description: As RV(ready), about this provider of this domain. Null if it is absent.
      type: dict
      returned: success
    changes: {type: int, returned: success, description: How many of RV(changes) concern it.}
    notified:
      description: Who of RV(notified) is mailed about this domain.
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
    provider:
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
# begin ready
ready:
  description: Whether users can book, and their bookings get a link.
  type: dict
  returned: always, except when the task fails before it knows what to do
  contains:
    ok: {type: bool, returned: always, description: True if nothing is missing.}
    missing:
      description:
        - One sentence for each thing that is missing. BlueMind tells only of V(teams), V(webex) and V(zoom) whether
          their plugin is loaded; of the others a created resource is the proof.
        - Of what is outside the resource it tells the OpenID registration of V(webex) and V(zoom), the external
          accounts of users who have a right of their own for V(teams), and for V(bluemind) the subscription and
          those who may book with a simple account. What this account may not see counts as there.
      type: list
      elements: str
      returned: always
# end ready
# begin bookings
bookings:
  description:
    - The resources that were to be deleted, or to lose their shares in a migration, and have, or had, future
      bookings. Also in check mode and after a failure.
    - A series counts as one booking. O(bookings_path) also has the titles and dates.
  returned: always, except when the task fails before it knows what to do
  type: list
  elements: dict
  contains:
    domain: {type: str, returned: always, description: Name of the domain.}
    resource_uid: {type: str, returned: always, description: Uid of the resource.}
    label: {type: str, returned: always, description: Its display name.}
    kept:
      description: Whether the resource is still there; in check mode, whether it would be. Null if nobody knows.
      type: bool
      returned: always
    count: {type: int, returned: always, description: "How many future bookings, null if nobody can tell."}
    complete: {type: bool, returned: always, description: False if there are more than BlueMind lists.}
    organizers:
      description: Whose meetings they are, by address.
      type: list
      elements: str
      returned: always
    until: {type: str, returned: always, description: "When the last one is over at the latest, null without an end."}
    endless: {type: bool, returned: always, description: Whether one of them has no known end.}
    problem: {type: str, returned: always, description: "Why they could not be read, null if they were."}
  sample:
    - domain: example.org
      resource_uid: 0b2c1f9e-54ae-5c54-b3ea-7c8b2f0e2b1d
      label: StarLeaf
      kept: true
      count: 3
      complete: true
      organizers: [alice@example.org, bob@example.org]
      until: "2027-03-01T11:00:00+01:00"
      endless: false
      problem: null
# end bookings
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

from ansible_collections.bluemind.videoconferencing.plugins.module_utils.jobs.runner import main as run
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.jobs.videoconferences import JOB


def main() -> None:
    """Entry point."""
    run(JOB)


if __name__ == "__main__":
    main()
