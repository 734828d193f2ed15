"""KPIs that a method of `cxc_metrics.statistics` gives: what it is handed, and the cells it says."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from cxc_metrics.catalogue import (
    Flow,
    Kpi,
    Method,
    MethodOfCounts,
    View,
)
from cxc_metrics.catalogue.declaration import ALL_ROWS, condition
from cxc_metrics.catalogue.kinds.by_method import (
    INSIDE,
    REASON,
    TIMES,
    WEIGHT,
    in_groups,
    number_of_rows,
)
from cxc_metrics.engine import Kind
from cxc_metrics.scope.selection import Scope
from cxc_metrics.scope.values import expand
from cxc_metrics.statistics.errors import NotEstimable
from cxc_metrics.statistics.flags import HIDDEN, NOT_AVAILABLE

from .cells import (
    Cell,
    Key,
    number,
    plain,
)
from .fill import whole
from .population import Population
from .sql import (
    ROWS,
    UNTOLD,
    column_name,
    kept_sets,
    mask_of,
)


def rows_for_methods(
    population: Population,
    kpis: Sequence[Method],
    by: Sequence[str],
    *,
    untold: Mapping[str, str],
) -> str:
    """The rows of all these KPIs in one SELECT: dimensions, then what each method is given.

    Inputs that are plain columns are read once, under their own names. `untold` as for `aggregate`.
    """
    view, quoted = population.view, population.dialect.identifier
    selected = {name: name for name in by}
    inside = []
    for kpi in kpis:
        for part, sql in kpi.columns(view).items():
            selected.setdefault(_column(kpi, part, sql), sql)
        inside.append(condition(view, kpi.among))
        if kpi.id in untold:
            selected[column_name(kpi, UNTOLD)] = untold[kpi.id]
            inside.append(untold[kpi.id])
    if ALL_ROWS not in inside:
        several = tuple(dict.fromkeys(inside))
        population = population.of(
            *several if len(several) == 1 else [" OR ".join(f"({condition})" for condition in several)]
        )
    items = [name if name == sql else f"{sql} AS {quoted(name)}" for name, sql in selected.items()]
    # In an order that neither the file's rows nor threads decide: sums of fractions depend on it. The
    # dimensions come last, so that a total is added up in the order of the same question without them.
    places = [*range(len(by) + 1, len(selected) + 1), *range(1, len(by) + 1)]
    return "\n".join(
        [
            "SELECT",
            ",\n".join(f"    {item}" for item in items),
            population.clause(by),
            f"ORDER BY {', '.join(map(str, places))}",
        ]
    )


def matrix_of(population: Population, kpi: Flow, by: Sequence[str], *, untold: Mapping[str, str]) -> str:
    """The whole matrix: rows of the population by the dimensions asked and those of the matrix.

    The population is that of `whole_matrix`. Where rows stand for many persons, `rows` counts persons.
    """
    view, dialect = population.view, population.dialect
    columns = ", ".join(dict.fromkeys([*by, *kpi.over]))
    # As floating point: sums of whole numbers come as decimals, which no method takes.
    weight = dialect.cast(kpi.columns(view)[WEIGHT], Kind.REAL)
    amount = f"sum({weight})" if view.aggregate else "count(*)"
    inside, lost = condition(view, kpi.among), ""
    if kpi.id in untold:
        # Both kinds of rows are read: those of the matrix, and beside it those that cannot be placed in it.
        amount = f"coalesce({amount}{dialect.only(inside)}, 0)"
        lost = f", count(*){dialect.only(untold[kpi.id])} AS {dialect.identifier(UNTOLD)}"
        inside = f"({inside}) OR ({untold[kpi.id]})" if inside != ALL_ROWS else inside
    return "\n".join(
        [
            f"SELECT {columns}, {amount} AS {ROWS}{lost}",
            population.of(inside).clause(by),
            f"GROUP BY {columns}",
            f"ORDER BY {columns}",
        ]
    )


def whole_matrix(kpi: Flow, scope: Scope) -> Scope:
    """The selection without filters on the matrix's own dimensions."""
    fields = Scope.fields()
    return scope.with_(**{name: () for name in kpi.over if name in fields})


def method_cells(
    kpi: Method,
    frame: pd.DataFrame,
    by: Sequence[str],
    view: View,
    as_at: date | None,
    *,
    totals: bool,
) -> dict[Key, Cell]:
    """What a method says of every group, and of every total over the same rows."""
    rows = rows_inside(kpi, frame, by, view)
    cells: dict[Key, Cell] = {}
    for kept in kept_sets(by) if totals else [tuple(by)]:
        if len(rows):
            cells.update(cells_of_table(kpi, estimates(kpi, rows, kept, as_at), by, kept))
        if column_name(kpi, UNTOLD) in frame:
            lost = frame[frame[column_name(kpi, UNTOLD)].fillna(False).astype(bool)]
            lost = lost.assign(**{UNTOLD: lost.get(TIMES, 1)})
            tell_over(kpi, cells, lost, by, kept)
    return cells


def tell_over(
    kpi: Method | Flow, cells: dict[Key, Cell], lost: pd.DataFrame, by: Sequence[str], kept: Sequence[str]
) -> None:
    """Say in the cells of these groups over how many rows they were told; `untold` counts those lost."""
    mask = mask_of(by, kept)
    groups: Any = lost.groupby(list(kept), dropna=False, observed=True) if kept else [((), lost)]
    for group, part in groups if len(lost) else ():
        of_group = dict(zip(kept, group, strict=True))
        key = Key(mask, tuple(plain(of_group[name]) if name in kept else None for name in by))
        cells[key] = cells.get(key, Cell(None, 0)).over(kpi, int(part[UNTOLD].sum()))


