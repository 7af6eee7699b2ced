# SPDX-License-Identifier: GPL-3.0-or-later
"""What the server holds: data, release lines, tasks, e-mails. Imports nothing else of the simulator."""
