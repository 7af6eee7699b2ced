# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How to reach a BlueMind server: the options of every module."""

from __future__ import annotations


class ModuleDocFragment:
    """Documentation only."""

    DOCUMENTATION = r"""
options:
  api_url:
    description:
      - Address of the server, with or without C(/api), for instance V(https://mail.example.org).
      - On the BlueMind server itself, V(http://localhost:8090) works without TLS.
      - If not set, the environment variable E(BLUEMIND_API_URL) is used.
    type: str
    required: true
  api_key:
    description:
      - An API key, or the core token, sent as C(X-BM-ApiKey).
      - Exactly one of O(api_key), O(api_key_path) and O(username) is required.
      - One of fewer than 8 characters is not looked for in texts; BlueMind's own keys are longer.
      - If none of the three is set, the environment variable E(BLUEMIND_API_KEY) is used.
    type: str
  api_key_path:
    description:
      - File with the key on the host where the task runs, for instance V(/etc/bm/bm-core.tok) on the core host.
      - If none of the three is set, the environment variable E(BLUEMIND_API_KEY_PATH) is used.
    type: path
  username:
    description:
      - Login of an administrator, as V(admin0@global.virt). The module logs in once and logs out at the end.
      - If none of the three is set, the environment variable E(BLUEMIND_USERNAME) is used.
    type: str
  password:
    description:
      - Password of O(username).
      - If not set, the environment variable E(BLUEMIND_PASSWORD) is used.
    type: str
  allow_http:
    description: Whether plain HTTP to another host is allowed. The key is then sent unencrypted.
    type: bool
    default: false
  validate_certs:
    description:
      - Whether to check the server's certificate.
      - If not set, the environment variable E(BLUEMIND_VALIDATE_CERTS) is used.
    type: bool
    default: true
  ca_path:
    description:
      - File or folder with the certificates of the authorities to trust, in PEM format. Files of a folder may have any
        name.
      - If not set, the environment variable E(BLUEMIND_CA_PATH) is used.
    type: path
  client_cert:
    description: File with the client certificate in PEM format.
    type: path
  client_key:
    description: File with the key of O(client_cert), if the certificate's file does not have it.
    type: path
  timeout:
    description:
      - Seconds to wait for one answer, and again for each further part of it.
      - If not set, the environment variable E(BLUEMIND_TIMEOUT) is used.
    type: float
    default: 30.0
  retry_timeout:
    description:
      - How many seconds a task may spend in all on repeating requests that got no answer, or 429, 502, 503 or 504. V(0)
        never repeats a request.
      - After a write whose answer was lost, the module reads what became of it before it writes again.
    type: float
    default: 60.0
requirements:
  - requests >= 2.25 with urllib3 >= 1.26 where the task runs
notes:
  - Ansible itself prints the items of a C(loop), with everything in them, and a C(label) does not hide those that
    fail. Loop over names and look a secret up in the task, set C(no_log=true), or do without a loop.
  - The task may run on any host that reaches the server, usually with C(delegate_to=localhost).
"""
