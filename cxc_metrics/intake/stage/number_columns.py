"""Numbers that the first pass left: other spellings of one meaning are read, open ones settled or asked.

`1,5` proves a decimal comma, `1,234.5` a decimal point, `1.234,5` a comma again. `1,234` and `1.234` prove
nothing: they may be fractions or thousands (`evidence` says how they are settled).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cxc_metrics.contract import Column
from cxc_metrics.contract.column import MONEY
from cxc_metrics.engine.duckdb_dialect import literal
from cxc_metrics.intake.open_questions import declare
from cxc_metrics.intake.read.marks import TYPED, bare
from cxc_metrics.intake.workbench import STAGE, Workbench

from .casts import is_number, raw
from .evidence import (
    Seen,
    Settled,
    hold_open,
    settle_by_evidence,
    tell_settled,
)
from .numbertexts import given_table, is_factor
from .spellings import Spelling, tell_spelling
from .staged import Staged

_MARKS = {".": "point", ",": "comma"}
# Three digits behind a point: no proof of what the point is.
_OPEN_TEXT = "[+-]?[1-9][0-9]{0,2}[.][0-9]{3}"


# More than two decimals that are not all noughts; grouped thousands have as many digits, but another value.
_IS_ROUNDED = (
    r"(regexp_matches(digits, '[.,][0-9]{3,}$') OR regexp_matches(digits, '[eE]-')) "
    "AND CAST(value AS DOUBLE) IS DISTINCT FROM TRY_CAST(regexp_replace(digits, '[.,]', '', 'g') AS DOUBLE) "
    "AND coalesce(abs(TRY_CAST(replace(digits, ',', '.') AS DOUBLE) - value) > 1e-9, true)"
)


@dataclass(frozen=True)
class Unread:
    """A column of numbers of which the first pass left some text, and the table of its different texts."""

    staged: Staged
    column: Column

    @property
    def given(self) -> str:
        """The table of different texts, by file."""
        return f'{STAGE}."given_{self.staged.name}_{self.column.name}"'

    @property
    def kind(self) -> str:
        """What its numbers are of."""
        return self.column.unit or "number"


def resolve_numbers(bench: Workbench, unread: list[Unread], tables: list[Staged]) -> None:
    """Read what the first pass left of these columns; note problems where spellings are open."""
    for column in unread:
        _prepare(bench, column)
    seen = {column: list(_look(bench, column)) for column in unread}
    everything = [entry for entries in seen.values() for entry in entries]
    places = {(entry.staged.name, entry.column, entry.file) for entry in everything}
    read_at_once: list[Seen] = []

    def others() -> list[Seen]:
        if not read_at_once:
            read_at_once.extend(_fractions(bench, tables, places))
        return read_at_once

    for column, entries in seen.items():
        settled = {entry.file: settle_by_evidence(entry, everything, others) for entry in entries}
        _tell(bench, column, entries, settled)
        _write(bench, column, settled)


def _prepare(bench: Workbench, column: Unread) -> None:
    kept, staged = f's."{raw(column.column.name)}"', column.staged
    select = (
        f"SELECT {staged.file} AS file, {kept} AS given, count(*) AS n FROM {staged.relation} s "
        f"WHERE {kept} IS NOT NULL GROUP BY ALL"
    )
    bench.connection.execute(given_table(column.given, column.column, select, marked=staged.typed))


def _look(bench: Workbench, column: Unread) -> Iterator[Seen]:
    """What the column shows in each of its files."""
    proof = {
        mark: f"{value} IS NOT NULL AND {other} IS NULL AND NOT typed AND regexp_matches(digits, '[.,]')"
        for mark, value, other in ((".", "point", "comma"), (",", "comma", "point"))
    }
    point_fits, comma_fits = (_fits(column.column, value) for value in ("point", "comma"))
    rows = bench.rows(
        f"""SELECT file, min(given) FILTER ({_is_open(column.column)}),
                   min(given) FILTER ({proof["."]}), min(given) FILTER ({proof[","]}),
                   min(given) FILTER (point <> comma AND {point_fits} AND NOT {comma_fits}),
                   min(given) FILTER (point <> comma AND {comma_fits} AND NOT {point_fits})
            FROM {column.given} GROUP BY file ORDER BY file"""
    )
    for file, is_open, point, comma, point_by_bounds, comma_by_bounds in rows:
        proofs = {mark: text for mark, text in ((".", point), (",", comma)) if text is not None}
        bounds = ((".", point_by_bounds), (",", comma_by_bounds))
        own = {mark: text for mark, text in bounds if text is not None}
        fraction = _fraction(bench, column.staged, column.column, file)
        if fraction is not None:
            proofs.setdefault(".", fraction)
        yield Seen(column.staged, column.column.name, file, column.kind, is_open, proofs, own)


def _is_open(column: Column) -> str:
    """Two different readings that are equally possible in the column."""
    return f"(point <> comma AND {_fits(column, 'point')} = {_fits(column, 'comma')})"


def _fits(column: Column, value: str) -> str:
    """Whether a value lies within the column's bounds."""
    tests = [f"{value} >= {column.minimum}"] if column.minimum is not None else []
    tests += [f"{value} <= {column.maximum}"] if column.maximum is not None else []
    return f"({' AND '.join(tests) or 'true'})"


