# SPDX-License-Identifier: GPL-3.0-or-later
"""How a request becomes an answer, and the rules that several services share. Imports `state` alone."""
