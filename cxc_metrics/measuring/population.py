"""Which rows of a fact a question is about: the only place where a WHERE over a fact is written.

It is made of the selection, of what a figure is about in the chosen view, of rows that an emptied cell keeps
from telling whether they belong, and of what a viewer may see. Values are bound, never written into the SQL.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final
from weakref import WeakKeyDictionary

import pyarrow as pa

from cxc_metrics.catalogue import FACTS, View, dimension
from cxc_metrics.catalogue.declaration import ALL_ROWS, condition
from cxc_metrics.engine import Dialect
from cxc_metrics.errors import WITH_THIS_REGISTER, InvalidScope, NotMeasurable
from cxc_metrics.facts.emptied import EMPTIED
from cxc_metrics.scope.selection import Scope
from cxc_metrics.scope.values import expand
from cxc_metrics.scope.version_protocol import DataVersionLike

from .statement import Params, Statement

VALIDATED: Final = "validated"
_CONJUNCTION = re.compile(r"\bAND\b|\bBETWEEN\b|[()]", re.IGNORECASE)
_WORD = re.compile(r"'[^']*'|[A-Za-z_]\w*")
_QUOTED = re.compile(r"'[^']*'")


@dataclass(frozen=True)
class Population:
    """Rows of a fact of a data version.

    `scope` selects; a period of it is asked of `period_field`. `about` are conditions of declarations, read
    in the `view`; `given` are values of parameters they name beside `$as_at`. `emptied` are columns that need
    an emptied cell in some row: rows of which that alone hides whether they are selected are among them.
    `visible` is what a viewer may see of the fact, in neutral SQL: empty for all of it. It is no part of what
    emptied cells relax.
    """

    version: DataVersionLike
    fact: str
    scope: Scope
    view: View
    period_field: str | None = None
    about: tuple[str, ...] = ()
    given: Params = field(default_factory=dict)
    emptied: tuple[str, ...] = ()
    visible: str = ""

    def of(self, *conditions: str, **given: int | str | date) -> Population:
        """Those of its rows that satisfy these conditions as well; `given` are their parameters."""
        return replace(self, about=(*self.about, *conditions), given={**self.given, **given})

    @property
    def dialect(self) -> Dialect:
        """How SQL is written for the engine that answers."""
        return self.view.dialect

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the fact that the register fills."""
        return filled_columns(self.version, self.fact)

    @property
    def condition(self) -> str:
        """What its rows satisfy; an empty text where all rows do.

        Raises InvalidScope for a filter the fact lacks: it is never ignored.
        """
        selected = " AND ".join(self._filters())
        parts = [
            relaxed(selected, self.emptied, self.dialect) if selected and self.emptied else selected,
            condition(self.view, *self.about),
            self.dialect.read(self.visible),
        ]
        wanted = [part for part in parts if part and part != ALL_ROWS]
        return " AND ".join(f"({part})" if _is_either(part) else part for part in wanted)

    @property
    def params(self) -> dict[str, int | str | date]:
        """The values that its condition names."""
        params: dict[str, int | str | date] = {}
        for name in _narrowing(self.scope):
            params |= _coded(self.scope, name)
        if self.scope.period:
            params |= {"period_start": self.scope.period.start, "period_end": self.scope.period.end}
        return {**params, **self.given}

    def clause(self, by: Sequence[str] = ()) -> str:
        """FROM and WHERE; year, quarter and month of `by` are made anew where another date than the fact's
        own is asked.
        """
        relation = self.version.fact(self.fact)
        periods = [name for name in by if dimension(name).is_time]
        if periods and self.period_field and self.period_field != FACTS[self.fact].period:
            made = {name: self.dialect.period(name, self.period_field) for name in periods}
            relation = self.dialect.with_columns(relation, made)
        wanted = self.condition
        return f"FROM {relation}\nWHERE {wanted}" if wanted else f"FROM {relation}"

    @property
    def rows(self) -> str:
        """Its rows as a relation that others may be joined to."""
        return f"(SELECT * {self.clause()})"

    def statement(self, sql: str, *about: str, **more: int | str | date) -> Statement:
        """A statement over its rows with the values it names; `about` are lines of comment."""
        params = {**self.params, **more}
        if "$as_at" in sql:
            params["as_at"] = described_day(self.version)
        return Statement(sql, params, about, self.dialect)

    def query(self, sql: str) -> pa.Table:
        """What a statement over its rows gives."""
        return self.version.query(sql, self.statement(sql).params)

    def _filters(self) -> Iterator[str]:
        if missing := self.scope.lacking(self.columns, self.period_field):
            raise InvalidScope(f"These filters cannot be applied here: {', '.join(missing)}")
        for name in _narrowing(self.scope):
            yield self.dialect.among(name, [f"${key}" for key in _coded(self.scope, name)])
        if self.scope.period:
            yield f"{self.period_field} BETWEEN $period_start AND $period_end"