def _fraction(bench: Workbench, staged: Staged, column: Column, file: str) -> str | None:
    """A fraction that the first pass read from a text, which proves a decimal point."""
    if column.sql_type == "INTEGER":
        return None
    if staged.typed:
        cell = staged.cells[column.name]
        value = f"TRY_CAST({cell} AS DOUBLE)"
        counted = bench.rows(
            f"SELECT min({cell}) FROM {staged.texts} s WHERE {staged.file} = {literal(file)} "
            f"AND contains({cell}, '.') AND NOT contains({cell}, '{TYPED}') AND {value} <> trunc({value}) "
            f"AND NOT regexp_full_match({cell}, '{_OPEN_TEXT}')"
        )
    else:
        cell = f's."{column.name}"'
        counted = bench.rows(
            f"SELECT CAST(min({cell}) AS VARCHAR) FROM {staged.relation} s "
            f"WHERE {staged.file} = {literal(file)} AND {staged.kept(column.name)} IS NULL "
            f"AND {cell} <> trunc({cell})"
        )
    text: str | None = counted[0][0]
    return text


def _fractions(bench: Workbench, tables: list[Staged], but: set[tuple[str, str, str]]) -> Iterator[Seen]:
    """The decimal points of columns that could be read at once, by file; `but` those looked at already."""
    for staged in tables:
        for (file,) in bench.rows(f"SELECT DISTINCT {staged.file} FROM {staged.relation} s ORDER BY 1"):
            for column in staged.columns():
                if not is_number(column) or (staged.name, column.name, file) in but:
                    continue
                fraction = _fraction(bench, staged, column, file)
                if fraction is not None:
                    kind = column.unit or "number"
                    yield Seen(staged, column.name, file, kind, proofs={".": fraction})


def _tell(bench: Workbench, column: Unread, entries: list[Seen], settled: dict[str, Settled]) -> None:
    declared = bench.options.decimal is not None
    for entry in entries:
        reading = settled[entry.file]
        if reading.by is not None and reading.reading is not None and not declared:
            tell_settled(
                bench, entry, reading.by, reading.reading, f"with a decimal {_MARKS[reading.reading]}"
            )
        elif entry.open is not None and reading.reading is None and not declared:
            bench.problems.append(
                f"{entry.place}: {entry.open} may be a fraction or thousands. {declare('decimal')}"
            )
            hold_open(column.staged, column.column.name)
        elif len(entry.proofs) > 1 and not declared:
            bench.warn(
                entry.file,
                column.staged.name,
                "mixed_decimal_marks",
                f"numbers are written in two ways, as {entry.proofs[',']} and as {entry.proofs['.']}",
                "Each was read by its own form; write all in one way",
                column.column.name,
            )


