"""How SQL is written for an engine: one class each, so that figures, studies and records name no engine.

Declarations and facts are in *neutral SQL*: what standard SQL says and every engine meant knows (CASE,
coalesce, CAST, subqueries, windows with NULLS LAST where a value may be missing, recursive WITH; a day plus
or minus a whole number is a day; greatest and least leave missing values out; a column that both sides of a
join have is named where it is selected; rows are sorted by what a column is, where a table has one of its
name, and codes by the order of their list), parameters as `$name`, and the functions of
`NEUTRAL`. `Dialect.read` turns it into the engine's own.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar, Final

# Functions of neutral SQL, and the method of a dialect that says them, with what it is asked first.
NEUTRAL: Final[Mapping[str, tuple[str, ...]]] = {
    "days_between": ("days_between",),
    "cardinality": ("how_many",),
    "year_of": ("period", "year"),
    "quarter_of": ("period", "quarter"),
    "month_of": ("period", "month"),
    "coded": ("coded",),
    "fits": ("fits",),
    "sorted_set": ("sorted_set",),
    "sorted_records": ("sorted_records",),
    "no_texts": ("no_texts",),
    "has_entry": ("has_entry",),
    "with_entry": ("with_entry",),
}
_CALL = re.compile(rf"\b({'|'.join(NEUTRAL)})\(")
_MARK = re.compile(r"'[^']*'|[(),]")
_PARAMETER = re.compile(r"\$([A-Za-z_]\w*)")
_PLAIN = re.compile(r"[\w.$]+|\([^()]*\)")


class Kind(StrEnum):
    """Types that a value is read as; `REAL` is floating point of double precision."""

    TEXT = "text"
    WHOLE = "whole"
    REAL = "real"
    DAY = "day"


class Dialect(ABC):
    """SQL of one engine. What standard SQL says is here; a class for an engine says the rest.

    Arguments and results are SQL text. Whoever writes one for another engine keeps to what is said of missing
    values: figures must be the same to the last digit.
    """

    name: ClassVar[str]
    types: ClassVar[Mapping[Kind, str]]
    # Whether `different_keys` needs memory for what is possible or read, and not only for what is there.
    counts_by_sets: ClassVar[bool] = False

    def read(self, sql: str) -> str:
        """Neutral SQL in this engine's words."""
        parts, place = [], 0
        while call := _CALL.search(sql, place):
            method, *first = NEUTRAL[call[1]]
            arguments, end = _arguments(sql, call.end())
            parts += [
                sql[place : call.start()],
                getattr(self, method)(*first, *(self.read(part) for part in arguments)),
            ]
            place = end
        return "".join((*parts, sql[place:])) if parts else sql

    def bind(self, sql: str, params: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
        """Statement and parameters as the engine takes them, for one that does not write `$name`."""
        return sql, dict(params)

    def spelled_out(self, sql: str, params: Mapping[str, int | str | date]) -> str:
        """A statement that runs by hand: parameters written as literals."""
        return _PARAMETER.sub(lambda match: self.literal(params[match[1]]), sql)

    def literal(self, value: int | str | date) -> str:
        """A value, for places that take no parameter."""
        if isinstance(value, date):
            return f"DATE '{value.isoformat()}'"
        return str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"

    def literals(self, values: Iterable[int | str | date]) -> str:
        """Values with commas between them."""
        return ", ".join(self.literal(value) for value in values)

    def identifier(self, name: str) -> str:
        """A name of a column or table, whatever it is made of."""
        return '"' + name.replace('"', '""') + '"'

    def among(self, expression: str, values: Sequence[str]) -> str:
        """The condition that an expression is one of these."""
        return f"{expression} IN ({', '.join(values)})"

    def only(self, condition: str) -> str:
        """What follows an aggregate that takes only rows of a condition."""
        return f" FILTER (WHERE {condition})"

    def grouping_sets(self, sets: Iterable[Sequence[str]]) -> str:
        """What follows GROUP BY for several groupings in one statement."""
        return f"GROUPING SETS ({', '.join('(' + ', '.join(names) + ')' for names in sets)})"

    def nothing(self, kind: Kind) -> str:
        """A missing value of a type."""
        return self.cast("NULL", kind)

    def no_value(self, column: str) -> str:
        """A missing value of the type that a column has, whatever it is; the value is never computed."""
        return f"CASE WHEN false THEN {column} END"

    def cast(self, expression: str, kind: Kind) -> str:
        """A value as another type."""
        return f"CAST({expression} AS {self.types[kind]})"

    def exact(self, expression: str) -> str:
        """A number as a decimal of 12 places: a sum of these is the same in any order."""
        return f"CAST({expression} AS DECIMAL(38, 12))"

    @abstractmethod
    def grouping(self, names: Sequence[str]) -> str:
        """Which of the dimensions a row sums up, as a number: the first is the highest bit."""

    @abstractmethod
    def period(self, unit: str, day: str) -> str:
        """The `year` of a day (2021), its `quarter` (2021-Q1) or `month` (2021-03); missing for no day."""

    @abstractmethod
    def days_between(self, start: str, end: str) -> str:
        """Whole days from one day to another, negative where the other is earlier."""

    @abstractmethod
    def median(self, expression: str) -> str:
        """The median as floating point, the middle of the two middle values; missing ones left out.

        The conditions of rows follow it, see `only`.
        """

    @abstractmethod
    def different_keys(self, keys: Sequence[str], rows: str, *, highest: int, many_groups: bool) -> str:
        """How many different organisations there are in key columns taken together; 0 without any.

        `rows` is empty or what `only` gives. Keys are whole numbers from 1 to `highest`. `many_groups` asks
        for a way that needs no memory for every possible key in every group.
        """

    @abstractmethod
    def codes(
        self,
        columns: Sequence[str],
        rows: str,
        *,
        within: Sequence[int | str] | None = None,
        without: Sequence[int | str] = (),
    ) -> str:
        """The list of different codes in columns taken together, missing ones left out.

        Of codes of a list `within`, or of all but those `without`; `rows` as in `different_keys`.
        """

    def code_type(self, name: str, codes: Iterable[str]) -> str:  # noqa: ARG002
        """The statement that makes a type of a list of codes, in its order; empty where codes stay text."""
        return ""

    def coded(self, text: str, name: str) -> str:  # noqa: ARG002
        """A code as the type of its list: text where the engine has none."""
        return text

    @abstractmethod
    def fits(self, text: str, pattern: str) -> str:
        """The condition that a text fits a regular expression, a literal from ^ to $."""

    @abstractmethod
    def sorted_set(self, expression: str) -> str:
        """The sorted list of a group's different values, missing ones left out; missing for none."""

    @abstractmethod
    def sorted_records(self, order: str, *fields: str) -> str:
        """The list of a group's rows in an order; of each the fields, a name and an expression in turn."""

    @abstractmethod
    def no_texts(self) -> str:
        """The list of texts without an entry."""

    @abstractmethod
    def has_entry(self, listed: str, value: str) -> str:
        """The condition that a list holds a value."""

    @abstractmethod
    def with_entry(self, listed: str, value: str) -> str:
        """A list with one entry more at its end."""

    @abstractmethod
    def of_every_value(self, alias: str) -> str:
        """An aggregate that reads every value of a relation's rows, whatever it says of them."""

    @abstractmethod
    def as_written(self, alias: str = "") -> str:
        """What the rows of a table are ordered by to come as they were written."""

    @abstractmethod
    def each_of(self, listed: str) -> str:
        """What a row of a SELECT becomes one row by for each entry of a list."""

    @abstractmethod
    def list_of(self, expressions: Sequence[str]) -> str:
        """The list of these values, in their order, missing ones with them."""

    def different_values(self, columns: Sequence[str], rows: str) -> str:
        """The same list as `codes` gives, for columns of which most values differ within a group."""
        return self.codes(columns, rows)

    @abstractmethod
    def total_of(self, listed: str) -> str:
        """The sum of a list of whole numbers; 0 or missing for none."""

    def whole_sum(self, expression: str, rows: str, *, different: bool = False) -> str:
        """The sum of whole numbers, never too large to be exact; of `different` ones once each.

        `rows` as in `different_keys`.
        """
        return f"sum({'DISTINCT ' if different else ''}{expression}){rows}"

    def parquet(self, name: str) -> str:
        """A Parquet file of the folder that a statement runs in, as a relation."""
        return self.literal(name)

    @abstractmethod
    def how_many(self, listed: str) -> str:
        """How many entries a list has; missing for no list."""

    @abstractmethod
    def has_any(self, listed: str, values: Sequence[str]) -> str:
        """The condition that a list of texts holds one of these."""

    @abstractmethod
    def entry(self, listed: str, place: int) -> str:
        """The entry of a list at a place; the first is 1."""

    @abstractmethod
    def joined(self, listed: str, separator: str) -> str:
        """The entries of a list of texts as one text."""

    @abstractmethod
    def joined_texts(self, texts: Sequence[str], separator: str) -> str:
        """Texts as one, missing ones left out."""

    @abstractmethod
    def mentions(self, texts: Sequence[str], word: str) -> str:
        """The condition that a word occurs in one of these texts, whatever the case and the accents."""

    @abstractmethod
    def spelling_distance(self, text: str, other: str) -> str:
        """How many letters have to be changed, added or left out to come from one text to another."""

    @abstractmethod
    def with_columns(self, relation: str, columns: Mapping[str, str]) -> str:
        """A relation of the same columns, some of which are made anew (`column` → expression)."""


def is_plain(expression: str) -> bool:
    """Whether an expression is a name or parameter, or has parentheses already."""
    return bool(_PLAIN.fullmatch(expression))


def calls(sql: str, name: str) -> Iterator[tuple[str, ...]]:
    """The arguments of every call of a function of neutral SQL."""
    for call in re.finditer(rf"\b{name}\(", sql):
        yield tuple(_arguments(sql, call.end())[0])


def _arguments(sql: str, start: int) -> tuple[list[str], int]:
    """The arguments of a call that begins at a place, and where it ends."""
    depth, begun, arguments = 0, start, []
    for mark in _MARK.finditer(sql, start):
        if mark[0] == "(":
            depth += 1
        elif mark[0] == "," and not depth:
            arguments.append(sql[begun : mark.start()].strip())
            begun = mark.end()
        elif mark[0] == ")":
            if not depth:
                last = sql[begun : mark.start()].strip()
                return [*arguments, *([last] if last else [])], mark.end()
            depth -= 1
    raise ValueError(f"A call is not closed: {sql[start - 20 : start + 60]!r}")
