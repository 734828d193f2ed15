"""SQL for methods of sums: answers are folded to units, summed by cluster, and the clusters by group.

Every set of the dimensions asked is a grouping of its own, totals asked or not: whether few answers are
hidden depends on all of them, and a cluster or unit of a total is not made of those of its parts. Sums are of
whole numbers or decimals, so that neither threads nor the order of rows decide a digit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from cxc_metrics.catalogue import MethodOfSums
from cxc_metrics.catalogue.declaration import ALL_ROWS, condition
from cxc_metrics.catalogue.kinds.by_method import CLUSTER, UNIT, VALUE, Form
from cxc_metrics.catalogue.kinds.survey import ORGANISATION
from cxc_metrics.engine import Kind

from .population import Population
from .sql import ROLLED_UP, UNTOLD, kept_sets, mask_of

# How many rows of the population a group has, with or without a value.
INVITED: Final = "invited"
# Answers that name no organisation: they may be on both sides of a comparison.
UNNAMED: Final = "unnamed"
_ALONE: Final = "alone"


def sums_for_method(
    population: Population, kpi: MethodOfSums, by: Sequence[str], *, untold: Mapping[str, str]
) -> str:
    """The statement of one KPI: `rolled_up`, the dimensions, what its form names, `invited`, `untold`; of a
    survey share also `unnamed`.

    `untold` as for `aggregate`.
    """
    layers = {"given": _given(population, kpi, by, untold.get(kpi.id))}
    if UNIT in kpi.inputs(population.view) or kpi.form is Form.VALUES:
        layers["answers"] = _each(_answers(population, kpi, by, kept) for kept in kept_sets(by))
        layers["clusters_of_answers"] = _in_clusters(population, kpi, [ROLLED_UP, *by], "answers")
    else:
        layers["parts"] = _in_clusters(population, kpi, by, "given")
        layers["clusters_of_answers"] = _each(_summed(population, kpi, by, kept) for kept in kept_sets(by))
    named = ",\n".join(f"{name} AS (\n{sql}\n)" for name, sql in layers.items())
    final = {Form.SUMS: _sums, Form.VALUES: _values, Form.KINDS: _kinds}[kpi.form](population, kpi, by)
    return f"WITH {named}\n{final}"


def _given(population: Population, kpi: MethodOfSums, by: Sequence[str], untold: str | None) -> str:
    """The rows of the population, and those that only an emptied cell keeps out: these have no value."""
    view = population.view
    inside = condition(view, kpi.among)
    inputs = kpi.inputs(view)
    only = inputs[VALUE] if inside == ALL_ROWS else f"CASE WHEN {inside} THEN {inputs[VALUE]} END"
    columns = {
        **{name: name for name in by},
        VALUE: only,
        CLUSTER: inputs[CLUSTER],
        INVITED: f"CASE WHEN {inside} THEN 1 ELSE 0 END",
        UNTOLD: "0" if untold is None else f"CASE WHEN {untold} THEN 1 ELSE 0 END",
        **({name: inputs[name] for name in (UNIT, *kpi.order)} if UNIT in inputs else {}),
        **({UNNAMED: _unnamed(only, inputs[ORGANISATION])} if ORGANISATION in inputs else {}),
    }
    if untold is not None and inside != ALL_ROWS:
        inside = f"({inside}) OR ({untold})"
    listed = ", ".join(name if name == sql else f"{sql} AS {name}" for name, sql in columns.items())
    return f"SELECT {listed}\n{population.of(inside).clause(by)}"


def _unnamed(value: str, organisation: str) -> str:
    return f"CASE WHEN {value} IS NOT NULL AND {organisation} IS NULL THEN 1 ELSE 0 END"


def _marks(kpi: MethodOfSums, population: Population) -> list[str]:
    """Columns of 0 and 1 that are counted beside the answers."""
    return [INVITED, UNTOLD, *([UNNAMED] if ORGANISATION in kpi.inputs(population.view) else [])]


def _answers(population: Population, kpi: MethodOfSums, by: Sequence[str], kept: Sequence[str]) -> str:
    """The answers in one grouping: one row for each, or for each unit, with the other dimensions missing."""
    dialect = population.dialect
    mask = f"{dialect.cast(str(mask_of(by, kept)), Kind.WHOLE)} AS {ROLLED_UP}"
    dimensions = [name if name in kept else f"{dialect.no_value(name)} AS {name}" for name in by]
    head, marks = ", ".join([mask, *dimensions]), _marks(kpi, population)
    if UNIT not in kpi.inputs(population.view):
        return f"SELECT {', '.join([head, VALUE, CLUSTER, *marks])} FROM given"
    unit = ", ".join([*kept, UNIT])
    first, *then = kpi.order
    order = ", ".join([f"{first} NULLS LAST", *then])
    return "\n".join(
        [
            f"SELECT {head}, largest AS {VALUE}, {CLUSTER}, {', '.join(f'0 AS {name}' for name in marks)}",
            f"FROM (SELECT *, max({VALUE}) OVER (PARTITION BY {unit}) AS largest,",
            f"    row_number() OVER (PARTITION BY {unit} ORDER BY {order}) AS place",
            f"    FROM given WHERE {VALUE} IS NOT NULL AND {UNIT} IS NOT NULL) AS placed",
            "WHERE place = 1",
            "UNION ALL",
            f"SELECT {head}, {dialect.no_value(VALUE)} AS {VALUE}, {dialect.no_value(CLUSTER)} AS {CLUSTER},",
            f"    {', '.join(marks)} FROM given",
        ]
    )


def _each(groupings: Iterable[str]) -> str:
    return "\nUNION ALL\n".join(groupings)


def _in_clusters(population: Population, kpi: MethodOfSums, groups: Sequence[str], source: str) -> str:
    """Sums by cluster; answers without a cluster are together, each to be taken for a cluster of its own."""
    exact = population.dialect.exact
    keys = [*groups, CLUSTER]
    if kpi.form is Form.KINDS:
        keys.append(f"CASE WHEN {CLUSTER} IS NULL THEN {VALUE} END AS {_ALONE}")
    # As narrow as may be: there are as many of these rows as hosts in every grouping.
    sums = [f"count({VALUE}) AS size", f"sum({VALUE if kpi.whole else exact(VALUE)}) AS total"]
    if not kpi.whole:
        sums += [
            f"sum({exact(f'{VALUE} * {VALUE}')}) AS squares",
            f"min({VALUE}) AS smallest",
            f"max({VALUE}) AS largest",
        ]
    sums += [f"count(nullif({name}, 0)) AS {name}" for name in _marks(kpi, population)]
    places = ", ".join(map(str, range(1, len(keys) + 1)))
    return f"SELECT {', '.join([*keys, *sums])}\nFROM {source}\nGROUP BY {places}"


def _summed(population: Population, kpi: MethodOfSums, by: Sequence[str], kept: Sequence[str]) -> str:
    """Sums by cluster in one grouping, from those of all dimensions: far fewer rows than answers."""
    dialect = population.dialect
    mask = f"{dialect.cast(str(mask_of(by, kept)), Kind.WHOLE)} AS {ROLLED_UP}"
    dimensions = [name if name in kept else f"{dialect.no_value(name)} AS {name}" for name in by]
    alone = [_ALONE] if kpi.form is Form.KINDS else []
    ways = {"size": "sum", "total": "sum"}
    ways |= {} if kpi.whole else {"squares": "sum", "smallest": "min", "largest": "max"}
    ways |= dict.fromkeys(_marks(kpi, population), "sum")
    keys, columns = [*by, CLUSTER, *alone], [CLUSTER, *alone, *ways]
    if tuple(kept) == tuple(by):
        return f"SELECT {', '.join([mask, *by, *columns])} FROM parts"
    sums = [f"{way}({name}) AS {name}" for name, way in ways.items()]
    return "\n".join(
        [
            f"SELECT {', '.join([mask, *keys, *sums])}",
            f"FROM (SELECT {', '.join([*dimensions, *columns])} FROM parts) AS part",
            f"GROUP BY {', '.join(keys)}",
        ]
    )


def _sums(population: Population, kpi: MethodOfSums, by: Sequence[str], *more: str) -> str:
    real, exact = population.dialect.cast, population.dialect.exact
    total = real("total", Kind.REAL)
    # Of 0 and 1: the square of each is itself.
    squares, smallest, largest = (
        ("total", "CASE WHEN total = size THEN 1 ELSE 0 END", "CASE WHEN total = 0 THEN 0 ELSE 1 END")
        if kpi.whole
        else ("squares", "smallest", "largest")
    )
    alone = f"{CLUSTER} IS NULL"
    between = f"WHEN {alone} THEN {real(squares, Kind.REAL)} ELSE {total} * {total} / size"
    columns = {
        "n": "sum(size)",
        "total": "sum(total)",
        "squares": f"sum({squares})",
        "clusters": f"sum(CASE WHEN size = 0 THEN 0 WHEN {alone} THEN size ELSE 1 END)",
        "sizes": f"sum(CASE WHEN {alone} THEN size ELSE size * size END)",
        "between": f"sum({exact(f'CASE WHEN size = 0 THEN 0 {between} END')})",
        "smallest": f"min(CASE WHEN size > 0 THEN {smallest} END)",
        "largest": f"max(CASE WHEN size > 0 THEN {largest} END)",
        **{name: f"sum({name})" for name in _marks(kpi, population)},
    }
    quoted = population.dialect.identifier
    listed = [f"{real(sql, Kind.REAL)} AS {quoted(name)}" for name, sql in columns.items()]
    groups = ", ".join([ROLLED_UP, *by])
    body = ",\n    ".join([groups, *more, *listed])
    return f"SELECT {body}\nFROM clusters_of_answers\nGROUP BY {groups}"


def _values(population: Population, kpi: MethodOfSums, by: Sequence[str]) -> str:
    dialect = population.dialect
    groups, value = ", ".join([ROLLED_UP, *by]), dialect.cast(VALUE, Kind.REAL)
    nothing = ", ".join([dialect.nothing(Kind.REAL)] * 7)
    sums = _sums(population, kpi, by, f"{dialect.nothing(Kind.REAL)} AS {VALUE}")
    return "\n".join(
        [
            sums,
            "UNION ALL",
            f"SELECT {groups}, {value}, {dialect.cast('count(*)', Kind.REAL)}, {nothing},",
            f"    {dialect.cast(f'sum({INVITED})', Kind.REAL)}, {dialect.nothing(Kind.REAL)}",
            f"FROM answers WHERE {VALUE} IS NOT NULL",
            f"GROUP BY {groups}, {VALUE}",
        ]
    )


def _kinds(population: Population, kpi: MethodOfSums, by: Sequence[str]) -> str:  # noqa: ARG001
    real = population.dialect.cast
    alone = f"{CLUSTER} IS NULL AND size > 0"
    kind = {
        "over": f"CASE WHEN {alone} THEN {_ALONE} ELSE total END",
        "n": f"CASE WHEN {alone} THEN 1 ELSE size END",
        "clusters": f"CASE WHEN {alone} THEN size ELSE 1 END",
    }
    quoted = population.dialect.identifier
    listed = [f"{real(sql, Kind.REAL)} AS {quoted(name)}" for name, sql in kind.items()]
    sums = [f"{real(f'sum({name})', Kind.REAL)} AS {name}" for name in (quoted("clusters"), INVITED, UNTOLD)]
    groups = ", ".join([ROLLED_UP, *by, quoted("over"), "n"])
    return "\n".join(
        [
            f"SELECT {', '.join([groups, *sums])}",
            f"FROM (SELECT {', '.join([ROLLED_UP, *by, *listed, INVITED, UNTOLD])} FROM clusters_of_answers)",
            "AS kinds",
            f"GROUP BY {groups}",
            # What is added up over kinds has fractions: threads would decide its last digit.
            f"ORDER BY {groups}",
        ]
    )