def rows_inside(kpi: Method, frame: pd.DataFrame, by: Sequence[str], view: View) -> pd.DataFrame:
    """The dimensions and what the method is given, of the rows in its population."""
    if isinstance(kpi, MethodOfCounts):
        inside = frame[INSIDE].astype("boolean").fillna(False).to_numpy(dtype=bool)
        return frame.loc[inside, [*by, *kpi.tallied(view), TIMES]].reset_index(drop=True)
    given = {part: frame[_column(kpi, part, sql)] for part, sql in kpi.columns(view).items()}
    rows = pd.DataFrame({**{name: frame[name] for name in by}, **given})
    inside = rows[INSIDE].astype("boolean").fillna(False).to_numpy(dtype=bool)
    return rows[inside].drop(columns=INSIDE).reset_index(drop=True)


def flow_cells(
    kpi: Flow, frame: pd.DataFrame, by: Sequence[str], scope: Scope, *, totals: bool
) -> dict[Key, Cell]:
    """What a method says of the matrix of every group; then the rows that the selection asks for."""
    cells: dict[Key, Cell] = {}
    outer = [name for name in by if name not in kpi.rows_of]
    flows = frame[frame[ROWS] > 0] if UNTOLD in frame else frame
    for kept in kept_sets(outer) if totals else [tuple(outer)]:
        if len(flows):
            table = _matrices(kpi, flows, kept)
            cells.update(
                cells_of_table(kpi, table, by, tuple(name for name in by if name in {*kept, *kpi.rows_of}))
            )
        if UNTOLD in frame and not kpi.rows_of:
            tell_over(kpi, cells, frame[frame[UNTOLD] > 0], by, kept)
    return {key: cell for key, cell in cells.items() if _selected(kpi, key, by, scope)}


def estimates(kpi: Method, rows: pd.DataFrame, kept: Sequence[str], as_at: date | None) -> pd.DataFrame:
    """The method's table over these groups; where it is not estimable at all, why."""
    try:
        return kpi.estimate(rows, kept, as_at)
    except NotEstimable as error:
        return in_groups(rows, kept, _refusal(error.reason))


def _matrices(kpi: Flow, frame: pd.DataFrame, kept: Sequence[str]) -> pd.DataFrame:
    """The method's tables, one below the other, each with the values of its group."""
    names, over = list(kept), list(kpi.over)
    # Summed once for all groups: by group it takes as long as most methods.
    summed = frame.groupby([*names, *over], dropna=False, observed=True, as_index=False)[ROWS].sum()
    groups: Any = summed.groupby(names, dropna=False, observed=True, sort=True) if names else [((), summed)]
    tables = []
    for values, part in groups:
        matrix = part[[*over, ROWS]].reset_index(drop=True)
        try:
            table = kpi.method(matrix)
        except NotEstimable as error:
            # Without rows of its own there is no place for a reason but the group itself.
            table = in_groups(matrix, list(kpi.rows_of), _refusal(error.reason))
        tables.append(table.assign(**dict(zip(names, values, strict=True))))
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()


def _refusal(reason: str) -> Callable[[pd.DataFrame], Mapping[str, object]]:
    """A method that has no number for any group, always for the same reason."""

    def refuse(part: pd.DataFrame) -> Mapping[str, object]:
        n = int(part[ROWS].sum()) if ROWS in part else number_of_rows(part)
        return {"estimate": None, "low": None, "high": None, "n": n, "flag": NOT_AVAILABLE, REASON: reason}

    return refuse


def cells_of_table(
    kpi: Method | Flow, table: pd.DataFrame, by: Sequence[str], kept: Sequence[str]
) -> Iterator[tuple[Key, Cell]]:
    """The cells of a method's table."""
    mask = mask_of(by, kept)
    for row in table.to_dict("records"):
        values = tuple(plain(row[name]) if name in kept else None for name in by)
        yield Key(mask, values), _cell(kpi, row)


def _cell(kpi: Kpi, row: Mapping[Any, Any]) -> Cell:
    flag = str(row["flag"] or "")
    # What is hidden must not be read off the figures beside it; counts and words may stand.
    extras = {name: kind for name, kind in kpi.extras.items() if flag != HIDDEN or kind is not float}
    more = {name: _extra(row.get(name), kind) for name, kind in extras.items()}
    n = number(row["n"])
    whole_n = None if n is None else int(n)
    if flag == HIDDEN:
        # The number is known and not to be shown; what it rests on may be.
        return Cell(None, whole_n, HIDDEN, more=more)
    value = number(row["estimate"])
    if value is None:
        return Cell(None, whole_n, flag, more=more)
    is_finding = isinstance(kpi, Flow) and bool(kpi.rows_of)
    return Cell(
        value,
        whole_n,
        flag,
        low=number(row["low"]),
        high=number(row["high"]),
        more=more,
        is_finding=is_finding,
    )


def _extra(value: Any, kind: type) -> float | int | str | None:
    if kind is str:
        return "" if value is None or value != value else str(value)
    plain = number(value)
    return int(plain) if plain is not None and kind is int else plain


def _selected(kpi: Flow, key: Key, by: Sequence[str], scope: Scope) -> bool:
    if key == whole(len(by)):
        return True
    for name, value in zip(by, key.values, strict=True):
        chosen = getattr(scope, name, ()) if name in kpi.rows_of else ()
        if chosen and value not in expand(name, chosen):
            return False
    return True


def _column(kpi: Kpi, part: str, sql: str) -> str:
    return sql if sql.isidentifier() and sql not in {"true", "false"} else column_name(kpi, part)