def _write(bench: Workbench, column: Unread, settled: dict[str, Settled]) -> None:
    """Bring the values to the staged table; tell the spellings that were read."""
    staged, name, kept = column.staged, column.column.name, raw(column.column.name)
    bench.connection.execute(
        f"CREATE OR REPLACE TABLE {column.given} AS "
        f"SELECT *, {_value(bench, column, settled)} AS value FROM {column.given}"
    )
    _tell_spellings(bench, column)
    shown = bare("g.given") if staged.typed else "g.given"
    waits = f"OR ({_is_open(column.column)} AND value IS NULL)" if name in staged.open else ""
    bench.connection.execute(
        f'UPDATE {staged.relation} AS s SET "{name}" = g.value, '
        f'"{kept}" = CASE WHEN g.is_nan {waits} THEN NULL ELSE {shown} END '
        f'FROM {column.given} g WHERE s."{kept}" = g.given AND {staged.file} = g.file'
    )
    bench.connection.execute(f"DROP TABLE {column.given}")


def _value(bench: Workbench, column: Unread, settled: dict[str, Settled]) -> str:
    """SQL of the value a text means: by its own form, the column's bounds, the mark found for its file."""
    if bench.options.decimal is not None:
        return (
            "CASE WHEN typed THEN point ELSE "
            + ("comma" if bench.options.decimal == "," else "point")
            + " END"
        )
    marks = " ".join(
        f"WHEN {literal(file)} THEN {_MARKS[reading.reading]}"
        for file, reading in settled.items()
        if reading.reading is not None
    )
    by_mark = f"CASE file {marks} END" if marks else "NULL"
    point, comma = _fits(column.column, "point"), _fits(column.column, "comma")
    return (
        f"CASE WHEN point IS NULL THEN comma WHEN comma IS NULL OR point = comma THEN point "
        f"WHEN {point} AND NOT {comma} THEN point WHEN {comma} AND NOT {point} THEN comma ELSE {by_mark} END"
    )


def _tell_spellings(bench: Workbench, column: Unread) -> None:
    """Tell, once per column, each way of writing that has but one meaning."""
    ways = _ways(column.column)
    selects = ", ".join(
        f"sum(n) FILTER ({where}), min(given) FILTER ({where}), arg_min(value, given) FILTER ({where})"
        for where in (f"({where}) AND value IS NOT NULL" for where in ways.values())
    )
    counted = bench.rows(f"SELECT {selects}, sum(n) FILTER (is_nan) FROM {column.given}")[0]
    for position, way in enumerate(ways):
        count, example, value = counted[3 * position : 3 * position + 3]
        if count:
            spelling = Spelling(way, int(count), example.replace(TYPED, ""), str(value).removesuffix(".0"))
            tell_spelling(bench, column.staged, column.column.name, spelling)
    if counted[-1]:
        spelling = Spelling("what a program writes for no number", int(counted[-1]), "NaN", None)
        tell_spelling(bench, column.staged, column.column.name, spelling)


def _ways(column: Column) -> dict[str, str]:
    """Ways of writing a number, each with the condition over the table of texts by which it is known."""
    other_script = (
        r"regexp_matches(given, '\p{Nd}') "
        r"AND regexp_replace(given, '[0-9]', '', 'g') <> regexp_replace(given, '\p{Nd}', '', 'g')"
    )
    currency = "regexp_matches(clean, '(?i)€|eur')"
    ways = {
        "a currency sign or code": currency,
        "a percentage, read as a part of one" if is_factor(column) else "a percent sign": "percent",
        "a unit": f"NOT percent AND NOT {currency} AND NOT contains(clean, '(') AND bare <> clean",
        "a minus behind the number, or parentheses for it": "signed <> bare OR contains(clean, '(')",
        "spaces or apostrophes between thousands": "digits <> signed",
        "digits of another script": other_script,
    }
    if column.sql_type == MONEY:
        ways["an amount with more decimals than cents, rounded half away from zero"] = _IS_ROUNDED
    if column.sql_type == "INTEGER":
        ways["a whole number with decimals"] = "NOT typed AND regexp_full_match(digits, '[+-]?[0-9]+[.,]0+')"
    return ways
