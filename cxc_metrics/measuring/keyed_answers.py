"""SQL over keyed facts for survey figures: how often each answer was given, each with the sum of its keys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cxc_metrics.catalogue import MethodOfSums
from cxc_metrics.catalogue.declaration import condition
from cxc_metrics.catalogue.kinds.by_method import UNIT, VALUE
from cxc_metrics.engine import Kind
from cxc_metrics.facts.unit_keys import MODULUS, RECORD_KEY, as_key

from .population import Population
from .sql import ROLLED_UP, kept_sets, mask_of

ORGANISATION_KEY: Final = as_key("organisation_id")
# Who gave an answer: the organisation, or its record where it names none.
WHO: Final = "who"
# Of each row how many answers, the sum of their keys, and how many different ones gave them.
COUNTED, KEYS, CONTRIBUTORS = "counted", "keys", "contributors"


def answers_sql(population: Population, kpi: MethodOfSums, by: Sequence[str], *, totals: bool) -> str:
    """A row per group, without a value, and one per group and value: `counted` and `keys`.

    Of groups also how many `contributors` there are.
    """
    view, dialect = population.view, population.dialect
    inputs = kpi.inputs(view)
    given = {
        **{name: name for name in by},
        VALUE: inputs[VALUE],
        RECORD_KEY: RECORD_KEY,
        WHO: f"coalesce({ORGANISATION_KEY}, {RECORD_KEY})",
        **({name: inputs[name] for name in (UNIT, *kpi.order)} if UNIT in inputs else {}),
    }
    listed = ", ".join(name if name == sql else f"{sql} AS {name}" for name, sql in given.items())
    among = [condition(view, kpi.among), f"({inputs[VALUE]}) IS NOT NULL"]
    if UNIT in inputs:
        among.append(f"{inputs[UNIT]} IS NOT NULL")
    kept_dimensions = kept_sets(by) if totals else [tuple(by)]
    answers = "\nUNION ALL\n".join(_answers(population, kpi, by, kept) for kept in kept_dimensions)
    groups = ", ".join([ROLLED_UP, *by])
    # Below their modulus floating point holds sums of keys exactly, and is read at once.
    keys = dialect.cast(f"{dialect.whole_sum('answer_key', '')} % {MODULUS}", Kind.REAL)
    number, value = dialect.cast("count(*)", Kind.REAL), dialect.cast(VALUE, Kind.REAL)
    different = dialect.cast(f"count(DISTINCT {WHO})", Kind.REAL)
    nothing = dialect.nothing(Kind.REAL)
    return "\n".join(
        [
            f"WITH given AS (\nSELECT {listed}\n{population.of(*among).clause(by)}\n),",
            f"answers AS (\n{answers}\n)",
            f"SELECT {groups}, {nothing} AS {VALUE}, {number} AS {COUNTED}, {keys} AS {KEYS},",
            f"    {different} AS {CONTRIBUTORS}",
            f"FROM answers GROUP BY {groups}",
            "UNION ALL",
            f"SELECT {groups}, {value}, {number}, {keys}, {nothing}",
            f"FROM answers GROUP BY {groups}, {VALUE}",
        ]
    )


def _answers(population: Population, kpi: MethodOfSums, by: Sequence[str], kept: Sequence[str]) -> str:
    """The answers in one grouping with the key of what is counted; one per unit where these count."""
    dialect = population.dialect
    mask = f"{dialect.cast(str(mask_of(by, kept)), Kind.WHOLE)} AS {ROLLED_UP}"
    dimensions = [name if name in kept else f"{dialect.no_value(name)} AS {name}" for name in by]
    head = ", ".join([mask, *dimensions])
    if UNIT not in kpi.inputs(population.view):
        return f"SELECT {head}, {VALUE}, {RECORD_KEY} AS answer_key, {WHO} FROM given"
    unit, (first, *then) = ", ".join([*kept, UNIT]), kpi.order
    order = ", ".join([f"{first} NULLS LAST", *then])
    return "\n".join(
        [
            f"SELECT {head}, largest AS {VALUE}, {WHO} AS answer_key, {WHO}",
            f"FROM (SELECT *, max({VALUE}) OVER (PARTITION BY {unit}) AS largest,",
            f"    row_number() OVER (PARTITION BY {unit} ORDER BY {order}) AS place",
            "    FROM given) AS placed",
            "WHERE place = 1",
        ]
    )
