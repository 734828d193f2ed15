"""Published results of comparable schemes (definitions 7): beside a KPI, never in one series with it."""

from __future__ import annotations

from functools import cache

from cxc_metrics.paths import REFERENCE

from .reference import ReferenceRow, read_rows


class Benchmark(ReferenceRow):
    """One published figure with its source; `comparable` is yes, in part, or no, and `why` says so.

    `qualifier` is the publication's own (over, about, at least); `n` is empty where it was not published.
    """

    id: str
    scheme: str
    year: str | None
    indicator: str
    wording: str
    qualifier: str | None
    value: float | None
    unit: str | None
    n: float | None
    population: str | None
    question: str | None
    source: str
    comparable: str
    why: str | None
    kpi_ids: str | None

    @property
    def kpis(self) -> tuple[str, ...]:
        """Ids of the KPIs it may be set beside."""
        return tuple(part for part in (self.kpi_ids or "").split(";") if part)


@cache
def benchmarks() -> tuple[Benchmark, ...]:
    """All published figures in the order of the file."""
    return read_rows(REFERENCE / "benchmarks.csv", Benchmark)
