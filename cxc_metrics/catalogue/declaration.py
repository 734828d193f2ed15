"""What a KPI is: a frozen declaration from which SQL, n, format, glossary and export metadata follow.

Each kind renders its aggregate SQL over one fact; which fact columns it needs is read off that SQL, so that a
declaration cannot forget one. No kind knows a register or a selection.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import ClassVar, NamedTuple

from cxc_metrics.contract.dimension import noun_of
from cxc_metrics.engine import EMBEDDED, Dialect

from .fact import Fact
from .facts import FACTS

# Everything every row satisfies: the population of KPIs that are not about held exchanges.
ALL_ROWS = "true"
_WORD = re.compile(r"'[^']*'|[A-Za-z_]\w*")
# Columns of facts that depend on the view: countable itself, and what of an agreement counts where.
_SEEN = re.compile(r"\b(countable|first_report|agreements(?:_183|_548)?)\b")


class Level(StrEnum):
    """Level of the intervention logic."""

    INPUT = "input"
    ACTIVITY = "activity"
    OUTPUT = "output"
    RESULT = "result"
    IMPACT = "impact"
    QUALITY = "quality"


@dataclass(frozen=True)
class View:
    """How declarations are rendered: which exchanges are meant, and what a row stands for.

    `countable` is the column that takes the place of the word `countable` in a declaration: itself for held
    exchanges, `validated` for those closed and validated. `aggregate`: rows stand for many persons. `keys` is
    the highest organisation key of the fact; `many_groups` asks for distinct counts that need no memory per
    group. `dialect` is that of the engine that answers.
    """

    countable: str = "countable"
    aggregate: bool = False
    keys: int = 1
    many_groups: bool = False
    dialect: Dialect = EMBEDDED

    def read(self, sql: str) -> str:
        """SQL of a declaration with the columns of this view, in the words of its engine."""
        if self.countable != "countable":
            sql = _SEEN.sub(
                lambda match: self.countable if match[0] == "countable" else f"{match[0]}_{self.countable}",
                sql,
            )
        return self.dialect.read(sql)


DEFAULT_VIEW = View()


class Wording(NamedTuple):
    """What a KPI is called, and how it is explained, in a register of another kind."""

    name: str
    definition: str
    caveat: str


@dataclass(frozen=True, kw_only=True)
class Kpi:
    """Base of all kinds.

    `among` is the population (neutral SQL over the fact's columns, see `engine.dialect`; the word `countable`
    means the exchanges of the chosen view). `period` names the date column it is counted by where it is not
    the fact's own. `dimensions` narrows the fact's dimensions where the breakdown would be void. `shown_with`
    are ids that belong beside it on screen. `official` is the wording of a programme's indicator it may be
    set beside. `validated_as` is the KPI whose name and definition it takes in the view closed and validated,
    where it is called after held exchanges. `by_eligibility`: only a register that the scheme's list of
    eligible countries binds has it. `elsewhere` is how it is told in a register that the scheme's
    rules do not bind, `of_persons` where rows stand for many persons.
    """

    id: str
    name: str
    level: Level
    fact: str
    definition: str
    reference: str
    caveat: str
    unit: str = ""
    among: str = ALL_ROWS
    period: str | None = None
    without_dimensions: tuple[str, ...] = ()
    shown_with: tuple[str, ...] = ()
    official: str = ""
    validated_as: str = ""
    by_eligibility: bool = False
    elsewhere: Wording | None = None
    of_persons: Wording | None = None
    # An emptied cell is one of the missing values it is about.
    tells_missing: bool = False

    kind: ClassVar[str] = ""
    additive: ClassVar[bool] = False
    # Zero when nothing was found where the register looked; the other kinds are then not available.
    zero_when_empty: ClassVar[bool] = False
    # Whether a row of which a needed cell was emptied is in no part of it; else it counts what is known.
    needs_every_cell: ClassVar[bool] = True
    # Whether the number still means something when rows stand for many persons and have no organisations.
    aggregate_grain: ClassVar[bool] = False
    # Further columns of the table, `ID_<name>`, with their type.
    extras: ClassVar[Mapping[str, type]] = MappingProxyType({})

    @property
    def noun(self) -> str:
        """The name within a sentence."""
        return noun_of(self.name)

    @property
    def fact_info(self) -> Fact:
        """The fact it is measured on."""
        return FACTS[self.fact]

    @property
    def period_field(self) -> str | None:
        """The date column it is counted by; None if its fact has no dates."""
        return self.period or self.fact_info.period

    @property
    def is_percent(self) -> bool:
        """Whether values are fractions that are shown as per cent."""
        return self.unit == "%"

    @property
    def is_whole(self) -> bool:
        """Whether values are whole numbers."""
        return self.kind in {"count", "distinct"}

    @property
    def number_format(self) -> str:
        """Format of a value in d3 and Python spelling: `,d` whole numbers, `.1%` shares, `,.0f` money."""
        if self.is_percent:
            return ".1%"
        if self.is_whole:
            return ",d"
        return ",.2f" if self.kind in {"ratio", "index"} else ",.0f"

    def companions(self) -> Mapping[str, tuple[Kpi, str]]:
        """KPIs that stand in columns beside it, `ID_<name>`, and which part of them: `value` or `n`."""
        return {}

    def columns(self, view: View) -> dict[str, str]:
        """Aggregate SQL by what it gives: `value`, and `n`, the rows the value rests on."""
        raise NotImplementedError

    def number_of(self, rows: str) -> str:
        """SQL of how many of what n counts there are, over the rows that `rows` narrows to."""
        return f"count(*){rows}"

    def measurable_at(self, aggregate: bool) -> bool:
        """Whether it means something at that grain."""
        return self.aggregate_grain or not aggregate

    def words(self, view: View = DEFAULT_VIEW) -> frozenset[str]:
        """All names in its SQL: columns of the fact and words of SQL. Text in quotes is left out."""
        return _words(self, view)

    @property
    def follows_view(self) -> bool:
        """Whether it is defined on countable exchanges, so that held or validated replaces them."""
        return "countable" in self.words()

    @property
    def formula(self) -> str:
        """The aggregate SQL of the value, as the glossary prints it."""
        return self.columns(DEFAULT_VIEW)["value"]


@cache
def _words(kpi: Kpi, view: View) -> frozenset[str]:
    pieces = kpi.columns(view).values()
    return frozenset(word for piece in pieces for word in _WORD.findall(piece) if word[0] != "'")


def condition(view: View, *pieces: str) -> str:
    """Conditions joined by AND, `countable` read in the chosen view."""
    kept = [piece for piece in dict.fromkeys(pieces) if piece != ALL_ROWS]
    joined = " AND ".join(f"({piece})" if " OR " in piece else piece for piece in kept) or ALL_ROWS
    return view.read(joined)


def where(view: View, *pieces: str) -> str:
    """What narrows an aggregate to rows of these conditions, or nothing where every row counts."""
    rows = condition(view, *pieces)
    return "" if rows == ALL_ROWS else view.dialect.only(rows)
