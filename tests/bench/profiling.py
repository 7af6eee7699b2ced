# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the time of the batch goes: `python -m tests.bench.profiling [N] [SHARES]`.

cProfile on the runner in this process, one domain after the other (a profile holds one thread), latency 0.
"""

from __future__ import annotations

import cProfile
import json
import pstats
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from unittest.mock import patch

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.bluemind.videoconferencing.plugins.module_utils.jobs import (
    many_domains,
    runner,
    starleaf_domains,
)
from tests.bench.cells import SHARES
from tests.bench.world import Server, order, seed


class OneThread:
    """Instead of `Workers`."""

    def __init__(self, _api: Any, _most: int) -> None:
        self.map = map

    def __enter__(self) -> OneThread:
        return self

    def __exit__(self, *error: Any) -> None:
        return None


def main(count: int = 200, shares: int = SHARES) -> None:
    """Print the profile."""
    one_thread = patch.object(many_domains, "Workers", OneThread)
    with one_thread, tempfile.TemporaryDirectory() as folder, Server.begin(Path(folder), tls=False) as server:
        server.reset(seed(count, shares, connected=True), providers=["starleaf"])
        given = json.loads(json.dumps(order(server, count, shares)))
        profile = cProfile.Profile(time.process_time)  # CPU only: the server answers from the same machine
        profile.enable()
        start = time.process_time()
        rules = starleaf_domains.JOB.arguments()
        validator = ArgumentSpecValidator(rules.pop("argument_spec"), **rules)
        validated = validator.validate(given)
        checked = time.process_time()
        assert not validated.error_messages, validated.error_messages
        result, _secrets = runner.run(starleaf_domains.JOB, validated.validated_parameters, False)
        done = time.process_time()
        profile.disable()
    assert "error" not in result, result["msg"]
    print(f"validation {checked - start:.2f} s, work {done - checked:.2f} s of CPU, profiler included")
    statistics = pstats.Stats(profile).strip_dirs()
    statistics.sort_stats("tottime").print_stats(25)
    statistics.sort_stats("cumulative").print_stats(60)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
