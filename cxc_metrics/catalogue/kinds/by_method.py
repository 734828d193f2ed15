"""KPIs whose value a function of `cxc_metrics.statistics` gives: over rows of a fact, or over a matrix.

The declaration says which columns of the fact the function is given; the function takes and returns plain
tables and knows no KPI. Its table has the keys asked for, then `estimate, low, high, n, flag`, perhaps
`reason`, and the `extras` of the kind. Totals are the same function over all rows, never a sum.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

from cxc_metrics.catalogue.declaration import (
    DEFAULT_VIEW,
    Kpi,
    View,
    condition,
)
from cxc_metrics.statistics.errors import NotEstimable
from cxc_metrics.statistics.flags import NOT_AVAILABLE

if TYPE_CHECKING:
    import pandas as pd

VALUE, CLUSTER, UNIT = "value", "cluster", "unit"
REASON = "reason"
INSIDE = "inside"
# How many rows of the fact a row of counts stands for.
TIMES = "times"
WEIGHT = "weight"
# What a method's table has beside the keys.
ESTIMATE = ("estimate", "low", "high", "n", "flag")


class Form(StrEnum):
    """What of the clusters of a group a method is given.

    `SUMS`: a row per group, see `statistics.survey.cluster.moments_of_sums`. `VALUES`: beside it a row per
    group and value with the number `n` of its answers. `KINDS`: a row per group and kind of cluster, its sum
    `over`, its number `n` of rows, and how many `clusters` are such.
    """

    SUMS = "sums"
    VALUES = "values"
    KINDS = "kinds"


@dataclass(frozen=True, kw_only=True)
class Method(Kpi):
    """A number that a method gives over rows of a fact.

    `inputs` are the columns the method is given, as SQL over the fact; rows outside `among` are left out. All
    methods of one fact share one statement. `empty` is the reason that stands where there is no row.
    """

    kind: ClassVar[str] = "method"
    extras: ClassVar[Mapping[str, type]] = MappingProxyType({REASON: str})
    empty: str = "Nothing to measure in this selection"

    def inputs(self, view: View, /) -> dict[str, str]:
        """Column of the method's table → SQL over the fact's columns."""
        raise NotImplementedError

    def estimate(self, rows: pd.DataFrame, by: Sequence[str], as_at: date | None, /) -> pd.DataFrame:
        """One row per group of `by`: the keys, `estimate, low, high, n, flag` and the extras."""
        raise NotImplementedError

    def columns(self, view: View) -> dict[str, str]:
        """`inside`, whether a row is in the population, and the inputs."""
        return {INSIDE: condition(view, self.among), **self.inputs(view)}

    @property
    def formula(self) -> str:
        """The method and what it is given."""
        given = ", ".join(f"{name} = {sql}" for name, sql in self.inputs(DEFAULT_VIEW).items())
        return f"{type(self).__name__}({given}) among {condition(View(), self.among)}"


@dataclass(frozen=True, kw_only=True)
class MethodOfCounts(Method):
    """A method that is given how many rows there are of each kind, and not the rows.

    Its table has, instead of the inputs, the columns `tallied` and `TIMES`, how many rows of the fact hold
    these values: as many rows as there are days, codes and groups, however large the register is.
    """

    def tallied(self, view: View, /) -> dict[str, str]:
        """Column of the method's table → SQL over the inputs, by which rows are counted."""
        raise NotImplementedError


@dataclass(frozen=True, kw_only=True)
class MethodOfSums(Method):
    """A method that is given sums over clusters of answers, and not the answers.

    Its inputs are `VALUE`, `CLUSTER` and, where units count and not rows, `UNIT` with the `order` of a
    unit's rows: the greatest value of a unit counts, in the cluster of its first row with a value. What it is
    given has a `form` (see `measuring.sums_for_methods`), as long as there are groups, however large the
    register is.
    """

    form: ClassVar[Form]
    order: ClassVar[tuple[str, ...]] = ()
    # Values are whole numbers; of the form `SUMS` 0 and 1.
    whole: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class Flow(Kpi):
    """A number that a method gives over a whole matrix of flows.

    `over` are the dimensions of the matrix. The method gets, for every group of the other dimensions asked, a
    table with the columns `over` and `rows` (how many rows of the population have these values; persons where
    a row of the register stands for many) and returns
    `estimate, low, high, n, flag` (and `reason`, and the `extras` of a kind that adds some): one row where
    `rows_of` is empty, else one row for each value of `rows_of`, which must then be among the dimensions
    asked. Filters on `over` do not reach the matrix: it is computed whole, and rows are selected afterwards
    (definitions 5); a KPI without `rows_of` cannot be filtered by them.
    """

    kind: ClassVar[str] = "index"
    aggregate_grain: ClassVar[bool] = True
    extras: ClassVar[Mapping[str, type]] = MappingProxyType({REASON: str})
    over: tuple[str, ...]
    rows_of: tuple[str, ...] = ()
    method: Callable[[pd.DataFrame], pd.DataFrame]
    empty: str = "No flow in this selection"

    def columns(self, view: View) -> dict[str, str]:
        """`inside`: the population; `weight`: what a row adds to its flow."""
        persons = view.aggregate and self.aggregate_grain
        return {INSIDE: condition(view, self.among), WEIGHT: "participants" if persons else "1"}

    def words(self, view: View = DEFAULT_VIEW) -> frozenset[str]:
        """Also the dimensions of the matrix."""
        return super().words(view) | frozenset(self.over)

    @property
    def formula(self) -> str:
        """The name of the method and what it is given."""
        return f"{self.method.__name__}({', '.join(self.over)})"


def in_groups(
    rows: pd.DataFrame, by: Sequence[str], method: Callable[[pd.DataFrame], Mapping[str, object]]
) -> pd.DataFrame:
    """A method that knows one group, over every group of `by`: keys, then what it returned.

    Where it is not measurable, the row says so: no estimate, flag `:` and the reason.
    """
    import pandas as pd

    names = list(by)
    groups: Iterable[tuple[tuple[object, ...], pd.DataFrame]]
    groups = rows.groupby(names, dropna=False, observed=True, sort=True) if names else [((), rows)]
    group_rows = [
        {**dict(zip(names, key, strict=True)), **_group_row(part, method)}
        for key, part in groups
        if len(part)
    ]
    return pd.DataFrame(group_rows, columns=None if group_rows else [*names, *ESTIMATE, REASON])


def number_of_rows(table: pd.DataFrame) -> int:
    """How many rows of the fact a method's table stands for."""
    return int(table[TIMES].sum()) if TIMES in table else len(table)


def _group_row(
    rows: pd.DataFrame, method: Callable[[pd.DataFrame], Mapping[str, object]]
) -> Mapping[str, object]:
    try:
        return method(rows)
    except NotEstimable as error:
        nothing = dict.fromkeys(("estimate", "low", "high"))
        return {**nothing, "n": number_of_rows(rows), "flag": NOT_AVAILABLE, REASON: error.reason}
