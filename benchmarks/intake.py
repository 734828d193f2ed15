"""Intake against DuckDB's bare reading of the same files, in one run.

    python benchmarks/intake.py [--exchanges 1000000] [--folder DIR]

Budget (design, section 6): reading, all checks and publishing of 1 M exchanges with their organisations,
partnerships and registrations in at most 6 times the bare `CREATE TABLE AS SELECT * FROM read_csv`, with at
most 2 GB of memory. Each part runs in a process of its own. Processor seconds are what counts on a machine
that others use too; the elapsed ones are given beside. The files stay in DIR, if one is named, for the next
run.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import duckdb

from cxc_metrics.intake import check
from cxc_metrics.register import Register
from cxc_metrics.sample import generate

RUNS = 1


def bare(folder: Path) -> str:
    """Every file into a table of sniffed types. What the sniffer misses in files with real-life dirt (a rare
    quotation mark, a date that does not exist) is told or skipped, or it would stop."""
    connection = duckdb.connect()
    connection.execute("SET enable_progress_bar = false")
    rows = 0
    for path in sorted(folder.glob("*.csv")):
        source = f"read_csv('{path}', quote='\"', ignore_errors=true)"
        connection.execute(f'CREATE TABLE "{path.stem}" AS SELECT * FROM {source}')
        rows += connection.execute(f'SELECT count(*) FROM "{path.stem}"').fetchall()[0][0]
    return f"{rows:,} rows"


def checked(folder: Path) -> str:
    with check(folder) as tables:
        return f"{sum(tables.findings_by_severity().values()):,} findings"


def published(folder: Path) -> str:
    with tempfile.TemporaryDirectory() as store, check(folder) as tables:
        return f"snapshot {Register(Path(store)).publish(tables).id}"


def measure(work: Callable[[Path], str], folder: Path) -> tuple[float, float, float, str]:
    """Processor seconds, elapsed seconds, peak memory in MB, and what the work says."""
    begin, used = time.perf_counter(), time.process_time()
    said = work(folder)
    elapsed, processor = time.perf_counter() - begin, time.process_time() - used
    return processor, elapsed, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, said


def best(work: Callable[[Path], str], folder: Path) -> tuple[float, float, float, str]:
    """The run with the least processor seconds; each run in a process of its own."""
    results = []
    for _ in range(RUNS):
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            results.append(pool.submit(measure, work, folder).result())
    return min(results)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--exchanges", type=int, default=1_000_000)
    arguments.add_argument("--folder", type=Path, default=None)
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = given.folder or Path(place) / "register"
        if not (folder / "exchange.csv").is_file():
            generate(folder, exchanges=given.exchanges)
        size = sum(path.stat().st_size for path in folder.glob("*.csv")) / 1e6
        print(f"{size:,.0f} MB of CSV")
        yardstick = 0.0
        for name, work in (("bare read_csv", bare), ("check", checked), ("check and publish", published)):
            processor, elapsed, peak, said = best(work, folder)
            yardstick = yardstick or processor
            print(
                f"{name:18} {processor:7.2f} s processor  {processor / yardstick:5.2f} x  "
                f"{elapsed:7.2f} s elapsed  {peak:6,.0f} MB  {said}"
            )


if __name__ == "__main__":
    main()
