# SPDX-License-Identifier: GPL-3.0-or-later
"""Contract tests of the simulator: the official clients, and the text of the REST contract."""
