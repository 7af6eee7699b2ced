# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything around the server: process, command line, seeds, and the control path of the tests."""
