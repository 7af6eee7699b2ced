# SPDX-License-Identifier: GPL-3.0-or-later
"""This machine under another name: to Ansible it is a remote host, so modules run in processes of their own."""

from __future__ import annotations

from ansible.plugins.connection.local import Connection as Local

DOCUMENTATION = """
name: elsewhere
short_description: the local machine, as if it were another one
description: the local machine, as if it were another one
author: contributors
options:
  pipelining:
    default: true
    vars:
      - name: ansible_pipelining
"""


class Connection(Local):
    """The local connection, not called local."""

    transport = "elsewhere"
