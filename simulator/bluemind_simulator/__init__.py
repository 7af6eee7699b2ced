# SPDX-License-Identifier: GPL-3.0-or-later
"""A stand-in for the part of BlueMind's REST API that serves the StarLeaf plugin."""

__version__ = "1.0.0"
