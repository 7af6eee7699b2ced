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
      - On the server itself V(http://localhost:8090) works without TLS.
      - If not set, the environment variable E(BLUEMIND_API_URL) is used.
    type: str
    required: true
  api_key:
    description:
      - An API key, or the core token, sent as C(X-BM-ApiKey).
      - Exactly one of O(api_key), O(api_key_path) and O(username) is needed.
      - If none of the three is set, the environment variable E(BLUEMIND_API_KEY) is used.
    type: str
  api_key_path:
    description:
      - File that holds the key, read where the task runs, for instance V(/etc/bm/bm-core.tok) on the core host.
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
    description: Whether plain HTTP is allowed to another host than this one. The key then travels in clear.
    type: bool
    default: false
  validate_certs:
    description:
      - Whether the server's certificate is checked.
      - If not set, the environment variable E(BLUEMIND_VALIDATE_CERTS) is used.
    type: bool
    default: true
  ca_path:
    description:
      - File, or folder, with the certificates of the authorities to trust.
      - If not set, the environment variable E(BLUEMIND_CA_PATH) is used.
    type: path
  client_cert:
    description: Client certificate, PEM.
    type: path
  client_key:
    description: Key of O(client_cert), when it is in a file of its own.
    type: path
  timeout:
    description:
      - Seconds to wait for one answer.
      - If not set, the environment variable E(BLUEMIND_TIMEOUT) is used.
    type: float
    default: 30.0
  retry_timeout:
    description:
      - Seconds to spend in all on repeating requests that got no answer, or 502, 503 or 504; V(0) never repeats.
      - Only reads are repeated blindly. What became of a write whose answer was lost is found out by reading.
    type: float
    default: 60.0
requirements:
  - requests >= 2.25 with urllib3 >= 1.26 where the task runs
notes:
  - API calls may run anywhere that reaches the server; C(delegate_to=localhost) is the usual place.
"""
