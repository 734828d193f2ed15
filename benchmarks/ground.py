"""What the benchmarks share: the sample they run on, medians, and the line that says on what machine."""

from __future__ import annotations

import functools
import hashlib
import os
import platform
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from importlib.metadata import version
from pathlib import Path

from cxc_metrics.intake import check
from cxc_metrics.paths import DATA, ROOT
from cxc_metrics.sample import generate
from cxc_metrics.store import DataVersion, open_store
from cxc_metrics.store.content_id import contract_fingerprint

LIBRARIES = ("duckdb", "pandas", "pyarrow", "streamlit", "plotly")


def cache() -> Path:
    """Where samples and registers are kept between runs: outside the project, free to be deleted."""
    folder = Path(tempfile.gettempdir()) / "cxc-benchmarks"
    folder.mkdir(exist_ok=True)
    return folder


@functools.cache
def sample_digest() -> str:
    """A hash of the generator and its lists: a changed generator gets a new folder."""
    parts = [
        *sorted((ROOT / "cxc_metrics" / "sample").glob("*.py")),
        *sorted((DATA / "sample").glob("*.csv")),
    ]
    return hashlib.sha256(b"".join(part.read_bytes() for part in parts)).hexdigest()[:8]


def sample(exchanges: int) -> Path:
    """The folder of the synthetic register with so many exchanges, made if it is not there."""
    folder = cache() / f"sample-{exchanges}-{sample_digest()}"
    if not folder.is_dir():
        print(f"making a sample of {exchanges:,} exchanges in {folder} …", flush=True)
        partial = folder.with_suffix(".partial")
        shutil.rmtree(partial, ignore_errors=True)
        generate(partial, exchanges=exchanges)
        partial.rename(folder)
    return folder


def published(exchanges: int) -> DataVersion:
    """The same register, published in a store of its own if it is not there. The caller closes it."""
    store = open_store(store_of(exchanges))
    if store.current_id() is None:
        with check(sample(exchanges)) as checked:
            store.publish(checked)
    current = store.current()
    assert current is not None
    return current


def store_of(exchanges: int) -> Path:
    """The store `published` publishes to; another contract gets another store."""
    return cache() / f"register-{exchanges}-{sample_digest()}-{contract_fingerprint()}"


@dataclass
class Times:
    """Wall and processor milliseconds of the repetitions of one work.

    Processor time counts all threads of this process: on a machine that others use, it is what the clock
    would show if they did not.
    """

    wall: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)

    def take(self, work: Callable[[], object]) -> None:
        """Run it once more."""
        wall, processor = time.perf_counter(), time.process_time()
        work()
        self.wall.append(1000 * (time.perf_counter() - wall))
        self.processor.append(1000 * (time.process_time() - processor))


def in_turn(works: dict[str, Callable[[], object]], repeat: int) -> dict[str, Times]:
    """Times of each, taken in turn, so that a busy minute hits all of them; one warm-up before."""
    for work in works.values():
        work()
    times = {name: Times() for name in works}
    for _ in range(repeat):
        for name, work in works.items():
            times[name].take(work)
    return times


def median(values: Sequence[float]) -> float:
    return statistics.median(values)


def ratio(values: Sequence[float], base: Sequence[float]) -> float:
    """The median of the ratios of runs that were taken one after the other."""
    return statistics.median(one / other for one, other in zip(values, base, strict=True))


def unasked_days(count: int) -> list[str]:
    """So many days before the sample's own: a period that ends on each in turn is never remembered."""
    return [str(date(2024, 5, 1) - timedelta(days=number)) for number in range(count)]


def load() -> str:
    return " ".join(f"{value:.1f}" for value in os.getloadavg())


def machine() -> str:
    """Cores, load, versions, commit: what every figure must be read with."""
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return (
        f"{time.strftime('%Y-%m-%d %H:%M')}, {os.cpu_count()} cores, load {load()} (1, 5, 15 min)\n"
        f"Python {platform.python_version()}, {libraries}, commit {_commit()}"
    )


def _commit() -> str:
    found = subprocess.run(
        ["git", "describe", "--always", "--dirty"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return found.stdout.strip() or "unknown"


def verdict(value: float, budget: float) -> str:
    return "within" if value <= budget else "OVER"
