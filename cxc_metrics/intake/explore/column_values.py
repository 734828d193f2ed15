"""The different values of one column, cleaned as intake cleans texts, with the rows that hold each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice

from cxc_metrics.engine.duckdb_dialect import literal
from cxc_metrics.intake.read.marks import bare
from cxc_metrics.intake.stage.cleaning import cleaned
from cxc_metrics.intake.stage.text_columns import NOTHING
from cxc_metrics.intake.workbench import STAGE, Workbench

from .explored import ValueCount

# As many values as are given to whoever maps a column, and as many of them as examples.
MOST_VALUES, MOST_EXAMPLES = 500, 5
# A value is shown so far; whole texts of articles stand in some cells.
SHOWN_LETTERS = 200
# Namibia in a column of countries.
NAMIBIA = "na"


# A column of countries has few different values.
MOST_COUNTRIES = 1_000


@dataclass(frozen=True)
class ColumnValues:
    """A column with its values in table `relation`: `given` as delivered with the marks of readers, `shown`
    without them, `n` rows each, `file` (empty), `nothing`: a word that stands for no value.

    `rows` are all rows of the table; `marked`: cells may bear the marks of readers. `fitting` are the rows
    whose value fits each test that was made of all columns alike, `letters` is how long a value is.
    """

    bench: Workbench
    name: str
    position: int
    relation: str
    rows: int
    marked: bool
    filled: int
    distinct: int
    namibias: int
    letters: float
    fitting: Mapping[str, int]
    frequent: tuple[tuple[ValueCount, bool], ...]

    def counted(self, test: str, relation: str | None = None) -> int:
        """The rows whose value fits a test."""
        sums = self.bench.rows(f"SELECT sum(n) FILTER ({test}) FROM {relation or self.relation}")
        return int(sums[0][0] or 0)

    def share(self, test: str) -> float:
        """The share of filled rows whose value fits one of the tests made of all columns alike."""
        return self.fitting[test] / self.filled if self.filled else 0.0

    def top(self, most: int = MOST_VALUES, *, but_nothing: bool = True) -> list[ValueCount]:
        """The most frequent values, 1,000 at most."""
        values = (counted for counted, nothing in self.frequent if not (nothing and but_nothing))
        return list(islice(values, most))

    def drop(self) -> None:
        """Remove the table: one column at a time fills the memory."""
        self.bench.connection.execute(f"DROP TABLE {self.relation}")


def column_values(
    bench: Workbench,
    table: str,
    position: int,
    name: str,
    rows: int,
    *,
    marked: bool,
    tests: Mapping[str, str],
) -> ColumnValues:
    """Count the values of column `c<position>` of a stored table, and the rows that fit some tests.

    All in two questions: a table may have a thousand columns.
    """
    relation = _counted(bench, table, position, marked=marked)
    sums = ", ".join(f"sum(n) FILTER (NOT nothing AND ({test}))" for test in tests.values())
    filled, distinct, namibias, letters, *fitting = bench.rows(
        f"SELECT sum(n) FILTER (NOT nothing), count(DISTINCT shown) FILTER (NOT nothing), "
        f"sum(n) FILTER (lower(shown) = '{NAMIBIA}'), "
        f"sum(n * length(shown)) FILTER (NOT nothing) / sum(n) FILTER (NOT nothing), {sums} FROM {relation}"
    )[0]
    return ColumnValues(
        bench=bench,
        name=name,
        position=position,
        relation=relation,
        rows=rows,
        marked=marked,
        filled=int(filled or 0),
        distinct=distinct,
        namibias=int(namibias or 0),
        letters=float(letters or 0),
        fitting={test: int(count or 0) for test, count in zip(tests, fitting, strict=True)},
        frequent=_most_frequent(bench, relation),
    )


def _counted(bench: Workbench, table: str, position: int, *, marked: bool) -> str:
    """Make the table of the values of a column, as `ColumnValues` has it; its name."""
    relation = f"{STAGE}.{bench.new_name('values')}"
    shown = cleaned(bare("given") if marked else "given")
    words = ", ".join(literal(word) for word in NOTHING)
    bench.connection.execute(
        f"CREATE TABLE {relation} AS "
        f"SELECT '' AS file, given, shown, n, lower(shown) IN ({words}) AS nothing FROM ("
        f"SELECT given, {shown} AS shown, n FROM (SELECT c{position} AS given, count(*) AS n "
        f"FROM {table} WHERE c{position} IS NOT NULL GROUP BY ALL)) WHERE shown <> ''"
    )
    return relation


def _most_frequent(bench: Workbench, relation: str) -> tuple[tuple[ValueCount, bool], ...]:
    """The most frequent values, and of each whether it says nothing."""
    return tuple(
        (ValueCount(value=value, rows=count), nothing)
        for value, count, nothing in bench.rows(
            f"SELECT left(shown, {SHOWN_LETTERS}), sum(n)::BIGINT, nothing FROM {relation} "
            f"WHERE NOT nothing OR lower(shown) = '{NAMIBIA}' "
            f"GROUP BY ALL ORDER BY 2 DESC, 1 LIMIT {MOST_COUNTRIES}"
        )
    )
