#!/usr/bin/python
# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: bluemind_server_info
short_description: Read whether a BlueMind server is usable, and for what
version_added: 1.0.0
description:
  - Reads the state and release of a server, whether the release supports StarLeaf, and whether the server accepts the
    credentials.
  - Fails on an unreachable server only with O(wait=true).
  - With O(wait=true) the module waits until BlueMind is running, for instance after a restart. It fails at once in a
    state that waiting does not change, such as an unfinished upgrade.
author:
  - bluemind.videoconferencing contributors (@bluemind-videoconferencing)
extends_documentation_fragment:
  - bluemind.videoconferencing.connection
  - bluemind.videoconferencing.attributes
  - bluemind.videoconferencing.attributes.info
options:
  wait:
    description: Whether to wait until the server is running.
    type: bool
    default: false
  wait_timeout:
    description:
      - Maximum time to wait, in seconds.
      - The wait ends after one minute where something else than BlueMind answers, such as a proxy or another web site.
    type: float
    default: 900.0
  wait_sleep:
    description: Seconds between two checks.
    type: float
    default: 5.0
notes:
  - Credentials are optional here. The module ignores O(retry_timeout), because each check sends a request only once.
"""

EXAMPLES = r"""
- name: Wait until BlueMind is usable again
  bluemind.videoconferencing.bluemind_server_info:
    api_url: https://mail.example.org
    wait: true
    wait_timeout: 600

- name: Read the state of a server
  bluemind.videoconferencing.bluemind_server_info:
    api_url: https://mail.example.org
    api_key: "{{ vault_bluemind_api_key }}"
  register: server

- name: Show the state
  ansible.builtin.debug:
    msg: "{{ server.version.release }} is {{ server.state }}: {{ server.starleaf.reason }}"
"""

RETURN = r"""
reachable:
  description: Whether BlueMind's API answered.
  returned: success
  type: bool
  sample: true
state:
  description: BlueMind's state, C(CORE_STATE_RUNNING) if it is usable; null if unreachable.
  returned: success
  type: str
  sample: CORE_STATE_RUNNING
version:
  description: Both numbers of the release; null if unreachable.
  returned: success
  type: dict
  contains:
    release:
      description: The public number.
      type: str
      returned: success
    software:
      description: The technical number, which the packages carry.
      type: str
      returned: success
  sample:
    release: 4.9.0
    software: 4.9.3884
starleaf:
  description: Whether StarLeaf can be configured. Only a new resource shows whether its plugin is loaded.
  returned: success
  type: dict
  contains:
    supported:
      description: True on a running server from 4.5.3 up to, not including, 5.0.
      type: bool
      returned: success
    reason:
      description: Why, and what to do, in one sentence.
      type: str
      returned: success
authenticated:
  description: Whether the server accepts the credentials; null without credentials, or if unreachable.
  returned: success
  type: bool
  sample: true
starting:
  description: Whether the server is not usable yet and waiting may help, without anybody doing anything.
  returned: success
  type: bool
  sample: false
waited:
  description: Seconds that O(wait=true) took.
  returned: success
  type: float
  sample: 41.3
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
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.jobs.server_info import JOB


def main() -> None:
    """Entry point."""
    run(JOB)


if __name__ == "__main__":
    main()
