"""Intake of a large register against DuckDB's bare reading of the same files.

Budget (design 6): a million exchanges with their organisations, partnerships and registrations read, checked
and published within six times the bare `CREATE TABLE AS SELECT * FROM read_csv`, in 2 GB of memory.

`bare`, `check`, `publish` (which checks first) and `apart` (the same with the check in a process of its own,
as the command line does it) take turns, each in a fresh process; a ratio is the median of the ratios within a
turn. Processor seconds are those of all threads of the processes: what counts on a machine that others use,
although their traffic in its caches still lengthens them.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from cxc_metrics.paths import ROOT

from .ground import load, median, ratio, sample, verdict
from .intake_run import WORKS

BUDGET = 6.0
MEMORY_BUDGET = 2 << 30
_STATEMENTS_SHOWN = 16
_STEPS_SHOWN = 0.02

Result = dict[str, Any]


def run(work: str, folder: Path, *options: str) -> Result:
    """One run in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.intake_run", work, str(folder), *options]
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    found: Result = json.loads(done.stdout)
    return found


def main(exchanges: int = 1_000_000, repeat: int = 5, *, statements: bool = False) -> None:
    """Print the ratios, the split by step and, if asked, the statements that take longest."""
    folder = sample(exchanges)
    size = sum(file.stat().st_size for file in folder.glob("*.csv"))
    print(f"intake of {exchanges:,} exchanges, {size / 1e6:.0f} MB of CSV, {repeat} turns, load {load()}")
    for work in WORKS:
        run(work, folder)  # the files are in the system's cache for all of them
    runs: dict[str, list[Result]] = {work: [] for work in WORKS}
    for _ in range(repeat):
        for work in WORKS:
            runs[work].append(run(work, folder))
    for work in WORKS:
        _report(work, runs[work], runs["bare"])
    print("\nwhere the processor seconds of check and publish go (median; share)")
    _split([one["steps"] for one in runs["publish"]])
    if statements:
        print("\nstatements of check and publish on intake's connection by processor seconds")
        _statements(run("publish", folder, "--statements")["statements"])
    print(f"load afterwards {load()}")


def _report(work: str, runs: list[Result], bare: list[Result]) -> None:
    wall, cpu = ([one[kind] for one in runs] for kind in ("wall", "cpu"))
    peak = max(one["peak"] for one in runs)
    line = f"{work:8} {median(wall):6.2f} s wall, {median(cpu):6.2f} s processor, peak {peak / 2**20:,.0f} MB"
    if work != "bare":
        times = [
            ratio(values, [one[kind] for one in bare]) for kind, values in (("wall", wall), ("cpu", cpu))
        ]
        line += f"; of bare: {times[0]:.1f}× wall, {times[1]:.1f}× processor"
        if work in ("publish", "apart"):
            within = [verdict(value, BUDGET) for value in times]
            line += f" (budget {BUDGET:.0f}×: wall {within[0]}, processor {within[1]};"
            line += f" memory 2 GB: {verdict(peak, MEMORY_BUDGET)})"
    print(line)


def _split(runs: list[dict[str, float]]) -> None:
    whole = median([sum(steps.values()) for steps in runs])
    for step in runs[0]:
        taken = median([steps[step] for steps in runs])
        if taken >= _STEPS_SHOWN * whole:
            print(f"  {taken:6.2f} s  {taken / whole:4.0%}  {step}")


def _statements(taken: dict[str, float]) -> None:
    for sql, time in sorted(taken.items(), key=lambda item: -item[1])[:_STATEMENTS_SHOWN]:
        print(f"  {time:6.2f} s  {' '.join(sql.split())[:180]}")
