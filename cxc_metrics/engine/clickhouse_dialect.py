"""ClickHouse's SQL (26 and newer): exact distinct counts over columns taken together, sets as arrays.

Lists are never missing there: where another engine has no list, it has one without an entry. Codes are texts
that are kept once each. It is asked with the settings of `SETTINGS`, without which missing values and
groupings come out otherwise than standard SQL says.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar, Final

from .dialect import Dialect, Kind

SETTINGS: Final[Mapping[str, str | int]] = {
    "group_by_use_nulls": 1,
    "join_use_nulls": 1,
    "cast_keep_nullable": 1,
    # A name that a column and an alias share is the column, as everywhere else.
    "prefer_column_name_to_alias": 1,
    "date_time_overflow_behavior": "throw",
    "session_timezone": "UTC",
    "output_format_parquet_string_as_string": 1,
}
_PERIODS: Final = {
    "year": "toYear({0})",
    "quarter": "concat(toString(toYear({0})), '-Q', toString(toQuarter({0})))",
    "month": "substring(toString({0}), 1, 7)",
}
# What a parameter is declared as.
_PARAMETER: Final = re.compile(r"'(?:[^'\\]|\\.|'')*'|\$([A-Za-z_]\w*)")
_TYPES: Final = ((bool, "Bool"), (int, "Int64"), (float, "Float64"), (date, "Date32"), (str, "String"))


class ClickHouseDialect(Dialect):
    """How ClickHouse says it."""

    name: ClassVar[str] = "clickhouse"
    types: ClassVar[Mapping[Kind, str]] = {
        Kind.TEXT: "Nullable(String)",
        Kind.WHOLE: "Nullable(Int32)",
        Kind.REAL: "Nullable(Float64)",
        Kind.DAY: "Nullable(Date32)",
    }

    def bind(self, sql: str, params: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
        """Every parameter that is named with the type of its value, `{name:Type}`."""

        def typed(match: re.Match[str]) -> str:
            name = match[1]
            return f"{{{name}:{_type_of(params[name])}}}" if name else match[0]

        used = {match[1] for match in _PARAMETER.finditer(sql) if match[1]}
        return _PARAMETER.sub(typed, sql), {name: params[name] for name in sorted(used)}

    def literal(self, value: int | str | date) -> str:
        """A backslash begins an escape there, also in plain texts."""
        return super().literal(value.replace("\\", "\\\\") if isinstance(value, str) else value)

    def identifier(self, name: str) -> str:
        """A backslash begins an escape there, also in names."""
        return super().identifier(name.replace("\\", "\\\\"))

    def no_value(self, column: str) -> str:
        """What lies beyond the end of a list: missing, and of a list an empty one."""
        return f"arrayElementOrNull([{column}], 2)"

    def grouping(self, names: Sequence[str]) -> str:
        """As DuckDB says it."""
        return f"GROUPING({', '.join(names)})"

    def period(self, unit: str, day: str) -> str:
        """The year, quarter or month of a day."""
        return _PERIODS[unit].format(day)

    def days_between(self, start: str, end: str) -> str:
        """Whole days: both are days without a time."""
        return f"dateDiff('day', {start}, {end})"

    def median(self, expression: str) -> str:
        """Exact, with the middle of two."""
        return f"quantileExactInclusive(0.5)({self.cast(expression, Kind.REAL)})"

    def different_keys(self, keys: Sequence[str], rows: str, *, highest: int, many_groups: bool) -> str:  # noqa: ARG002
        """A hash table of the keys of all columns: its memory is what is there, not what is possible."""
        counted = f"uniqExact({keys[0]})" if len(keys) == 1 else f"uniqExactArray([{', '.join(keys)}])"
        return f"coalesce({counted}{rows}, 0)"

    def codes(
        self,
        columns: Sequence[str],
        rows: str,
        *,
        within: Sequence[int | str] | None = None,
        without: Sequence[int | str] = (),
    ) -> str:
        """One set over all columns; missing values enter none."""
        listed = f"groupUniqArrayArray([{', '.join(columns)}]){rows}"
        wanted = without if within is None else within
        if not wanted:
            return listed
        negated = "NOT " if within is None else ""
        return f"arrayFilter(code -> code {negated}IN ({self.literals(wanted)}), {listed})"

    def coded(self, text: str, name: str) -> str:  # noqa: ARG002
        """A text of a dictionary: compared and grouped by its number there."""
        return f"CAST({text} AS LowCardinality(Nullable(String)))"

    def fits(self, text: str, pattern: str) -> str:
        """RE2's regular expressions, as in DuckDB."""
        return f"match({text}, {pattern})"

    def sorted_set(self, expression: str) -> str:
        """An array; without an entry where nothing is in it."""
        return f"arraySort(groupUniqArray({expression}))"

    def sorted_records(self, order: str, *fields: str) -> str:
        """An array of named tuples, sorted by what is put before them."""
        names, values = fields[::2], fields[1::2]
        record = f"CAST(tuple({', '.join(values)}), {self._record_type(names, values)})"
        return f"arrayMap(r -> r.2, arraySort(r -> r.1, groupArray(tuple({order}, {record}))))"

    def _record_type(self, names: Sequence[str], values: Sequence[str]) -> str:
        """The type of a named tuple of these: made when it runs, as types of columns are not known before."""
        parts = [f"'{name} ', toTypeName({value})" for name, value in zip(names, values, strict=True)]
        between = ", ', ', "
        return f"concat('Tuple(', {between.join(parts)}, ')')"

    def no_texts(self) -> str:
        """An empty list, typed."""
        return "CAST([] AS Array(String))"

    def has_entry(self, listed: str, value: str) -> str:
        """Whether an array holds a value."""
        return f"has({listed}, {value})"

    def with_entry(self, listed: str, value: str) -> str:
        """The array appended to."""
        return f"arrayPushBack({listed}, assumeNotNull({value}))"

    def of_every_value(self, alias: str) -> str:
        """The hashes of all rows, together."""
        return f"groupBitXor(cityHash64({alias}.*))"

    def as_written(self, alias: str = "") -> str:
        """Parts of a table are numbered as they came, and rows within them."""
        prefix = f"{alias}." if alias else ""
        return f"{prefix}_part, {prefix}_part_offset"

    def each_of(self, listed: str) -> str:
        """The array joined to its row."""
        return f"arrayJoin({listed})"

    def list_of(self, expressions: Sequence[str]) -> str:
        """An array in brackets."""
        return f"[{', '.join(expressions)}]"

    def total_of(self, listed: str) -> str:
        """Added up in 38 digits: it is never too large."""
        return f"arraySum(entry -> toDecimal128(assumeNotNull(entry), 0), {listed})"

    def whole_sum(self, expression: str, rows: str, *, different: bool = False) -> str:
        """Added up in 38 digits: sums of 64 bits go round without a word."""
        return f"sum({'DISTINCT ' if different else ''}toDecimal128({expression}, 0)){rows}"

    def how_many(self, listed: str) -> str:
        """The length of an array."""
        return f"length({listed})"

    def has_any(self, listed: str, values: Sequence[str]) -> str:
        """Whether two arrays share an entry."""
        return f"hasAny({listed}, [{self.literals(values)}])"

    def entry(self, listed: str, place: int) -> str:
        """Missing beyond the end, instead of an empty text."""
        return f"arrayElementOrNull({listed}, {place})"

    def joined(self, listed: str, separator: str) -> str:
        """The entries of an array as one text."""
        return f"arrayStringConcat({listed}, {self.literal(separator)})"

    def joined_texts(self, texts: Sequence[str], separator: str) -> str:
        """Texts as one, missing ones left out."""
        listed = ", ".join(self.cast(text, Kind.TEXT) for text in texts)
        return self.joined(f"arrayFilter(text -> text IS NOT NULL, [{listed}])", separator)

    def mentions(self, texts: Sequence[str], word: str) -> str:
        """Looked for in all texts at once, folded as the word is."""
        return f"position({_folded(self.joined_texts(texts, ' '))}, {_folded(word)}) > 0"

    def spelling_distance(self, text: str, other: str) -> str:
        """Levenshtein's distance in bytes, as in DuckDB."""
        return f"editDistance({text}, {other})"

    def with_columns(self, relation: str, columns: Mapping[str, str]) -> str:
        """The columns stay in their places."""
        replaced = ", ".join(f"{expression} AS {name}" for name, expression in columns.items())
        return f"(SELECT * REPLACE ({replaced}) FROM {relation})"

    def parquet(self, name: str) -> str:
        """A file of the folder it runs in (`clickhouse local`)."""
        return f"file({self.literal(name)})"


def _folded(text: str) -> str:
    # Marks are taken from their letters; letters of their own (ø, ł) stay.
    return rf"replaceRegexpAll(normalizeUTF8NFD(lowerUTF8({text})), '\\p{{Mn}}', '')"


def _type_of(value: Any) -> str:
    return next(declared for kind, declared in _TYPES if isinstance(value, kind))


def fact_type(column_type: str) -> str:
    """The type of a column of a fact, by that of its expression: with room for missing values.

    Lists have none; a condition, which comes as a whole number of 8 bits, is a Bool.
    """
    if column_type.startswith("LowCardinality("):
        return f"LowCardinality({fact_type(column_type[len('LowCardinality(') : -1])})"
    column_type = re.sub(r"\bUInt8\b", "Bool", column_type)
    if column_type.startswith(("Nullable(", "Array(", "Tuple(", "Map(")):
        return column_type
    return f"Nullable({column_type})"
