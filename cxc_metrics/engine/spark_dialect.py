"""Spark's SQL (4.3 and newer): sets of organisations and codes as collected arrays, exact.

It is asked with the settings of `SETTINGS`: errors instead of quiet nulls, no zone but UTC, days without one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, ClassVar, Final

from .dialect import Dialect, Kind

SETTINGS: Final[Mapping[str, str]] = {
    "spark.sql.ansi.enabled": "true",
    "spark.sql.ansi.doubleQuotedIdentifiers": "true",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    # What is chosen turn by turn has as many turns as one organisation has visits.
    "spark.sql.cteRecursionLevelLimit": "100000",
    "spark.sql.cteRecursionRowLimit": "-1",
}
_PERIODS: Final = {
    "year": "year({0})",
    "quarter": "concat(CAST(year({0}) AS STRING), '-Q', CAST(quarter({0}) AS STRING))",
    "month": "substr(CAST({0} AS STRING), 1, 7)",
}
_PARAMETER: Final = re.compile(r"'(?:[^'\\]|\\.|'')*'|\$([A-Za-z_]\w*)")
# Whole numbers of 64 bits in decimals, whose sum has 30 digits.
_EXACT: Final = "DECIMAL(20, 0)"
_TOTAL: Final = "DECIMAL(38, 0)"
# Latin, Greek and Cyrillic letters with marks, and the marks themselves.
_LAST_LETTER: Final = 0x1FFF


class SparkDialect(Dialect):
    """How Spark says it."""

    name: ClassVar[str] = "spark"
    types: ClassVar[Mapping[Kind, str]] = {
        Kind.TEXT: "STRING",
        Kind.WHOLE: "INT",
        Kind.REAL: "DOUBLE",
        Kind.DAY: "DATE",
    }
    counts_by_sets: ClassVar[bool] = True

    def bind(self, sql: str, params: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
        """Every parameter that is named as `:name`."""
        used = {match[1] for match in _PARAMETER.finditer(sql) if match[1]}
        named = _PARAMETER.sub(lambda match: f":{match[1]}" if match[1] else match[0], sql)
        return named, {name: params[name] for name in sorted(used)}

    def literal(self, value: int | str | date) -> str:
        """A backslash begins an escape there, also in plain texts."""
        return super().literal(value.replace("\\", "\\\\") if isinstance(value, str) else value)

    def identifier(self, name: str) -> str:
        """In backticks, which every Spark reads."""
        return "`" + name.replace("`", "``") + "`"

    def grouping(self, names: Sequence[str]) -> str:
        """Bit by bit: `GROUPING_ID` takes nothing but all columns that are grouped by."""
        highest = len(names) - 1
        bits = [
            f"CAST(grouping({name}) AS INT) * {1 << (highest - place)}" for place, name in enumerate(names)
        ]
        return f"({' + '.join(bits)})"

    def period(self, unit: str, day: str) -> str:
        """The year, quarter or month of a day."""
        return _PERIODS[unit].format(day)

    def days_between(self, start: str, end: str) -> str:
        """Whole days: both are days without a time."""
        return f"datediff({end}, {start})"

    def median(self, expression: str) -> str:
        """Exact, with the middle of two."""
        return f"median({self.cast(expression, Kind.REAL)})"

    def different_keys(self, keys: Sequence[str], rows: str, *, highest: int, many_groups: bool) -> str:  # noqa: ARG002
        """Sets of the keys of each column, united; their memory is what is there."""
        return f"size({_united(keys, rows)})"

    def codes(
        self,
        columns: Sequence[str],
        rows: str,
        *,
        within: Sequence[int | str] | None = None,
        without: Sequence[int | str] = (),
    ) -> str:
        """One set over all columns; missing values enter none."""
        listed = _united(columns, rows)
        wanted = without if within is None else within
        if not wanted:
            return listed
        negated = "NOT " if within is None else ""
        return f"filter({listed}, code -> code {negated}IN ({self.literals(wanted)}))"

    def fits(self, text: str, pattern: str) -> str:
        """Java's regular expressions, whose `$` would also stand before a last end of a line."""
        whole = re.sub(r"\$'$", r"\\\\z'", pattern)
        return f"{text} RLIKE {whole}"

    def sorted_set(self, expression: str) -> str:
        """An array; without an entry where nothing is in it."""
        return f"array_sort(collect_set({expression}))"

    def sorted_records(self, order: str, *fields: str) -> str:
        """An array of structs, sorted by what is put before them."""
        named = ", ".join(f"{value} AS {name}" for name, value in zip(fields[::2], fields[1::2], strict=True))
        return (
            f"transform(array_sort(collect_list(struct({order} AS place, struct({named}) AS record))), "
            "entry -> entry.record)"
        )

    def no_texts(self) -> str:
        """An empty list, typed."""
        return "CAST(array() AS ARRAY<STRING>)"

    def has_entry(self, listed: str, value: str) -> str:
        """Whether an array holds a value."""
        return f"array_contains({listed}, {value})"

    def with_entry(self, listed: str, value: str) -> str:
        """The array appended to."""
        return f"array_append({listed}, {value})"

    def of_every_value(self, alias: str) -> str:
        """The hashes of all rows, together."""
        return f"bit_xor(xxhash64({alias}.*))"

    def as_written(self, alias: str = "") -> str:
        """Files of a table one after the other, and rows within them."""
        prefix = f"{alias}." if alias else ""
        parts = ("file_modification_time", "file_path", "row_index")
        return ", ".join(f"{prefix}_metadata.{part}" for part in parts)

    def each_of(self, listed: str) -> str:
        """The array exploded."""
        return f"explode({listed})"

    def list_of(self, expressions: Sequence[str]) -> str:
        """An array."""
        return f"array({', '.join(expressions)})"

    def total_of(self, listed: str) -> str:
        """Added up in 38 digits: it is never too large."""
        added = f"(total, entry) -> CAST(total + CAST(entry AS {_EXACT}) AS {_TOTAL})"
        return f"aggregate({listed}, CAST(0 AS {_TOTAL}), {added})"

    def whole_sum(self, expression: str, rows: str, *, different: bool = False) -> str:
        """Added up as decimals: sums of 64 bits would end in an error."""
        return f"sum({'DISTINCT ' if different else ''}CAST({expression} AS {_EXACT})){rows}"

    def parquet(self, name: str) -> str:
        """A file of the folder it runs in (`spark-sql`)."""
        return f"parquet.{self.identifier(name)}"

    def how_many(self, listed: str) -> str:
        """The length of an array."""
        return f"size({listed})"

    def has_any(self, listed: str, values: Sequence[str]) -> str:
        """Whether two arrays share an entry."""
        return f"arrays_overlap({listed}, array({self.literals(values)}))"

    def entry(self, listed: str, place: int) -> str:
        """Missing beyond the end, instead of an error."""
        return f"try_element_at({listed}, {place})"

    def joined(self, listed: str, separator: str) -> str:
        """The entries of an array as one text."""
        return f"array_join({listed}, {self.literal(separator)})"

    def joined_texts(self, texts: Sequence[str], separator: str) -> str:
        """Texts as one, missing ones left out."""
        return f"concat_ws({', '.join([self.literal(separator), *texts])})"

    def mentions(self, texts: Sequence[str], word: str) -> str:
        """Looked for in all texts at once, folded as the word is."""
        return f"contains({self._folded(self.joined_texts(texts, ' '))}, {self._folded(word)})"

    def _folded(self, text: str) -> str:
        marked, plain = _letters()
        return f"translate(lower({text}), {self.literal(marked)}, {self.literal(plain)})"

    def spelling_distance(self, text: str, other: str) -> str:
        """Levenshtein's distance in bytes, as in DuckDB: each byte is read as a letter."""
        return f"levenshtein({', '.join(_bytes(each) for each in (text, other))})"

    def with_columns(self, relation: str, columns: Mapping[str, str]) -> str:
        """What is made anew stands at the end."""
        made = ", ".join(f"{expression} AS {name}" for name, expression in columns.items())
        return f"(SELECT * EXCEPT ({', '.join(columns)}), {made} FROM {relation})"


def _united(columns: Sequence[str], rows: str) -> str:
    united = f"collect_set({columns[0]}){rows}"
    for column in columns[1:]:
        united = f"array_union({united}, collect_set({column}){rows})"
    return united


def _bytes(text: str) -> str:
    return f"decode(encode({text}, 'UTF-8'), 'ISO-8859-1')"


@cache
def _letters() -> tuple[str, str]:
    """Small letters with marks, then the marks; and the letters without: Spark knows no other way.

    What has no counterpart at its place is taken away. Letters of their own (ø, ł) are not among them.
    """
    marked, plain, marks = [], [], []
    for number in range(0xC0, _LAST_LETTER + 1):
        letter = chr(number)
        if unicodedata.category(letter) == "Mn":
            marks.append(letter)
            continue
        parts = unicodedata.normalize("NFD", letter)
        of_marks = all(unicodedata.category(mark) == "Mn" for mark in parts[1:])
        if len(parts) > 1 and of_marks and letter == letter.lower():
            marked.append(letter)
            plain.append(parts[0])
    return "".join((*marked, *marks)), "".join(plain)
