"""What the attacker sees of the survey figures of a register, and what is behind it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import Any, NamedTuple

import pandas as pd

from cxc_metrics.access import Reader
from cxc_metrics.catalogue import DistinctKeys, HostRatio, Kpi, Method, catalogue
from cxc_metrics.catalogue.kinds.by_method import UNIT, VALUE
from cxc_metrics.measuring.method_rows import rows_for_methods, rows_inside
from cxc_metrics.measuring.plan import steps
from cxc_metrics.scope import Scope
from cxc_metrics.store import DataVersion
from tests.attack.bounds import ALL, Place, breaches
from tests.attack.cells import FINER


class Reached(NamedTuple):
    """What was tried on one figure, and what the attacker reached."""

    tables: int
    cells: int
    few: int
    hidden: int
    breaches: list[str]


def survey_figures() -> list[Kpi]:
    """The figures that rest on answers, each with a number of answers."""
    return [
        kpi
        for kpi in catalogue().values()
        if (kpi.fact == "survey" or isinstance(kpi, HostRatio)) and not isinstance(kpi, DistinctKeys)
    ]


def tables_of(version: DataVersion, kpi: Kpi) -> list[tuple[str, ...]]:
    """All tables of one figure by two dimensions and by one, but for times finer than years."""
    names = [name for name in Reader(version).dimensions_of(kpi) if name not in FINER]
    return [*combinations(names, 2), *((name,) for name in names)]


def attacked(version: DataVersion, kpi: Kpi, tables_by: Iterable[Sequence[str]]) -> Reached:
    """These tables of one figure, each with all totals."""
    reader = Reader(version)
    tables = cells = few = hidden = 0
    wrong: list[str] = []
    for by in tables_by:
        counts = counts_behind(version, kpi, by)
        shown = dict(_shown(kpi, reader.measure([kpi.id], by=by, totals=True).frame(), by))
        seen = {place: n for place, n in shown.items() if n is not None}
        assert seen == {place: n for place, n in counts.items() if place in seen}, f"{kpi.id} by {by}"
        assert set(counts) <= set(shown), f"{kpi.id} by {by}"
        tables, cells = tables + 1, cells + len(counts)
        few += sum(0 < count < 5 for count in counts.values())
        hidden += sum(count is None for count in shown.values())
        adds_up = getattr(kpi, "unit_key", None) is None
        wrong += [f"{kpi.id} by {by}: {text}" for text in breaches(shown, counts, adds_up=adds_up)]
    return Reached(tables, cells, few, hidden, wrong)


def counts_behind(version: DataVersion, kpi: Kpi, by: Sequence[str]) -> dict[Place, int]:
    """How many answers every cell and total has, counted with pandas from the rows."""
    rows = _answered(version, kpi, by)
    counts: dict[Place, int] = {}
    for size in range(len(by) + 1):
        for kept in combinations(by, size):
            counted = rows.drop_duplicates([*kept, UNIT]) if UNIT in rows else rows
            over = counted.assign(**dict.fromkeys(set(by) - set(kept), ALL))[list(by)]
            counts |= {_plain(place): int(n) for place, n in over.value_counts(dropna=False).items()}
    return counts


def _answered(version: DataVersion, kpi: Kpi, by: Sequence[str]) -> pd.DataFrame:
    (step,) = steps([kpi], by, Scope(), version, totals=False)
    (seen,) = step.kpis
    assert isinstance(seen, Method)
    sql = rows_for_methods(step.population, [seen], by, untold={})
    frame = version.query(sql, step.population.statement(sql).params).to_pandas(date_as_object=False)
    rows = rows_inside(seen, frame, by, step.view)
    rows = rows[rows[VALUE].notna()].astype(dict.fromkeys(by, object))
    return rows if UNIT not in rows else rows[rows[UNIT].notna()]


def _shown(kpi: Kpi, table: pd.DataFrame, by: Sequence[str]) -> Iterator[tuple[Place, int | None]]:
    """The number of answers of each row, None where it is hidden; rows of none are not looked at."""
    for row in table.to_dict("records"):
        over = str(row.get("total_over", "")).split(",") if row["is_total"] and len(by) > 1 else []
        over = list(by) if row["is_total"] and len(by) == 1 else over
        place = _plain(tuple(ALL if name in over else row[name] for name in by))
        if "c" in str(row[f"{kpi.id}_flag"]):
            yield place, None
        elif not pd.isna(row[f"{kpi.id}_n"]) and row[f"{kpi.id}_n"]:
            yield place, int(row[f"{kpi.id}_n"])


def _plain(place: tuple[Any, ...]) -> Place:
    return tuple(
        "–" if pd.isna(value) else str(int(value)) if isinstance(value, (int, float)) else str(value)
        for value in place
    )
