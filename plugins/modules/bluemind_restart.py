#!/usr/bin/python
# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# The work is in the action plugin of the same name: nothing of it runs as Python on the host.

from __future__ import annotations

DOCUMENTATION = r"""
module: bluemind_restart
short_description: Restart BlueMind on one host, not during a backup, and see that everything comes back
version_added: 1.0.0
description:
  - Restarts BlueMind whenever it is called. Call it for the daemons that
    M(bluemind.videoconferencing.bluemind_plugin) names.
  - Refuses while the backup job runs, or while BlueMind does not say whether it runs.
  - Fails when a service that ran before does not run afterwards. One that did not run before is no failure.
  - The host needs a shell and root, and no Python.
  - The restart is a job of its own on the host. A lost connection does not interrupt it, and the next run waits for it.
author:
  - bluemind.videoconferencing contributors (@bluemind-videoconferencing)
options:
  method:
    description:
      - V(bmctl) restarts every service with C(bmctl restart), as BlueMind's documentation has it.
      - V(services) restarts only O(daemons).
    type: str
    choices: [bmctl, services]
    default: bmctl
  daemons:
    description:
      - The daemons that have to be restarted. Those that are switched off, masked or not installed are left alone;
        with no other left, nothing is restarted.
      - BlueMind is asked for the backup where bm-core is among them, and always with O(method=bmctl), which restarts
        every service whatever is named here.
    type: list
    elements: str
    choices: [bm-core, bm-webserver]
    default: [bm-core, bm-webserver]
  during_backup:
    description: Whether to restart although the backup job runs, or may run. The restart kills it.
    type: bool
    default: false
  timeout:
    description: Seconds to wait for the end of the restart. It goes on afterwards, and the next run waits for it.
    type: int
    default: 900
attributes:
  check_mode:
    description: Looks for the programs, the daemons and the backup, and says whether it would restart.
    support: full
  diff_mode:
    description: There is nothing to compare.
    support: none
  idempotent:
    description: Each run restarts BlueMind.
    support: none
notes:
  - A host that cannot be reached, or where root cannot be had, is a failure with RV(error.kind=unreachable), which
    C(rescue) handles.
  - A restart that succeeds says that the services run, not that the API is usable. Wait for that with
    M(bluemind.videoconferencing.bluemind_server_info).
seealso:
  - module: bluemind.videoconferencing.bluemind_plugin
  - module: bluemind.videoconferencing.bluemind_server_info
"""

EXAMPLES = r"""
- name: Restart what loads the plugin
  bluemind.videoconferencing.bluemind_restart:
    method: services

- name: Restart everything, as the documentation says
  bluemind.videoconferencing.bluemind_restart:
"""

RETURN = r"""
method:
  description: How it was restarted.
  returned: success
  type: str
  sample: bmctl
restarted:
  description: The daemons that were restarted, of those that were named; in check mode those that would be.
  returned: success
  type: list
  elements: str
  sample: [bm-core, bm-webserver]
seconds:
  description: How long the restart took; 0 in check mode.
  returned: success
  type: float
  sample: 41.3
remarks:
  description:
    - Daemons of the host that do not run afterwards, deliberately or not; in check mode those that do not run now.
    - They are among RV(warnings) too, which Ansible shows and takes out of what it registers.
  returned: success
  type: list
  elements: str
  sample: [bm-webserver is masked, so it is not restarted]
warnings:
  description: RV(remarks), and what became of an earlier run's job.
  returned: success
  type: list
  elements: str
error:
  description: Why the task failed, for playbooks that want to decide.
  returned: on failure
  type: dict
  contains:
    kind:
      description:
        - V(input) - an option is wrong.
        - V(unreachable) - no connection, or no root. V(unsupported) - bmctl or systemd is missing.
        - V(backup) - the backup runs, or may run. V(busy) - another run is at work.
        - V(unknown) - the restart was started, and nobody knows how it ended. V(failed) - a service did not come back.
      type: str
      returned: on failure
"""
