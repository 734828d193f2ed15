"""SQL over keyed facts for sums: of each its records, the sum of their keys, and how many stand behind it.

Nobody gives more to a row of the answer than the largest amount in it times the most records that anybody
there has in the whole fact, which the keyed fact knows. Where that alone tells that many stand behind a sum,
nothing is summed up by contributor; the few other rows are asked for again, with each contributor's own sum.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import fsum
from typing import Final, NamedTuple

from cxc_metrics.catalogue import HostRatio, Kpi, Ratio, Sum, View
from cxc_metrics.catalogue.declaration import where
from cxc_metrics.engine import Dialect, Kind
from cxc_metrics.facts.unit_keys import CONTRIBUTOR_RECORDS, CONTRIBUTORS, MODULUS, RECORD_KEY, as_key

from .cells import Key, Value, keys_in, rolled_up
from .population import Population
from .sql import ROLLED_UP, column_of, kept_sets

_CONTRIBUTOR: Final = "contributor"
# With more rows asked for again than these, all are.
_MOST_NAMED: Final = 200


class Amount(NamedTuple):
    """A column that is summed, and over which rows."""

    value: str
    rows: str


class Behind(NamedTuple):
    """Who stands behind a sum: how many whose own sum is not 0, the largest of these, the others but two."""

    contributors: int
    largest: float
    rest: float


def amounts(kpi: Kpi, view: View) -> dict[str, Amount]:
    """The sums that a figure is made of: `value`, or `above` and `below`."""
    rows = where(view, kpi.among)
    if isinstance(kpi, Sum):
        return {"value": Amount(view.read(kpi.value), rows)}
    if isinstance(kpi, Ratio):
        return {
            "above": Amount(view.read(kpi.numerator), rows),
            "below": Amount(view.read(kpi.denominator), rows),
        }
    if isinstance(kpi, HostRatio):
        return {"above": Amount(view.read(kpi.numerator), rows), "below": Amount("1", rows)}
    raise TypeError(f"{type(kpi).__name__} is not made of sums")


def is_of_contributors(kpi: Kpi, part: str) -> bool:
    """Whether a part is an amount of which it matters who gives how much: money, days; not a count."""
    return (kpi.unit.startswith("EUR") and part != "below") or kpi.unit.endswith("days")


def amounts_sql(population: Population, kpis: Sequence[Kpi], by: Sequence[str], *, totals: bool) -> str:
    """A statement that gives, of each row of the answer, for every figure:

    - `rows` and `rows keys`, its records and their keys; of what hosts reported `rows contributors`;
    - for each of `amounts` its sum, and `valued` records that have one, `n` of another than 0 and `n keys`;
      of amounts `most`, which no contributor's own sum exceeds; of days the `least`, too, and `givers`: each
      contributor's part of its own records, added up, which is no more than their number.
    """
    dialect = population.dialect
    selected = list(by)
    if totals and by:
        selected.append(f"{dialect.grouping(by)} AS {ROLLED_UP}")
    selected += [
        f"{sql} AS {dialect.identifier(column_of(kpi, part))}"
        for kpi in kpis
        for part, sql in _parts(kpi, population).items()
    ]
    lines = [f"SELECT\n{_listed(selected)}", population.clause(by)]
    if by:
        groups = dialect.grouping_sets(kept_sets(by)) if totals else ", ".join(by)
        lines.append(f"GROUP BY {groups}")
    return "\n".join(lines)


def behind(
    population: Population, kpis: Sequence[Kpi], by: Sequence[str], keys: Sequence[Key]
) -> dict[tuple[str, Key], Behind]:
    """Who stands behind the sums of some rows of the answer, by the column of the sum and the row."""
    contributors: dict[tuple[str, Key], Behind] = {}
    for mask in sorted({key.mask for key in keys}):
        wanted = [key for key in keys if key.mask == mask]
        kept = [name for name in by if name not in rolled_up(wanted[0], by)]
        narrowed = _narrowed(population, by, kept, wanted)
        statement = narrowed.statement(contributors_sql(narrowed, kpis, kept))
        rows = narrowed.version.query(statement.sql, statement.params)
        places = keys_in(rows, kept, totals=False)
        for column in _columns(kpis, population.view):
            sums = _sums_by_row(places, rows[column].to_pylist())
            for key in wanted:
                values = tuple(value for name, value in zip(by, key.values, strict=True) if name in kept)
                contributors[column, key] = _behind(sums.get(values, ()))
    return contributors


def contributors_sql(population: Population, kpis: Sequence[Kpi], by: Sequence[str]) -> str:
    """A statement that sums up amounts by contributor: of each row of the answer a row for each who gives."""
    dialect, who, gives = population.dialect, _who(population), []
    selected = [*by, f"{who} AS {_CONTRIBUTOR}"]
    for kpi in kpis:
        for part, amount in amounts(kpi, population.view).items():
            if is_of_contributors(kpi, part):
                summed = dialect.cast(f"sum({amount.value}){amount.rows}", Kind.REAL)
                selected.append(f"{summed} AS {dialect.identifier(column_of(kpi, part))}")
                gives.append(f"{summed} <> 0")
    groups = f"GROUP BY {', '.join([*by, who])}\nHAVING {' OR '.join(gives)}"
    return f"SELECT\n{_listed(selected)}\n{population.clause(by)}\n{groups}"


def _columns(kpis: Sequence[Kpi], view: View) -> list[str]:
    """The columns of sums of which it matters who gives how much."""
    return [
        column_of(kpi, part) for kpi in kpis for part in amounts(kpi, view) if is_of_contributors(kpi, part)
    ]


def _sums_by_row(
    keys: Sequence[Key], sums: Sequence[float | None]
) -> Mapping[tuple[Value, ...], list[float]]:
    """The sizes of contributors' sums by row of the answer, those of 0 left out."""
    listed: dict[tuple[Value, ...], list[float]] = {}
    for key, total in zip(keys, sums, strict=True):
        row = listed.setdefault(key.values, [])
        if total:
            row.append(abs(total))
    return listed


