"""Identifiers that a program took for numbers: `41.0` is 41, `1,2E+46` is damaged beyond repair."""

from __future__ import annotations

from collections.abc import Iterable

from cxc_metrics.contract import TABLES, Column
from cxc_metrics.engine.duckdb_dialect import literal
from cxc_metrics.intake.workbench import Workbench

from .spellings import Spelling, tell_spelling
from .staged import Staged

# Numbers by which others know a record, besides our keys and links.
_NUMBERS_OF_OTHERS = ("pic", "grant_agreement")
_FLOAT = r"\d+[.,]0+"
_FRACTION = r"\d+[.,]\d*[1-9]\d*"
_DAMAGED = r"[+-]?\d(?:[.,]\d+)?[eE]\+\d+"


def is_identifier(column: Column) -> bool:
    """Whether a text column names a record."""
    named = column.key or column.references in TABLES or column.name in _NUMBERS_OF_OTHERS
    return column.sql_type == "VARCHAR" and column.codes is None and named


def is_damaged(staged: Staged, name: str) -> str:
    """Whether a cell (of alias `s`) holds an identifier of which a spreadsheet kept a few digits only."""
    whole = f'coalesce(regexp_full_match(s."{name}", {literal(_DAMAGED)}), false)'
    return whole if name in staged.damaged else "false"


def mend_identifiers(bench: Workbench, tables: Iterable[Staged]) -> None:
    """Read whole numbers written with decimals, unless the same identifiers have real decimals elsewhere.

    Columns with damaged identifiers are noted; what they cost is for the checks to say.
    """
    columns = [(staged, column) for staged in tables for column in _numbered(bench, staged)]
    looks = {(staged.name, column.name): _look(bench, staged, column) for staged, column in columns}
    fractions = {_domain(staged, column) for staged, column in columns if looks[staged.name, column.name][1]}
    for staged, column in columns:
        floats, _, damaged = looks[staged.name, column.name]
        if damaged:
            staged.damaged.add(column.name)
        if floats and _domain(staged, column) not in fractions:
            _mend(bench, staged, column, floats)


def _domain(staged: Staged, column: Column) -> str:
    """What the identifiers name: those of a table, wherever they stand."""
    return (
        column.references or f"{staged.name}.{column.name}"
        if not column.key or column.references
        else staged.name
    )


def _numbered(bench: Workbench, staged: Staged) -> list[Column]:
    """The columns of identifiers of which some may be a number: it begins with a digit or a sign."""
    columns = [column for column in staged.columns() if is_identifier(column)]
    if not columns:
        return []
    counts = ", ".join(f"count(*) FILTER (s.\"{column.name}\" < ':')" for column in columns)
    counted = bench.rows(f"SELECT {counts} FROM {staged.relation} s")[0]
    return [column for column, count in zip(columns, counted, strict=True) if count]


def _look(bench: Workbench, staged: Staged, column: Column) -> tuple[int, int, int]:
    """How many identifiers look like a float, have real decimals, are damaged."""
    cell = f's."{column.name}"'
    digits = f"{cell} >= '0' AND {cell} < ':'"
    counts = bench.rows(
        f"SELECT count(*) FILTER ({digits} AND ends_with({cell}, '0') "
        f"AND regexp_full_match({cell}, {literal(_FLOAT)})), "
        f"count(*) FILTER ({digits} AND regexp_full_match({cell}, {literal(_FRACTION)})), "
        f"count(*) FILTER ({cell} < ':' AND contains({cell}, '+') "
        f"AND regexp_full_match({cell}, {literal(_DAMAGED)})) "
        f"FROM {staged.relation} s"
    )[0]
    floats, fractions, damaged = (int(count) for count in counts)
    return floats, fractions, damaged


def _mend(bench: Workbench, staged: Staged, column: Column, count: int) -> None:
    cell = f's."{column.name}"'
    where = f"regexp_full_match({cell}, {literal(_FLOAT)})"
    example = bench.rows(f"SELECT min({cell}) FROM {staged.relation} s WHERE {where}")[0][0]
    whole = rf"regexp_replace({cell}, '[.,]0+$', '')"
    bench.connection.execute(f'UPDATE {staged.relation} AS s SET "{column.name}" = {whole} WHERE {where}')
    meaning = example.replace(",", ".").split(".")[0]
    tell_spelling(
        bench, staged, column.name, Spelling("a whole number with decimals", count, example, meaning)
    )
