"""The kinds of KPI: what each aggregates, and what its n is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

from cxc_metrics.catalogue.declaration import (
    DEFAULT_VIEW,
    Kpi,
    View,
    condition,
    where,
)
from cxc_metrics.engine import Kind


@dataclass(frozen=True, kw_only=True)
class Count(Kpi):
    """Rows of the population. n is the value itself."""

    kind: ClassVar[str] = "count"
    additive: ClassVar[bool] = True
    needs_every_cell: ClassVar[bool] = False
    zero_when_empty: ClassVar[bool] = True

    def columns(self, view: View) -> dict[str, str]:
        """Value and n are the same count."""
        count = f"count(*){where(view, self.among)}"
        return {"value": count, "n": count}


@dataclass(frozen=True, kw_only=True)
class Sum(Kpi):
    """Sum of a column; n is the number of rows that have a value.

    `value_at_aggregate` is the column that takes its place where rows stand for many persons. Rows without a
    value are unknown, not zero: a population in which none has one gives no value.
    """

    kind: ClassVar[str] = "sum"
    additive: ClassVar[bool] = True
    zero_when_empty: ClassVar[bool] = True
    value: str
    value_at_aggregate: str | None = None
    whole: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether the summed column holds whole numbers."""
        return self.whole

    def measurable_at(self, aggregate: bool) -> bool:
        """At the aggregate grain only with a column of its own for it."""
        return self.value_at_aggregate is not None or not aggregate

    def columns(self, view: View) -> dict[str, str]:
        """Zero only where the population is empty."""
        column = self._column(view)
        rows = where(view, self.among)
        return {
            "value": f"CASE WHEN count(*){rows} = 0 THEN 0 ELSE sum({column}){rows} END",
            "n": f"count({column}){rows}",
        }

    def _column(self, view: View) -> str:
        return view.read(
            self.value_at_aggregate if view.aggregate and self.value_at_aggregate else self.value
        )


@dataclass(frozen=True, kw_only=True)
class DistinctKeys(Kpi):
    """Different organisations over one or more key columns; n is the number of rows they come from.

    Keys are dense integers that all facts of a data version share, so that an engine may count them as it
    likes.
    """

    kind: ClassVar[str] = "distinct"
    needs_every_cell: ClassVar[bool] = False
    zero_when_empty: ClassVar[bool] = True
    keys: tuple[str, ...]

    def columns(self, view: View) -> dict[str, str]:
        """Zero where the population is empty."""
        rows = where(view, self.among)
        counted = view.dialect.different_keys(
            self.keys, rows, highest=view.keys, many_groups=view.many_groups
        )
        return {"value": counted, "n": f"count(*){rows}"}


@dataclass(frozen=True, kw_only=True)
class Coverage(Kpi):
    """Different codes of a column, or of several against a `universe`, whose missing members are named.

    n is the number of rows with a code. Codes outside the universe, and excluded ones, do not count. A
    population of which no code is known gives no value.
    """

    kind: ClassVar[str] = "distinct"
    needs_every_cell: ClassVar[bool] = False
    zero_when_empty: ClassVar[bool] = True
    aggregate_grain: ClassVar[bool] = True
    codes: tuple[str, ...]
    universe: tuple[str | int, ...] | None = None
    excluded: tuple[str | int, ...] = ()

    def columns(self, view: View) -> dict[str, str]:
        """Value is the length of the list of codes; with a universe `reached` is that list."""
        rows = where(view, self.among)
        n = f"count(coalesce({', '.join(self.codes)})){rows}"
        if self.universe is None:
            return {"n": n, "value": self._unless_unknown(view, self._reached(view), rows)}
        name = view.dialect.identifier(f"{self.id}_reached")
        return {"n": n, "reached": self._reached(view), "value": self._unless_unknown(view, name, rows)}

    @property
    def formula(self) -> str:
        """The codes that are counted."""
        return DEFAULT_VIEW.dialect.how_many(self._reached(DEFAULT_VIEW))

    def missing(self, reached: Iterable[str | int]) -> tuple[str | int, ...]:
        """Members of the universe that were not reached, in its order; empty without a universe."""
        members = set(reached)
        return tuple(code for code in self.universe or () if code not in members)

    def _reached(self, view: View) -> str:
        rows = where(view, self.among)
        return view.dialect.codes(self.codes, rows, within=self.universe, without=self.excluded)

    def _unless_unknown(self, view: View, codes: str, rows: str) -> str:
        unknown = f"{view.dialect.identifier(f'{self.id}_n')} = 0 AND count(*){rows} > 0"
        return f"CASE WHEN {unknown} THEN NULL ELSE coalesce({view.dialect.how_many(codes)}, 0) END"


