# SPDX-License-Identifier: GPL-3.0-or-later
"""The fault matrix: every scenario, every request of it, every fault.

After each cell two things are asked: is every word of the report true, and does the next run, without a fault, end
right? The judge reads the server's own state and outbox. It shares no code with the collection.

`make test` runs a sample, `make test-faults` everything.
"""
