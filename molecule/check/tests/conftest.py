# SPDX-License-Identifier: GPL-3.0-or-later
"""Which of the two hosts this is."""

import pytest


@pytest.fixture
def is_core(host):
    """Whether this host runs the core of the installation; else its console."""
    return host.check_output("hostname") == "bmt-check-debian13"
