"""DuckDB's SQL: sets of organisations as strings of bits, sets of codes as lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import ClassVar, Final

from .dialect import Dialect, Kind, is_plain

_PERIODS: Final = {
    "year": "year({0})",
    "quarter": "year({0}) || '-Q' || quarter({0})",
    "month": "strftime({0}, '%Y-%m')",
}


class DuckDbDialect(Dialect):
    """How DuckDB says it in the cheapest way measured (docs/decisions/031)."""

    name: ClassVar[str] = "duckdb"
    types: ClassVar[Mapping[Kind, str]] = {
        Kind.TEXT: "VARCHAR",
        Kind.WHOLE: "INTEGER",
        Kind.REAL: "DOUBLE",
        Kind.DAY: "DATE",
    }
    counts_by_sets: ClassVar[bool] = True

    def cast(self, expression: str, kind: Kind) -> str:
        """A value as another type."""
        return f"{_enclosed(expression)}::{self.types[kind]}"

    def grouping(self, names: Sequence[str]) -> str:
        """Which of the dimensions a row sums up, as a number: the first is the highest bit."""
        return f"GROUPING({', '.join(names)})"

    def period(self, unit: str, day: str) -> str:
        """The year, quarter or month of a day."""
        return _PERIODS[unit].format(day)

    def days_between(self, start: str, end: str) -> str:
        """Whole days from one day to another."""
        return f"({end} - {_enclosed(start)})"

    def median(self, expression: str) -> str:
        """As floating point: the median of decimals would be cut to their scale."""
        return f"median({self.cast(expression, Kind.REAL)})"

    def different_keys(self, keys: Sequence[str], rows: str, *, highest: int, many_groups: bool) -> str:
        """Bits per organisation; lists where there are too many groups for a string of bits each.

        Strings of bits are four times faster than a distinct count and exact over several columns in one
        pass.
        """
        if many_groups:
            size, union = "len", "list_distinct(list_concat({}, {}))"
            sets = [f"list(DISTINCT {key}){rows}" for key in keys]
        else:
            size, union = "bit_count", "{} | {}"
            sets = [f"bitstring_agg({key}, 1, {highest}){rows}" for key in keys]
        united = sets[0]
        for other in sets[1:]:
            # A set without a member is NULL, and so is its union with another.
            united = f"coalesce({union.format(united, other)}, {united}, {other})"
        return f"coalesce({size}({united}), 0)"

    def codes(
        self,
        columns: Sequence[str],
        rows: str,
        *,
        within: Sequence[int | str] | None = None,
        without: Sequence[int | str] = (),
    ) -> str:
        """Lists of the plain columns, which figures of one statement share, are cheaper than distinct counts
        with a condition of their own.
        """
        lists = ", ".join(f"list(DISTINCT {column}){rows}" for column in columns)
        # list_distinct also takes out what is not recorded: no code is no code more.
        codes = f"list_distinct(list_concat({lists}))" if len(columns) > 1 else f"list_distinct({lists})"
        if within is not None:
            text = "::VARCHAR[]" if any(isinstance(code, str) for code in within) else ""
            return f"list_intersect({codes}{text}, [{self.literals(within)}])"
        if without:
            return f"list_filter({codes}, lambda code: code NOT IN ({self.literals(without)}))"
        return codes

    def code_type(self, name: str, codes: Iterable[str]) -> str:
        """An ENUM: codes kept as whole numbers, compared and grouped as such."""
        return f"CREATE TYPE {name} AS ENUM ({self.literals(codes)})"

    def coded(self, text: str, name: str) -> str:
        """A code as the ENUM of its list."""
        return f"{_enclosed(text)}::{name}"

    def fits(self, text: str, pattern: str) -> str:
        """RE2's regular expressions."""
        return f"regexp_matches({text}, {pattern})"

    def sorted_set(self, expression: str) -> str:
        """A list; missing where nothing is in it."""
        return f"list(DISTINCT {expression} ORDER BY {expression}) FILTER (WHERE {expression} IS NOT NULL)"

    def sorted_records(self, order: str, *fields: str) -> str:
        """A list of structs."""
        named = ", ".join(
            f"{self.literal(name)}: {value}" for name, value in zip(fields[::2], fields[1::2], strict=True)
        )
        return f"list({{{named}}} ORDER BY {order})"

    def no_texts(self) -> str:
        """An empty list, typed."""
        return "[]::VARCHAR[]"

    def has_entry(self, listed: str, value: str) -> str:
        """Whether a list holds a value."""
        return f"list_contains({listed}, {value})"

    def with_entry(self, listed: str, value: str) -> str:
        """The list appended to."""
        return f"list_append({listed}, {value})"

    def of_every_value(self, alias: str) -> str:
        """The hashes of all rows, together."""
        return f"bit_xor(hash({alias}))"

    def as_written(self, alias: str = "") -> str:
        """DuckDB numbers the rows of a table."""
        return f"{alias}.rowid" if alias else "rowid"

    def each_of(self, listed: str) -> str:
        """The list unnested."""
        return f"unnest({listed})"

    def list_of(self, expressions: Sequence[str]) -> str:
        """A list in brackets."""
        return f"[{', '.join(expressions)}]"

    def different_values(self, columns: Sequence[str], rows: str) -> str:
        """Made different once, at the end: a third less time than lists that are different from the start."""
        lists = ", ".join(f"list({column}){rows}" for column in columns)
        return f"list_distinct(list_concat({lists}))"

    def total_of(self, listed: str) -> str:
        """As a whole number of 128 bits: it is never too large."""
        return f"list_sum({listed})"

    def how_many(self, listed: str) -> str:
        """The length of a list."""
        return f"len({listed})"

    def has_any(self, listed: str, values: Sequence[str]) -> str:
        """Whether two lists share an entry."""
        return f"list_has_any({listed}, [{self.literals(values)}])"

    def entry(self, listed: str, place: int) -> str:
        """The entry of a list at a place."""
        return f"{listed}[{place}]"

    def joined(self, listed: str, separator: str) -> str:
        """The entries of a list as one text."""
        return f"array_to_string({listed}, {self.literal(separator)})"

    def joined_texts(self, texts: Sequence[str], separator: str) -> str:
        """Texts as one, missing ones left out."""
        return f"concat_ws({', '.join([self.literal(separator), *texts])})"

    def mentions(self, texts: Sequence[str], word: str) -> str:
        """Looked for in all texts at once, folded as the word is."""
        return f"contains({self._folded(self.joined_texts(texts, ' '))}, {self._folded(word)})"

    def _folded(self, text: str) -> str:
        return f"strip_accents(lower({text}))"

    def spelling_distance(self, text: str, other: str) -> str:
        """Levenshtein's distance."""
        return f"levenshtein({text}, {other})"

    def with_columns(self, relation: str, columns: Mapping[str, str]) -> str:
        """The columns stay in their places."""
        replaced = ", ".join(f"{expression} AS {name}" for name, expression in columns.items())
        return f"(SELECT * REPLACE ({replaced}) FROM {relation})"

    def attach(self, file: Path, name: str, *, read_only: bool = True) -> str:
        """The statement that makes the tables of a file readable as `name.table`."""
        mode = " (READ_ONLY)" if read_only else ""
        return f"ATTACH {self.literal(str(file))} AS {self.identifier(name)}{mode}"

    def detach(self, name: str) -> str:
        """The statement that takes a file away again."""
        return f"DETACH {self.identifier(name)}"


def _enclosed(expression: str) -> str:
    return expression if is_plain(expression) else f"({expression})"


# Of the engine that comes with the product: what the glossary prints, where no register is asked.
EMBEDDED: Final = DuckDbDialect()
# Intake reads with DuckDB whatever engine measures: texts and names as it takes them.
literal, identifier = EMBEDDED.literal, EMBEDDED.identifier
