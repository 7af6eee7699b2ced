# SPDX-License-Identifier: GPL-3.0-or-later
"""Cost against N, log-log: one panel a network."""

from __future__ import annotations

from pathlib import Path

from matplotlib.figure import Figure

from tests.bench.cells import Situation
from tests.bench.contestants import ALL
from tests.bench.summary import Summary

PANELS = [("http", 0), ("http", 20), ("https", 0), ("https", 20)]
COUNTS = (1, 10, 100, 1000)
LINES = {
    "uri": ("tab:red", "v"),
    "loop_modules": ("tab:orange", "^"),
    "client": ("tab:purple", "s"),
    "loop": ("tab:green", "D"),
    "batch_module": ("tab:cyan", "o"),
    "batch": ("tab:blue", "o"),
    "limit": ("black", "x"),
    "empty": ("tab:gray", ""),
}


def draw(summary: Summary, file: Path) -> None:
    """Write the picture."""
    figure = Figure(figsize=(11, 8.5), layout="constrained")
    axes = figure.subplots(2, 2, sharex=True, sharey=True)
    for axis, (scheme, latency) in zip(axes.flat, PANELS, strict=True):
        for name, (colour, marker) in LINES.items():
            found = [(count, summary.wall(Situation(scheme, latency, count), name)) for count in COUNTS]
            known = [(count, one) for count, one in found if one]
            solid = [(count, one) for count, one in known if not one.extrapolated]
            style = {"color": colour, "linewidth": 1.4}
            axis.plot([one for one, _one in known], [one.median for _count, one in known], ls=":", **style)
            axis.errorbar(
                [count for count, _one in solid],
                [one.median for _count, one in solid],
                yerr=[[one.median - one.low for _n, one in solid], [one.high - one.median for _n, one in solid]],
                marker=marker,
                markersize=5,
                label=ALL[name].title,
                **style,
            )
        axis.set(xscale="log", yscale="log", title=f"{scheme}, {latency} ms latency")
        axis.grid(True, which="major", alpha=0.4)
    figure.supxlabel("domains (20 shares each, nothing to change); dotted = extrapolated")
    figure.supylabel("seconds, whole program")
    handles, labels = axes.flat[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=4, fontsize="small")
    figure.savefig(file, dpi=110)