def described_day(version: DataVersionLike) -> date:
    """The day the register describes; NotMeasurable where it holds no dates."""
    day = version.manifest.as_at
    if day is None:
        raise NotMeasurable(f"{WITH_THIS_REGISTER}: it is without dates")
    return day


def everything(version: DataVersionLike, fact: str) -> Population:
    """All rows of a fact that may be seen."""
    return Population(version, fact, Scope(), view_of(Scope(), version))


def view_of(scope: Scope, version: DataVersionLike) -> View:
    """How declarations are read in this selection of this register."""
    return View(
        countable=VALIDATED if scope.status == VALIDATED else "countable",
        aggregate=version.manifest.grain == "aggregate",
        dialect=version.dialect,
    )


def _narrowing(scope: Scope) -> list[str]:
    """The filters with codes. The view is none: it replaces the word *countable* in a declaration."""
    return [name for name in scope.active() if name not in {"period", "status"}]


def _coded(scope: Scope, name: str) -> Mapping[str, int | str]:
    """The codes of a filter by the names of their parameters, groups replaced by their members."""
    return {f"{name}_{i}": code for i, code in enumerate(expand(name, getattr(scope, name)), start=1)}


def relaxed(condition: str, emptied: Collection[str], dialect: Dialect) -> str:
    """A condition that rows satisfy of which an emptied cell alone keeps it from being true."""
    parts = []
    for part in conjuncts(condition):
        columns = sorted(_words(part) & set(emptied))
        parts.append(f"(({part}) OR {holding(columns, dialect)})" if columns else part)
    return " AND ".join(parts)


def holding(columns: Sequence[str], dialect: Dialect) -> str:
    """The condition of rows that need an emptied cell for one of these columns of the fact."""
    return dialect.has_any(EMPTIED, columns)


def conjuncts(condition: str) -> Iterator[str]:
    """The parts of a condition that AND joins at its top level; one with an OR there is one part."""
    depth, start, between, conditions = 0, 0, False, []
    for match in _CONJUNCTION.finditer(_without_texts(condition)):
        mark = match[0].upper()
        if mark in "()":
            depth += 1 if mark == "(" else -1
        elif depth == 0 and mark == "BETWEEN":
            between = True
        elif depth == 0 and between:
            between = False
        elif depth == 0:
            conditions.append(condition[start : match.start()].strip())
            start = match.end()
    parts = [*conditions, condition[start:].strip()]
    yield from [condition] if any(_is_either(part) for part in parts) else parts


def _is_either(part: str) -> bool:
    depth = 0
    for mark in re.findall(r"[()]|\bOR\b", _without_texts(part), re.IGNORECASE):
        if mark in "()":
            depth += 1 if mark == "(" else -1
        elif depth == 0:
            return True
    return False


def _without_texts(sql: str) -> str:
    """The same length, with nothing in quotes: a parenthesis or an AND there is none of the condition's."""
    return _QUOTED.sub(lambda match: "_" * len(match[0]), sql)


def _words(part: str) -> set[str]:
    return {word for word in _WORD.findall(part) if word[0] != "'"}


# Data versions never change: what was once asked of one stays known while it is open.
_COLUMNS: WeakKeyDictionary[DataVersionLike, dict[str, tuple[str, ...]]] = WeakKeyDictionary()
_EMPTIED: WeakKeyDictionary[DataVersionLike, dict[str, tuple[str, ...]]] = WeakKeyDictionary()


def filled_columns(version: DataVersionLike, fact: str) -> tuple[str, ...]:
    """Columns of a fact that the register fills."""
    columns = _COLUMNS.setdefault(version, {})
    if fact not in columns:
        columns[fact] = version.fact_columns(fact)
    return columns[fact]


def emptied_columns(version: DataVersionLike, fact: str) -> tuple[str, ...]:
    """Columns of a fact that need an emptied cell in some row."""
    columns = _EMPTIED.setdefault(version, {})
    if fact not in columns:
        columns[fact] = version.emptied_columns(fact)
    return columns[fact]
