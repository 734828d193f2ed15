"""A second dialect, for tests: the engine at hand, spoken to in other words than its own dialect uses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from cxc_metrics.engine import Dialect, Kind
from cxc_metrics.store import DataVersion


class PlainDialect(Dialect):
    """Casts by CAST, sets as arrays, parts of days by EXTRACT."""

    name: ClassVar[str] = "plain"
    types: ClassVar[Mapping[Kind, str]] = {
        Kind.TEXT: "VARCHAR", Kind.WHOLE: "INTEGER", Kind.REAL: "DOUBLE", Kind.DAY: "DATE",
    }  # fmt: skip

    def grouping(self, names: Sequence[str]) -> str:
        return f"GROUPING_ID({', '.join(names)})"

    def period(self, unit: str, day: str) -> str:
        if unit == "month":
            return f"substr({self.cast(day, Kind.TEXT)}, 1, 7)"
        year = f"extract(year FROM {day})"
        return year if unit == "year" else f"{year} || '-Q' || extract(quarter FROM {day})"

    def days_between(self, start: str, end: str) -> str:
        return f"date_diff('day', {start}, {end})"

    def median(self, expression: str) -> str:
        return f"quantile_cont({self.cast(expression, Kind.REAL)}, 0.5)"

    def different_keys(self, keys: Sequence[str], rows: str, *, highest: int, many_groups: bool) -> str:  # noqa: ARG002
        return f"coalesce({self.how_many(self.codes(keys, rows))}, 0)"

    def codes(
        self,
        columns: Sequence[str],
        rows: str,
        *,
        within: Sequence[int | str] | None = None,
        without: Sequence[int | str] = (),
    ) -> str:
        found = f"array_distinct(flatten(array_agg([{', '.join(columns)}]){rows}))"
        wanted = without if within is None else within
        if not wanted:
            return found
        texts = any(isinstance(code, str) for code in wanted)
        code = self.cast("code", Kind.TEXT) if texts else "code"
        negated = "NOT " if within is None else ""
        return f"array_filter({found}, lambda code: {code} {negated}IN ({self.literals(wanted)}))"

    def fits(self, text: str, pattern: str) -> str:
        return f"regexp_full_match({text}, {pattern})"

    def sorted_set(self, expression: str) -> str:
        return f"array_sort(array_agg(DISTINCT {expression}) FILTER (WHERE {expression} IS NOT NULL))"

    def sorted_records(self, order: str, *fields: str) -> str:
        named = ", ".join(f"{name} := {value}" for name, value in zip(fields[::2], fields[1::2], strict=True))
        return f"array_agg(struct_pack({named}) ORDER BY {order})"

    def no_texts(self) -> str:
        return "CAST([] AS VARCHAR[])"

    def has_entry(self, listed: str, value: str) -> str:
        return f"array_has({listed}, {value})"

    def with_entry(self, listed: str, value: str) -> str:
        return f"array_append({listed}, {value})"

    def of_every_value(self, alias: str) -> str:
        return f"sum(hash({alias}))"

    def as_written(self, alias: str = "") -> str:
        return f"{alias}.rowid" if alias else "rowid"

    def each_of(self, listed: str) -> str:
        return f"unnest({listed})"

    def list_of(self, expressions: Sequence[str]) -> str:
        return f"array_value({', '.join(expressions)})"

    def total_of(self, listed: str) -> str:
        return f"array_aggregate({listed}, 'sum')"

    def how_many(self, listed: str) -> str:
        return f"array_length({listed})"

    def has_any(self, listed: str, values: Sequence[str]) -> str:
        return f"array_has_any({listed}, [{self.literals(values)}])"

    def entry(self, listed: str, place: int) -> str:
        return f"array_extract({listed}, {place})"

    def joined(self, listed: str, separator: str) -> str:
        return f"coalesce(array_aggregate({listed}, 'string_agg', {self.literal(separator)}), '')"

    def joined_texts(self, texts: Sequence[str], separator: str) -> str:
        parts = ", ".join(self.cast(text, Kind.TEXT) for text in texts)
        return self.joined(f"array_filter([{parts}], lambda one: one IS NOT NULL)", separator)

    def mentions(self, texts: Sequence[str], word: str) -> str:
        folded = [f"lower(strip_accents({text}))" for text in (word, self.joined_texts(texts, " "))]
        return f"position({folded[0]} IN {folded[1]}) > 0"

    def spelling_distance(self, one: str, other: str) -> str:
        return f"editdist3({one}, {other})"

    def with_columns(self, relation: str, columns: Mapping[str, str]) -> str:
        made = ", ".join(f"{expression} AS {name}" for name, expression in columns.items())
        return f"(SELECT * EXCLUDE ({', '.join(columns)}), {made} FROM {relation})"


class SpokenTo:
    """A data version that is asked in another dialect than its engine's own."""

    def __init__(self, version: DataVersion, dialect: Dialect) -> None:
        self._version, self.dialect = version, dialect

    def __getattr__(self, name: str) -> Any:
        return getattr(self._version, name)
