"""What questions take at so many million exchanges, on DuckDB or an engine beside it, for docs/scale.md.

    python -m benchmarks.slopes 10
    python -m benchmarks.slopes 10 chdb:FOLDER

Prints of each question, asked twice, processor seconds and the largest memory of the process, and of every
figure that a method tells how many rows leave the engine.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import psutil

from benchmarks.multiplied import multiplied
from cxc_metrics.catalogue import Flow, Method, catalogue
from cxc_metrics.engine import OutOfMemory
from cxc_metrics.engine.addresses import let_go, warehouse_at
from cxc_metrics.facts import fact_definition
from cxc_metrics.measuring import Question, dimensions_of, measure_all
from cxc_metrics.measuring.measurable import reason_against
from cxc_metrics.measuring.plan import steps
from cxc_metrics.scope import Scope
from cxc_metrics.store import DataVersion
from cxc_metrics.store.answered_by import opened_version
from cxc_metrics.store.warehouse_version import load

_KPIS: Final = ("O01", "O02", "O04", "O10")
_COUNTRY, _SECTOR = "visitor_country", "visitor_sector"
QUESTIONS: Final = {
    "no breakdown": Question(_KPIS, ()),
    "by country, with totals": Question(_KPIS, (_COUNTRY,), Scope(), None, True),
    "by country and sector, with totals": Question(_KPIS, (_COUNTRY, _SECTOR), Scope(), None, True),
    "by month": Question(_KPIS, ("month",)),
    "exchanges by pairs of countries": Question(("O01",), (_COUNTRY, "host_country")),
}


def main(millions: int, address: str = "") -> None:
    """Make the register if it is not there, ask, print."""
    version = multiplied(millions)
    version.query(f"SELECT count(*) FROM {version.fact('exchange')}")
    if address:
        with _taken("loading"):
            load(version, warehouse_at(address), [fact_definition("exchange")])
        version = opened_version(version._layout, version.id, address)
    for name, question in QUESTIONS.items():
        for _ in range(2):
            with _taken(name):
                measure_all(version, [question])
    for name, by, rows in _fetched(version):
        print(f"{name} by {' and '.join(by) or 'nothing'}: {rows:,} rows leave the engine", flush=True)
    if address:
        let_go(address)


def _fetched(version: DataVersion) -> Iterator[tuple[str, tuple[str, ...], int]]:
    for name, kpi in catalogue().items():
        if not isinstance(kpi, (Method, Flow)) or kpi.fact != "exchange":
            continue
        for by in ((), (_COUNTRY,), ("month",), (_COUNTRY, _SECTOR)):
            if set(by) <= set(dimensions_of(kpi, version)) and not reason_against(kpi, by, Scope(), version):
                planned = steps([kpi], by, Scope(), version, totals=bool(by))
                yield name, by, sum(step.run().num_rows for step in planned)


@contextmanager
def _taken(name: str) -> Iterator[None]:
    """Prints what it took: other programs share the machine, so no seconds by the clock."""
    process, largest, over = psutil.Process(), 0, threading.Event()

    def watch() -> None:
        nonlocal largest
        while not over.wait(0.05):
            largest = max(largest, process.memory_info().rss)

    watching = threading.Thread(target=watch, daemon=True)
    watching.start()
    began = time.process_time()
    try:
        yield
        outcome = ""
    except OutOfMemory:
        outcome = ", out of memory"
    over.set()
    watching.join()
    print(f"{name}: {time.process_time() - began:.2f} s, {largest / 1e9:.2f} GB{outcome}", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), *sys.argv[2:3])