def _behind(sums: Sequence[float]) -> Behind:
    largest = sorted(sums, reverse=True)[:2]
    return Behind(len(sums), max(sums, default=0.0), fsum(sums) - fsum(largest))


def _parts(kpi: Kpi, population: Population) -> Mapping[str, str]:
    """The columns of a figure by their part."""
    view, dialect = population.view, population.dialect
    rows = where(view, kpi.among)
    parts = {"rows": f"count(*){rows}", "rows keys": _key_sum(rows, dialect)}
    if isinstance(kpi, HostRatio):
        parts["rows contributors"] = f"count(DISTINCT {_who(population)}){rows}"
    for part, amount in amounts(kpi, view).items():
        some = where(view, kpi.among, f"({amount.value}) <> 0")
        parts[part] = dialect.cast(f"coalesce(sum({amount.value}){rows}, 0)", Kind.REAL)
        parts[f"{part} valued"] = f"count({amount.value}){rows}"
        parts[f"{part} n"] = f"count(*){some}"
        parts[f"{part} n keys"] = _key_sum(some, dialect)
        if is_of_contributors(kpi, part):
            largest = dialect.cast(f"coalesce(max(abs({amount.value})){rows}, 0)", Kind.REAL)
            most = f"coalesce(max({CONTRIBUTOR_RECORDS}){rows}, 0)" if _named(population) else "1"
            parts[f"{part} most"] = f"{largest} * {most}"
            if not kpi.unit.startswith("EUR"):
                parts[f"{part} least"] = dialect.cast(f"coalesce(min({amount.value}){rows}, 0)", Kind.REAL)
                each = f"1.0 / {CONTRIBUTOR_RECORDS}" if _named(population) else "1.0"
                parts[f"{part} givers"] = dialect.cast(f"coalesce(sum({each}){some}, 0)", Kind.REAL)
    return parts


def _narrowed(
    population: Population, by: Sequence[str], kept: Sequence[str], keys: Sequence[Key]
) -> Population:
    """Rows with the values of these rows of the answer, where they are few."""
    for name in kept:
        values = {key.values[by.index(name)] for key in keys}
        if len(values) > _MOST_NAMED:
            continue
        given = {f"among_{name}_{i}": value for i, value in enumerate(values) if value is not None}
        conditions = [population.dialect.among(name, [f"${key}" for key in given])] if given else []
        conditions += [f"{name} IS NULL"] if None in values else []
        population = population.of(" OR ".join(conditions), **given)
    return population


def _named(population: Population) -> str | None:
    """The column that names who a record's amounts come from."""
    return CONTRIBUTORS.get(population.fact)


def _who(population: Population) -> str:
    named = _named(population)
    return f"coalesce({as_key(named)}, {RECORD_KEY})" if named else RECORD_KEY


def _key_sum(rows: str, dialect: Dialect) -> str:
    """Sums of keys are whole numbers; below their modulus floating point holds them, and is read at once."""
    return dialect.cast(f"coalesce({dialect.whole_sum(RECORD_KEY, rows)} % {MODULUS}, 0)", Kind.REAL)


def _listed(items: Sequence[str]) -> str:
    return ",\n".join(f"    {item}" for item in items)