@dataclass(frozen=True, kw_only=True)
class Share(Kpi):
    """Rows of the population that satisfy `of`; n is the population."""

    kind: ClassVar[str] = "share"
    unit: str = "%"
    of: str

    def columns(self, view: View) -> dict[str, str]:
        """Fraction between 0 and 1; no value where the population is empty."""
        n = f"count(*){where(view, self.among)}"
        return {"value": f"count(*){where(view, self.among, self.of)} / nullif({n}, 0)", "n": n}


@dataclass(frozen=True, kw_only=True)
class Ratio(Kpi):
    """Sum of one column over the sum of another; n is the number of rows in the population."""

    kind: ClassVar[str] = "ratio"
    numerator: str
    denominator: str

    def columns(self, view: View) -> dict[str, str]:
        """No value where the denominator is zero or empty."""
        rows = where(view, self.among)
        above, below = condition(view, self.numerator), condition(view, self.denominator)
        # Sums are exact; a division of decimals would be cut to their scale.
        whole, part = (view.dialect.cast(f"sum({part_sum}){rows}", Kind.REAL) for part_sum in (below, above))
        return {"value": f"{part} / nullif({whole}, 0)", "n": f"count(*){rows}"}


@dataclass(frozen=True, kw_only=True)
class Median(Kpi):
    """Median of a column; n is the number of rows that have a value."""

    kind: ClassVar[str] = "median"
    value: str

    def columns(self, view: View) -> dict[str, str]:
        """No value where no row has one."""
        rows, value = where(view, self.among), view.read(self.value)
        return {"value": f"{view.dialect.median(value)}{rows}", "n": f"count({value}){rows}"}


@dataclass(frozen=True, kw_only=True)
class Distinct(Kpi):
    """Different values of an expression; n is the number of rows that have one."""

    kind: ClassVar[str] = "distinct"
    needs_every_cell: ClassVar[bool] = False
    zero_when_empty: ClassVar[bool] = True
    key: str

    def columns(self, view: View) -> dict[str, str]:
        """Zero where the population is empty."""
        rows = where(view, self.among)
        return {"value": f"count(DISTINCT {self.key}){rows}", "n": f"count({self.key}){rows}"}


@dataclass(frozen=True, kw_only=True)
class ShareOfKeys(Kpi):
    """Different keys with a row that satisfies `of`, as a share of all different keys, which are n."""

    kind: ClassVar[str] = "share"
    unit: str = "%"
    key: str
    of: str

    def number_of(self, rows: str) -> str:
        """Different keys."""
        return f"count(DISTINCT {self.key}){rows}"

    def columns(self, view: View) -> dict[str, str]:
        """Fraction between 0 and 1; no value where the population is empty."""
        n, counted = (
            self.number_of(rows) for rows in (where(view, self.among), where(view, self.among, self.of))
        )
        return {"value": f"{counted} / nullif({n}, 0)", "n": n}


@dataclass(frozen=True, kw_only=True)
class PersonsRatio(Ratio):
    """A ratio of persons: it means the same where a row stands for many of them."""

    aggregate_grain: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class Quotient(Kpi):
    """One figure of the catalogue over another, both as they stand in the selection, each by its own date.

    `above` and `below` are ids, the quotient is taken times `per`; n is the value below. It can be told by
    what both can be told by, and is not measurable where one of them is not. The rows behind it are those of
    the figure below.
    """

    kind: ClassVar[str] = "ratio"
    extras: ClassVar[Mapping[str, type]] = MappingProxyType({"reason": str})
    above: str
    below: str
    per: float = 1.0

    @property
    def number_format(self) -> str:
        """Two decimals; one where it is told per so many, which makes it a larger number."""
        return ",.2f" if self.per == 1 else ",.1f"

    def parts(self) -> tuple[Kpi, Kpi]:
        """The two figures."""
        from cxc_metrics.catalogue.lookup import kpi

        return kpi(self.above), kpi(self.below)

    def columns(self, _view: View, /) -> dict[str, str]:
        """No SQL of its own: both figures are measured and divided."""
        times = f"{self.per:g} * " if self.per != 1 else ""
        return {"value": f"{times}{self.above} / {self.below}", "n": self.below}


@dataclass(frozen=True, kw_only=True)
class Unavailable(Kpi):
    """A KPI that no register can be asked for yet: `reason` says what is missing."""

    kind: ClassVar[str] = "unavailable"
    unit: str = "%"
    reason: str

    def columns(self, view: View) -> dict[str, str]:
        """Nothing is computed."""
        return {"value": "NULL", "n": f"count(*){where(view, 'false')}"}

    @property
    def formula(self) -> str:
        """Why there is none."""
        return self.reason
