#!/usr/bin/python
# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# The work is in the action plugin of the same name: nothing of it runs as Python on the host.

from __future__ import annotations

DOCUMENTATION = r"""
module: bluemind_plugin
short_description: Install or remove the packages of a BlueMind plugin, and nothing else
version_added: 1.0.0
description:
  - Brings the packages of one plugin on one host to a state, by apt, dnf or yum, in the version of the running daemon
    where a repository offers it. Installed packages are not upgraded.
  - Decides on the controller from what a POSIX shell script reports. The host needs a shell and root, and no Python.
  - Refuses before anything is changed what a plugin must not do to a mail server - another version of bm-core or
    bm-webserver, the removal of a package that was not named, empty transitional packages, packages on hold, an
    interrupted dpkg, a release of BlueMind that does not have the plugin.
  - Tells which daemons have not loaded the change yet. M(bluemind.videoconferencing.bluemind_restart) restarts them.
  - The change itself is a job of its own on the host. A lost connection does not interrupt it, and the next run waits
    for it.
author:
  - bluemind.videoconferencing contributors (@bluemind-videoconferencing)
options:
  name:
    description: Name of the plugin. Its packages are C(bm-plugin-core-<name>) and C(bm-plugin-admin-console-<name>).
    type: str
    default: videoconferencing-starleaf
  parts:
    description:
      - The halves of the plugin that belong on this host.
      - V(core) is loaded by bm-core and does the work; V(admin_console) is loaded by bm-webserver and shows the
        settings in the administration console.
    type: list
    elements: str
    choices: [core, admin_console]
    default: [core, admin_console]
  state:
    description: V(gathered) changes nothing, and tells what is there and which daemons have not loaded it.
    type: str
    choices: [present, absent, gathered]
    default: present
  download_only:
    description:
      - Go as far as downloading, which finds what a simulation does not - unsigned packages, packages that are gone,
        locks, an interrupted dpkg.
      - With this on all hosts of an installation first, nothing is changed anywhere before all of them can be changed.
    type: bool
    default: false
  lock_timeout:
    description: Seconds to wait for the locks of other package managers at work.
    type: int
    default: 120
  timeout:
    description:
      - Seconds to wait for the end of the job on the host. The job goes on afterwards, and the next run waits for it.
    type: int
    default: 1800
attributes:
  check_mode:
    description: Simulates the change; only the download is left out.
    support: full
  diff_mode:
    description: Shows the packages with their versions.
    support: full
  idempotent:
    description: Returns no change when the host is as wanted.
    support: full
notes:
  - A host that cannot be reached, or where root cannot be had, is a failure with RV(error.kind=unreachable), which
    C(rescue) handles.
  - The C(environment) of the task is used for the package manager, for instance for a proxy.
  - The action group of this collection is not used, because this module does not talk to the API.
seealso:
  - module: bluemind.videoconferencing.bluemind_restart
"""

EXAMPLES = r"""
- name: Install both halves of the StarLeaf plugin
  bluemind.videoconferencing.bluemind_plugin:
  register: plugin

- name: Restart what has not loaded them
  bluemind.videoconferencing.bluemind_restart:
    daemons: "{{ plugin.restart | map(attribute='daemon') }}"
  when: plugin.restart | length > 0

- name: See what is there
  bluemind.videoconferencing.bluemind_plugin:
    state: gathered

- name: Remove the half of the administration console
  bluemind.videoconferencing.bluemind_plugin:
    parts: [admin_console]
    state: absent
"""

RETURN = r"""
system:
  description: The name of the system.
  returned: success
  type: str
  sample: Debian GNU/Linux 11 (bullseye)
manager:
  description: The package manager, one of V(apt), V(dnf) and V(yum).
  returned: success
  type: str
  sample: apt
versions:
  description: The package versions of the daemons that load the plugin; null for one that is not installed.
  returned: success
  type: dict
  sample:
    bm-core: 4.9.3884
    bm-webserver: 4.9.3884
services:
  description: The state that systemd gives the service of each daemon.
  returned: success
  type: dict
  sample:
    bm-core: active
    bm-webserver: active
packages:
  description: Each package of the plugin with its version before and after; null where it is not installed.
  returned: success
  type: dict
  sample:
    bm-plugin-core-videoconferencing-starleaf:
      before: null
      after: 4.9.3884
restart:
  description:
    - The daemons that have not loaded their half, or still hold one that is removed; in check mode those that would.
    - A daemon that is switched off, masked, stopped or not installed is never among them; RV(remarks) names it.
  returned: success
  type: list
  elements: dict
  contains:
    daemon:
      description: Name of the systemd service.
      type: str
      returned: always
    why:
      description: The reason.
      type: str
      returned: always
  sample:
    - daemon: bm-core
      why: bm-plugin-core-videoconferencing-starleaf was installed after bm-core started
planned:
  description: The command that would change the packages; null where nothing is to be changed, or it was run.
  returned: success
  type: str
awaited:
  description: The jobs of other runs that were at work on the host, and that this task waited for.
  returned: success
  type: list
  elements: str
  sample: [bmctl restart]
remarks:
  description:
    - Daemons that do not run, deliberately or not, and work that dpkg has left unfinished.
    - They are among RV(warnings) too, which Ansible shows and takes out of what it registers.
  returned: success
  type: list
  elements: str
  sample: [bm-webserver is masked, so it is not restarted]
warnings:
  description: What deserves a look although the task succeeded, such as a repository that cannot be read.
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
        - V(unreachable) - no connection, or no root. V(unsupported) - the system, or the release of BlueMind.
        - V(refused) - the change would harm the host. V(package_manager) - it cannot do it. V(busy) - others are at
          work.
        - V(unknown) - a job was started, and nobody knows how it ended. V(failed) - it was done, and the result is
          wrong.
      type: str
      returned: on failure
"""
